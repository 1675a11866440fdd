"""The term lexicon and the table of tortured words, as the program reads them (lexicon/FORMAT.md describes both files).

`terms.tsv` holds right terms of two to four words, `term_words.tsv` what single words (or chunks of two or three) of a
tortured term may stand for. Both are compared in American spelling, and in the singular at the end of a term or chunk. Lines
are cut when first asked for: a text needs a few hundred of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from restore.errors import DataError
from restore.lexicon.lines import OTHER_KIND, SortedLines, read_lines
from restore.lexicon.table import forget_if_full

TERMS_HEADER = "# restore term lexicon, format 1: key, sources, term if it differs"
WORDS_HEADER = "# restore tortured words, format 1: spun, then right;log10 P(spun | right)"
THESAURUS_HEADER = "# restore thesaurus of term words, format 1: spun, then right words, + if a true synonym"
SOURCES = {
    "s": "right term of the screener's list",
    "w": "written",
    "c": "counted in scientific text",
    "g": "a phrase of common English",
}
LETTERS = "".join(SOURCES)
LONGEST = 4
# log10 P(spun | right) of a true synonym, and of a word that a thesaurus puts beside another.
SYNONYM, RELATED = -1.6, -2.0
FIX = "run lexicon/build/terms.py"
# Terms of this source alone are right as they stand, but nothing stands for them.
COMMON = "g"
# Where a node of the trie keeps the term that ends there (empty for one that nothing stands for).
END = ""
Node = dict[str, Any]


class Meaning(NamedTuple):
    """What a chunk of tortured words may stand for, in one or two words, with log10 P(spun | right)."""

    text: str
    logp10: float


class TermLexicon:
    """Right terms, as a trie of words: each first word's part is built when it is first asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = list(read_lines(path, TERMS_HEADER, FIX))
        self._tries: dict[str, Node] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def after(self, first: str) -> Node:
        """The words that may follow a first word: a node holds a node for each, and at END the term that ends there; an empty
        one if no term begins with it."""
        trie = self._tries.get(first)
        if trie is None:
            trie = {}
            # "!" is the character after the space.
            for i in range(bisect_left(self._lines, f"{first} "), bisect_left(self._lines, f"{first}!")):
                words, sources, term = self._term(i)
                node = trie
                for word in words[1:]:
                    node = node.setdefault(word, {})
                node[END] = term if sources != COMMON else ""
            forget_if_full(self._tries)
            self._tries[first] = trie
        return trie

    def terms(self) -> Iterator[tuple[str, str]]:
        """All keys with their terms, in file order, but for the phrases of common English."""
        return ((" ".join(words), term) for words, sources, term in map(self._term, range(len(self._lines))) if sources != COMMON)

    def _term(self, i: int) -> tuple[list[str], str, str]:
        """Words of the key, sources, term."""
        key, _, rest = self._lines[i].partition("\t")
        sources, _, term = rest.partition("\t")
        words = key.split(" ")
        if not 2 <= len(words) <= LONGEST or not sources or sources.strip(LETTERS) or "\t" in term:
            raise DataError(self.path, f"malformed term {self._lines[i]!r}", i + 2, FIX)
        return words, sources, term or key


class WordFile:
    """A word or chunk and its meanings a line; cut when first asked for."""

    what = "meaning"
    fix = FIX

    def __init__(self, path: Path, header: str) -> None:
        self.path = path
        self._lines = SortedLines(path, header, OTHER_KIND, self.fix, counted=True)
        self._parsed: dict[str, tuple[Meaning, ...]] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def spun(self) -> list[str]:
        """All words and chunks, in file order."""
        return [line.partition("\t")[0] for line in self._lines]

    def get(self, spun: str) -> tuple[Meaning, ...]:
        """The meanings of a word or chunk; empty if it is not listed."""
        found = self._parsed.get(spun)
        if found is None:
            line, _ = self._lines.look_up(spun)
            forget_if_full(self._parsed)
            found = self._parsed[spun] = tuple([self._read(spun, cell) for cell in line.split("\t")[1:]]) if line else ()
        return found

    def _read(self, spun: str, cell: str) -> Meaning:
        try:
            return self.meaning(cell)
        except ValueError:
            raise DataError(self.path, f"malformed {self.what} {cell!r}", self._lines.number(spun), self.fix) from None

    @staticmethod
    def meaning(cell: str) -> Meaning:
        """What a cell says; ValueError if it is malformed."""
        raise NotImplementedError


class TermWords(WordFile):
    """Tortured chunk (words joined by a space) -> what it may stand for, most probable first."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, WORDS_HEADER)
        self.first_words = frozenset(spun.partition(" ")[0] for spun in self.spun() if " " in spun)
        """The words that chunks of several words begin with."""

    @staticmethod
    def meaning(cell: str) -> Meaning:
        text, _, logp10 = cell.rpartition(";")
        return Meaning(text, float(logp10))


class TermThesaurus(WordFile):
    """Word -> words of terms that have it for a synonym."""

    what = "word"
    fix = "run lexicon/build/term_thesaurus.py"

    def __init__(self, path: Path) -> None:
        super().__init__(path, THESAURUS_HEADER)

    @staticmethod
    def meaning(cell: str) -> Meaning:
        word = cell.rstrip("+")
        if not word.isalpha():
            raise ValueError(cell)
        return Meaning(word, SYNONYM if word != cell else RELATED)
