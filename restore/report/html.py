"""One self-contained HTML page: original and restored text side by side, every change with its reasons."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import NamedTuple

from restore.edits import Edit
from restore.lexicon.rows import FAMILY_NAMES
from restore.restorer import Result

# C0 and C1 controls but tab and line feed, bidirectional and other invisible formatting, line separators, surrogates. Zero-width
# joiners stay: emoji and some scripts need them.
CONTROLS = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
SIZES = (64, 32, 16, 8, 4, 2)
LINE = 60  # characters of a cell's line, roughly: for heights before layout
MAP_HEIGHT = 1000.0
DENSE = 300  # more ticks than this are drawn thin


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


def html_report(result: Result, path: str, signature: str) -> str:
    """The page for a restored text, named `path`; `signature` says what produced it."""
    marks = [Mark(f"e{n}", edit) for n, edit in enumerate(result.edits, 1)]
    marks += [Mark(f"s{n}", edit) for n, edit in enumerate(result.suggestions, 1)]
    marks.sort(key=lambda mark: (mark.edit.start, mark.edit.end))
    rows = list(_rows(result.source, marks))
    style, script = _part("page.css"), _part("page.js")
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    body = "".join(_row(result.source, row) for row in rows) or '<p class="note">The text is empty.</p>\n'
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(visible(path))} – restoration report</title>
<style>{style}</style>
</head>
<body>
{_header(result, path, signature, marks)}<main>
<h2 id="texts">Original and restored text</h2>
<div id="text" class="rows" role="table" aria-labelledby="texts">
<div class="row head" role="row"><span class="no" role="columnheader" aria-label="Line"></span>\
<span role="columnheader">Original</span><span role="columnheader">Restored</span></div>
<div class="body" role="rowgroup">
{body}</div>
</div>
</main>
<footer>
<p class="note">Confidence: the calibrated probability that the wording is the author’s. log10: how many powers of ten likelier a
candidate is in its place than the words that stand there.</p>
</footer>
{_map(rows)}<div id="tip" class="tip" role="tooltip" hidden></div>
<script>{script}</script>
</body>
</html>
"""


def visible(text: str) -> str:
    """Text in which invisible and bidirectional controls are spelt out.

    >>> visible("a\\u202eb")
    'a⟨U+202E⟩b'
    """
    return CONTROLS.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def _markup(text: str) -> str:
    """Escaped text whose spelt-out controls are set apart."""
    return CONTROLS.sub(lambda match: f'<span class="control">⟨U+{ord(match[0]):04X}⟩</span>', escape(text, quote=False))


def _part(name: str) -> str:
    return (files("restore.report") / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """The source expression of the Content Security Policy that allows an inline element with this content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _rows(text: str, marks: Sequence[Mark]) -> Iterator[Row]:
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


def _row(text: str, row: Row) -> str:
    left: list[str] = []
    right: list[str] = []
    at = row.start
    for mark in row.marks:
        edit = mark.edit
        kept = _markup(text[at : edit.start])
        tag, other = ("del", "ins") if mark.id[0] == "e" else ("mark", "mark")
        shown = edit.after if tag == "del" else edit.before
        left += (kept, f'<{tag} data-for="{mark.id}">{_markup(edit.before)}</{tag}>')
        right += (kept, f"<{other}><span {_attributes(mark)}>{_markup(shown)}</span></{other}>")
        at = edit.end
    end = row.stop - 1 if text[at : row.stop].endswith("\r") else row.stop
    rest = _markup(text[at:end])
    size = next((f" h{size}" for size in SIZES if row.lines >= size), "" if end > row.start else " blank")
    return (
        f'<div class="row{" diff" if row.marks else ""}{size}" role="row"><span class="no" role="rowheader">{row.number}</span>'
        f'<div class="cell" role="cell" dir="auto">{"".join(left)}{rest}</div>'
        f'<div class="cell" role="cell" dir="auto">{"".join(right)}{rest}</div></div>\n'
    )


def _attributes(mark: Mark) -> str:
    """What makes a change a button, and what its tooltip says."""
    edit = mark.edit
    listed = "\n".join("\t".join((_flat(c.text), f"{c.logp10:+.2f}", _flat(c.why))) for c in edit.candidates)
    data = {
        "kind": "Change" if mark.id[0] == "e" else "Suggestion, not applied",
        "before": _flat(edit.before),
        "after": _flat(edit.after),
        "confidence": percent(edit.confidence),
        "why": _flat(edit.why),
        "candidates": listed,
    }
    return f'id="{mark.id}" role="button" tabindex="0" ' + " ".join(f'data-{k}="{escape(v)}"' for k, v in data.items() if v)


def _flat(text: str) -> str:
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


def _header(result: Result, path: str, signature: str, marks: Sequence[Mark]) -> str:
    facts = {
        "Probability of having been spun": percent(result.spun),
        "Family": FAMILY_NAMES[result.family] if marks else "none",
        "Changes": f"{len(result.edits):,}",
        "Suggestions": f"{len(result.suggestions):,}",
    }
    tiles = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    jump = f'<p class="note jump"><a href="#{marks[0].id}">Go to the first change</a></p>\n' if marks else ""
    return f"""<header>
<p class="kind">Restoration report</p>
<h1><bdi>{escape(visible(path)).replace("/", "/<wbr>")}</bdi></h1>
<dl class="facts">{tiles}</dl>
<p class="note legend"><span><del>spun wording</del></span> <span><ins>restored wording</ins></span> \
<span><mark>suggestion: not sure enough to be applied</mark></span></p>
<p class="note">Signature: <code>{escape(visible(signature))}</code></p>
{jump}</header>
"""


def _map(rows: Sequence[Row]) -> str:
    """A tick for each change, as far down as the change is likely to be in the page; the keyboard goes through the text itself."""
    heights = [row.lines + 0.8 for row in rows]
    scale = MAP_HEIGHT / max(sum(heights), 40.0)
    top = 0.0
    ticks: list[str] = []
    for row, height in zip(rows, heights, strict=True):
        for mark in row.marks:
            y = scale * (top + 0.4 + (mark.edit.start - row.start) / LINE)
            name, line = ("sure", "M0 {:.1f}h10") if mark.id[0] == "e" else ("weak", "M5 {:.1f}h5")
            ticks.append(f'<a href="#{mark.id}" class="{name}" tabindex="-1"><path d="{line.format(y)}"/></a>\n')
        top += height
    dense = ' class="dense"' if len(ticks) > DENSE else ""
    return (
        f'<div class="map" aria-hidden="true"><svg{dense} viewBox="0 0 10 {MAP_HEIGHT:.0f}" preserveAspectRatio="none">\n'
        f"{''.join(ticks)}</svg></div>\n"
    )
