"""From decoded spans to edits: confidence, capitals, articles, and the two thresholds. The one place of caution."""

from __future__ import annotations

import math

from restore.decode.beam import Chosen
from restore.document import Document
from restore.edits import Edit, Scored
from restore.lexicon.rows import FAMILIES, FAMILY_NAMES
from restore.text.case import article_for, transfer
from restore.weights import Weights

MAX_LISTED = 6


def margin(chosen: Chosen) -> float:
    """log10 odds of the best candidate against keeping and all other candidates."""
    best = chosen.scores[0][0]
    rest = 1.0 + sum(10 ** min(score, 30.0) for score, _ in chosen.scores[1:])
    return best - math.log10(rest)


def confidence(log10_odds: float, weights: Weights) -> float:
    """Calibrated probability that the best candidate is right, from its log10 odds."""
    x = weights.intercept + weights.slope * log10_odds
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, x))))


def decide(document: Document, spans: list[Chosen], weights: Weights, minimum: float | None = None) -> list[Edit]:
    """Edits to apply and to suggest, in order and without overlap; `minimum` overrides the apply threshold."""
    bar = weights.apply if minimum is None else minimum
    floor = min(bar, weights.suggest)
    ranked = []
    for span in spans:
        sure = confidence(margin(span), weights)
        if sure >= floor and span.scores[0][0] > 0:
            ranked.append((sure, span))
    # What the best path picked comes first, then the surer, then the longer.
    ranked.sort(key=lambda pair: (pair[1].picked is None, -pair[0], pair[1].start - pair[1].end))
    taken: set[int] = set()
    edits = []
    for sure, span in ranked:
        where = range(span.start, span.end)
        if taken.isdisjoint(where):
            taken.update(where)
            applied = sure >= bar and span.picked is not None
            edits.append(_edit(document, span, sure, applied))
    return sorted(edits, key=lambda e: e.start)


def _edit(document: Document, span: Chosen, sure: float, applied: bool) -> Edit:
    best = span.scores[0][1].candidate
    start, after = span.start, _surface(document, span.start, span.end, best.text)
    article = _article(document, span.start, after)
    if article:
        start, after = start - 1, article
    before = document.surface(start, span.end)
    after = _keep_line_break(before, after)
    listed = tuple(
        Scored(
            _surface(document, span.start, span.end, arc.candidate.text),
            round(score, 3),
            _why(arc.candidate.families, arc.candidate.kind),
        )
        for score, arc in span.scores[:MAX_LISTED]
    )
    offset = document.tokens[start].start
    why = f"{listed[0].why}; 10^{span.scores[0][0]:.1f} times likelier here than {before!r}"
    return Edit(offset, offset + len(before), before, after, round(sure, 4), best.kind, why, listed, applied)


def _surface(document: Document, start: int, end: int, text: str) -> str:
    return transfer(document.surface(start, end), text, start in document.sentence_starts)


def _article(document: Document, start: int, after: str) -> str:
    """Article and replacement as one, if the article that stands before the span no longer sounds right."""
    if start == 0:
        return ""
    token = document.tokens[start - 1]
    if token.norm not in ("a", "an") or not after[0].isalnum() or token.end == document.tokens[start].start:
        return ""
    right = article_for(after.split()[0].split("-")[0])
    if right == token.norm:
        return ""
    old = document.text[token.start : token.end]
    gap = document.text[token.end : document.tokens[start].start]
    return (right.capitalize() if old[0].isupper() else right) + gap + after


def _keep_line_break(before: str, after: str) -> str:
    """A span that runs over a line break gives its break to the replacement, so that lines stay lines."""
    if "\n" not in before:
        return after
    gap = before[len(before[: before.index("\n")].rstrip()) : before.rindex("\n") + 1]
    head, space, tail = after.rpartition(" ")
    return head + gap + tail if space else gap + after


def _why(families: int, kind: str) -> str:
    names = [FAMILY_NAMES[letter] for f, letter in enumerate(FAMILIES) if families >> f & 1]
    return f"{kind}: {', '.join(names)}"
