"""Unified diff, made from the edits themselves: linear in the text, and what `patch` expects."""

from __future__ import annotations

from collections.abc import Sequence

from restore.edits import Edit, apply
from restore.report.lines import LineIndex

CONTEXT = 3
NO_NEWLINE = "\\ No newline at end of file\n"


def unified_diff(text: str, edits: Sequence[Edit], path: str) -> str:
    """The change of `text` as a unified diff; empty if there is none.

    Edits keep the number of lines, so old and new line numbers are the same.
    """
    if not edits:
        return ""
    old = text.split("\n")
    new = apply(text, edits).split("\n")
    index = LineIndex(text)
    changed = sorted(
        {
            number - 1
            for edit in edits
            for number in range(index.locate(edit.start)[0], index.locate(max(edit.start, edit.end - 1))[0] + 1)
        }
    )
    changed = [i for i in changed if old[i] != new[i]]
    is_changed = set(changed)
    last = len(old) - 1 if old[-1] == "" else len(old)  # lines that exist: a final line feed begins none
    out = [f"--- a/{path.lstrip('/')}\n", f"+++ b/{path.lstrip('/')}\n"]
    for first, stop in _hunks(changed, last):
        size = stop - first
        out.append(f"@@ -{first + 1},{size} +{first + 1},{size} @@\n")
        at = first
        while at < stop:
            if at not in is_changed:
                out.append(_line(" ", old, at))
                at += 1
                continue
            end = at
            while end < stop and end in is_changed:
                end += 1
            out += (_line("-", old, i) for i in range(at, end))
            out += (_line("+", new, i) for i in range(at, end))
            at = end
    return "".join(out)


def _hunks(changed: list[int], last: int) -> list[tuple[int, int]]:
    """Half-open line ranges: the changed lines with their context, merged where they touch."""
    out: list[tuple[int, int]] = []
    for line in changed:
        first, stop = max(0, line - CONTEXT), min(last, line + CONTEXT + 1)
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], stop)
        else:
            out.append((first, stop))
    return out


def _line(sign: str, lines: list[str], i: int) -> str:
    ending = "\n" if i < len(lines) - 1 else "\n" + NO_NEWLINE
    return sign + lines[i] + ending
