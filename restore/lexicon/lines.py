"""The lines of data files: all of them, or those that are asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from restore.errors import DataError

# What stands before the number of lines in the first one of a file that states it.
ROWS = " rows="
OTHER_KIND = "not a file of this kind and format"
# Bytes of a block; the first line of each is what bisection looks at.
BLOCK = 4096


def read_lines(path: Path, header: str, fix: str = "see lexicon/FORMAT.md") -> Iterator[str]:
    """The lines after the first of a file whose first line is `header` and their number; DataError if it is missing, of another
    format, or, after the last line, if it is cut off."""
    try:
        head, *lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, f"cannot be read: {error}", fix=fix) from None
    if head.rpartition(ROWS)[0] != header:
        raise DataError(path, OTHER_KIND, 1, f"its first line must begin with {header!r}")
    if lines and not lines[-1]:
        lines.pop()
    yield from lines
    _check_number(path, head, len(lines), fix)


def _check_number(path: Path, head: str, number: int, fix: str) -> None:
    rows = head.rstrip("\n").rpartition(ROWS)[2]
    if rows != str(number):
        raise DataError(path, f"{number} entries where its first line says {rows}", fix=fix)


def file_text(header: str, lines: Sequence[str]) -> str:
    """The text of a file whose first line is `header` and the number of the others."""
    return "\n".join((f"{header}{ROWS}{len(lines)}", *lines)) + "\n"


def write_lines(path: Path, header: str, lines: Sequence[str]) -> None:
    """Write a file that `read_lines`, or if they are sorted `SortedLines`, reads."""
    path.write_text(file_text(header, lines), encoding="utf-8")


class SortedLines:
    """The lines of a UTF-8 file but its first, found by their first cell; cells end with a tab.

    The lines are in the order of their bytes, which in UTF-8 is that of the characters, and are decoded when found: of a hundred
    thousand entries a text needs a few hundred, and making an object of each line would cost more than restoring an article.
    Raises DataError if the file is missing, is not of this kind (saying `other`), or, if it is `counted`, holds another number of
    lines than its first one says.
    """

    def __init__(self, path: Path, header: str, other: str, fix: str, counted: bool = False) -> None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise DataError(path, f"cannot be read: {error.strerror}", fix=fix) from None
        if not data.startswith(header.encode()):
            raise DataError(path, other, 1, fix)
        self.complete = data.endswith(b"\n")
        self._data = data if self.complete else data + b"\n"
        at = self._data.index(b"\n") + 1
        head = self._data[:at].decode(errors="replace")
        self._starts, self._first = [], []
        while at < len(self._data):
            self._starts.append(at)
            self._first.append(self._data[at : self._data.index(b"\n", at)])
            at = self._data.find(b"\n", at + BLOCK) + 1 or len(self._data)
        self._starts.append(len(self._data))
        if counted:
            _check_number(path, head, len(self), fix)

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

    def number(self, phrase: str) -> int:
        """The number in the file of the line whose first cell is `phrase`; for saying where an error is."""
        return self._data.count(b"\n", 0, self._data.index(b"\n" + phrase.encode() + b"\t")) + 2
