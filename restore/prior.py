"""Was this document spun, how much, by which family: the latent variables of a document, from the spans of the first look or of the
decoder's lattice.

Model: each content token was replaced with probability `rate` (0 in a clean document). A span whose best originals fit the
context so much better that their summed score is m (log10, channel included) says e = scale * m + bias, at most the cap, for
"replaced" (log10 likelihood ratio, fitted: a language model is wrong more often than its probabilities say); the span's factor is
1 - rate + rate * 10**e. Rate and spun-or-clean are integrated over a grid; the family shares are re-estimated by
expectation-maximisation (empirical Bayes).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from restore.lexicon.rows import FAMILIES
from restore.weights import Weights

RATES = (0.003, 0.006, 0.0125, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5)
FAMILY_ROUNDS = 3
FAMILY_PSEUDO_COUNT = 1.0
FLOOR = -9.0
# Where the calibration of the document's evidence (log10) bends, and from where more says no more.
KNOTS, HIGHEST = (0.0, 1.0), 15.0


class Evidence(NamedTuple):
    """What one span says: tokens [start, end), its form, and for each candidate its log10 score without prior and family mask."""

    start: int
    end: int
    form: str
    scores: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class DocumentPrior:
    """`evidence` is the log10 likelihood ratio of spun to clean, `rate` the expected share of replaced content tokens (over both
    cases, spun and clean), `shares` the probability of each family in `FAMILIES` order."""

    rate: float
    shares: tuple[float, ...]
    cross: float
    scale: float
    evidence: float = 0.0

    @property
    def log_odds(self) -> float:
        """log10 odds that a span was replaced, before looking at it."""
        return math.log10(self.rate / (1 - self.rate)) if self.rate > 0 else FLOOR

    @property
    def family(self) -> str:
        """The letter of the most probable family."""
        return FAMILIES[max(range(len(FAMILIES)), key=lambda f: self.shares[f])]

    def share(self, families: int) -> float:
        """The probability that the spinner is of one of some families (bit mask)."""
        return sum(share for f, share in enumerate(self.shares) if families >> f & 1)

    def family_scores(self) -> tuple[float, ...]:
        """Scaled log10 share of each family mask (index) in this document: added to a candidate's channel score."""
        return _family_scores(self.shares, self.cross, self.scale)


@lru_cache(maxsize=64)
def _family_scores(shares: tuple[float, ...], cross: float, scale: float) -> tuple[float, ...]:
    floor: float = 10**cross
    out = []
    for mask in range(1 << len(FAMILIES)):
        share = sum(s for f, s in enumerate(shares) if mask >> f & 1)
        out.append(scale * math.log10(min(1.0, share + floor)))
    return tuple(out)


def parts(evidence: float) -> dict[str, float]:
    """What the calibrated probability of a document is a logistic function of: of its log10 likelihood ratio, what lies below the
    knots, between them, and above.

    >>> parts(2.0)
    {'bias': 1.0, 'low': 0.0, 'middle': 1.0, 'high': 1.0}
    """
    low, high = KNOTS
    middle, top = min(max(evidence, low), high), min(max(evidence, high), HIGHEST)
    return {"bias": 1.0, "low": min(evidence, low), "middle": middle - low, "high": top - high}


def before_reading(weights: Weights) -> DocumentPrior:
    """The prior with all families alike and a middling rate."""
    count = len(FAMILIES)
    return DocumentPrior(0.05, (1 / count,) * count, weights.cross, weights.family)


def estimate(evidence: Iterable[Evidence], content_tokens: int, weights: Weights) -> DocumentPrior:
    """Posterior over rate and family, given the evidence spans and the number of content tokens."""
    spans = list(evidence)
    powers = _powers(spans)
    prior = before_reading(weights)
    for _ in range(FAMILY_ROUNDS):
        chosen = _best_apart(spans, powers, prior.family_scores(), weights)
        ratios = [10.0**value for value, _ in chosen]
        rate, total = _rate(ratios, content_tokens, weights)
        shares = _shares(chosen, ratios, rate, prior)
        prior = DocumentPrior(rate, shares, weights.cross, weights.family, total)
    return prior


def best_apart(spans: list[Evidence], family: Sequence[float], weights: Weights) -> list[tuple[float, Evidence]]:
    """The strongest evidence spans that do not overlap, each with its capped log10 likelihood ratio (n-th time of a form: 1/n)."""
    return _best_apart(spans, _powers(spans), family, weights)


def _powers(spans: list[Evidence]) -> list[tuple[list[float], list[int]]]:
    """For each span, its candidates' scores no longer as logarithms, and their masks: they stay while families are estimated."""
    return [([10.0**score for score, _ in span.scores], [mask for _, mask in span.scores]) for span in spans]


def _best_apart(
    spans: list[Evidence], powers: list[tuple[list[float], list[int]]], family: Sequence[float], weights: Weights
) -> list[tuple[float, Evidence]]:
    factor = [10**f for f in family]
    scale, bias, cap = weights.evidence_scale, weights.evidence_bias, weights.evidence_cap
    log10 = math.log10
    scored = []
    for span, (own, masks) in zip(spans, powers, strict=True):
        value = scale * log10(sum(map(mul, own, map(factor.__getitem__, masks))) + 1e-30) + bias
        scored.append((value if value < cap else cap, span))
    scored.sort(key=_value, reverse=True)
    taken: set[int] = set()
    seen: dict[str, int] = {}
    out = []
    for value, span in scored:
        start, end, form, _ = span
        if end - start == 1:
            free = start not in taken
            taken.add(start)
        elif free := taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
        if free:
            # The same form again says less each time: a text that repeats itself is not more spun for it.
            times = seen[form] = seen.get(form, 0) + 1
            out.append((value / times if value > 0 else value, span))
    return out


def _value(pair: tuple[float, Evidence]) -> float:
    return pair[0]


def _rate(ratios: list[float], content_tokens: int, weights: Weights) -> tuple[float, float]:
    """(expected rate over spun and clean, log10 likelihood ratio of spun to clean), from the likelihood ratios of spans."""
    others = max(0, content_tokens - len(ratios))
    logs = []
    for rate in RATES:
        keep = 1 - rate
        logs.append(sum(map(math.log10, [keep + rate * ratio for ratio in ratios])) + others * math.log10(keep))
    top = max(0.0, *logs)
    spun_odds = 10**weights.prior
    each = spun_odds / len(RATES)
    weight = [each * 10 ** (value - top) for value in logs]
    clean: float = 10**-top
    total = clean + sum(weight)
    mean = sum(w * rate for w, rate in zip(weight, RATES, strict=True)) / total
    return mean, top + math.log10(sum(weight) / spun_odds)


def _shares(chosen: list[tuple[float, Evidence]], ratios: list[float], rate: float, prior: DocumentPrior) -> tuple[float, ...]:
    """Family shares from the posterior of each span, with a pseudo-count for each family."""
    counts = [FAMILY_PSEUDO_COUNT] * len(FAMILIES)
    family = prior.family_scores()
    for (_, span), ratio in zip(chosen, ratios, strict=True):
        odds = rate * ratio
        posterior = odds / (1 - rate + odds)
        if posterior < 0.2 or not span.scores:
            continue
        _, mask = max(span.scores, key=lambda pair: pair[0] + family[pair[1]])
        members = [f for f in range(len(FAMILIES)) if mask >> f & 1]
        inside = sum(prior.shares[f] for f in members) or 1.0
        for f in members:
            counts[f] += posterior * prior.shares[f] / inside
    total = sum(counts)
    return tuple(c / total for c in counts)
