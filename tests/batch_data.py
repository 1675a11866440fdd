"""Records to restore in batches: short texts made of the sentences of the gold texts, half of them spun."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from restore.evaluate import spun_text
from tests.conftest import ROOT

GATE = ROOT / "tests" / "gate"


def sentences() -> tuple[list[str], list[str]]:
    """Spun and clean sentences of 8 to 20 words."""
    spun = [spun_text(path.read_text(encoding="utf-8")) for path in sorted((GATE / "gold").glob("*.gold.txt"))]
    clean = [path.read_text(encoding="utf-8") for path in sorted((GATE / "clean").glob("*.txt"))]
    return _cut(spun), _cut(clean)


def _cut(texts: list[str]) -> list[str]:
    found = [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text) if 8 <= len(s.split()) <= 20]
    return sorted(set(found))


def documents(count: int) -> Iterator[str]:
    """So many texts of a sentence or two, half of them spun; the same each time."""
    spun, clean = sentences()
    draw = random.Random(7)
    for i in range(count):
        yield " ".join(draw.sample(spun if i % 2 else clean, draw.choice((1, 1, 2))))
