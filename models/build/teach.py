"""Teach the fast path by accurate mode: where does the confidence without the neural model go wrong, and does its opinion help?

    python -m models.build.teach GOLD_FOLDER HELD_OUT_FOLDER [--texts N]

Spins held-out texts with the project's own table, has accurate mode judge every span that the fast path leaves open, and prints

1. how far the fast confidence is from accurate mode's, and which features explain the difference (slope of the difference along
   each feature, in standard deviations: far from 0 means a coefficient that is wrong);
2. the confusion pairs: what the fast path puts first, and what accurate mode would have there;
3. what the development set says of a confidence that is fitted to its own edits and to those judged by accurate mode as well, at
   several weights of these (knowledge distillation in the sense of Hinton et al. 2015, arXiv:1503.02531).

The coefficients of the best one are written to weights.toml if it is better by more than `GAIN`. Run it after fit_neural.py.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.build.confidence import FOLDS, described, logistic, matrix, objective
from models.build.development import Run, cases, paragraphs, propose, withheld
from models.build.gold import Gold
from models.build.spin import Spinner
from models.build.weights_file import PATH, write
from restore.config import Config
from restore.decide import features, sureness
from restore.decode.lattice import isolated_scores, measure, weigh
from restore.document import Document
from restore.restorer import Restorer, analyse
from restore.weights import FEATURES, Weights

WORDS, WORKERS, SEED = 250, 2, 5
RATES = (0.05, 0.15, 0.3)
# Weights of a judged edit against one of the development set, and what has to be gained in the objective to take one over.
SHARES = (0.0, 0.1, 0.3, 1.0)
GAIN = 0.002
LISTED = 25


@dataclass(frozen=True, slots=True)
class Judged:
    """A span the fast path left open: features of its best candidate, its fast confidence, and what accurate mode gives that
    candidate; `pair` is what the fast path and accurate mode put first."""

    values: dict[str, float]
    fast: float
    accurate: float
    pair: tuple[str, str, str]


def judged(held_out: Path, texts: int, part: int) -> list[Judged]:
    """The open spans of one share of the texts, judged by accurate mode."""
    restorer = Restorer(Config(reranker="neural"))
    lm, weights = restorer.lm, restorer.weights
    rng = random.Random(SEED)
    spinner = Spinner(restorer.table)
    spun = [
        spinner.spin(text, "nhrt"[i % 4], RATES[i % len(RATES)], rng)
        for i, text in enumerate(paragraphs(held_out, WORDS, texts, rng))
    ]
    out = []
    for text in spun[part::WORKERS]:
        document = Document.read(Gold.parse(text).text)
        candidates = [c for c in restorer.candidates(document) if not withheld(c)]
        measured = measure(document, candidates, lm)
        alone = isolated_scores(document, [c for c, _ in measured], lm, weights)
        prior, spans = analyse(document, weigh(document, measured, alone, weights), lm, weights)
        if prior.spun < weights.document:
            continue
        for before, after in zip(spans, restorer.reranker.rerank(document, spans, prior, lm, weights), strict=True):
            if not after.neural or before.picked is None:
                continue
            first, then = before.scores[0][1].candidate.text, after.scores[0][1].candidate.text
            sure = sureness(document, after, prior, lm, weights)
            out.append(
                Judged(
                    features(document, before, prior, lm),
                    sureness(document, before, prior, lm, weights),
                    sure if first == then else 0.0,
                    (document.norm(before.start, before.end), first, then if sure >= 0.5 else "(kept)"),
                )
            )
    return out


def development(gold: list[Path], held_out: Path, part: int) -> Run:
    """One share of the development set, decoded without the neural model."""
    restorer = Restorer()
    return propose(cases(gold, held_out, restorer, part, WORKERS), restorer.lm, restorer.weights)


def report(found: list[Judged]) -> None:
    """Print where fast and accurate confidence differ."""
    fast, accurate = (np.array([getattr(j, name) for j in found]) for name in ("fast", "accurate"))
    print(f"{len(found)} open spans; mean confidence fast {fast.mean():.3f}, accurate {accurate.mean():.3f}")
    print(f"mean difference {np.abs(accurate - fast).mean():.3f}, correlation {np.corrcoef(fast, accurate)[0, 1]:.3f}")
    x = np.array([[j.values[name] for name in sorted(FEATURES)] for j in found])
    spread = x.std(axis=0)
    for name, column, s in zip(sorted(FEATURES), x.T, spread, strict=True):
        if s > 0:
            print(f"  {name}: {np.mean((accurate - fast) * (column - column.mean()) / s):+.4f}")
    wrong = Counter(j.pair for j in found if j.pair[1] != j.pair[2])
    for (form, first, then), count in wrong.most_common(LISTED):
        print(f"  {count} times {form!r}: fast {first!r}, accurate {then!r}")


def taught(run: Run, found: list[Judged], share: float) -> tuple[np.ndarray, np.ndarray]:
    """(coefficients, cross-validated confidence of the development set's edits), with the judged spans at weight `share`."""
    extra = np.array([[j.values[name] for name in sorted(FEATURES)] for j in found]), np.array([j.accurate for j in found]), share
    x = matrix(run.points)
    sure = np.zeros(len(run.points))
    for fold in range(FOLDS):
        test = [i for i, p in enumerate(run.points) if p.case % FOLDS == fold]
        beta = logistic([p for p in run.points if p.case % FOLDS != fold], run.groups, extra)
        sure[test] = 1 / (1 + np.exp(-np.clip(x[test] @ beta, -30, 30)))
    return logistic(run.points, run.groups, extra), sure


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--texts", type=int, default=80)
    args = parser.parse_args()
    with ProcessPoolExecutor(WORKERS) as pool:
        shares = [pool.submit(judged, args.held_out, args.texts, part) for part in range(WORKERS)]
        found = [j for job in shares for j in job.result()]
        runs = [pool.submit(development, [args.gold], args.held_out, part) for part in range(WORKERS)]
        run = runs[0].result() + runs[1].result()
    report(found)
    results = {share: taught(run, found, share) for share in SHARES}
    values = {share: objective(run, sure) for share, (_, sure) in results.items()}
    for share, (value, threshold) in values.items():
        print(f"weight {share}: objective {value:.4f} at threshold {threshold}")
    best = max(values, key=lambda share: values[share][0])
    if values[best][0] > values[0.0][0] + GAIN:
        beta, sure = results[best]
        value, threshold = values[best]
        coefficients = {name: round(float(b), 4) for name, b in zip(sorted(FEATURES), beta, strict=True)}
        weights = replace(Weights.read(PATH), apply=threshold, confidence=coefficients)
        write(weights, "fast", described(run, sure, threshold, value))


if __name__ == "__main__":
    main()
