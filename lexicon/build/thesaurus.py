"""Make a thesaurus read backwards from WordNet: lexicon/en/thesaurus.tsv, in the format of the phrase table.

    python -m lexicon.build.thesaurus WORDNET_FOLDER

WORDNET_FOLDER is as in build/wordnet.py. A spinner with a thesaurus puts any synonym
for a word, in whatever sense, so a word that the phrase table does not list stands for synonyms that are not rarer (frequencies:
wordfreq), the commonest few, inflected on both sides. The channel probability is that of one synonym among all of the original.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from wordfreq import zipf_frequency

from lexicon.build.compile import surface_pairs
from lexicon.build.wordnet import synsets
from restore.lexicon.lines import write_lines
from restore.lexicon.rows import Row
from restore.lexicon.table import HEADER, PhraseTable, family_mask
from restore.text.tokens import phrase_key

ENGLISH = Path(__file__).parents[1] / "en"
TARGET = ENGLISH / "thesaurus.tsv"
PARTS = {"noun": "n", "verb": "v", "adj": "r", "adv": "r"}
# How common an original must be (Zipf scale, log10), and by how much inflection may make it rarer than the spun word.
COMMON, RARER = 3.3, 0.3
# A word rarer than this is a name or none.
KNOWN = 1.3
MOST = 6
FAMILIES = family_mask("r")


def synonyms(folder: Path, part: str) -> dict[str, set[str]]:
    """Words of letters with those they share a sense with, or a sense with one that it is similar to."""
    own = {synset.offset: synset for synset in synsets(folder, part)}
    out: dict[str, set[str]] = defaultdict(set)
    for synset in own.values():
        near = {word for at in (synset.offset, *synset.similar) for word in own[at].words if word.islower()}
        for word in map(str.lower, synset.words):
            if word.replace(" ", "").isalpha():
                out[word] |= near - {word}
    return out


def rows(folder: Path) -> Iterator[tuple[Row, float]]:
    """Spun words with their originals, and log10 channel probabilities."""
    for part, pos in PARTS.items():
        near = synonyms(folder, part)
        for spun, originals in sorted(near.items()):
            rank = zipf_frequency(spun, "en")
            if rank < KNOWN and " " not in spun:
                continue
            found = [(zipf_frequency(o, "en"), o) for o in originals if o.isalpha() and o not in spun]
            better = sorted((-z, o) for z, o in found if z >= max(COMMON, rank))
            for _, original in better[:MOST]:
                yield Row(original, spun, 1, "r", pos), -math.log10(len(near[original]) + 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wordnet", type=Path)
    args = parser.parse_args()
    listed = PhraseTable(ENGLISH / "surface.tsv")
    table: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
    for row, logp10 in rows(args.wordnet):
        for original, spun in surface_pairs(row):
            key = phrase_key(spun)
            if (
                not listed.get(key)
                and key != phrase_key(original)
                and zipf_frequency(original, "en") >= zipf_frequency(spun, "en") - RARER
            ):
                table[key].setdefault(original, (logp10, row.pos))
    lines = []
    for spun in sorted(table):
        ranked = sorted((-logp10, original, pos) for original, (logp10, pos) in table[spun].items())
        lines.append(
            "\t".join((spun, *(f"{original};{-minus:.2f};{FAMILIES};{pos}" for minus, original, pos in ranked[: 2 * MOST])))
        )
    write_lines(TARGET, HEADER, lines)
    print(f"{len(lines)} words, {sum(line.count(chr(9)) for line in lines)} pairs")


if __name__ == "__main__":
    main()
