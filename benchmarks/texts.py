"""The texts that speed is measured on: the spun side of the gate's gold texts, and its clean texts."""

from __future__ import annotations

from pathlib import Path

from restore.evaluate import spun_text

GATE = Path(__file__).parents[1] / "tests" / "gate"


def spun_articles() -> list[str]:
    return [spun_text(path.read_text(encoding="utf-8")) for path in sorted((GATE / "gold").glob("*.gold.txt"))]


def clean_articles() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((GATE / "clean").glob("*.txt"))]


def of_length(articles: list[str], characters: int) -> str:
    """Articles one after another, over and over, cut at a length."""
    whole = "\n\n".join(articles) + "\n\n"
    return (whole * (characters // len(whole) + 1))[:characters]


def shares(articles: list[str], count: int) -> list[str]:
    """Texts of equal length that have nothing in common: no cache may know what comes."""
    whole = "\n\n".join(articles)
    size = len(whole) // count
    return [whole[i * size : (i + 1) * size] for i in range(count)]
