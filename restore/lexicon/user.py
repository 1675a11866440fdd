"""A user's own lexicon: a table in a text file that says what the program's own lexicon does not know of your texts.

UTF-8, tab-separated, first line `action TAB spun TAB original TAB reason`; empty lines and lines that begin with # do not count.

    allow   earlier than      before   house style: this form is not restored to that original
    allow   Monetary Council           a name: never touched
    prefer  uncommon earth    rare earth   always restored, whatever the context

Case does not matter; names are written with their capitals in `original`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from restore.errors import DataError
from restore.text.tokens import tokenize

COLUMNS = ("action", "spun", "original", "reason")
HEADER = "\t".join(COLUMNS)
ALLOW, PREFER = "allow", "prefer"
FIX = f"the first line is {HEADER!r}"


class Entry(NamedTuple):
    """A line of a user lexicon; `where` names file and line."""

    action: str
    spun: str
    original: str
    reason: str
    where: str


class UserLexicon(NamedTuple):
    """Entries by the phrase of their spun form (tokens joined by a space): `never` touched, not restored to the originals of
    `kept` (phrases too), always restored to that of `preferred`."""

    never: frozenset[str]
    kept: dict[str, frozenset[str]]
    preferred: dict[str, Entry]


def phrase(text: str) -> str:
    """A wording in the program's tokens, joined by a space.

    >>> phrase("People’s  Republic")
    "people 's republic"
    """
    return " ".join(token.norm for token in tokenize(text))


def read_user_lexicon(path: Path) -> list[Entry]:
    """The entries of a file; DataError with file and line if it cannot be read or a line is malformed."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(path, f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise DataError(path, "not UTF-8") from None
    lines = text.split("\n")
    if lines[0].rstrip("\r").split("\t") != list(COLUMNS):
        raise DataError(path, f"not a user lexicon: {lines[0][:60]!r}", 1, FIX)
    return [_entry(line.rstrip("\r"), path, number) for number, line in enumerate(lines[1:], 2) if _counts(line)]


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _entry(line: str, path: Path, number: int) -> Entry:
    cells = [cell.strip() for cell in line.split("\t")]
    if not 2 <= len(cells) <= len(COLUMNS):
        raise DataError(path, f"{len(cells)} columns where there are {len(COLUMNS)}, separated by tabs", number, FIX)
    action, spun, original, reason = cells + [""] * (len(COLUMNS) - len(cells))
    if action not in (ALLOW, PREFER):
        raise DataError(path, f"action {action!r} is neither {ALLOW!r} nor {PREFER!r}", number)
    if not phrase(spun):
        raise DataError(path, "no spun form", number)
    if action == PREFER and not phrase(original):
        raise DataError(path, f"{PREFER!r} needs an original", number)
    return Entry(action, spun, original, reason, f"{path}:{number}")


def user_lexicon(entries: Iterable[Entry]) -> UserLexicon:
    """Entries of any number of files together; DataError if two of them contradict each other, or one undoes itself."""
    never: dict[str, Entry] = {}
    kept: dict[tuple[str, str], Entry] = {}
    preferred: dict[str, Entry] = {}
    for entry in entries:
        spun, original = phrase(entry.spun), phrase(entry.original)
        if entry.action == PREFER:
            known = preferred.setdefault(spun, entry)
            if known.original != entry.original:
                raise DataError(entry.where, f"{entry.spun!r} is restored to {known.original!r} by {known.where}")
        elif original:
            kept[spun, original] = entry
        else:
            never[spun] = entry
    for spun, entry in preferred.items():
        original = phrase(entry.original)
        against = never.get(spun) or kept.get((spun, original))
        if against:
            raise DataError(entry.where, f"{against.where} allows what this restores")
        again = next((other for other in preferred if f" {other} " in f" {original} "), None)
        if again is not None:
            problem = f"the original {entry.original!r} holds {again!r}, which {preferred[again].where} restores again"
            raise DataError(entry.where, problem)
    pairs: dict[str, set[str]] = {}
    for spun, original in kept:
        pairs.setdefault(spun, set()).add(original)
    return UserLexicon(frozenset(never), {spun: frozenset(originals) for spun, originals in pairs.items()}, preferred)
