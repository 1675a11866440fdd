"""Where the time of restoring goes: a profile, and the share that is KenLM's.

    python -m benchmarks.profiled [FILE]

A profiler makes small functions look dearer than they are, so KenLM's share is measured apart: every question put to it is noted,
then all are put again with nothing else done, in turn with restoring the text.
"""

from __future__ import annotations

import cProfile
import pstats
import re
import sys
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.texts import spun_articles
from benchmarks.turns import Job, Turns
from restore.restorer import Restorer

ROUNDS = 5
TOP = 12
HERE = Path(__file__).parents[1]
STAGES = ("read", "judge", "candidates", "promising", "measure", "weigh", "decode", "with_senses", "estimate", "decide")
ADDRESS = re.compile(" at 0x[0-9a-f]+")
# File, line, name -> primitive calls, calls, own seconds, seconds with callees, callers.
Stats = dict[tuple[str, int, str], tuple[int, int, float, float, Any]]


def questions(restorer: Restorer, text: str) -> list[tuple[Any, str]]:
    """Every (state, word) that KenLM is asked about while a text is restored."""
    asked: list[tuple[Any, str]] = []
    lm = restorer.lm
    real = lm.base_score

    def noting(state: Any, word: str, out: Any) -> Any:
        # States that are not kept are written over.
        asked.append((copy(state), word))
        return real(state, word, out)

    lm.base_score = noting
    try:
        restorer.restore(text)
    finally:
        lm.base_score = real
    return asked


def ask(restorer: Restorer, asked: list[tuple[Any, str]]) -> None:
    score, new = restorer.lm.base_score, restorer.lm.new_state
    for state, word in asked:
        score(state, word, new())


def top(stats: Stats) -> list[tuple[str, int, float]]:
    """The functions with most time of their own: name, calls, share of all time."""
    whole = sum(entry[2] for entry in stats.values())
    found = sorted(stats.items(), key=lambda item: -item[1][2])[:TOP]
    return [(called(*key), entry[1], entry[2] / whole) for key, entry in found]


def stages(stats: Stats) -> list[tuple[str, float]]:
    """What `Restorer._restore` and `Restorer.analyse` call, and its share of all time with all that it calls in turn."""
    whole = sum(entry[2] for entry in stats.values())
    shares = {name: sum(entry[3] for key, entry in stats.items() if key[2] == name and at_home(key[0])) for name in STAGES}
    return [(name, seconds / whole) for name, seconds in shares.items()]


def profiled(restorer: Restorer, text: str) -> Stats:
    profile = cProfile.Profile()
    profile.runcall(restorer.restore, text)
    stats: Stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return stats


def at_home(file: str) -> bool:
    return Path(file).is_relative_to(HERE / "restore")


def called(file: str, line: int, name: str) -> str:
    if line == 0:
        return ADDRESS.sub("", name.strip("<>"))
    path = Path(file)
    return f"{(path.relative_to(HERE) if at_home(file) else Path(path.name)).as_posix()}:{line} {name}"


def main() -> None:
    text = Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else "\n\n".join(spun_articles())
    restorer = Restorer()
    asked = questions(restorer, text)
    words = len(text.split())
    print(f"{words} words, {len(asked)} questions to KenLM, {len(set(asked))} of them distinct")
    jobs: dict[str, Job] = {"restore": partial(restorer.restore, text), "ask": partial(ask, restorer, asked)}
    share = Turns([jobs] * (ROUNDS + 1)).ratio("ask", "restore")
    print(f"KenLM's share of the time: {share:.0%}\n\n| function | calls | own time |\n|---|---|---|")
    stats = profiled(restorer, text)
    for name, calls, part in top(stats):
        print(f"| `{name}` | {calls} | {part:.1%} |")
    print("\n" + ", ".join(f"{name} {part:.0%}" for name, part in stages(stats)))


if __name__ == "__main__":
    main()
