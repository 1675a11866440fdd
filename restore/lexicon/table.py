"""The phrase table as the program uses it: surface forms, spun side first, read from the compiled file.

`lexicon/en/surface.tsv` is derived from the source rows by `lexicon/build/compile.py`: inflected, merged, with log10 channel
probabilities. A line is `spun TAB candidate TAB candidate ...`, a candidate `original;logp10;families;pos`; spun phrases are
written in tokens joined by one space, as `restore.text.tokens` cuts them.
"""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path
from typing import Any, NamedTuple

from restore.errors import DataError
from restore.lexicon.rows import FAMILIES

HEADER = "# restore phrase table, format 1"
CACHE = 200_000


class Original(NamedTuple):
    """A candidate original of a spun phrase: log10 P(spun | original is replaced) and the families (bit mask) that do it."""

    text: str
    logp10: float
    families: int
    pos: str


def family_mask(letters: str) -> int:
    """Bit mask of family letters: n=1, h=2, r=4, t=8.

    >>> family_mask("nt")
    9
    """
    return sum(1 << FAMILIES.index(letter) for letter in letters)


class PhraseTable:
    """Spun phrase (tokens joined by a space, lower case) -> candidate originals.

    The file is kept as its sorted lines and searched by bisection: of a hundred thousand entries a text needs a few hundred, and
    splitting them all would cost more than restoring an article.
    """

    def __init__(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise DataError(path, f"cannot be read: {error.strerror}", fix="run lexicon/build/compile.py") from None
        lines = text.split("\n")
        head = lines.pop(0)
        if not head.startswith(HEADER):
            raise DataError(path, "not a phrase table of format 1", 1, "run lexicon/build/compile.py")
        if lines and not lines[-1]:
            lines.pop()
        stated = int(head.rpartition("rows=")[2] or 0)
        if len(lines) != stated:
            raise DataError(path, f"{len(lines)} entries where its first line says {stated}", fix="run lexicon/build/compile.py")
        self.path = path
        self._lines = lines
        self._parsed: dict[str, tuple[Original, ...]] = {}
        self._continued: dict[str, bool] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def spun_forms(self) -> list[str]:
        """All spun phrases, in file order."""
        return [line[: line.index("\t")] for line in self._lines]

    def continues(self, start: str) -> bool:
        """Whether a longer phrase begins with the tokens `start`."""
        known = self._continued.get(start)
        if known is None:
            forget_if_full(self._continued)
            known = self._continued[start] = self._line(start + " ") is not None
        return known

    def get(self, spun: str) -> tuple[Original, ...]:
        """Candidates for a spun phrase, most probable first; empty if it is not listed."""
        found = self._parsed.get(spun)
        if found is None:
            line = self._line(spun + "\t")
            found = tuple(self._parse(spun, cell) for cell in line.split("\t")[1:]) if line else ()
            forget_if_full(self._parsed)
            self._parsed[spun] = found
        return found

    def _line(self, start: str) -> str | None:
        """The first line that begins with `start`. A tab sorts before a space, so lines sort as their phrases do."""
        i = bisect_left(self._lines, start)
        return self._lines[i] if i < len(self._lines) and self._lines[i].startswith(start) else None

    def _parse(self, spun: str, cell: str) -> Original:
        try:
            text, logp10, families, pos = cell.rsplit(";", 3)
            return Original(text, float(logp10), int(families), pos)
        except ValueError:
            raise DataError(self.path, f"malformed candidate {cell!r} of {spun!r}", fix="run lexicon/build/compile.py") from None


def forget_if_full(cache: dict[str, Any]) -> None:
    """Empty a cache that a very long run has filled: a bound on memory."""
    if len(cache) >= CACHE:
        cache.clear()
