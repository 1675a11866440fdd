"""Boosted regression trees (Friedman 2001), which the confidence is the logistic function of.

They say what a sum of features cannot: that a margin counts for less where the wording is rare, a family for more where the form
is short. models/build/boosting.py fits them. After the header, the file has a line `base TAB log odds TAB number of
trees` and one line a tree: its nodes before what is below them, `feature<=threshold TAB yes TAB no`, each leaf a bare number
(natural log odds).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Union

from restore.errors import DataError

HEADER = "# restore confidence trees, format 1"
FIX = "see Rebuild in models/README.md"
# A leaf, or a feature, a threshold, and what is below: if the feature is at most that, and if not.
Tree = Union[float, "tuple[str, float, Tree, Tree]"]


class Trees:
    """A sum of trees."""

    def __init__(self, base: float, trees: Sequence[Tree]) -> None:
        self.base, self.trees = base, tuple(trees)

    @classmethod
    def read(cls, path: Path, features: frozenset[str]) -> Trees:
        """Raises DataError, with the line, if the file is missing or malformed or asks for other than `features`."""
        try:
            header, *lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise DataError(path, f"cannot be read: {error}", fix=FIX) from None
        if header != HEADER:
            raise DataError(path, "no confidence trees of format 1", fix=FIX)
        number = 2
        try:
            name, base, size = lines[0].split("\t")
            if name != "base" or int(size) != len(lines) - 1:
                raise DataError(path, "truncated, or not as it was written", fix=FIX)
            trees = []
            for number, line in enumerate(lines[1:], 3):  # noqa: B007 - says where it went wrong
                cells = iter(line.split("\t"))
                trees.append(_tree(cells, features))
                if next(cells, None) is not None:
                    raise ValueError(line)
            return cls(float(base), trees)
        except (ValueError, IndexError, StopIteration):
            raise DataError(path, f"line {number}: malformed", fix=FIX) from None

    def written(self) -> str:
        """The text of a file that `read` reads."""
        return (
            "\n".join([HEADER, f"base\t{self.base:.5f}\t{len(self.trees)}", *("\t".join(_cells(tree)) for tree in self.trees)])
            + "\n"
        )

    def sum(self, values: Mapping[str, float]) -> float:
        """The natural log odds that features of these values give."""
        total = self.base
        for tree in self.trees:
            while not isinstance(tree, float):
                name, threshold, yes, no = tree
                tree = yes if values[name] <= threshold else no
            total += tree
        return total


def _tree(cells: Iterator[str], features: frozenset[str]) -> Tree:
    """The tree that the next cells describe. Raises ValueError or StopIteration if they describe none."""
    cell = next(cells)
    name, sign, threshold = cell.partition("<=")
    if not sign:
        return float(cell)
    if name not in features:
        raise ValueError(name)
    return name, float(threshold), _tree(cells, features), _tree(cells, features)


def _cells(tree: Tree) -> list[str]:
    if isinstance(tree, float):
        return [f"{tree:.5f}"]
    name, threshold, yes, no = tree
    return [f"{name}<={threshold:.6g}", *_cells(yes), *_cells(no)]
