"""The language model: the only module that imports kenlm. All scores are log10 probabilities.

KenLM (Heafield 2011; modified Kneser-Ney, Heafield et al. 2013): a quantised trie, memory-mapped, so that processes share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from restore.errors import DataError

BEGIN, END = "<s>", "</s>"
# Wordings whose bare probability is remembered; a bound on memory, reached only by very long runs.
BARE_CACHE = 200_000


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
        self._new_state: Any = kenlm.State
        self.order: int = self._model.order
        self.base_score: Any = self._model.BaseScore
        self.begin: Any = kenlm.State()
        self._model.BeginSentenceWrite(self.begin)
        self._bare: dict[tuple[str, ...], float] = {}
        self._null: Any = kenlm.State()
        self._model.NullContextWrite(self._null)

    def __contains__(self, word: str) -> bool:
        return word in self._model

    def bare(self, words: tuple[str, ...]) -> float:
        """log10 P of a wording without context: how common it is."""
        known = self._bare.get(words)
        if known is None:
            if len(self._bare) > BARE_CACHE:
                self._bare.clear()
            known = self._bare[words] = self.continue_from(self._null, words)
        return known

    def step(self, state: Any, word: str) -> tuple[float, Any]:
        """log10 P(word | state) and the state after it."""
        out = self._new_state()
        return self.base_score(state, word, out), out

    def walk(self, words: Sequence[str]) -> tuple[list[float], list[Any]]:
        """Score a sentence: log10 probability of each word and of the end, and the state before each."""
        state = self.begin
        scores: list[float] = []
        states = [state]
        score, new = self.base_score, self._new_state
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
        score, new = self.base_score, self._new_state
        for word in words:
            out = new()
            total += score(state, word, out)
            state = out
        return total
