"""Tortured terms that no list holds: matched word by word, through what each word may stand for, to a term of the lexicon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from restore.document import Document
from restore.generate.base import RARE, Candidate
from restore.generate.phrase_table import whole_words
from restore.lexicon.table import PhraseTable, family_mask, forget_if_full
from restore.lexicon.terms import END, LONGEST, Node, TermLexicon, TermWords
from restore.text.case import SMALL_WORDS
from restore.text.inflection import american, bases, inflected, plural, singular
from restore.text.tokens import tokenize

KIND = "term"
FAMILIES = family_mask("tr")
# Tokens of a chunk that stands for one or two words of a term.
LONGEST_CHUNK = 3
# log10 P that the spinner leaves a word of a term as it is, while it changes another.
KEPT = -0.4
# Taken off where a meaning comes by an ending ("prepares": "prepare"), or from the dictionary of running prose.
BY_ENDING, BY_PROSE = 0.3, 0.7
# Less probable words are not worth matching, nor whole terms.
LEAST, LEAST_TERM = -3.2, -5.0


class Step(NamedTuple):
    """One way of reading a chunk: log10 P, whether it is plural, whether it changes a word that carries meaning."""

    logp10: float
    plural: bool
    changed: bool


class Match(NamedTuple):
    """A term matched from a token on: end of the match, log10 P, plural, number of changed chunks, words kept (index: token)."""

    end: int
    term: str
    logp10: float
    plural: bool
    changed: int
    kept: tuple[int, ...]


class TermGenerator:
    """Composes terms out of what their words may stand for."""

    kind = KIND

    def __init__(self, terms: TermLexicon, words: TermWords, table: PhraseTable) -> None:
        self.terms = terms
        self.words = words
        self.table = table
        self._steps: dict[str, dict[str, Step]] = {}

    @classmethod
    def read(cls, folder: Path, table: PhraseTable) -> TermGenerator:
        """The generator over the term files of a lexicon folder and the phrase table; DataError if a file is broken."""
        return cls(TermLexicon(folder / "terms.tsv"), TermWords(folder / "term_words.tsv"), table)

    def propose(self, document: Document) -> Iterator[Candidate]:
        norms = [token.norm for token in document.tokens]
        right = {start: end for start, end in self._right(document, norms)}
        covered = {i for start, end in right.items() for i in range(start, end)}
        for first, last in document.sentences:
            for start in range(first, last):
                if not norms[start][0].isalpha():
                    continue
                for match in self._matches(document, norms, start, last):
                    if match.changed and right.get(start) != match.end and whole_words(document, start, match.end):
                        candidate = self._candidate(document, start, match, covered)
                        if all(candidate.text != listed.text for listed in self.table.get(document.norm(start, match.end))):
                            yield candidate

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

    def _matches(self, document: Document, norms: list[str], start: int, last: int) -> Iterator[Match]:
        """All terms that tokens from `start` on may stand for."""
        # (next token, node, log10 P, changed chunks, kept tokens by place in the term, words so far)
        firsts = self.terms.first_words
        todo: list[tuple[int, Node, float, int, tuple[int, ...]]] = []
        for end, steps in self._chunks(norms, start, last):
            for text, step in steps.items():
                head, _, rest = text.partition(" ")
                if head in firsts:
                    node = self.terms.after(head)
                    if rest:
                        node = node.get(rest, {})
                    kept = (-1,) * (2 if rest else 1) if step.changed or step.logp10 != KEPT else (start,)
                    todo.append((end, node, step.logp10, int(step.changed), kept))
        while todo:
            at, node, total, changed, kept = todo.pop()
            if not node or at >= last or total < LEAST_TERM or len(kept) >= LONGEST:
                continue
            if norms[at] == "-" and at + 1 < last:
                at += 1
            for end, steps in self._chunks(norms, at, last):
                texts = steps.keys() & node.keys() if len(steps) > 8 else [t for t in steps if t in node]
                for text in [*texts, *(t for t in steps if " " in t)]:
                    step = steps[text]
                    here: Node = node
                    for word in text.split(" "):
                        here = here.get(word, {})
                    if not here:
                        continue
                    same = not step.changed and step.logp10 == KEPT
                    places = (*kept, at) if same else (*kept, *(-1,) * (text.count(" ") + 1))
                    score, count = total + step.logp10, changed + step.changed
                    if END in here and score >= LEAST_TERM:
                        yield Match(end, here[END], score, step.plural, count, places)
                    todo.append((end, here, score, count, places))

    def _chunks(self, norms: list[str], start: int, last: int) -> Iterator[tuple[int, dict[str, Step]]]:
        """Chunks of one to three words from `start` on, with what they may stand for."""
        if not norms[start][0].isalpha():
            return
        text, end = norms[start], start + 1
        yield end, self._meanings(text)
        for _ in range(LONGEST_CHUNK - 1):
            if end < last and norms[end] == "-":
                end += 1
            if end >= last or not norms[end][0].isalpha():
                return
            text, end = f"{text} {norms[end]}", end + 1
            steps = self._meanings(text)
            if steps:
                yield end, steps

    def _meanings(self, chunk: str) -> dict[str, Step]:
        """Right words (in American spelling) that a chunk may stand for; the word itself among them."""
        found = self._steps.get(chunk)
        if found is None:
            forget_if_full(self._steps)
            found = self._steps[chunk] = {}
            key = " ".join(map(american, chunk.split(" ")))
            for text, logp10, is_plural in self._sources(key, chunk):
                for form, number in ((text, is_plural), (_singular(text), True)):
                    old = found.get(form)
                    if logp10 >= LEAST and (old is None or old.logp10 < logp10):
                        found[form] = Step(logp10, number, chunk not in SMALL_WORDS)
            if " " not in chunk:
                one = singular(key)
                found[key] = Step(0.0 if chunk in SMALL_WORDS else KEPT, False, False)
                if one != key:
                    found[one] = Step(KEPT, True, False)
        return found

    def _sources(self, key: str, chunk: str) -> Iterator[tuple[str, float, bool]]:
        """Meanings with log10 P and whether they are plurals, from the strongest source to the weakest."""
        for text, logp10 in self.words.get(key):
            yield text, logp10, False
        head, _, word = key.rpartition(" ")
        if head:
            one = f"{head} {singular(word)}"
            if one != key:
                yield from ((_plural(text), logp10, True) for text, logp10 in self.words.get(one))
            return
        for base, ending in bases(word):
            if ending:
                off = 0.0 if ending == "s" else BY_ENDING
                for text, logp10 in self.words.get(base):
                    for form in inflected(text, ending) if " " not in text else ():
                        yield form, logp10 - off, ending == "s"
        for original in self.table.get(chunk):
            if original.pos != "x" and original.text.isalpha():
                yield american(original.text), original.logp10 - BY_PROSE, False

    def _candidate(self, document: Document, start: int, match: Match, covered: set[int]) -> Candidate:
        text = _restored(document, start, match)
        words = tuple(token.lm for token in tokenize(text))
        return Candidate(start, match.end, text, words, match.logp10, FAMILIES, self.kind, RARE)


def _restored(document: Document, start: int, match: Match) -> str:
    """The term in the number of the spun phrase, with the words that stay as the text writes them."""
    term = _plural(match.term) if match.plural else match.term
    words = term.replace("-", " ").split(" ")
    if len(words) == len(match.kept):
        whole = document.surface(start, match.end)
        for i, at in enumerate(match.kept):
            if at >= 0:
                token = document.tokens[at]
                surface = document.text[token.start : token.end]
                # A name keeps its capital, unless all of the phrase is in capitals or at the beginning of a sentence.
                name = surface[0].isupper() and at > start and any(w[0].islower() for w in whole.split())
                words[i] = surface if name else token.norm
    out, place = "", 0
    for i, word in enumerate(words):
        place += len(term.replace("-", " ").split(" ")[i])
        out += word + term[place : place + 1]
        place += 1
    return out


def _plural(text: str) -> str:
    head, _, last = text.rpartition(" ")
    return f"{head} {plural(last)}".strip()


def _singular(text: str) -> str:
    head, _, last = text.rpartition(" ")
    return f"{head} {singular(last)}".strip()
