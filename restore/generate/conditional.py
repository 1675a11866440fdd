"""Candidates from conditional rows: only where the document bears them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from restore.document import Document
from restore.generate.base import Candidate
from restore.generate.phrase_table import whole_words
from restore.lexicon.conditional import ConditionalRow, read_conditional
from restore.lexicon.table import family_mask
from restore.text.tokens import lm_words

KIND = "conditional"
FAMILIES = family_mask("t")
# log10 P(spun | original is replaced): a collection says that it was seen, not how often.
LOGP10 = -0.3


class ConditionalGenerator:
    """Looks up conditional rows and their conditions."""

    kind = KIND

    def __init__(self, path: Path) -> None:
        self._rows: dict[str, list[ConditionalRow]] = defaultdict(list)
        for row in read_conditional(path):
            self._rows[row.spun.partition(" ")[0]].append(row)

    def propose(self, document: Document) -> Iterator[Candidate]:
        text = ""
        tokens = document.tokens
        for first, last in document.sentences:
            for start in range(first, last):
                for row in self._rows.get(tokens[start].norm, ()):
                    end = start + row.spun.count(" ") + 1
                    if end > last or document.norm(start, end) != row.spun or not whole_words(document, start, end):
                        continue
                    text = text or f" {document.norm(0, len(tokens))} "
                    if holds(row, text):
                        words = lm_words(row.original)
                        yield Candidate(start, end, row.original, words, LOGP10, FAMILIES, self.kind)


def holds(row: ConditionalRow, text: str) -> bool:
    """Whether a row counts in a document of this text (tokens joined by a space, one before and after).

    >>> row = ConditionalRow("surface region", "surface area", ("surface area",), ("moon",))
    >>> holds(row, " the surface areas and the surface region . "), holds(row, " the surface region . ")
    (True, False)
    """
    elsewhere = text.replace(f" {row.spun} ", " | ")
    return (not row.require or any(_stands(t, elsewhere) for t in row.require)) and not any(_stands(t, text) for t in row.forbid)


def _stands(wanted: str, text: str) -> bool:
    if wanted.endswith("*"):
        return f" {wanted[:-1].strip()}" in text
    return f" {wanted} " in text or f" {wanted}s " in text
