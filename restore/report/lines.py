"""Line and column of an offset. Lines end at line feeds only, as patch and editors count them."""

from __future__ import annotations

from bisect import bisect_right


class LineIndex:
    """Turns character offsets into (line, column), both counted from 1, in characters.

    >>> LineIndex("ab\\ncd").locate(4)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self.starts = [0]
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)

    def locate(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1
