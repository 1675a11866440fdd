"""Count the terms of scientific text and the fixed phrases of other text: lexicon/terms/collocations.txt and phrases.txt.

    python -m lexicon.build.collocations CORPUS_FOLDER WORDNET_FOLDER

CORPUS_FOLDER holds `NAME.txt`, one paragraph a line, of the corpora of the language model (models/build/recipe.toml);
WORDNET_FOLDER is /usr/share/wordnet of Debian's wordnet-base. A term is a run of two to four words of letters, the last of them
a noun and the others nouns, adjectives or participles, that stands together often and more often than chance would have it. One
that is as frequent in other text (speeches, press releases, fiction) is a phrase of common English: right as it stands, but not
what a tortured term stands for.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from pathlib import Path

TARGETS = tuple(Path(__file__).parents[1] / "terms" / name for name in ("collocations.txt", "phrases.txt"))
SCIENCE = (
    "arxiv_abstracts",
    "craft_pmc_ccby",
    "medquad_nih_health",
    "openstax_textbooks",
    "federal_reserve_board_fomc",
    "opensource",
)
GENERAL = (
    "senate_press",
    "un_general",
    "standard_ebooks",
    "white_house_2009",
    "wikisplit",
    "gsa_digitalgov",
    "topical_chat",
    "onestopenglish",
)
HEADERS = (
    "# Technical terms counted in scientific text by lexicon/build/collocations.py",
    "# Fixed phrases counted in other text by lexicon/build/collocations.py",
)
# How much more frequent a technical term is in scientific text than in other text, at least.
TECHNICAL = 2.0
# A term stands this often at least, by its number of words; and its words together this much (log10) more often than by chance.
TIMES = {2: 25, 3: 15, 4: 12}
TOGETHER = 1.3
LONGEST = 4
_WORDS = re.compile(r"[a-z]+(?:[ -][a-z]+)*")
# Common words that make no term: pronouns, determiners, vague adjectives and nouns.
VAGUE = frozenset(
    re.findall(
        r"\w+",
        """
a an the this that these those my your our his her its their some any no all both each every such same other another many much
more most few less least several various certain different similar following previous recent current present new old first
second third next last one two three four five six seven eight nine ten hundred thousand million i we you he she it they who
which what important possible necessary significant great good better best bad main major minor key own well very too so not
also only just even still however thus therefore often usually always never et al respectively proposed given based used using
show shown particular specific general special whole entire further additional above below in on at of to for from with by as
is are was were be been has have had do does did can may will would should could must than then there here when where why how
if or and but into over under between about after before during while because since until against per via vs etc way ways
thing things lot lots kind kinds sort sorts type types number numbers amount amounts example examples part parts case cases
figure figures chapter section table page today year years day days week weeks month months people person man men woman women
boy girl mr mrs dr look see note use us let make get take go come know think say said called named known like little big large
small high low long short full early late total able due almost nearly around far near up down out off again together once
twice
""",
    )
)
# These may stand within a term after all ("high pressure", "first derivative"), but not alone make it one.
SCALES = frozenset(re.findall(r"\w+", "high low long short first second general special large small total early late full"))


def kinds(folder: Path) -> tuple[set[str], set[str]]:
    """Nouns, and words that may stand before a noun."""
    nouns = {line.split(" ", 1)[0] for line in (folder / "index.noun").open(encoding="utf-8") if line[0] != " "}
    adjectives = {line.split(" ", 1)[0] for line in (folder / "index.adj").open(encoding="utf-8") if line[0] != " "}
    return nouns, nouns | adjectives


def is_noun(word: str, nouns: set[str]) -> bool:
    return word in nouns or (word.endswith("s") and (word[:-1] in nouns or word[:-2] in nouns or word[:-3] + "y" in nouns))


def count(
    folder: Path, corpora: tuple[str, ...], nouns: set[str], before: set[str]
) -> tuple[Counter[str], Counter[tuple[str, ...]]]:
    """Words, and runs of words that might be terms."""
    words: Counter[str] = Counter()
    runs: Counter[tuple[str, ...]] = Counter()
    good = {w: (w not in VAGUE or w in SCALES) and len(w) > 1 for w in before | nouns}

    def fits(word: str) -> bool:
        known = good.get(word)
        if known is None:
            stem = word.endswith(("ed", "ing")) and len(word) > 5
            known = good[word] = (stem or is_noun(word, nouns)) and word not in VAGUE and len(word) > 1
        return known

    for path in sorted(folder.glob("*.txt")):
        if not path.name.startswith(corpora):
            continue
        for line in path.open(encoding="utf-8"):
            for stretch in _WORDS.findall(line.lower()):
                run: list[str] = []
                for word in stretch.replace("-", " ").split():
                    words[word] += 1
                    if not fits(word):
                        run = []
                        continue
                    run = [*run, word][-LONGEST:]
                    if is_noun(word, nouns) and word not in SCALES:
                        for size in range(2, len(run) + 1):
                            runs[tuple(run[-size:])] += 1
        # What is rare in one corpus would only fill the memory.
        runs = Counter({run: n for run, n in runs.items() if n > 2})
    return words, runs


def terms(words: Counter[str], runs: Counter[tuple[str, ...]]) -> dict[tuple[str, ...], float]:
    """Runs that stand together often enough, unless nearly all their uses are inside one longer run; with their share of all
    words."""
    total = sum(words.values())
    inside: Counter[tuple[str, ...]] = Counter()
    for run, n in runs.items():
        for part in (run[1:], run[:-1]):
            inside[part] = max(inside[part], n)
    out = {}
    for run, n in runs.items():
        chance = sum(math.log10(words[w] / total) for w in run)
        together = math.log10(n / total) - chance
        if n >= TIMES[len(run)] and together / (len(run) - 1) > TOGETHER and inside[run] < 0.8 * n:
            out[run] = n / total
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("wordnet", type=Path)
    args = parser.parse_args()
    kind = kinds(args.wordnet)
    science = terms(*count(args.corpora, SCIENCE, *kind))
    words, runs = count(args.corpora, GENERAL, *kind)
    total = sum(words.values())
    technical = {run for run, share in science.items() if share > TECHNICAL * runs[run] / total}
    general = (science.keys() | terms(words, runs).keys()) - technical
    for target, header, found in zip(TARGETS, HEADERS, (technical, general), strict=True):
        target.write_text("\n".join((header, *sorted(map(" ".join, found)))) + "\n", encoding="utf-8")
    print(f"{len(technical)} terms, {len(general)} phrases")


if __name__ == "__main__":
    main()
