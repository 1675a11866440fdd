"""Jobs run in turn, so that whatever else the machine does meets all of them alike; only ratios mean anything."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable

Job = Callable[[], object]


class Turns:
    """Seconds that each job took, round by round; `jobs` are run in turn in each round, the first of which only warms up."""

    def __init__(self, rounds: Iterable[dict[str, Job]]) -> None:
        self.seconds: dict[str, list[float]] = {}
        for number, jobs in enumerate(rounds):
            for name, job in jobs.items():
                taken = seconds(job)
                if number:
                    self.seconds.setdefault(name, []).append(taken)

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])

    def ratio(self, name: str, base: str) -> float:
        """Median over the rounds of how many times as long `name` took as `base` in the same round."""
        return statistics.median(a / b for a, b in zip(self.seconds[name], self.seconds[base], strict=True))


def seconds(job: Job) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start
