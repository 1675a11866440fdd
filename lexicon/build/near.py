"""Count frequent words and pairs of words in the language model's training text: lexicon/en/near.tsv.

    python lexicon/build/near.py TRAIN.txt

TRAIN.txt is what models/build/prepare.py writes; a line in `EVERY` is read. Kept are words seen at least `WORD` times in the
million; pairs seen at least `PAIR` times in the million whose joined form is hardly a word ("high school"): a joined pair is
parted by these; and pairs whose joined form is a word ("may be", "every one") unless that is `APART` times as frequent: these
are never joined. Prints how many there are.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

from restore.generate.near import HEADER
from restore.lexicon.lines import write_lines

EVERY = 4
WORD, PAIR, APART = 2.0, 4.0, 50.0
# A joined form this much rarer than the pair is taken for a slip.
SLIP = 50.0
SHORTEST = 3
TARGET = Path(__file__).parents[1] / "en" / "near.tsv"


def lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as file:
        for line in islice(file, 0, None, EVERY):
            yield line.split()


def frequent(path: Path) -> tuple[Counter[str], int]:
    """How often each word of letters occurs, and the number of all words."""
    count: Counter[str] = Counter()
    for words in lines(path):
        count.update(words)
    total = sum(count.values())
    return Counter({w: n for w, n in count.items() if w.isascii() and w.isalpha()}), total


def pairs(path: Path, words: Counter[str], often: frozenset[str]) -> Counter[tuple[str, str]]:
    """How often words stand beside each other, where that could matter."""
    count: Counter[tuple[str, str]] = Counter()
    for line in lines(path):
        count.update((a, b) for a, b in pairwise(line) if (a in often and b in often) or a + b in often)
        if len(count) > 3_000_000:
            count = Counter({pair: n for pair, n in count.items() if n > 1})
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("train", type=Path)
    args = parser.parse_args()
    words, total = frequent(args.train)
    million = total / 1_000_000
    listed = frozenset(w for w, n in words.items() if n >= WORD * million and len(w) >= SHORTEST)
    often = frozenset(w for w, n in words.items() if n >= 20 * million)
    rows = {w: words[w] for w in listed}
    for (a, b), n in pairs(args.train, words, often).items():
        joined = words[a + b]
        parted = n >= PAIR * million and joined * SLIP < n and len(a + b) > 3 and (a == "a" or len(a) > 1) and len(b) > 1
        apart = a + b in listed and n * APART > joined
        if (parted or apart) and a.isalpha() and b.isalpha():
            rows[f"{a} {b}"] = n
    write_lines(TARGET, HEADER, [f"{w}\t{n / million:.1f}" for w, n in sorted(rows.items())])
    print(f"{len(listed)} words, {len(rows) - len(listed)} pairs")


if __name__ == "__main__":
    main()
