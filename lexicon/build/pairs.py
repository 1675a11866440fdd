"""The collected tortured phrases (Problematic Paper Screener, see NOTICE) as the builders read them: PAIRS_TSV."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

PLAIN, CONTEXT = "plain", "context"
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_ODD = re.compile(r"[^a-z0-9' -]")


class Pair(NamedTuple):
    """A phrase, its right term, and where it counts: kind `plain` (everywhere) or `context`; texts of which one has to
    stand in the document (`require`) or none may (`forbid`); papers it was found in."""

    phrase: str
    term: str
    kind: str
    require: tuple[str, ...]
    forbid: tuple[str, ...]
    papers: int


def read_pairs(path: Path) -> list[Pair]:
    """All entries of PAIRS_TSV, in its order."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        phrase, term, kind, require, forbid, _, papers = line.split("\t")
        needed, against = (tuple(t.strip() for t in cell.split("|") if t.strip()) for cell in (require, forbid))
        out.append(Pair(phrase.strip(), term.strip(), kind, needed, against, int(papers or 0)))
    return out


def words_of(text: str) -> tuple[str, ...]:
    """A phrase as words in lower case, without abbreviations in brackets; hyphens part words; empty if it holds anything odd."""
    text = _BRACKETS.sub("", text.lower()).replace("’", "'").strip()
    return () if _ODD.search(text) else tuple(text.replace("-", " ").split())
