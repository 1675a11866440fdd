"""Findings for code review: one line each, for people or as GitHub's workflow commands."""

from __future__ import annotations

from restore.report.detection import printable
from restore.report.lines import LineIndex
from restore.restorer import Result


def concise(result: Result, path: str) -> str:
    """`path:line:column: 'before' -> 'after' (confidence)`, a line an edit."""
    index = LineIndex(result.source)
    lines = []
    for edit in result.edits:
        line, column = index.locate(edit.start)
        shown = printable(f"{path}:{line}:{column}: {edit.before!r} -> {edit.after!r}")
        lines.append(f"{shown} ({edit.confidence:.2f})\n")
    return "".join(lines)


def github(result: Result, path: str) -> str:
    """A warning an edit, shown at its place in a pull request."""
    index = LineIndex(result.source)
    lines = []
    for edit in result.edits:
        line, column = index.locate(edit.start)
        end_line, end_column = index.locate(edit.end)
        where = f"file={_property(path)},line={line},endLine={end_line},col={column},endColumn={end_column}"
        message = f"“{edit.before}” looks spun: “{edit.after}”? (confidence {edit.confidence:.2f})"
        lines.append(f"::warning {where},title=restore::{_data(message)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    """
    >>> _data("50%\\n")
    '50%25%0A'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
