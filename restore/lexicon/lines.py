"""A data file kept as it is, its lines found by bisection: of a hundred thousand entries a text needs a few hundred, and making an
object of each line would cost more than restoring an article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from restore.errors import DataError

# Bytes of a block; the first line of each is what bisection looks at.
BLOCK = 4096


class SortedLines:
    """The lines of a UTF-8 file but its first, `head`, found by their first cell; cells end with a tab. The lines are in the order
    of their bytes, which in UTF-8 is that of the characters, and decoded when found."""

    def __init__(self, path: Path, header: str, what: str, fix: str) -> None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise DataError(path, f"cannot be read: {error.strerror}", fix=fix) from None
        if not data.startswith(header.encode()):
            raise DataError(path, f"not {what} of format 1", 1, fix)
        self.complete = data.endswith(b"\n")
        self._data = data if self.complete else data + b"\n"
        at = self._data.index(b"\n") + 1
        self.head = self._data[:at].decode(errors="replace")
        self._starts, self._first = [], []
        while at < len(self._data):
            self._starts.append(at)
            self._first.append(self._data[at : self._data.index(b"\n", at)])
            at = self._data.find(b"\n", at + BLOCK) + 1 or len(self._data)
        self._starts.append(len(self._data))

    def __len__(self) -> int:
        return self._data.count(b"\n") - 1

    def __iter__(self) -> Iterator[str]:
        return (line.decode() for line in self._data.split(b"\n")[1:-1])

    def look_up(self, phrase: str) -> tuple[str | None, bool]:
        """The line whose first cell is `phrase`, and whether a longer phrase begins with its tokens: as a tab sorts before a space,
        the next line shows that."""
        data, key = self._data, phrase.encode()
        block = max(0, bisect_right(self._first, key + b"\t") - 1)
        # From the line break before the block to the first line of the next, which may be the one.
        low, high = self._starts[block] - 1, self._starts[min(block + 1, len(self._first))] + len(key) + 1
        at = data.find(b"\n" + key + b"\t", low, high) + 1
        if not at:
            return None, data.find(b"\n" + key + b" ", low, high) >= 0
        end = data.index(b"\n", at)
        return data[at:end].decode(), data.startswith(key + b" ", end + 1)
