"""How often a listed replacement would seem right in text that nobody spun: counted by models/build/clean_rates.py.

"towards" -> "to" fits most places where an author wrote "towards", so it says little; "in opposition to" -> "against" fits few,
so it says much. The file holds a line for each spun phrase, `spun TAB original;log10 rate TAB ...`; pairs that are rarer than
`RARE` are left out.
"""

from __future__ import annotations

from pathlib import Path

from restore.errors import DataError
from restore.lexicon.lines import SortedLines

HEADER = "# restore clean rates, format 1"
FIX = "run models/build/clean_rates.py"


class CleanRates:
    """Spun phrase -> {original: log10 rate}; lines are parsed when first asked for."""

    def __init__(self, path: Path) -> None:
        self._lines = SortedLines(path, HEADER, "not a clean-rates file of format 1", FIX)
        if not self._lines.complete:
            raise DataError(path, "truncated: its last line does not end", fix=FIX)
        self.path = path
        self._parsed: dict[str, dict[str, float]] = {}

    def get(self, spun: str) -> dict[str, float]:
        """log10 rates of the originals of a spun phrase; empty if all are rare."""
        found = self._parsed.get(spun)
        if found is None:
            found = {}
            line, _ = self._lines.look_up(spun)
            for cell in line.split("\t")[1:] if line else ():
                original, _, rate = cell.rpartition(";")
                try:
                    found[original] = float(rate)
                except ValueError:
                    problem = f"malformed rate {cell!r} of {spun!r}"
                    raise DataError(self.path, problem, fix=FIX) from None
            self._parsed[spun] = found
        return found
