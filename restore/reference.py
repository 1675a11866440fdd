"""Reference documents: clean articles on the same story that the user names. What they say is support for an original."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from restore.document import Document
from restore.errors import DataError
from restore.generate.base import Candidate
from restore.generate.names import runs
from restore.text.case import SMALL_WORDS

# Words of the longest wording that is looked up.
LONGEST = 4
# Support of a word the references have and what stands in the text they don't, and of each wording across its edge.
WORD, WORDING = 1.0, 0.25
MOST = 2.0


class References:
    """The names and wordings of the user's reference documents; empty without any. May be pickled.

    Raises DataError for a file that cannot be read or is not UTF-8.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        texts = [_read(path) for path in paths]
        self.names: frozenset[str] = frozenset()
        self.wordings: set[tuple[str, ...]] = set()
        digest = hashlib.sha256()
        for text in texts:
            digest.update(text.encode() + b"\0")
            document = Document.read(text)
            self.names |= runs(document)
            words = [token.lm for token in document.tokens]
            for first, last in document.sentences:
                for start in range(first, last):
                    for end in range(start + 1, min(start + LONGEST, last) + 1):
                        self.wordings.add(tuple(words[start:end]))
        self.signature = f"|ref:{digest.hexdigest()[:8]}" if texts else ""

    def support(self, document: Document, candidates: list[Candidate]) -> list[Candidate]:
        """The candidates with what the references say for them."""
        if not self.wordings:
            return candidates
        words = [token.lm for token in document.tokens]
        kept: dict[tuple[int, int], tuple[float, float]] = {}
        out = []
        for c in candidates:
            old = kept.get((c.start, c.end))
            if old is None:
                old = kept[c.start, c.end] = self._found(words, c.start, c.end, words[c.start : c.end])
            new = self._found(words, c.start, c.end, c.words)
            gain = WORD * max(0.0, new[0] - old[0]) + WORDING * (new[1] - old[1])
            out.append(c._replace(support=c.support + min(MOST, max(0.0, gain))))
        return out

    def _found(self, words: Sequence[str], start: int, end: int, wording: Sequence[str]) -> tuple[float, float]:
        """Whether the references have a wording, and on how many sides together with the word beside it."""
        inside = tuple(wording)
        alone = float(inside in self.wordings and not SMALL_WORDS.issuperset(inside))
        before, after = words[start - 1 : start], words[end : end + 1]
        sides = sum(tuple(some) in self.wordings for some in ((*before, *inside), (*inside, *after)) if len(some) > len(inside))
        return alone, float(sides)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(path, f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise DataError(path, "not UTF-8") from None
