"""The user's word against the model's: what is not to be touched, and what is always to be restored."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from restore.config import Config
from restore.decide import edits_of, one_line_break
from restore.decode.beam import Chosen
from restore.decode.lattice import Arc
from restore.document import Document, merge
from restore.edits import Edit
from restore.generate.base import Candidate
from restore.generate.phrase_table import whole_words
from restore.lexicon.user import Entry, UserLexicon, phrase, read_user_lexicon, user_lexicon
from restore.text.regions import directed, quotations
from restore.text.tokens import lm_words

KIND = "user lexicon"


class Guard:
    """Allow-lists and user lexicons of a configuration, ready for use; holds their entries, not their files."""

    def __init__(self, config: Config) -> None:
        self.lexicon = user_lexicon(entry for path in config.lexicon for entry in read_user_lexicon(path))
        self.never = _by_first({phrase(term) for term in config.allow} | self.lexicon.never)
        self.preferred = _by_first(self.lexicon.preferred)
        self.patterns = [re.compile(pattern) for pattern in config.allow_pattern]
        self.quotations = config.protect_quotations
        self.signature = _signature(config, self.lexicon)

    def regions(self, text: str) -> list[tuple[int, int]]:
        """Character ranges that are left out as if they were not there: switched off by comments, quoted."""
        found = directed(text)
        return merge(found + quotations(text)) if self.quotations else found

    def admit(self, document: Document, candidates: list[Candidate], closed: AbstractSet[int]) -> list[Candidate]:
        """The candidates that the user has nothing against, given the tokens that are the user's."""
        if not (closed or self.lexicon.kept):
            return candidates
        return [
            c for c in candidates if closed.isdisjoint(range(c.start, c.end)) and self.admits(document.norm(c.start, c.end), c.text)
        ]

    def admits(self, spun: str, original: str) -> bool:
        """Whether the user's lexicon lets a form stand for an original: neither they nor what differs in them are kept apart."""
        if not self.lexicon.kept:
            return True
        original = phrase(original)
        if original in self.lexicon.kept.get(spun, ()):
            return False
        spun, original = differing(spun, original)
        return original not in self.lexicon.kept.get(spun, ())

    def closed(self, document: Document) -> set[int]:
        """The tokens that are the user's: allowed as they are, or restored as the user's lexicon says."""
        if not (self.never or self.patterns or self.preferred):
            return set()
        return self._tokens(document, [*self._allowed(document), *(span for span, _ in self._preferred(document))])

    def settle(self, document: Document, edits: list[Edit]) -> list[Edit]:
        """The edits with the user's own among them, in order; none touches what is allowed, not even by an article."""
        if not (self.never or self.patterns or self.preferred):
            return edits
        allowed = self._allowed(document)
        own = [edit for edit in self._own(document) if not _touches(edit, allowed)]
        ranges = [(edit.start, edit.end) for edit in own]
        others = [edit for edit in edits if not _touches(edit, allowed) and not _touches(edit, ranges)]
        return sorted((*others, *own), key=lambda edit: edit.start)

    def _own(self, document: Document) -> list[Edit]:
        """The edits that the user's lexicon prescribes, each with the article before it."""
        out = []
        tokens = document.tokens
        first = {token.start: i for i, token in enumerate(tokens)}
        for (start, end), entry in self._preferred(document):
            i = first[start]
            j = next(k for k in range(i, len(tokens)) if tokens[k].end == end) + 1
            words = lm_words(entry.original)
            candidate = Candidate(i, j, entry.original, words, 0.0, 0, KIND)
            span = Chosen(i, j, ((0.0, Arc(candidate, 0.0, 0.0)),), None, 0.0, 0.0)
            if not one_line_break(document, span):
                continue
            why = f"{KIND}: {entry.where}" + (f": {entry.reason}" if entry.reason else "")
            out += [replace(edit, why=why, candidates=()) for edit in edits_of(document, [(span, 1.0, True)])]
        return [edit for edit in out if edit.before != edit.after]

    def _allowed(self, document: Document) -> list[tuple[int, int]]:
        """Character ranges of allowed terms and patterns."""
        found = [span for span, _ in _matches(document, self.never)]
        for pattern in self.patterns:
            found += [match.span() for match in pattern.finditer(document.text) if match.end() > match.start()]
        return merge(found)

    def _preferred(self, document: Document) -> Iterator[tuple[tuple[int, int], Entry]]:
        """Character ranges of preferred spun forms, the longest first found, with their entries."""
        for span, spun in _matches(document, self.preferred):
            yield span, self.lexicon.preferred[spun]

    def _tokens(self, document: Document, ranges: list[tuple[int, int]]) -> set[int]:
        """The tokens that any of the character ranges touches."""
        ordered = iter(merge(ranges))
        out: set[int] = set()
        span = next(ordered, None)
        for i, token in enumerate(document.tokens):
            while span and span[1] <= token.start:
                span = next(ordered, None)
            if span and span[0] < token.end:
                out.add(i)
        return out


def _signature(config: Config, lexicon: UserLexicon) -> str:
    """`|cfg:` and eight hexadecimal digits that differ for configurations that differ, reference documents apart; empty for
    the default."""
    if replace(config, data=None, context=()) == Config():
        return ""
    entries = sorted((e.spun, e.original) for e in lexicon.preferred.values())
    kept = sorted((spun, *sorted(originals)) for spun, originals in lexicon.kept.items())
    parts = (config.min_confidence, sorted(lexicon.never), kept, entries, sorted(config.allow), config.allow_pattern)
    rest = (config.protect_quotations, sorted(config.without), sorted(config.also))
    return "|cfg:" + hashlib.sha256(repr((*parts, *rest)).encode()).hexdigest()[:8]


def differing(spun: str, original: str) -> tuple[str, str]:
    """Two phrases without the words at either end that are the same in both.

    >>> differing("solely two days", "just two days")
    ('solely', 'just')
    """
    old, new = spun.split(" "), original.split(" ")
    while len(old) > 1 and len(new) > 1 and old[0] == new[0]:
        del old[0], new[0]
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        del old[-1], new[-1]
    return " ".join(old), " ".join(new)


def _by_first(phrases: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """Phrases as words, by the first of them, longest first."""
    out: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted((tuple(p.split(" ")) for p in phrases if p), key=lambda w: (-len(w), w)):
        out.setdefault(words[0], []).append(words)
    return out


def _matches(document: Document, phrases: dict[str, list[tuple[str, ...]]]) -> Iterator[tuple[tuple[int, int], str]]:
    """Where phrases stand, as character ranges, without overlap."""
    if not phrases:
        return
    tokens = document.tokens
    i = 0
    while i < len(tokens):
        for words in phrases.get(tokens[i].norm, ()):
            j = i + len(words)
            if tuple(token.norm for token in tokens[i:j]) == words and whole_words(document, i, j):
                yield (tokens[i].start, tokens[j - 1].end), " ".join(words)
                i = j - 1
                break
        i += 1


def _touches(edit: Edit, ranges: list[tuple[int, int]]) -> bool:
    """Whether an edit overlaps one of the ranges, which are in order and do not overlap each other."""
    at = bisect_right(ranges, (edit.start, edit.start))
    return (at > 0 and ranges[at - 1][1] > edit.start) or (at < len(ranges) and ranges[at][0] < edit.end)
