"""What a user may expect of any command: completion, a manual, a log, quiet ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from restore.cli.main import cli
from restore.version import __version__
from tests.conftest import ROOT, Run


def complete(words: str) -> set[str]:
    env = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_RESTORE_COMPLETE": "bash_complete"}
    code = "import sys; sys.argv[0] = 'restore'; from restore.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | env, capture_output=True, check=True, text=True)
    return {line.partition(",")[2] for line in done.stdout.splitlines() if line.startswith("plain,")}


def test_completion_knows_commands_and_options() -> None:
    assert complete("restore det") == {"detect"}
    assert complete("restore --side") == {"--side-by-side"}
    assert complete("restore batch --res") >= {"--resume"}
    assert complete("restore x.txt --wor") == {"--word-diff"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_serve_both_names(run: Run, shell: str) -> None:
    out = run("completion", shell).stdout.decode()
    assert "_RESTORE_COMPLETE" in out and "_RESTORE_TEXT_COMPLETE" in out


def test_the_bash_script_is_bash(run: Run, tmp_path: Path) -> None:
    subprocess.run(["bash", "-n"], input=run("completion", "bash").stdout, check=True, capture_output=True)


def test_the_manual_names_every_command_and_option(run: Run) -> None:
    page = run("man").stdout.decode()
    assert page.startswith(f'.TH RESTORE 1 "" "restore {__version__}"')
    plain = page.replace("\\-", "-").replace("\\&", "")
    for name, command in cli.commands.items():
        assert f".SH {name.upper()}\n" in plain
        for parameter in command.params:
            assert all(option in plain for option in parameter.opts if option.startswith("--"))
    assert "Exit" not in plain.partition(".SH EXIT STATUS")[2] and ".B 2\nbad usage" in plain
    # No line begins with a request that roff does not know.
    assert {line.split()[0] for line in page.splitlines() if line.startswith((".", "'"))} == {
        ".TH", ".SH", ".PP", ".TP", ".B", ".br",
    }  # fmt: skip


def test_hooks_for_pre_commit_call_what_there_is(run: Run, tmp_path: Path, spun: str) -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = [line.partition(": ")[2].split() for line in hooks.splitlines() if line.strip().startswith("entry:")]
    assert [entry[0] for entry in entries] == ["restore-text", "restore-text"]
    (tmp_path / "a.md").write_text(spun, encoding="utf-8")
    look, fix = (run(*entry[1:], "a.md") for entry in entries)
    assert look.returncode == 1 and look.stdout.startswith(b"a.md:1:") and fix.returncode == 0
    assert (tmp_path / "a.md").read_text(encoding="utf-8") != spun


def test_the_log_is_on_standard_error_and_only_if_asked_for(run: Run, spun: str) -> None:
    assert run("-", stdin=spun.encode()).stderr == b""
    done = run("-vv", "-", stdin=spun.encode())
    assert b"INFO restore.cli.options: settings: none" in done.stderr and b"DEBUG restore.restorer: " in done.stderr
    assert done.stdout == run("-", stdin=spun.encode()).stdout


def test_the_library_configures_no_log(tmp_path: Path) -> None:
    code = (
        "import logging, restore\n"
        "restore.Restorer(restore.Config(min_confidence=0.3)).restore('Folks mentioned it.')\n"
        "log = logging.getLogger('restore')\n"
        "print(logging.getLogger().handlers, [type(h).__name__ for h in log.handlers], log.level)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=tmp_path)
    assert (out.stdout, out.stderr) == ("[] ['NullHandler'] 0\n", "")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_is_130_and_quiet(tmp_path: Path, spun: str, jobs: str) -> None:
    for i in range(40):
        (tmp_path / f"{i:02}.txt").write_text(spun * 10, encoding="utf-8")
    command = [sys.executable, "-m", "restore", "--json", "-j", jobs, "."]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.read(100)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate()
    assert (process.returncode, stderr.strip()) == (130, b"")


@pytest.mark.parametrize("command", [["detect", "."], ["--format", "concise", "-j", "2", "."], ["--help"]])
def test_closed_pipes_are_quiet(tmp_path: Path, spun: str, command: list[str]) -> None:
    for i in range(8):
        (tmp_path / f"{i}.txt").write_text(spun, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "restore", *command], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        stderr = process.stderr.read()
    assert (process.returncode, stderr) == (0, b"")
