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

from models.build.confidence import cross_validated, described, logistic, objective
from models.build.development import Run, analysed, case_of, cases, paragraphs, propose
from models.build.spin import Spinner
from models.build.weights_file import PATH, write
from restore.config import Config
from restore.decide import features, surely_spun, sureness
from restore.restorer import Restorer
from restore.weights import FEATURES, Weights

WORDS, WORKERS, SEED = 250, 2, 5
RATES = (0.05, 0.15, 0.3)
# Weights of a judged edit against one of the development set, and what has to be gained in the objective to take one over.
SHARES = (0.0, 0.1, 0.3, 1.0)
GAIN = 0.002
LISTED = 25


@dataclass(frozen=True, slots=True)
class Lesson:
    """A span the fast path left open: features of its best candidate, its fast confidence, and what accurate mode gives that
    candidate; `pair` is what the fast path and accurate mode put first."""

    values: dict[str, float]
    fast: float
    accurate: float
    pair: tuple[str, str, str]


def lessons(held_out: Path, texts: int, part: int) -> list[Lesson]:
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
        case = case_of("spun", text, restorer)
        document = case.document
        prior, spans = analysed(case, lm, weights)
        if not surely_spun(prior, weights):
            continue
        for before, after in zip(spans, restorer.reranker.rerank(document, spans, prior, lm, weights), strict=True):
            if not after.neural or before.picked is None:
                continue
            first, then = before.scores[0][1].candidate.text, after.scores[0][1].candidate.text
            sure = sureness(document, after, prior, lm, weights)
            out.append(
                Lesson(
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
    return propose(cases(gold, held_out, restorer, part, WORKERS), restorer.lm, replace(restorer.weights, trees=None))


def report(found: list[Lesson]) -> None:
    """Print where fast and accurate confidence differ."""
    fast, accurate = (np.array([getattr(lesson, name) for lesson in found]) for name in ("fast", "accurate"))
    print(f"{len(found)} open spans; mean confidence fast {fast.mean():.3f}, accurate {accurate.mean():.3f}")
    print(f"mean difference {np.abs(accurate - fast).mean():.3f}, correlation {np.corrcoef(fast, accurate)[0, 1]:.3f}")
    x = np.array([[lesson.values[name] for name in sorted(FEATURES)] for lesson in found])
    spread = x.std(axis=0)
    for name, column, s in zip(sorted(FEATURES), x.T, spread, strict=True):
        if s > 0:
            print(f"  {name}: {np.mean((accurate - fast) * (column - column.mean()) / s):+.4f}")
    wrong = Counter(lesson.pair for lesson in found if lesson.pair[1] != lesson.pair[2])
    for (form, first, then), count in wrong.most_common(LISTED):
        print(f"  {count} times {form!r}: fast {first!r}, accurate {then!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--texts", type=int, default=80)
    args = parser.parse_args()
    with ProcessPoolExecutor(WORKERS) as pool:
        shares = [pool.submit(lessons, args.held_out, args.texts, part) for part in range(WORKERS)]
        found = [lesson for job in shares for lesson in job.result()]
        runs = [pool.submit(development, [args.gold], args.held_out, part) for part in range(WORKERS)]
        run = runs[0].result() + runs[1].result()
    report(found)
    rows = np.array([[lesson.values[name] for name in sorted(FEATURES)] for lesson in found])
    judgements = np.array([lesson.accurate for lesson in found])
    extra = {share: (rows, judgements, share) for share in SHARES}
    confidence = {share: cross_validated(run, extra[share]) for share in SHARES}
    values = {share: objective(run, confidence[share]) for share in SHARES}
    for share, (value, threshold) in values.items():
        print(f"weight {share}: objective {value:.4f} at threshold {threshold}")
    best = max(values, key=lambda share: values[share][0])
    if values[best][0] > values[0.0][0] + GAIN:
        beta, sure = logistic(run.points, run.groups, extra[best]), confidence[best]
        value, threshold = values[best]
        coefficients = {name: round(float(b), 4) for name, b in zip(sorted(FEATURES), beta, strict=True)}
        weights = replace(Weights.read(PATH), confidence=coefficients)
        write(weights, "linear", described(run, sure, threshold, value))


if __name__ == "__main__":
    main()
