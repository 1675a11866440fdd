"""Conditional rows: phrases that are good English, unless a text stands elsewhere in the document (lexicon/FORMAT.md
describes the file)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from restore.errors import DataError
from restore.lexicon.lines import read_lines

CONDITIONAL_HEADER = "# restore conditional rows, format 1: spun, original, require, forbid"


class ConditionalRow(NamedTuple):
    """`spun`, tokens joined by a space, stands for `original` where one of `require` (if any) and none of `forbid` stands in the
    document; these are tokens joined by a space too, and one that ends with `*` is the beginning of a word."""

    spun: str
    original: str
    require: tuple[str, ...]
    forbid: tuple[str, ...]


def read_conditional(path: Path) -> list[ConditionalRow]:
    """The rows of the file; DataError with file and line where one is malformed."""
    out = []
    for number, line in enumerate(read_lines(path, CONDITIONAL_HEADER, "run lexicon/build/tortured.py"), 2):
        cells = line.split("\t")
        if len(cells) != 4:
            raise DataError(path, f"{len(cells)} cells, expected 4", number)
        spun, original, *texts = cells
        require, forbid = (tuple(filter(None, text.split("|"))) for text in texts)
        if not spun or not original or spun == original:
            raise DataError(path, "an empty side, or both sides alike", number)
        if not require and not forbid:
            raise DataError(path, "no condition", number)
        out.append(ConditionalRow(spun, original, require, forbid))
    return out
