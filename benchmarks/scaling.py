"""Time against the length of one text, restored and only scored."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.texts import clean_articles, of_length
from benchmarks.turns import Job, Turns, seconds
from restore.restorer import Restorer

ROUNDS = 3
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
MILLION = 1_000_000


def run(restorer: Restorer, raw: Callable[[str], Job], articles: list[str], millions: int, plot: Path | None) -> None:
    """Print time a character against that at 100,000 characters, with the edits made: only equal work is compared.

    `raw` makes the job of scoring a text alone. A text whose edits a character are others, as one judged clean would be, is other
    work.
    """
    edits: dict[str, float] = {}
    jobs: dict[str, Job] = {}
    for length in LENGTHS:
        for kind, source in (("spun", articles), ("clean", clean_articles())):
            text, name = of_length(source, length), f"{kind} {length}"
            jobs[name] = partial(restored, restorer, text, edits, name)
            if kind == "spun":
                jobs[f"raw {length}"] = raw(text)
    # The first round, which does not count, warms up well enough on the short texts.
    short = {name: job for name, job in jobs.items() if int(name.split()[1]) <= 10_000}
    turns = Turns([short, *[jobs] * ROUNDS])
    comparable: dict[str, list[tuple[int, float]]] = {"raw": [(n, turns.median(f"raw {n}")) for n in LENGTHS]}
    for kind in ("spun", "clean"):
        base, edited = f"{kind} 100000", edits[f"{kind} 100000"]
        for length in LENGTHS:
            name = f"{kind} {length}"
            taken = turns.median(name)
            same = edited / 2 <= edits[name] <= edited * 2
            if same:
                comparable.setdefault(kind, []).append((length, taken))
            ratio = f"{turns.ratio(name, base) * 100_000 / length:.2f}" if same else "other work"
            print(line(kind, length, edits[name], taken, "a character at 100,000", ratio), flush=True)
    if plot:
        draw(plot, comparable)
    for length in [MILLION * n for n in (10, 100) if n <= millions]:
        for kind, source in (("spun", articles), ("clean", clean_articles())):
            first, then = (seconds(partial(restored, restorer, of_length(source, n), edits, kind)) for n in (MILLION, length))
            ratio = f"{then / first / length * MILLION:.2f}"
            print(line(kind, length, edits[kind], then, "a character at 1,000,000, one run", ratio, "at most 1.1"), flush=True)


def line(kind: str, length: int, edits: float, taken: float, against: str, ratio: str, goal: str = "") -> str:
    return f"| {kind} text, {length:,} characters, {edits:.0f} edits in 10,000 | {taken:.4g} s | {against} | {ratio} | {goal} |"


def restored(restorer: Restorer, text: str, edits: dict[str, float], name: str) -> None:
    """Restore a text as the command does, piece by piece, keeping none; notes the edits in 10,000 characters."""
    edits[name] = sum(len(piece.edits) for piece in restorer.restore_pieces(text)) / len(text) * 10_000


def draw(path: Path, medians: dict[str, list[tuple[int, float]]]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "restore"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    unit = dict(medians["raw"])[100_000]
    for kind, label, mark in (
        ("spun", "restore, spun text", "o-"),
        ("clean", "restore, clean text", "^-"),
        ("raw", "raw KenLM scoring of the spun text", "s--"),
    ):
        axes.loglog([n for n, _ in medians[kind]], [value / unit for _, value in medians[kind]], mark, label=label)
    axes.set_xlabel("characters in the text")
    axes.set_ylabel("time (raw scoring of 100,000 characters = 1)")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
