"""How far probabilities can be believed: reliability of edits and documents, and how well spun texts are told from clean ones.

    python -m models.build.calibrate GOLD_FOLDER HELD_OUT_FOLDER [--plot models/reliability.svg]

Edits: confidence by a regression that has not seen the text (as in fit.py), over the development set. Documents: the probability
of having been spun, over the gold and clean texts and over held-out texts of 100 to 400 words, left clean or spun by spin.py
so that 3 or 10% of their words are; a quarter of what it substitutes the restorer may not use. Prints the expected calibration
error (ten bins of equal width, Naeini et al. 2015) of both and the area under the ROC curve; needs the extra `plot` to draw.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.build.confidence import cross_validated
from models.build.development import case_of, cases, lattice_of, paragraphs, propose
from models.build.gold import Gold
from models.build.spin import Spinner
from restore.restorer import Restorer, analyse

TEXTS, BINS = 120, 10
SHARES = (0.1, 0.03)
Labelled = tuple[float, bool]  # probability, and whether it came true


def edit_points(gold: list[Path], held_out: Path, restorer: Restorer) -> list[Labelled]:
    """Cross-validated confidence of every edit proposed on the development set."""
    result = propose(cases(gold, held_out, restorer, 0, 1), restorer.lm, restorer.weights)
    return [(float(sure), p.right) for sure, p in zip(cross_validated(result), result.points, strict=True)]


def probability(gold: str, restorer: Restorer, group: str) -> float:
    """A gold text's probability of having been spun; group as in `case_of`."""
    case = case_of(group, gold, restorer)
    return analyse(case.document, lattice_of(case, restorer.lm, restorer.weights), restorer.lm, restorer.weights)[0].spun


def spun_to(text: str, share: float, spinner: Spinner, family: str, rng: random.Random) -> str:
    """Gold text, spun so that about `share` of its words are: a first try at a middling rate says which rate gives that."""
    first = spinner.spin(text, family, 0.2, random.Random(rng.random()))
    rate = min(1.0, 0.2 * share / max(0.01, spun_share(first)))
    return spinner.spin(text, family, rate, rng)


def spun_share(gold: str) -> float:
    parsed = Gold.parse(gold)
    return sum(len(parsed.text[s.start : s.end].split()) for s in parsed.slots) / max(1, len(parsed.text.split()))


def calibration_error(values: Sequence[Labelled]) -> float:
    """Expected calibration error: |mean probability - share come true| by bin, weighted by the bin's size."""
    p, right = np.array(values, dtype=float).T
    which = np.minimum((p * BINS).astype(int), BINS - 1)
    gaps = (np.mean(which == b) * abs(p[which == b].mean() - right[which == b].mean()) for b in set(which.tolist()))
    return float(sum(gaps))


def area(spun: Sequence[float], clean: Sequence[float]) -> float:
    """Area under the ROC curve: how often a spun text scores above a clean one (ties count half)."""
    wins = sum((s > c) + 0.5 * (s == c) for s in spun for c in clean)
    return wins / (len(spun) * len(clean))


def draw(curves: dict[str, Sequence[Labelled]], path: Path) -> None:
    """Reliability diagram: share come true against mean probability, bin by bin; dot size is the bin's share."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    for name, values in curves.items():
        p, right = np.array(values, dtype=float).T
        which = np.minimum((p * BINS).astype(int), BINS - 1)
        bins = sorted(set(which.tolist()))
        x, y = ([float(of[which == b].mean()) for b in bins] for of in (p, right))
        axes.plot(x, y, marker="o", label=f"{name} ({len(values)}, ECE {calibration_error(values):.3f})")
    axes.set(xlabel="probability given", ylabel="share that came true", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--plot", type=Path)
    args = parser.parse_args()
    restorer, rng = Restorer(), random.Random(4)
    edits = edit_points([args.gold], args.held_out, restorer)
    documents: list[Labelled] = []
    for path in sorted(args.gold.glob("**/*.txt")):
        gold = path.read_text(encoding="utf-8")
        documents.append((probability(gold, restorer, "gold"), bool(Gold.parse(gold).slots)))
    spinner = Spinner(restorer.table)
    texts = paragraphs(args.held_out, 150, TEXTS, rng) + paragraphs(args.held_out, 350, TEXTS, rng)
    clean = [probability(text, restorer, "clean") for text in texts]
    documents += [(p, False) for p in clean]
    for share in SHARES:
        spun = [spun_to(text, share, spinner, "nhrt"[i % 4], rng) for i, text in enumerate(texts)]
        scores = [probability(text, restorer, "spun") for text in spun]
        documents += [(p, True) for p in scores]
        print(f"AUC, {share:.0%} of words spun: {area(scores, clean):.4f} ({len(scores)} spun, {len(clean)} clean texts)")
    print(f"ECE of edits: {calibration_error(edits):.4f} ({len(edits)}); of documents: {calibration_error(documents):.4f}")
    if args.plot:
        draw({"edits": edits, "documents": documents}, args.plot)


if __name__ == "__main__":
    main()
