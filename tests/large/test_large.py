"""The large model of accurate mode, as a user installs it."""

from __future__ import annotations

import pytest

from restore.neural.model import NeuralModel
from restore.neural.sources import LARGE
from tests.conftest import ROOT, Run

pytestmark = pytest.mark.usefixtures("large_model")

# ln P of each token, by transformers 5.23 (float32) from the same GGUF file.
REFERENCE = {
    "The war in Ukraine has raised the price of rare earth metals.": [
        *(-10.376, -10.885, -2.953, -3.867, -1.07, -4.964, -2.322, -4.183, -0.008, -7.507, -3.197, -0.716, -1.606),
    ],
    "The struggle in Ukraine has raised the price of uncommon earth metals.": [
        *(-10.376, -11.32, -3.683, -7.081, -1.576, -5.104, -2.133, -6.504, -0.018, -14.72, -7.145, -1.924, -1.587),
    ],
    "Thirty Years War 1618, e.g. naïve café.": [
        *(-15.103, -6.998, -4.486, -4.009, -0.283, -0.648, -0.795, -0.181, -6.582, -11.925, -1.605, -0.955, -15.032, -0.027),
        *(-10.885, -4.223),
    ],
}


@pytest.fixture(scope="module")
def model(large_model: None) -> NeuralModel:
    return NeuralModel(LARGE)


@pytest.mark.parametrize("text", REFERENCE)
def test_log_probabilities_are_those_of_an_independent_implementation(model: NeuralModel, text: str) -> None:
    """But for what 8 bits a number cannot hold."""
    [[[total, nothing]]] = model.score([[[text, ""]]])
    assert total == pytest.approx(sum(REFERENCE[text]), rel=0.01)
    assert nothing == 0


def test_an_article_is_restored_and_a_clean_one_comes_back_byte_for_byte(run: Run) -> None:
    done = run("--reranker", "large", "--word-diff", str(ROOT / "examples" / "harbour.txt"))
    assert done.returncode == 0, done.stderr
    for change in (b"[-mentioned-]{+said+}", b"[-in regards to-]{+about+}", b"[-earlier than-]{+before+}"):
        assert change in done.stdout
    clean = ROOT / "examples" / "harbour.clean.txt"
    assert run("--reranker", "large", str(clean)).stdout == clean.read_bytes()


def test_the_signature_names_the_model(run: Run) -> None:
    gold = str(next((ROOT / "tests" / "gate" / "gold").glob("light*.gold.txt")))
    assert f"|large:{LARGE.sha256[:8]}".encode() in run("evaluate", "--reranker", "large", gold).stdout


def test_models_list_says_that_it_is_ready(run: Run) -> None:
    assert b"\nlarge\tready\t1117 MB\t" in run("models", "list").stdout
