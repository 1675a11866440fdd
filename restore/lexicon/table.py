"""The phrase table as the program uses it: surface forms, spun side first, read from the compiled file.

`lexicon/en/surface.tsv` is derived from the source rows by `lexicon/build/compile.py`: inflected, merged, with log10 channel
probabilities. A line is `spun TAB candidate TAB candidate ...`, a candidate `original;logp10;families;pos`; spun phrases are
written in tokens joined by one space, as `restore.text.tokens` cuts them.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from restore.errors import DataError
from restore.lexicon.rows import FAMILIES

HEADER = "# restore phrase table, format 1"


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

    Lines are parsed when first asked for: of a hundred thousand entries a text needs a few hundred.
    """

    def __init__(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise DataError(path, f"cannot be read: {error.strerror}", fix="run lexicon/build/compile.py") from None
        head, _, body = text.partition("\n")
        if not head.startswith(HEADER):
            raise DataError(path, "not a phrase table of format 1", 1, "run lexicon/build/compile.py")
        stated = int(head.rpartition("rows=")[2] or 0)
        self.path = path
        self._raw: dict[str, str] = {}
        raw = self._raw
        self.longest: dict[str, int] = {}
        longest = self.longest
        for line in body.splitlines():
            spun, _, rest = line.partition("\t")
            raw[spun] = rest
            first, _, more = spun.partition(" ")
            length = more.count(" ") + 2 if more else 1
            if longest.get(first, 0) < length:
                longest[first] = length
        if len(raw) != stated:
            raise DataError(path, f"{len(raw)} entries where its first line says {stated}", fix="run lexicon/build/compile.py")
        self._parsed: dict[str, tuple[Original, ...]] = {}

    def __len__(self) -> int:
        return len(self._raw)

    def __contains__(self, spun: str) -> bool:
        return spun in self._raw

    def spun_forms(self) -> list[str]:
        """All spun phrases, in file order."""
        return list(self._raw)

    def get(self, spun: str) -> tuple[Original, ...]:
        """Candidates for a spun phrase, most probable first; empty if it is not listed."""
        found = self._parsed.get(spun)
        if found is None:
            rest = self._raw.get(spun)
            found = tuple(self._parse(spun, cell) for cell in rest.split("\t")) if rest else ()
            self._parsed[spun] = found
        return found

    def _parse(self, spun: str, cell: str) -> Original:
        try:
            text, logp10, families, pos = cell.rsplit(";", 3)
            return Original(text, float(logp10), int(families), pos)
        except ValueError:
            raise DataError(self.path, f"malformed candidate {cell!r} of {spun!r}", fix="run lexicon/build/compile.py") from None
