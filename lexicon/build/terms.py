"""Make the term lexicon and the table of tortured words: lexicon/en/terms.tsv and term_words.tsv.

    python -m lexicon.build.terms PAIRS_TSV

PAIRS_TSV is as in build/tortured.py. Right terms are its right terms, mended where a rare word is a typo of a frequent one,
and those of lexicon/terms: written (`*.txt` but collocations.txt: lines `head: modifier, modifier`, or whole terms) and
counted in scientific text. The word table is learned from the pairs by aligning each phrase with its term: chunks of up to
three tortured words with one or two right ones, by expectation-maximisation with hard choices.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

from lexicon.build.pairs import Pair, read_pairs, words_of
from restore.lexicon.lines import write_lines
from restore.lexicon.terms import LONGEST, TERMS_HEADER, WORDS_HEADER
from restore.text.case import SMALL_WORDS
from restore.text.inflection import american, singular

ROOT = Path(__file__).parents[1]
COUNTED, COMMON = "collocations.txt", "phrases.txt"
Words = tuple[str, ...]
ROUNDS = 4
# Sizes of aligned chunks (tortured words, right words) with the cost (-log10) of one never seen before.
CHUNKS = {(1, 1): 2.0, (2, 1): 3.2, (1, 2): 3.4, (3, 1): 4.2, (2, 2): 4.4}
SAME_COST = 0.3
# Uses of a right word that the pairs don't show, added to those they do.
UNSEEN = 5
# Spellings alike count nearly as the same word: "neuronal" for "neural" is no substitution to learn much from, but no wonder
# either.
ALIKE_COST = 1.2
DEAREST = 4.8


def head_key(words: Words) -> Words:
    """A term as it is compared: American spelling, its last word in the singular."""
    return (*map(american, words[:-1]), american(singular(words[-1])))


def mended(terms: Iterable[Words]) -> dict[Words, Words]:
    """Each term with typos put right: a word seen once that is one letter away from one seen three times or more."""
    counts = Counter(w for term in terms for w in term)
    usual = [w for w, n in counts.items() if n >= 3 and len(w) > 5]

    @cache
    def mend(word: str) -> str:
        if counts[word] > 1 or len(word) < 6:
            return word
        near = [w for w in usual if OSA.distance(w, word, score_cutoff=1) == 1 and {w[-1], word[-1]} != {w[-1], "s"}]
        near = [w for w in near if w[0] == word[0] and singular(w) != singular(word) and w[-3:] == word[-3:]]
        return max(near, key=lambda w: counts[w], default=word)

    return {term: tuple(map(mend, term)) for term in terms}


def is_term(words: Words) -> bool:
    """Whether words make a term for the lexicon: two to four, letters, not led or closed by a function word."""
    if not 2 <= len(words) <= LONGEST or words[0] in SMALL_WORDS or words[-1] in SMALL_WORDS:
        return False
    return all(w.isalpha() and (len(w) > 1 or w == "k") for w in words) and sum(w not in SMALL_WORDS for w in words) > 1


def written(folder: Path) -> Iterator[str]:
    """The terms of the written lists."""
    for path in sorted(folder.glob("*.txt")):
        if path.name in (COUNTED, COMMON):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            head, colon, modifiers = line.partition(":")
            if line.startswith("#") or not line.strip():
                continue
            yield from ((f"{m.strip()} {head.strip()}" for m in modifiers.split(",") if m.strip()) if colon else (line.strip(),))


def counted(path: Path) -> Iterator[str]:
    """The terms or phrases counted in text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if not line.startswith("#"))


def term_lines(pairs: Iterable[Pair], folder: Path = ROOT / "terms") -> list[str]:
    """The lines of the term lexicon: each term once, with letters for where it comes from."""
    right = [(pair.term, words_of(pair.term)) for pair in pairs]
    mends = mended([words for _, words in right])
    found: dict[str, tuple[str, set[str]]] = {}

    def add(text: str, words: Words, source: str) -> None:
        if is_term(words):
            shown = text.lower() if "-" in text and len(text.replace("-", " ").split(" ")) == len(words) else " ".join(words)
            key = " ".join(head_key(words))
            before, sources = found.setdefault(key, (shown, set()))
            sources.add(source)
            # A term seen in the singular is shown so; one seen in the plural alone may have no other ("molecular dynamics").
            if singular(words[-1]) == words[-1] and singular(before.split(" ")[-1]) != before.split(" ")[-1]:
                found[key] = shown, sources

    for text in written(folder):
        add(text, words_of(text), "w")
    for text, words in right:
        if mends[words] == words and "(" not in text:
            add(text.strip(), words, "s")
        else:
            add(" ".join(mends[words]), mends[words], "s")
    for name, source in ((COUNTED, "c"), (COMMON, "g")):
        for text in counted(folder / name):
            add(text, words_of(text), source)
    return [
        "\t".join((key, "".join(sorted(sources)), *((shown,) if shown != key else ())))
        for key, (shown, sources) in sorted(found.items())
    ]


class Aligner:
    """Hard expectation-maximisation over chunk pairs."""

    def __init__(self, pairs: list[tuple[Words, Words]]) -> None:
        self.pairs = pairs
        self.counts: Counter[tuple[Words, Words]] = Counter()
        self.rights: Counter[Words] = Counter()
        for _ in range(ROUNDS):
            counts: Counter[tuple[Words, Words]] = Counter()
            for spun, right in pairs:
                counts.update(self.best(spun, right))
            self.counts = counts
            self.rights = Counter()
            for (_, chunk), n in counts.items():
                self.rights[chunk] += n

    def cost(self, spun: Words, right: Words) -> float:
        if spun == right:
            return SAME_COST
        new = CHUNKS[len(spun), len(right)]
        if len(spun) == len(right) == 1 and alike(spun[0], right[0]):
            new = ALIKE_COST
        seen = self.counts[spun, right]
        return min(new, -math.log10(seen / (self.rights[right] + 1)) + 0.2 * (len(spun) - 1)) if seen > 1 else new

    def best(self, spun: Words, right: Words) -> list[tuple[Words, Words]]:
        """The cheapest monotone alignment; empty if even that is too dear to learn from."""
        size = (len(spun), len(right))
        paths: dict[tuple[int, int], tuple[float, list[tuple[Words, Words]]]] = {(0, 0): (0.0, [])}
        for i in range(size[0] + 1):
            for j in range(size[1] + 1):
                if (i, j) not in paths:
                    continue
                total, done = paths[i, j]
                for a, b in CHUNKS:
                    if i + a > size[0] or j + b > size[1]:
                        continue
                    chunk = spun[i : i + a], right[j : j + b]
                    price = total + self.cost(*chunk)
                    if (i + a, j + b) not in paths or price < paths[i + a, j + b][0]:
                        paths[i + a, j + b] = price, [*done, chunk]
        price, chunks = paths.get(size, (99.0, []))
        uneven = len(spun) != len(right)
        return [] if uneven and price / max(1, len(chunks)) > DEAREST / 2 else chunks


def alike(a: str, b: str) -> bool:
    """Whether two words look like forms of one."""
    return len(a) > 4 and len(b) > 4 and a[:4] == b[:4]


def word_lines(pairs: Iterable[Pair]) -> list[str]:
    """The lines of the word table: a tortured chunk and the right ones with their log10 P(tortured | right)."""
    right_of = mended([words_of(p.term) for p in pairs])
    texts = []
    for pair in pairs:
        spun, right = words_of(pair.phrase), right_of[words_of(pair.term)]
        if spun and right and spun != right and len(spun) <= 6 and len(right) <= 6:
            texts.append((tuple(map(american, spun)), tuple(map(american, right))))
    aligner = Aligner(sorted(set(texts)))
    # Both sides in the singular, so that all numbers of a pair count together.
    joint: Counter[tuple[Words, Words]] = Counter()
    total: Counter[Words] = Counter()
    odd: dict[Words, Counter[bool]] = defaultdict(Counter)
    for (spun, right), n in aligner.counts.items():
        if one_of(spun) != spun:
            odd[spun][one_of(right) == right] += n
    for (spun, right), n in aligner.counts.items():
        one = one_of(right)
        total[one] += n
        # "backwoods" is a plural that stands for a singular, "highlights" is one of both.
        joint[spun if odd[spun][True] > odd[spun][False] else one_of(spun), one] += n
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for (spun, right), n in joint.items():
        if spun == right or not worth(spun, right, n):
            continue
        table[" ".join(spun)][" ".join(right)] = math.log10(n / (total[right] + UNSEEN))
    lines = []
    for spun_text in sorted(table):
        cells = sorted(table[spun_text].items(), key=lambda item: (-item[1], item[0]))
        lines.append("\t".join((spun_text, *(f"{text};{logp10:.2f}" for text, logp10 in cells))))
    return lines


def one_of(words: Words) -> Words:
    """Words with the last in the singular."""
    return (*words[:-1], singular(words[-1]))


def worth(spun: Words, right: Words, seen: int) -> bool:
    """Whether a chunk pair may be learned: words, a content word on both sides, and chunks of several words seen or plausible."""
    if not all(w.replace("'", "").isalpha() for w in (*spun, *right)):
        return False
    if all(w in SMALL_WORDS or len(w) < 2 for w in spun) or all(w in SMALL_WORDS for w in right):
        return False
    return not (len(spun) > 1 or len(right) > 1) or seen > 1 or (spun[0] not in SMALL_WORDS and spun[-1] not in SMALL_WORDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path)
    pairs = read_pairs(parser.parse_args().pairs)
    terms, words = term_lines(pairs), word_lines(pairs)
    write_lines(ROOT / "en" / "terms.tsv", TERMS_HEADER, terms)
    write_lines(ROOT / "en" / "term_words.tsv", WORDS_HEADER, words)
    print(f"{len(terms)} terms, {len(words)} tortured words with {sum(line.count(chr(9)) for line in words)} meanings")


if __name__ == "__main__":
    main()
