"""Rescore undecided spans with the neural model, each in its sentence with the other spans as currently decided."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from restore.decide import apart, edits_of, one_line_break, sureness
from restore.decode.beam import Chosen
from restore.document import Document
from restore.edits import apply
from restore.lm import LanguageModel
from restore.neural.file import SHA256, checked
from restore.neural.model import NeuralModel
from restore.prior import DocumentPrior
from restore.weights import Weights

# Spans whose confidence without the neural model lies outside are settled: rescoring them too, or a second time with what the first
# pass decided, costs two to five times as much and restores no more (measured on the development set).
UNDECIDED = (0.18, 0.9)
HOPELESS = -1.5
# Candidates of a span that are worth it: the best few, not much worse (log10) than the best.
CANDIDATES = 3
WORSE = 1.0
# Tokens after a span that enter its score: the effect of a wording on what follows fades.
AHEAD = 3
# A sentence longer than twice this is read from a place this far to twice as far before the span.
BEHIND = 64
_SPACE = re.compile(r"\s+")


class Reranker:
    """Holds the neural model; loads it on first use."""

    @cached_property
    def model(self) -> NeuralModel:
        return NeuralModel(checked())

    @property
    def signature(self) -> str:
        """The first eight hexadecimal digits of the model file's SHA-256."""
        return SHA256[:8]

    def rerank(
        self, document: Document, spans: Sequence[Chosen], prior: DocumentPrior, lm: LanguageModel, weights: Weights
    ) -> list[Chosen]:
        """The spans; undecided ones with neural scores, their candidates ordered by the scores of both models."""
        todo = [span for span in spans if _undecided(document, span, prior, lm, weights)]
        rescored = self._rescored(document, todo, _decided(document, spans, prior, lm, weights), weights)
        return [rescored.get((span.start, span.end), span) for span in spans]

    def _rescored(
        self, document: Document, spans: Sequence[Chosen], decided: Sequence[Chosen], weights: Weights
    ) -> dict[tuple[int, int], Chosen]:
        """The spans, by first and end token, with neural scores."""
        groups: dict[int, list[str]] = {}
        places = []
        for span in spans:
            first = _context_start(document, span)
            group = groups.setdefault(first, [])
            places.append((first, len(group)))
            group += _wordings(document, span, decided, first)
        scores = dict(zip(groups, self.model.score(list(groups.values())), strict=True))
        out = {}
        for span, (first, at) in zip(spans, places, strict=True):
            kept, *others = scores[first][at : at + 1 + len(_worthwhile(span))]
            neural = [(score - kept) / math.log(10) for score in others]
            out[span.start, span.end] = _with_scores(span, neural, weights)
        return out


def _undecided(document: Document, span: Chosen, prior: DocumentPrior, lm: LanguageModel, weights: Weights) -> bool:
    if span.scores[0][0] < HOPELESS or not one_line_break(document, span):
        return False
    return UNDECIDED[0] < sureness(document, span, prior, lm, weights) < UNDECIDED[1]


def _decided(
    document: Document, spans: Sequence[Chosen], prior: DocumentPrior, lm: LanguageModel, weights: Weights
) -> list[Chosen]:
    """The spans that would be restored as things stand."""
    sure = apart(document, spans, prior, lm, weights)
    return [span for confidence, span in sure if confidence >= weights.apply and span.picked is not None]


def _sentence(document: Document, span: Chosen) -> tuple[int, int]:
    """First and end token of the span's sentence."""
    return document.sentences[bisect_right(document.sentences, (span.start, math.inf)) - 1]


def _context_start(document: Document, span: Chosen) -> int:
    """The token that the span's context begins with: its sentence's first, or a later one if that is long."""
    first, _ = _sentence(document, span)
    return first + max(0, (span.start - first) // BEHIND - 1) * BEHIND


def _worthwhile(span: Chosen) -> list[int]:
    """Indices of the candidates that are rescored."""
    best = span.scores[0][0]
    return [i for i, (score, _) in enumerate(span.scores[:CANDIDATES]) if score > best - WORSE]


def _wordings(document: Document, span: Chosen, decided: Sequence[Chosen], first: int) -> list[str]:
    """The text from token `first` to a little after the span: with the span kept, then with each candidate worth it."""
    _, last = _sentence(document, span)
    end = min(last, span.end + AHEAD)
    others = [(x, 1.0, True) for x in decided if first <= x.start and x.end <= end and (x.end <= span.start or span.end <= x.start)]
    start = document.tokens[first].start
    text = document.text[start : document.tokens[end - 1].end]
    out = []
    for tried in (None, *_worthwhile(span)):
        own = [] if tried is None else [(_led_by(span, tried), 1.0, True)]
        edits = [replace(e, start=e.start - start, end=e.end - start) for e in edits_of(document, others + own)]
        out.append(_SPACE.sub(" ", apply(text, [e for e in edits if e.start >= 0])))
    return out


def _led_by(span: Chosen, index: int) -> Chosen:
    """The span with one of its candidates moved to the front."""
    return replace(span, scores=(span.scores[index], *span.scores[:index], *span.scores[index + 1 :]))


def _with_scores(span: Chosen, neural: Sequence[float], weights: Weights) -> Chosen:
    """The span with neural scores added, best candidate first; candidates that were not rescored are dropped."""
    scored = [
        (span.scores[i][0] + weights.neural * n, span.scores[i][1], n) for i, n in zip(_worthwhile(span), neural, strict=True)
    ]
    scored.sort(key=lambda item: -item[0])
    return replace(
        span,
        scores=tuple((score, arc) for score, arc, _ in scored),
        picked=scored[0][1],
        neural=tuple(n for _, _, n in scored),
    )
