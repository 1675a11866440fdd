"""Log probabilities of wordings: text in, one number a wording out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers

from restore.neural.file import read
from restore.neural.network import Network, Tree

# Token 0 (<|endoftext|>) stands before every text.
BEGIN = 0
# Tokens in one pass: enough for the matrix products to run at full speed, few enough to bound memory.
PASS = 1024


class NeuralModel:
    """A network and its byte-level byte-pair encoder, both from one GGUF file."""

    def __init__(self, path: Path) -> None:
        contents = read(path)
        self.network = Network(contents)
        self._tokenizer = byte_pair_encoder(contents.fields["tokenizer.ggml.tokens"], contents.fields["tokenizer.ggml.merges"])

    def score(self, groups: Sequence[Sequence[str]]) -> list[list[float]]:
        """ln P of every text of every group; texts of a group share the work for what they begin with."""
        trees, ends = [], []
        for texts in groups:
            tree, leaves = self._tree(texts)
            trees.append(tree)
            ends.append(leaves)
        out: list[list[float]] = []
        for some in _passes(trees):
            for tree, scores in zip(some, self.network.score(some), strict=True):
                sums = scores.tolist()
                for i, parent in enumerate(tree.parents):
                    if parent > 0:
                        sums[i] += sums[parent]
                out.append([sums[leaf] for leaf in ends[len(out)]])
        return out

    def _tree(self, texts: Sequence[str]) -> tuple[Tree, list[int]]:
        """The texts as a tree of tokens, and where each one ends in it."""
        tokens, parents = [BEGIN], [-1]
        below: dict[tuple[int, int], int] = {}
        leaves = []
        for encoding in self._tokenizer.encode_batch(list(texts)):
            at = 0
            for token in encoding.ids:
                child = below.get((at, token))
                if child is None:
                    child = below[at, token] = len(tokens)
                    tokens.append(token)
                    parents.append(at)
                at = child
            leaves.append(at)
        return Tree(tokens, parents), leaves


def byte_pair_encoder(vocabulary: Sequence[str], merges: Sequence[str]) -> Tokenizer:
    """The tokenizer that a GGUF file describes ("gpt2" model, "smollm" pre-tokenizer: each digit by itself)."""
    pairs = [(left, right) for left, _, right in (merge.partition(" ") for merge in merges)]
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(vocabulary)}, pairs))
    digits = pre_tokenizers.Digits(individual_digits=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    return tokenizer


def _passes(trees: Sequence[Tree]) -> list[list[Tree]]:
    """Trees in their order, in groups of about `PASS` tokens."""
    out: list[list[Tree]] = [[]]
    size = 0
    for tree in trees:
        if out[-1] and size + len(tree.tokens) > PASS:
            out.append([])
            size = 0
        out[-1].append(tree)
        size += len(tree.tokens)
    return out if trees else []
