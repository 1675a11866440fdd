"""CSV and TSV: records of cells, the first of which names the columns (RFC 4180: quotes doubled inside of quotes)."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from restore.batch.record import Cell, Record
from restore.errors import TextError

# A record with more bytes than this has lost a closing quote.
LIMIT = 1 << 29


def records(file: BinaryIO, fields: Sequence[str], name: str | None, separator: bytes) -> Iterator[Record]:
    """The records of a table, the head first, which is passed on; TextError if it does not name the `fields`."""
    rows = split(file, separator)
    head = next(rows, None)
    if head is None:
        return
    raw, cells, _ = head
    bom = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
    names = [value(raw[max(start, bom) : end]).decode("utf-8", "replace") for start, end in cells]
    missing = [field for field in (*fields, *([name] if name else [])) if field not in names]
    if missing:
        raise TextError(f"no column {missing[0]!r}; there are {', '.join(map(repr, names))}")
    columns = [names.index(field) for field in fields]
    identity = names.index(name or "id") if (name or "id") in names else None
    yield Record(raw)
    for raw, cells, closed in rows:
        yield record(raw, cells, closed, columns, identity, separator)


def record(
    raw: bytes, cells: list[tuple[int, int]], closed: bool, columns: Sequence[int], identity: int | None, separator: bytes
) -> Record:
    """A row as a record; an empty line is passed on."""
    if not raw.strip(b"\r\n"):
        return Record(raw)
    known = identity is not None and identity < len(cells)
    name = value(raw[slice(*cells[identity or 0])]).decode("utf-8", "replace") if known else None
    if not closed:
        return Record(raw, name=name, error="a quote is not closed")
    found = []
    for column in columns:
        if column >= len(cells):
            return Record(raw, name=name, error=f"only {len(cells)} columns")
        start, end = cells[column]
        try:
            found.append(Cell(start, end, value(raw[start:end]).decode("utf-8")))
        except UnicodeDecodeError as error:
            return Record(raw, name=name, error=f"not UTF-8 (byte {start + error.start})")
    return Record(raw, tuple(found), lambda text, old: encode(text, old, separator), name)


def split(file: BinaryIO, separator: bytes) -> Iterator[tuple[bytes, list[tuple[int, int]], bool]]:
    """Each row's bytes, the places of its cells without the line end, and whether its last quote is closed."""
    parts: list[bytes] = []
    cells: list[tuple[int, int]] = []
    length = first = 0
    inside = False
    for line in file:
        at, stop = 0, len(line.removesuffix(b"\n").removesuffix(b"\r"))
        while True:
            if not inside and line[at : at + 1] == b'"' and length + at == first:
                inside, at = True, at + 1
            if inside:
                at = _closing(line, at)
                if at < 0:
                    break
                inside = False
            after = line.find(separator, at, stop)
            if after < 0:
                break
            cells.append((first, length + after))
            at = after + 1
            first = length + at
        parts.append(line)
        if inside and length + len(line) < LIMIT:
            length += len(line)
            continue
        cells.append((first, length + stop))
        yield b"".join(parts), cells, not inside
        parts, cells, length, first, inside = [], [], 0, 0, False
    if parts:
        cells.append((first, length))
        yield b"".join(parts), cells, False


def _closing(line: bytes, at: int) -> int:
    """The place after the quote that closes a cell, -1 if it is in a later line."""
    while True:
        at = line.find(b'"', at)
        if at < 0:
            return -1
        if line[at + 1 : at + 2] != b'"':
            return at + 1
        at += 2


def value(cell: bytes) -> bytes:
    """What a cell says, without its quotes.

    >>> value(b'"a, ""b"" c"'), value(b'5" gun')
    (b'a, "b" c', b'5" gun')
    """
    if cell[:1] != b'"':
        return cell
    end = _closing(cell, 1)
    return cell[1 : end - 1].replace(b'""', b'"') + cell[end:]


def encode(text: str, old: bytes, separator: bytes) -> bytes:
    """A text as a cell, in quotes if it needs them or the old one had them."""
    data = text.encode("utf-8")
    if old[:1] == b'"' or any(mark in data for mark in (b'"', b"\n", b"\r", separator)):
        return b'"' + data.replace(b'"', b'""') + b'"'
    return data
