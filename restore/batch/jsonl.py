"""JSON Lines: one object a line."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from json.decoder import WHITESPACE, JSONDecodeError, scanstring  # type: ignore[attr-defined]
from typing import Any, BinaryIO

from restore.batch.record import Cell, Record

_DECODER = json.JSONDecoder()


def records(file: BinaryIO, fields: Sequence[str], name: str | None) -> Iterator[Record]:
    """The records of a file, one a line; `name` is the field that holds a record's id, by default "id"."""
    first = True
    for raw in file:
        yield record(raw, fields, name, codecs.BOM_UTF8 if first and raw.startswith(codecs.BOM_UTF8) else b"")
        first = False


def record(raw: bytes, fields: Sequence[str], name: str | None, bom: bytes = b"") -> Record:
    """A line as a record; what is wrong with it is its error. A line of white space is passed on; so is a null."""
    if not raw[len(bom) :].strip(b" \t\r\n"):
        return Record(raw)
    try:
        line = raw[len(bom) :].decode("utf-8")
        values = members(line)
    except UnicodeDecodeError as error:
        return Record(raw, error=f"not UTF-8 (byte {error.start + len(bom)})")
    except JSONDecodeError as error:
        return Record(raw, error=f"not JSON: {error.msg}, column {error.colno}")
    except (RecursionError, ValueError):
        return Record(raw, error="not a record: JSON nested too deep, or a number too long")
    identity = values[name or "id"][2] if (name or "id") in values else None
    cells = []
    for field in fields:
        if field not in values:
            return Record(raw, name=identity, error=f"no field {field!r}")
        start, end, value = values[field]
        if value is None:
            continue
        if not isinstance(value, str):
            return Record(raw, name=identity, error=f"field {field!r} is no text")
        first = len(bom) + len(line[:start].encode("utf-8"))
        cells.append(Cell(first, first + len(line[start:end].encode("utf-8")), value))
    return Record(raw, tuple(cells), encode, identity)


def members(line: str) -> dict[str, tuple[int, int, Any]]:
    """The members of a JSON object: for each the place of its value in the line, and the value.

    >>> members('{"id": 7, "text": "a b"}')
    {'id': (7, 8, 7), 'text': (18, 23, 'a b')}
    """
    out: dict[str, tuple[int, int, Any]] = {}
    at = _expect(line, _skip(line, 0), "{")
    at = _skip(line, at)
    if line[at : at + 1] == "}":
        _end(line, at + 1)
        return out
    while True:
        key, at = scanstring(line, _expect(line, at, '"'), True)
        start = _skip(line, _expect(line, _skip(line, at), ":"))
        value, end = _DECODER.raw_decode(line, start)
        out[key] = (start, end, value)
        at = _skip(line, end)
        if line[at : at + 1] == "}":
            _end(line, at + 1)
            return out
        at = _skip(line, _expect(line, at, ","))


def _skip(line: str, at: int) -> int:
    end: int = WHITESPACE.match(line, at).end()
    return end


def _expect(line: str, at: int, mark: str) -> int:
    if line[at : at + 1] != mark:
        raise JSONDecodeError(f"{mark!r} expected", line, at)
    return at + 1


def _end(line: str, at: int) -> None:
    if _skip(line, at) != len(line):
        raise JSONDecodeError("more than one object", line, at)


def encode(text: str, old: bytes) -> bytes:
    """A text as JSON: with escapes for what is not ASCII if the old value was so written, or if there is no other way."""
    escaped = old.isascii() and rb"\u" in old
    try:
        return json.dumps(text, ensure_ascii=escaped).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(text).encode("ascii")
