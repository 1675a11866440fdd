"""Was this document spun, once more: in accurate mode the neural model reads what the first look found, where that leaves it open.

A spinner's favourite words stand in clean texts too, and a 4-gram model is easily wrong about which is which. The neural model
reads the likeliest of them in the context of the article, each as it stands and with its likeliest original; the difference of
log probabilities joins the score of the first look, and `restore.prior` weighs the spans anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from restore.document import Document
from restore.first_look import Span, scored
from restore.neural.rerank import AHEAD, Reranker, context_start, context_starts, plain, sentence_of
from restore.prior import DocumentPrior, Evidence, estimate
from restore.text.case import transfer
from restore.weights import Weights

# Documents whose evidence at the first look lies outside are settled.
OPEN = (-0.8, 6.0)
# A span whose likeliest original has a lower score (log10) at the first look is not read again.
TELLING = -0.3
# The neural model is believed this far (log10), against an original and for it.
LEAST, MOST = -2.0, 5.0


class Doubt(NamedTuple):
    """A span of the first look with the score and families of its likeliest original, and by how much (log10) the neural model
    finds that likelier."""

    span: Span
    score: float
    families: int
    likelier: float


def is_open(look: DocumentPrior) -> bool:
    """Whether a document is to be looked at again."""
    return OPEN[0] <= look.evidence <= OPEN[1]


def read(document: Document, spans: Iterable[Span], reranker: Reranker, weights: Weights) -> list[Doubt]:
    """The spans worth it, read by the neural model (loaded if there are any), each alone: all others stand as they are."""
    starts = context_starts(document)
    contexts: dict[int, list[tuple[Span, float, int]]] = {}
    for span in spans:
        score, best = max((score, i) for i, score in enumerate(scored(span, weights.look)))
        if score > TELLING:
            contexts.setdefault(context_start(starts, span.start), []).append((span, score, best))
    if not contexts:
        return []
    texts = [[_wordings(document, span, best, first) for span, _, best in some] for first, some in contexts.items()]
    out = []
    for some, found in zip(contexts.values(), reranker.model.score(texts, reranker.progress), strict=True):
        for (span, score, best), (kept, changed) in zip(some, found, strict=True):
            out.append(Doubt(span, score, span.likely[best].families, (changed - kept) / math.log(10)))
    return out


def weighed(doubts: Sequence[Doubt], content: int, weights: Weights) -> float:
    """The log10 likelihood ratio of spun to clean of a document with `content` tokens that a spinner could have replaced."""
    again = weights.second_look
    own = replace(weights, evidence_scale=1.0, evidence_bias=again["bias"], evidence_cap=again["cap"])
    return estimate(_evidence(doubts, again["first"], again["neural"]), content, own).evidence


def _evidence(doubts: Sequence[Doubt], first: float, neural: float) -> Iterator[Evidence]:
    for span, score, families, likelier in doubts:
        value = first * score + neural * max(LEAST, min(MOST, likelier))
        yield Evidence(span.start, span.end, span.form, ((value, families),))


def _wordings(document: Document, span: Span, best: int, first: int) -> list[str]:
    """The text from token `first` to a little after the span, as it stands and with one of the span's originals."""
    tokens, text = document.tokens, document.text
    _, last = sentence_of(document, span.start)
    start, end = tokens[span.start].start, tokens[span.end - 1].end
    before, after = text[tokens[first].start : start], text[end : tokens[min(last, span.end + AHEAD) - 1].end]
    original = transfer(text[start:end], span.likely[best].text, span.start in document.sentence_starts)
    return [plain(before + middle + after) for middle in (text[start:end], original)]
