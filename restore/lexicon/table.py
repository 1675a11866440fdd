"""The phrase table as the program uses it: surface forms, spun side first, read from the compiled file.

`lexicon/en/surface.tsv` is derived from the source rows by `lexicon/build/compile.py`: inflected, merged, with log10 channel
probabilities. A line is `spun TAB candidate TAB candidate ...`, a candidate `original;logp10;families;pos`; spun phrases are
written in tokens joined by one space, as `restore.text.tokens` cuts them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from restore.errors import DataError
from restore.lexicon.lines import SortedLines
from restore.lexicon.rows import FAMILIES

HEADER = "# restore phrase table, format 1"
FIX = "run lexicon/build/compile.py"
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

    The file is kept as its sorted lines; entries are parsed when first asked for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = SortedLines(path, HEADER, "not a phrase table of format 1", FIX, counted=True)
        self._known: dict[str, tuple[tuple[Original, ...], bool]] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def spun_forms(self) -> list[str]:
        """All spun phrases, in file order."""
        return [line[: line.index("\t")] for line in self._lines]

    def look_up(self, phrase: str) -> tuple[tuple[Original, ...], bool]:
        """Candidates for a phrase, most probable first, empty if it is not listed; and whether a longer phrase begins with it."""
        known = self._known.get(phrase)
        if known is None:
            line, continues = self._lines.look_up(phrase)
            found = tuple([self._parse(phrase, cell) for cell in line.split("\t")[1:]]) if line else ()
            forget_if_full(self._known)
            known = self._known[phrase] = found, continues
        return known

    def get(self, spun: str) -> tuple[Original, ...]:
        """Candidates for a spun phrase, most probable first; empty if it is not listed."""
        return self.look_up(spun)[0]

    def _parse(self, spun: str, cell: str) -> Original:
        try:
            text, logp10, families, pos = cell.rsplit(";", 3)
            return Original(text, float(logp10), int(families), pos)
        except ValueError:
            raise DataError(self.path, f"malformed candidate {cell!r} of {spun!r}", fix=FIX) from None


def forget_if_full(cache: dict[str, Any]) -> None:
    """Empty a cache that a very long run has filled: a bound on memory."""
    if len(cache) >= CACHE:
        cache.clear()
