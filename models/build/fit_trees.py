"""Fit the confidence of fast mode: boosted trees on the features of edits.

    python -m models.build.fit_trees GOLD_FOLDER...

Each folder holds *.gold.txt, and clean/*.txt. Run it after fit.py, whose coefficients say which of overlapping spans are judged.
The thresholds are the lowest that keep wrong edits, cross-validated by text, to a stated rate (confidence.py). It takes half a
minute.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from models.build.boosting import FAST
from models.build.confidence import APPLIED, SUGGESTED, described, objective, threshold_for
from models.build.development import Run, cases, propose
from models.build.weights_file import PATH, write, write_trees
from restore.restorer import Restorer
from restore.weights import Weights


def proposed(gold: list[Path], restorer: Restorer) -> Run:
    """Every edit of the gold texts, the coefficients of fit.py saying which of overlapping spans is it."""
    return propose(cases(gold, None, restorer, 0, 1), restorer.lm, replace(restorer.weights, trees=None))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    args = parser.parse_args()
    result = proposed(args.gold, Restorer())
    sure = FAST.cross_validated(result)
    apply, suggest = (threshold_for(result, sure, rate) for rate in (APPLIED, SUGGESTED))
    value, best = objective(result, sure)
    print(f"best threshold by F0.5: {best}")
    write_trees("kenlm", FAST.fitted(result.points, result.groups))
    write(replace(Weights.read(PATH), apply=apply, suggest=suggest), "fast", described(result, sure, apply, value))


if __name__ == "__main__":
    main()
