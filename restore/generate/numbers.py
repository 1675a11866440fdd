"""Numbers, units and dates that spinners spell out, cut up or turn into digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from restore.document import Document
from restore.generate.base import Candidate
from restore.lexicon.table import family_mask
from restore.text.tokens import lm_words

UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES = {word: value for value, word in enumerate(UNITS)} | {word: 10 * tens for tens, word in enumerate(TENS, 2)}
ORDINALS = {
    word: value
    for value, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"), 1)
}
DECADES = {word[:-1] + "ies": 10 * tens for tens, word in enumerate(TENS, 2)}
CENTURIES = {"eighteen": 18, "nineteen": 19, "twenty": 20}
PLURALS = {
    "10": "tens",
    "100": "hundreds",
    "1000": "thousands",
    "1,000": "thousands",
    "1000000": "millions",
    "1,000,000": "millions",
}
MONTHS = frozenset(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
)
# Spun wordings of May, which is also a verb: "Could 9", "Might twenty eighth".
SPUN_MONTHS = {"could": "May", "might": "May"}
_DIGITS = re.compile(r"\d+")
ALL, NEWS = family_mask("nhrt"), family_mask("nh")
# log10 channel probabilities by how unmistakable the pattern is.
CERTAIN, LIKELY, WEAK = -0.1, -0.5, -1.0


class NumberGenerator:
    """Rules for "zero.6", "3. 0", "1000's", "nineteen eighties", "May twenty eighth", "4" for four."""

    kind = "number"

    def propose(self, document: Document) -> Iterator[Candidate]:
        tokens = document.tokens
        for first, last in document.sentences:
            for i in range(first, last):
                norm = tokens[i].norm
                if norm in VALUES or norm.isdigit():
                    yield from self._decimal(document, i, last)
                if norm in CENTURIES and i + 1 < last and tokens[i + 1].norm in DECADES:
                    yield self._candidate(i, i + 2, f"{CENTURIES[norm]}{DECADES[tokens[i + 1].norm]}s", CERTAIN, ALL)
                if norm in PLURALS:
                    yield from self._plural(document, i, last)
                if norm in MONTHS or norm in SPUN_MONTHS:
                    yield from self._date(document, i, last)
                if norm.isdecimal() and len(norm) == 1 and norm != "0":
                    yield from self._spelled(document, i)

    def _decimal(self, document: Document, i: int, last: int) -> Iterator[Candidate]:
        """three.9 -> 3.9 (nothing between), 3. 0 -> 3.0 (a space after the point)."""
        tokens = document.tokens
        if i + 2 >= last or tokens[i + 1].norm != "." or not _DIGITS.fullmatch(tokens[i + 2].norm):
            return
        word = tokens[i].norm
        joined = tokens[i].end == tokens[i + 1].start and tokens[i + 1].end == tokens[i + 2].start
        if joined != (word in VALUES):
            return
        whole = str(VALUES.get(word, word))
        yield self._candidate(i, i + 3, f"{whole}.{tokens[i + 2].norm}", CERTAIN if joined else LIKELY, ALL)

    def _plural(self, document: Document, i: int, last: int) -> Iterator[Candidate]:
        """1000's -> thousands."""
        tokens = document.tokens
        if i + 2 < last and tokens[i + 1].norm == "'" and tokens[i + 2].norm == "s" and tokens[i].end == tokens[i + 1].start:
            yield self._candidate(i, i + 3, PLURALS[tokens[i].norm], CERTAIN, ALL)

    def _date(self, document: Document, i: int, last: int) -> Iterator[Candidate]:
        """Could 9 -> May 9, May twenty eighth -> May 28, June first -> June 1; the month must be capitalised."""
        tokens = document.tokens
        if i + 1 >= last or not document.text[tokens[i].start].isupper():
            return
        norm = tokens[i].norm
        month = SPUN_MONTHS.get(norm) or norm.capitalize()
        day = tokens[i + 1].norm
        after = tokens[i + 2].norm if i + 2 < last else ""
        if norm in SPUN_MONTHS and (re.fullmatch(r"[12]?\d|3[01]|(?:19|20)\d\d", day)):
            yield self._candidate(i, i + 1, month, CERTAIN, ALL)
        if day in ORDINALS:
            yield self._candidate(i, i + 2, f"{month} {ORDINALS[day]}", LIKELY, ALL)
        elif day in ("twenty", "thirty") and after in ORDINALS:
            yield self._candidate(i, i + 3, f"{month} {VALUES[day] + ORDINALS[after]}", CERTAIN, ALL)

    def _spelled(self, document: Document, i: int) -> Iterator[Candidate]:
        """4 -> four, where the digit stands alone before a word (not in $4, 4%, 4-1, 4.2, May 4)."""
        tokens = document.tokens
        if i + 1 >= len(tokens) or not tokens[i + 1].norm[0].isalpha() or tokens[i].end == tokens[i + 1].start:
            return
        if i and (tokens[i - 1].end == tokens[i].start or tokens[i - 1].norm in MONTHS or tokens[i - 1].norm in SPUN_MONTHS):
            return
        yield self._candidate(i, i + 1, UNITS[int(tokens[i].norm)], WEAK, NEWS)

    def _candidate(self, start: int, end: int, text: str, logp10: float, families: int) -> Candidate:
        words = lm_words(text)
        return Candidate(start, end, text, words, logp10, families, self.kind)
