"""A record as it stands in its file: only the cells to restore are ever rewritten, every other byte is passed on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """A text to restore and the bytes [start, end) of the record that hold it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record's bytes, the cells to restore, and how a text is written into a cell (given the cell's old bytes).

    `error` says why a record that cannot be restored is passed on as it is; `name` is its id, if it has one.
    """

    raw: bytes
    cells: tuple[Cell, ...] = ()
    encode: Callable[[str, bytes], bytes] | None = None
    name: Any = None
    error: str | None = None

    def with_texts(self, texts: Sequence[str]) -> bytes:
        """The record with a text for each cell; a cell whose text is the same keeps its bytes."""
        out: list[bytes] = []
        at = 0
        for cell, text in sorted(zip(self.cells, texts, strict=True)):
            if text != cell.text and self.encode:
                out += (self.raw[at : cell.start], self.encode(text, self.raw[cell.start : cell.end]))
                at = cell.end
        out.append(self.raw[at:])
        return b"".join(out)
