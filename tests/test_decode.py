"""The beam search against a slow, obviously right reference: every path of a small random lattice, scored as a sentence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from restore.decode import beam
from restore.decode.beam import ARTICLES, decode
from restore.decode.lattice import Arc, Lattice
from restore.document import Document
from restore.generate.base import Candidate
from restore.lm import LanguageModel
from restore.prior import DocumentPrior
from restore.restorer import Restorer

WORDS = [
    *("the", "war", "a", "struggle", "began", "in", "rare", "uncommon", "earth", "metals", "price"),
    *("rose", "of", "an", "analysis", "study", "was", "near", "to", "close", "said"),
]
Step = tuple[Arc | None, str]


def random_lattice(rng: random.Random) -> Lattice:
    """A sentence of three to six words with up to six arcs of one or two tokens."""
    document = Document.read(" ".join(rng.choice(WORDS) for _ in range(rng.randint(3, 6))))
    arcs: dict[int, list[Arc]] = {}
    for _ in range(rng.randint(0, 6)):
        start = rng.randrange(len(document.tokens))
        end = min(len(document.tokens), start + rng.randint(1, 2))
        text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 2)))
        candidate = Candidate(start, end, text, tuple(text.split()), -1.0, rng.randint(1, 15), "test")
        arcs.setdefault(start, []).append(Arc(candidate, rng.uniform(-1, 1), 9.0))
    return Lattice(document, arcs)


def paths(lattice: Lattice, at: int = 0) -> Iterator[list[Step]]:
    """Every way to keep tokens, turn an article that stands before a span, or take arcs, from token `at` on."""
    tokens = lattice.document.tokens
    if at == len(tokens):
        yield []
        return
    word = tokens[at].lm
    steps: list[tuple[int, Step]] = [(at + 1, (None, word))]
    if word in ARTICLES and at + 1 in lattice.arcs:
        steps.append((at + 1, (None, ARTICLES[word])))
    steps += [(arc.candidate.end, (arc, " ".join(arc.candidate.words))) for arc in lattice.arcs.get(at, [])]
    for end, step in steps:
        for rest in paths(lattice, end):
            yield [step, *rest]


def worth(path: list[Step], lm: LanguageModel, scale: float, prior: DocumentPrior, boost: float) -> float:
    scores, _ = lm.walk(" ".join(piece for _, piece in path).split())
    odds, family = prior.log_odds + boost, prior.family_scores()
    return scale * sum(scores) + sum(arc.isolated + odds + family[arc.candidate.families] for arc, _ in path if arc)


@pytest.mark.parametrize("seed", range(60))
def test_the_beam_finds_the_best_path(restorer: Restorer, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(beam, "BEAM", 10_000)
    rng = random.Random(seed)
    lattice = random_lattice(rng)
    prior = DocumentPrior(rng.uniform(0.1, 0.6), (0.4, 0.3, 0.2, 0.1), -1.0, 1.0)
    weights = replace(restorer.weights, boost=rng.uniform(-0.5, 1.0))
    best = max(paths(lattice), key=lambda path: worth(path, restorer.lm, weights.lm, prior, weights.boost))
    picked = [span.picked.candidate for span in decode(lattice, restorer.lm, weights, prior) if span.picked]
    wanted = [arc.candidate for arc, _ in best if arc]
    assert list(dict.fromkeys(picked)) == wanted


def test_a_span_alone_scores_its_difference_to_keeping(restorer: Restorer) -> None:
    """Of a lattice with one arc, the score is that of the two sentences' difference."""
    document = Document.read("the struggle in the east began")
    candidate = Candidate(1, 2, "war", ("war",), -1.0, 1, "test")
    prior = DocumentPrior(0.3, (0.4, 0.3, 0.2, 0.1), -1.0, 1.0)
    lattice = Lattice(document, {1: [Arc(candidate, 0.25, 9.0)]})
    (span,) = decode(lattice, restorer.lm, restorer.weights, prior)
    kept, changed = (sum(restorer.lm.walk(f"the {word} in the east began".split())[0]) for word in ("struggle", "war"))
    odds = prior.log_odds + restorer.weights.boost + prior.family_scores()[1]
    assert span.scores[0][0] == pytest.approx(restorer.weights.lm * (changed - kept) + 0.25 + odds, abs=1e-5)
