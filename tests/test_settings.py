"""Settings: where they are looked for, which wins, what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from restore.errors import ConfigError
from restore.generate.all import KINDS
from restore.neural.sources import Source
from restore.settings import DEFAULTS, nearest, read_settings, settle
from tests.conftest import Run


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_file_that_speaks_of_restore_counts(tmp_path: Path) -> None:
    top = write(tmp_path / "restore.toml", "min-confidence = 0.5\n")
    assert nearest(tmp_path / "a" / "b") == top
    write(tmp_path / "a" / "pyproject.toml", "[tool.black]\n")
    assert nearest(tmp_path / "a" / "b") == top
    near = write(tmp_path / "a" / "pyproject.toml", "[tool.restore]\n")
    assert nearest(tmp_path / "a" / "b") == near
    (tmp_path / "a" / "b" / ".git").mkdir(parents=True)
    assert nearest(tmp_path / "a" / "b") is None


def test_command_line_over_file_over_default(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "site" / "pyproject.toml", '[tool.restore]\nmin-confidence = 0.5\nallow = ["struggle"]\n')
    write(tmp_path / "site" / "a.txt", "The struggle.\n")
    shown = run("site/a.txt", "--min-confidence", "0.9", "--show-config").stdout.decode()
    assert "min-confidence = 0.9  # command line\n" in shown
    assert 'allow = ["struggle"]  # ' in shown and "pyproject.toml\n" in shown
    assert "protect-quotations = false  # default\n" in shown
    assert shown.count("\n") == len(DEFAULTS)
    isolated = run("site/a.txt", "--isolated", "--show-config").stdout.decode()
    assert "allow = []  # default\n" in isolated and "# min-confidence is not set  # default\n" in isolated


def test_texts_are_restored_with_the_neural_model_if_it_is_installed(run: Run, tmp_path: Path, neural_model: None) -> None:
    shown = run("-", "--show-config", RESTORE_RERANKER="").stdout.decode()
    assert 'reranker = "auto"  # default, here neural\n' in shown
    assert 'reranker = "large"  # environment\n' in run("-", "--show-config", RESTORE_RERANKER="large").stdout.decode()
    given = run("-", "--reranker", "auto", "--show-config", RESTORE_RERANKER="large").stdout.decode()
    assert 'reranker = "auto"  # command line, here neural\n' in given
    write(tmp_path / "restore.toml", 'reranker = "kenlm"\n')
    assert 'reranker = "kenlm"  # ' in run("-", "--show-config", RESTORE_RERANKER="").stdout.decode()


@pytest.mark.parametrize("command", [("detect",), ("evaluate", "a.gold.txt"), ("batch", "a.csv", "-o", "b.csv", "--field", "text")])
def test_commands_for_many_texts_are_fast_by_default(run: Run, neural_model: None, command: tuple[str, ...]) -> None:
    shown = run(*command, "--show-config", RESTORE_RERANKER="").stdout.decode()
    assert 'reranker = "kenlm"  # default\n' in shown
    assert run(*command, "--show-config", RESTORE_RERANKER="neural").stdout.decode().count('"neural"  # environment\n') == 1


def test_kenlm_alone_decides_where_no_neural_model_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Source, "installed", lambda source: [])
    assert (settle({}, None).reranker, settle({}, None).config().reranker) == ("kenlm", "kenlm")
    assert settle({}, None).shown().count('reranker = "auto"  # default, here kenlm\n') == 1


def test_what_is_shown_can_be_read_again(tmp_path: Path) -> None:
    given = {"min-confidence": 0.75, "allow": ['a "b" \\ é'], "exclude": ["*.bak"], "protect-quotations": True}
    shown = settle(given, None).shown()
    assert read_settings(write(tmp_path / "restore.toml", shown)) == given | {
        "reranker": "auto",
        "lexicon": [],
        "allow-pattern": [],
        "without": [],
        "also": [],
        "context": [],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("min_confidence = 0.5", "unknown setting 'min_confidence'; did you mean 'min-confidence'?"),
        ("allows = ['x']", "unknown setting 'allows'; did you mean 'allow'?"),
        ("min-confidence = 'high'", "min-confidence takes a number, not 'high'"),
        ("min-confidence = true", "min-confidence takes a number, not True"),
        ("allow = 'x'", "allow takes a list of texts, not 'x'"),
        ("protect-quotations = 1", "protect-quotations takes true or false, not 1"),
        ("allow = [", "not TOML"),
    ],
)
def test_a_wrong_setting_is_named(run: Run, tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "restore.toml", text + "\n")
    with pytest.raises(ConfigError, match=r"restore\.toml: ") as caught:
        read_settings(path)
    assert message in str(caught.value)
    done = run("-", stdin=b"text")
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1 and b"Traceback" not in done.stderr


def test_values_out_of_range_are_refused(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "restore.toml", "min-confidence = 7\n")
    done = run("-", stdin=b"text")
    assert done.returncode == 2 and b"from 0 to 1, not 7" in done.stderr
    write(tmp_path / "restore.toml", "allow-pattern = ['(']\n")
    done = run("-", stdin=b"text")
    assert done.returncode == 2 and b"no regular expression" in done.stderr


def test_a_lexicon_in_a_file_counts_from_its_folder(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "site" / "restore.toml", "lexicon = ['own.tsv']\n")
    write(tmp_path / "site" / "own.tsv", "action\tspun\toriginal\treason\nprefer\tstruggle\twar\t\n")
    write(tmp_path / "site" / "texts" / "a.txt", "The Struggle.\n")
    assert run("site/texts/a.txt").stdout == b"The War.\n"
    assert run("--config", "site/restore.toml", "-", stdin=b"A struggle.").stdout == b"A war."


def test_settings_hold_for_detect_too(run: Run, tmp_path: Path, spun: str) -> None:
    write(tmp_path / "a.txt", spun)
    before = run("detect", "--json", "a.txt").stdout.count(b'"before"')
    write(tmp_path / "restore.toml", "allow-pattern = ['(?s).+']\n")
    assert before > 0 and run("detect", "--json", "a.txt").stdout.count(b'"before"') == 0


def test_a_generator_can_be_switched_off(run: Run, tmp_path: Path, spun: str) -> None:
    write(tmp_path / "a.txt", spun)
    assert run("a.txt").stdout != spun.encode() == run("a.txt", "--without", "phrase", "--without", "number").stdout
    write(tmp_path / "restore.toml", 'without = ["phrase"]\n')
    assert run("a.txt").stdout == spun.encode()
    for name in KINDS:
        shown = run("a.txt", "--without", name, "--show-config").stdout.decode()
        assert f'without = ["{name}"]  # command line\n' in shown


def test_an_unknown_generator_is_named_with_those_there_are(run: Run) -> None:
    done = run("-", "--without", "phrases", stdin=b"text")
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1
    assert f"no generator 'phrases'; there are {', '.join(KINDS)}".encode() in done.stderr
