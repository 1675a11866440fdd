"""Spin clean text with the project's own phrase table: synthetic gold texts of known rate and family.

    python models/build/spin.py TEXT --family n --rate 0.15 --seed 1

Prints the spun text in gold format, `{{spun|original}}`. A stand-in for the real spinners where many texts are needed (fitting,
calibration); never the last word on accuracy, since every span it makes is in the table by construction. development.py withholds
a part of them from the restorer, so that it meets unlisted substitutions.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from pathlib import Path

from restore import resources
from restore.document import Document
from restore.lexicon.rows import FAMILIES
from restore.lexicon.table import PhraseTable
from restore.text.case import transfer
from restore.text.tokens import phrase_key

Options = list[tuple[str, float]]  # spun form, weight


class Spinner:
    """The phrase table read forwards: original tokens -> spun forms with their weights, by family."""

    def __init__(self, table: PhraseTable) -> None:
        self.options: dict[str, dict[str, Options]] = {f: defaultdict(list) for f in FAMILIES}
        self.longest: dict[str, int] = {}
        for spun in table.spun_forms():
            for original in table.get(spun):
                key = phrase_key(original.text)
                first, _, rest = key.partition(" ")
                self.longest[first] = max(self.longest.get(first, 0), rest.count(" ") + 2 if rest else 1)
                for f, letter in enumerate(FAMILIES):
                    if original.families >> f & 1:
                        self.options[letter][key].append((spun, 10**original.logp10))

    def spin(self, text: str, family: str, rate: float, rng: random.Random) -> str:
        """Gold text: each listed phrase, longest first, replaced with probability `rate` (shared among its tokens)."""
        document = Document.read(text)
        tokens = document.tokens
        out: list[str] = []
        at, i = 0, 0
        while i < len(tokens):
            choice = self._choice(document, i, family)
            if choice and rng.random() < rate:
                end, options = choice
                spun = rng.choices([s for s, _ in options], [w for _, w in options])[0]
                surface = document.surface(i, end)
                spun = transfer(surface, detokenize(spun), i in document.sentence_starts)
                if spun != surface:
                    out += (text[at : tokens[i].start], f"{{{{{spun}|{surface}}}}}")
                    at = tokens[end - 1].end
                i = end
            else:
                i += 1
        return "".join([*out, text[at:]])

    def _choice(self, document: Document, i: int, family: str) -> tuple[int, Options] | None:
        norms = [t.norm for t in document.tokens[i : i + self.longest.get(document.tokens[i].norm, 0)]]
        for width in range(len(norms), 0, -1):
            options = self.options[family].get(" ".join(norms[:width]))
            if options and "\n" not in document.surface(i, i + width):
                return i + width, options
        return None


def detokenize(phrase: str) -> str:
    """A table phrase as running text: clitics and hyphens joined.

    >>> detokenize("people 's well - being")
    "people's well-being"
    """
    return phrase.replace(" n't", "n't").replace(" '", "'").replace(" - ", "-").replace(" . ", ".")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("text", type=Path)
    parser.add_argument("--family", choices=list(FAMILIES), default="n")
    parser.add_argument("--rate", type=float, default=0.15)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    table = PhraseTable(resources.root() / "lexicon" / "en" / "surface.tsv")
    text = args.text.read_text(encoding="utf-8")
    print(Spinner(table).spin(text, args.family, args.rate, random.Random(args.seed)), end="")


if __name__ == "__main__":
    main()
