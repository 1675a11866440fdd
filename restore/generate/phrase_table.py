"""Candidates from the phrase table: the spinner's dictionary read backwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from restore.document import Document
from restore.generate.base import RARE, Candidate
from restore.generate.clean_rates import CleanRates
from restore.lexicon.table import Original, PhraseTable
from restore.text.case import SMALL_WORDS
from restore.text.tokens import lm_words

PROPER = "x"
Found = TypeVar("Found")


class PhraseTableGenerator:
    """Looks up every run of tokens that begins a listed spun phrase."""

    kind = "phrase"

    def __init__(self, table: PhraseTable, rates: CleanRates) -> None:
        self.table = table
        self.rates = rates

    def propose(self, document: Document) -> Iterator[Candidate]:
        for first, last in document.sentences:
            for start, end, phrase, originals in listed(document, first, last, self.table.look_up):
                yield from self._candidates(document, start, end, phrase, originals)

    def _candidates(
        self, document: Document, start: int, end: int, phrase: str, originals: tuple[Original, ...]
    ) -> Iterator[Candidate]:
        rates = self.rates.get(phrase)
        capitals: bool | None = None
        for text, logp10, families, pos in originals:
            if pos == PROPER and not text.islower():
                if capitals is None:
                    capitals = capitalised(document, start, end)
                if not capitals:
                    continue
            yield Candidate(start, end, text, lm_words(text), logp10, families, self.kind, rates.get(text, RARE))


def listed(
    document: Document, first: int, last: int, look_up: Callable[[str], tuple[Found, bool]]
) -> Iterator[tuple[int, int, str, Found]]:
    """The phrases in tokens [first, last) for which `look_up` finds something, with their token ranges; it says, too, whether a
    longer phrase begins with one. Parts of words and acronyms are passed over."""
    tokens = document.tokens
    for start in range(first, last):
        phrase, end = tokens[start].norm, start + 1
        while True:
            found, continues = look_up(phrase)
            if found and whole_words(document, start, end) and not is_acronym(document, start, end):
                yield start, end, phrase, found
            if end == last or not continues:
                break
            phrase = f"{phrase} {tokens[end].norm}"
            end += 1


def whole_words(document: Document, start: int, end: int) -> bool:
    """Whether tokens [start, end) neither begin nor end inside a word, as in the "is" of "isn't"."""
    tokens = document.tokens
    if start and tokens[start].norm[0] in "'n" and tokens[start - 1].end == tokens[start].start and "'" in tokens[start].norm:
        return False
    return not (end < len(tokens) and tokens[end].start == tokens[end - 1].end and tokens[end].norm == "n't")


def is_acronym(document: Document, start: int, end: int) -> bool:
    """Whether the span is one word in capitals ("US", "GP") among words that are not."""
    if end - start > 1:
        return False
    surface = document.surface(start, end)
    if len(surface) < 2 or not surface.isupper():
        return False
    around = document.text[max(0, document.tokens[start].start - 30) : document.tokens[start].end + 30]
    return any(c.islower() for c in around)


def capitalised(document: Document, start: int, end: int) -> bool:
    """Whether every word of the span but the small ones begins with a capital in the text."""
    for token in document.tokens[start:end]:
        if token.norm[0].isalpha() and token.norm not in SMALL_WORDS and not document.text[token.start].isupper():
            return False
    return True
