"""How often a listed replacement would seem right in text that nobody spun: counted by models/build/clean_rates.py.

"towards" -> "to" fits most places where an author wrote "towards", so it says little; "in opposition to" -> "against" fits few,
so it says much. The file holds a line for each spun phrase, `spun TAB original;log10 rate TAB ...`; pairs that are rarer than
`RARE` are left out.
"""

from __future__ import annotations

from pathlib import Path

from restore.errors import DataError

HEADER = "# restore clean rates, format 1"


class CleanRates:
    """Spun phrase -> {original: log10 rate}; lines are parsed when first asked for."""

    def __init__(self, path: Path) -> None:
        try:
            head, _, body = path.read_text(encoding="utf-8").partition("\n")
        except OSError as error:
            raise DataError(path, f"cannot be read: {error.strerror}", fix="run models/build/clean_rates.py") from None
        if not head.startswith(HEADER):
            raise DataError(path, "not a clean-rates file of format 1", 1, "run models/build/clean_rates.py")
        if not body.endswith("\n"):
            raise DataError(path, "truncated: its last line does not end", fix="run models/build/clean_rates.py")
        self.path = path
        self._raw: dict[str, str] = {}
        for line in body.splitlines():
            spun, _, rest = line.partition("\t")
            self._raw[spun] = rest
        self._parsed: dict[str, dict[str, float]] = {}

    def get(self, spun: str) -> dict[str, float]:
        """log10 rates of the originals of a spun phrase; empty if all are rare."""
        found = self._parsed.get(spun)
        if found is None:
            found = {}
            rest = self._raw.get(spun)
            for cell in rest.split("\t") if rest else ():
                original, _, rate = cell.rpartition(";")
                try:
                    found[original] = float(rate)
                except ValueError:
                    problem = f"malformed rate {cell!r} of {spun!r}"
                    raise DataError(self.path, problem, fix="run models/build/clean_rates.py") from None
            self._parsed[spun] = found
        return found
