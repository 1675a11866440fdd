"""The first look: what tells a spun document from a clean one, and what a clean one is spared."""

from __future__ import annotations

from pathlib import Path

import pytest

from restore.config import Config
from restore.document import Document
from restore.evaluate import spun_text
from restore.lexicon.user import HEADER
from restore.restorer import Restorer
from tests.conftest import ROOT

GOLD = sorted((ROOT / "tests" / "gate" / "gold").glob("*.gold.txt"))


@pytest.mark.parametrize("path", GOLD[::6], ids=lambda path: path.stem)
def test_each_change_is_that_of_the_whole_sentence(restorer: Restorer, path: Path) -> None:
    document = Document.read(spun_text(path.read_text(encoding="utf-8")))
    spans = list(restorer.first_look.spans(document))
    assert len(spans) > 20
    for span in spans:
        first, last = next((a, b) for a, b in document.sentences if a <= span.start < b)
        words = [token.lm for token in document.tokens[first:last]]
        kept = sum(restorer.lm.walk(words)[0])
        for likely, change in zip(span.likely, span.changes, strict=True):
            words[span.start - first : span.end - first] = likely.words
            assert sum(restorer.lm.walk(words)[0]) - kept == pytest.approx(change, abs=1e-4)
            words = [token.lm for token in document.tokens[first:last]]


def test_a_sentence_said_twice_is_heard_once(restorer: Restorer) -> None:
    sentence = "Folks mentioned they had been in opposition to it.\n"
    once, twice = (restorer.first_look.judge(Document.read(sentence * times)).evidence for times in (1, 2))
    assert once == twice > 0


def test_allowed_terms_are_no_evidence(restorer: Restorer) -> None:
    sentence = "Folks mentioned they had been in opposition to it.\n"
    bound = Restorer(Config(allow=("mentioned", "in opposition to")))
    assert bound.restore(sentence).spun < restorer.restore(sentence).spun - 0.1


def test_a_clean_document_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    restorer = Restorer()
    monkeypatch.setattr(Restorer, "candidates", lambda *_: pytest.fail("candidates of a clean document"))
    clean = (ROOT / "examples" / "harbour.clean.txt").read_text(encoding="utf-8")
    assert restorer.restore(clean).spun < 0.1


def test_pairs_that_the_user_keeps_are_no_evidence(restorer: Restorer, tmp_path: Path) -> None:
    sentence = "Folks mentioned they had been in opposition to it.\n"
    own = tmp_path / "own.tsv"
    own.write_text(f"{HEADER}\nallow\tmentioned\tsaid\t\n", encoding="utf-8")
    assert Restorer(Config(lexicon=(own,))).restore(sentence).spun < restorer.restore(sentence).spun - 0.05


def test_an_empty_document_says_nothing(restorer: Restorer) -> None:
    assert restorer.first_look.judge(Document.read(" \n")).evidence == pytest.approx(0.0)


@pytest.mark.parametrize(("name", "asked"), [("news01", False), ("tort01", True)])
def test_terms_are_composed_where_the_spinner_does_that(restorer: Restorer, name: str, asked: bool) -> None:
    path = next(path for path in GOLD if path.name.startswith(name))
    look = restorer.first_look.judge(Document.read(spun_text(path.read_text(encoding="utf-8"))))
    assert ("term" in {generator.kind for generator in restorer.generators.asked(look)}) == asked
