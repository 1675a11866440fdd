"""What each generator and each group of features adds: everything measured again with one of them off.

    python -m models.build.ablation GOLD_FOLDER [--neural] [--write]

GOLD_FOLDER holds dev/*.gold.txt; the project's own gold texts are those of tests/gate. Prints a Markdown table: precision, recall,
F0.5 and false edits per 1,000 words, on both; --neural adds accurate mode, --write puts the table into models/README.md. Nothing is
fitted again, so a row says what the rest, as it is, does without the part.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from restore.config import Config
from restore.evaluate import Tally, compare, spun_text
from restore.generate.all import KINDS
from restore.restorer import Restorer

ROOT = Path(__file__).parents[2]
CARD = ROOT / "models" / "README.md"
BEGIN, END = "<!-- ablation -->\n", "<!-- end of ablation -->"


class Variant(NamedTuple):
    """A configuration, and what is done to the restorer after."""

    name: str
    config: Config
    change: Callable[[Restorer], None]


def nothing(restorer: Restorer) -> None:
    """All as it is."""


def without_weight(name: str) -> Callable[[Restorer], None]:
    """Sets a weight of the decoder to 0."""

    def change(restorer: Restorer) -> None:
        zero: dict[str, Any] = {name: 0.0}
        restorer.__dict__["weights"] = replace(restorer.weights, **zero)

    return change


def without_clean_rates(restorer: Restorer) -> None:
    """Every replacement counts as one that clean text hardly invites."""
    restorer.rates.get = lambda spun: {}  # type: ignore[method-assign]


def variants() -> list[Variant]:
    out = [Variant("all as it is", Config(), nothing)]
    out += [Variant(f"generator `{kind}` off", Config(without=(kind,)), nothing) for kind in KINDS]
    out.append(Variant("clean rates off", Config(), without_clean_rates))
    out.append(Variant("one sense a document off (`sense`)", Config(), without_weight("sense")))
    out.append(Variant("family of the spinner off (`family`)", Config(), without_weight("family")))
    out.append(Variant("how common the wordings are off (`bare`)", Config(), without_weight("bare")))
    out.append(Variant("support of known names off (`context`)", Config(), without_weight("context")))
    return out


def measure(number: int, neural: bool, folders: tuple[Path, ...]) -> list[Tally]:
    """The tally of one variant on each folder of gold texts."""
    variant = variants()[number]
    restorer = Restorer(replace(variant.config, reranker="neural") if neural else variant.config)
    variant.change(restorer)
    out = []
    for folder in folders:
        golds = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.gold.txt"))]
        out.append(sum((compare(gold, restorer.restore(spun_text(gold)).text) for gold in golds), Tally()))
    return out


def row(name: str, tallies: list[Tally]) -> str:
    figures = (f"{t.precision:.3f} | {t.recall:.3f} | {t.f05:.3f} | {t.false_per_1000:.1f}" for t in tallies)
    return f"| {name} | {' | '.join(figures)} |\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--neural", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    folders = (args.gold / "dev", ROOT / "tests" / "gate" / "gold")
    columns = "precision | recall | F0.5 | false / 1,000"
    table = f"| | development: {columns} | own gold: {columns} |\n|{'---|' * 9}\n"
    with ProcessPoolExecutor(2) as pool:
        jobs = [(v.name, pool.submit(measure, i, False, folders)) for i, v in enumerate(variants())]
        if args.neural:
            jobs.append(("neural model on (accurate mode)", pool.submit(measure, 0, True, folders)))
        for name, job in jobs:
            line = row(name, job.result())
            sys.stderr.write(line)
            table += line
    sys.stdout.write(table)
    if args.write:
        text = CARD.read_text(encoding="utf-8")
        head, _, rest = text.partition(BEGIN)
        CARD.write_text(f"{head}{BEGIN}{table}{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
