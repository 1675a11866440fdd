"""Time against the length of one text, restored and only scored."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.texts import of_length
from benchmarks.turns import Job, Turns
from restore.restorer import Restorer

ROUNDS = 3
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
MILLION = 1_000_000


def run(restorer: Restorer, raw: Callable[[str], Job], articles: list[str], millions: int, plot: Path | None) -> None:
    """Print time a character against that at 100,000 characters; `raw` makes the job of scoring a text alone."""
    lengths = [*LENGTHS, *(MILLION * n for n in (10, 100) if n <= millions)]
    texts = {length: of_length(articles, length) for length in lengths}
    restorer.restore(texts[10_000])
    jobs: dict[str, Job] = {}
    for length, text in texts.items():
        jobs[f"raw {length}"] = raw(text)
        jobs[f"restore {length}"] = partial(restored, restorer, text)
    # The first round, which does not count, warms up well enough on the short texts.
    short = {name: job for name, job in jobs.items() if int(name.split()[1]) < MILLION}
    turns = Turns([short, *[jobs] * ROUNDS])
    base = turns.median("restore 100000") / 100_000
    for length in lengths:
        taken = turns.median(f"restore {length}")
        print(
            f"| restore, {length:,} characters | {taken:.4g} s | a character at 100,000 | {taken / length / base:.2f} "
            f"| {'at most 1.1' if length >= MILLION else ''} |",
            flush=True,
        )
    if plot:
        draw(plot, {kind: [turns.median(f"{kind} {length}") for length in lengths] for kind in ("raw", "restore")}, lengths)


def restored(restorer: Restorer, text: str) -> None:
    """Restore a text as the command does, piece by piece, keeping none."""
    for _ in restorer.restore_pieces(text):
        pass


def draw(path: Path, medians: dict[str, list[float]], lengths: list[int]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "restore"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    for kind, label, mark in (("restore", "restore, spun text", "o-"), ("raw", "raw KenLM scoring", "s--")):
        unit = medians["raw"][lengths.index(100_000)]
        axes.loglog(lengths, [value / unit for value in medians[kind]], mark, label=label)
    axes.set_xlabel("characters in the text")
    axes.set_ylabel("time (raw scoring of 100,000 characters = 1)")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
