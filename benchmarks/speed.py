"""Speed as ratios of runs taken in turn on the same text: no absolute figure means anything on another machine.

    python -m benchmarks.speed [--only PART] [--long MB] [--plot OUT.svg] [FILE...]

Prints the rows of a table, part after part. FILE is spun text to measure on instead of the gold texts.
benchmarks/README.md says what stands against what.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from benchmarks import process, scaling
from benchmarks.peers import peers
from benchmarks.texts import clean_articles, of_length, shares, spun_articles, tempting_articles
from benchmarks.turns import Job, Turns
from restore.document import Document
from restore.models import checked_model
from restore.resources import root
from restore.restorer import Restorer

# Of all that is measured; one more round comes first, to warm up.
ROUNDS = 5


def row(what: str, seconds: float, against: str, ratio: float, goal: str = "") -> None:
    print(f"| {what} | {seconds:.4g} s | {against} | {ratio:.3g} | {goal} |", flush=True)


@cache
def scorer() -> Callable[[str], object]:
    import kenlm

    score: Callable[[str], object] = kenlm.Model(str(checked_model(root()))).score
    return score


def raw(text: str) -> Job:
    """KenLM's own scoring of the sentences of a text, which are cut outside of the job."""
    document, score = Document.read(text), scorer()
    lines = [" ".join(t.lm for t in document.tokens[a:b]) for a, b in document.sentences]
    return lambda: [score(line) for line in lines]


def against_kenlm(articles: list[str]) -> None:
    kinds = (("spun", articles, "at most 15"), ("clean", clean_articles(), "at most 2"), ("tempting", tempting_articles(), ""))
    for kind, texts, goal in kinds:
        restorer = Restorer()  # that has met no form yet
        turns = Turns(
            {"raw": raw(text), "restore": partial(restorer.restore, text), "detect": partial(restorer.detect, text)}
            for text in shares(texts, ROUNDS + 1)
        )
        row(f"restore, {kind} text", turns.median("restore"), "raw KenLM", turns.ratio("restore", "raw"), goal)
        row(f"detect, {kind} text", turns.median("detect"), "raw KenLM", turns.ratio("detect", "raw"))


def against_peers(restorer: Restorer, articles: list[str]) -> None:
    goals = {"symspellpy lookup_compound": "at least 20", "autocorrect": "at least 50"}
    correctors = {"restore": restorer.restore, **peers()}
    turns = Turns({name: partial(job, text) for name, job in correctors.items()} for text in shares(articles, ROUNDS + 1))
    for name in correctors:
        row(name, turns.median(name), "restore, spun text", turns.ratio(name, "restore"), goals.get(name, ""))


def start(articles: list[str]) -> None:
    model = str(checked_model(root()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        path.write_text(articles[0], encoding="utf-8")
        jobs = {"imports": process.imports(), "cold": process.cold(path)}
        turns = Turns([jobs] * (ROUNDS + 1))
        row(
            "cold start to a restored article",
            turns.median("cold"),
            "import click, kenlm",
            turns.ratio("cold", "imports"),
            "at most 3",
        )
        pairs = [(process.printed(process.LOAD_KENLM, model), process.printed(process.LOAD)) for _ in range(ROUNDS)]
        kenlm, own = (sorted(values)[ROUNDS // 2] for values in zip(*pairs, strict=True))
        row("first answer: a clean sentence", own, "loading KenLM alone", own / kenlm)


def memory(articles: list[str]) -> None:
    model = str(checked_model(root()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        for size in (1_000, 100_000, 300_000):
            path.write_text(of_length(articles, size), encoding="utf-8")
            used = process.printed(process.MEMORY, model, str(path))
            print(f"| resident memory, {size:,} characters | {used:.0f} MB | | | at most 250 MB |", flush=True)


def documents(articles: list[str]) -> Iterator[str]:
    return (text for _ in range(6) for text in articles)


def processes(restorer: Restorer, articles: list[str]) -> None:
    """The yardstick says what two processes are worth here at this time, with nothing to share."""

    def restored(jobs: int) -> None:
        for _ in restorer.restore_many(documents(articles), jobs):
            pass

    rounds: dict[str, Job] = {f"restore {jobs}": partial(restored, jobs) for jobs in (1, 2)}
    rounds |= {f"yardstick {jobs}": process.busy(jobs) for jobs in (1, 2)}
    turns = Turns([rounds] * 4)
    row("restore_many, one process", turns.median("restore 1"), "two", turns.ratio("restore 1", "restore 2"), "at least 1.8")
    row("an empty loop, one process", turns.median("yardstick 1"), "two", turns.ratio("yardstick 1", "yardstick 2"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="Speed as ratios of runs taken in turn.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="spun texts to measure on instead of the gold texts")
    parser.add_argument("--long", type=int, metavar="MB", help="scale up to texts of so many million characters, not one")
    parser.add_argument("--plot", type=Path, metavar="OUT", help="draw time against length (needs matplotlib)")
    parser.add_argument("--only", choices=("kenlm", "peers", "start", "memory", "processes", "scaling"), help="this part alone")
    given = parser.parse_args()
    articles = [path.read_text(encoding="utf-8") for path in given.files] or spun_articles()
    restorer = Restorer()
    parts: dict[str, Job] = {
        "kenlm": lambda: against_kenlm(articles),
        "peers": lambda: against_peers(restorer, articles),
        "start": lambda: start(articles),
        "memory": lambda: memory(articles),
        "processes": lambda: processes(restorer, articles),
        "scaling": lambda: scaling.run(restorer, raw, articles, given.long or 1, given.plot),
    }
    print("| what | median | against | ratio | goal |\n|---|---|---|---|---|")
    for name, part in parts.items():
        if given.only in (None, name):
            part()


if __name__ == "__main__":
    main()
