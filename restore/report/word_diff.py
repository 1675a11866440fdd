"""The text with its changes marked inside the lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from restore.edits import Edit

Mark = Callable[[str], str]
RED, GREEN, RESET = "\x1b[31m", "\x1b[32m", "\x1b[0m"


def plain_marks() -> tuple[Mark, Mark]:
    """Marks without colour, in the manner of `git diff --word-diff`: [-before-]{+after+}."""
    return lambda s: f"[-{s}-]", lambda s: f"{{+{s}+}}"


def colour_marks() -> tuple[Mark, Mark]:
    """Marks for a terminal: red struck through, then green."""
    return lambda s: f"\x1b[9m{RED}{s}{RESET}", lambda s: f"{GREEN}{s}{RESET}"


def word_diff(text: str, edits: Sequence[Edit], colour: bool) -> str:
    """The whole text, every edit shown in place.

    >>> word_diff("the struggle ended", [Edit(4, 12, "struggle", "war")], colour=False)
    'the [-struggle-]{+war+} ended'
    """
    removed, added = colour_marks() if colour else plain_marks()
    out: list[str] = []
    at = 0
    for edit in edits:
        out += (text[at : edit.start], removed(edit.before), added(edit.after))
        at = edit.end
    out.append(text[at:])
    return "".join(out)
