"""Log probabilities of wordings: text in, one number a wording out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from restore.neural.contents import Array
from restore.neural.file import read
from restore.neural.network import Network, Tree
from restore.neural.sources import Source
from restore.processors import processors

# The token that stands before every text.
BEGIN = "<|endoftext|>"
# How Qwen's tokenizer cuts a text: contractions, words with what is before them, single digits, runs of signs, and white space.
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
# Tokens in one pass: enough for the matrix products to run at full speed, few enough to bound memory.
PASS = 1024
# Passes at the same time: each takes up to 150 MB, of the large model 400.
THREADS = 4
# Told how many of how many parts of a text are done.
Progress = Callable[[int, int], object]
Part = TypeVar("Part")
Done = TypeVar("Done")


def ignore(done: int, total: int) -> None:
    """The progress that nobody wants to see."""


class NeuralModel:
    """A network and its byte-level byte-pair encoder, both from one GGUF file. Raises DataError if that is missing or another."""

    def __init__(self, source: Source) -> None:
        contents = read(source, source.checked())
        vocabulary = contents.fields["tokenizer.ggml.tokens"]
        self.network = Network(contents)
        self._begin = vocabulary.index(BEGIN)
        self._tokenizer = byte_pair_encoder(
            contents.fields["tokenizer.ggml.pre"], vocabulary, contents.fields["tokenizer.ggml.merges"]
        )

    def score(self, contexts: Sequence[Sequence[Sequence[str]]], progress: Progress = ignore) -> list[list[list[float]]]:
        """For each choice of each context, ln P of its texts, without what they begin with in common.

        A choice is a list of texts, one of which is to be chosen; the choices of a context share the work for what their texts
        begin with. `progress` is told how many contexts are done.
        """
        trees, paths = zip(*(self._tree(choices) for choices in contexts), strict=True) if contexts else ((), ())
        scores: list[Array] = []
        for some in in_threads(self.network.score, _passes(trees)):
            scores += some
            progress(len(scores), len(trees))
        return [
            [[float(of[path].sum()) for path in choice] for choice in choices] for of, choices in zip(scores, paths, strict=True)
        ]

    def _tree(self, choices: Sequence[Sequence[str]]) -> tuple[Tree, list[list[list[int]]]]:
        """The texts as a tree of tokens; for each text the tokens in which it differs from the others of its choice."""
        tree = Tree([self._begin], [-1], [False])
        below: dict[tuple[int, int], int] = {}
        found = []
        encodings = iter(self._tokenizer.encode_batch([text for choice in choices for text in choice]))
        for choice in choices:
            paths = [_path(tree, below, next(encodings).ids) for _ in choice]
            common = len(set.intersection(*map(set, paths)))
            found.append([path[common:] for path in paths])
            for i in {i for path in found[-1] for i in path}:
                tree.wanted[i] = True
        return tree, found


def in_threads(work: Callable[[Part], Done], parts: Sequence[Part]) -> Iterator[Done]:
    """The results of numpy work in order, as many parts at a time as there are processors, each by one thread.

    That is faster than one part by many threads, for only matrix products are shared out among those; what does not fill all
    processors is still done so.
    """
    threads = min(processors(), THREADS)
    whole = len(parts) // threads * threads
    if threads > 1 and whole:
        with threadpool_limits(limits=max(1, processors() // threads), user_api="blas"), ThreadPoolExecutor(threads) as pool:
            yield from pool.map(work, parts[:whole])
    else:
        whole = 0
    yield from map(work, parts[whole:])


def _path(tree: Tree, below: dict[tuple[int, int], int], ids: Sequence[int]) -> list[int]:
    """The way of a text through the tree, which is made where it is not there; `below` maps (parent, token) to child."""
    path = []
    at = 0
    for token in ids:
        child = below.get((at, token))
        if child is None:
            child = below[at, token] = len(tree.tokens)
            tree.tokens.append(token)
            tree.parents.append(at)
            tree.wanted.append(False)
        path.append(child)
        at = child
    return path


def byte_pair_encoder(cut: str, vocabulary: Sequence[str], merges: Sequence[str]) -> Tokenizer:
    """The tokenizer that a GGUF file describes ("gpt2" model; pre-tokenizer `cut` "smollm", each digit by itself, or "qwen2")."""
    pairs = [(left, right) for left, _, right in (merge.partition(" ") for merge in merges)]
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(vocabulary)}, pairs))
    first = pre_tokenizers.Split(Regex(QWEN), "isolated") if cut == "qwen2" else pre_tokenizers.Digits(individual_digits=True)
    bytes_of = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=cut != "qwen2")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([first, bytes_of])
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
