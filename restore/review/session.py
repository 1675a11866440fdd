"""The decisions on one text: made, undone, redone, saved as they are made, read again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from restore.decisions import KIND, SCHEMA, Decisions, Verb, source_sha256
from restore.edits import Edit, apply
from restore.errors import EditError
from restore.review.items import Item, Option

LONGEST = 10_000  # characters of a typed wording


class Decision(NamedTuple):
    """An item accepted with one of its options, rejected (`after` is what was rejected), or given a typed wording."""

    verb: Verb
    after: str


Change = Mapping[int, Decision | None]


class Store(Protocol):
    """Where the decisions on a text are kept; TextError if that is impossible, or if the text is no longer what it was."""

    def check(self) -> None: ...

    def save(self, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Text:
    """An original text and what it is called in reports and reasons; `bom` is put back on output."""

    name: str
    content: str
    bom: bool = False


class Session:
    """Decisions by the number of their item. `store` gets the decisions file with each change; if it raises, nothing changes."""

    def __init__(self, text: Text, items: Sequence[Item], store: Store, saved: Decisions | None = None) -> None:
        self.text = text
        self.items = merged(text.content, items, saved) if saved else list(items)
        self.decisions: dict[int, Decision] = _resumed(self.items, saved) if saved else {}
        self.revision = 0
        self.store = store
        self._undo: list[Change] = []
        self._redo: list[Change] = []

    def decide(self, change: Change) -> Change:
        """Make (None: take back) the decisions of a change, as one step to undo; EditError if one is not possible."""
        for number, decision in change.items():
            self._check(number, decision)
        made = self._move(change, self._undo)
        if made:
            self._redo.clear()
        return made

    def undo(self) -> Change:
        """Take the last step back and return what that changed; empty if there is none."""
        return self._step(self._undo, self._redo)

    def redo(self) -> Change:
        """Make the step last undone again and return what that changed; empty if there is none."""
        return self._step(self._redo, self._undo)

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def edits(self) -> list[Edit]:
        """What is accepted or typed, in order of the text."""
        return [self.items[n].edit(d.after) for n, d in sorted(self.decisions.items()) if d.verb != "reject"]

    def result(self) -> str:
        """The text with the accepted and typed edits; whatever is rejected or undecided stays as it stands."""
        return apply(self.text.content, self.edits())

    def file(self, decisions: Mapping[int, Decision] | None = None) -> bytes:
        """The decisions file, as `restore.decisions` reads it, one decision a line."""
        made = self.decisions if decisions is None else decisions
        head = {"schema": SCHEMA, "kind": KIND, "path": self.text.name, "source_sha256": source_sha256(self.text.content)}
        lines = ",\n".join(json.dumps(_saved(self.items[n], d), ensure_ascii=False) for n, d in sorted(made.items()))
        return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "edits": [\n{lines}\n]}}\n'.encode()

    def _check(self, number: int, decision: Decision | None) -> None:
        if not 0 <= number < len(self.items):
            raise EditError(f"there is no change number {number}")
        if decision is None:
            return
        item = self.items[number]
        if decision.verb == "accept" and decision.after not in [option.text for option in item.options]:
            raise EditError(f"{decision.after!r} is not among the candidates for {item.before!r}")
        if len(decision.after) > LONGEST or any("\ud800" <= c <= "\udfff" or c == "\0" for c in decision.after):
            raise EditError(f"a wording is at most {LONGEST:,} characters of text")
        if decision.after.count("\n") != item.before.count("\n"):
            raise EditError(f"the wording for {item.before!r} must keep its line breaks, and have no other")

    def _step(self, off: list[Change], onto: list[Change]) -> Change:
        """Carry out the last change of one stack and leave its reverse on the other."""
        made = self._move(off[-1], onto) if off else {}
        del off[-1:]
        return made

    def _move(self, change: Change, onto: list[Change]) -> Change:
        """Save and carry out a change, and leave its reverse on a stack; a change that changes nothing is none."""
        back = {n: self.decisions.get(n) for n in change}
        if all(back[n] == decision for n, decision in change.items()):
            return {}
        made = {**self.decisions, **change}
        after = {n: decision for n, decision in made.items() if decision is not None}
        self.store.check()
        self.store.save(self.file(after))
        self.decisions = after
        self.revision += 1
        onto.append(back)
        return change


def _saved(item: Item, decision: Decision) -> dict[str, Any]:
    """A decision as it is written; `spun` and `original` are its entry for a lexicon."""
    spun, original = item.pair(decision.after)
    return {
        "start": item.start,
        "end": item.end,
        "before": item.before,
        "after": decision.after,
        "decision": decision.verb,
        "spun": spun,
        "original": original,
    }


def merged(text: str, items: Sequence[Item], saved: Decisions) -> list[Item]:
    """Items with those of saved decisions: where the restorer now sees other places, the saved one is kept.

    EditError if the decisions do not fit the text or each other.
    """
    for decided in saved.decided:
        apply(text, [decided.edit])
        if decided.edit.after.count("\n") != decided.edit.before.count("\n"):
            raise EditError(f"the decision at {decided.edit.start} changes the number of lines")
    for first, second in pairwise(saved.decided):
        if second.edit.start < first.edit.end:
            raise EditError(f"decisions overlap at {second.edit.start}: {first.edit.before!r} and {second.edit.before!r}")
    places = {(item.start, item.end) for item in items}
    extra = [d.edit for d in saved.decided if (d.edit.start, d.edit.end) not in places]
    kept = [i for i in items if not any(e.start < i.end and i.start < e.end for e in extra)]
    own = [Item(e.start, e.end, e.before, (Option(e.after),), 1.0, "saved", "decided before", False) for e in extra]
    return sorted([*kept, *own], key=lambda item: (item.start, item.end))


def _resumed(items: Sequence[Item], saved: Decisions) -> dict[int, Decision]:
    number = {(item.start, item.end): n for n, item in enumerate(items)}
    out: dict[int, Decision] = {}
    for decided in saved.decided:
        n = number[decided.edit.start, decided.edit.end]
        known = decided.edit.after in [option.text for option in items[n].options]
        verb: Verb = decided.decision if known or decided.decision == "reject" else "custom"
        out[n] = Decision(verb, decided.edit.after)
    return out
