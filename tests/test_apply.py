"""`restore apply`: decisions carried out and undone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from restore.decisions import apply_decisions, read_decisions, source_sha256
from restore.errors import DataError
from tests.conftest import Run

TEXT = "Folks mentioned the struggle.\nThe native council 😀 fell 6 p.c.\n"
EDITS: list[tuple[str, str, str]] = [
    ("Folks", "People", "accept"),
    ("mentioned", "said", "reject"),
    ("struggle", "long war", "custom"),
    ("native", "local", "accept"),
    ("p.c", "", "reject"),
]
WANTED = "People mentioned the long war.\nThe local council 😀 fell 6 p.c.\n"


def decisions(text: str = TEXT, **changes: Any) -> dict[str, Any]:
    edits = [
        {
            "start": text.index(before),
            "end": text.index(before) + len(before),
            "before": before,
            "after": after,
            "decision": decision,
        }
        for before, after, decision in EDITS
    ]
    return {"schema": 1, "kind": "restore-decisions", "source_sha256": source_sha256(text), "edits": edits} | changes


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    (tmp_path / "article.txt").write_bytes(TEXT.encode())
    path = tmp_path / "saved.json"
    path.write_text(json.dumps(decisions()), encoding="utf-8")
    return path


def test_accepted_and_custom_edits_are_applied_and_reverted(run: Run, saved: Path, tmp_path: Path) -> None:
    done = run("apply", "article.txt", "saved.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, WANTED.encode(), b"")
    (tmp_path / "restored.txt").write_bytes(done.stdout)
    back = run("apply", "--revert", "restored.txt", "saved.json")
    assert (back.returncode, back.stdout, back.stderr) == (0, TEXT.encode(), b"")


def test_write_replaces_the_file_both_ways(run: Run, saved: Path, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.chmod(0o640)
    assert run("apply", "-w", "article.txt", "saved.json").stdout == b""
    assert article.read_bytes() == WANTED.encode() and article.stat().st_mode & 0o777 == 0o640
    assert run("apply", "-w", "--revert", "article.txt", "saved.json").returncode == 0
    assert article.read_bytes() == TEXT.encode()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["article.txt", "saved.json"]


def test_standard_input_may_be_either_but_not_both(run: Run, saved: Path) -> None:
    assert run("apply", "-", "saved.json", stdin=TEXT.encode()).stdout == WANTED.encode()
    assert run("apply", "article.txt", "-", stdin=saved.read_bytes()).stdout == WANTED.encode()
    assert run("apply", "-", "-", stdin=TEXT.encode()).returncode == 2
    assert run("apply", "-w", "-", "saved.json", stdin=TEXT.encode()).returncode == 2


def test_what_json_prints_gives_what_restore_prints(run: Run, spun: str, tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + spun.replace("\n", "\r\n").encode()
    (tmp_path / "a.txt").write_bytes(data)
    (tmp_path / "b.txt").write_text(spun, encoding="utf-8")
    restored = run("a.txt").stdout
    (tmp_path / "both.json").write_bytes(run("--json", "b.txt", "a.txt").stdout)
    assert run("apply", "a.txt", "both.json").stdout == restored != data
    (tmp_path / "a.txt").write_bytes(restored)
    assert run("apply", "--revert", "a.txt", "both.json").stdout == data


def test_no_model_is_loaded(saved: Path, tmp_path: Path) -> None:
    code = "import sys; from restore.cli.decisions import run; run('article.txt', 'saved.json', False, False); print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, text=True).stdout.split()
    assert "restore.edits" in out and not {"kenlm", "restore.lm", "restore.restorer", "restore.lexicon"} & set(out)


@pytest.mark.parametrize(
    ("text", "args", "message"),
    [
        (TEXT + " ", (), "not the text the decisions were made for"),
        (WANTED, (), "already applied"),
        (TEXT, ("--revert",), "nothing to revert"),
        (WANTED + " ", ("--revert",), "not the text these decisions lead to"),
        (WANTED.replace("council", "Council"), ("--revert",), "not the text these decisions lead to"),
    ],
)
def test_another_text_is_refused_and_kept(
    run: Run, saved: Path, tmp_path: Path, text: str, args: tuple[str, ...], message: str
) -> None:
    (tmp_path / "article.txt").write_bytes(text.encode())
    done = run("apply", "-w", *args, "article.txt", "saved.json")
    assert done.returncode == 2 and done.stdout == b""
    assert message.encode() in done.stderr and b"article.txt" in done.stderr and done.stderr.count(b"\n") == 1
    assert (tmp_path / "article.txt").read_bytes() == text.encode()


GOOD = {"start": 0, "end": 5, "before": "Folks", "after": "People", "decision": "accept"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "empty"),
        ("{", "saved.json:1: not JSON"),
        ("[1]", "a JSON object is expected"),
        ("[" * 100_000, "too deep"),
        ("9" * 5000, "too long"),
        (decisions(schema=2), "schema 2"),
        (decisions(schema=True), "schema True"),
        (decisions(kind="other"), "kind 'other'"),
        (decisions(source_sha256=None), "source_sha256"),
        (decisions(source_sha256="A" * 64), "source_sha256"),
        (decisions(edits={}), "edits"),
        (decisions(edits=[3]), "edit 1 is not an object"),
        (decisions(edits=[GOOD | {"start": "0"}]), "whole numbers"),
        (decisions(edits=[GOOD | {"start": False}]), "whole numbers"),
        (decisions(edits=[GOOD | {"after": None}]), "texts"),
        (decisions(edits=[GOOD | {"after": "\ud83d"}]), "surrogate"),
        (decisions(edits=[GOOD | {"end": 6}]), "[0, 6) is not a place of 5 characters"),
        (decisions(edits=[GOOD | {"start": -5, "end": 0}]), "not a place"),
        (decisions(edits=[GOOD | {"decision": "maybe"}]), "decision 'maybe'"),
        (decisions(edits=[{k: v for k, v in GOOD.items() if k != "decision"}]), "decision None"),
        (decisions(edits=[GOOD, GOOD | {"start": 2, "end": 7, "before": "lks m"}]), "overlap"),
        (decisions(edits=[GOOD | {"before": "Folke"}]), "do not fit"),
    ],
)
def test_malformed_decisions_are_one_line_of_error(run: Run, saved: Path, data: str | dict[str, Any], message: str) -> None:
    saved.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    done = run("apply", "article.txt", "saved.json")
    assert done.returncode == 2 and done.stdout == b"" and done.stderr.count(b"\n") == 1
    assert message.encode() in done.stderr and len(done.stderr) < 300


def test_a_rejected_edit_may_overlap_an_accepted_one() -> None:
    value = decisions(edits=[GOOD, GOOD | {"start": 2, "end": 7, "before": "lks m", "decision": "reject"}])
    assert apply_decisions(TEXT, read_decisions(json.dumps(value), "d"), "t").startswith("People mentioned")


def test_edits_need_no_order() -> None:
    value = decisions()
    value["edits"].reverse()
    assert apply_decisions(TEXT, read_decisions(json.dumps(value), "d"), "t") == WANTED


def test_a_decision_is_not_asked_of_what_json_prints() -> None:
    value = {k: v for k, v in decisions().items() if k != "kind"}
    assert len(read_decisions(json.dumps(value), "d")[0].edits) == len(EDITS)
    with pytest.raises(DataError, match="d:2: not JSON"):
        read_decisions(json.dumps(value) + "\n{]", "d")
