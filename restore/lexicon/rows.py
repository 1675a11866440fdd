"""The source format of the lexicon: one pair a row, tab-separated, sorted (lexicon/FORMAT.md describes it)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from restore.errors import DataError

HEADER = "# restore lexicon rows, format 1: original, spun, grade, families, pos, note"
FAMILIES = "nhrt"
FAMILY_NAMES = {"n": "news spinner", "h": "harsher cousin", "r": "rare-synonym", "t": "tortured"}
POS = "vnarpx"
MAX_TOKENS = 6


class Row(NamedTuple):
    """`spun` is what a spinner puts for `original`; grade 3 usually, 2 often, 1 now and then."""

    original: str
    spun: str
    grade: int
    families: str
    pos: str
    note: str = ""


def read_rows(path: Path) -> Iterator[Row]:
    """Rows of a source file; DataError with file and line where a row is malformed."""
    with path.open(encoding="utf-8") as file:
        if file.readline().rstrip("\n") != HEADER:
            raise DataError(path, "not a lexicon file of format 1", 1, f"its first line must be {HEADER!r}")
        for number, line in enumerate(file, 2):
            if line.startswith("#") or not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) not in (5, 6):
                raise DataError(path, f"{len(cells)} cells, expected 5 or 6", number)
            original, spun, grade, families, pos = cells[:5]
            if grade not in ("1", "2", "3"):
                raise DataError(path, f"grade {grade!r} is not 1, 2 or 3", number)
            if not families or set(families) - set(FAMILIES):
                raise DataError(path, f"families {families!r} are not letters of {FAMILIES!r}", number)
            if pos not in POS or len(pos) != 1:
                raise DataError(path, f"part of speech {pos!r} is not one of {POS!r}", number)
            if not original.strip() or not spun.strip() or original == spun:
                raise DataError(path, "an empty side, or both sides alike", number)
            yield Row(original, spun, int(grade), families, pos, cells[5] if len(cells) == 6 else "")


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write rows sorted, one a line."""
    lines = sorted("\t".join((r.original, r.spun, str(r.grade), r.families, r.pos) + ((r.note,) if r.note else ())) for r in rows)
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
