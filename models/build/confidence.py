"""The confidence of edits: logistic regression on their features, judged by what a threshold on it would restore."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.build.development import CLEAN, Point, Run
from models.build.gold import Cluster
from restore.evaluate import Tally
from restore.weights import FEATURES, NEURAL_FEATURES

GROUP_WEIGHT = {
    **{"ft": 1.0, "news": 2.0, "light": 0.25, "thes": 1.0, "spun": 1.0},
    **{"harsh": 1.0, "rare": 1.0, "tort": 1.0},
}
# A false edit of a clean text costs this much of the mean F0.5.
CLEAN_PENALTY = 0.004
# Precision below this is charged on top of what it costs F0.5: a tool that edits wrongly is switched off.
PRECISION = 0.88
FOLDS = 5
RIDGE = 1.0
# What the thresholds of the fast path are chosen for: at most so many wrong edits in 1,000 words of spun text are applied, and
# suggested.
APPLIED, SUGGESTED = 10.6, 42.0


def matrix(points: Sequence[Point]) -> np.ndarray:
    """A row for each edit, the features of a regression in the order of their names; all edits were rescored or none."""
    rescored = bool(points) and "neural" in points[0].values
    names = sorted(NEURAL_FEATURES if rescored else FEATURES)
    return np.array([[p.values[name] for name in names] for p in points])


# Rows of features, how far each is right (0 to 1), and the weight of one against a point.
Extra = tuple[np.ndarray, np.ndarray, float]


def shares(points: Sequence[Point], groups: dict[int, str]) -> np.ndarray:
    """What each edit weighs in a fit, 1 in the mean; each group of texts has the total weight of `GROUP_WEIGHT`."""
    count: dict[str, int] = defaultdict(int)
    for p in points:
        count[groups[p.case]] += 1
    share = np.array([GROUP_WEIGHT.get(groups[p.case], 1.0) / max(40, count[groups[p.case]]) for p in points])
    out: np.ndarray = share * len(points) / share.sum()
    return out


def logistic(points: list[Point], groups: dict[int, str], extra: Extra | None = None) -> np.ndarray:
    """Coefficients of the confidence; each edit has its share of weight."""
    x, y, share = matrix(points), np.array([float(p.right) for p in points]), shares(points, groups)
    if extra:
        x, y, share = np.r_[x, extra[0]], np.r_[y, extra[1]], np.r_[share, np.full(len(extra[1]), extra[2])]
    return regression(x, y, share)


def regression(x: np.ndarray, y: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Weighted logistic regression by Newton's method, with a ridge."""
    beta = np.zeros(x.shape[1])
    ridge = RIDGE * np.eye(x.shape[1])
    for _ in range(30):
        sure = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (share * (sure - y)) + ridge @ beta
        hessian = (x * (share * sure * (1 - sure))[:, None]).T @ x + ridge
        beta = beta - np.linalg.solve(hessian, gradient)
    return beta


def cross_validated(result: Run, extra: Extra | None = None) -> np.ndarray:
    """Confidence of every edit by a regression that has not seen its text, but `extra`."""
    x = matrix(result.points)
    out = np.zeros(len(result.points))
    for fold in range(FOLDS):
        train = [p for p in result.points if p.case % FOLDS != fold]
        test = [i for i, p in enumerate(result.points) if p.case % FOLDS == fold]
        out[test] = 1 / (1 + np.exp(-np.clip(x[test] @ logistic(train, result.groups, extra), -30, 30)))
    return out


class Judged:
    """The edits of a run with their confidence: what any threshold would restore."""

    def __init__(self, result: Run, sure: np.ndarray) -> None:
        self.required: dict[str, int] = defaultdict(int)
        self.words: dict[str, int] = defaultdict(int)
        for case, gold in result.golds.items():
            group = result.groups[case]
            self.required[group] += gold.required
            if group not in (*CLEAN, "spun"):
                self.words[group] += len(gold.text.split())
        by_case: dict[int, list[int]] = defaultdict(list)
        for i, point in enumerate(result.points):
            by_case[point.case].append(i)
        self.clusters: list[tuple[str, Cluster, list[float]]] = []
        for case, indices in by_case.items():
            indices.sort(key=lambda i: result.points[i].edit.start)
            confidence = iter([float(sure[i]) for i in indices])
            for cluster in result.golds[case].clusters([result.points[i].edit for i in indices]):
                self.clusters.append((result.groups[case], cluster, [next(confidence) for _ in cluster.edits]))

    def figures(self, threshold: float) -> tuple[dict[str, tuple[float, float, float]], int]:
        """(precision, recall, F0.5) of each group at a threshold, and the number of edits of clean texts."""
        tallies: dict[str, Tally] = defaultdict(Tally)
        for group, cluster, confidence in self.clusters:
            applied = frozenset(i for i, sure in enumerate(confidence) if sure >= threshold)
            if applied:
                tallies[group] += cluster.tally(applied)
        out = {}
        for group in GROUP_WEIGHT:
            if self.required[group]:
                tally = replace(tallies[group], required=self.required[group])
                out[group] = tally.precision, tally.recall, tally.f05
        return out, tallies["clean"].edits + 2 * tallies["bait"].edits

    def wrong_rate(self, threshold: float) -> float:
        """Wrong edits in 1,000 words of the texts that real spinners, or people in their manner, have spun."""
        wrong = 0
        for group, cluster, confidence in self.clusters:
            applied = frozenset(i for i, sure in enumerate(confidence) if sure >= threshold)
            if applied and group in self.words:
                tally = cluster.tally(applied)
                wrong += tally.edits - tally.good
        return 1000 * wrong / sum(self.words.values())


def threshold_for(result: Run, sure: np.ndarray, rate: float) -> float:
    """The lowest threshold that keeps wrong edits to `rate` in 1,000 words of spun text, and leaves clean texts alone."""
    judged = Judged(result, sure)
    for threshold in np.arange(0.1, 0.98, 0.01):
        if judged.wrong_rate(float(threshold)) <= rate and not judged.figures(float(threshold))[1]:
            break
    return round(float(threshold), 2)


def described(result: Run, sure: np.ndarray, threshold: float, value: float) -> list[str]:
    """The figures of a fit as lines, printed too."""
    groups, clean = Judged(result, sure).figures(threshold)
    lines = [f"{g}: {p:.3f}/{r:.3f}/{f:.3f}" for g, (p, r, f) in groups.items()]
    lines.append(f"objective {value:.4f}; edits in {sum(g in CLEAN for g in result.groups.values())} clean texts: {clean}")
    print("\n".join(lines))
    return lines


def objective(result: Run, sure: np.ndarray) -> tuple[float, float]:
    """Best (mean F0.5 less the clean penalty, threshold)."""
    best = (-9.0, 0.5)
    judged = Judged(result, sure)
    for threshold in np.arange(0.2, 0.96, 0.02):
        groups, clean = judged.figures(float(threshold))
        total = sum(GROUP_WEIGHT[g] for g in groups)
        worth = sum(GROUP_WEIGHT[g] * (f - max(0.0, PRECISION - p)) for g, (p, _, f) in groups.items())
        value = worth / total - CLEAN_PENALTY * clean
        best = max(best, (value, round(float(threshold), 2)))
    return best
