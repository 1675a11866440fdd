"""From decoded spans to edits: confidence, capitals, articles, and the two thresholds. The one place of caution."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from restore.decode.beam import Chosen
from restore.decode.lattice import is_name
from restore.document import Document
from restore.edits import Edit, Scored
from restore.lexicon.rows import FAMILIES, FAMILY_NAMES
from restore.lm import LanguageModel
from restore.prior import DocumentPrior, parts
from restore.text.case import article_for, transfer
from restore.weights import Weights

MAX_LISTED = 6
# The features of the neural model where it was not asked.
NOT_RESCORED = dict.fromkeys(("asked", "neural", "neural_near", "neural_gap", "alone"), 0.0)
_LINE_BREAK = re.compile(r"[^\S\n]*\n\s*")


def margin(chosen: Chosen) -> float:
    """log10 odds of the best candidate against keeping and all other candidates."""
    best = chosen.scores[0][0]
    rest = 1.0 + sum(10 ** min(score, 30.0) for score, _ in chosen.scores[1:])
    return best - math.log10(rest)


def features(document: Document, span: Chosen, prior: DocumentPrior, lm: LanguageModel) -> dict[str, float]:
    """What the confidence of a span's best candidate is a logistic function of; log10 units, clipped, and lengths."""
    best = span.scores[0][1].candidate
    family = prior.family_scores()[best.families]
    frequency = lm.bare(best.words)
    own_frequency = lm.bare(tuple(token.lm for token in document.tokens[span.start : span.end]))
    surface = document.surface(span.start, span.end)
    runner_up = span.scores[1][0] if len(span.scores) > 1 else -10.0
    return {
        "bias": 1.0,
        "margin": _clip(margin(span), -3.0, 4.0),
        "score": _clip(span.scores[0][0] - prior.log_odds - family, -3.0, 5.0),
        "gap": _clip(span.scores[0][0] - runner_up, 0.0, 3.0),
        "log_odds": _clip(prior.log_odds, -4.0, 0.0),
        "family": _clip(family, -2.0, 0.0),
        "channel": _clip(best.logp10, -2.0, 0.0),
        "kept": _clip(span.kept, -5.0, 0.0),
        "changed": _clip(span.changed, -5.0, 0.0),
        "clean_rate": best.clean_rate,
        "frequency": _clip(frequency, -6.0, -1.0),
        "own_frequency": max(-7.0, own_frequency),
        "commoner": _clip(frequency - own_frequency, -4.0, 6.0),
        "pure": float(is_pure(surface.lower(), best.text.lower())),
        "phrase": float(span.end - span.start > 1),
        "tokens": span.end - span.start,
        "letters": len(surface),
        "tokens_after": len(best.words),
        "letters_after": len(best.text),
        "shorter": _clip(span.end - span.start - len(best.words), -2.0, 2.0),
        "capital": float(is_name(document, span.start)),
        "article": float(_mends_article(document, span.start, best.text)),
        "context": best.support,
        **{kind: float(best.kind == kind) for kind in ("number", "near", "name", "term")},
        **(neural_features(span) if span.neural else {}),
    }


def neural_features(span: Chosen) -> dict[str, float]:
    """What the neural model adds: log10 units, its own score unscaled."""
    best, *others = span.neural
    return {
        "asked": 1.0,
        "neural": _clip(best, -3.0, 5.0),
        "neural_near": _clip(best, -1.0, 1.0),
        "neural_gap": _clip(best - max(others, default=best - 3.0), -3.0, 3.0),
        "alone": float(not others),
    }


def is_pure(before: str, after: str) -> bool:
    """Whether the replacement only adds or only drops words."""
    _, old, new = _trim(before, after)
    return old in new.split(" ") or new in old.split(" ") or before in after or after in before


def sureness(document: Document, span: Chosen, prior: DocumentPrior, lm: LanguageModel, weights: Weights) -> float:
    """Calibrated probability that the best candidate is what the author wrote: the confidence of an edit."""
    values = features(document, span, prior, lm)
    if weights.trees:
        return _logistic(weights.trees.sum(NOT_RESCORED | values))
    return logistic_of(values, weights.neural_confidence if span.neural else weights.confidence)


def spun_probability(prior: DocumentPrior, weights: Weights) -> float:
    """Calibrated probability that a document was spun, in a collection like that of models/build/calibrate.py."""
    return logistic_of(parts(prior.evidence), weights.spun)


def surely_spun(prior: DocumentPrior, weights: Weights) -> bool:
    """Whether a document is so surely spun that it is edited."""
    return prior.evidence >= weights.document


def logistic_of(values: dict[str, float], coefficients: dict[str, float]) -> float:
    """The logistic function of a weighted sum of those values that have a coefficient, 0 to 1."""
    return _logistic(sum(coefficient * values[name] for name, coefficient in coefficients.items()))


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-_clip(x, -60.0, 60.0)))


def _clip(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def decide(
    document: Document,
    spans: list[Chosen],
    prior: DocumentPrior,
    lm: LanguageModel,
    weights: Weights,
    minimum: float | None = None,
) -> list[Edit]:
    """Edits to apply and to suggest, in order and without overlap; `minimum` overrides the apply threshold."""
    bar = weights.apply if minimum is None else minimum
    floor = min(bar, weights.suggest)
    edited = surely_spun(prior, weights)
    chosen = [(sure, span) for sure, span in apart(document, spans, prior, lm, weights) if sure >= floor]
    return edits_of(document, [(span, sure, edited and sure >= bar and span.picked is not None) for sure, span in chosen])


def one_line_break(document: Document, span: Chosen) -> bool:
    """Whether the span runs over one line break at most; more belong to a column of words, not to wrapped prose."""
    return document.surface(span.start, span.end).count("\n") < 2


def apart(
    document: Document, spans: Sequence[Chosen], prior: DocumentPrior, lm: LanguageModel, weights: Weights
) -> list[tuple[float, Chosen]]:
    """Spans that do not overlap, with their confidence: what the best path picked first, then the surer."""
    worth = (s for s in spans if (s.picked is not None or s.scores[0][0] > -1) and one_line_break(document, s))
    ranked = [(sureness(document, s, prior, lm, weights), s) for s in worth]
    ranked.sort(key=lambda pair: (pair[1].picked is None, -pair[0], pair[1].start - pair[1].end))
    taken: set[int] = set()
    out = []
    for sure, span in ranked:
        where = range(span.start, span.end)
        if taken.isdisjoint(where):
            taken.update(where)
            out.append((sure, span))
    return out


def edits_of(document: Document, chosen: list[tuple[Chosen, float, bool]]) -> list[Edit]:
    """The edits of spans that do not overlap, given with confidence and whether to apply, in order of the text."""
    taken = {i for span, _, _ in chosen for i in range(span.start, span.end)}
    return [_edit(document, *item, item[0].start - 1 not in taken) for item in sorted(chosen, key=lambda item: item[0].start)]


def _edit(document: Document, span: Chosen, sure: float, applied: bool, article_free: bool) -> Edit:
    """The best candidate put in its place, with the article before it if that is no other edit's."""
    best = span.scores[0][1].candidate
    start = span.start
    after = _keep_line_break(document.surface(start, span.end), _surface(document, start, span.end, best.text))
    article = _article(document, start, after) if article_free else ""
    if article:
        start, after = start - 1, article
    before = document.surface(start, span.end)
    offset = document.tokens[start].start
    skipped, before, after = _trim(before, after)
    listed = tuple(
        Scored(
            _surface(document, span.start, span.end, arc.candidate.text),
            round(score, 3),
            _why(arc.candidate.families, arc.candidate.kind),
        )
        for score, arc in span.scores[:MAX_LISTED]
    )
    offset += skipped
    why = f"{listed[0].why}; 10^{span.scores[0][0]:.1f} times likelier here than {before!r}"
    return Edit(offset, offset + len(before), before, after, round(sure, 4), best.kind, why, listed, applied)


def _mends_article(document: Document, start: int, after: str) -> bool:
    """Whether the article before the span sounds wrong with the span and right with `after`, as in "a analysis" for a study."""
    before = document.tokens[start - 1].norm if start else ""
    if before not in ("a", "an") or not after[0].isalnum():
        return False
    return article_for(document.tokens[start].norm) != before == article_for(after)


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
    found = _LINE_BREAK.search(before)
    if not found:
        return after
    head, space, tail = after.rpartition(" ")
    return head + found.group() + tail if space else found.group() + after


def _trim(before: str, after: str) -> tuple[int, str, str]:
    """Leave out the words that stay at either end: ("greater than", "more than") is an edit of "greater"."""
    old, new = before.split(" "), after.split(" ")
    first = 0
    while first < min(len(old), len(new)) - 1 and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - 1 - first and old[-1 - last] == new[-1 - last]:
        last += 1
    skipped = sum(len(word) + 1 for word in old[:first])
    return skipped, " ".join(old[first : len(old) - last]), " ".join(new[first : len(new) - last])


def _why(families: int, kind: str) -> str:
    names = [FAMILY_NAMES[letter] for f, letter in enumerate(FAMILIES) if families >> f & 1]
    return f"{kind}: {', '.join(names)}"
