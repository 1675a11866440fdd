"""A text made ready for restoring: its tokens, sentences and protected spans, cut once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from restore.text.protect import mask, protected_spans
from restore.text.tokens import Token, sentences, tokenize

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Document:
    """Tokens carry offsets into `text`, the original; protected stretches hold one opaque token each. `repeated` are the tokens of
    sentences that stand in the document before."""

    text: str
    tokens: list[Token]
    sentences: list[tuple[int, int]]
    sentence_starts: set[int] = field(default_factory=set)
    repeated: frozenset[int] = frozenset()

    @classmethod
    def read(cls, text: str, protected: list[tuple[int, int]] | None = None) -> Document:
        """Cut `text` into tokens; `protected` adds character ranges to those found by `restore.text.protect`."""
        spans = protected_spans(text)
        if protected:
            spans = merge(spans + protected)
        masked = mask(text, spans)
        if not masked.isascii():
            # Half of a surrogate pair is no character: the language model can't be asked about it.
            masked = _SURROGATE.sub("\ufffd", masked)
        tokens = tokenize(masked)
        ranges = sentences(masked, tokens)
        return cls(text, tokens, ranges, {start for start, _ in ranges}, repeated(tokens, ranges))

    def norm(self, start: int, end: int) -> str:
        """Tokens [start, end) as the phrase table writes them: normalised, joined by a space."""
        return " ".join([token.norm for token in self.tokens[start:end]])

    def surface(self, start: int, end: int) -> str:
        """The original text of tokens [start, end)."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def repeated(tokens: list[Token], ranges: list[tuple[int, int]]) -> frozenset[int]:
    """The tokens of the sentences (token ranges) that were there before, in any case."""
    seen: set[tuple[str, ...]] = set()
    out: list[int] = []
    for start, end in ranges:
        words = tuple([token.norm for token in tokens[start:end]])
        if words in seen:
            out += range(start, end)
        seen.add(words)
    return frozenset(out)


def merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted, non-overlapping union of ranges."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
