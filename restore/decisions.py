"""Saved decisions on edits: read, checked, and carried out or undone without any model.

The format (JSON, schema 1): `{"schema": 1, "kind": "restore-decisions", "source_sha256": "...", "edits": [{"start", "end",
"before", "after", "decision": "accept" | "reject" | "custom"}]}`; review adds "path" (the text's name) and, to an edit, "spun" and
"original" (its entry for a lexicon), all optional. An object printed by `restore --json` is read too, with every
edit accepted. Several objects may follow each other, as `--json` prints them for several texts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, cast

from restore.edits import Edit, apply, invert
from restore.errors import DataError, EditError, TextError

SCHEMA = 1
KIND = "restore-decisions"
TAKEN, LEFT = ("accept", "custom"), ("reject",)
Verb = Literal["accept", "reject", "custom"]
SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on an edit, and the lexicon entry it is about (as the edit has it if the file does not say)."""

    edit: Edit
    decision: Verb
    spun: str
    original: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """The edits to carry out (sorted, not overlapping) and the SHA-256 of the text they were made for.

    `decided` are all decisions, rejections too, sorted; `path` is the text's name, "" if unknown.
    """

    source_sha256: str
    edits: tuple[Edit, ...]
    decided: tuple[Decided, ...] = ()
    path: str = ""


def source_sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, without byte-order mark, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_decisions(data: str, name: str) -> list[Decisions]:
    """Decisions from JSON; `name` is the file named in a DataError if anything in it is malformed."""
    objects = _objects(data, name)
    if not objects:
        raise DataError(name, "no decisions: the file is empty", fix="save what `restore --json` prints")
    return [_decisions(value, name) for value in objects]


def apply_decisions(text: str, saved: Sequence[Decisions], name: str) -> str:
    """The original `text` with the edits made for it; TextError that names it `name` if none were made for it."""
    sha = source_sha256(text)
    for decisions in saved:
        if decisions.source_sha256 == sha:
            return _apply(text, decisions, name)
    if _restorable(text, saved) is not None:
        raise TextError(f"{name}: these decisions are already applied to it; --revert undoes them")
    raise TextError(f"{name}: not the text the decisions were made for{_difference(sha, saved)}")


def revert_decisions(text: str, saved: Sequence[Decisions], name: str) -> str:
    """The original of a restored `text`, checked by its SHA-256; TextError if `text` is not what the edits led to."""
    original = _restorable(text, saved)
    if original is not None:
        return original
    sha = source_sha256(text)
    if any(decisions.source_sha256 == sha for decisions in saved):
        raise TextError(f"{name}: the original, to which the decisions are not applied: nothing to revert")
    raise TextError(f"{name}: not the text these decisions lead to; it was changed since, or is another")


def _apply(text: str, decisions: Decisions, name: str) -> str:
    try:
        return apply(text, decisions.edits)
    except EditError as error:
        raise TextError(f"{name}: the decisions do not fit their own text: {error}") from None


def _restorable(text: str, saved: Sequence[Decisions]) -> str | None:
    """The original that the edits of one of `saved` turn into `text`."""
    for decisions in saved:
        try:
            original = apply(text, invert(decisions.edits))
        except EditError:
            continue
        if source_sha256(original) == decisions.source_sha256:
            return original
    return None


def _difference(sha: str, saved: Sequence[Decisions]) -> str:
    return f" (its SHA-256 is {sha[:12]}..., theirs {saved[0].source_sha256[:12]}...)" if len(saved) == 1 else ""


def _objects(data: str, name: str) -> list[Any]:
    """All JSON values of a file, white space between them."""
    decoder = json.JSONDecoder()
    out: list[Any] = []
    at = 0
    while True:
        at = len(data) - len(data[at:].lstrip(" \t\r\n"))
        if at == len(data):
            return out
        try:
            value, at = decoder.raw_decode(data, at)
        except json.JSONDecodeError as error:
            raise DataError(name, f"not JSON: {error.msg}, column {error.colno}", error.lineno) from None
        except (RecursionError, ValueError):
            raise DataError(name, "not decisions: JSON nested too deep, or a number too long") from None
        out.append(value)


def _decisions(value: Any, name: str) -> Decisions:
    if not isinstance(value, dict):
        raise DataError(name, "not decisions: a JSON object is expected", fix="save what `restore --json` prints")
    if type(value.get("schema")) is not int or value["schema"] != SCHEMA:
        raise DataError(name, f"schema {_shown(value.get('schema'))}; this version reads schema {SCHEMA}")
    kind = value.get("kind")
    if kind not in (None, KIND):
        raise DataError(name, f"kind {_shown(kind)}, expected {KIND!r} or the output of `restore --json`")
    sha = value.get("source_sha256")
    if not isinstance(sha, str) or not SHA256.fullmatch(sha):
        raise DataError(name, "no valid source_sha256, so the text cannot be checked", fix="make it anew with `restore --json`")
    if not isinstance(value.get("edits"), list):
        raise DataError(name, 'no list of "edits"')
    found = (_edit(item, number, kind == KIND, name) for number, item in enumerate(value["edits"], 1))
    decided = sorted(found, key=lambda d: (d.edit.start, d.edit.end))
    edits = [d.edit for d in decided if d.decision in TAKEN]
    for first, second in pairwise(edits):
        if second.start < first.end:
            raise DataError(name, f"edits overlap at {second.start}: {first.before!r} and {second.before!r}")
    path = value.get("path")
    return Decisions(sha, tuple(edits), tuple(decided), path if isinstance(path, str) else "")


def _edit(item: Any, number: int, decided: bool, name: str) -> Decided:
    """The decision on an edit; `decided` edits must say which."""
    if not isinstance(item, dict):
        raise DataError(name, f"edit {number} is not an object")
    start, end, before, after = (item.get(key) for key in ("start", "end", "before", "after"))
    # bool is an int to Python, not to JSON.
    if type(start) is not int or type(end) is not int or not isinstance(before, str) or not isinstance(after, str):
        raise DataError(name, f'edit {number} needs whole numbers "start" and "end", texts "before" and "after"')
    if start < 0 or end - start != len(before):
        raise DataError(name, f"edit {number}: [{start}, {end}) is not a place of {len(before)} characters")
    if any("\ud800" <= char <= "\udfff" for char in after):
        raise DataError(name, f'edit {number}: half a surrogate pair in "after" is not text')
    decision = item.get("decision") if decided else TAKEN[0]
    if decision not in TAKEN + LEFT:
        raise DataError(name, f'edit {number}: decision {_shown(decision)} is not "accept", "reject" or "custom"')
    spun, original = item.get("spun"), item.get("original")
    if not isinstance(spun, str) or not isinstance(original, str):
        spun, original = before, after
    return Decided(Edit(start, end, before, after), cast(Verb, decision), spun, original)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
