"""Make the thesaurus of term words: lexicon/en/term_thesaurus.tsv.

    python -m lexicon.build.term_thesaurus MOBY_WORDS WORDNET_FOLDER

MOBY_WORDS is the Moby Thesaurus (`root,synonym,synonym,...` a line; words.txt of the npm package moby), WORDNET_FOLDER is
as in build/wordnet.py. For every word of the term lexicon (run build/terms.py first) it keeps the
synonyms that WordNet gives, and those that Moby gives both ways, unless they are too rare for a spinner to use.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from wordfreq import zipf_frequency

from lexicon.build.terms import ROOT
from lexicon.build.wordnet import PARTS, synsets
from restore.lexicon.lines import write_lines
from restore.lexicon.terms import THESAURUS_HEADER, TermLexicon
from restore.text.inflection import american, singular

# Zipf frequency (log10 of uses in 10^9 words) of a spun word, at least.
RARE = 2.2
Synonyms = dict[str, set[str]]


def moby(path: Path) -> Synonyms:
    """Single words with their synonyms of one word, both ways."""
    given: Synonyms = {}
    for line in path.read_text(encoding="latin-1").splitlines():
        root, *others = (word.strip().lower() for word in line.split(","))
        if root.isalpha():
            given[root] = {word for word in others if word.isalpha()}
    return {root: {w for w in others if root in given.get(w, ())} for root, others in given.items()}


def wordnet(folder: Path) -> Synonyms:
    """Words that share a set of synonyms."""
    found: Synonyms = defaultdict(set)
    for part in PARTS:
        for synset in synsets(folder, part):
            words = {word.lower() for word in synset.words if word.isalpha()}
            for word in words:
                found[word] |= words - {word}
    return found


def pairs(terms: TermLexicon, strong: Synonyms, weak: Synonyms) -> Iterator[tuple[str, str]]:
    """(spun, right), the right word marked with a plus where the strong source has the pair."""
    for right in {word for key, _ in terms.terms() for word in key.split(" ")}:
        for spun in strong.get(right, set()) | weak.get(right, set()):
            if singular(american(spun)) != singular(right) and zipf_frequency(spun, "en") >= RARE:
                yield american(spun), right + "+" * (spun in strong.get(right, ()))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("moby", type=Path)
    parser.add_argument("wordnet", type=Path)
    args = parser.parse_args()
    table: Synonyms = defaultdict(set)
    for spun, right in pairs(TermLexicon(ROOT / "en" / "terms.tsv"), wordnet(args.wordnet), moby(args.moby)):
        table[spun].add(right)
    write_lines(
        ROOT / "en" / "term_thesaurus.tsv", THESAURUS_HEADER, ["\t".join((spun, *sorted(table[spun]))) for spun in sorted(table)]
    )
    print(f"{len(table)} words, {sum(map(len, table.values()))} pairs")


if __name__ == "__main__":
    main()
