"""Fit the second look of accurate mode: what the neural model's reading of a document's likeliest spun forms says of the document.

    python -m models.build.fit_second_look GOLD_FOLDER... HELD_OUT_FOLDER [--texts 60]

Run it after fit_look.py, whose kinds of texts (gold and clean ones, held-out ones left clean or spun at three rates, here `--texts`
of each of three lengths) and whose loss it takes. Documents that the first look settles keep its evidence. `[second_look]` is
changed weight by weight as long as the loss falls on one half; the other half tells what that is worth. `[neural_spun]` is the
calibration that follows, as in calibrate.py. Prints areas under the ROC curve and the expected calibration error, cross-validated.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.build.calibrate import Judged, calibration_error, document_points, fitted, spun_share, spun_to, weights_of
from models.build.development import narrow_look, paragraphs
from models.build.fit_look import SHARES, SIZES, described, loss
from models.build.gold import Gold
from models.build.spin import Spinner
from models.build.weights_file import PATH, write
from restore.config import Config
from restore.document import Document
from restore.evidence import content_tokens
from restore.neural.second_look import Doubt, is_open, read, weighed
from restore.prior import parts
from restore.restorer import Restorer
from restore.weights import Weights

WORKERS = 2
ROUNDS = 3
STEPS = {"first": 0.1, "neural": 0.1, "bias": 0.1, "cap": 0.5}
MOST = 5.0  # highest cap


@dataclass(frozen=True, slots=True)
class Text:
    """A text: its kind, gold form, and which halves of the texts it belongs to (0, 1)."""

    kind: str
    gold: str
    halves: tuple[int, ...] = (0, 1)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the first look says of a text (log10 likelihood ratio), its content tokens, and if that leaves the text open its spans
    as the neural model reads them."""

    first: float
    content: int
    doubts: list[Doubt] | None

    def evidence(self, weights: Weights) -> float:
        return self.first if self.doubts is None else weighed(self.doubts, self.content, weights)


def plan(gold: Sequence[Path], held_out: Path, each: int) -> list[Text]:
    """The gold and clean texts, and held-out ones, clean and (every second) spun."""
    out = []
    for path in [path for folder in gold for path in sorted(folder.glob("**/*.txt"))]:
        text = path.read_text(encoding="utf-8")
        spun = "gold, light" if path.name.startswith("light") else "gold"
        out.append(Text(spun if spun_share(text) else "tempting", text))
    rng, spinner = random.Random(12), Spinner(Restorer().table)
    texts = [text for size in SIZES for text in paragraphs(held_out, size, each, rng)]
    rng.shuffle(texts)
    out += [Text("clean", text, (i // 2 % 2,)) for i, text in enumerate(texts)]
    for share in SHARES:
        kind = "spun" if share > SHARES[1] else "lightly spun"
        for i, text in enumerate(texts[::2]):
            out.append(Text(kind, spun_to(text, share, spinner, "nhrt"[i // 2 % 4], rng), (i % 2,)))
    return out


def seen(texts: Sequence[Text], part: int) -> list[Seen]:
    """One share of the texts; the look at those spun here does not know all that the spinner does."""
    restorer = Restorer(Config(reranker="neural"))
    out = []
    for text in texts[part::WORKERS]:
        look = narrow_look(restorer) if text.kind in ("spun", "lightly spun") else restorer.first_look
        document = Document.read(Gold.parse(text.gold).text)
        found = look.judge(document)
        again = read(document, look.heard(document), restorer.reranker, restorer.weights) if is_open(found) else None
        out.append(Seen(found.evidence, content_tokens(document), again))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--texts", type=int, default=60)
    args = parser.parse_args()
    texts = plan(args.gold, args.held_out, args.texts)
    kinds = [text.kind for text in texts]
    found: list[Seen] = [Seen(0.0, 0, None)] * len(texts)
    with ProcessPoolExecutor(WORKERS) as pool:
        for part, job in enumerate([pool.submit(seen, texts, part) for part in range(WORKERS)]):
            found[part::WORKERS] = job.result()

    def ratios(weights: Weights) -> np.ndarray:
        return np.array([text.evidence(weights) for text in found])

    def value(of: np.ndarray, half: int) -> float:
        chosen = [i for i, text in enumerate(texts) if half in text.halves]
        return loss([kinds[i] for i in chosen], of[chosen])

    first = np.array([text.first for text in found])
    print(f"first look {value(first, 0):.4f}, other half {value(first, 1):.4f}; {described(kinds, first)}")
    weights = Weights.read(PATH)
    best = value(ratios(weights), 0)
    for _ in range(ROUNDS):
        for name, size in STEPS.items():
            for step in (size, -size):
                while True:
                    trial = replace(weights, second_look=weights.second_look | {name: round(weights.second_look[name] + step, 4)})
                    if trial.second_look["cap"] > MOST or (worth := value(ratios(trial), 0)) > best - 1e-4:
                        break
                    weights, best = trial, worth
                    print(f"{name} = {weights.second_look[name]}: {best:.4f}", flush=True)
    now = ratios(weights)
    judged = [Judged(float(ratio), spun_share(text.gold)) for ratio, text in zip(now, texts, strict=True)]
    error = calibration_error(document_points(judged))
    coefficients = {name: round(float(b), 4) for name, b in zip(parts(0.0), fitted(judged, weights_of(judged)), strict=True)}
    line = f"loss {best:.4f}, other half {value(now, 1):.4f}, ECE {error:.3f}; area to clean, tempting: {described(kinds, now)}"
    print(line)
    write(replace(weights, neural_spun=coefficients), "second look", [line])


if __name__ == "__main__":
    main()
