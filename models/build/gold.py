"""Gold texts by character ranges: which spans were spun, what an edit is worth by itself, and what a set of edits restores.

Faster than `restore.evaluate` over whole texts, and able to label single edits: what touches a slot is judged apart from the rest
of the text, by the same alignment.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from rapidfuzz.distance import Levenshtein

from restore.edits import Edit, apply
from restore.evaluate import SLOT, Tally, compare, words

# Accepted wordings of neighbouring slots are tried in at most so many combinations.
COMBINATIONS = 200


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

    @property
    def required(self) -> int:
        """The number of slots that have to be restored."""
        return sum(slot.required for slot in self.slots)

    def touched(self, start: int, end: int) -> tuple[Slot, ...]:
        """The slots that share characters with [start, end)."""
        first = bisect_left(self.slots, start + 1, key=lambda slot: slot.end)
        last = first
        while last < len(self.slots) and self.slots[last].start < max(end, start + 1):
            last += 1
        return self.slots[first:last]

    def right(self, edit: Edit) -> bool:
        """Whether an edit, by itself, is on a shortest way from the spun wording of the slots it touches to accepted ones.

        "picture" -> "image" is, in a slot of "picture division" for image segmentation.
        """
        start, end = self._region(edit.start, edit.end)
        text = self.text[start:end]
        spun, changed = words(text), words(apply(text, [_moved(edit, start)]))
        length = Levenshtein.distance(spun, changed)
        slots = self.touched(start, end)
        for forms in islice(product(*((*slot.accepted, None) for slot in slots)), COMBINATIONS):
            accepted = [
                Edit(slot.start - start, slot.end - start, self.text[slot.start : slot.end], form)
                for slot, form in zip(slots, forms, strict=True)
                if form is not None
            ]
            wanted = words(apply(text, accepted))
            if length and Levenshtein.distance(changed, wanted) == Levenshtein.distance(spun, wanted) - length:
                return True
        return False

    def clusters(self, edits: Sequence[Edit]) -> list[Cluster]:
        """Edits, in order and without overlap, in groups that have no slot and no word in common."""
        groups: list[tuple[int, int, list[Edit]]] = []
        for edit in edits:
            start, end = self._region(edit.start, edit.end)
            together = [edit]
            while groups and start < groups[-1][1]:
                first, last, before = groups.pop()
                start, end, together = min(first, start), max(last, end), before + together
            groups.append((start, end, together))
        return [Cluster(self, *group) for group in groups]

    def _region(self, start: int, end: int) -> tuple[int, int]:
        """Characters of whole words and whole slots around an edit."""
        region = None
        while region != (start, end):
            region = start, end
            slots = self.touched(start, end)
            if slots:
                start, end = min(start, slots[0].start), max(end, slots[-1].end)
            while start and not self.text[start - 1].isspace():
                start -= 1
            while end < len(self.text) and not self.text[end].isspace():
                end += 1
        return region


@dataclass(slots=True)
class Cluster:
    """Edits that are judged together, and the characters [start, end) of the text that they and their slots are in."""

    gold: Gold
    start: int
    end: int
    edits: list[Edit]
    _known: dict[frozenset[int], Tally] = field(default_factory=dict)

    def tally(self, applied: frozenset[int]) -> Tally:
        """What these edits (by index) make of the region, counted as `restore.evaluate` does."""
        known = self._known.get(applied)
        if known is None:
            edits = [_moved(self.edits[i], self.start) for i in sorted(applied)]
            restored = apply(self.gold.text[self.start : self.end], edits)
            known = self._known[applied] = compare(self._marked(), restored)
        return known

    def _marked(self) -> str:
        """The region as a gold text."""
        text, at, out = self.gold.text, self.start, ""
        for slot in self.gold.touched(self.start, self.end):
            forms = "|".join((text[slot.start : slot.end], *slot.accepted))
            out += f"{text[at : slot.start]}{{{{{'' if slot.required else '?'}{forms}}}}}"
            at = slot.end
        return out + text[at : self.end]


def _moved(edit: Edit, start: int) -> Edit:
    return Edit(edit.start - start, edit.end - start, edit.before, edit.after)
