"""The data files are those that the manifest and the formats describe."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from restore.config import Config
from restore.decide import features, sureness
from restore.document import Document
from restore.errors import DataError
from restore.generate.clean_rates import CleanRates
from restore.lm import LanguageModel
from restore.models import checked_model, read_manifest, verify
from restore.restorer import Restorer
from restore.signature import signature
from restore.trees import Trees
from restore.weights import TREE_FEATURES, Weights
from tests.conftest import ROOT, Run

MODELS = ROOT / "models" / "en"


def test_the_model_is_the_one_of_the_manifest() -> None:
    verify(ROOT)
    manifest = read_manifest(ROOT)
    assert LanguageModel(checked_model(ROOT)).order == manifest.order == 4
    assert manifest.size < 90_000_000


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    shutil.copytree(MODELS, tmp_path / "models" / "en")
    shutil.copytree(ROOT / "lexicon", tmp_path / "lexicon")
    return tmp_path


def test_a_truncated_model_is_refused(copy: Path) -> None:
    path = copy / "models" / "en" / "lm.binary"
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(DataError, match="truncated or changed"):
        Restorer(Config(data=copy)).restore("The cat sat on the mat.")


def test_a_changed_model_is_found_by_verify(copy: Path) -> None:
    path = copy / "models" / "en" / "lm.binary"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(DataError, match="SHA-256"):
        verify(copy)


def test_a_model_of_another_tokenizer_is_refused(copy: Path) -> None:
    path = copy / "models" / "en" / "manifest.toml"
    path.write_text(path.read_text().replace("tokenizer = 1", "tokenizer = 99"))
    with pytest.raises(DataError, match="another tokenizer"):
        read_manifest(copy)


def test_missing_and_unknown_weights_are_named(tmp_path: Path) -> None:
    text = (MODELS / "weights.toml").read_text()
    path = tmp_path / "weights.toml"
    path.write_text(text.replace("channel = ", "chanel = ", 1))
    with pytest.raises(DataError, match="unknown weights: chanel, channel"):
        Weights.read(path)


def test_trees_are_read_as_they_are_written(tmp_path: Path) -> None:
    trees = Trees(-0.5, [0.25, ("margin", 1.5, ("gap", 0.0, -1.0, 0.125), 2.0)])
    path = tmp_path / "confidence.tsv"
    path.write_text(trees.written())
    read = Trees.read(path, TREE_FEATURES["kenlm"])
    assert (read.base, read.trees) == (trees.base, trees.trees)
    assert [read.sum({"margin": m, "gap": g}) for m, g in ((1.5, 0.0), (1.5, 0.1), (2.0, 0.0))] == [-1.25, -0.125, 1.75]


def test_the_confidence_of_fast_mode_is_that_of_the_trees(restorer: Restorer) -> None:
    text = (ROOT / "examples" / "harbour.txt").read_text(encoding="utf-8")
    document = Document.read(text)
    prior, spans = restorer.analyse(document)
    assert restorer.weights.trees is not None
    for span in spans:
        values = features(document, span, prior, restorer.lm)
        assert values.keys() == TREE_FEATURES["kenlm"]
        odds = restorer.weights.trees.sum(values)
        sure = sureness(document, span, prior, restorer.lm, restorer.weights)
        assert math.log(sure / (1 - sure)) == pytest.approx(odds)
    assert len(spans) > 5


def test_a_malformed_clean_rate_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "clean_rates.tsv"
    path.write_text("# restore clean rates, format 1\nstruggle\twar;often\n")
    with pytest.raises(DataError, match="malformed rate 'war;often' of 'struggle'"):
        CleanRates(path).get("struggle")


def test_the_command_says_in_one_line_what_is_wrong_with_the_data(run: Run, copy: Path, tmp_path: Path) -> None:
    (copy / "models" / "en" / "weights.toml").write_text("[weights")
    done = run("-", stdin=b"text", RESTORE_DATA=str(copy))
    assert done.returncode == 2 and done.stdout == b"" and done.stderr.count(b"\n") == 1 and b"weights.toml" in done.stderr


def test_words_are_scored_in_log10() -> None:
    lm = LanguageModel(checked_model(ROOT))
    scores, states = lm.walk(["the", "prime", "minister"])
    assert len(scores) == 4 and len(states) == 4 and all(-8 < s < 0 for s in scores)
    assert lm.continue_from(lm.begin, ["the", "prime", "minister"]) == pytest.approx(sum(scores[:3]))
    assert scores[2] > -1 > lm.continue_from(states[2], ["ministry"])


def test_two_restorers_agree() -> None:
    text = (ROOT / "examples" / "harbour.txt").read_text(encoding="utf-8")
    assert Restorer().restore(text) == Restorer().restore(text)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("lexicon/en/surface.tsv", None, None, "entries where its first line says"),
        ("lexicon/en/surface.tsv", b"format 1", b"format 2", "not a phrase table of format 1"),
        ("lexicon/en/surface.tsv", b";p\n", b";p;\n", "malformed candidate"),
        ("models/en/clean_rates.tsv", None, None, "truncated"),
        ("models/en/clean_rates.tsv", b"format 1", b"format 2", "format 1"),
        ("models/en/weights.toml", None, None, "weights.toml"),
        ("models/en/confidence.tsv", None, None, "truncated"),
        ("models/en/confidence.tsv", b"format 1", b"format 2", "no confidence trees of format 1"),
        ("models/en/confidence.tsv", b"\tmargin<=", b"\tmargins<=", "malformed"),
        ("models/en/lm.binary", b"mmap lm", b"mmap LM", "truncated or changed"),
        ("models/en/manifest.toml", b"format = 1", b"format = 2", "format 2, this program reads 1"),
    ],
)
def test_data_that_is_not_what_it_should_be_is_refused_with_what_to_do(
    run: Run, copy: Path, name: str, old: bytes | None, new: bytes | None, message: str
) -> None:
    path = copy / name
    data = path.read_bytes()
    assert old is None or old in data
    path.write_bytes(data[: len(data) * 2 // 3] if old is None or new is None else data.replace(old, new))
    done = run("-", stdin=(ROOT / "examples" / "harbour.txt").read_bytes(), RESTORE_DATA=str(copy))
    assert done.returncode == 2 and done.stdout == b"" and done.stderr.count(b"\n") == 1
    assert message in done.stderr.decode() and name in done.stderr.decode() and b"(" in done.stderr


@pytest.mark.parametrize(
    "name",
    [
        *("lexicon/en/terms.tsv", "lexicon/en/near.tsv"),
        *("models/en/clean_rates.tsv", "models/en/confidence.tsv", "models/en/weights.toml"),
    ],
)
def test_the_signature_tells_data_apart(copy: Path, name: str) -> None:
    before = signature(copy)
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("# more\n")
    assert signature(copy) != before
