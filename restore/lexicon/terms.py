"""The term lexicon and the table of tortured words, as the program reads them (lexicon/FORMAT.md describes both files).

`terms.tsv` holds right terms of two to four words, `term_words.tsv` what single words (or chunks of two or three) of a
tortured term may stand for. Both are compared in American spelling, and in the singular at the end of a term or chunk. Lines
are cut when first asked for: a text needs a few hundred of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from restore.errors import DataError
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


def read_lines(path: Path, header: str) -> list[str]:
    """The lines after the first of a data file that states their number; DataError if it is missing, of another format or cut
    off."""
    try:
        head, *lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, f"cannot be read: {error}", fix=FIX) from None
    if head.rpartition(" rows=")[0] != header:
        raise DataError(path, "not a file of this kind and format", 1, f"its first line must begin with {header!r}")
    if lines and not lines[-1]:
        lines.pop()
    stated = head.rpartition("=")[2]
    if str(len(lines)) != stated:
        raise DataError(path, f"{len(lines)} entries where its first line says {stated}", fix=FIX)
    return lines


class TermLexicon:
    """Right terms, as a trie of words: each first word's part is built when it is first asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = read_lines(path, TERMS_HEADER)
        self._lines = lines
        self._first: dict[str, tuple[int, int]] = {}
        start, before = 0, ""
        for i, line in enumerate(lines):
            word = line[: line.find(" ")]
            if word != before:
                if before:
                    self._first[before] = (start, i)
                start, before = i, word
        if before:
            self._first[before] = (start, len(lines))
        self._tries: dict[str, Node] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def first_words(self) -> Mapping[str, Any]:
        """The words that terms begin with, as keys."""
        return self._first

    def after(self, first: str) -> Node:
        """The words that may follow a first word: a node holds a node for each, and at END the term that ends there."""
        trie = self._tries.get(first)
        if trie is None:
            trie = {}
            for i in range(*self._first.get(first, (0, 0))):
                key, sources, term = self._term(i)
                node = trie
                for word in key.split(" ")[1:]:
                    node = node.setdefault(word, {})
                node[END] = term if sources != COMMON else ""
            self._tries[first] = trie
        return trie

    def terms(self) -> Iterator[tuple[str, str]]:
        """All keys with their terms, in file order, but for the phrases of common English."""
        return ((key, term) for key, sources, term in map(self._term, range(len(self._lines))) if sources != COMMON)

    def _term(self, i: int) -> tuple[str, str, str]:
        key, *cells = self._lines[i].split("\t")
        if len(cells) not in (1, 2) or not 2 <= len(key.split(" ")) <= LONGEST or not cells[0] or set(cells[0]) - set(SOURCES):
            raise DataError(self.path, f"malformed term {self._lines[i]!r}", i + 2, FIX)
        return key, cells[0], cells[1] if len(cells) == 2 else key


class WordFile:
    """A sorted file with a word or chunk and its cells a line, searched by bisection and cut when asked for."""

    def __init__(self, path: Path, header: str) -> None:
        self.path = path
        self._lines = read_lines(path, header)
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
            start = spun + "\t"
            i = bisect_left(self._lines, start)
            listed = i < len(self._lines) and self._lines[i].startswith(start)
            forget_if_full(self._parsed)
            found = self._parsed[spun] = tuple(self._cells(i)) if listed else ()
        return found

    def _cells(self, i: int) -> Iterator[Meaning]:
        raise NotImplementedError


class TermWords(WordFile):
    """Tortured chunk (words joined by a space) -> what it may stand for, most probable first."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, WORDS_HEADER)
        self.first_words = frozenset(spun.partition(" ")[0] for spun in self.spun() if " " in spun)
        """The words that chunks of several words begin with."""

    def _cells(self, i: int) -> Iterator[Meaning]:
        for cell in self._lines[i].split("\t")[1:]:
            text, _, logp10 = cell.rpartition(";")
            try:
                yield Meaning(text, float(logp10))
            except ValueError:
                raise DataError(self.path, f"malformed meaning {cell!r}", i + 2, FIX) from None


class TermThesaurus(WordFile):
    """Word -> words of terms that have it for a synonym."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, THESAURUS_HEADER)

    def _cells(self, i: int) -> Iterator[Meaning]:
        for cell in self._lines[i].split("\t")[1:]:
            word = cell.rstrip("+")
            if not word.isalpha():
                raise DataError(self.path, f"malformed word {cell!r}", i + 2, "run lexicon/build/term_thesaurus.py")
            yield Meaning(word, SYNONYM if word != cell else RELATED)
