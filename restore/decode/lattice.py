"""The lattice: for each token, the spans that begin there and their possible originals, scored one by one in context.

`screen` scores every candidate alone, with its neighbours as they stand in the text, and keeps the promising ones; it is
all that a clean document ever pays for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from restore.document import Document
from restore.generate.base import Candidate
from restore.lm import END, LanguageModel
from restore.text.case import SMALL_WORDS
from restore.weights import Weights

# A candidate this much worse (log10) than keeping, at full channel weight and prior, can't win in any context.
HOPELESS = -6.0
MAX_PER_SPAN = 12


class Arc(NamedTuple):
    """A candidate with its score apart from language model and document prior: channel, length, capitals."""

    candidate: Candidate
    isolated: float
    local: float


@dataclass(slots=True)
class Lattice:
    """Arcs by first token, best first, over the tokens of a document."""

    document: Document
    arcs: dict[int, list[Arc]] = field(default_factory=dict)


def isolated_score(document: Document, c: Candidate, weights: Weights, lm: LanguageModel) -> float:
    """Channel score and penalties of a candidate, without context."""
    score = weights.channel * c.logp10 + weights.length * (c.end - c.start - len(c.words))
    token = document.tokens[c.start]
    first = document.text[token.start]
    if first.isupper() and c.start not in document.sentence_starts and c.text[0].islower():
        score += weights.capital
    if any(word not in lm for word in c.words):
        score += weights.oov
    return score


def screen(document: Document, candidates: list[Candidate], lm: LanguageModel, weights: Weights) -> Lattice:
    """Score each candidate by the change of log10 P over its words and the next order-1 tokens; drop the hopeless."""
    lattice = Lattice(document)
    by_start: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_start.setdefault(candidate.start, []).append(candidate)
    words = [token.lm for token in document.tokens]
    ahead = lm.order - 1
    for first, last in document.sentences:
        starts = [i for i in range(first, last) if i in by_start]
        if not starts:
            continue
        scores, states = lm.walk(words[first:last])
        sums = [0.0]
        for score in scores:
            sums.append(sums[-1] + score)
        sentence = [*words[first:last], END]
        for i in starts:
            state = states[i - first]
            arcs: list[Arc] = []
            for c in by_start[i]:
                stop = min(c.end - first + ahead, len(sentence))
                kept = sums[stop] - sums[i - first]
                changed = lm.continue_from(state, (*c.words, *sentence[c.end - first : stop]))
                isolated = isolated_score(document, c, weights, lm)
                local = weights.lm * (changed - kept) + isolated
                if local > HOPELESS:
                    arcs.append(Arc(c, isolated, local))
            if arcs:
                arcs.sort(key=lambda a: (-a.local, a.candidate.text))
                lattice.arcs[i] = arcs[:MAX_PER_SPAN]
    return lattice


def log10_sum(values: list[float]) -> float:
    """log10 of the sum of 10**value."""
    top = max(values)
    return top + math.log10(sum(10 ** (v - top) for v in values))


def is_content(norm: str) -> bool:
    """Whether a spinner could replace this token at all."""
    return norm[0].isalpha() and norm not in SMALL_WORDS
