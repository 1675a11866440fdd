"""What is never touched: URLs, e-mail addresses, code, markup, formulas, paths.

A protected stretch is masked by one private-use character and spaces before tokens are cut, so that offsets stay those of
the original and no phrase reaches across it.
"""

from __future__ import annotations

import re

MASK = "\ue000"

_PROTECTED = re.compile(
    r"""
      ^(?P<fence>```|~~~)[^\n]*\n.*?^(?P=fence)[ \t]*$     # fenced code
    | ^---[ \t]*\n(?:[\w-]+:[^\n]*\n)+---[ \t]*$           # front matter
    | <!--.*?--> | <(?:script|style|pre|code)\b.*?</(?:script|style|pre|code)>
    | </?[A-Za-z][^<>\n]*>                                 # HTML tags
    | `+[^`\n]+`+                                          # inline code
    | \$\$.+?\$\$ | (?<![\w\\$])\$(?![\s\d])[^$\n]{1,200}?(?<!\s)\$(?!\w) | \\\[.+?\\\] | \\\(.+?\\\)   # formulas
    | \\[A-Za-z]+\*?(?:\[[^\]\n]*\])?(?:\{[^{}\n]*\})*     # LaTeX commands
    | \b(?:https?|ftp|file|mailto|doi):[^\s<>"“”]+ | \bwww\.[^\s<>"“”]+
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | (?<!\w)[@#]\w[\w-]*   # addresses, handles, tags
    | (?<![\w/])(?:~|\.{1,2})?(?:/[\w.+-]+){2,}/? | \b[A-Za-z]:\\[^\s]+       # paths
    | \b\w+(?:\.\w+)*\([^()\n]*\)(?=\s|[.,;:]|$)(?<=\))(?<![a-z]\ \)) # calls()
    | \b[a-z]+_\w+\b | \b\w+::\w+\b | \b[a-z]+[A-Z]\w*\b   # identifiers
    | ^(?:[ ]{4}|\t)[^\n]*[{}()\[\];=<>][^\n]*$            # indented code
    | ^[A-Z][\w-]{1,20}:[ ][^\n]*@[^\n]*$                  # mail headers with an address
    | \b[\w-]+\.(?:com|org|net|co\.uk|gov|edu|io|py|js|txt|csv|md|html|pdf|json|xml|yaml|toml)\b
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
# A cheap sign that some protected form may be there at all; most prose has none.
_SIGNS = re.compile(r"[`<\\$@#_/]|\w\(|https?:|www\.|[a-z][A-Z]|\.\w{2,4}\b|^(?:\t|    )|^---", re.MULTILINE)


def protected_spans(text: str) -> list[tuple[int, int]]:
    """Character ranges never to be changed, in order."""
    if not _SIGNS.search(text):
        return []
    return [m.span() for m in _PROTECTED.finditer(text)]


def mask(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with each span replaced, at equal length, by one private-use character and spaces; line breaks stay.

    >>> mask("see `x y` now", [(4, 9)]).replace(MASK, "#")
    'see #     now'
    """
    if not spans:
        return text
    out: list[str] = []
    at = 0
    for start, end in spans:
        inside = text[start + 1 : end]
        out += (text[at:start], MASK, "".join(c if c in "\n\r" else " " for c in inside))
        at = end
    out.append(text[at:])
    return "".join(out)
