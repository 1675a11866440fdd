"""The text itself, its spun spans the hotter the surer they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from restore.edits import Edit

# Colours of the 256-colour palette, from yellow to red; the letters on them are black.
SCALE = (226, 220, 214, 208, 202, 196)
RESET = "\x1b[0m"


def heat(text: str, edits: Sequence[Edit], colour: bool) -> str:
    """The whole text with the `before` of each edit (in order, without overlap) marked by its confidence.

    >>> heat("the struggle ended", [Edit(4, 12, "struggle", "war", 0.87)], colour=False)
    'the [struggle|0.87] ended'
    """
    out: list[str] = []
    at = 0
    for edit in edits:
        shown = _coloured(edit) if colour else f"[{edit.before}|{edit.confidence:.2f}]"
        out += (text[at : edit.start], shown)
        at = edit.end
    out.append(text[at:])
    return "".join(out)


def _coloured(edit: Edit) -> str:
    """Coloured line by line: a background that is open at a line break fills the rest of the terminal's line."""
    colour = SCALE[min(len(SCALE) - 1, int(edit.confidence * len(SCALE)))]
    return re.sub(r"[^\r\n]+", lambda line: f"\x1b[30;48;5;{colour}m{line.group()}{RESET}", edit.before)
