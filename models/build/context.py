"""Train the context model: word vectors that say which words go with the words around a place, nearer and farther.

    python -m models.build.context TRAIN_TXT OUT_FILE [--tokens 80000000]

TRAIN_TXT is what prepare.py wrote. A log-bilinear model (Mnih and Hinton 2007) in the manner of CBOW with position weights
(Mikolov et al. 2018): the context vector is the sum of the input vectors of the `NEAR` tokens on each side, each weighted
component by component for its position, and of the mean of all tokens up to `FAR` away, weighted likewise. Trained by
sampled softmax with the correction for how often a word is drawn (Jean et al. 2015). Needs torch. Writes int8 vectors, format
in `restore.context`.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

NEAR, FAR, SIZE = 5, 30, 64
WORDS = 50_000
SEGMENT = 8192  # tokens a step
DRAWN = 512  # words each token's own is told from
# Of a word with this share of the text or more only some tokens are predicted (subsampling, Mikolov et al. 2013).
COMMON = 1e-4
RATE = 0.004


def lines(path: Path) -> Iterator[list[str]]:
    """Sentences, those that are repeated for weight only once."""
    before = ""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line != before:
                yield line.split()
            before = line


def numbered(path: Path, limit: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The commonest words, their counts, and the running text as their indices (0: any other word)."""
    counts = Counter(word for sentence in lines(path) for word in sentence)
    words = ["<unk>", *(word for word, _ in counts.most_common(WORDS - 1))]
    index = {word: i for i, word in enumerate(words)}
    total = sum(counts.values())
    every = max(1, round(total / limit))
    # Blocks of sentences spread over all corpora, so that a limit leaves none out.
    ids: list[int] = []
    for number, sentence in enumerate(lines(path)):
        if (number // 1000) % every == 0:
            ids += [index.get(word, 0) for word in sentence]
    rest = total - sum(counts[word] for word in words[1:])
    return words, np.array([rest, *(counts[word] for word in words[1:])], dtype=np.float64), np.array(ids, dtype=np.int32)


class Model(torch.nn.Module):  # type: ignore[misc,unused-ignore]
    """Input and output vectors, position weights, and a bias for each word."""

    def __init__(self, counts: np.ndarray) -> None:
        super().__init__()
        self.inputs = torch.nn.Embedding(len(counts), SIZE, sparse=True)
        self.outputs = torch.nn.Embedding(len(counts), SIZE, sparse=True)
        torch.nn.init.normal_(self.inputs.weight, std=0.1)
        torch.nn.init.zeros_(self.outputs.weight)
        self.near = torch.nn.Parameter(torch.ones(2 * NEAR, SIZE) / 2)
        self.far = torch.nn.Parameter(torch.ones(SIZE))
        self.bias = torch.tensor(np.log(counts / counts.sum()), dtype=torch.float32)

    def context(self, ids: torch.Tensor) -> torch.Tensor:
        """The context vector of every token of a running text."""
        x = self.inputs(ids) * (ids > 0)[:, None]
        padded = torch.nn.functional.pad(x, (0, 0, FAR, FAR))
        sums = torch.nn.functional.pad(padded.cumsum(0), (0, 0, 1, 0))
        count = len(ids)
        around = sums[2 * FAR + 1 :][:count] - sums[:count] - x
        out = self.far * around / (2 * FAR)
        for i, offset in enumerate([*range(-NEAR, 0), *range(1, NEAR + 1)]):
            out = out + self.near[i] * padded[FAR + offset : FAR + offset + count]
        return out


def train(counts: np.ndarray, ids: np.ndarray) -> Model:
    model = Model(counts)
    chance = torch.tensor(counts**0.75 / (counts**0.75).sum(), dtype=torch.float32)
    vectors = torch.optim.SparseAdam([*model.inputs.parameters(), *model.outputs.parameters()], lr=RATE)
    weights = torch.optim.Adam([model.near, model.far], lr=RATE)
    keep = torch.tensor(np.sqrt(COMMON * counts.sum() / counts), dtype=torch.float32)
    correction = torch.log(chance * DRAWN)
    text = torch.tensor(ids, dtype=torch.long)
    order = torch.randperm(len(text) // SEGMENT)
    started, smooth = time.time(), 0.0
    for step, segment in enumerate(order.tolist()):
        for group in (*vectors.param_groups, *weights.param_groups):
            group["lr"] = RATE * max(0.05, 1 - step / len(order))
        here = text[segment * SEGMENT : (segment + 1) * SEGMENT]
        drawn = torch.unique(torch.multinomial(chance, DRAWN, replacement=False))
        context = model.context(here)
        predicted = (here > 0) & (torch.rand(len(here)) < keep[here])
        context, own = context[predicted], here[predicted]
        right = (context * model.outputs(own)).sum(1) + model.bias[own] - correction[own]
        others = context @ model.outputs(drawn).T + model.bias[drawn] - correction[drawn]
        others = others.masked_fill(own[:, None] == drawn[None, :], -1e9)
        loss = (torch.logsumexp(torch.cat([right[:, None], others], 1), 1) - right).mean()
        vectors.zero_grad()
        weights.zero_grad()
        loss.backward()
        vectors.step()
        weights.step()
        smooth += (loss.item() - smooth) * (0.01 if step > 100 else 0.1)
        if step % 200 == 0:
            print(
                f"{step}/{len(order)} loss {smooth:.4f} {(step + 1) * SEGMENT / (time.time() - started):,.0f} tokens/s", flush=True
            )
    return model


def quantised(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows and the float32 scale of each."""
    scale = np.maximum(np.abs(matrix).max(axis=1), 1e-6) / 127
    return np.round(matrix / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokens", type=int, default=80_000_000)
    args = parser.parse_args()
    torch.manual_seed(2026)
    torch.set_num_threads(1)
    words, counts, ids = numbered(args.train, args.tokens)
    print(f"{len(ids):,} tokens, {len(words):,} words", flush=True)
    model = train(counts, ids)
    inputs, input_scale = quantised(model.inputs.weight.detach().numpy())
    outputs, output_scale = quantised(model.outputs.weight.detach().numpy())
    with args.out.open("wb") as file:
        np.savez(
            file,
            words=np.frombuffer("\n".join(words).encode(), np.uint8),
            inputs=inputs,
            input_scale=input_scale,
            outputs=outputs,
            output_scale=output_scale,
            near=model.near.detach().numpy(),
            far=model.far.detach().numpy(),
        )


if __name__ == "__main__":
    main()
