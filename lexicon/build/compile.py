"""Compile the source rows into the phrase table the program reads: inflect, merge, weigh, sort.

    python lexicon/build/compile.py [--check]

Reads lexicon/en/*.rows.tsv, writes lexicon/en/surface.tsv; --check fails if that file is not what the rows give.

Inflection is by rule from lemma rows (lemminflect, MIT): a verb row's first word and a noun row's last word take the same
form on both sides; adjectives take -er/-est, or more/most where a side has no such form. The channel probability of a pair
is its grade's share among all spun forms of the same original: log10(g / sum g), with g = 6, 3, 1 for grades 3, 2, 1.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lemminflect import getAllLemmas, getInflection

from restore.lexicon.lines import file_text, write_lines
from restore.lexicon.rows import MAX_TOKENS, Row, read_rows
from restore.lexicon.table import HEADER, family_mask
from restore.text.tokens import phrase_key

SHARE = {3: 6.0, 2: 3.0, 1: 1.0}
VERB_TAGS = ("VB", "VBZ", "VBD", "VBN", "VBG")
BE = {"VB": ("be", "are", "am"), "VBZ": ("is",), "VBD": ("was", "were"), "VBN": ("been",), "VBG": ("being",)}
ENGLISH = Path(__file__).parents[1] / "en"


@cache
def inflect(word: str, tag: str) -> tuple[str, ...]:
    """Inflected forms of a lemma, the usual one first (British doubling and American forms both where the tables hold them)."""
    if word == "be" and tag in BE:
        return BE[tag]
    if not word.isalpha():
        return (word,) if tag in ("VB", "NN", "JJ") else ()
    known = "VERB" if tag[0] == "V" else "NOUN" if tag[0] == "N" else "ADJ"
    if tag[0] == "J" and known not in getAllLemmas(word):
        return ()
    forms = tuple(getInflection(word, tag=tag))
    # "woodlands" and "woodland" are both given as plurals: a form that is the singular too would pair it with a plural.
    distinct = tuple(form for form in forms if form != word) if tag == "NNS" else ()
    return distinct or forms


def verb_forms(phrase: str, tag: str) -> list[str]:
    head, _, rest = phrase.partition(" ")
    return [f"{form} {rest}".strip() for form in inflect(head, tag)]


def noun_forms(phrase: str, tag: str) -> list[str]:
    rest, _, head = phrase.rpartition(" ")
    return [f"{rest} {form}".strip() for form in inflect(head, tag)]


def adjective_forms(phrase: str, tag: str) -> list[str]:
    if tag == "JJ":
        return [phrase]
    degree = {"JJR": "more", "JJS": "most"}[tag]
    short = inflect(phrase, tag) if " " not in phrase and len(phrase) <= 7 else ()
    return [*short] or [f"{degree} {phrase}"]


def surface_pairs(row: Row) -> Iterator[tuple[str, str]]:
    """(original, spun) surface forms of a row; only the first form of the original stands for it."""
    plans = {"v": (VERB_TAGS, verb_forms), "n": (("NN", "NNS"), noun_forms), "a": (("JJ", "JJR", "JJS"), adjective_forms)}
    if row.pos not in plans:
        yield row.original, row.spun
        return
    tags, forms = plans[row.pos]
    for tag in tags:
        originals, spuns = forms(row.original, tag), forms(row.spun, tag)
        if row.pos == "v" and row.original.split(" ")[0] == "be" and len(spuns) == 1:
            pairs = [(original, spuns[0]) for original in originals]
        else:
            pairs = [(originals[0], spun) for spun in spuns] if originals else []
        yield from pairs


def compile_rows(rows: list[Row]) -> list[str]:
    """The lines of the phrase table, sorted."""
    grades: dict[tuple[str, str, str], int] = {}
    families: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows:
        key = (row.original, row.pos, row.spun)
        grades[key] = max(grades.get(key, 0), row.grade)
        families[key] |= family_mask(row.families)
    total: dict[tuple[str, str], float] = defaultdict(float)
    for (original, pos, _), grade in grades.items():
        total[original, pos] += SHARE[grade]
    # A row that is not inflected ("x") keeps its own score beside that of an inflected one for the same wordings.
    table: dict[str, dict[tuple[str, bool], tuple[float, int, str]]] = defaultdict(dict)
    for (original, pos, spun), grade in grades.items():
        logp10 = math.log10(SHARE[grade] / total[original, pos])
        mask = families[original, pos, spun]
        for plain, odd in surface_pairs(Row(original, spun, grade, "n", pos)):
            key_odd, key_plain = phrase_key(odd), phrase_key(plain)
            if key_odd == key_plain or not 1 <= len(key_odd.split()) <= MAX_TOKENS:
                continue
            best, masks, kind = table[key_odd].get((plain, pos == "x"), (logp10, mask, pos))
            table[key_odd][plain, pos == "x"] = (max(best, logp10), masks | mask, kind)
    lines = []
    for spun in sorted(table):
        ranked = sorted((-logp10, plain, mask, pos) for (plain, _), (logp10, mask, pos) in table[spun].items())
        lines.append("\t".join((spun, *(f"{plain};{-minus:.2f};{mask};{pos}" for minus, plain, mask, pos in ranked))))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    rows = [row for path in sorted(ENGLISH.glob("*.rows.tsv")) for row in read_rows(path)]
    lines = compile_rows(rows)
    target = ENGLISH / "surface.tsv"
    if args.check:
        if target.read_text(encoding="utf-8") != file_text(HEADER, lines):
            sys.exit(f"{target} is not what the rows give: run lexicon/build/compile.py")
        return
    write_lines(target, HEADER, lines)
    print(f"{len(rows)} rows, {len(lines)} spun forms, {sum(line.count(chr(9)) for line in lines)} surface pairs")


if __name__ == "__main__":
    main()
