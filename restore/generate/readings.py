"""What a chunk of tortured words may stand for in a term: the word table, the thesaurus and the phrase table read together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from restore.lexicon.table import PhraseTable, family_mask, forget_if_full
from restore.lexicon.terms import Node, TermLexicon, TermThesaurus, TermWords
from restore.text.case import SMALL_WORDS
from restore.text.english import FUNCTION_WORDS
from restore.text.inflection import american, bases, inflected, plural, singular

FAMILIES = family_mask("tr")
# log10 P of a word that stays: the decoder charges nothing for keeping one elsewhere either.
KEPT = 0.0
# Taken off where a meaning comes by an ending ("prepares": "prepare"), or from the dictionary of running prose.
BY_ENDING, BY_PROSE = 0.3, 0.3
# Less probable meanings are not worth matching.
LEAST = -3.0
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
    """All steps from one chunk: by right word, those that a pair taught or that keep the word (`strong`) and the others; to
    two right words; and those that may begin a term, with the nodes they lead to."""

    strong: dict[str, Step]
    weak: dict[str, Step]
    pairs: Sequence[tuple[tuple[str, ...], Step]]
    heads: Sequence[tuple[Step, Node]]
    weak_heads: Sequence[tuple[Step, Node]]


NOTHING: dict[str, Any] = {}
NO_READING = Reading(NOTHING, NOTHING, (), (), ())


class Readings:
    """Readings of chunks, remembered."""

    def __init__(self, terms: TermLexicon, words: TermWords, thesaurus: TermThesaurus, table: PhraseTable) -> None:
        self.terms = terms
        self.words = words
        self.thesaurus = thesaurus
        self.table = table
        self._readings: dict[str, Reading] = {}

    def get(self, chunk: str) -> Reading:
        """The reading of one to three words joined by a space; `NO_READING` if they have none."""
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
            if step.logp10 < LEAST:
                continue
            _better(steps, text, step)
            one = in_singular(text)
            if one != text:
                _better(steps, one, step._replace(plural=True))
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
        after = self.terms.after
        heads = [(step, node) for text, step in strong.items() if (node := after(text))]
        heads += [(step, then) for (one, two), step in pairs if (then := after(one).get(two))]
        return Reading(strong, weak, pairs, heads, [(step, node) for text, step in weak.items() if (node := after(text))])

    def _sources(self, key: str, chunk: str) -> Iterator[tuple[str, Step]]:
        """Meanings, from the strongest source to the weakest."""
        for text, logp10 in self.words.get(key):
            yield text, Step(logp10, False, True, True, FAMILIES)
        head, _, word = key.rpartition(" ")
        if head:
            one = f"{head} {singular(word)}"
            if one != key:
                yield from ((in_plural(text), Step(logp10, True, True, True, FAMILIES)) for text, logp10 in self.words.get(one))
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


def _better(steps: dict[str, Step], text: str, step: Step) -> None:
    """Keep the most probable step to a text."""
    old = steps.get(text)
    if old is None or old.logp10 < step.logp10:
        steps[text] = step


def in_plural(text: str) -> str:
    """A term with its last word in the plural."""
    head, _, last = text.rpartition(" ")
    return f"{head} {plural(last)}".strip()


def in_singular(text: str) -> str:
    """A term with its last word in the singular."""
    head, _, last = text.rpartition(" ")
    return f"{head} {singular(last)}".strip()
