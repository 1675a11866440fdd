"""What may be chosen about restoring: one frozen, typed object. No command line and no files here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from restore.errors import ConfigError
from restore.generate.all import KINDS, SPUN_BY

RERANKERS = ("kenlm", "neural", "large")


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a `Restorer`; the defaults are those of the commands for many texts.

    data: the folder that holds lexicon/ and models/, None for the installed ones (looked for anew in every process, so that a
    configuration may travel to other machines). min_confidence: probability (0 to 1) from which an edit is applied, None for
    the fitted threshold. lexicon: files of the user's own (`restore.lexicon.user`). allow: terms never touched, in any case.
    allow_pattern: regular expressions of what is never touched. protect_quotations: leave quotations as they are.
    without: kinds of generators (`restore.generate.all.KINDS`) that are switched off, though phrases still tell whether a document
    was spun; also: those of `restore.generate.all.SPUN_BY` that are asked of all spun documents, whatever their spinner's family.
    context: reference documents, clean texts on the same story, whose names and wordings support originals.
    Raises ConfigError if a value is out of range or a pattern is none.

    >>> Config(min_confidence=0.9).min_confidence
    0.9
    """

    data: Path | None = None
    min_confidence: float | None = None
    reranker: str = RERANKERS[0]
    lexicon: tuple[Path, ...] = ()
    allow: tuple[str, ...] = ()
    allow_pattern: tuple[str, ...] = ()
    protect_quotations: bool = False
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    context: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise ConfigError(f"min-confidence is a probability from 0 to 1, not {self.min_confidence}")
        if self.reranker not in RERANKERS:
            raise ConfigError(f"reranker is one of {', '.join(RERANKERS)}, not {self.reranker!r}")
        for name, kinds, known in (("without", self.without, KINDS), ("also", self.also, SPUN_BY)):
            for kind in kinds:
                if kind not in known:
                    raise ConfigError(f"{name}: no generator {kind!r}; there are {', '.join(known)}")
        for pattern in self.allow_pattern:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ConfigError(f"allow-pattern {pattern!r} is no regular expression: {error}") from None
