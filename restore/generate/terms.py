"""Tortured terms that no list holds: matched word by word, through what each word may stand for, to a term of the lexicon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from restore.document import Document
from restore.generate.base import RARE, Candidate
from restore.generate.phrase_table import whole_words
from restore.generate.readings import NO_READING, NOTHING, STAYS, Reading, Readings, Step, Steps, in_plural, in_singular
from restore.lexicon.conditional import read_conditional
from restore.lexicon.table import PhraseTable, family_mask
from restore.lexicon.terms import END, Node, TermLexicon, TermThesaurus, TermWords
from restore.text.inflection import american, singular
from restore.text.tokens import lm_words

KIND = "term"
TORTURED = family_mask("t")
# Tokens of a chunk that stands for one or two words of a term.
LONGEST_CHUNK = 3
# Tokens less one of listed phrases that are looked for across a match.
LISTED = 2
# Added to log10 P for what a match by chance seldom has, counted on clean and on tortured text: a third word and a fourth; a
# second word whose change a pair taught. And for what it often has: a word changed on the word of a dictionary alone.
LONGER, TAUGHT, UNTAUGHT, MOST_ADDED = 0.6, 0.3, -0.5, 1.2
# Less probable terms are not worth proposing.
LEAST = -3.5
# Of the terms that one span may stand for: this many at most, none this much (log10) less probable than the best.
MOST, FURTHEST = 4, 2.0


class Match(NamedTuple):
    """A term matched from a token on: end of the match, the term, and the steps that led to it with the token each begins at."""

    end: int
    term: str
    steps: Steps

    @property
    def logp10(self) -> float:
        return sum(step.logp10 for _, step in self.steps)

    @property
    def score(self) -> float:
        """log10 P with what the manner of the match says."""
        learned = sum(step.learned for _, step in self.steps)
        untaught = sum(step.changed for _, step in self.steps) - learned
        added = LONGER * (len(self.steps) - 2) + TAUGHT * (learned - 1) + UNTAUGHT * untaught
        return self.logp10 + min(added, MOST_ADDED)

    @property
    def families(self) -> int:
        mask = 0
        for _, step in self.steps:
            mask |= step.families
        return mask

    def plausible(self) -> bool:
        """Whether a word is changed, and enough is known: a pair of phrases taught a change, or two words of meaning stay."""
        changed = [step for _, step in self.steps if step.changed]
        kept = len(self.steps) - len(changed)
        return bool(changed) and (any(step.learned for step in changed) or kept > 1) and self.score >= LEAST


class TermGenerator:
    """Composes terms out of what their words may stand for."""

    kind = KIND

    def __init__(self, readings: Readings, never: frozenset[str]) -> None:
        self.readings = readings
        self.terms = readings.terms
        self.words = readings.words
        self.table = readings.table
        self.never = never

    @classmethod
    def read(cls, folder: Path, table: PhraseTable) -> TermGenerator:
        """The generator over the term files of a lexicon folder and the phrase table; DataError if a file is broken."""
        thesaurus = TermThesaurus(folder / "term_thesaurus.tsv")
        # What counts under a condition is no guess of this generator's.
        never = frozenset(row.spun for row in read_conditional(folder / "conditional.tsv"))
        terms, words = TermLexicon(folder / "terms.tsv"), TermWords(folder / "term_words.tsv")
        return cls(Readings(terms, words, thesaurus, table), never)

    def propose(self, document: Document) -> Iterator[Candidate]:
        norms = [token.norm for token in document.tokens]
        right = list(self._right(document, norms))
        # Tokens of terms that are right as they stand, with the length of the longest.
        covered: dict[int, int] = {}
        for start, end in right:
            covered.update({i: max(end - start, covered.get(i, 0)) for i in range(start, end)})
        for first, last in document.sentences:
            for start in range(first, last):
                if not norms[start][0].isalpha() or norms[start] in STAYS:
                    continue
                spans: dict[int, list[Match]] = {}
                for match in self._matches(norms, start, last):
                    length = match.end - start
                    if match.plausible() and not all(covered.get(i, 0) >= length for i, step in match.steps if step.changed):
                        spans.setdefault(match.end, []).append(match)
                for end, matches in spans.items():
                    if whole_words(document, start, end):
                        yield from self._best(document, start, end, matches)

    def _best(self, document: Document, start: int, end: int, matches: list[Match]) -> Iterator[Candidate]:
        """The most probable terms for one span, but those that the phrase table lists for it."""
        spun = document.norm(start, end)
        if spun in self.never:
            return
        listed = {original.text for original in self.table.get(spun)}
        matches.sort(key=lambda m: (-m.score, m.term))
        for match in matches[:MOST]:
            if match.score > matches[0].score - FURTHEST and not self._contradicts(document, start, match):
                candidate = self._candidate(document, start, match)
                if candidate.text not in listed:
                    listed.add(candidate.text)
                    yield candidate

    def _contradicts(self, document: Document, start: int, match: Match) -> bool:
        """Whether a phrase listed as a tortured one for something else lies inside the match, or partly so: the list knows
        better."""
        tokens = len(document.tokens)
        for first in range(max(0, start - LISTED), match.end):
            for end in range(max(first + 2, start + 1), min(tokens, first + LISTED + 1) + 1):
                if first <= start and match.end <= end:
                    break
                listed = [o.text for o in self.table.get(document.norm(first, end)) if o.families & TORTURED]
                if listed and not any(in_singular(text) in match.term or text in match.term for text in listed):
                    return True
        return False

    def _right(self, document: Document, norms: list[str]) -> Iterator[tuple[int, int]]:
        """Where terms stand as they are, as token ranges, the longest from each token."""
        for first, last in document.sentences:
            for start in range(first, last):
                node, end, longest = self.terms.after(american(norms[start])), start + 1, 0
                while node and end < last:
                    if norms[end] == "-":
                        end += 1
                        continue
                    word = american(norms[end])
                    if END in node.get(american(singular(norms[end])), ()) or END in node.get(word, ()):
                        longest = end + 1
                    if word not in node:
                        break
                    node, end = node[word], end + 1
                if longest:
                    yield start, longest

    def _matches(self, norms: list[str], start: int, last: int) -> Iterator[Match]:
        """All terms that tokens from `start` on may stand for, at most one word of which is changed on a dictionary's word
        alone."""
        todo: list[tuple[int, Node, Steps]] = []
        for _, at, first in self._chunks(norms, start, last):
            if first.heads or first.weak_heads:
                for here, end, reading in self._chunks(norms, at, last):
                    for step, node in first.heads:
                        self._continue(node, ((start, step),), here, end, reading, reading.weak, todo)
                    for step, node in first.weak_heads:
                        self._continue(node, ((start, step),), here, end, reading, NOTHING, todo)
        while todo:
            at, node, path = todo.pop()
            if node.get(END):
                yield Match(at, node[END], path)
            if at < last and len(node) > (END in node):
                weak = any(step.changed and not step.learned for _, step in path)
                for here, end, reading in self._chunks(norms, at, last):
                    self._continue(node, path, here, end, reading, NOTHING if weak else reading.weak, todo)

    def _continue(
        self,
        node: Node,
        path: Steps,
        at: int,
        end: int,
        reading: Reading,
        weak: dict[str, Step],
        todo: list[tuple[int, Node, Steps]],
    ) -> None:
        """Add the nodes that a chunk at token `at` leads to."""
        words, strong = node.keys(), reading.strong
        if not words.isdisjoint(strong):
            todo.extend((end, node[text], (*path, (at, strong[text]))) for text in words & strong.keys())
        if weak and not words.isdisjoint(weak):
            todo.extend((end, node[text], (*path, (at, weak[text]))) for text in words & weak.keys())
        for (one, two), step in reading.pairs:
            here = node.get(one, NOTHING).get(two)
            if here:
                todo.append((end, here, (*path, (at, step))))

    def _chunks(self, norms: list[str], start: int, last: int) -> Iterator[tuple[int, int, Reading]]:
        """Chunks (first token, end) of one to three words from `start` on, past a hyphen, with what they may stand for."""
        if start < last and norms[start] == "-":
            start += 1
        if start >= last or not norms[start][0].isalpha():
            return
        text, end = norms[start], start + 1
        yield start, end, self.readings.get(text)
        for _ in range(LONGEST_CHUNK - 1 if american(text) in self.words.first_words else 0):
            if end < last and norms[end] == "-":
                end += 1
            if end >= last or not norms[end][0].isalpha():
                return
            text, end = f"{text} {norms[end]}", end + 1
            reading = self.readings.get(text)
            if reading is not NO_READING:
                yield start, end, reading

    def _candidate(self, document: Document, start: int, match: Match) -> Candidate:
        text = _restored(document, match)
        words = lm_words(text)
        return Candidate(start, match.end, text, words, match.score, match.families, self.kind, RARE)


def _restored(document: Document, match: Match) -> str:
    """The term in the number of the spun phrase, with the words that stay as the text writes them."""
    start, last = match.steps[0][0], match.steps[-1][1]
    term = in_plural(match.term) if last.plural else match.term
    words = term.replace("-", " ").split(" ")
    if len(words) == len(match.steps):
        whole = document.surface(start, match.end)
        for i, (at, step) in enumerate(match.steps):
            if not step.changed:
                token = document.tokens[at]
                surface = document.text[token.start : token.end]
                # A name keeps its capital, unless all of the phrase is in capitals or at the beginning of a sentence.
                name = surface[0].isupper() and at > start and any(w[0].islower() for w in whole.split())
                words[i] = surface if name else token.norm
    out, place = "", 0
    for word, old in zip(words, term.replace("-", " ").split(" "), strict=True):
        place += len(old)
        out += word + term[place : place + 1]
        place += 1
    return out
