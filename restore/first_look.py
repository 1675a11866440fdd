"""Was this document spun? Judged at a first look, which is all that a clean document pays for.

The evidence is listed forms whose originals are likely even without context: much commoner wordings, often replaced by the very
form. These are read in context, among unrestored neighbours, and weighed by `restore.prior`. Originals that only the
context speaks for are left to the decoder: in clean text they seem right by chance so often that spun texts are told from clean
ones hardly better with them, at six times the cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import accumulate, compress
from operator import mul
from typing import NamedTuple

from restore.decode.lattice import is_name
from restore.document import Document
from restore.evidence import content_tokens
from restore.generate.base import RARE
from restore.generate.clean_rates import CleanRates
from restore.generate.phrase_table import PROPER, capitalised, listed
from restore.lexicon.table import PhraseTable, forget_if_full
from restore.lm import LanguageModel, Reading
from restore.prior import DocumentPrior, Evidence, estimate
from restore.text.tokens import lm_form, lm_words
from restore.weights import Weights

# A span whose originals are all worse than this (log10) in context says nothing.
TELLING = -1.5
# What the score of an original without context is a weighted sum of, in the order of `Likely.values`.
VALUES = ("channel", "commoner", "shorter", "phrase", "clean_rate")


class Likely(NamedTuple):
    """An original that is likely without context: its text and words, the values and score without context, its families, and
    whether it is written small (scored apart where a name stands) or needs capitals."""

    text: str
    words: tuple[str, ...]
    values: tuple[float, ...]
    score: float
    families: int
    lower: bool
    proper: bool


class Span(NamedTuple):
    """Tokens [start, end), their form, its likely originals, how log10 P changes in context with each, and whether a name
    begins there."""

    start: int
    end: int
    form: str
    likely: tuple[Likely, ...]
    changes: Sequence[float]
    name: bool

    def only(self, chosen: Sequence[bool]) -> Span:
        """The span with some of its originals."""
        return self._replace(likely=tuple(compress(self.likely, chosen)), changes=list(compress(self.changes, chosen)))


class FirstLook:
    """Remembers what each form may stand for: most forms of a text have been met before. May be shared by threads."""

    def __init__(self, table: PhraseTable, rates: CleanRates, lm: LanguageModel, weights: Weights) -> None:
        self._table, self._rates, self._lm, self._weights = table, rates, lm, weights
        self._scales = scales(weights)
        self._known: dict[str, tuple[tuple[Likely, ...], bool]] = {}

    def judge(
        self, document: Document, closed: AbstractSet[int] = frozenset(), admits: Callable[[str, str], bool] | None = None
    ) -> DocumentPrior:
        """The prior of a document. Tokens that are `closed` say nothing, nor do originals that `admits` (of form and original)
        refuses."""
        return weighed(self.heard(document, closed, admits), content_tokens(document, closed), self._weights)

    def heard(
        self, document: Document, closed: AbstractSet[int] = frozenset(), admits: Callable[[str, str], bool] | None = None
    ) -> Iterator[Span]:
        """The spans that `judge` weighs."""
        for span in self.spans(document):
            if not closed.isdisjoint(range(span.start, span.end)):
                continue
            left = span.only([admits(span.form, each.text) for each in span.likely]) if admits else span
            if left.likely:
                yield left

    def spans(self, document: Document) -> Iterator[Span]:
        """The spans with likely originals, read in context; not those of sentences that were there before."""
        for first, last in document.sentences:
            if first in document.repeated:
                continue
            found = list(self._listed(document, first, last))
            if not found:
                continue
            reading = Reading(self._lm, [token.lm for token in document.tokens[first:last]])
            before = [0.0, *accumulate(reading.scores)]
            for start, end, form, likely in found:
                kept = before[reading.stop(end - first)] - before[start - first]
                changed = reading.exchanged(start - first, end - first, [each.words for each in likely])
                yield Span(start, end, form, likely, [total - kept for total in changed], is_name(document, start))

    def _listed(self, document: Document, first: int, last: int) -> Iterator[tuple[int, int, str, tuple[Likely, ...]]]:
        """The forms in tokens [first, last) that have likely originals."""
        for start, end, form, likely in listed(document, first, last, self.look_up):
            if any(each.proper for each in likely) and not capitalised(document, start, end):
                likely = tuple([each for each in likely if not each.proper])
            if likely:
                yield start, end, form, likely

    def look_up(self, form: str) -> tuple[tuple[Likely, ...], bool]:
        """The likely originals of a form (tokens joined by a space); and whether a longer form begins with it."""
        known = self._known.get(form)
        if known is not None:
            return known
        originals, continues = self._table.look_up(form)
        bares, least = self._lm.bares, self._weights.look["likely"]
        rates = self._rates.get(form) if originals else {}
        kept = tuple(map(lm_form, form.split(" "))) if originals else ()
        likely = []
        for text, logp10, families, pos in originals:
            words = lm_words(text)
            commoner, shorter = bares[words] - bares[kept], float(len(kept) - len(words))
            values = logp10, commoner, shorter, float(len(kept) > 1), rates.get(text, RARE) - RARE
            score = sum(map(mul, self._scales, values))
            if score > least:
                proper = pos == PROPER and not text.islower()
                likely.append(Likely(text, words, values, score, families, text[0].islower(), proper))
        forget_if_full(self._known)
        found = self._known[form] = tuple(likely), continues
        return found


def scales(weights: Weights) -> tuple[float, ...]:
    """The weights of `Likely.values`."""
    return tuple([weights.look[name] for name in VALUES])


def weighed(spans: Iterable[Span], content: int, weights: Weights) -> DocumentPrior:
    """The prior of a document with `content` tokens that a spinner could have replaced."""
    look = weights.look
    own = replace(weights, evidence_scale=1.0, evidence_bias=look["bias"], evidence_cap=look["cap"])
    return estimate(_evidence(spans, look), content, own)


def _evidence(spans: Iterable[Span], look: Mapping[str, float]) -> Iterator[Evidence]:
    for span in spans:
        scores = scored(span, look)
        if max(scores) > TELLING:
            families = [each.families for each in span.likely]
            yield Evidence(span.start, span.end, span.form, tuple(zip(scores, families, strict=True)))


def scored(span: Span, look: Mapping[str, float]) -> list[float]:
    """The score (log10) of each original of a span, in context and without it."""
    scale, capital = look["lm"], look["capital"]
    return [
        scale * change + each.score + (capital if span.name and each.lower else 0.0)
        for change, each in zip(span.changes, span.likely, strict=True)
    ]
