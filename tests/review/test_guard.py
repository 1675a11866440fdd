"""Who is let into the review, and what they get: asked over the network, as another program would."""

from __future__ import annotations

import http.client
import json
import signal
from pathlib import Path

import pytest

from restore.decisions import read_decisions
from tests.conftest import Run
from tests.review.conftest import Serve, Served


def ask(served: Served, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, sent)
    answer = connection.getresponse()
    out = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return out


@pytest.fixture
def served(serve: Serve, article: Path) -> Served:
    (article.parent / "secret.txt").write_text("secret", encoding="utf-8")
    return serve("article.txt")


def step(served: Served, value: object, **headers: str) -> tuple[int, dict[str, object]]:
    origin = {"Origin": f"http://127.0.0.1:{served.port}", "Content_Type": "application/json"}
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    status, _, answer = ask(served, f"/{served.token}/0/change", "POST", body, **(origin | headers))
    return status, json.loads(answer) if answer.startswith(b"{") else {}


ACCEPT = {"step": "decide", "revision": 0, "decisions": {"0": {"verb": "accept", "option": 0}}}


def test_only_the_token_opens_anything(served: Served) -> None:
    assert ask(served, f"/{served.token}/0/")[0] == 200
    for path in (
        "/",
        "/0/",
        "//",
        f"/{served.token[:-1]}/0/",
        f"/{'x' * 32}/0/state",
        "/%FF/0/",
        "/rows.css",
        f"/{served.token.upper()}/",
    ):
        status, headers, body = ask(served, path)
        assert status == 403 and served.token.encode() not in body and "location" not in headers, path


def test_other_hosts_and_origins_are_refused(served: Served, article: Path) -> None:
    good = f"/{served.token}/0/state"
    for host in ("evil.example", f"evil.example:{served.port}", "127.0.0.1", "127.0.0.1:1", f"[::1]:{served.port}", ""):
        assert ask(served, good, Host=host)[0] in (400, 403), host
    assert ask(served, good, Host=f"localhost:{served.port}")[0] == 200
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{served.port}", f"http://localhost:{served.port}"):
        assert ask(served, good, Origin=origin)[0] == 403, origin
        assert step(served, ACCEPT, Origin=origin)[0] == 403, origin
    status, _, _ = ask(served, f"/{served.token}/0/change", "POST", json.dumps(ACCEPT).encode(), Content_Type="application/json")
    assert status == 403  # no origin
    assert step(served, ACCEPT, Content_Type="text/plain")[0] == 415
    assert not (article.parent / "article.txt.review.json").exists()
    assert step(served, ACCEPT)[0] == 200
    assert (article.parent / "article.txt.review.json").exists()


def test_no_other_file_is_sent(served: Served) -> None:
    names = [
        "secret.txt",
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/%2e%2e/etc/passwd",
        "page.html",
        "static/page.html",
        "server.py",
    ]
    names += [
        "1/",
        "-1/",
        "0/secret.txt",
        "0/export/secret.txt",
        "0/export/../../secret.txt",
        "article.txt",
        "/etc/passwd",
        "rows.css%00",
    ]
    for name in names:
        status, _, body = ask(served, f"/{served.token}/{name}")
        assert status in (403, 404) and b"secret" not in body and b"root:" not in body, name


def test_every_answer_has_a_strict_policy(served: Served) -> None:
    for path in (
        f"/{served.token}/0/",
        f"/{served.token}/0/state",
        f"/{served.token}/review.js",
        f"/{served.token}/0/export/text",
        "/",
    ):
        _, headers, _ = ask(served, path)
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store" and "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "value",
    [
        b"{",
        b"[" * 100_000,
        b"\xff",
        [],
        {},
        {"revision": 0},
        ACCEPT | {"decisions": {"x": None}},
        ACCEPT | {"decisions": {"-1": None}},
        ACCEPT | {"decisions": {"99999": None}},
        ACCEPT | {"decisions": {"0": {"verb": "accept", "option": 99}}},
        ACCEPT | {"decisions": {"0": {"verb": "custom", "text": 1}}},
        ACCEPT | {"decisions": {"0": {"verb": "custom", "text": "x" * 10_001}}},
        ACCEPT | {"decisions": {"0": {"verb": "custom", "text": "\ud800"}}},
        ACCEPT | {"decisions": {"0": {"verb": "other"}}},
        ACCEPT | {"decisions": {"1": {"verb": "accept", "option": 0}, "0": {"verb": "other"}}},
        ACCEPT | {"revision": 7},
    ],
)
def test_malformed_requests_change_nothing(served: Served, article: Path, value: object) -> None:
    status, answer = step(served, value)
    assert status in (400, 409, 422) and answer["error"]
    assert not (article.parent / "article.txt.review.json").exists()
    assert json.loads(ask(served, f"/{served.token}/0/state")[2])["decisions"] == {}


def test_a_request_without_end_is_cut(served: Served) -> None:
    assert step(served, b" " * (1 << 23))[0] == 413


def test_a_decision_that_cannot_be_saved_is_not_made(served: Served, article: Path) -> None:
    (article.parent / "article.txt.review.json").write_text("someone else's", encoding="utf-8")
    status, answer = step(served, ACCEPT)
    assert status == 409 and "article.txt.review.json has been changed" in str(answer["error"])
    assert json.loads(ask(served, f"/{served.token}/0/state")[2])["decisions"] == {}
    assert (article.parent / "article.txt.review.json").read_text(encoding="utf-8") == "someone else's"


def test_it_starts_only_where_it_can_serve_and_save(served: Served, article: Path, run: Run) -> None:
    for args, message in (
        (("article.txt", "--port", str(served.port)), f"port {served.port}: "),
        (("missing.txt",), "missing.txt: No such file"),
        (("-",), "give a file"),
    ):
        done = run("review", "--no-browser", *args)
        assert (done.returncode, done.stdout) == (2, b"") and message in done.stderr.decode() and done.stderr.count(b"\n") == 1


def test_an_interrupt_ends_it_quietly(served: Served) -> None:
    served.process.send_signal(signal.SIGINT)
    assert b"Traceback" not in served.process.communicate(timeout=30)[1]
    assert served.process.returncode == 130


def test_what_was_answered_is_on_the_disk_whenever_it_is_killed(serve: Serve, article: Path) -> None:
    answered: set[int] = set()
    for start, rounds in ((0, 3), (3, 9), (12, 6)):
        served = serve("article.txt")
        for revision in range(rounds):
            accept = {"step": "decide", "revision": revision, "decisions": {str(start + revision): {"verb": "accept", "option": 0}}}
            assert step(served, accept)[0] == 200
            answered.add(start + revision)
        # One more that is cut off at some point on its way.
        last = http.client.HTTPConnection("127.0.0.1", served.port)
        everything = {"step": "decide", "revision": rounds, "decisions": {str(n): {"verb": "reject"} for n in range(30, 46)}}
        headers = {"Origin": f"http://127.0.0.1:{served.port}", "Content-Type": "application/json"}
        last.request("POST", f"/{served.token}/0/change", json.dumps(everything), headers)
        served.kill()
        last.close()
        (saved,) = read_decisions((article.parent / "article.txt.review.json").read_text(encoding="utf-8"), "saved")
        assert sum(made.decision == "accept" for made in saved.decided) == len(answered)
        assert sum(made.decision == "reject" for made in saved.decided) in (0, 16)
