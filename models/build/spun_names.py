"""How often a well-known name comes back after its words were spun, and how often a name that nobody spun is changed.

    python -m models.build.spun_names HELD_OUT_FOLDER [--names 200]

Names of lexicon/en/names.tsv have their words replaced at random by spun forms of the phrase table and are put into sentences at
the end of a spun article; sentences of held-out text with names of any kind are put there too. Prints the share of names that come
back, with the generator of names and without it, and the edits it makes in the held-out sentences. Word pairs and names are those
the program has: this measures the choice among them, not how many names it knows.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

from restore.config import Config
from restore.document import Document
from restore.generate.names import read_names, runs
from restore.lexicon.table import PhraseTable
from restore.restorer import Restorer
from restore.text.case import SMALL_WORDS

ROOT = Path(__file__).parents[2]
CARRIERS = (
    "Officials of the {} said on Tuesday that talks would go on.",
    "The {} was mentioned in the report.",
    "A spokesman for the {} declined to comment.",
)
# Share of the words of a name that are replaced if they can be.
SPUN = 0.7
LINES, LONGEST, TOGETHER = 60, 400, 5


def spun_forms(table: PhraseTable) -> dict[str, list[tuple[float, str]]]:
    """Word -> (probability, spun word) of the news spinner and its harsher cousin; pairs listed as names left out."""
    out: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for spun in table.spun_forms():
        for original in table.get(spun) if " " not in spun else ():
            if " " not in original.text and original.pos != "x" and original.families & 3:
                out[original.text.lower()].append((10**original.logp10, spun))
    return out


def spin(name: str, forms: dict[str, list[tuple[float, str]]], rng: random.Random) -> str:
    out = []
    for word in name.split():
        known = forms.get(word.lower(), []) if word.lower() not in SMALL_WORDS else []
        if known and rng.random() < SPUN:
            word = rng.choices([spun for _, spun in known], [share for share, _ in known])[0].capitalize()
        out.append(word)
    return " ".join(out)


def come_back(restorer: Restorer, article: str, pairs: list[tuple[str, str]]) -> float:
    """The share of (name, spun name) pairs whose name stands in the last line of the restored text."""
    right = 0
    for i, (name, spun) in enumerate(pairs):
        text = restorer.restore(f"{article}\n{CARRIERS[i % len(CARRIERS)].format(spun)}\n").text
        right += name.lower() in text.rstrip("\n").rpartition("\n")[2].lower()
    return right / len(pairs)


def changed(restorer: Restorer, article: str, held_out: Path, rng: random.Random) -> tuple[int, int]:
    """Names in held-out sentences behind a spun article, and the edits of names there."""
    sentences = []
    for path in sorted(held_out.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        some = rng.sample(lines, min(LINES, len(lines)))
        sentences += [line for line in some if len(line) < LONGEST and runs(Document.read(line))]
    names = edits = 0
    for at in range(0, len(sentences), TOGETHER):
        text = "\n".join(sentences[at : at + TOGETHER])
        names += len(runs(Document.read(text)))
        found = restorer.restore(f"{article}\n{text}\n").edits
        edits += sum(edit.kind == "name" and edit.start > len(article) for edit in found)
    return names, edits


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--names", type=int, default=200)
    args = parser.parse_args()
    rng = random.Random(2026)
    restorer, without = Restorer(), Restorer(Config(without=("name",)))
    article = 2 * (ROOT / "examples" / "harbour.txt").read_text(encoding="utf-8")
    forms = spun_forms(restorer.table)
    names, _ = read_names(ROOT / "lexicon" / "en" / "names.tsv")
    rng.shuffle(names)
    pairs = [(name, spun) for name in names if (spun := spin(name, forms, rng)) != name][: args.names]
    print(f"{len(pairs)} spun names: {come_back(restorer, article, pairs):.2f} come back", end="")
    print(f", without the generator {come_back(without, article, pairs):.2f}")
    print("{} names that nobody spun: {} edits".format(*changed(restorer, article, args.held_out, rng)))


if __name__ == "__main__":
    main()
