"""Tortured terms that no list holds: matched word by word, through what each word may stand for, to a term of the lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from restore.document import Document
from restore.generate.base import RARE, Candidate
from restore.generate.phrase_table import whole_words
from restore.lexicon.conditional import read_conditional
from restore.lexicon.table import PhraseTable, family_mask, forget_if_full
from restore.lexicon.terms import END, LONGEST, Node, TermLexicon, TermThesaurus, TermWords
from restore.text.case import SMALL_WORDS
from restore.text.english import FUNCTION_WORDS
from restore.text.inflection import american, bases, inflected, plural, singular
from restore.text.tokens import tokenize

KIND = "term"
FAMILIES, TORTURED = family_mask("tr"), family_mask("t")
# Tokens of a chunk that stands for one or two words of a term.
LONGEST_CHUNK = 3
# Tokens less one of listed phrases that are looked for across a match.
LISTED = 2
# log10 P of a word that stays: the decoder charges nothing for keeping one elsewhere either.
KEPT = 0.0
# Added to log10 P for what a match by chance seldom has, counted on clean and on tortured text: a third word and a fourth; a second word
# whose change a pair taught. And for what it often has: a word changed on the word of a dictionary alone.
LONGER, TAUGHT, UNTAUGHT, MOST_ADDED = 0.6, 0.3, -0.5, 1.2
# Taken off where a meaning comes by an ending ("prepares": "prepare"), or from the dictionary of running prose.
BY_ENDING, BY_PROSE = 0.3, 0.3
# Less probable words are not worth matching, nor whole terms.
LEAST, LEAST_TERM = -3.0, -3.5
# Of the terms that one span may stand for: this many at most, none this much (log10) less probable than the best.
MOST, FURTHEST = 4, 2.0


# Function words stay as they are: spinners leave them where they change a term.
STAYS = SMALL_WORDS | FUNCTION_WORDS


class Step(NamedTuple):
    """One way of reading a chunk: log10 P, whether it is plural, whether it is another word, and by what families if so, whether a
    pair of phrases taught it."""

    logp10: float
    plural: bool
    changed: bool
    learned: bool = False
    families: int = 0


# The tokens at which chunks begin, each with the step taken there.
Steps = tuple[tuple[int, Step], ...]


class Reading(NamedTuple):
    """All steps from one chunk: by right word, those that a pair taught or that keep the word (`strong`) and the others; to two right words;
    and those that may begin a term, with the nodes they lead to."""

    strong: dict[str, Step]
    weak: dict[str, Step]
    pairs: Sequence[tuple[tuple[str, ...], Step]]
    heads: Sequence[tuple[Step, Node]]
    weak_heads: Sequence[tuple[Step, Node]]


NOTHING: dict[str, Any] = {}
NO_READING = Reading(NOTHING, NOTHING, (), (), ())


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
        return bool(changed) and (any(step.learned for step in changed) or kept > 1) and self.score >= LEAST_TERM


class TermGenerator:
    """Composes terms out of what their words may stand for."""

    kind = KIND

    def __init__(
        self, terms: TermLexicon, words: TermWords, thesaurus: TermThesaurus, table: PhraseTable, never: frozenset[str]
    ) -> None:
        self.terms = terms
        self.words = words
        self.thesaurus = thesaurus
        self.table = table
        self.never = never
        self._readings: dict[str, Reading] = {}

    @classmethod
    def read(cls, folder: Path, table: PhraseTable) -> TermGenerator:
        """The generator over the term files of a lexicon folder and the phrase table; DataError if a file is broken."""
        thesaurus = TermThesaurus(folder / "term_thesaurus.tsv")
        # What counts under a condition is no guess of this generator's.
        never = frozenset(row.spun for row in read_conditional(folder / "conditional.tsv"))
        return cls(TermLexicon(folder / "terms.tsv"), TermWords(folder / "term_words.tsv"), thesaurus, table, never)

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
        """Whether a phrase listed as a tortured one for something else lies inside the match, or partly so: the list knows better."""
        tokens = len(document.tokens)
        for first in range(max(0, start - LISTED), match.end):
            for end in range(max(first + 2, start + 1), min(tokens, first + LISTED + 1) + 1):
                if first <= start and match.end <= end:
                    break
                listed = [o.text for o in self.table.get(document.norm(first, end)) if o.families & TORTURED]
                if listed and not any(_singular(text) in match.term or text in match.term for text in listed):
                    return True
        return False

    def _right(self, document: Document, norms: list[str]) -> Iterator[tuple[int, int]]:
        """Where terms stand as they are, as token ranges, the longest from each token."""
        for first, last in document.sentences:
            for start in range(first, last):
                key = american(norms[start])
                if key not in self.terms.first_words:
                    continue
                node, end, longest = self.terms.after(key), start + 1, 0
                while end < last:
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
        """All terms that tokens from `start` on may stand for, at most one word of which is changed on a dictionary's word alone."""
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
        yield start, end, self._reading(text)
        for _ in range(LONGEST_CHUNK - 1 if american(text) in self.words.first_words else 0):
            if end < last and norms[end] == "-":
                end += 1
            if end >= last or not norms[end][0].isalpha():
                return
            text, end = f"{text} {norms[end]}", end + 1
            reading = self._reading(text)
            if reading is not NO_READING:
                yield start, end, reading

    def _reading(self, chunk: str) -> Reading:
        found = self._readings.get(chunk)
        if found is None:
            forget_if_full(self._readings)
            found = self._readings[chunk] = self._read(chunk)
        return found

    def _read(self, chunk: str) -> Reading:
        """What a chunk may stand for (words in American spelling), the word itself among it."""
        steps: dict[str, Step] = {}
        key = " ".join(map(american, chunk.split(" ")))
        for text, step in self._sources(key, chunk) if chunk not in STAYS else ():
            for form, number in ((text, step.plural), (_singular(text), True)):
                old = steps.get(form)
                if step.logp10 >= LEAST and (old is None or old.logp10 < step.logp10):
                    steps[form] = step._replace(plural=number)
        if " " not in chunk:
            one = singular(key)
            steps[key] = Step(KEPT, False, False)
            if one != key:
                steps[one] = Step(KEPT, True, False)
        if not steps:
            return NO_READING
        pairs = [(tuple(text.split(" ")), step) for text, step in steps.items() if " " in text]
        single = {text: step for text, step in steps.items() if " " not in text}
        strong = {text: step for text, step in single.items() if step.learned or not step.changed}
        weak = {text: step for text, step in single.items() if text not in strong}
        firsts, after = self.terms.first_words, self.terms.after
        heads = [(step, after(text)) for text, step in strong.items() if text in firsts]
        heads += [(step, node) for (one, two), step in pairs if one in firsts and (node := after(one).get(two))]
        return Reading(strong, weak, pairs, heads, [(step, after(text)) for text, step in weak.items() if text in firsts])

    def _sources(self, key: str, chunk: str) -> Iterator[tuple[str, Step]]:
        """Meanings, from the strongest source to the weakest."""
        for text, logp10 in self.words.get(key):
            yield text, Step(logp10, False, True, True, FAMILIES)
        head, _, word = key.rpartition(" ")
        if head:
            one = f"{head} {singular(word)}"
            if one != key:
                yield from ((_plural(text), Step(logp10, True, True, True, FAMILIES)) for text, logp10 in self.words.get(one))
            return
        for base, ending in bases(word):
            off, number = 0.0 if ending in ("", "s") else BY_ENDING, ending == "s"
            for source, learned in ((self.words, True), (self.thesaurus, False)):
                for text, logp10 in source.get(base) if ending or not learned else ():
                    for form in inflected(text, ending) if " " not in text else ():
                        yield form, Step(logp10 - off, number, True, learned, FAMILIES)
        for original in self.table.get(chunk):
            if original.pos != "x" and original.text.isalpha():
                families = original.families | FAMILIES
                yield american(original.text), Step(original.logp10 - BY_PROSE, False, True, True, families)

    def _candidate(self, document: Document, start: int, match: Match) -> Candidate:
        text = _restored(document, match)
        words = tuple(token.lm for token in tokenize(text))
        return Candidate(start, match.end, text, words, match.score, match.families, self.kind, RARE)


def _restored(document: Document, match: Match) -> str:
    """The term in the number of the spun phrase, with the words that stay as the text writes them."""
    start, last = match.steps[0][0], match.steps[-1][1]
    term = _plural(match.term) if last.plural else match.term
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


def _plural(text: str) -> str:
    head, _, last = text.rpartition(" ")
    return f"{head} {plural(last)}".strip()


def _singular(text: str) -> str:
    head, _, last = text.rpartition(" ")
    return f"{head} {singular(last)}".strip()
