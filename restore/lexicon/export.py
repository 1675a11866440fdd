"""A user lexicon out of decisions: what people accepted and rejected, for the next text.

A TSV with the header `action, spun, original, reason`. `allow`: the spun form is not restored to that original (it was rejected);
`prefer`: it is (it was accepted or typed). Rows are sorted and unique.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from restore.decisions import Decided, Decisions

HEADER = ("action", "spun", "original", "reason")
VERBS = {"accept": "accepted", "custom": "typed", "reject": "rejected"}
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The text of a user lexicon, the number of its rows, and the contradictory pairs that were left out of it, sorted."""

    text: str
    rows: int
    conflicts: list[Pair]


def lexicon_tsv(decisions: Iterable[Decisions]) -> Lexicon:
    """The lexicon that decisions on any number of texts teach.

    A pair accepted in one place and rejected in another teaches nothing, nor does a form given two different originals.
    """
    taken: dict[Pair, set[str]] = defaultdict(set)
    left: dict[Pair, set[str]] = defaultdict(set)
    shown_taken: set[Pair] = set()
    for made in decisions:
        name = _line(PurePath(made.path).name) or "a text"
        for decided in made.decided:
            reason = f"{VERBS[decided.decision]} in {name}"
            if decided.decision == "reject":
                for pair in _pairs(decided):
                    left[pair].add(reason)
            else:
                shown_taken.update(_pairs(decided))
                for pair in _entry(decided):
                    taken[pair].add(reason)
    originals: dict[str, set[str]] = defaultdict(set)
    for spun, original in taken:
        originals[spun].add(original)
    split = {pair for pair in taken if len(originals[pair[0]]) > 1}
    prefer = {pair: why for pair, why in taken.items() if pair not in left and pair not in split}
    allow = {pair: why for pair, why in left.items() if pair not in shown_taken}
    rows = [("allow", *pair, ", ".join(sorted(why))) for pair, why in allow.items()]
    rows += [("prefer", *pair, ", ".join(sorted(why))) for pair, why in prefer.items()]
    rows.sort()
    conflicts = sorted(split | (set(taken) - set(prefer)) | (set(left) - set(allow)))
    return Lexicon("".join("\t".join(row) + "\n" for row in (HEADER, *rows)), len(rows), conflicts)


def _entry(decided: Decided) -> Iterator[Pair]:
    """The lexicon entry a decision is about, if both sides are words.

    An empty original would say that the form is never touched, and nobody decided that.
    """
    spun, original = _line(decided.spun), _line(decided.original)
    if spun and original and spun != original:
        yield spun, original


def _pairs(decided: Decided) -> list[Pair]:
    """The entry and the words as they were shown: who rejects "near" for "close to" doesn't want it before "the" alone."""
    before, after = _line(decided.edit.before), _line(decided.edit.after)
    shown = [(before, after)] if before and after and before != after else []
    return [*_entry(decided), *shown]


def _line(text: str) -> str:
    """Text as a cell: one line, single spaces."""
    return " ".join(text.split())
