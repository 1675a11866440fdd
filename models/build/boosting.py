"""Trees for the confidence of edits: gradient boosting in small steps on random halves of the edits (Friedman 2002).

Some runs of it are averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from models.build.confidence import FOLDS, shares
from models.build.development import Point, Run
from restore.decide import NOT_RESCORED
from restore.trees import Tree, Trees
from restore.weights import TREE_FEATURES

RUNS = 4


@dataclass(frozen=True, slots=True)
class Boosting:
    """How the trees of a mode are grown: `settings` are those of scikit-learn."""

    features: frozenset[str]
    settings: dict[str, Any]

    def rows(self, points: list[Point]) -> np.ndarray:
        """A row for each edit, its features in the order of their names."""
        names = sorted(self.features)
        return np.array([[values[name] for name in names] for values in (NOT_RESCORED | p.values for p in points)])

    def fitted(self, points: list[Point], groups: dict[int, str]) -> Trees:
        """The trees for these edits, each group of texts with its weight."""
        x, y, share = self.rows(points), [p.right for p in points], shares(points, groups)
        base = 0.0
        trees: list[Tree] = []
        for seed in range(RUNS):
            model = GradientBoostingClassifier(random_state=seed, **self.settings).fit(x, y, sample_weight=share)
            prior = model.init_.class_prior_
            base += float(np.log(prior[1] / prior[0])) / RUNS
            trees += [self._tree(stage[0].tree_, 0, model.learning_rate / RUNS) for stage in model.estimators_]
        return Trees(base, trees)

    def _tree(self, grown: Any, node: int, step: float) -> Tree:
        """A tree of scikit-learn from a node on, its leaves by `step`."""
        left, right = grown.children_left[node], grown.children_right[node]
        if left == right:
            return float(grown.value[node][0][0]) * step
        below = self._tree(grown, left, step), self._tree(grown, right, step)
        return sorted(self.features)[grown.feature[node]], float(grown.threshold[node]), *below

    def cross_validated(self, result: Run) -> np.ndarray:
        """Confidence of every edit by trees that have not seen its text."""
        out = np.zeros(len(result.points))
        for fold in range(FOLDS):
            trees = self.fitted([p for p in result.points if p.case % FOLDS != fold], result.groups)
            test = [i for i, p in enumerate(result.points) if p.case % FOLDS == fold]
            out[test] = confidence(trees, [result.points[i] for i in test])
        return out


_STEPS = {"learning_rate": 0.08, "subsample": 0.5, "min_samples_leaf": 20}
FAST = Boosting(TREE_FEATURES["kenlm"], {**_STEPS, "n_estimators": 100, "max_depth": 3, "max_features": 0.2})
NEURAL = Boosting(TREE_FEATURES["neural"], {**_STEPS, "n_estimators": 250, "max_depth": 4, "max_features": 0.4})


def confidence(trees: Trees, points: list[Point]) -> np.ndarray:
    """The confidence of every edit."""
    sums = np.array([trees.sum(NOT_RESCORED | p.values) for p in points])
    out: np.ndarray = 1 / (1 + np.exp(-sums))
    return out
