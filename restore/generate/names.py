"""Names whose words were spun one by one: "Worldwide Financial Fund" read as International Monetary Fund.

A run of capitalised words is walked through the known names word by word, each word either as it stands or as an original that the
phrase table has for it; small words ("of", "for") stand for each other. Known are the names of lexicon/en/names.tsv and those that
stand elsewhere in the document or in the user's reference documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from restore.document import Document
from restore.errors import DataError
from restore.generate.base import Candidate
from restore.lexicon.lines import read_lines
from restore.lexicon.table import PhraseTable, family_mask
from restore.text.case import SMALL_WORDS
from restore.text.tokens import lm_words, tokenize

HEADER = "# restore names, format 1"
FIX = "see lexicon/FORMAT.md"
GIVEN = "given"
ALL = family_mask("nhrt")
# log10 channel probability of a name below which its words do not take it: the name is known as a whole.
LEAST = -2.0
# Added where one small word stands for another.
SMALL = -0.3
# Support of each word changed: the language model knows few names, so that a name is known must count beside it. A name known from
# this document alone may be spun itself.
LISTED, HERE, MOST = 2.0, 1.0, 4.0
# Clean text has names that differ from a known one in one word (National Health Fund); in two hardly ever.
ONE_WORD, MORE_WORDS = -1.5, -2.5
# Tokens of the longest name, and of the longest spun form of one word of it.
LONGEST, LONGEST_FORM = 9, 3

Trie = dict[str, Any]
END = ""


class Way(NamedTuple):
    """A way through the trie: the token it reached, the node, words changed, log10 channel probability."""

    at: int
    node: Trie
    changed: int
    logp10: float


class NameGenerator:
    """Proposes known names for runs of capitalised words."""

    kind = "name"

    def __init__(self, table: PhraseTable, path: Path, references: Iterable[str] = ()) -> None:
        self.table = table
        self.path = path
        self.references = tuple(references)

    @cached_property
    def known(self) -> tuple[Trie, frozenset[str]]:
        """Trie of the names listed and referred to, and the given names that are words; read when first needed."""
        names, given = read_names(self.path)
        return trie([*names, *self.references]), given

    def propose(self, document: Document) -> Iterator[Candidate]:
        listed, given = self.known
        here = trie(runs(document))
        for first, last in document.sentences:
            right = first  # to here a listed name stands as it is: no other begins inside it
            for start in range(first, last):
                if start < right or not _capital(document, start):
                    continue
                found = dict(self._walked(document, start, last, here)) if here else {}
                # A name that is listed counts as that, also if it stands in this document.
                known = dict(self._walked(document, start, last, listed))
                found |= known
                right = max((end for (end, _), (_, changed) in known.items() if not changed), default=start)
                for (end, name), (logp10, changed) in found.items():
                    if changed and end > right:
                        support = min(MOST, changed * (LISTED if (end, name) in known else HERE))
                        yield self._candidate(start, end, name, logp10, ONE_WORD if changed == 1 else MORE_WORDS, support)
                yield from self._given(document, start, last, given)

    def _walked(
        self, document: Document, start: int, last: int, names: Trie
    ) -> Iterator[tuple[tuple[int, str], tuple[float, int]]]:
        """For each end and name that the tokens from `start` lead to: the best log10 probability, and how many words changed."""
        best: dict[tuple[int, str], tuple[float, int]] = {}
        ways = [Way(start, names, 0, 0.0)]
        while ways:
            way = ways.pop()
            name = way.node.get(END)
            if name is not None and way.at > start + 1:
                key = (way.at, name)
                best[key] = max(best.get(key, (-99.0, 0)), (way.logp10, way.changed))
            if way.at < min(last, start + LONGEST):
                ways.extend(self._steps(document, way, last))
        for key, (logp10, changed) in best.items():
            yield key, (max(logp10, LEAST), changed)

    def _steps(self, document: Document, way: Way, last: int) -> Iterator[Way]:
        norm = document.tokens[way.at].norm
        node = way.node
        if norm in node:
            yield way._replace(at=way.at + 1, node=node[norm])
        if norm in SMALL_WORDS:
            for word in SMALL_WORDS & node.keys() - {norm}:
                yield Way(way.at + 1, node[word], way.changed, way.logp10 + SMALL)
        if not _capital(document, way.at):
            return
        phrase = norm
        for end in range(way.at + 1, min(way.at + LONGEST_FORM, last) + 1):
            originals, continues = self.table.look_up(phrase)
            for original in originals:
                after = _descend(node, original.text.lower().split(" "))
                if after is not None:
                    yield Way(end, after, way.changed + 1, way.logp10 + original.logp10)
            if end == last or not continues:
                break
            phrase = f"{phrase} {document.tokens[end].norm}"

    def _given(self, document: Document, start: int, last: int, given: frozenset[str]) -> Iterator[Candidate]:
        """Invoice Hartley -> Bill Hartley: a given name that is a word, spun, before what can only be a surname."""
        norm = document.tokens[start].norm
        if start + 1 >= last or not _capital(document, start + 1) or norm in given:
            return
        surname = document.tokens[start + 1].norm
        if self.table.get(surname) or not surname.isalpha():
            return
        for original in self.table.get(norm):
            if original.text in given:
                yield self._candidate(start, start + 1, original.text.capitalize(), max(original.logp10, LEAST), MORE_WORDS, HERE)

    def _candidate(self, start: int, end: int, name: str, logp10: float, clean_rate: float, support: float) -> Candidate:
        words = lm_words(name)
        return Candidate(start, end, name, words, logp10, ALL, self.kind, clean_rate, support)


def read_names(path: Path) -> tuple[list[str], frozenset[str]]:
    """Names of several words, and given names that are words in lower case; DataError with file and line if malformed."""
    names, given = [], []
    for number, line in enumerate(read_lines(path, HEADER, FIX), 2):
        name, tab, kind = line.partition("\t")
        if not tab or not kind or name.isalpha() != (kind == GIVEN):
            raise DataError(path, f"neither a name of several words nor a given name: {line!r}", number, FIX)
        if kind == GIVEN:
            given.append(name.lower())
        else:
            names.append(name)
    return names, frozenset(given)


def trie(names: Iterable[str]) -> Trie:
    """Names by their words in lower case."""
    root: Trie = {}
    for name in names:
        node = root
        # Names of letters and spaces alone, nearly all, need no cutting.
        plain = name.isascii() and name.replace(" ", "").isalpha()
        for word in name.lower().split() if plain else [token.norm for token in tokenize(name)]:
            node = node.setdefault(word, {})
        node[END] = name
    return root


def runs(document: Document) -> set[str]:
    """The names of a text: two or more capitalised words inside a sentence, small words among them, as they are written."""
    out = set()
    for first, last in document.sentences:
        start = first + 1
        while start < last:
            end = start
            while end < last and (_capital(document, end) or (end > start and document.tokens[end].norm in SMALL_WORDS)):
                end += 1
            while end > start and not _capital(document, end - 1):
                end -= 1
            if end > start + 1 and not document.surface(start, end).isupper() and "\n" not in document.surface(start, end):
                out.add(document.surface(start, end))
            start = max(end, start + 1)
    return out


def _capital(document: Document, i: int) -> bool:
    return document.text[document.tokens[i].start].isupper()


def _descend(node: Trie, words: list[str]) -> Trie | None:
    for word in words:
        if word not in node:
            return None
        node = node[word]
    return node
