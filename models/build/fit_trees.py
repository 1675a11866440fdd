"""Fit the confidence of fast mode: boosted trees on the features of edits.

    python -m models.build.fit_trees GOLD_FOLDER...

Each folder holds *.gold.txt, and clean/*.txt. Run it after fit.py, whose coefficients say which of overlapping spans are judged.
The trees are gradient boosting with small steps on random halves of the edits (Friedman 2002), some runs of it averaged; the
thresholds the lowest that keep wrong edits, cross-validated by text, to a stated rate (confidence.py). It takes half a minute.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from models.build.confidence import APPLIED, FOLDS, SUGGESTED, described, objective, shares, threshold_for
from models.build.development import Point, Run, cases, propose
from models.build.weights_file import PATH, write
from restore.restorer import Restorer
from restore.trees import Tree, Trees
from restore.weights import TREE_FEATURES, Weights

NAMES = sorted(TREE_FEATURES)
RUNS = 4
SETTINGS: dict[str, Any] = {
    **{"n_estimators": 100, "learning_rate": 0.08, "max_depth": 3, "min_samples_leaf": 20},
    **{"subsample": 0.5, "max_features": 0.2},
}


def rows(points: list[Point]) -> np.ndarray:
    """A row for each edit, its features in the order of `NAMES`."""
    return np.array([[p.values[name] for name in NAMES] for p in points])


def fitted(points: list[Point], groups: dict[int, str]) -> Trees:
    """The trees for these edits, each group of texts with its weight."""
    x, y, share = rows(points), [p.right for p in points], shares(points, groups)
    base = 0.0
    trees: list[Tree] = []
    for seed in range(RUNS):
        model = GradientBoostingClassifier(random_state=seed, **SETTINGS).fit(x, y, sample_weight=share)
        prior = model.init_.class_prior_
        base += float(np.log(prior[1] / prior[0])) / RUNS
        trees += [_tree(stage[0].tree_, 0, model.learning_rate / RUNS) for stage in model.estimators_]
    return Trees(base, trees)


def _tree(grown: Any, node: int, step: float) -> Tree:
    """A tree of scikit-learn from a node on, its leaves by `step`."""
    left, right = grown.children_left[node], grown.children_right[node]
    if left == right:
        return float(grown.value[node][0][0]) * step
    below = _tree(grown, left, step), _tree(grown, right, step)
    return NAMES[grown.feature[node]], float(grown.threshold[node]), *below


def confidence(trees: Trees, points: list[Point]) -> np.ndarray:
    """The confidence of every edit."""
    sums = np.array([trees.sum(p.values) for p in points])
    out: np.ndarray = 1 / (1 + np.exp(-sums))
    return out


def cross_validated(result: Run) -> np.ndarray:
    """Confidence of every edit by trees that have not seen its text."""
    out = np.zeros(len(result.points))
    for fold in range(FOLDS):
        trees = fitted([p for p in result.points if p.case % FOLDS != fold], result.groups)
        test = [i for i, p in enumerate(result.points) if p.case % FOLDS == fold]
        out[test] = confidence(trees, [result.points[i] for i in test])
    return out


def proposed(gold: list[Path], restorer: Restorer) -> Run:
    """Every edit of the gold texts, the coefficients of fit.py saying which of overlapping spans is it."""
    return propose(cases(gold, None, restorer, 0, 1), restorer.lm, replace(restorer.weights, trees=None))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    args = parser.parse_args()
    result = proposed(args.gold, Restorer())
    sure = cross_validated(result)
    apply, suggest = (threshold_for(result, sure, rate) for rate in (APPLIED, SUGGESTED))
    value, best = objective(result, sure)
    print(f"best threshold by F0.5: {best}")
    weights = replace(Weights.read(PATH), apply=apply, suggest=suggest, trees=fitted(result.points, result.groups))
    write(weights, "fast", described(result, sure, apply, value))


if __name__ == "__main__":
    main()
