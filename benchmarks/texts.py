"""The texts that speed is measured on: the spun side of the gold texts, their originals, and clean texts written to tempt."""

from __future__ import annotations

import re
from pathlib import Path

from restore.evaluate import SLOT, spun_text

ROOT = Path(__file__).parents[1]
_SENTENCE_END = re.compile(r"(?<=\w)(?=[.!?]\s)")


def gold() -> list[str]:
    paths = [*(ROOT / "tests" / "gate" / "gold").glob("*.gold.txt"), *(ROOT / "models" / "gold").glob("*.gold.txt")]
    return [path.read_text(encoding="utf-8") for path in sorted(paths)]


def spun_articles() -> list[str]:
    return [spun_text(text) for text in gold()]


def clean_articles() -> list[str]:
    """What the spun ones were made from: the first wording accepted for each span."""
    return [SLOT.sub(lambda slot: slot[2].split("|")[1], text) for text in gold()]


def tempting_articles() -> list[str]:
    """Clean texts full of spinners' favourite words, which are looked at twice."""
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "gate" / "clean").glob("*.txt"))]


def of_length(articles: list[str], characters: int) -> str:
    """Articles one after another, over and over, cut at a length; each time round the sentences end in another number, lest the
    program know them again."""
    whole = "\n\n".join(articles) + "\n\n"
    out, size, times = [whole], len(whole), 1
    while size < characters:
        out.append(_SENTENCE_END.sub(f" {1000 + times}", whole))
        size, times = size + len(out[-1]), times + 1
    return "".join(out)[:characters]


def shares(articles: list[str], count: int) -> list[str]:
    """Texts of equal length that have nothing in common: no cache may know what comes."""
    whole = "\n\n".join(articles)
    size = len(whole) // count
    return [whole[i * size : (i + 1) * size] for i in range(count)]
