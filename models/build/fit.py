"""Fit models/en/weights.toml on the development set.

    python -m models.build.fit GOLD_FOLDER HELD_OUT_FOLDER [--rounds N]

GOLD_FOLDER holds dev/*.gold.txt and clean/*.txt; HELD_OUT_FOLDER is what prepare.py kept from training (development.py).

1. The decoder's weights, coordinate by coordinate (minimum error rate training in the sense of Och 2003): a setting is worth the
   best mean F0.5, over any threshold, of a confidence fitted to its own edits.
2. The evidence (scale, bias, cap): logistic regression of "this span was spun" on its screened score, real spun and clean texts.
3. The coefficients that accurate mode sets out from: logistic regression of "this edit is right" on `restore.decide.features`,
   with a ridge. The confidence of fast mode is fitted by fit_trees.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.build.confidence import cross_validated, described, logistic, objective, regression
from models.build.development import CLEAN, Case, Run, cases, lattice_of, propose
from models.build.weights_file import PATH, write
from restore.evidence import screened_evidence
from restore.lm import LanguageModel
from restore.prior import before_reading, best_apart
from restore.restorer import Restorer
from restore.weights import FEATURES, Weights

STEPS: dict[str, tuple[float, ...]] = {
    "lm": (-0.05, 0.05),
    "channel": (-0.2, 0.2),
    "bare": (-0.1, 0.1),
    "length": (-0.2, 0.2),
    "capital": (-0.5, 0.5),
    "cross": (-0.5, 0.5),
    "family": (-0.4, 0.4),
    "sense": (-0.15, 0.15),
    "boost": (-0.3, 0.3),
    "prior": (-0.5, 0.5),
}


def evidence_points(cases: list[Case], weights: Weights, lm: LanguageModel) -> list[tuple[float, bool]]:
    """(screened score, spun) of the strongest spans that do not overlap, of clean texts and of the slots of real spun ones."""
    plain = replace(weights, evidence_scale=1.0, evidence_bias=0.0, evidence_cap=99.0)
    family = before_reading(plain).family_scores()
    out = []
    for case in cases:
        if case.group == "spun":
            continue
        tokens = case.document.tokens
        evidence = list(screened_evidence(lattice_of(case, lm, plain), plain))
        for score, span in best_apart(evidence, family, plain):
            start, end = tokens[span.start].start, tokens[span.end - 1].end
            inside = any(slot.start < end and start < slot.end for slot in case.gold.slots)
            if inside or case.group in CLEAN:
                out.append((score, inside))
    return out


def fit_evidence(points: list[tuple[float, bool]], weights: Weights) -> Weights:
    """Scale and bias from the regression over scores in [-1, 3]; the cap from the share of higher scores."""
    spun = sum(label for _, label in points)
    base = spun / (len(points) - spun)
    x = np.array([(1.0, score) for score, _ in points if -1 <= score <= 3])
    y = np.array([float(label) for score, label in points if -1 <= score <= 3])
    bias, scale = regression(x, y, np.ones(len(y))) / np.log(10)
    high = [label for score, label in points if score > 3]
    cap = np.log10((sum(high) + 1) / (len(high) - sum(high) + 1) / base)
    return replace(
        weights,
        evidence_scale=round(float(scale), 3),
        evidence_bias=round(float(bias - np.log10(base)), 3),
        evidence_cap=round(float(cap), 2),
    )


_CASES: list[Case] = []
_LM: LanguageModel


def _start(gold: list[Path], held_out: Path, part: int, parts: int) -> None:
    global _LM
    restorer = Restorer()
    _LM = restorer.lm
    _CASES.extend(cases(gold, held_out, restorer, part, parts))


def _work(weights: Weights) -> Run:
    return propose(_CASES, _LM, weights)


def _evidence(weights: Weights) -> list[tuple[float, bool]]:
    return evidence_points(_CASES, weights, _LM)


def climb(weights: Weights, evaluate: Callable[[Weights], Run]) -> Weights:
    """One round over the decoder's weights, keeping every step that raises the objective."""
    result = evaluate(weights)
    best, _ = objective(result, cross_validated(result))
    print(f"start {best:.4f}", flush=True)
    for name, steps in STEPS.items():
        for step in steps:
            while True:
                trial = replace(weights, **{name: round(getattr(weights, name) + step, 4)})
                result = evaluate(trial)
                value, _ = objective(result, cross_validated(result))
                if value <= best + 1e-4:
                    break
                weights, best = trial, value
                print(f"{name} = {getattr(weights, name)}: {best:.4f}", flush=True)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--rounds", type=int, default=1, help="0 fits evidence and coefficients only")
    args = parser.parse_args()
    weights = Weights.read(PATH)
    pools = [ProcessPoolExecutor(1, initializer=_start, initargs=(args.gold, args.held_out, i, 2)) for i in range(2)]

    def evaluate(w: Weights) -> Run:
        first, second = (job.result() for job in [pool.submit(_work, w) for pool in pools])
        return first + second

    def with_evidence(w: Weights) -> Weights:
        return fit_evidence([p for job in [pool.submit(_evidence, w) for pool in pools] for p in job.result()], w)

    weights = with_evidence(weights)
    for _ in range(args.rounds):
        weights = with_evidence(climb(weights, evaluate))
    result = evaluate(weights)
    sure = cross_validated(result)
    value, threshold = objective(result, sure)
    beta = logistic(result.points, result.groups)
    coefficients = {name: round(float(b), 4) for name, b in zip(sorted(FEATURES), beta, strict=True)}
    write(replace(weights, confidence=coefficients), "linear", described(result, sure, threshold, value))


if __name__ == "__main__":
    main()
