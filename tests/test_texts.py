"""Many texts on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from restore.cli.files import file_stamp, read_source, write_atomic
from restore.errors import TextError
from restore.generate.all import KINDS
from restore.report.sarif import RULES
from restore.restorer import Restorer
from tests.conftest import Run


@pytest.fixture
def tree(tmp_path: Path, spun: str) -> Path:
    for name in ("site/a.txt", "site/deep/er/b.md", "site/deep/c.txt", "site/deep/d.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} is where it is.\n\n{spun}", encoding="utf-8")
    return tmp_path


def test_out_mirrors_the_tree_and_keeps_modes(run: Run, tree: Path, restorer: Restorer) -> None:
    (tree / "site/a.txt").chmod(0o600)
    done = run("--out", "out/new", "-j", "2", "site")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    made = sorted(p.relative_to(tree / "out/new").as_posix() for p in (tree / "out").rglob("*") if p.is_file())
    assert made == ["a.txt", "deep/c.txt", "deep/er/b.md"]
    for name in made:
        source = (tree / "site" / name).read_text(encoding="utf-8")
        assert (tree / "out/new" / name).read_text(encoding="utf-8") == restorer.restore(source).text != source
    assert (tree / "out/new/a.txt").stat().st_mode & 0o777 == 0o600


def test_write_and_check_in_folders(run: Run, tree: Path) -> None:
    assert run("--check", "site").returncode == 1
    assert run("-w", "-j", "2", "site").returncode == 0
    for name in ("site/a.txt", "site/deep/er/b.md", "site/deep/c.txt"):
        assert "close to" not in (tree / name).read_text(encoding="utf-8")
    assert "close to" in (tree / "site/deep/d.py").read_text(encoding="utf-8")


def test_order_is_kept_and_a_text_that_fails_stops_no_other(run: Run, tree: Path) -> None:
    (tree / "site/bad.txt").write_bytes(b"\xff")
    done = run("--json", "-j", "3", "site", "missing.txt", "site/a.txt")
    paths = [json.loads(line)["path"] for line in done.stdout.splitlines()]
    assert paths == ["site/a.txt", "site/deep/c.txt", "site/deep/er/b.md", "site/a.txt"]
    assert done.returncode == 2 and b"missing.txt: No such file" in done.stderr and b"site/bad.txt: not UTF-8" in done.stderr


def test_outputs_that_would_get_mixed_up_are_refused(run: Run, tree: Path) -> None:
    (tree / "other").mkdir()
    (tree / "other/a.txt").write_text("x", encoding="utf-8")
    done = run("--out", "out", "site", "other")
    assert done.returncode == 2 and b"would be the same file there" in done.stderr and not (tree / "out").exists()
    done = run("--out", "site", "site/a.txt")
    assert done.returncode == 2 and b"overwrite its own text" in done.stderr
    done = run("site")
    assert done.returncode == 2 and b"site is a folder" in done.stderr
    done = run("-w", "--out", "out", "site")
    assert done.returncode == 2 and b"one form of output" in done.stderr


def test_findings_for_code_review(run: Run, tree: Path, restorer: Restorer) -> None:
    text = (tree / "site/a.txt").read_text(encoding="utf-8")
    edits = restorer.restore(text).edits
    lines = run("--format", "concise", "site/a.txt").stdout.decode().splitlines()
    assert len(lines) == len(edits) and lines[0].startswith("site/a.txt:3:") and "'close to' -> 'near'" in "".join(lines)
    done = run("--check", "--format", "github", "site/a.txt")
    commands = done.stdout.decode().splitlines()
    assert done.returncode == 1 and len(commands) == len(edits)
    assert commands[0].startswith("::warning file=site/a.txt,line=3,endLine=3,col=") and ",title=restore::“" in commands[0]


def test_sarif_has_a_rule_for_every_kind_of_generator() -> None:
    assert set(KINDS) < set(RULES)


def test_sarif_holds_every_edit_as_a_fix(run: Run, tree: Path, restorer: Restorer) -> None:
    done = run("--format", "sarif", "-j", "2", "site")
    log = json.loads(done.stdout)
    (one,) = log["runs"]
    assert done.returncode == 0 and log["version"] == "2.1.0" and one["tool"]["driver"]["properties"]["signature"]
    rules = {rule["id"] for rule in one["tool"]["driver"]["rules"]}
    results = one["results"]
    assert {r["ruleId"] for r in results} <= rules
    texts = {name: (tree / name).read_text(encoding="utf-8") for name in ("site/a.txt", "site/deep/er/b.md", "site/deep/c.txt")}
    assert len(results) == sum(len(restorer.restore(text).edits) for text in texts.values())
    for result in results:
        place = result["locations"][0]["physicalLocation"]
        region, uri = place["region"], place["artifactLocation"]["uri"]
        lines = texts[uri].split("\n")
        if region["startLine"] == region["endLine"]:
            before = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
            assert f"“{before}”" in result["message"]["text"]


def test_sarif_of_nothing_is_valid(run: Run) -> None:
    assert json.loads(run("--format", "sarif", "-", stdin=b"The cat sat.").stdout)["runs"][0]["results"] == []


def test_a_file_that_changes_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    source = read_source(str(path))
    path.write_text("newer", encoding="utf-8")
    with pytest.raises(TextError, match="changed while it was being restored"):
        write_atomic(str(path), b"restored", source.stamp)
    assert path.read_text(encoding="utf-8") == "newer" and source.stamp != file_stamp(path)
    path.unlink()
    with pytest.raises(TextError, match="No such file"):
        write_atomic(str(path), b"restored", source.stamp)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_one_line_of_error(tree: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "restore", "site/a.txt"], cwd=tree, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2 and done.stderr == b"restore: standard output: No space left on device\n"


def test_a_target_that_cannot_be_written_keeps_its_text(tree: Path) -> None:
    before = (tree / "site/a.txt").read_bytes()
    limited = f"ulimit -f 0; exec {sys.executable} -m restore -w site/a.txt"
    done = subprocess.run(["bash", "-c", limited], cwd=tree, capture_output=True, check=False)
    assert done.returncode == 2 and b"site/a.txt: cannot be written: File too large" in done.stderr
    assert (tree / "site/a.txt").read_bytes() == before
    assert sorted(p.name for p in (tree / "site").iterdir()) == ["a.txt", "deep"]


def test_a_folder_that_cannot_be_written_is_one_line_a_text(run: Run, tree: Path) -> None:
    done = run("--out", "/proc/none", "site/a.txt")
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1 and b"/proc/none/a.txt: cannot be written" in done.stderr


def test_a_long_text_takes_no_more_memory_than_its_pieces(tmp_path: Path) -> None:
    code = (
        "import pathlib, runpy, sys\n"
        "try:\n    runpy.run_module('restore', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "print(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
    )
    peaks = []
    for count in (1, 5):
        (tmp_path / "long.txt").write_text("1234567 " * (130_000 * count), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", code, "--out", "out", "long.txt"], cwd=tmp_path, capture_output=True, check=True, text=True
        )
        peaks.append(int(done.stdout))
    # Four more megabytes of text, read, restored, encoded: several copies of it, but not the hundredfold of its tokens.
    assert peaks[1] - peaks[0] < 10 * 4_200
