"""The language model: the only module that imports kenlm. All scores are log10 probabilities.

KenLM (Heafield 2011; modified Kneser-Ney, Heafield et al. 2013): a quantised trie, memory-mapped, so that processes share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from restore.errors import DataError

BEGIN, END = "<s>", "</s>"
# Wordings whose bare probability is remembered; a bound on memory, reached only by very long runs.
BARE_CACHE = 200_000


class BareScores(dict[tuple[str, ...], float]):
    """log10 P of wordings without context, each asked of the model once."""

    def __init__(self, lm: LanguageModel) -> None:
        self._lm = lm

    def __missing__(self, words: tuple[str, ...]) -> float:
        if len(self) > BARE_CACHE:
            self.clear()
        found = self[words] = self._lm.continue_from(self._lm.null, words)
        return found


class LanguageModel:
    """Conditional log10 probabilities of words given a state; states are opaque and never changed once returned."""

    def __init__(self, path: Path) -> None:
        import kenlm

        if not path.is_file():
            raise DataError(path, "no language model", fix="see models/README.md")
        config = kenlm.Config()
        config.load_method = kenlm.LoadMethod.LAZY
        try:
            self._model: Any = kenlm.Model(str(path), config)
        except (OSError, RuntimeError) as error:
            raise DataError(path, f"not a readable KenLM file: {error}", fix="see models/README.md") from None
        self.new_state: Any = kenlm.State
        self.order: int = self._model.order
        self.base_score: Any = self._model.BaseScore
        self.begin: Any = kenlm.State()
        self._model.BeginSentenceWrite(self.begin)
        self.bares = BareScores(self)
        self.null: Any = kenlm.State()
        self._model.NullContextWrite(self.null)

    def __contains__(self, word: str) -> bool:
        return word in self._model

    def bare(self, words: tuple[str, ...]) -> float:
        """log10 P of a wording without context: how common it is."""
        return self.bares[words]

    def walk(self, words: Sequence[str]) -> tuple[list[float], list[Any]]:
        """Score a sentence: log10 probability of each word and of the end, and the state before each."""
        state = self.begin
        scores: list[float] = []
        states = [state]
        score, new = self.base_score, self.new_state
        for word in words:
            out = new()
            scores.append(score(state, word, out))
            states.append(out)
            state = out
        scores.append(score(state, END, new()))
        return scores, states

    def continue_from(self, state: Any, words: Sequence[str]) -> float:
        """Sum of log10 P over `words` read on from `state`."""
        total = 0.0
        score, new = self.base_score, self.new_state
        for word in words:
            out = new()
            total += score(state, word, out)
            state = out
        return total


class Reading:
    """A sentence as the model reads it, and what changes if words in it are exchanged for others."""

    __slots__ = ("_rests", "_score", "_spare", "_state", "ahead", "scores", "states", "words")

    def __init__(self, lm: LanguageModel, words: Sequence[str]) -> None:
        self.words = [*words, END]
        self.scores, self.states = lm.walk(words)
        self.ahead = lm.order - 1
        self._score, self._state = lm.base_score, lm.new_state
        self._spare = lm.new_state(), lm.new_state()
        # For the word at an index: the states that may follow it, and the scores of the words after it that are still to read.
        self._rests: dict[int, dict[Any, list[float]]] = {}

    def stop(self, end: int) -> int:
        """Up to where words exchanged before `end` tell."""
        return min(end + self.ahead, len(self.words))

    def kept(self, start: int, end: int) -> float:
        """log10 P of words [start, end) and the next order-1."""
        total = 0.0
        for logp10 in self.scores[start : self.stop(end)]:
            total += logp10
        return total

    def exchanged(self, start: int, end: int, wordings: Iterable[Sequence[str]]) -> list[float]:
        """For each wording: log10 P of its words in the place of words [start, end), and of the next order-1."""
        score, after, first = self._score, self.words[end], self.states[start]
        stop = self.stop(end)
        rests = self._rests.get(end)
        if rests is None:
            # The state is mostly the one that would have been there anyway: then all that follows is as it was.
            rests = self._rests[end] = {self.states[end + 1]: self.scores[end + 1 : stop]} if end + 1 < stop else {}
        state, out = self._spare
        totals = []
        for words in wordings:
            before, total = first, 0.0
            for word in words:
                total += score(before, word, state)
                before, state, out = state, out, state
            total += score(before, after, state)
            rest = rests.get(state)
            if rest is None:
                rest = rests[state.__copy__()] = self._rest(state, end + 1, stop)
            for logp10 in rest:
                total += logp10
            totals.append(total)
        return totals

    def _rest(self, state: Any, start: int, stop: int) -> list[float]:
        """The scores of words [start, stop) read on from `state`."""
        if start == stop:
            return []
        out = self._state()
        logp10 = self._score(state, self.words[start], out)
        if start + 1 == stop:
            return [logp10]
        if out == self.states[start + 1]:
            return [logp10, *self.scores[start + 1 : stop]]
        return [logp10, *self._rest(out, start + 1, stop)]
