"""Very long texts are restored piece by piece, so that memory does not grow with them: a piece is judged as a document of its own.

17,000 words tell all there is to tell about a spinner's rate and family; a book that was spun in part is told apart by its pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from restore.text.protect import protected_spans

if TYPE_CHECKING:
    from restore.restorer import Result

# Characters in a piece, at most; shorter texts are never cut.
PIECE = 100_000
# Where to cut, best first: between paragraphs, lines, sentences, words.
BREAKS = ("\n\n", "\n", ". ", " ")


def pieces(text: str, limit: int = PIECE) -> Iterator[tuple[int, int]]:
    """Character ranges that cover a text in order, each at most `limit` long, cut at the end of a paragraph if there is one in
    their second half, else of a line, a sentence or a word, and not inside code or other protected spans unless they are as long.

    >>> list(pieces("One two.\\n\\nThree four.", limit=12))
    [(0, 10), (10, 21)]
    """
    if len(text) <= limit:
        yield 0, len(text)
        return
    spans = protected_spans(text)
    start = at = 0
    while len(text) - start > limit:
        while at < len(spans) and spans[at][1] <= start + limit // 2:
            at += 1
        inside = []
        for first, last in spans[at:]:
            if first >= start + limit:
                break
            inside.append((first, last))
        end = _cut(text, start + limit // 2, start + limit, inside)
        yield start, end
        start = end
    yield start, len(text)


def _cut(text: str, low: int, high: int, spans: list[tuple[int, int]]) -> int:
    """The last good place to cut in (low, high]."""
    gaps = list(_outside(low, high, spans))
    for mark in BREAKS:
        for first, last in reversed(gaps):
            at = text.rfind(mark, first, last)
            if at >= 0:
                return at + len(mark)
    return high


def _outside(low: int, high: int, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The ranges between `low` and `high` that no span covers."""
    for first, last in spans:
        if first > low:
            yield low, min(first, high)
        low = max(low, last)
    if low < high:
        yield low, high


def note_of(notes: Sequence[str]) -> str:
    """What is said of a whole text: what is said of all its pieces."""
    return notes[0] if all(notes) else ""


def merged(source: str, results: Sequence[Result]) -> Result:
    """The result of a whole text from those of its pieces: edits moved to their place, spun probability and family those of
    the piece that is most surely spun, the rate the mean over the characters."""
    from restore.restorer import Result

    edits, suggestions, rate, at = [], [], 0.0, 0
    for part in results:
        edits += [replace(edit, start=edit.start + at, end=edit.end + at) for edit in part.edits]
        suggestions += [replace(edit, start=edit.start + at, end=edit.end + at) for edit in part.suggestions]
        rate += part.rate * len(part.source)
        at += len(part.source)
    worst = max(results, key=lambda part: part.spun)
    text = "".join(part.text for part in results)
    return Result(
        source,
        text,
        edits,
        suggestions,
        worst.spun,
        worst.family,
        rate / max(1, len(source)),
        note_of([part.note for part in results]),
    )
