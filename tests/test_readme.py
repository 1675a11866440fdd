"""What the README and the page on pipelines show works as pasted."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from restore.lexicon.user import read_user_lexicon
from restore.restorer import Restorer
from restore.settings import DEFAULTS
from tests.conftest import ROOT


def section(name: str, page: str = "README.md") -> str:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def blocks(text: str) -> list[str]:
    """Indented code."""
    found = re.findall(r"(?:^    [^\n]*\n(?:\n(?=    ))?)+", text, re.MULTILINE)
    return [textwrap.dedent(block) for block in found]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_the_pipeline_section_works_as_pasted(place: Path, restorer: Restorer) -> None:
    shell, python = blocks(section("In a pipeline"))
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", shell], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    before, after = (
        [json.loads(line) for line in (place / name).read_text(encoding="utf-8").splitlines()]
        for name in ("examples/records.jsonl", "restored.jsonl")
    )
    assert after == [row | {"text": row["text"] and restorer.restore(row["text"]).text} for row in before] != before
    code = python + "print(len(result.text))\n"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "50\n"


def test_the_other_python_of_the_readme_works(place: Path) -> None:
    (python,) = [block for block in blocks(section("Use")) if block.startswith("from restore")]
    subprocess.run([sys.executable, "-c", python], check=True, capture_output=True)


def test_every_setting_is_in_the_readme() -> None:
    assert [name for name in DEFAULTS if f"`{name}`" not in section("Use")] == []


def test_the_lexicon_shown_is_one(tmp_path: Path) -> None:
    (shown,) = blocks(section("User lexicons", "docs/pipelines.md"))
    path = tmp_path / "own.tsv"
    path.write_text(shown.replace("<TAB>", "\t"), encoding="utf-8")
    assert [entry.action for entry in read_user_lexicon(path)] == ["allow", "allow", "prefer"]


def test_python_shown_of_pipelines_is_python() -> None:
    page = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
    shown = [block for block in blocks(page) if block.startswith(("from ", "import "))]
    assert len(shown) == 4
    for block in shown:
        compile(block, "docs/pipelines.md", "exec")
