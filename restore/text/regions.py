"""Stretches that the writer of a text, or its reader, takes out of restoring: comments `restore: off`, `on`, `ignore`; quotations.

A comment is one of Markdown and HTML, LaTeX, reStructuredText, shell or C:

    <!-- restore: off -->  untouched from here to  <!-- restore: on -->  or the end of the text
    % restore: ignore      the line the comment stands on is untouched; alone on its line, the paragraph below
"""

from __future__ import annotations

import re

_DIRECTIVE = re.compile(
    r"<!--[ \t]*restore:[ \t]*(?P<html>off|on|ignore)[ \t]*-->"
    r"|/\*[ \t]*restore:[ \t]*(?P<block>off|on|ignore)[ \t]*\*/"
    r"|(?<!\S)(?://|\#|%|\.\.)[ \t]*restore:[ \t]*(?P<line>off|on|ignore)[ \t]*(?=\r?$)",
    re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*(?=\n|\Z)")
# A quotation: two marks in one paragraph, no more than so many characters apart; or a quoted block of Markdown or mail.
_QUOTATION = re.compile(
    r"“(?:(?!\n[ \t\r]*\n)[^“”]){1,2000}[”“]"
    r"|„(?:(?!\n[ \t\r]*\n)[^„“”]){1,2000}[“”]"
    r"|«(?:(?!\n[ \t\r]*\n)[^«»]){1,2000}»"
    r'|(?<!\w)"(?=[^\s"])(?:(?!\n[ \t\r]*\n)[^"]){1,2000}"'
    r"|^[ \t]{0,3}>[^\n]*$",
    re.MULTILINE,
)


def directed(text: str) -> list[tuple[int, int]]:
    """Character ranges that comments in the text switch off, in order, the comments with them.

    >>> text = "One.<!-- restore: off --> Two. <!-- restore: on -->Three."
    >>> [text[a:b] for a, b in directed(text)]
    ['<!-- restore: off --> Two. <!-- restore: on -->']
    """
    if "restore:" not in text:
        return []
    out: list[tuple[int, int]] = []
    off: int | None = None
    for match in _DIRECTIVE.finditer(text):
        word = match[match.lastgroup or 0]
        if word == "off":
            off = match.start() if off is None else off
        elif word == "on" and off is not None:
            out.append((off, match.end()))
            off = None
        elif off is None:
            out.append(_ignored(text, match) if word == "ignore" else match.span())
    if off is not None:
        out.append((off, len(text)))
    return out


def _ignored(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The line of an `ignore`, or the paragraph below if nothing else stands on it."""
    first = text.rfind("\n", 0, match.start()) + 1
    last = text.find("\n", match.end())
    last = len(text) if last < 0 else last
    if text[first : match.start()].strip() or text[match.end() : last].strip():
        return first, last
    blank = _BLANK_LINE.search(text, min(last + 1, len(text)))
    return first, blank.start() if blank else len(text)


def quotations(text: str) -> list[tuple[int, int]]:
    """Character ranges of quotations and quoted blocks, their marks with them, in order.

    >>> text = 'He said "we are in opposition" and left.'
    >>> [text[a:b] for a, b in quotations(text)]
    ['"we are in opposition"']
    """
    return [match.span() for match in _QUOTATION.finditer(text)]
