"""Speed as ratios of runs taken in turn on the same text: no absolute figure means anything on another machine.

    python benchmarks/speed.py [FILE...]

Against raw KenLM scoring of the same sentences (the floor), and against symspellpy's lookup_compound where it is installed.
Prints medians of `ROUNDS` rounds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from restore.document import Document
from restore.models import checked_model
from restore.resources import root
from restore.restorer import Restorer

ROUNDS = 7
EXAMPLES = Path(__file__).parents[1] / "examples"


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def kenlm_job(text: str) -> Callable[[], object]:
    import kenlm

    model = kenlm.Model(str(checked_model(root())))
    document = Document.read(text)
    lines = [" ".join(t.lm for t in document.tokens[a:b]) for a, b in document.sentences]
    return lambda: [model.score(line) for line in lines]


def symspell_job(text: str) -> Callable[[], object] | None:
    if find_spec("symspellpy") is None:
        return None
    from importlib.resources import files

    from symspellpy import SymSpell

    checker = SymSpell()
    checker.load_dictionary(str(files("symspellpy") / "frequency_dictionary_en_82_765.txt"), 0, 1)
    return lambda: [checker.lookup_compound(line, 2) for line in text.split("\n")]


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or [EXAMPLES / "harbour.txt"]
    spun = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    clean = (EXAMPLES / "harbour.clean.txt").read_text(encoding="utf-8")
    restorer = Restorer()
    restorer.restore(spun)
    jobs: dict[str, Callable[[], object]] = {
        "raw KenLM": kenlm_job(spun),
        "restore, spun text": lambda: restorer.restore(spun),
        "raw KenLM, clean": kenlm_job(clean),
        "restore, clean text": lambda: restorer.restore(clean),
        "python -c 'import click, kenlm'": lambda: subprocess.run([sys.executable, "-c", "import click, kenlm"], check=True),
        "cold start to restored text": lambda: subprocess.run(
            [sys.executable, "-m", "restore", str(paths[0])], check=True, stdout=subprocess.DEVNULL
        ),
    }
    symspell = symspell_job(spun)
    if symspell:
        jobs["symspellpy lookup_compound"] = symspell
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            times[name].append(seconds(job))
    median = {name: statistics.median(values) for name, values in times.items()}
    print(f"{len(spun.split())} spun words; medians of {ROUNDS} rounds")
    ratio("restore, spun text", "raw KenLM", median)
    ratio("restore, clean text", "raw KenLM, clean", median)
    ratio("cold start to restored text", "python -c 'import click, kenlm'", median)
    if symspell:
        ratio("symspellpy lookup_compound", "restore, spun text", median)


def ratio(name: str, base: str, median: dict[str, float]) -> None:
    print(f"{name} / {base}: {median[name] / median[base]:.1f}")


if __name__ == "__main__":
    main()
