"""SmolLM2 and Qwen2.5 in numpy: log probabilities along a tree of tokens, so that the wordings of a sentence share what they have
in common.

Both models (Allal et al. 2025, arXiv:2502.02737; Hui et al. 2024, arXiv:2409.12186) are Llama-style decoders read from a GGUF file:
RMS norm, rotary positions, grouped-query attention, gated feed-forward layers. What is Qwen's own: queries, keys and values have a
bias, a head's rotated pairs are its halves (GGUF permutes Llama's to be neighbours), and the output is not tied to the embedding.
A token's ancestors in its tree are all it attends to (a block mask), so one pass scores any number of branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from restore.neural.contents import Array, Contents, Matrix, joined

# Words of the vocabulary whose logits are computed at a time: bounds memory at so many floats a token.
VOCABULARY = 16_384
# Queries of the attention computed at a time.
QUERIES = 128
Indices = np.ndarray[Any, np.dtype[np.intp]]


class Tree(NamedTuple):
    """Tokens, the index of each one's parent, -1 for the root, and whether its probability is wanted (never the root's); parents
    come before children."""

    tokens: list[int]
    parents: list[int]
    wanted: list[bool]


class Layer(NamedTuple):
    """The matrices of one layer, each (out, in): query, key and value as one, gate and up as one."""

    attention_norm: Array
    qkv: Matrix
    bias: Array | np.float32
    output: Matrix
    feed_norm: Array
    gate_up: Matrix
    down: Matrix


class Network:
    """A Llama-style decoder; empties the `contents` it is made of."""

    def __init__(self, contents: Contents) -> None:
        tensors = contents.tensors
        kind = contents.fields["general.architecture"]
        fields = {name.removeprefix(f"{kind}."): value for name, value in contents.fields.items()}
        self.heads = int(fields["attention.head_count"])
        self.kv_heads = int(fields["attention.head_count_kv"])
        self.epsilon = np.float32(fields["attention.layer_norm_rms_epsilon"])
        self.embedding = tensors.pop("token_embd.weight")
        self.output = tensors.pop("output.weight", self.embedding)
        self.final_norm = tensors.pop("output_norm.weight")[:]
        self.layers = [_layer(tensors, f"blk.{i}.") for i in range(int(fields["block_count"]))]
        self.size = self.final_norm.shape[0] // self.heads
        self.frequencies = float(fields["rope.freq_base"]) ** (-np.arange(0, self.size, 2) / self.size)
        self.rotated = _rotated_halves if kind == "qwen2" else _rotated_neighbours

    def score(self, trees: Sequence[Tree]) -> list[Array]:
        """For each tree, ln P of every wanted token given its ancestors (0 for the others).

        Tokens that no wanted one descends from, so the last ones of all, are never computed.
        """
        inner = [_inner(tree) for tree in trees]
        starts = np.cumsum([0, *(len(tree.tokens) for tree, _ in inner)])
        wanted = [np.flatnonzero(tree.wanted) for tree in trees]
        parents, tokens = [], []
        for tree, (_, place), some, start in zip(trees, inner, wanted, starts, strict=False):
            parents.append(place[np.array(tree.parents)[some]] + start)
            tokens.append(np.array(tree.tokens)[some])
        found = self._log_probabilities(
            self._hidden([tree for tree, _ in inner]), np.concatenate(parents).astype(int), np.concatenate(tokens).astype(int)
        )
        out = []
        for tree, some in zip(trees, wanted, strict=True):
            scores = np.zeros(len(tree.tokens), np.float32)
            scores[some], found = found[: len(some)], found[len(some) :]
            out.append(scores)
        return out

    def _log_probabilities(self, hidden: Array, states: Indices, tokens: Indices) -> Array:
        """ln P of each of `tokens` after the hidden state of that index."""
        unique, state = np.unique(states, return_inverse=True)
        x = hidden[unique]
        highest, total = np.full(len(x), -np.inf, np.float32), np.zeros(len(x), np.float32)
        found = np.zeros(len(tokens), np.float32)
        for a in range(0, len(self.output), VOCABULARY):
            logits = x @ self.output[a : a + VOCABULARY].T
            here = np.flatnonzero((a <= tokens) & (tokens < a + VOCABULARY))
            found[here] = logits[state[here], tokens[here] - a]
            before, highest = highest, np.maximum(highest, logits.max(axis=1, initial=-np.inf))
            logits -= highest[:, None]
            np.exp(logits, out=logits)
            total = total * np.exp(before - highest) + logits.sum(axis=1)
        out: Array = found - (highest + np.log(total))[state]
        return out

    def _hidden(self, trees: Sequence[Tree]) -> Array:
        """The normed last hidden state of every token of every tree, one below the other."""
        masks, depths = zip(*(_ancestors(tree) for tree in trees), strict=True)
        starts = np.cumsum([0, *(len(tree.tokens) for tree in trees)])
        angles = np.concatenate(depths)[:, None] * self.frequencies
        cos, sin = np.cos(angles).astype(np.float32)[:, None], np.sin(angles).astype(np.float32)[:, None]
        x: Array = self.embedding[np.concatenate([tree.tokens for tree in trees])]
        queries, keys = self.heads * self.size, self.kv_heads * self.size
        for layer in self.layers:
            qkv = self._norm(x, layer.attention_norm) @ layer.qkv[:].T
            qkv += layer.bias
            q = self.rotated(qkv[:, :queries].reshape(len(x), self.heads, self.size), cos, sin)
            k = self.rotated(qkv[:, queries : queries + keys].reshape(len(x), self.kv_heads, self.size), cos, sin)
            v = qkv[:, queries + keys :].reshape(len(x), self.kv_heads, self.size)
            mixed = np.empty((len(x), queries), np.float32)
            for mask, a, b in zip(masks, starts, starts[1:], strict=False):
                mixed[a:b] = self._attend(q[a:b], k[a:b], v[a:b], mask)
            x += mixed @ layer.output[:].T
            gate, up = np.split(self._norm(x, layer.feed_norm) @ layer.gate_up[:].T, 2, axis=1)
            x += _gated(gate, up) @ layer.down[:].T
        return self._norm(x, self.final_norm)

    def _norm(self, x: Array, weight: Array) -> Array:
        scale: Array = np.sqrt((x * x).mean(axis=1, keepdims=True) + self.epsilon)
        return x / scale * weight

    def _attend(self, q: Array, k: Array, v: Array, mask: Array) -> Array:
        """Grouped-query attention: each key and value head serves a group of query heads.

        Some queries at a time, with the keys up to the last of them: no token has an ancestor that comes after it.
        """
        groups = (q * np.float32(self.size**-0.5)).reshape(len(q), self.kv_heads, -1, self.size).transpose(1, 2, 0, 3)
        keys, values = k.transpose(1, 2, 0), v.transpose(1, 0, 2)
        out = np.empty_like(groups)
        for a in range(0, len(q), QUERIES):
            b = min(a + QUERIES, len(q))
            rows = groups[:, :, a:b].reshape(self.kv_heads, -1, self.size)
            # In place, and divided by its sums only at the end: the weights are the largest thing there is.
            weights = (rows @ keys[:, :, :b]).reshape(self.kv_heads, -1, b - a, b)
            weights += mask[a:b, :b]
            weights -= weights.max(axis=-1, keepdims=True)
            np.exp(weights, out=weights)
            totals = weights.sum(axis=-1, keepdims=True)
            mixed = weights.reshape(self.kv_heads, -1, b) @ values[:, :b]
            out[:, :, a:b] = mixed.reshape(self.kv_heads, -1, b - a, self.size) / totals
        mixed_heads: Array = out.transpose(2, 0, 1, 3).reshape(len(q), -1)
        return mixed_heads


def _gated(gate: Array, up: Array) -> Array:
    """SiLU of the gate times `up`, without more memory than the result takes."""
    out: Array = np.negative(gate)
    np.exp(out, out=out)
    out += 1
    np.divide(gate, out, out=out)
    out *= up
    return out


def _layer(tensors: dict[str, Matrix], name: str) -> Layer:
    """Takes the layer's tensors out of `tensors`, so that no weight is held twice."""

    def taken(*parts: str) -> Matrix:
        return joined([tensors.pop(f"{name}{part}.weight") for part in parts])

    biases = [tensors.pop(f"{name}{part}.bias")[:] for part in ("attn_q", "attn_k", "attn_v") if f"{name}{part}.bias" in tensors]
    return Layer(
        taken("attn_norm")[:],
        taken("attn_q", "attn_k", "attn_v"),
        np.concatenate(biases) if biases else np.float32(0),
        taken("attn_output"),
        taken("ffn_norm")[:],
        taken("ffn_gate", "ffn_up"),
        taken("ffn_down"),
    )


def _inner(tree: Tree) -> tuple[Tree, Indices]:
    """The tree of the tokens from which wanted ones descend, and for every token its place there (-1 if it is left out)."""
    above = [False] * len(tree.tokens)
    for i in range(len(tree.tokens) - 1, 0, -1):
        if above[i] or tree.wanted[i]:
            above[tree.parents[i]] = True
    kept = [i for i, needed in enumerate(above) if needed]
    place = np.full(len(tree.tokens), -1)
    place[kept] = np.arange(len(kept))
    parents = [int(place[tree.parents[i]]) if i else -1 for i in kept]
    return Tree([tree.tokens[i] for i in kept], parents, [tree.wanted[i] for i in kept]), place


def _ancestors(tree: Tree) -> tuple[Array, Array]:
    """The additive attention mask of a tree (0 for a token and its ancestors, else -1e9) and each token's depth."""
    mask = np.full((len(tree.tokens), len(tree.tokens)), -1e9, np.float32)
    depth = np.zeros(len(tree.tokens), np.float32)
    for i, parent in enumerate(tree.parents):
        if parent >= 0:
            mask[i] = mask[parent]
            depth[i] = depth[parent] + 1
        mask[i, i] = 0
    return mask, depth


def _rotated_neighbours(x: Array, cos: Array, sin: Array) -> Array:
    """Rotary position embedding of interleaved pairs (Su et al. 2021)."""
    out = np.empty_like(x)
    even, odd = x[..., ::2], x[..., 1::2]
    out[..., ::2] = even * cos - odd * sin
    out[..., 1::2] = even * sin + odd * cos
    return out


def _rotated_halves(x: Array, cos: Array, sin: Array) -> Array:
    """The same of pairs one of which is in the first half of a head, the other in the second."""
    first, second = np.split(x, 2, axis=-1)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)
