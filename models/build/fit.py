"""Fit models/en/weights.toml on the development set.

    python models/build/fit.py GOLD_FOLDER HELD_OUT_FOLDER [--rounds N]

GOLD_FOLDER holds dev/*.gold.txt and clean/*.txt; HELD_OUT_FOLDER is what prepare.py kept from training. Added to them are
held-out texts spun by spin.py, a quarter of whose table rows the restorer may not use, and held-out texts left clean.

Search: coordinate-wise, over a grid of steps around the current value, of the objective below (minimum error rate training in
Och's sense (2003), on F0.5); then slope and intercept of the confidence by logistic regression on the margins of all edits;
then the apply threshold by the same objective. Deterministic.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path

from models.build.spin import Spinner
from restore import resources
from restore.decide import decide, margin
from restore.decode.beam import Chosen
from restore.decode.lattice import measure, weigh
from restore.document import Document
from restore.edits import apply
from restore.evaluate import Tally, compare, spun_text
from restore.generate.base import Candidate
from restore.lm import LanguageModel
from restore.restorer import Restorer, analyse
from restore.weights import Weights

STEPS: dict[str, tuple[float, ...]] = {
    "lm": (-0.1, 0.1),
    "channel": (-0.2, 0.2),
    "length": (-0.2, 0.2),
    "capital": (-0.5, 0.5),
    "cross": (-0.5, 0.5),
    "oov": (-0.5, 0.5),
    "evidence_cap": (-0.5, 0.5),
    "evidence_bias": (-0.3, 0.3),
    "prior": (-0.5, 0.5),
    "apply": (-0.1, -0.05, 0.05, 0.1),
}
GROUP_WEIGHT = {"ft": 1.0, "news": 2.0, "light": 0.5, "thes": 1.5, "spun": 1.0}
# A false edit in clean text costs this much of the objective: about what ten right edits bring.
CLEAN_PENALTY = 0.03
HELD_OUT_ROWS = 4  # one row in four is the spinner's alone


@dataclass(slots=True)
class Case:
    """A text with its candidates measured once; `gold` is None for a clean text."""

    group: str
    document: Document
    measured: list[tuple[Candidate, float]]
    gold: str


def group_of(path: Path) -> str:
    return path.name.split(".")[0].rstrip("0123456789")


def paragraphs(folder: Path, words: int, count: int, rng: random.Random) -> list[str]:
    """`count` held-out texts of about `words` words, spread over the corpora."""
    texts: list[str] = []
    paths = [p for p in sorted(folder.glob("*.txt")) if p.stat().st_size > 30_000]
    while len(texts) < count:
        lines = paths[len(texts) % len(paths)].read_text(encoding="utf-8").split("\n")
        at = rng.randrange(len(lines))
        text: list[str] = []
        while at < len(lines) and sum(len(line.split()) for line in text) < words:
            text.append(lines[at].replace("{{", "").replace("}}", "").replace("|", ""))
            at += 1
        texts.append("\n".join(text) + "\n")
    return texts


def cases(gold: Path, held_out: Path, restorer: Restorer) -> list[Case]:
    """The development set."""
    rng = random.Random(2026)
    table = restorer.table
    spinner = Spinner(table)
    out = []
    plan: list[tuple[str, str, bool]] = []
    for path in sorted((gold / "dev").glob("*.gold.txt")):
        plan.append((group_of(path), path.read_text(encoding="utf-8"), False))
    for path in sorted((gold / "clean").glob("*.txt")):
        plan.append(("clean", path.read_text(encoding="utf-8"), False))
    for i, text in enumerate(paragraphs(held_out, 250, 48, rng)):
        plan.append(("spun", spinner.spin(text, "nhrt"[i % 4], (0.05, 0.15, 0.3)[i % 3], rng), True))
    plan += [("clean", text, False) for text in paragraphs(held_out, 400, 90, rng)]
    for group, text, hide in plan:
        document = Document.read(spun_text(text))
        candidates = restorer.candidates(document)
        if hide:
            candidates = [c for c in candidates if hash_of(c) % HELD_OUT_ROWS]
        out.append(Case(group, document, measure(document, candidates, restorer.lm), text))
    return out


def hash_of(candidate: Candidate) -> int:
    """The same for the same pair of wordings, in every run."""
    return sum(ord(c) * (i + 7) for i, c in enumerate(candidate.text)) + 13 * len(candidate.words)


@dataclass(slots=True)
class Outcome:
    """Tallies by group, false edits on clean texts, and (margin, right) of every proposed edit."""

    tallies: dict[str, Tally]
    clean_edits: int
    margins: list[tuple[float, bool]]

    @property
    def objective(self) -> float:
        total = sum(GROUP_WEIGHT[g] * t.f05 for g, t in self.tallies.items()) / sum(GROUP_WEIGHT.values())
        return total - CLEAN_PENALTY * self.clean_edits


def run(some: list[Case], weights: Weights, lm: LanguageModel, collect: bool = False) -> Outcome:
    outcome = Outcome({}, 0, [])
    for case in some:
        _, spans = analyse(case.document, weigh(case.document, case.measured, lm, weights), lm, weights)
        edits = [e for e in decide(case.document, spans, weights) if e.applied]
        if case.group == "clean":
            outcome.clean_edits += len(edits)
        else:
            tally = compare(case.gold, apply(case.document.text, edits))
            outcome.tallies[case.group] = outcome.tallies.get(case.group, Tally()) + tally
        if collect:
            outcome.margins += margins(case, spans)
    return outcome


def margins(case: Case, spans: list[Chosen]) -> list[tuple[float, bool]]:
    """Margin of each picked span and whether its edit, made alone, is right."""
    out = []
    for span in spans:
        if span.picked is None or span.scores[0][0] <= 0:
            continue
        edit = decide(case.document, [span], replace(_WEIGHTS, apply=0.0, suggest=0.0))
        if not edit:
            continue
        right = False
        if case.group != "clean":
            tally = compare(case.gold, apply(case.document.text, edit))
            right = tally.edits > 0 and tally.good == tally.edits
        out.append((margin(span), right))
    return out


_CASES: list[Case] = []
_LM: LanguageModel
_WEIGHTS: Weights


def _start(gold: Path, held_out: Path, part: int, parts: int) -> None:
    global _LM, _WEIGHTS
    restorer = Restorer()
    _LM, _WEIGHTS = restorer.lm, restorer.weights
    _CASES.extend(cases(gold, held_out, restorer)[part::parts])


def _work(weights: Weights, collect: bool) -> Outcome:
    return run(_CASES, weights, _LM, collect)


def merge(outcomes: list[Outcome]) -> Outcome:
    total = Outcome({}, 0, [])
    for o in outcomes:
        for group, tally in o.tallies.items():
            total.tallies[group] = total.tallies.get(group, Tally()) + tally
        total.clean_edits += o.clean_edits
        total.margins += o.margins
    return total


def calibrate(points: list[tuple[float, bool]]) -> tuple[float, float]:
    """(slope, intercept) of the logistic regression of right on margin, by damped Newton steps with a small ridge."""
    slope, intercept = 1.0, 0.0
    for _ in range(200):
        g0 = g1 = 0.0
        h00 = h11 = 1.0
        h01 = 0.0
        for raw, right in points:
            x = max(-3.0, min(6.0, raw))
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * x + intercept))))
            w = p * (1 - p)
            g0 += p - right
            g1 += (p - right) * x
            h00, h01, h11 = h00 + w, h01 + w * x, h11 + w * x * x
        det = h00 * h11 - h01 * h01
        intercept -= max(-0.5, min(0.5, (h11 * g0 - h01 * g1) / det))
        slope -= max(-0.5, min(0.5, (h00 * g1 - h01 * g0) / det))
    return slope, intercept


def write(weights: Weights, outcome: Outcome, path: Path) -> None:
    lines = ["# Written by models/build/fit.py; objective and groups (precision/recall) on the development set:"]
    lines.append(f"# objective {outcome.objective:.4f}, false edits on clean texts {outcome.clean_edits}")
    lines += [f"# {g}: {t.precision:.3f}/{t.recall:.3f}" for g, t in sorted(outcome.tallies.items())]
    lines += ["[weights]", *(f"{f.name} = {round(getattr(weights, f.name), 4)}" for f in fields(weights))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    args = parser.parse_args()
    target = resources.root() / "models" / "en" / "weights.toml"
    weights = Weights.read(target)
    pools = [ProcessPoolExecutor(1, initializer=_start, initargs=(args.gold, args.held_out, i, 2)) for i in range(2)]

    def evaluate(w: Weights, collect: bool = False) -> Outcome:
        return merge([job.result() for job in [pool.submit(_work, w, collect) for pool in pools]])

    best = evaluate(weights)
    report(best)
    for _ in range(args.rounds):
        weights, best = climb(weights, best, evaluate, [n for n in STEPS if n != "apply"])
        slope, intercept = calibrate(evaluate(weights, collect=True).margins)
        weights = replace(weights, slope=slope, intercept=intercept)
        weights, best = climb(weights, evaluate(weights), evaluate, ["apply"])
        weights = replace(weights, suggest=round(min(weights.suggest, weights.apply - 0.1), 3))
        report(best)
        write(weights, best, target)


def climb(weights: Weights, best: Outcome, evaluate: Callable[[Weights], Outcome], names: list[str]) -> tuple[Weights, Outcome]:
    """One round over the named weights, keeping every step that raises the objective."""
    for name in names:
        start = getattr(weights, name)
        for step in STEPS[name]:
            trial = replace(weights, **{name: round(start + step, 4)})
            outcome = evaluate(trial)
            if outcome.objective > best.objective + 1e-6:
                weights, best = trial, outcome
        if getattr(weights, name) != start:
            print(f"{name} {start} -> {getattr(weights, name)}: {best.objective:.4f}", flush=True)
    return weights, best


def report(outcome: Outcome) -> None:
    groups = " ".join(f"{g} {t.precision:.3f}/{t.recall:.3f}" for g, t in sorted(outcome.tallies.items()))
    print(f"objective {outcome.objective:.4f} clean edits {outcome.clean_edits} {groups}", flush=True)


if __name__ == "__main__":
    main()
