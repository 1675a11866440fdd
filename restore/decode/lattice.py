"""The lattice: for each token, the spans that begin there and their possible originals, scored one by one in context.

`measure` scores every candidate alone, with its neighbours as they stand in the text, and `weigh` keeps the promising ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate, compress, groupby
from operator import attrgetter
from typing import NamedTuple

from restore.document import Document
from restore.generate.base import Candidate
from restore.lm import LanguageModel, Reading
from restore.text.case import SMALL_WORDS
from restore.weights import Weights

# A candidate this much worse (log10) than keeping, at full channel weight and without prior, can't win in any context.
HOPELESS = -4.0
# Without its context no candidate is dropped unless it is this bad: context moves scores by three at most.
HOPELESS_ALONE = -3.0
MAX_PER_SPAN = 6
# Candidates that are scored at once.
PART = 20_000
_start, _end = attrgetter("start"), attrgetter("end")


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


def screened(document: Document, candidates: list[Candidate], lm: LanguageModel, weights: Weights) -> Lattice:
    """The lattice of a document's candidates, made part by part: most of them are dropped, and should not all be there at once."""
    candidates = sorted(candidates, key=_start)
    lattice = Lattice(document)
    at = 0
    while at < len(candidates):
        stop = at + PART
        while stop < len(candidates) and candidates[stop].start == candidates[stop - 1].start:
            stop += 1
        some, alone = promising(document, candidates[at:stop], lm, weights)
        lattice.arcs |= weigh(document, measure(document, some, lm), alone, weights).arcs
        at = stop
    return lattice


def isolated_scores(document: Document, candidates: list[Candidate], lm: LanguageModel, weights: Weights) -> list[float]:
    """Each candidate's score without context: channel, how common the wordings are, penalties."""
    tokens, bares = document.tokens, lm.bares
    channel, length, scale, capital = weights.channel, weights.length, weights.bare, weights.capital
    context = weights.context
    at: tuple[int, int] | None = None
    kept, name = 0.0, False
    out = []
    for start, end, text, words, logp10, _, _, _, support in candidates:
        if at != (start, end):
            at = start, end
            kept = bares[tuple([token.lm for token in tokens[start:end]])]
            name = is_name(document, start)
        score = channel * logp10 + length * (end - start - len(words))
        score += scale * (bares[words] - kept) + context * support
        if name and text[0].islower():
            score += capital
        out.append(score)
    return out


def promising(
    document: Document, candidates: list[Candidate], lm: LanguageModel, weights: Weights
) -> tuple[list[Candidate], list[float]]:
    """The candidates worth scoring in context, by first token, with their scores without it."""
    candidates = sorted(candidates, key=_start)
    scores = isolated_scores(document, candidates, lm, weights)
    worth = [score > HOPELESS_ALONE for score in scores]
    return list(compress(candidates, worth)), list(compress(scores, worth))


def is_name(document: Document, start: int) -> bool:
    """Whether token `start` is capitalised inside a sentence: likely part of a name."""
    return document.text[document.tokens[start].start].isupper() and start not in document.sentence_starts


def measure(document: Document, candidates: list[Candidate], lm: LanguageModel) -> list[tuple[Candidate, float]]:
    """Each candidate's change of log10 P, over its words and the next order-1 tokens, its neighbours as they stand."""
    out: list[tuple[Candidate, float]] = []
    by_start: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_start[candidate.start].append(candidate)
    low, high = min(by_start, default=0), max(by_start, default=-1)
    for first, last in document.sentences:
        if last <= low or first > high:
            continue
        starts = [i for i in range(first, last) if i in by_start]
        if not starts:
            continue
        reading = Reading(lm, [token.lm for token in document.tokens[first:last]])
        sums = [0.0, *accumulate(reading.scores)]
        for i in starts:
            before = sums[i - first]
            for end, found in groupby(by_start[i], _end):
                group = list(found)
                after = sums[reading.stop(end - first)]
                changed = reading.exchanged(i - first, end - first, [c.words for c in group])
                out += [(c, total - after + before) for c, total in zip(group, changed, strict=True)]
    return out


def weigh(document: Document, measured: list[tuple[Candidate, float]], alone: list[float], weights: Weights) -> Lattice:
    """The lattice of all candidates that are not hopeless, the best `MAX_PER_SPAN` of each first token; `alone` holds the
    candidates' scores without context."""
    scale = weights.lm
    # Best first, ties by wording, then as they came.
    ranked: dict[int, list[tuple[float, str, int, float, Candidate]]] = defaultdict(list)
    for number, ((c, delta), isolated) in enumerate(zip(measured, alone, strict=True)):
        local = scale * delta + isolated
        if local > HOPELESS:
            ranked[c.start].append((-local, c.text, number, isolated, c))
    arcs = {}
    for start, found in ranked.items():
        found.sort()
        arcs[start] = _best(Arc(c, isolated, -worse) for worse, _, _, isolated, c in found)
    return Lattice(document, arcs)


def _best(arcs: Iterable[Arc]) -> list[Arc]:
    """The first `MAX_PER_SPAN` arcs; what several generators propose for the same tokens is there once."""
    best: list[Arc] = []
    seen: set[tuple[int, tuple[str, ...]]] = set()
    for arc in arcs:
        key = arc.candidate.end, arc.candidate.words
        if key not in seen:
            seen.add(key)
            best.append(arc)
            if len(best) == MAX_PER_SPAN:
                break
    return best


def is_content(norm: str) -> bool:
    """Whether a spinner could replace this token at all."""
    return norm[0].isalpha() and norm not in SMALL_WORDS
