"""Turn the collected tortured phrases into lexicon rows: lexicon/en/tortured.rows.tsv.

    python lexicon/build/tortured.py PAIRS_TSV

PAIRS_TSV holds phrase, right term, kind, require, forbid, slop, papers (Problematic Paper Screener; see NOTICE). Only `plain`
entries become rows: the others are innocent unless a condition holds elsewhere in the document, and stay out. A phrase found
in very many papers is ambiguous rather than common, so its grade falls with the count. Spelling variants are no rows.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from restore.lexicon.rows import MAX_TOKENS, Row, write_rows
from restore.text.tokens import tokenize

TARGET = Path(__file__).parents[1] / "en" / "tortured.rows.tsv"
# Papers from which a phrase counts as ambiguous (grade 2) and as very ambiguous (grade 1).
AMBIGUOUS, VERY_AMBIGUOUS = 100, 1000
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9' -]*")


def grade(papers: int) -> int:
    return 3 if papers < AMBIGUOUS else 2 if papers < VERY_AMBIGUOUS else 1


def rows(path: Path) -> list[Row]:
    """The rows of all plain entries, each pair once, with its plural where both sides end in a plain noun."""
    found: dict[tuple[str, str], Row] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        phrase, term, kind, *_, papers = line.split("\t")
        phrase, term = phrase.strip().lower(), term.strip()
        if not term.isupper():
            term = term.lower()
        if kind != "plain" or not PLAIN.fullmatch(phrase) or not PLAIN.fullmatch(term):
            continue
        if letters(phrase) == letters(term) or len(tokenize(phrase)) < 2 or len(tokenize(phrase)) > MAX_TOKENS:
            continue
        for original, spun in ((term, phrase), (f"{term}s", f"{phrase}s")):
            if original.endswith("ss") or (original != term and (term[-1] in "syzhx" or phrase[-1] in "syzhx")):
                continue
            found.setdefault((original, spun), Row(original, spun, grade(int(papers or 0)), "t", "p", "PPS"))
    return list(found.values())


def letters(text: str) -> str:
    return re.sub("[^a-z]", "", text.lower())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path)
    found = rows(parser.parse_args().pairs)
    write_rows(TARGET, found)
    print(f"{len(found)} rows")


if __name__ == "__main__":
    main()
