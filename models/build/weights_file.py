"""Write models/en/weights.toml, section by section, and the trees beside it, as `restore.weights` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from restore import resources
from restore.trees import Trees
from restore.weights import TREES, Weights

PATH = resources.root() / "models" / "en" / "weights.toml"
INTRODUCTION = "# Fitted on the development set, confidence cross-validated by text: precision/recall/F0.5"


def write(weights: Weights, section: str, figures: Sequence[str], path: Path = PATH) -> None:
    """Write the weights; `figures` replaces the comment on one section's fit, the others stay."""
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ") and line != INTRODUCTION]
    comments = [line for line in kept if not line.startswith(f"# {section} ")] + [f"# {section} {line}" for line in figures]
    table = asdict(weights)
    del table["trees"]
    coefficients = {name: table.pop(name) for name, value in [*table.items()] if isinstance(value, dict)}
    lines = [INTRODUCTION, *sorted(comments), "", "[weights]", *(f"{name} = {value}" for name, value in table.items())]
    for name, values in coefficients.items():
        lines += ["", f"[{name}]", *(f"{key} = {values[key]}" for key in sorted(values))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_trees(reranker: str, trees: Trees) -> None:
    """Write the trees of a mode."""
    PATH.with_name(TREES[reranker]).write_text(trees.written(), encoding="utf-8")
