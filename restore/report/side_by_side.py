"""Original and restored text in two columns, aligned by line, changed spans marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wcwidth import wcswidth, wcwidth

from restore.edits import Edit
from restore.report.lines import LineIndex
from restore.report.word_diff import Mark, colour_marks

GUTTER = " │ "
CHANGED_GUTTER = " ┃ "
Piece = tuple[str, bool]  # text, changed


def side_by_side(text: str, edits: Sequence[Edit], width: int, colour: bool) -> str:
    """Two columns that fill `width` terminal cells; without colour, changed spans stand in «guillemets»."""
    column = max(10, (width - len(GUTTER)) // 2)
    if colour:
        removed, added = colour_marks()
    else:
        removed = added = lambda s: f"«{s}»"
    out: list[str] = []
    for left, right in _lines(text, edits):
        left_rows = _wrap(left, column, 0 if colour else 2)
        right_rows = _wrap(right, column, 0 if colour else 2)
        gutter = CHANGED_GUTTER if any(changed for _, changed in left) else GUTTER
        for row in range(max(len(left_rows), len(right_rows), 1)):
            first = left_rows[row] if row < len(left_rows) else []
            second = right_rows[row] if row < len(right_rows) else []
            used = sum(_cells(s) + (0 if colour or not changed else 2) for s, changed in first)
            padding = " " * max(0, column - used)
            out.append((_paint(first, removed) + padding + gutter + _paint(second, added)).rstrip() + "\n")
    return "".join(out)


def _lines(text: str, edits: Sequence[Edit]) -> Iterator[tuple[list[Piece], list[Piece]]]:
    """Each line of the text as pieces of its original and its restored form."""
    index = LineIndex(text)
    by_line: dict[int, list[Edit]] = {}
    for edit in edits:
        by_line.setdefault(index.locate(edit.start)[0], []).append(edit)
    at = 0
    total = len(index.starts)
    number = 1
    while number <= total:
        stop_line = number
        for edit in by_line.get(number, ()):
            stop_line = max(stop_line, index.locate(max(edit.start, edit.end - 1))[0])
        stop = index.starts[stop_line] if stop_line < total else len(text)
        left: list[Piece] = []
        right: list[Piece] = []
        for line in range(number, stop_line + 1):
            for edit in by_line.get(line, ()):
                kept = text[at : edit.start]
                left += ((kept, False), (edit.before, True))
                right += ((kept, False), (edit.after, True))
                at = edit.end
        rest = text[at:stop].rstrip("\r\n")
        if not (number == total and not left and not rest):
            yield [*left, (rest, False)], [*right, (rest, False)]
        at = stop
        number = stop_line + 1


def _cells(text: str) -> int:
    """Terminal cells; control characters count one."""
    width: int = wcswidth(text)
    return width if width >= 0 else sum(max(1, wcwidth(c)) for c in text)


def _wrap(pieces: list[Piece], column: int, mark: int) -> list[list[Piece]]:
    """Break pieces at spaces into rows of at most `column` cells; what is longer than that between spaces is cut."""
    rows: list[list[Piece]] = [[]]
    used = 0
    for unit in _units(pieces):
        size = sum(_size(piece, mark) for piece in unit)
        trailing = len(unit[-1][0]) - len(unit[-1][0].rstrip(" "))
        if used and used + size - trailing > column:
            rows.append([])
            used = 0
        for text, changed in unit:
            while used + _size((text.rstrip(" "), changed), mark) > column and len(text) > 1:
                cut = max(1, column - used - (mark if changed else 0))
                rows[-1].append((text[:cut], changed))
                rows.append([])
                text, used = text[cut:], 0
            last = rows[-1][-1] if rows[-1] else None
            if last and changed and last[1]:
                rows[-1][-1] = (last[0] + text, True)
                used += _cells(text)
            else:
                rows[-1].append((text, changed))
                used += _size((text, changed), mark)
    return [_strip_end(row) for row in rows]


def _size(piece: Piece, mark: int) -> int:
    return _cells(piece[0]) + (mark if piece[1] else 0)


def _units(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """What must stay on one line: words up to a space, though they run over the edge of a change."""
    unit: list[Piece] = []
    for text, changed in pieces:
        for word in _words(text):
            if unit and unit[-1][0].endswith(" "):
                yield unit
                unit = []
            unit.append((word, changed))
    if unit:
        yield unit


def _strip_end(row: list[Piece]) -> list[Piece]:
    if not row:
        return row
    text, changed = row[-1]
    return [*row[:-1], (text.rstrip(" "), changed)]


def _words(text: str) -> Iterator[str]:
    """Words with the spaces after them; other controls made visible spaces."""
    word = ""
    for char in text.replace("\n", " ").replace("\r", " ").replace("\t", "    "):
        if word and word[-1] == " " and char != " ":
            yield word
            word = ""
        word += char
    if word:
        yield word


def _paint(row: list[Piece], mark: Mark) -> str:
    out = []
    for text, changed in row:
        body = text.rstrip(" ") if changed else text
        out.append(mark(body) + text[len(body) :] if changed and body else text)
    return "".join(out)
