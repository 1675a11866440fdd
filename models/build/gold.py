"""Gold texts by character ranges: which spans were spun, and whether an edit restores its span.

Faster than `restore.evaluate`, which aligns words as an outsider must, and able to label single edits; the two agree on texts whose
edits do not straddle the edge of a slot in odd ways.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from restore.edits import Edit, apply
from restore.evaluate import SLOT, words


@dataclass(frozen=True, slots=True)
class Slot:
    """Characters [start, end) of the spun text, and the wordings accepted there."""

    start: int
    end: int
    accepted: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """A spun text with its slots in order; a clean text is one without slots."""

    text: str
    slots: tuple[Slot, ...]

    @classmethod
    def parse(cls, gold: str) -> Gold:
        out: list[str] = []
        slots = []
        at = size = 0
        for match in SLOT.finditer(gold):
            kept = gold[at : match.start()]
            spun, *accepted = match.group(2).split("|")
            out += (kept, spun)
            size += len(kept)
            slots.append(Slot(size, size + len(spun), tuple(accepted), not match.group(1)))
            size += len(spun)
            at = match.end()
        return cls("".join([*out, gold[at:]]), tuple(slots))

    def judge(self, edits: Sequence[Edit]) -> list[tuple[int, bool]]:
        """For each edit (in order): index of the slot it touches, or -1, and whether that slot ends up as accepted."""
        ends = [slot.end for slot in self.slots]
        touched: dict[int, list[Edit]] = {}
        which: list[int] = []
        for edit in edits:
            i = bisect_left(ends, edit.start + 1)
            inside = i < len(self.slots) and self.slots[i].start < max(edit.end, edit.start + 1)
            which.append(i if inside else -1)
            if inside:
                touched.setdefault(i, []).append(edit)
        right = {i: self._accepted(self.slots[i], some) for i, some in touched.items()}
        return [(i, right.get(i, False)) for i in which]

    def _accepted(self, slot: Slot, edits: list[Edit]) -> bool:
        start = min(slot.start, edits[0].start)
        end = max(slot.end, edits[-1].end)
        moved = [Edit(e.start - start, e.end - start, e.before, e.after) for e in edits]
        got = words(apply(self.text[start:end], moved))
        before, after = self.text[start : slot.start], self.text[slot.end : end]
        return any(got == words(before + form + after) for form in slot.accepted)
