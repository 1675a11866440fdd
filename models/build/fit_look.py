"""Fit the first look: what tells a spun document from a clean one.

    python -m models.build.fit_look GOLD_FOLDER... HELD_OUT_FOLDER [--rounds N]

Texts: the gold and clean ones, held-out ones left clean, and every second of these spun by spin.py so that 10, 3 or 1.5% of its
words are (a quarter of what it substitutes the program may not use). The weights of `[look]` are changed one by one as long as
the log loss of the calibrated probability (calibrate.py), cross-validated, falls on the gold texts and on what was made of one
half of the held-out ones; the other half tells what that is worth. Originals whose score without context is below `LEAST` under
the weights at the start are never seen.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from operator import mul
from pathlib import Path

import numpy as np

from models.build.calibrate import area, spun_share, spun_to
from models.build.confidence import regression
from models.build.development import Known, paragraphs
from models.build.gold import Gold
from models.build.spin import Spinner
from models.build.weights_file import PATH, write
from restore.document import Document
from restore.evidence import content_tokens
from restore.first_look import FirstLook, Span, scales, weighed
from restore.prior import parts
from restore.restorer import Restorer
from restore.weights import Weights

SHARES = (0.1, 0.03, 0.015)
SIZES, EACH = (120, 220, 400), 200
FOLDS = 4
# The lowest score without context that is tried for `likely`.
LEAST = -1.2
# The highest likelihood ratio (log10) that one span may have: held-out text has too few words to vouch for more.
MOST = 4.0
STEPS = {
    "lm": 0.05,
    "channel": 0.1,
    "commoner": 0.05,
    "shorter": 0.1,
    "phrase": 0.15,
    "clean_rate": 0.05,
    "capital": 0.1,
    "bias": 0.1,
    "cap": 0.4,
    "likely": 0.1,
}
# The share of each kind of text in the collection that the loss is taken over.
WORTH = {"clean": 0.75, "tempting": 0.05, "lightly spun": 0.06, "gold, light": 0.03, "spun": 0.06, "gold": 0.05}


@dataclass(frozen=True, slots=True)
class Text:
    """A text at the first look: its kind, content tokens and spans, and which halves of the texts it belongs to (0, 1)."""

    kind: str
    content: int
    spans: list[Span]
    halves: tuple[int, ...] = (0, 1)


def text_of(kind: str, gold: str, look: FirstLook, halves: tuple[int, ...] = (0, 1)) -> Text:
    document = Document.read(Gold.parse(gold).text)
    return Text(kind, content_tokens(document), list(look.spans(document)), halves)


def of_gold(folders: Sequence[Path], look: FirstLook) -> list[Text]:
    """The gold texts and the clean ones beside them, written to tempt."""
    out = []
    for path in [path for folder in folders for path in sorted(folder.glob("**/*.txt"))]:
        gold = path.read_text(encoding="utf-8")
        spun = "gold, light" if path.name.startswith("light") else "gold"
        out.append(text_of(spun if spun_share(gold) else "tempting", gold, look))
    return out


def held_out(folder: Path, restorer: Restorer, look: FirstLook, narrow: FirstLook) -> list[Text]:
    """Held-out texts, clean, and every second of them spun; `narrow` does not know all that the spinner does."""
    rng = random.Random(11)
    texts = [text for size in SIZES for text in paragraphs(folder, size, EACH, rng)]
    rng.shuffle(texts)
    # What was made of a text is in the half that it is in.
    out = [text_of("clean", text, look, (i // 2 % 2,)) for i, text in enumerate(texts)]
    spinner = Spinner(restorer.table)
    for share in SHARES:
        kind = "spun" if share > SHARES[1] else "lightly spun"
        for i, text in enumerate(texts[::2]):
            out.append(text_of(kind, spun_to(text, share, spinner, "nhrt"[i // 2 % 4], rng), narrow, (i % 2,)))
    return out


def ratio(text: Text, weights: Weights) -> float:
    """The log10 likelihood ratio of spun to clean of a text, under other weights than it was read with."""
    scaled, least = scales(weights), weights.look["likely"]
    spans = []
    for span in text.spans:
        likely = tuple([each._replace(score=sum(map(mul, scaled, each.values))) for each in span.likely])
        left = span._replace(likely=likely).only([each.score > least for each in likely])
        if left.likely:
            spans.append(left)
    return weighed(spans, text.content, weights).evidence


def loss(kinds: Sequence[str], ratios: np.ndarray) -> float:
    """Log loss of the calibrated probability that a text was spun, cross-validated."""
    count = {kind: kinds.count(kind) for kind in kinds}
    weight = np.array([WORTH[kind] * len(kinds) / count[kind] for kind in kinds])
    spun = np.array([kind not in ("clean", "tempting") for kind in kinds], dtype=float)
    rows = np.array([list(parts(value).values()) for value in ratios])
    fold = np.arange(len(kinds)) % FOLDS
    out = np.zeros(len(kinds))
    for held in range(FOLDS):
        seen, new = fold != held, fold == held
        sure = np.clip(1 / (1 + np.exp(-rows[new] @ regression(rows[seen], spun[seen], weight[seen]))), 1e-6, 1 - 1e-6)
        out[new] = -np.log(np.where(spun[new] > 0, sure, 1 - sure))
    return float(np.average(out, weights=weight))


def described(kinds: Sequence[str], ratios: np.ndarray) -> str:
    """How well each kind of spun text is told from clean and from tempting ones: areas under the ROC curve."""
    by = {kind: [float(r) for k, r in zip(kinds, ratios, strict=True) if k == kind] for kind in WORTH}
    clean, tempting = by.pop("clean"), by.pop("tempting")
    return "; ".join(f"{kind}: {area(of, clean):.4f}, {area(of, tempting):.3f}" for kind, of in by.items() if of and tempting)


_TEXTS: list[Text] = []


def _start(texts: list[Text]) -> None:
    _TEXTS[:] = texts


def _ratios(weights: Weights, part: int) -> list[float]:
    return [ratio(text, weights) for text in _TEXTS[part::2]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    restorer = Restorer()
    weights = restorer.weights
    lenient = replace(weights, look=weights.look | {"likely": LEAST})
    look, narrow = (FirstLook(t, restorer.rates, restorer.lm, lenient) for t in (restorer.table, Known(restorer.table.path)))
    texts = of_gold(args.gold, look) + held_out(args.held_out, restorer, look, narrow)
    kinds = [text.kind for text in texts]
    with ProcessPoolExecutor(2, initializer=_start, initargs=(texts,)) as pool:

        def ratios(w: Weights) -> np.ndarray:
            out = np.zeros(len(texts))
            out[::2], out[1::2] = pool.map(_ratios, (w, w), (0, 1))
            return out

        def value(found: np.ndarray, half: int) -> float:
            chosen = [i for i, text in enumerate(texts) if half in text.halves]
            return loss([kinds[i] for i in chosen], found[chosen])

        found = ratios(weights)
        best = value(found, 0)
        print(f"start {best:.4f}, other half {value(found, 1):.4f}; {described(kinds, found)}", flush=True)
        for _ in range(args.rounds):
            for name, size in STEPS.items():
                for step in (size, -size):
                    while True:
                        trial = replace(weights, look=weights.look | {name: round(weights.look[name] + step, 4)})
                        if trial.look["likely"] < LEAST or trial.look["cap"] > MOST:
                            break
                        now = ratios(trial)
                        if (worth := value(now, 0)) > best - 1e-4:
                            break
                        weights, best, found = trial, worth, now
                        print(f"{name} = {weights.look[name]}: {best:.4f}", flush=True)
        line = f"loss {best:.4f}, other half {value(found, 1):.4f}; area to clean, tempting: {described(kinds, found)}"
        print(line)
        write(weights, "look", [line], PATH)


if __name__ == "__main__":
    main()
