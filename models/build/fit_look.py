"""Fit the first look: what tells a spun document from a clean one.

    python -m models.build.fit_look GOLD_FOLDER... HELD_OUT_FOLDER [--rounds N]

Texts, loss and search are those of look_texts.py. A quarter of what the synthetic spinner substitutes the program may not use.
Originals whose score without context is below `LEAST` under the weights at the start are never seen.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from operator import mul
from pathlib import Path

import numpy as np

from models.build.development import narrow_look
from models.build.gold import Gold
from models.build.look_texts import Named, Text, climbed, described, texts_of
from models.build.spin import Spinner
from models.build.weights_file import PATH, write
from restore.document import Document
from restore.evidence import content_tokens
from restore.first_look import FirstLook, Span, scales, weighed
from restore.restorer import Restorer
from restore.weights import Weights

EACH, SEED = 200, 11
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


@dataclass(frozen=True, slots=True)
class Seen:
    """What the first look sees of a text: its content tokens and spans."""

    content: int
    spans: list[Span]


def seen(text: Text, look: FirstLook) -> Seen:
    document = Document.read(Gold.parse(text.gold).text)
    return Seen(content_tokens(document), list(look.spans(document)))


def ratio(text: Seen, weights: Weights) -> float:
    """The log10 likelihood ratio of spun to clean of a text, under other weights than it was read with."""
    scaled, least = scales(weights), weights.look["likely"]
    spans = []
    for span in text.spans:
        likely = tuple([each._replace(score=sum(map(mul, scaled, each.values))) for each in span.likely])
        left = span._replace(likely=likely).only([each.score > least for each in likely])
        if left.likely:
            spans.append(left)
    return weighed(spans, text.content, weights).evidence


_SEEN: list[Seen] = []


def _start(texts: Sequence[Seen]) -> None:
    _SEEN[:] = texts


def _ratios(weights: Weights, part: int) -> list[float]:
    return [ratio(text, weights) for text in _SEEN[part::2]]


def allowed(look: Named) -> bool:
    return look["likely"] >= LEAST and look["cap"] <= MOST


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    restorer = Restorer()
    weights = restorer.weights
    restorer.weights = replace(weights, look=weights.look | {"likely": LEAST})
    texts = texts_of(args.gold, args.held_out, EACH, Spinner(restorer.table), SEED)
    looked = [seen(text, narrow_look(restorer) if text.synthetic else restorer.first_look) for text in texts]
    with ProcessPoolExecutor(2, initializer=_start, initargs=(looked,)) as pool:

        def ratios(look: Named) -> np.ndarray:
            trial = replace(weights, look=dict(look))
            out = np.zeros(len(texts))
            out[::2], out[1::2] = pool.map(_ratios, (trial, trial), (0, 1))
            return out

        print(f"start {described(texts, ratios(weights.look))}", flush=True)
        look, found = climbed(texts, weights.look, STEPS, args.rounds, ratios, allowed)
    line = described(texts, found)
    print(line)
    write(replace(weights, look=look), "look", [line], PATH)


if __name__ == "__main__":
    main()
