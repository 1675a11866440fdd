"""What a model file holds: hyperparameters, vocabulary, and matrices, as floats or as integers of 8 bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float32]]
# The largest integer of 8 bits, and how many columns of a row share a scale.
MOST, BLOCK = 127, 64


class Eights:
    """A matrix of 8-bit integers with a scale for each block of a row: a quarter of the memory, made whole a part at a time."""

    def __init__(self, integers: np.ndarray[Any, np.dtype[np.int8]], scale: Array) -> None:
        """Both by row, block and column of the block; `scale` has one number in a block."""
        self.integers, self.scale = integers, scale

    @classmethod
    def of(cls, floats: Array) -> Eights:
        """The nearest such matrix; a block of zeros has the scale 0."""
        blocks = floats.reshape(len(floats), -1, BLOCK)
        scale = np.abs(blocks).max(axis=2, keepdims=True) / np.float32(MOST)
        return cls(np.rint(blocks / np.maximum(scale, np.finfo(np.float32).tiny)).astype(np.int8), scale)

    def __len__(self) -> int:
        return len(self.integers)

    def __getitem__(self, rows: Any) -> Array:
        """Some rows as floats."""
        blocks = np.multiply(self.integers[rows], self.scale[rows], dtype=np.float32)
        out: Array = blocks.reshape(len(blocks), -1)
        return out


# `matrix[rows]` is of float32.
Matrix = Array | Eights


def joined(parts: Sequence[Matrix]) -> Matrix:
    """Matrices one below the other."""
    integers = [part.integers for part in parts if isinstance(part, Eights)]
    if integers:
        return Eights(np.concatenate(integers), np.concatenate([part.scale for part in parts if isinstance(part, Eights)]))
    return np.concatenate([part for part in parts if not isinstance(part, Eights)])


@dataclass(frozen=True, slots=True)
class Contents:
    """Hyperparameters and vocabulary as GGUF names them, and the tensors."""

    fields: dict[str, Any]
    tensors: dict[str, Matrix]
