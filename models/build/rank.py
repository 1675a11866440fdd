"""Where the decoder's weights should lie: a conditional logit over the candidates of each span, keeping among them.

    python -m models.build.rank GOLD_FOLDER... HELD_OUT_FOLDER

Every span the decoder looked at in a spun text of the development set is a choice between keeping and its candidates; where a
candidate is accepted in the gold text that is the right choice, outside the slots keeping is. Prints weights on the log10 scale,
to start fit.py from: its coordinate steps are too small to cross a valley. The candidates' neighbours are as decoded with the
weights in use, so run it again after changing them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from models.build.development import CLEAN, analysed, case_of, plan
from models.build.gold import Gold, Slot
from restore.decode.beam import Chosen
from restore.decode.lattice import is_name
from restore.document import Document
from restore.evaluate import words
from restore.prior import DocumentPrior
from restore.restorer import Restorer

NAMES = ("lm", "channel", "bare", "length", "capital", "family")
START = (1.0, 0.5, 0.5, 0.0, 0.0, 1.0)
GROUP_WEIGHT = {"ft": 1.0, "news": 1.5, "thes": 1.0, "light": 0.5, "spun": 0.15}
STEPS, RATE = 400, 0.05
Choice = tuple[float, np.ndarray, np.ndarray]  # weight, features (keeping first), which are right


def features(document: Document, span: Chosen, prior: DocumentPrior, restorer: Restorer) -> np.ndarray:
    """A row of features for keeping (zeros) and for each candidate."""
    lm, weights, family = restorer.lm, restorer.weights, prior.family_scores()
    kept = lm.bare(tuple(t.lm for t in document.tokens[span.start : span.end]))
    rows = [[0.0] * len(NAMES)]
    for score, arc in span.scores:
        c = arc.candidate
        context = (score - arc.isolated - family[c.families] - prior.log_odds - weights.boost) / weights.lm
        name = float(c.text[0].islower() and is_name(document, c.start))
        shorter = float(c.end - c.start - len(c.words))
        rows.append([context, c.logp10, lm.bare(c.words) - kept, shorter, name, family[c.families]])
    return np.array(rows)


def accepted(gold: Gold, slot: Slot, start: int, end: int, text: str) -> bool:
    """Whether `text` in place of characters [start, end), a part of a slot, can be part of an accepted wording."""
    new = words(text)
    before, after = bool(words(gold.text[slot.start : start])), bool(words(gold.text[end : slot.end]))
    for form in map(words, slot.accepted):
        for i in range(len(form) - len(new) + 1):
            if form[i : i + len(new)] == new and (i > 0) == before and (i + len(new) < len(form)) == after:
                return True
    return False


def choices(group: str, text: str, restorer: Restorer) -> list[Choice]:
    """The choices of one spun text."""
    case = case_of(group, text, restorer)
    gold, document = case.gold, case.document
    prior, spans = analysed(case, restorer.lm, restorer.weights)
    out = []
    for span in spans:
        start, end = document.tokens[span.start].start, document.tokens[span.end - 1].end
        slots = [s for s in gold.slots if s.start < end and start < s.end]
        right = [not slots] + [False] * len(span.scores)
        if slots:
            inside = len(slots) == 1 and slots[0].required and slots[0].start <= start and end <= slots[0].end
            if inside:
                right[1:] = [accepted(gold, slots[0], start, end, a.candidate.text) for _, a in span.scores]
            if not any(right):
                continue
        out.append((GROUP_WEIGHT[group], features(document, span, prior, restorer), np.array(right, dtype=float)))
    return out


def train(data: list[Choice]) -> tuple[np.ndarray, float]:
    """Weights and the bias of replacing, in natural logarithms, by Adam on the whole set with a unit ridge."""
    w = np.array([*START, -1.0])
    first, second = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, STEPS + 1):
        gradient = np.append(w[:-1], 0.0)
        for weight, x, right in data:
            scores = x @ w[:-1]
            scores[1:] += w[-1]
            p = np.exp(scores - scores.max())
            p /= p.sum()
            wanted = p * right
            difference = weight * (p - wanted / (wanted.sum() + 1e-30))
            gradient[:-1] += x.T @ difference
            gradient[-1] += difference[1:].sum()
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        w = w - RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return w[:-1], float(w[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("held_out", type=Path)
    args = parser.parse_args()
    restorer = Restorer()
    texts = [(g, t) for g, t in plan(args.gold, args.held_out, restorer) if g not in CLEAN]
    data = [choice for group, text in texts for choice in choices(group, text, restorer)]
    found, bias = train(data)
    print(f"{len(data)} choices, {sum(not right[0] for _, _, right in data)} to replace; log10 scale:")
    for name, value in zip(NAMES, found / np.log(10), strict=True):
        print(f"{name} = {value:.3f}")
    print(f"log10 odds of replacing = {bias / np.log(10):.3f} (the document's own log10 odds plus boost)")


if __name__ == "__main__":
    main()
