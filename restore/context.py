"""The context model: how well a wording goes with the words up to thirty tokens around it, beyond the language model's reach.

A log-bilinear model (models/build/context.py): the context vector of a span is the sum of its neighbours' vectors, weighted by
position, and of the mean of all vectors farther around; a word's score is its output vector's product with it, the log of how much
likelier the context makes the word than it is anyhow.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from restore.decode.lattice import Arc, Lattice
from restore.document import Document
from restore.errors import DataError
from restore.generate.base import Candidate
from restore.weights import Weights

Array = np.ndarray[Any, np.dtype[np.float32]]
FAR = 30
# No context says more (log10) for or against a wording than this.
LIMIT = 3.0


class ContextModel:
    """Reads an .npz file of int8 vectors: `words` (UTF-8, a word a line, the first for all others), `inputs` and `outputs` (a row
    a word) with the scale of each row, and the position weights `near` (nearest positions, left to right) and `far`."""

    def __init__(self, path: Path) -> None:
        try:
            with np.load(path) as file:
                parts = {name: file[name] for name in file.files}
            words = parts["words"].tobytes().decode("utf-8").split("\n")
            self._inputs, self._outputs = parts["inputs"], parts["outputs"]
            self._scales: tuple[Array, Array] = parts["input_scale"], parts["output_scale"]
            self._near: Array = parts["near"]
            self._far: Array = parts["far"]
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise DataError(path, f"not a readable context model: {error}", fix="reinstall restore-text") from None
        self._index = {word: i for i, word in enumerate(words)}

    def added_to(self, lattice: Lattice, weights: Weights) -> Lattice:
        """The lattice with what the context says of every candidate added to its scores."""
        arcs = [arc for some in lattice.arcs.values() for arc in some]
        differences = iter(self.differences(lattice.document, [arc.candidate for arc in arcs]))
        return Lattice(
            lattice.document,
            {start: [_moved(arc, next(differences), weights) for arc in some] for start, some in lattice.arcs.items()},
        )

    def differences(self, document: Document, candidates: Sequence[Candidate]) -> list[float]:
        """For each candidate the log10 of how much better its words go with what stands around it than the span's own do."""
        if not candidates:
            return []
        own = self._ids([token.lm for token in document.tokens])
        spans = {(c.start, c.end): i for i, c in enumerate({(c.start, c.end): c for c in candidates}.values())}
        starts, ends = np.array(list(spans)).T
        contexts = self._contexts(own, starts, ends)
        kept = self._sums(contexts, [own[start:end] for start, end in spans], list(range(len(spans))))
        which = [spans[c.start, c.end] for c in candidates]
        changed = self._sums(contexts, [self._ids(c.words) for c in candidates], which)
        out: list[float] = ((changed - kept[which]) / math.log(10)).tolist()
        return out

    def _ids(self, words: Sequence[str]) -> list[int]:
        index = self._index
        return [index.get(word, 0) for word in words]

    def _contexts(self, ids: list[int], starts: Any, ends: Any) -> Array:
        """The context vector of each span."""
        count, reach = len(ids), len(self._near) // 2
        known = np.array(ids) > 0
        rows = self._inputs[ids] * (self._scales[0][ids] * known)[:, None]
        padded = np.zeros((count + 2 * reach, rows.shape[1]), np.float32)
        padded[reach : reach + count] = rows
        sums = np.zeros((count + 1, rows.shape[1]), np.float64)
        np.cumsum(rows, axis=0, out=sums[1:])
        around = sums[np.minimum(ends + FAR, count)] - sums[np.maximum(starts - FAR, 0)] - (sums[ends] - sums[starts])
        out: Array = (around * self._far / (2 * FAR)).astype(np.float32)
        for i in range(reach):
            out += self._near[i] * padded[starts + i] + self._near[reach + i] * padded[ends + reach + i]
        return out

    def _sums(self, contexts: Array, wordings: Sequence[Sequence[int]], which: Sequence[int]) -> Array:
        """The summed scores of each wording's words in the context it belongs to."""
        flat = [i for wording in wordings for i in wording]
        owner = np.repeat(np.arange(len(wordings)), [len(wording) for wording in wordings])
        where = np.array(which)[owner]
        scores = np.einsum("ij,ij->i", self._outputs[flat], contexts[where]) * self._scales[1][flat] * (np.array(flat) > 0)
        return np.bincount(owner, weights=scores, minlength=len(wordings)).astype(np.float32)


def _moved(arc: Arc, difference: float, weights: Weights) -> Arc:
    difference = max(-LIMIT, min(LIMIT, difference))
    bonus = weights.context * difference
    return arc._replace(isolated=arc.isolated + bonus, local=arc.local + bonus, context=difference)
