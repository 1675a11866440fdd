"""The command as a user meets it."""

from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path

import pytest

from restore.restorer import Restorer
from tests.conftest import Run


@pytest.fixture
def article(tmp_path: Path, spun: str) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(spun, encoding="utf-8")
    return path


def test_prints_the_restored_text_and_nothing_else(run: Run, article: Path, spun: str, restorer: Restorer) -> None:
    done = run("article.txt")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == restorer.restore(spun).text != spun
    assert article.read_text(encoding="utf-8") == spun


def test_standard_input(run: Run, article: Path) -> None:
    plain = run("article.txt").stdout
    assert run("-", stdin=article.read_bytes()).stdout == plain
    assert run(stdin=article.read_bytes()).stdout == plain


def test_patch_accepts_the_diff(run: Run, article: Path, tmp_path: Path) -> None:
    restored = run("article.txt").stdout
    diff = run("--diff", "article.txt").stdout
    subprocess.run(["patch", "-p1"], input=diff, cwd=tmp_path, check=True, capture_output=True)
    assert article.read_bytes() == restored


@pytest.mark.parametrize("ending", ["\r\n", "\n", ""])
def test_patch_accepts_the_diff_whatever_the_line_ends(run: Run, article: Path, tmp_path: Path, spun: str, ending: str) -> None:
    article.write_bytes((spun.rstrip("\n").replace("\n", ending or "\n") + ending).encode())
    restored = run("article.txt").stdout
    diff = run("--diff", "article.txt").stdout
    subprocess.run(["patch", "-p1", "--binary"], input=diff, cwd=tmp_path, check=True, capture_output=True)
    assert article.read_bytes() == restored


def test_word_diff_marks_every_edit_and_colour_follows_no_color(run: Run, article: Path) -> None:
    out = run("--word-diff", "article.txt").stdout.decode()
    assert "[-" in out and "{+" in out and "\x1b" not in out
    assert "\x1b[" in run("--word-diff", "--color", "always", "article.txt", NO_COLOR="1").stdout.decode()
    assert "\x1b[" in run("--word-diff", "article.txt", FORCE_COLOR="1").stdout.decode()
    assert "\x1b[" not in run("--word-diff", "article.txt", FORCE_COLOR="1", NO_COLOR="1").stdout.decode()


@pytest.mark.parametrize("columns", [40, 80, 133])
def test_side_by_side_keeps_to_the_width_and_shows_both_texts(run: Run, article: Path, spun: str, columns: int) -> None:
    lines = run("--side-by-side", "article.txt", COLUMNS=str(columns)).stdout.decode().splitlines()
    assert max(map(len, lines)) <= columns
    left = " ".join(line[: (columns - 3) // 2] for line in lines).replace("«", "").replace("»", "").split()
    assert left == spun.split()


def test_json_offsets_point_into_the_original(run: Run, article: Path, spun: str) -> None:
    found = json.loads(run("--json", "article.txt").stdout)
    assert found["schema"] == 1 and found["path"] == "article.txt" and found["signature"].startswith("restore:")
    assert found["spun_probability"] > 0.9 and found["family"] == "news spinner"
    lines = spun.split("\n")
    for edit in found["edits"]:
        assert spun[edit["start"] : edit["end"]] == edit["before"] != edit["after"]
        assert lines[edit["line"] - 1][edit["column"] - 1 :].startswith(edit["before"].split("\n")[0])
        assert 0 < edit["confidence"] <= 1 and edit["why"] and edit["kind"]
        assert edit["candidates"] and all(isinstance(c["logp10"], float) for c in edit["candidates"])
    assert found["edits"]


def test_check_says_by_exit_status_whether_anything_would_change(run: Run, article: Path, tmp_path: Path) -> None:
    done = run("--check", "article.txt")
    assert (done.returncode, done.stdout) == (1, b"")
    (tmp_path / "clean.txt").write_text("The cat sat on the mat.\n")
    assert run("--check", "clean.txt").returncode == 0


def test_write_is_in_place_and_keeps_the_mode(run: Run, article: Path, tmp_path: Path) -> None:
    article.chmod(0o640)
    restored = run("article.txt").stdout
    done = run("-w", "article.txt")
    assert (done.returncode, done.stdout) == (0, b"")
    assert article.read_bytes() == restored
    assert stat.S_IMODE(article.stat().st_mode) == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["article.txt"]


def test_write_goes_through_a_symbolic_link(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("article.txt")
    restored = run("article.txt").stdout
    assert run("-w", "link.txt").returncode == 0
    assert (tmp_path / "link.txt").is_symlink() and article.read_bytes() == restored


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("latin.txt", "caf\xe9 in opposition to it".encode("latin-1"), b"not UTF-8"),
        ("binary.dat", b"in opposition to\0\1", b"binary"),
        ("missing.txt", None, b"No such file"),
        ("folder", "dir", b"in this folder"),
    ],
)
def test_an_unreadable_input_is_one_line_of_error_and_never_written(
    run: Run, tmp_path: Path, name: str, data: bytes | str | None, message: bytes
) -> None:
    path = tmp_path / name
    if data == "dir":
        path.mkdir()
    elif isinstance(data, bytes):
        path.write_bytes(data)
    done = run("-w", name)
    assert done.returncode == 2 and done.stdout == b""
    assert message in done.stderr and done.stderr.count(b"\n") == 1 and name.encode() in done.stderr
    if isinstance(data, bytes):
        assert path.read_bytes() == data


def test_one_bad_file_does_not_stop_the_others(run: Run, article: Path) -> None:
    done = run("--check", "missing.txt", "article.txt")
    assert done.returncode == 2 and b"missing.txt" in done.stderr
    assert run("missing.txt", "article.txt").stdout == run("article.txt").stdout


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\r\n\r\n",
        b"\xef\xbb\xbfThe cat sat on the mat.\r\n",
        "No newline at the end 😀 — “fine”".encode(),
        b"tab\tand trailing space \n\n\nlast\n",
        ("A very long line indeed " * 4000).encode(),
        "naïve ﬁ İstanbul \u202eabc\u202c \ufeff zero\u200bwidth\x0c\x0b\u2028next".encode(),
    ],
)
def test_clean_bytes_come_back_as_they_were(run: Run, data: bytes) -> None:
    assert run("-", stdin=data).stdout == data


def test_spun_bytes_keep_bom_line_ends_and_everything_outside_the_edits(run: Run, spun: str, restorer: Restorer) -> None:
    dressed = "😀 " + spun.rstrip("\n").replace("\n", "\r\n")
    data = b"\xef\xbb\xbf" + dressed.encode()
    out = run("-", stdin=data).stdout
    result = restorer.restore(dressed)
    assert out == b"\xef\xbb\xbf" + result.text.encode() and result.edits
    assert out.count(b"\r\n") == data.count(b"\r\n") and out.count(b"\n") == data.count(b"\n") and not out.endswith(b"\n")


def test_bad_usage_exits_with_2(run: Run) -> None:
    done = run("text", "--no-such-option")
    assert done.returncode == 2 and b"no-such-option" in done.stderr


def test_exit_statuses_are_in_the_help(run: Run) -> None:
    for args in (("--help",), ("text", "--help")):
        out = run(*args).stdout
        assert b"Exit status" in out and b"1  with --check: something would change" in out


def test_version_prints_the_signature(run: Run) -> None:
    out = run("--version").stdout.decode()
    assert out.startswith("restore ") and "|lex:" in out and "|lm:en4." in out and "|w:" in out


def test_a_closed_pipe_is_quiet(article: Path, tmp_path: Path) -> None:
    import sys

    article.write_text(article.read_text(encoding="utf-8") * 200, encoding="utf-8")
    done = subprocess.run(
        f"'{sys.executable}' -m restore article.txt | head -c 10", shell=True, cwd=tmp_path, capture_output=True, check=False
    )
    assert done.stderr == b"" and len(done.stdout) == 10
