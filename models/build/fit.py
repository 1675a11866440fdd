"""Fit models/en/weights.toml on the development set.

    python -m models.build.fit GOLD_FOLDER HELD_OUT_FOLDER [--rounds N]

GOLD_FOLDER holds dev/*.gold.txt and clean/*.txt; HELD_OUT_FOLDER is what prepare.py kept from training. Added to them are
held-out texts spun by spin.py, a quarter of whose substitutions the restorer may not use, and held-out texts left clean.

1. The decoder's weights, coordinate by coordinate (minimum error rate training in the sense of Och 2003): a setting is worth the
   best mean F0.5, over any threshold, of a confidence fitted to its own edits.
2. The evidence (scale, bias, cap): logistic regression of "this span was spun" on its screened score, real spun and clean texts.
3. The confidence: logistic regression of "this edit is right" on `restore.decide.features`, with a ridge.
4. The apply threshold: best mean F0.5 less what precision lacks of `PRECISION` and a penalty for every edit of a clean text.
   Its figures are cross-validated by text.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from models.build.clean_rates import blocks
from models.build.gold import Gold
from models.build.spin import Spinner
from restore import resources
from restore.decide import apart, edits_of, features
from restore.decode.lattice import Lattice, isolated_scores, measure, weigh
from restore.document import Document
from restore.generate.base import Candidate
from restore.lm import LanguageModel
from restore.prior import before_reading, best_apart
from restore.restorer import Restorer, analyse, screened_evidence
from restore.weights import FEATURES, Weights

STEPS: dict[str, tuple[float, ...]] = {
    "lm": (-0.05, 0.05),
    "channel": (-0.2, 0.2),
    "bare": (-0.1, 0.1),
    "length": (-0.2, 0.2),
    "capital": (-0.5, 0.5),
    "cross": (-0.5, 0.5),
    "family": (-0.4, 0.4),
    "clean": (-0.2, 0.2),
    "sense": (-0.15, 0.15),
    "boost": (-0.3, 0.3),
    "prior": (-0.5, 0.5),
}
NAMES = sorted(FEATURES)
# Texts that nobody spun: drawn at random, and written to tempt.
CLEAN = ("clean", "bait")
GROUP_WEIGHT = {"ft": 1.0, "news": 2.0, "light": 0.25, "thes": 1.0, "spun": 1.0}
# A false edit of a clean text costs this much of the mean F0.5.
CLEAN_PENALTY = 0.004
# Precision below this is charged on top of what it costs F0.5: a tool that edits wrongly is switched off.
PRECISION = 0.9
HELD_OUT_SHARE = 4  # one substitution in four is the spinner's alone
FOLDS = 5
RIDGE = 1.0


@dataclass(slots=True)
class Case:
    """A text with its candidates measured once."""

    group: str
    number: int
    gold: Gold
    document: Document
    measured: list[tuple[Candidate, float]]


@dataclass(frozen=True, slots=True)
class Point:
    """A proposed edit: its features, the slot it touches (-1: none) and whether it is right; `case` names its text."""

    case: int
    values: tuple[float, ...]
    slot: int
    right: bool


@dataclass(slots=True)
class Run:
    """All proposed edits of all texts under some weights, and the number of required slots a group."""

    points: list[Point]
    groups: dict[int, str]
    required: dict[int, frozenset[int]]

    def __add__(self, other: Run) -> Run:
        return Run(self.points + other.points, self.groups | other.groups, self.required | other.required)


def paragraphs(folder: Path, size: int, count: int, rng: random.Random) -> list[str]:
    """`count` held-out texts of about `size` words, spread over the corpora."""
    texts: list[str] = []
    paths = [p for p in sorted(folder.glob("*.txt")) if p.stat().st_size > 30_000]
    while len(texts) < count:
        odd = list(blocks(paths[len(texts) % len(paths)], odd=True))
        lines = rng.choice(odd).split("\n")
        at = rng.randrange(max(1, len(lines) // 2))
        text: list[str] = []
        while at < len(lines) and sum(len(line.split()) for line in text) < size:
            text.append(lines[at].translate({ord(c): None for c in "{}|"}))
            at += 1
        texts.append("\n".join(text) + "\n")
    return texts


def plan(gold: list[Path], held_out: Path, restorer: Restorer) -> list[tuple[str, str]]:
    """(group, gold text) of the whole development set."""
    rng = random.Random(2026)
    out: list[tuple[str, str]] = []
    for folder in gold:
        for path in sorted(folder.glob("**/*.gold.txt")):
            out.append((path.name.split(".")[0].rstrip("0123456789"), path.read_text(encoding="utf-8")))
        for path in sorted((folder / "clean").glob("*.txt")):
            out.append(("bait", path.read_text(encoding="utf-8")))
    spinner = Spinner(restorer.table)
    for i, text in enumerate(paragraphs(held_out, 250, 32, rng)):
        out.append(("spun", spinner.spin(text, "nhrt"[i % 4], (0.05, 0.15, 0.3)[i % 3], rng)))
    out += [("clean", text) for text in paragraphs(held_out, 400, 80, rng)]
    return out


def withheld(candidate: Candidate) -> bool:
    """Whether this substitution is the synthetic spinner's alone; the same in every run."""
    return sum(ord(c) * (i + 7) for i, c in enumerate(candidate.text)) % HELD_OUT_SHARE == 0


def lattice_of(case: Case, lm: LanguageModel, weights: Weights) -> Lattice:
    alone = isolated_scores(case.document, [c for c, _ in case.measured], lm, weights)
    return weigh(case.document, case.measured, alone, weights)


def run(cases: list[Case], weights: Weights, lm: LanguageModel) -> Run:
    """Decode every text and judge each edit proposed, all of them applied."""
    result = Run([], {}, {})
    for case in cases:
        result.groups[case.number] = case.group
        result.required[case.number] = frozenset(i for i, slot in enumerate(case.gold.slots) if slot.required)
        prior, spans = analyse(case.document, lattice_of(case, lm, weights), lm, weights)
        if prior.spun < weights.document:
            continue
        chosen = [s for _, s in apart(case.document, spans, prior, lm, weights) if s.picked is not None]
        chosen.sort(key=lambda s: s.start)
        edits = edits_of(case.document, [(span, 1.0, True) for span in chosen])
        for span, (slot, right) in zip(chosen, case.gold.judge(edits), strict=True):
            values = features(case.document, span, prior, lm)
            result.points.append(Point(case.number, tuple(values[n] for n in NAMES), slot, right))
    return result


def evidence_points(cases: list[Case], weights: Weights, lm: LanguageModel) -> list[tuple[float, bool]]:
    """(screened score, spun) of the strongest spans that do not overlap, of clean texts and of the slots of real spun ones."""
    plain = replace(weights, evidence_scale=1.0, evidence_bias=0.0, evidence_cap=99.0)
    family = before_reading(plain).family_scores()
    out = []
    for case in cases:
        if case.group == "spun":
            continue
        tokens = case.document.tokens
        evidence = screened_evidence(lattice_of(case, lm, plain))
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


def logistic(points: list[Point], groups: dict[int, str]) -> np.ndarray:
    """Coefficients of the confidence; each group of texts has the same total weight, clean ones double."""
    x = np.array([p.values for p in points])
    y = np.array([float(p.right) for p in points])
    count: dict[str, int] = defaultdict(int)
    for p in points:
        count[groups[p.case]] += 1
    share = np.array([GROUP_WEIGHT.get(groups[p.case], 1.0) / max(40, count[groups[p.case]]) for p in points])
    share *= len(points) / share.sum()
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


def cross_validated(result: Run) -> np.ndarray:
    """Confidence of every edit by a regression that has not seen its text."""
    x = np.array([p.values for p in result.points])
    out = np.zeros(len(result.points))
    for fold in range(FOLDS):
        train = [p for p in result.points if p.case % FOLDS != fold]
        test = [i for i, p in enumerate(result.points) if p.case % FOLDS == fold]
        out[test] = 1 / (1 + np.exp(-np.clip(x[test] @ logistic(train, result.groups), -30, 30)))
    return out


def figures(result: Run, sure: np.ndarray, threshold: float) -> tuple[dict[str, tuple[float, float, float]], int]:
    """(precision, recall, F0.5) of each group at a threshold, and the number of edits of clean texts."""
    good: dict[str, int] = defaultdict(int)
    made: dict[str, int] = defaultdict(int)
    restored: dict[str, int] = defaultdict(int)
    needed: dict[str, int] = defaultdict(int)
    seen: set[tuple[int, int]] = set()
    for case, slots in result.required.items():
        needed[result.groups[case]] += len(slots)
    for p, s in zip(result.points, sure, strict=True):
        if s < threshold or (p.case, p.slot) in seen:
            continue
        group = result.groups[p.case]
        made[group] += 1
        if p.slot >= 0:
            seen.add((p.case, p.slot))
            good[group] += p.right
            restored[group] += p.right and p.slot in result.required[p.case]
    out = {}
    for group in GROUP_WEIGHT:
        if needed[group]:
            precision = good[group] / made[group] if made[group] else 1.0
            recall = restored[group] / needed[group]
            f05 = 1.25 * precision * recall / (0.25 * precision + recall) if recall else 0.0
            out[group] = (precision, recall, f05)
    return out, made["clean"] + 2 * made["bait"]


def objective(result: Run, sure: np.ndarray) -> tuple[float, float]:
    """Best (mean F0.5 less the clean penalty, threshold)."""
    best = (-9.0, 0.5)
    for threshold in np.arange(0.2, 0.96, 0.02):
        groups, clean = figures(result, sure, float(threshold))
        total = sum(GROUP_WEIGHT[g] for g in groups)
        worth = sum(GROUP_WEIGHT[g] * (f - max(0.0, PRECISION - p)) for g, (p, _, f) in groups.items())
        value = worth / total - CLEAN_PENALTY * clean
        best = max(best, (value, round(float(threshold), 2)))
    return best


_CASES: list[Case] = []
_LM: LanguageModel


def _start(gold: list[Path], held_out: Path, part: int, parts: int) -> None:
    global _LM
    restorer = Restorer()
    _LM = restorer.lm
    for number, (group, text) in enumerate(plan(gold, held_out, restorer)):
        if number % parts == part:
            parsed = Gold.parse(text)
            document = Document.read(parsed.text)
            candidates = [c for c in restorer.candidates(document) if group != "spun" or not withheld(c)]
            _CASES.append(Case(group, number, parsed, document, measure(document, candidates, _LM)))


def _work(weights: Weights) -> Run:
    return run(_CASES, weights, _LM)


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
    parser.add_argument("--rounds", type=int, default=1, help="0 fits confidence and threshold only")
    args = parser.parse_args()
    target = resources.root() / "models" / "en" / "weights.toml"
    weights = Weights.read(target)
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
    coefficients = {name: round(float(b), 4) for name, b in zip(NAMES, beta, strict=True)}
    suggest = round(min(0.3, threshold / 2), 3)
    weights = replace(weights, apply=threshold, suggest=suggest, confidence=coefficients)
    groups, clean = figures(result, sure, threshold)
    lines = ["# Written by models/build/fit.py. Development set, confidence cross-validated by text: precision/recall/F0.5", "#"]
    lines += [f"# {g}: {p:.3f}/{r:.3f}/{f:.3f}" for g, (p, r, f) in groups.items()]
    lines.append(f"# objective {value:.4f}; edits in {sum(g in CLEAN for g in result.groups.values())} clean texts: {clean}")
    print("\n".join(lines))
    lines += ["[weights]", *(f"{f.name} = {getattr(weights, f.name)}" for f in fields(weights) if f.name != "confidence")]
    lines += ["", "[confidence]", *(f"{name} = {coefficients[name]}" for name in NAMES)]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
