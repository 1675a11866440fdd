"""The review page: both texts side by side, as in the report, with a panel to decide in. Everything from the text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from string import Template

from restore.report.rows import Mark, row_html, rows_of, visible
from restore.review.session import Session


def page(sessions: Sequence[Session], current: int) -> str:
    """The page on one of the texts; the others are a list to go to."""
    session = sessions[current]
    items = session.items
    marks = [Mark(f"{'s' if item.suggestion else 'e'}{n}", item.edit(item.options[0].text)) for n, item in enumerate(items)]
    text = session.text.content
    body = "".join(row_html(text, row) for row in rows_of(text, marks)) or '<p class="note">The text is empty.</p>'
    title = escape(visible(session.text.name))
    template = Template((files("restore.review") / "static" / "page.html").read_text(encoding="utf-8"))
    return template.substitute(number=current, title=title, texts=_texts(sessions, current), body=body)


def _texts(sessions: Sequence[Session], current: int) -> str:
    """The name of the text, or a list of all names."""
    names = [escape(visible(session.text.name)) for session in sessions]
    if len(names) == 1:
        return f"<h1><bdi>{names[0]}</bdi></h1>"
    options = "".join(
        f'<option value="{n}"{" selected" if n == current else ""}>{n + 1} / {len(names)}: {name}</option>'
        for n, name in enumerate(names)
    )
    return f'<h1 class="sr">{names[current]}</h1><select id="texts" aria-label="Text">{options}</select>'
