"""The texts that the first and the second look are fitted on, what their loss is, and the search for the weights.

Texts: the gold and clean ones, held-out ones left clean, and every second of these spun by spin.py so that 10, 3 or 1.5% of its
words are. Weights are changed one by one as long as the log loss of the calibrated probability (calibrate.py), cross-validated,
falls on the gold texts and on what was made of one half of the held-out ones; the other half tells what that is worth.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.build.calibrate import area, spun_share, spun_to
from models.build.confidence import regression
from models.build.development import paragraphs
from models.build.spin import Spinner
from restore.prior import parts

SHARES = (0.1, 0.03, 0.015)
SIZES = (120, 220, 400)
FOLDS = 4
# The share of each kind of text in the collection that the loss is taken over.
WORTH = {"clean": 0.75, "tempting": 0.05, "lightly spun": 0.06, "gold, light": 0.03, "spun": 0.06, "gold": 0.05}
# A step that gains less of the loss is not taken.
GAIN = 1e-4

# Weights by name, of a look; the log10 likelihood ratios of spun to clean of all texts under them.
Named = Mapping[str, float]
Ratios = Callable[[Named], np.ndarray]


@dataclass(frozen=True, slots=True)
class Text:
    """A text: its kind, its gold form, and which halves of the texts it belongs to (0, 1)."""

    kind: str
    gold: str
    halves: tuple[int, ...] = (0, 1)

    @property
    def synthetic(self) -> bool:
        """Whether spin.py spun it: the restorer may then not know all that the spinner does."""
        return self.kind in ("spun", "lightly spun")


def texts_of(gold: Sequence[Path], held_out: Path, each: int, spinner: Spinner, seed: int) -> list[Text]:
    """All texts; `each` held-out ones of each of the `SIZES`."""
    out = []
    for path in [path for folder in gold for path in sorted(folder.glob("**/*.txt"))]:
        text = path.read_text(encoding="utf-8")
        spun = "gold, light" if path.name.startswith("light") else "gold"
        out.append(Text(spun if spun_share(text) else "tempting", text))
    rng = random.Random(seed)
    clean = [text for size in SIZES for text in paragraphs(held_out, size, each, rng)]
    rng.shuffle(clean)
    # What was made of a text is in the half that it is in.
    out += [Text("clean", text, (i // 2 % 2,)) for i, text in enumerate(clean)]
    for share in SHARES:
        kind = "spun" if share > SHARES[1] else "lightly spun"
        for i, text in enumerate(clean[::2]):
            out.append(Text(kind, spun_to(text, share, spinner, "nhrt"[i // 2 % 4], rng), (i % 2,)))
    return out


def loss(texts: Sequence[Text], ratios: np.ndarray, half: int) -> float:
    """Log loss of the calibrated probability that a text of a half was spun, cross-validated."""
    chosen = [i for i, text in enumerate(texts) if half in text.halves]
    kinds = [texts[i].kind for i in chosen]
    count = {kind: kinds.count(kind) for kind in kinds}
    weight = np.array([WORTH[kind] * len(kinds) / count[kind] for kind in kinds])
    spun = np.array([kind not in ("clean", "tempting") for kind in kinds], dtype=float)
    rows = np.array([list(parts(value).values()) for value in ratios[chosen]])
    fold = np.arange(len(kinds)) % FOLDS
    out = np.zeros(len(kinds))
    for held in range(FOLDS):
        seen, new = fold != held, fold == held
        sure = np.clip(1 / (1 + np.exp(-rows[new] @ regression(rows[seen], spun[seen], weight[seen]))), 1e-6, 1 - 1e-6)
        out[new] = -np.log(np.where(spun[new] > 0, sure, 1 - sure))
    return float(np.average(out, weights=weight))


def described(texts: Sequence[Text], ratios: np.ndarray) -> str:
    """The loss on either half, and how well each kind of spun text is told from clean and from tempting ones."""
    by = {kind: [float(r) for text, r in zip(texts, ratios, strict=True) if text.kind == kind] for kind in WORTH}
    clean, tempting = by.pop("clean"), by.pop("tempting")
    areas = "; ".join(f"{kind}: {area(of, clean):.4f}, {area(of, tempting):.3f}" for kind, of in by.items() if of and tempting)
    return f"loss {loss(texts, ratios, 0):.4f}, other half {loss(texts, ratios, 1):.4f}; area to clean, tempting: {areas}"


def climbed(
    texts: Sequence[Text], start: Named, steps: Named, rounds: int, ratios: Ratios, allowed: Callable[[Named], bool]
) -> tuple[dict[str, float], np.ndarray]:
    """The weights after changing one by one, by their `steps`, as long as the loss falls; and the ratios under them."""
    weights = dict(start)
    found = ratios(weights)
    best = loss(texts, found, 0)
    for _ in range(rounds):
        for name, size in steps.items():
            for step in (size, -size):
                while True:
                    trial = weights | {name: round(weights[name] + step, 4)}
                    if not allowed(trial) or (worth := loss(texts, now := ratios(trial), 0)) > best - GAIN:
                        break
                    weights, found, best = trial, now, worth
                    print(f"{name} = {weights[name]}: {best:.4f}", flush=True)
    return weights, found
