"""A text and its changes as the rows of a page: aligned by paragraph, escaped, changed words marked inside the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from restore.edits import Edit

# C0 and C1 controls but tab and line feed, bidirectional and other invisible formatting, line separators, surrogates. Zero-width
# joiners stay: emoji and some scripts need them.
CONTROLS = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
SIZES = (64, 32, 16, 8, 4, 2)
LINE = 60  # characters of a cell's line, roughly: for heights before layout


class Mark(NamedTuple):
    """An edit or a suggestion with the id of its element."""

    id: str
    edit: Edit


class Row(NamedTuple):
    """Lines of the text, from `number`, that stand beside each other: one, or those that a change joins."""

    number: int
    start: int
    stop: int
    marks: Sequence[Mark]

    @property
    def lines(self) -> int:
        """The number of lines its cells are likely to take."""
        return -(-(self.stop - self.start) // LINE)


def rows_of(text: str, marks: Sequence[Mark]) -> Iterator[Row]:
    """The lines of a text, each with its marks (sorted, not overlapping); lines that a mark runs over are one row."""
    at, number, first = 0, 1, 0
    while at < len(text) or first < len(marks):
        stop, last = _line_end(text, at), first
        while last < len(marks) and marks[last].edit.start <= stop:
            if marks[last].edit.end > stop:
                stop = _line_end(text, marks[last].edit.end)
            last += 1
        yield Row(number, at, stop, marks[first:last])
        number += text.count("\n", at, stop) + 1
        at, first = stop + 1, last


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def row_html(text: str, row: Row) -> str:
    """A row of the table: line number, original and restored text, everything from the text escaped."""
    left: list[str] = []
    right: list[str] = []
    at = row.start
    for mark in row.marks:
        edit = mark.edit
        kept = markup(text[at : edit.start])
        tag, other = ("del", "ins") if mark.id[0] == "e" else ("mark", "mark")
        shown = edit.after if tag == "del" else edit.before
        left += (kept, f'<{tag} data-for="{mark.id}">{markup(edit.before)}</{tag}>')
        right += (kept, f"<{other}><span {_attributes(mark)}>{markup(shown)}</span></{other}>")
        at = edit.end
    end = row.stop - 1 if text[at : row.stop].endswith("\r") else row.stop
    rest = markup(text[at:end])
    size = next((f" h{size}" for size in SIZES if row.lines >= size), "" if end > row.start else " blank")
    return (
        f'<div class="row{" diff" if row.marks else ""}{size}" role="row"><span class="no" role="rowheader">{row.number}</span>'
        f'<div class="cell" role="cell" dir="auto">{"".join(left)}{rest}</div>'
        f'<div class="cell" role="cell" dir="auto">{"".join(right)}{rest}</div></div>\n'
    )


def _attributes(mark: Mark) -> str:
    """What makes a change a button, and what its tooltip says."""
    edit = mark.edit
    listed = "\n".join("\t".join((flat(c.text), f"{c.logp10:+.2f}", flat(c.why))) for c in edit.candidates)
    data = {
        "kind": "Change" if mark.id[0] == "e" else "Suggestion, not applied",
        "before": flat(edit.before),
        "after": flat(edit.after),
        "confidence": percent(edit.confidence),
        "why": flat(edit.why),
        "candidates": listed,
    }
    return f'id="{mark.id}" role="button" tabindex="0" ' + " ".join(f'data-{k}="{escape(v)}"' for k, v in data.items() if v)


def flat(text: str) -> str:
    """Visible text in one line: tabs and line feeds divide the list of candidates."""
    return visible(text.replace("\r\n", "\n").replace("\n", "⏎").replace("\t", " "))


def percent(probability: float) -> str:
    """A probability as read by people: never a rounded certainty.

    >>> percent(0.9187), percent(0.99999), percent(0.0)
    ('91.9%', '> 99.9%', '< 0.1%')
    """
    if probability > 0.999:
        return "> 99.9%"
    return "< 0.1%" if probability < 0.001 else f"{probability:.1%}"


def visible(text: str) -> str:
    """Text in which invisible and bidirectional controls are spelt out.

    >>> visible("a\\u202eb")
    'a⟨U+202E⟩b'
    """
    return CONTROLS.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def markup(text: str) -> str:
    """Escaped text whose spelt-out controls are set apart."""
    return CONTROLS.sub(lambda match: f'<span class="control">⟨U+{ord(match[0]):04X}⟩</span>', escape(text, quote=False))
