"""Rescore spans with a neural model, each in the context of the article, with what is likelier than not restored."""

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
from restore.edits import Edit, apply
from restore.lm import LanguageModel
from restore.neural.model import NeuralModel, Progress, ignore
from restore.neural.sources import SMALL, Source
from restore.prior import DocumentPrior
from restore.weights import Weights

# What is likelier than not is restored in the context that other spans are read in.
LIKELY = 0.5
HOPELESS = -1.5
# Candidates that are much worse (log10) than the best of their span are not worth it.
WORSE = 1.0
# Tokens after a span that enter its score: the effect of a wording on what follows fades.
AHEAD = 3
# A document is read in contexts of so many tokens, each with at least so many before it: the more of the article the model has
# seen, the better it knows a right wording from a wrong one.
CONTEXT, BEFORE = 250, 60
_SPACE = re.compile(r"\s+")


# Spans whose confidence without the neural model is less are not asked of it; others are, however sure KenLM is: it tells plausible
# wrong edits too.
LEAST = 0.05
# So many of a span's best candidates are rescored.
CANDIDATES = 4


class Reranker:
    """Holds a neural model; loads it on first use. `progress` is told how far the rescoring of a text has come."""

    progress: Progress = staticmethod(ignore)

    def __init__(self, source: Source = SMALL) -> None:
        self.source = source

    @cached_property
    def model(self) -> NeuralModel:
        return NeuralModel(self.source)

    @property
    def signature(self) -> str:
        """The first eight hexadecimal digits of the model file's SHA-256."""
        return self.source.sha256[:8]

    def rerank(
        self, document: Document, spans: Sequence[Chosen], prior: DocumentPrior, lm: LanguageModel, weights: Weights
    ) -> list[Chosen]:
        """The spans; those worth asking of it with neural scores, their candidates ordered by the scores of both models."""
        # What to ask is decided by a regression: trees of accurate mode know only what was asked.
        weights = replace(weights, trees=None)
        todo = [span for span in spans if _worth_asking(document, span, prior, lm, weights)]
        decided = edits_of(document, _likely(document, spans, prior, lm, weights))
        rescored = self._rescored(document, todo, decided, weights)
        return [rescored.get((span.start, span.end), span) for span in spans]

    def _rescored(
        self, document: Document, spans: Sequence[Chosen], decided: Sequence[Edit], weights: Weights
    ) -> dict[tuple[int, int], Chosen]:
        """The spans, by first and end token, with neural scores."""
        starts = context_starts(document)
        contexts: dict[int, list[Chosen]] = {}
        for span in spans:
            contexts.setdefault(context_start(starts, span.start), []).append(span)
        texts = [[_wordings(document, span, decided, first) for span in some] for first, some in contexts.items()]
        out = {}
        for some, scores in zip(contexts.values(), self.model.score(texts, self.progress), strict=True):
            for span, found in zip(some, scores, strict=True):
                out[span.start, span.end] = _with_scores(span, [score / math.log(10) for score in found], weights)
        return out


def _worth_asking(document: Document, span: Chosen, prior: DocumentPrior, lm: LanguageModel, weights: Weights) -> bool:
    if span.scores[0][0] < HOPELESS or not one_line_break(document, span):
        return False
    return sureness(document, span, prior, lm, weights) > LEAST


def _likely(
    document: Document, spans: Sequence[Chosen], prior: DocumentPrior, lm: LanguageModel, weights: Weights
) -> list[tuple[Chosen, float, bool]]:
    """The spans that are likely spun as things stand, as `edits_of` takes them."""
    sure = apart(document, spans, prior, lm, weights)
    return [(span, confidence, True) for confidence, span in sure if confidence >= LIKELY and span.picked is not None]


def sentence_of(document: Document, token: int) -> tuple[int, int]:
    """First and end token of the sentence that a token is in."""
    return document.sentences[bisect_right(document.sentences, (token, math.inf)) - 1]


def context_starts(document: Document) -> list[int]:
    """The tokens where a context can begin: those that begin a sentence, and some inside one that is as long as a context."""
    return [i for first, last in document.sentences for i in range(first, last, CONTEXT)]


def context_start(starts: Sequence[int], token: int) -> int:
    """The token that the context of `token` begins with."""
    inside = token // CONTEXT * CONTEXT - BEFORE
    return starts[max(0, bisect_right(starts, inside) - 1)]


def _worthwhile(span: Chosen) -> list[int]:
    """Indices of the candidates that are rescored."""
    best = span.scores[0][0]
    return [i for i, (score, _) in enumerate(span.scores[:CANDIDATES]) if score > best - WORSE]


def _wordings(document: Document, span: Chosen, decided: Sequence[Edit], first: int) -> list[str]:
    """The text from token `first` to a little after the span: with the span kept, then with each candidate worth it."""
    _, last = sentence_of(document, span.start)
    start, end = document.tokens[first].start, document.tokens[min(last, span.end + AHEAD) - 1].end
    tried = [edits_of(document, [(_led_by(span, i), 1.0, True)])[0] for i in _worthwhile(span)]
    # Where these begin: an edit may take in the article before the span.
    own_start = min(document.tokens[span.start].start, *(edit.start for edit in tried))
    own_end = document.tokens[span.end - 1].end
    inside = [e for e in decided if start <= e.start and e.end <= end and (e.end <= own_start or own_end <= e.start)]
    around = _moved(inside, start)
    texts = (apply(document.text[start:end], around + _moved(edits, start)) for edits in ([], *([edit] for edit in tried)))
    return [plain(text) for text in texts]


def plain(text: str) -> str:
    """The text as the neural model reads it: on one line."""
    return _SPACE.sub(" ", text)


def _moved(edits: Sequence[Edit], start: int) -> list[Edit]:
    """The edits that do not begin before character `start`, as those of the text from there on."""
    return [replace(e, start=e.start - start, end=e.end - start) for e in edits if e.start >= start]


def _led_by(span: Chosen, index: int) -> Chosen:
    """The span with one of its candidates moved to the front."""
    return replace(span, scores=(span.scores[index], *span.scores[:index], *span.scores[index + 1 :]))


def _with_scores(span: Chosen, neural: Sequence[float], weights: Weights) -> Chosen:
    """The span with the log10 probabilities of keeping and of each candidate added, best candidate first; candidates that were not
    rescored are dropped."""
    kept, *others = neural
    scored = [
        (span.scores[i][0] + weights.neural * (n - kept), span.scores[i][1], n - kept)
        for i, n in zip(_worthwhile(span), others, strict=True)
    ]
    scored.sort(key=lambda item: -item[0])
    return replace(
        span,
        scores=tuple((score, arc) for score, arc, _ in scored),
        picked=scored[0][1],
        neural=tuple(n for _, _, n in scored),
    )
