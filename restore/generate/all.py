"""Every generator by its kind, in one place: what `without` switches off and the restorer asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from restore.generate.base import Generator
    from restore.restorer import Restorer


def _phrase(restorer: Restorer) -> Generator:
    from restore.generate.phrase_table import PhraseTableGenerator

    return PhraseTableGenerator(restorer.table, restorer.rates)


def _number(restorer: Restorer) -> Generator:
    from restore.generate.numbers import NumberGenerator

    return NumberGenerator()


# Imported and built when first needed, so that what is switched off costs nothing.
BUILDERS: dict[str, Callable[[Restorer], Generator]] = {"phrase": _phrase, "number": _number}
KINDS = tuple(BUILDERS)


def build(restorer: Restorer, without: Iterable[str]) -> list[Generator]:
    """The generators of a restorer but those of the kinds in `without`, in the order of `KINDS`."""
    off = frozenset(without)
    return [builder(restorer) for kind, builder in BUILDERS.items() if kind not in off]
