"""Count, on clean text, how often each listed replacement would seem right: models/en/clean_rates.tsv.

    python -m models.build.clean_rates HELD_OUT_FOLDER

Reads the even blocks of the held-out paragraphs (the odd ones are for measuring). Each candidate is scored in its context at a
middling prior, as if the text were spun; the mean of its posterior over all places where its spun phrase stands, smoothed, is
its clean rate: the denominator of the likelihood ratio "fits here" / "would fit in clean text too".
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from pathlib import Path

from restore import resources
from restore.decode.lattice import measure, promising, weigh
from restore.document import Document
from restore.generate.base import RARE
from restore.generate.clean_rates import HEADER
from restore.generate.phrase_table import PhraseTableGenerator
from restore.prior import before_reading
from restore.restorer import Restorer

BLOCK = 20
# Smoothing: as if each pair had also been seen in PSEUDO places, fitting there at the rate PSEUDO_RATE.
PSEUDO, PSEUDO_RATE = 4.0, 0.01

Counts = tuple[dict[str, int], dict[tuple[str, str], float]]


def blocks(path: Path, odd: bool) -> Iterator[str]:
    """The odd or even blocks of `BLOCK` lines of a file."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for at in range(BLOCK if odd else 0, len(lines), 2 * BLOCK):
        yield "\n".join(lines[at : at + BLOCK]) + "\n"


def count(path: Path) -> Counts:
    """Places of each spun phrase, and summed posterior of each of its originals."""
    restorer = Restorer()
    weights = restorer.weights
    table = PhraseTableGenerator(restorer.table, restorer.rates)
    prior = before_reading(weights)
    family, odds = prior.family_scores(), prior.log_odds
    places: dict[str, int] = defaultdict(int)
    fits: dict[tuple[str, str], float] = defaultdict(float)
    for text in blocks(path, odd=False):
        document = Document.read(text)
        candidates = list(table.propose(document))
        for start, end in {(c.start, c.end) for c in candidates}:
            places[document.norm(start, end)] += 1
        candidates, alone = promising(document, candidates, restorer.lm, weights)
        lattice = weigh(document, measure(document, candidates, restorer.lm), alone, weights)
        for arcs in lattice.arcs.values():
            for end, group in groupby(sorted(arcs, key=lambda a: a.candidate.end), key=lambda a: a.candidate.end):
                some = list(group)
                scores = [10 ** min(9.0, a.local + family[a.candidate.families] + odds) for a in some]
                total = 1 + sum(scores)
                for arc, score in zip(some, scores, strict=True):
                    fits[document.norm(arc.candidate.start, end), arc.candidate.text] += score / total
    return dict(places), dict(fits)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("held_out", type=Path)
    args = parser.parse_args()
    places: dict[str, int] = defaultdict(int)
    fits: dict[tuple[str, str], float] = defaultdict(float)
    paths = sorted(args.held_out.glob("*.txt"), key=lambda p: -p.stat().st_size)
    with ProcessPoolExecutor(2) as pool:
        for some_places, some_fits in pool.map(count, paths):
            for spun, n in some_places.items():
                places[spun] += n
            for pair, value in some_fits.items():
                fits[pair] += value
    rows: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (spun, original), value in fits.items():
        rate = math.log10((value + PSEUDO * PSEUDO_RATE) / (places[spun] + PSEUDO))
        if round(rate, 2) > RARE:
            rows[spun].append((-rate, original))
    lines = [HEADER]
    for spun in sorted(rows):
        lines.append("\t".join((spun, *(f"{original};{-minus:.2f}" for minus, original in sorted(rows[spun])))))
    target = resources.root() / "models" / "en" / "clean_rates.tsv"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{sum(places.values()):,} places, {len(rows):,} spun phrases, {sum(map(len, rows.values())):,} pairs above {RARE}")


if __name__ == "__main__":
    main()
