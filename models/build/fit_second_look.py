"""Fit the second look of accurate mode: what the neural model's reading of a document's likeliest spun forms says of the document.

    python -m models.build.fit_second_look GOLD_FOLDER... HELD_OUT_FOLDER [--texts 60]

Run it after fit_look.py, whose texts (here `--texts` held-out ones of each length), loss and search it shares (look_texts.py).
Documents that the first look settles keep its evidence. `[neural_spun]` is the calibration that follows, as in calibrate.py.
Prints losses, areas under the ROC curve, and the expected calibration error, cross-validated.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.build.calibrate import Judged, calibration_error, document_points, fitted, spun_share, weights_of
from models.build.development import narrow_look
from models.build.gold import Gold
from models.build.look_texts import Named, Text, climbed, described, texts_of
from models.build.spin import Spinner
from models.build.weights_file import PATH, write
from restore.config import Config
from restore.document import Document
from restore.evidence import content_tokens
from restore.neural.second_look import Doubt, is_open, read, weighed
from restore.prior import parts
from restore.restorer import Restorer
from restore.weights import Weights

WORKERS, SEED = 2, 12
ROUNDS = 3
STEPS = {"first": 0.1, "neural": 0.1, "bias": 0.1, "cap": 0.5}
MOST = 5.0  # highest cap


@dataclass(frozen=True, slots=True)
class Seen:
    """What the first look says of a text (log10 likelihood ratio), its content tokens, and if that leaves the text open its spans
    as the neural model reads them."""

    first: float
    content: int
    doubts: list[Doubt] | None

    def evidence(self, weights: Weights) -> float:
        return self.first if self.doubts is None else weighed(self.doubts, self.content, weights)


def seen(texts: Sequence[Text], part: int) -> list[Seen]:
    """One share of the texts; the look at those spun here does not know all that the spinner does."""
    restorer = Restorer(Config(reranker="neural"))
    out = []
    for text in texts[part::WORKERS]:
        look = narrow_look(restorer) if text.synthetic else restorer.first_look
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
    texts = texts_of(args.gold, args.held_out, args.texts, Spinner(Restorer().table), SEED)
    found: list[Seen] = [Seen(0.0, 0, None)] * len(texts)
    with ProcessPoolExecutor(WORKERS) as pool:
        for part, job in enumerate([pool.submit(seen, texts, part) for part in range(WORKERS)]):
            found[part::WORKERS] = job.result()
    weights = Weights.read(PATH)

    def ratios(second_look: Named) -> np.ndarray:
        trial = replace(weights, second_look=dict(second_look))
        return np.array([text.evidence(trial) for text in found])

    print(f"first look: {described(texts, np.array([text.first for text in found]))}", flush=True)
    second_look, now = climbed(texts, weights.second_look, STEPS, ROUNDS, ratios, lambda trial: trial["cap"] <= MOST)
    judged = [Judged(float(ratio), spun_share(text.gold)) for ratio, text in zip(now, texts, strict=True)]
    error = calibration_error(document_points(judged))
    coefficients = {name: round(float(b), 4) for name, b in zip(parts(0.0), fitted(judged, weights_of(judged)), strict=True)}
    line = f"ECE {error:.3f}; {described(texts, now)}"
    print(line)
    write(replace(weights, second_look=second_look, neural_spun=coefficients), "second look", [line])


if __name__ == "__main__":
    main()
