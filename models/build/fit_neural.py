"""Fit the confidence of accurate mode: what the neural model's scores say of an edit.

    python -m models.build.fit_neural GOLD_FOLDER... HELD_OUT_FOLDER [--reranker large] [--scores FILE]

As step 3 and 4 of fit.py, with the spans of the development set rescored; run it after fit.py. For the small model boosted trees
follow, as in fast mode (fit_trees.py): the regression, as it was before, says which of overlapping spans are judged. Scoring takes
ten minutes on two cores, with the large model half an hour; `--scores` keeps the scores of wordings for the next run, which then
takes as long as what is new.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.build.boosting import NEURAL
from models.build.confidence import cross_validated, described, logistic, objective
from models.build.development import Run, cases, propose
from models.build.weights_file import PATH, write, write_trees
from restore.config import Config
from restore.decide import logistic_of
from restore.neural.model import NeuralModel, Progress, ignore
from restore.neural.rerank import Reranker
from restore.neural.sources import SOURCES, Source
from restore.restorer import Restorer
from restore.weights import NEURAL_FEATURES, Weights

WORKERS = 2
# The texts of a choice and their scores.
Known = dict[tuple[str, ...], list[float]]


class RememberingModel(NeuralModel):
    """A model that scores no choice twice."""

    def __init__(self, source: Source, known: Known) -> None:
        super().__init__(source)
        self.known = known

    def score(self, contexts: Sequence[Sequence[Sequence[str]]], progress: Progress = ignore) -> list[list[list[float]]]:
        wanted = [[choice for choice in choices if tuple(choice) not in self.known] for choices in contexts]
        new = [choices for choices in wanted if choices]
        for choices, scores in zip(new, super().score(new, progress), strict=True):
            self.known.update(zip(map(tuple, choices), scores, strict=True))
        return [[self.known[tuple(choice)] for choice in choices] for choices in contexts]


def work(gold: list[Path], held_out: Path, name: str, part: int, known: Known) -> tuple[Run, Known]:
    """Rescore and judge one share of the development set; the run and the scores of all wordings."""
    restorer = Restorer(Config(reranker=name))
    reranker = Reranker(SOURCES[name])
    reranker.model = RememberingModel(SOURCES[name], known)
    share = cases(gold, held_out, restorer, part, WORKERS)
    return propose(share, restorer.lm, replace(restorer.weights, trees=None), reranker), known


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--reranker", choices=sorted(SOURCES), default="neural")
    parser.add_argument("--scores", type=Path, help="scores of wordings, read and written (pickle)")
    args = parser.parse_args()
    known: Known = {}
    if args.scores and args.scores.exists():
        known = pickle.loads(args.scores.read_bytes())
    result = Run([], {}, {})
    with ProcessPoolExecutor(WORKERS) as pool:
        for job in [pool.submit(work, args.gold, args.held_out, args.reranker, part, known) for part in range(WORKERS)]:
            share, scores = job.result()
            result += share
            known |= scores
    if args.scores:
        args.scores.write_bytes(pickle.dumps(known))
    weights = Weights.read(PATH)
    rescored = [i for i, p in enumerate(result.points) if "neural" in p.values]
    settled = [i for i, p in enumerate(result.points) if "neural" not in p.values]
    neural = replace(result, points=[result.points[i] for i in rescored])
    beta = logistic(neural.points, neural.groups)
    coefficients = {name: round(float(b), 4) for name, b in zip(sorted(NEURAL_FEATURES), beta, strict=True)}
    if args.reranker == "large":
        sure = np.zeros(len(result.points))
        sure[rescored] = cross_validated(neural)
        sure[settled] = [logistic_of(result.points[i].values, weights.confidence) for i in settled]
        value, threshold = objective(result, sure)
        weights, section = replace(weights, large_apply=threshold, large_confidence=coefficients), "large"
    else:
        sure = NEURAL.cross_validated(result)
        value, threshold = objective(result, sure)
        write_trees(args.reranker, NEURAL.fitted(result.points, result.groups))
        weights, section = replace(weights, neural_apply=threshold, neural_confidence=coefficients), "accurate"
    write(weights, section, described(result, sure, threshold, value))


if __name__ == "__main__":
    main()
