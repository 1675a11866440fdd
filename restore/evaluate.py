"""Precision, recall, F0.5 of a restored text against its gold file.

A gold file is the spun text with `{{spun|accepted|...}}` around each span to restore, `{{?spun|accepted|...}}` around one that may
be restored or left. Words are compared without regard to case and the shape of quotes, line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import NamedTuple

from restore.errors import TextError

SLOT = re.compile(r"\{\{(\??)(.*?)\}\}")
_WORD = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
# Costs of the alignment: a kept slot is slightly dearer than a restored one, a slot changed to something not accepted dearer yet,
# and dearer the more its length differs; a word changed, added or lost outside a slot costs one.
_KEPT, _WRONG, _WRONG_PER_WORD, _LONGEST_WRONG = 0.01, 0.6, 0.15, 8


class Piece(NamedTuple):
    """One word of the gold text, or a slot with its spun and accepted wordings."""

    words: list[str]
    accepted: list[list[str]] | None = None
    optional: bool = False


@dataclass(slots=True)
class Tally:
    """Counts over one or more texts; `false` counts runs of changed words outside all slots."""

    required: int = 0
    restored: int = 0
    detected: int = 0
    good: int = 0
    edits: int = 0
    false: int = 0
    words: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def precision(self) -> float:
        return self.good / self.edits if self.edits else 1.0

    @property
    def recall(self) -> float:
        return self.restored / self.required if self.required else 1.0

    @property
    def f05(self) -> float:
        p, r = self.precision, self.recall
        return 1.25 * p * r / (0.25 * p + r) if p + r else 0.0

    @property
    def detected_share(self) -> float:
        return self.detected / self.required if self.required else 1.0

    @property
    def false_per_1000(self) -> float:
        return 1000 * self.false / max(1, self.words)


def spun_text(gold: str) -> str:
    """The spun text that a gold file stands for.

    >>> spun_text("the {{struggle|war}} {{?began|started}}")
    'the struggle began'
    """
    return SLOT.sub(lambda m: m.group(2).split("|")[0], gold)


def compare(gold: str, restored: str) -> Tally:
    """Tally one restored text; TextError if its lines do not correspond one to one."""
    gold_lines, lines = gold.rstrip("\n").split("\n"), restored.rstrip("\n").split("\n")
    if len(gold_lines) != len(lines):
        raise TextError(f"{len(gold_lines)} lines in the gold text, {len(lines)} in the restored one")
    total = Tally(words=len(words(spun_text(gold))))
    for gold_line, line in zip(gold_lines, lines, strict=True):
        pieces = _pieces(gold_line)
        _count(pieces, _align(pieces, words(line)), total)
    return total


def words(text: str) -> list[str]:
    """Lower-cased words and punctuation with plain quotes, as they are compared."""
    return _WORD.findall(text.translate(_QUOTES).casefold())


def _pieces(line: str) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for slot in SLOT.finditer(line):
        pieces += (Piece([w]) for w in words(line[at : slot.start()]))
        spun, *accepted = (words(form) for form in slot.group(2).split("|"))
        pieces.append(Piece(spun, [form for form in accepted if form != spun], bool(slot.group(1))))
        at = slot.end()
    return pieces + [Piece([w]) for w in words(line[at:])]


def _align(pieces: list[Piece], out: list[str]) -> list[tuple[int, str]]:
    """Cheapest reading of a restored line: (piece index or -1, verdict), in order."""
    rows, columns = len(pieces) + 1, len(out) + 1
    cost = [[float("inf")] * columns for _ in range(rows)]
    came: list[list[tuple[int, int, str]]] = [[(0, 0, "")] * columns for _ in range(rows)]
    cost[0][0] = 0.0

    def relax(i: int, j: int, total: float, step: tuple[int, int, str]) -> None:
        if total < cost[i][j]:
            cost[i][j], came[i][j] = total, step

    for i in range(rows):
        for j in range(columns):
            here = cost[i][j]
            if here == float("inf"):
                continue
            if j + 1 < columns:
                relax(i, j + 1, here + 1, (i, j, "extra"))
            if i + 1 == rows:
                continue
            piece = pieces[i]
            if piece.accepted is None:
                if j + 1 < columns:
                    same = out[j] == piece.words[0]
                    relax(i + 1, j + 1, here + (not same), (i, j, "same" if same else "false"))
                relax(i + 1, j, here + 1, (i, j, "false"))
                continue
            for form in piece.accepted:
                if out[j : j + len(form)] == form:
                    relax(i + 1, j + len(form), here, (i, j, "restored"))
            width = len(piece.words)
            if out[j : j + width] == piece.words:
                relax(i + 1, j + width, here + _KEPT, (i, j, "kept"))
            for k in range(min(_LONGEST_WRONG, columns - 1 - j) + 1):
                relax(i + 1, j + k, here + _WRONG + _WRONG_PER_WORD * abs(k - width), (i, j, "wrong"))
    steps: list[tuple[int, str]] = []
    i, j = rows - 1, columns - 1
    while (i, j) != (0, 0):
        before_i, before_j, verdict = came[i][j]
        steps.append((before_i if before_i < i else -1, verdict))
        i, j = before_i, before_j
    return steps[::-1]


def _count(pieces: list[Piece], steps: list[tuple[int, str]], total: Tally) -> None:
    in_false_run = False
    for index, verdict in steps:
        slot = index >= 0 and pieces[index].accepted is not None
        if slot:
            required = not pieces[index].optional
            total.required += required
            total.good += verdict == "restored"
            total.restored += required and verdict == "restored"
            total.edits += verdict != "kept"
            total.detected += required and verdict != "kept"
        elif verdict in ("false", "extra") and not in_false_run:
            total.false += 1
            total.edits += 1
        in_false_run = not slot and verdict in ("false", "extra")
