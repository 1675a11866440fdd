"""Accurate mode looks again at documents that the first look leaves open, with the real model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.build.calibrate import area
from restore.config import Config
from restore.decide import spun_probability
from restore.document import Document
from restore.evaluate import spun_text
from restore.neural.second_look import Doubt, is_open, read, weighed
from restore.prior import before_reading
from restore.restorer import Restorer
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("neural_model")

GATE = ROOT / "tests" / "gate"


@pytest.fixture(scope="module")
def accurate(neural_model: None) -> Restorer:
    return Restorer(Config(reranker="neural"))


def probabilities(restorer: Restorer, pattern: str) -> list[float]:
    """The probability that each of some texts of the gate was spun."""
    out = []
    for path in sorted(GATE.glob(pattern)):
        document = Document.read(spun_text(path.read_text(encoding="utf-8")))
        look = restorer.judge(document)
        if restorer.config.reranker == "neural":
            look = restorer.judge_again(document, look)
        out.append(spun_probability(look, restorer.weights))
    return out


def test_lightly_spun_texts_are_told_from_clean_ones_better_than_at_first(accurate: Restorer, restorer: Restorer) -> None:
    light, clean = (probabilities(accurate, pattern) for pattern in ("gold/light*.txt", "clean/*.txt"))
    first = area(probabilities(restorer, "gold/light*.txt"), probabilities(restorer, "clean/*.txt"))
    assert len(light) == 3 and len(clean) == 12
    assert area(light, clean) > max(first, 0.8)
    assert min(light) > 0.5
    assert sorted(clean)[len(clean) // 2] < 0.1


def test_a_settled_document_is_not_read_again(accurate: Restorer) -> None:
    document = Document.read("Folks mentioned they had been in opposition to it.")
    for evidence in (-3.0, 9.0):
        look = replace(before_reading(accurate.weights), evidence=evidence)
        assert not is_open(look)
        assert accurate.judge_again(document, look) is look
    assert is_open(replace(before_reading(accurate.weights), evidence=0.5))


def test_what_reads_better_with_its_original_is_evidence_and_what_reads_worse_is_against_it(accurate: Restorer) -> None:
    document = Document.read("She put a spoon of sugar in it. The army has been in opposition to the truce since the spring.")
    doubts = read(document, accurate.first_look.heard(document), accurate.reranker, accurate.weights)
    against = next(doubt for doubt in doubts if doubt.span.form == "in opposition to")
    assert against.likelier > 0

    def evidence(likelier: float) -> float:
        return weighed([against._replace(likelier=likelier)], 12, accurate.weights)

    assert evidence(3.0) > evidence(0.0) > evidence(-2.0)
    assert evidence(-2.0) < 0


def test_tokens_that_are_the_users_say_nothing(accurate: Restorer) -> None:
    document = Document.read("The army has been in opposition to the truce since the spring.")
    closed = frozenset(range(len(document.tokens)))
    doubts: list[Doubt] = read(document, accurate.first_look.heard(document, closed), accurate.reranker, accurate.weights)
    assert doubts == []
