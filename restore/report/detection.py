"""What `restore detect` says of a text: a row of a table or a JSON object."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from wcwidth import wcswidth

from restore.document import Document
from restore.edits import Edit
from restore.lexicon.rows import FAMILY_NAMES
from restore.report.json import edit_object
from restore.report.lines import LineIndex
from restore.restorer import Restorer, Result
from restore.text.english import NOT_ENGLISH

# From this probability on a text is called spun, and by whom.
SPUN = 0.5
TELLING = 3
HEADINGS = ("text", "spun", "family", "spans", "share", "most telling")
_FAMILY_WIDTH = max(map(len, FAMILY_NAMES.values()))


class Span(NamedTuple):
    """A spun span: its edit, the position of its first word in the text (from 0), and how many words it covers."""

    edit: Edit
    position: int
    words: int


@dataclass(frozen=True, slots=True)
class Detection:
    """A judged text: `spun` is a probability and `share` the expected share of spun words, both 0 to 1; `words` their number;
    `family` is None for a text that is rather not spun, `note` says why a text was not judged."""

    path: str
    text: str
    spun: float
    family: str | None
    share: float
    words: int
    spans: tuple[Span, ...]
    note: str = ""


def judge(restorer: Restorer, text: str, path: str) -> Detection:
    """Judge one text; what is not English prose is not looked at further."""
    document = Document.read(text, restorer.guard.regions(text))
    result = restorer.restore(text)
    if result.note or not document.tokens:
        return unjudged(path, document, NOT_ENGLISH)
    return detection(path, document, result)


def unjudged(path: str, document: Document, note: str) -> Detection:
    """A text the program has nothing to say about."""
    return Detection(path, document.text, 0.0, None, 0.0, len(_words(document)), (), note)


def detection(path: str, document: Document, result: Result) -> Detection:
    """Sum up what was found in a document."""
    words = _words(document)
    spans = _spans(words, sorted((*result.edits, *result.suggestions), key=lambda edit: edit.start))
    covered = sum(span.words * span.edit.confidence for span in spans)
    spun = round(result.spun, 4)
    family = FAMILY_NAMES[result.family] if spun >= SPUN else None
    share = round(covered / len(words), 4) if words else 0.0
    return Detection(path, document.text, spun, family, share, len(words), spans)


def _words(document: Document) -> list[tuple[int, int]]:
    """Character ranges of the tokens that begin with a letter or digit."""
    return [(token.start, token.end) for token in document.tokens if token.norm[0].isalnum()]


def _spans(words: list[tuple[int, int]], edits: Sequence[Edit]) -> tuple[Span, ...]:
    starts, ends = [start for start, _ in words], [end for _, end in words]
    out = []
    for edit in edits:
        first = bisect_right(ends, edit.start)
        out.append(Span(edit, first, max(0, bisect_left(starts, edit.end) - first)))
    return tuple(out)


def detection_object(found: Detection, signature: str) -> dict[str, Any]:
    """What `detect --json` prints: probabilities and shares from 0 to 1, offsets in characters; `note` only if there is one."""
    index = LineIndex(found.text)
    return {
        "path": found.path,
        "signature": signature,
        "spun_probability": found.spun,
        "family": found.family,
        "spun_share": found.share,
        "words": found.words,
        "spans": [{**edit_object(span.edit, index), "applied": span.edit.applied} for span in found.spans],
        **({"note": found.note} if found.note else {}),
    }


def heading(path_width: int) -> str:
    """The first line of the table; `path_width` counts terminal cells."""
    return _line(HEADINGS, path_width)


def row(found: Detection, path_width: int) -> str:
    """A text's line of the table."""
    cells = (
        printable(found.path),
        f"{found.spun:.0%}",
        found.family or "-",
        str(len(found.spans)),
        f"{found.share:.1%}",
        found.note or telling(found.spans),
    )
    return _line(cells, path_width)


def telling(spans: Sequence[Span]) -> str:
    """The surest spans, each wording once.

    >>> telling([Span(Edit(0, 5, "Folks", "People", 0.7), 0, 1), Span(Edit(6, 9, "12 months", "year", 0.9), 1, 2)])
    '12 months->year, Folks->People'
    """
    best = sorted((span.edit for span in spans), key=lambda edit: (-edit.confidence, edit.start))
    wordings: dict[str, str] = {}
    for edit in best:
        wording = " ".join(f"{edit.before}->{edit.after}".split())
        wordings.setdefault(wording.lower(), printable(wording))
    return ", ".join(list(wordings.values())[:TELLING])


def printable(text: str) -> str:
    """The text with a question mark for each character that would break the line or move the cursor."""
    return "".join(c if c.isprintable() else "?" for c in text)


def path_width(paths: Sequence[str]) -> int:
    """Terminal cells of the widest path or its heading."""
    return max(_cells(text) for text in (HEADINGS[0], *map(printable, paths)))


def _cells(text: str) -> int:
    width: int = wcswidth(text)
    return width if width >= 0 else len(text)


def _line(cells: Sequence[str], path_width: int) -> str:
    path, spun, family, spans, share, rest = cells
    gap = " " * (path_width - _cells(path))
    return f"{path}{gap}  {spun:>4}  {family:<{_FAMILY_WIDTH}}  {spans:>5}  {share:>6}  {rest}".rstrip() + "\n"
