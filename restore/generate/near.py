"""Near words: what a spinner split, joined or misspelled ("with out", "highschool", "recieve"), put right.

Clean text has such slips too, so the candidates come with a low channel probability and a high clean rate: only a document that is
spun anyway gets them. The words, and the pairs of words that are right apart, are counted in lexicon/en/near.tsv.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path

from restore.document import Document
from restore.errors import DataError
from restore.generate.base import Candidate
from restore.lexicon.lines import OTHER_KIND, SortedLines
from restore.lexicon.table import family_mask, forget_if_full
from restore.lm import LanguageModel

HEADER = "# restore near words, format 1"
FIX = "run lexicon/build/near.py"
ALL = family_mask("nhrt")
# log10 channel probabilities: of all replacements a spinner makes few are of this kind.
SPLIT, JOINED, MISSPELLED = -1.5, -1.5, -2.5
# log10 rates at which clean text invites them where they fit: slips are as usual there as in spun text.
CLEAN_RATE = -0.5
# Characters of a word from which one or two changes are believed.
SHORTEST, ONE_CHANGE, TWO_CHANGES = 4, 5, 9
MOST = 3
# Not looked up yet: None says that a wording is not listed.
UNREAD = -1.0


class NearGenerator:
    """Joins and parts words, and puts words that nobody knows right by words that are frequent."""

    kind = "near"

    def __init__(self, path: Path, lm: LanguageModel) -> None:
        self.path = path
        self.lm = lm
        self._rates: dict[str, float | None] = {}
        self.nearest = lru_cache(maxsize=10_000)(self._nearest)

    @cached_property
    def _lines(self) -> SortedLines:
        """Words, and pairs of words right apart, with their number in a million words; read when first needed."""
        return SortedLines(self.path, HEADER, OTHER_KIND, FIX, counted=True)

    def rate(self, wording: str) -> float | None:
        """How often a word or pair of words stands in a million; None if it is not listed."""
        known = self._rates.get(wording, UNREAD)
        if known != UNREAD:
            return known
        line, _ = self._lines.look_up(wording)
        cell = line.partition("\t")[2] if line else None
        try:
            found = None if cell is None else float(cell)
        except ValueError:
            raise DataError(self.path, f"malformed rate {cell!r}", self._lines.number(wording), FIX) from None
        forget_if_full(self._rates)
        self._rates[wording] = found
        return found

    def propose(self, document: Document) -> Iterator[Candidate]:
        tokens = document.tokens
        text = document.text
        times = Counter(token.norm for token in tokens)
        for i, token in enumerate(tokens):
            word = token.norm
            if not (word.isascii() and word.isalpha()) or text[token.start].isupper():
                continue
            if i + 1 < len(tokens) and tokens[i + 1].start == token.end + 1 and text[token.end] == " ":
                joined = word + tokens[i + 1].norm
                if joined.isalpha() and self.rate(joined) is not None and self.rate(f"{word} {tokens[i + 1].norm}") is None:
                    yield self._candidate(i, i + 2, joined, SPLIT)
            # What a text says twice is a term of its own.
            if len(word) >= SHORTEST and times[word] == 1 and self.rate(word) is None and not _part_of_more(document, i):
                for near, logp10 in self.nearest(word):
                    yield self._candidate(i, i + 1, near, logp10)

    def _nearest(self, word: str) -> tuple[tuple[str, float], ...]:
        """What an unknown word may have been meant for, with channel probabilities."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        for cut in range(1, len(word)):
            if self.rate(f"{word[:cut]} {word[cut:]}") is not None:
                return ((f"{word[:cut]} {word[cut:]}", JOINED),)
        if len(word) < ONE_CHANGE or word in self.lm:
            return ()
        most = 2 if len(word) >= TWO_CHANGES else 1
        found = extract(word, self._words, scorer=OSA.distance, score_cutoff=most, limit=None)
        best = sorted((distance, -(self.rate(near) or 0.0), near) for near, distance, _ in found if near[0] == word[0])
        return tuple((near, MISSPELLED * distance) for distance, _, near in best[:MOST])

    @cached_property
    def _words(self) -> list[str]:
        return [word for word in (line.partition("\t")[0] for line in self._lines) if " " not in word]

    def _candidate(self, start: int, end: int, text: str, logp10: float) -> Candidate:
        return Candidate(start, end, text, tuple(text.split(" ")), logp10, ALL, self.kind, CLEAN_RATE)


def _part_of_more(document: Document, i: int) -> bool:
    """Whether a token touches others that are no punctuation after it, as in code, names of files and compounds."""
    tokens, text = document.tokens, document.text
    before = text[max(0, tokens[i].start - 1) : tokens[i].start]
    after = text[tokens[i].end : tokens[i].end + 2]
    inside = after[:1] not in " \n\t" and after[1:].isalnum()
    return before not in " \n\t\"'“‘(" or inside or after[:1] not in " \n\t\"'”’).,;:!?"
