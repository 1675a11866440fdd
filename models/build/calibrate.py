"""How far probabilities can be believed: reliability of edits and documents, and how well spun texts are told from clean ones.

    python -m models.build.calibrate GOLD_FOLDER... HELD_OUT_FOLDER [--write] [--plot models/reliability.svg]

Edits: confidence by trees that have not seen the text (as in fit_trees.py), over the gold texts. Documents: logistic
regression of "was spun" on the evidence of the first look, over the gold and clean texts and over held-out texts of 100 to 400
words, left clean or spun by spin.py so that 3 or 10% of their words are; a quarter of what it substitutes the restorer may not use.
They are weighted so that `SPUN` of the collection is spun, half of that lightly. Prints the expected calibration error (ten bins of
equal width, Naeini et al. 2015) of both, cross-validated, and the area under the ROC curve; `--write` puts the coefficients into
weights.toml; `--plot` needs the extra `plot`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.build.boosting import FAST
from models.build.confidence import regression
from models.build.development import narrow_look, paragraphs
from models.build.fit_trees import proposed
from models.build.gold import Gold
from models.build.spin import Spinner
from models.build.weights_file import write
from restore.decide import spun_probability
from restore.document import Document
from restore.first_look import FirstLook
from restore.prior import before_reading, parts
from restore.restorer import Restorer

TEXTS, BINS = 240, 10
SHARES = (0.1, 0.03)
FOLDS = 5
# The collection that the probability of documents is calibrated for: the share of spun texts, and below which share of spun words
# one is lightly spun.
SPUN, LIGHT = 0.15, 0.05
Labelled = tuple[float, bool, float]  # probability, whether it came true, weight


def edit_points(gold: list[Path], restorer: Restorer) -> list[Labelled]:
    """Cross-validated confidence of every edit proposed on the gold texts."""
    result = proposed(gold, restorer)
    return [(float(sure), p.right, 1.0) for sure, p in zip(FAST.cross_validated(result), result.points, strict=True)]


@dataclass(frozen=True, slots=True)
class Judged:
    """A text: the evidence that it was spun (log10 likelihood ratio), and the share of its words that were."""

    evidence: float
    share: float


def judged(gold: str, look: FirstLook) -> Judged:
    """What a gold text looks like at first."""
    return Judged(look.judge(Document.read(Gold.parse(gold).text)).evidence, spun_share(gold))


def weights_of(texts: Sequence[Judged]) -> np.ndarray:
    """The weight of each text in a collection of which `SPUN` is spun, half of that lightly; their mean is 1."""
    kind = np.array([(text.share > 0) + (text.share > LIGHT) for text in texts])
    wanted = np.array([1 - SPUN, SPUN / 2, SPUN / 2])
    weights: np.ndarray = (wanted * len(texts) / np.bincount(kind, minlength=3))[kind]
    return weights


def fitted(texts: Sequence[Judged], weights: np.ndarray) -> np.ndarray:
    """Bias and slopes of the calibration of documents."""
    return regression(rows_of(texts), np.array([float(text.share > 0) for text in texts]), weights)


def rows_of(texts: Sequence[Judged]) -> np.ndarray:
    return np.array([list(parts(text.evidence).values()) for text in texts])


def document_points(texts: Sequence[Judged]) -> list[Labelled]:
    """The probability of every text by a calibration that has not seen it."""
    weights, fold = weights_of(texts), np.arange(len(texts)) % FOLDS
    out = np.zeros(len(texts))
    for held in range(FOLDS):
        seen = [i for i in range(len(texts)) if fold[i] != held]
        beta = fitted([texts[i] for i in seen], weights[seen])
        out[fold == held] = 1 / (1 + np.exp(-rows_of([t for t, f in zip(texts, fold, strict=True) if f == held]) @ beta))
    return [(float(p), text.share > 0, float(w)) for p, text, w in zip(out, texts, weights, strict=True)]


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
    return float(sum(share * abs(mean - come_true) for mean, come_true, share in bins(values)))


def bins(values: Sequence[Labelled]) -> list[tuple[float, float, float]]:
    """Mean probability, share come true and share of all, for each bin that is not empty."""
    p, right, weight = np.array(values, dtype=float).T
    which = np.minimum((p * BINS).astype(int), BINS - 1)
    masks = [which == b for b in sorted(set(which.tolist()))]
    return [
        (np.average(p[m], weights=weight[m]), np.average(right[m], weights=weight[m]), weight[m].sum() / weight.sum())
        for m in masks
    ]


def area(spun: Sequence[float], clean: Sequence[float]) -> float:
    """Area under the ROC curve: how often a spun text scores above a clean one (ties count half)."""
    wins = sum((s > c) + 0.5 * (s == c) for s in spun for c in clean)
    return wins / (len(spun) * len(clean))


def draw(curves: dict[str, Sequence[Labelled]], path: Path) -> None:
    """Reliability diagram: share come true against mean probability, bin by bin; a dot a bin."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    for name, values in curves.items():
        x, y, _ = zip(*bins(values), strict=True)
        axes.plot(x, y, marker="o", label=f"{name} ({len(values)}, ECE {calibration_error(values):.3f})")
    axes.set(xlabel="probability given", ylabel="share that came true", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--write", action="store_true", help="put the coefficients into weights.toml")
    parser.add_argument("--plot", type=Path)
    args = parser.parse_args()
    restorer, rng = Restorer(), random.Random(4)
    edits = edit_points(args.gold, restorer)
    paths = [path for folder in args.gold for path in sorted(folder.glob("**/*.txt"))]
    look, narrow = restorer.first_look, narrow_look(restorer)
    documents = [judged(path.read_text(encoding="utf-8"), look) for path in paths]
    spinner = Spinner(restorer.table)
    texts = paragraphs(args.held_out, 150, TEXTS, rng) + paragraphs(args.held_out, 350, TEXTS, rng)
    clean = [judged(text, look) for text in texts]
    documents += clean
    for share in SHARES:
        spun = [spun_to(text, share, spinner, "nhrt"[i % 4], rng) for i, text in enumerate(texts)]
        found = [judged(text, narrow) for text in spun]
        documents += found
        ranked = area([text.evidence for text in found], [text.evidence for text in clean])
        print(f"AUC, {share:.0%} of words spun: {ranked:.4f} ({len(found)} spun, {len(clean)} clean texts)")
    points = document_points(documents)
    for name, values in (("edits", edits), ("documents", points)):
        print(f"ECE of {name}: {calibration_error(values):.4f} ({len(values)})")
    coefficients = dict(zip(parts(0.0), fitted(documents, weights_of(documents)), strict=True))
    weights = replace(restorer.weights, spun={name: round(float(value), 4) for name, value in coefficients.items()})
    for path, text in zip(paths, documents, strict=False):
        p = spun_probability(replace(before_reading(weights), evidence=text.evidence), weights)
        if (p < 0.9) == (text.share > 0) or p > 0.1 > text.share:
            print(f"{path.name}: {p:.3f}, {text.share:.1%} of the words spun")
    if args.write:
        write(weights, "documents", [f"ECE {calibration_error(points):.3f}"])
    if args.plot:
        draw({"edits": edits, "documents": points}, args.plot)


if __name__ == "__main__":
    main()
