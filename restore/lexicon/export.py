"""A user lexicon out of decisions: what people accepted and rejected, for the next text.

A TSV with the header `action, spun, original, reason`. `allow`: the spun form is not restored to that original (it was rejected);
`prefer`: it is (it was accepted or typed). Rows are sorted and unique.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from restore.decisions import Decided, Decisions
from restore.text.tokens import tokenize

HEADER = ("action", "spun", "original", "reason")
VERBS = {"accept": "accepted", "custom": "typed", "reject": "rejected"}
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The text of a user lexicon, the number of its rows, and the contradictory pairs that were left out of it, sorted."""

    text: str
    rows: int
    conflicts: list[Pair]


@dataclass(slots=True)
class Row:
    """How a pair was written, and where it was decided."""

    written: Counter[Pair] = field(default_factory=Counter)
    reasons: set[str] = field(default_factory=set)

    def cells(self, action: str) -> tuple[str, ...]:
        """The row with the pair as it was written most often."""
        (spun, original), _ = min(self.written.items(), key=lambda item: (-item[1], item[0]))
        return action, spun, original, ", ".join(sorted(self.reasons))


def lexicon_tsv(decisions: Iterable[Decisions]) -> Lexicon:
    """The lexicon that decisions on any number of texts teach.

    A pair accepted in one place and rejected in another teaches nothing, nor does a form given two different originals, or one
    whose original holds a form that is restored itself. Pairs that differ in case alone are the same.
    """
    prefer: dict[Pair, Row] = {}
    allow: dict[Pair, Row] = {}
    taken: set[Pair] = set()
    for made in decisions:
        name = _line(PurePath(made.path).name) or "a text"
        for decided in made.decided:
            rejected = decided.decision == "reject"
            # As it was shown first, so that the entry's own writing wins where both are the same.
            pairs = {_key(pair): pair for pair in (*_as_shown(decided), *_entry(decided))}
            taken.update(() if rejected else pairs)
            for pair in pairs.values() if rejected else _entry(decided):
                row = (allow if rejected else prefer).setdefault(_key(pair), Row())
                row.written[pair] += 1
                row.reasons.add(f"{VERBS[decided.decision]} in {name}")
    wrong = {key for key in prefer if key in allow or _undone(key, prefer)} | (allow.keys() & taken)
    rows = [row.cells("allow") for key, row in allow.items() if key not in wrong]
    rows += [row.cells("prefer") for key, row in prefer.items() if key not in wrong]
    return Lexicon("".join("\t".join(cells) + "\n" for cells in (HEADER, *sorted(rows))), len(rows), sorted(wrong))


def _undone(key: Pair, prefer: Iterable[Pair]) -> bool:
    """Whether another entry gives the form another original, or restores words of the original."""
    spun, original = key
    return any((form == spun and other != original) or f" {form} " in f" {original} " for form, other in prefer)


def _entry(decided: Decided) -> Iterator[Pair]:
    """The lexicon entry a decision is about, if both sides are words.

    An empty original would say that the form is never touched, and nobody decided that.
    """
    yield from _pair(decided.spun, decided.original)


def _as_shown(decided: Decided) -> Iterator[Pair]:
    """The words as they were shown: who rejects "near" for "close to" doesn't want it before "the" alone."""
    yield from _pair(decided.edit.before, decided.edit.after)


def _pair(spun: str, original: str) -> Iterator[Pair]:
    pair = _line(spun), _line(original)
    key = _key(pair)
    if all(key) and key[0] != key[1]:
        yield pair


def _key(pair: Pair) -> Pair:
    """A pair in the program's tokens, which know no case."""
    spun, original = (" ".join(token.norm for token in tokenize(text)) for text in pair)
    return spun, original


def _line(text: str) -> str:
    """Text as a cell: one line, single spaces."""
    return " ".join(text.split())
