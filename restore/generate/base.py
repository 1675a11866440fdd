"""What every candidate generator gives: spans of tokens with possible originals and a channel score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from restore.document import Document

# log10 clean rate of a replacement that clean text (almost) never invites.
RARE = -2.5


class Candidate(NamedTuple):
    """A possible original of tokens [start, end).

    `text` is the wording (lower case unless a proper name), `words` its language-model words, `logp10` the log10 channel
    probability P(spun | text is replaced), `families` a bit mask of the spinner families that do it, `kind` the generator;
    `clean_rate` the log10 rate at which the same replacement would seem right in text that nobody spun; `support` what
    lists of names and the user's reference documents say for it, 0 and up.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    logp10: float
    families: int
    kind: str
    clean_rate: float = RARE
    support: float = 0.0


class Generator(Protocol):
    """Proposes originals; does not score with the language model."""

    kind: str

    def propose(self, document: Document) -> Iterator[Candidate]:
        """Candidates for the whole document, in any order."""
        ...
