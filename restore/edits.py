"""Edits, and the only code that changes text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from restore.errors import EditError


@dataclass(frozen=True, slots=True)
class Scored:
    """A possible original of a span: its wording and its log10 score relative to keeping the span."""

    text: str
    logp10: float
    why: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `before`, found at characters [start, end) of the original text, by `after`.

    `confidence` is the calibrated probability (0 to 1) that `after` is what the author wrote; `kind` names the source of
    the candidate, `why` says it in words, `candidates` are the alternatives, best first. `applied` tells a fix from a
    mere suggestion.
    """

    start: int
    end: int
    before: str
    after: str
    confidence: float = 1.0
    kind: str = "manual"
    why: str = ""
    candidates: Sequence[Scored] = field(default=())
    applied: bool = True


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Carry out edits, given by offsets into `text`; all text outside them is untouched.

    Raises EditError if two edits overlap or `before` is not what stands there.

    >>> apply("a analysis of war", [Edit(0, 10, "a analysis", "a study")])
    'a study of war'
    """
    out: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < at:
            raise EditError(f"edit at {edit.start} overlaps the one before it, which ends at {at}")
        if text[edit.start : edit.end] != edit.before:
            raise EditError(f"text at {edit.start} is {text[edit.start : edit.end]!r}, not {edit.before!r}: another text?")
        out += (text[at : edit.start], edit.after)
        at = edit.end
    out.append(text[at:])
    return "".join(out)


def invert(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that undo `edits`, with offsets into the restored text.

    >>> edits = [Edit(2, 5, "bad", "good"), Edit(6, 7, "x", "yz")]
    >>> apply(apply("a bad x", edits), invert(edits))
    'a bad x'
    """
    out: list[Edit] = []
    shift = 0
    for e in sorted(edits, key=lambda e: (e.start, e.end)):
        start = e.start + shift
        out.append(Edit(start, start + len(e.after), e.after, e.before, e.confidence, e.kind, e.why))
        shift += len(e.after) - len(e.before)
    return out
