"""Turn the collected tortured phrases into lexicon rows: lexicon/en/tortured.rows.tsv and conditional.tsv.

    python -m lexicon.build.tortured PAIRS_TSV

PAIRS_TSV holds phrase, right term, kind, require, forbid, slop, papers (Problematic Paper Screener; see NOTICE). `plain`
entries become rows; `context` entries, innocent unless a condition holds elsewhere in the document, become conditional rows.
A phrase found in very many papers is ambiguous rather than common, so its grade falls with the count. Spelling variants are
no rows.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lexicon.build.pairs import CONTEXT, PLAIN, Pair, read_pairs
from restore.lexicon.conditional import CONDITIONAL_HEADER
from restore.lexicon.lines import write_lines
from restore.lexicon.rows import MAX_TOKENS, Row, write_rows
from restore.text.inflection import singular
from restore.text.tokens import phrase_key, tokenize

ENGLISH = Path(__file__).parents[1] / "en"
# Papers from which a phrase counts as ambiguous (grade 2) and as very ambiguous (grade 1).
AMBIGUOUS, VERY_AMBIGUOUS = 100, 1000
LETTERS = re.compile(r"[A-Za-z][A-Za-z0-9' -]*")


def grade(papers: int) -> int:
    return 3 if papers < AMBIGUOUS else 2 if papers < VERY_AMBIGUOUS else 1


def sides(pair: Pair) -> Iterator[tuple[str, str]]:
    """(original, spun), and both in the plural where both end in a plain noun; nothing if the pair is no row."""
    phrase, term = pair.phrase.lower(), pair.term
    if not term.isupper():
        term = term.lower()
    term = agreeing(term, phrase)
    if not LETTERS.fullmatch(phrase) or not LETTERS.fullmatch(term):
        return
    if letters(phrase) == letters(term) or len(tokenize(phrase)) < 2 or len(tokenize(phrase)) > MAX_TOKENS:
        return
    for original, spun in ((term, phrase), (f"{term}s", f"{phrase}s")):
        if original.endswith("ss") or (original != term and (term[-1] in "syzhx" or phrase[-1] in "syzhx")):
            continue
        yield original, spun


def agreeing(term: str, phrase: str) -> str:
    """The term in the number of the phrase: the list often gives "random forests" for "irregular woodland", and a spinner keeps the
    number of what it replaces.

    >>> agreeing("random forests", "irregular woodland"), agreeing("big data analytics", "big information investigation")
    ('random forest', 'big data analytics')
    """
    head, _, last = term.rpartition(" ")
    one, spun = singular(last), phrase.rpartition(" ")[2]
    plural_for_singular = last == f"{one}s" and last[-3:] not in ("ics", "ous") and spun[-1:] != "s" and spun == singular(spun)
    return f"{head} {one}" if plural_for_singular and len(head.split(" ")) == phrase.count(" ") else term


def rows(pairs: Iterable[Pair]) -> list[Row]:
    """The rows of all plain entries, each pair once."""
    found: dict[tuple[str, str], Row] = {}
    for pair in pairs:
        if pair.kind == PLAIN:
            for original, spun in sides(pair):
                found.setdefault((original, spun), Row(original, spun, grade(pair.papers), "t", "p", "PPS"))
    return list(found.values())


def conditional_lines(pairs: Iterable[Pair]) -> list[str]:
    """The lines of the conditional rows, sorted."""
    found: set[str] = set()
    for pair in pairs:
        if pair.kind == CONTEXT and (pair.require or pair.forbid):
            conditions = ["|".join(_condition(text) for text in texts) for texts in (pair.require, pair.forbid)]
            found.update("\t".join((phrase_key(spun), original, *conditions)) for original, spun in sides(pair))
    return sorted(found)


def _condition(text: str) -> str:
    """A text of a condition in tokens; a star at its end stays at its last word."""
    return phrase_key(text.rstrip("*")) + "*" * text.endswith("*")


def letters(text: str) -> str:
    return re.sub("[^a-z]", "", text.lower())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path)
    pairs = read_pairs(parser.parse_args().pairs)
    found, lines = rows(pairs), conditional_lines(pairs)
    write_rows(ENGLISH / "tortured.rows.tsv", found)
    write_lines(ENGLISH / "conditional.tsv", CONDITIONAL_HEADER, lines)
    print(f"{len(found)} rows, {len(lines)} conditional ones")


if __name__ == "__main__":
    main()
