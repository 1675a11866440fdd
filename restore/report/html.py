"""One self-contained HTML page: original and restored text side by side, every change with its reasons."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from restore.lexicon.rows import FAMILY_NAMES
from restore.report.rows import LINE, Mark, Row, percent, row_html, rows_of, visible
from restore.restorer import Result

MAP_HEIGHT = 1000.0
DENSE = 300  # more ticks than this are drawn thin


def html_report(result: Result, path: str, signature: str) -> str:
    """The page for a restored text, named `path`; `signature` says what produced it."""
    marks = [Mark(f"e{n}", edit) for n, edit in enumerate(result.edits, 1)]
    marks += [Mark(f"s{n}", edit) for n, edit in enumerate(result.suggestions, 1)]
    marks.sort(key=lambda mark: (mark.edit.start, mark.edit.end))
    rows = list(rows_of(result.source, marks))
    style, script = _part("rows.css") + _part("page.css"), _part("page.js")
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    body = "".join(row_html(result.source, row) for row in rows) or '<p class="note">The text is empty.</p>\n'
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


def _part(name: str) -> str:
    return (files("restore.report") / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """The source expression of the Content Security Policy that allows an inline element with this content."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


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
