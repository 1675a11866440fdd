"""Every generator by its kind, in one place: what `without` and `also` switch and the restorer asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from restore.lexicon.table import PhraseTable, family_mask

if TYPE_CHECKING:
    from restore.document import Document
    from restore.generate.base import Candidate, Generator
    from restore.prior import DocumentPrior
    from restore.restorer import Restorer


def _phrase(restorer: Restorer) -> Generator:
    from restore.generate.phrase_table import PhraseTableGenerator

    return PhraseTableGenerator(restorer.table, restorer.rates)


def _number(restorer: Restorer) -> Generator:
    from restore.generate.numbers import NumberGenerator

    return NumberGenerator()


def _near(restorer: Restorer) -> Generator:
    from restore.generate.near import NearGenerator

    return NearGenerator(restorer.data / "lexicon" / "en" / "near.tsv", restorer.lm)


def _name(restorer: Restorer) -> Generator:
    from restore.generate.names import NameGenerator

    return NameGenerator(restorer.table, restorer.data / "lexicon" / "en" / "names.tsv", restorer.references.names)


def _term(restorer: Restorer) -> Generator:
    from restore.generate.terms import TermGenerator

    return TermGenerator.read(restorer.data / "lexicon" / "en", restorer.table)


def _conditional(restorer: Restorer) -> Generator:
    from restore.generate.conditional import ConditionalGenerator

    return ConditionalGenerator(restorer.data / "lexicon" / "en" / "conditional.tsv")


def _thesaurus(restorer: Restorer) -> Generator:
    from restore.generate.thesaurus import ThesaurusGenerator

    return ThesaurusGenerator(PhraseTable(restorer.data / "lexicon" / "en" / "thesaurus.tsv"), restorer.rates)


# Imported and built when first needed, so that what is switched off costs nothing.
BUILDERS: dict[str, Callable[[Restorer], Generator]] = {
    "phrase": _phrase,
    "number": _number,
    "conditional": _conditional,
    "near": _near,
    "name": _name,
    "term": _term,
    "thesaurus": _thesaurus,
}
KINDS = tuple(BUILDERS)
# What spinners of some families alone do, and the share that these must have of a document. Terms composed word by word take a
# third of the time, and in news bring as many false edits as right ones; a thesaurus helps only against spinners that have one.
SPUN_BY = {"term": family_mask("tr"), "thesaurus": family_mask("r")}
LEAST_SHARE = 0.1


class Generators:
    """The generators that the configuration leaves on, each built when a document first needs it. May be shared by threads."""

    def __init__(self, restorer: Restorer) -> None:
        config = restorer.config
        self._kinds = [kind for kind in KINDS if kind not in config.without]
        self._spun_by = {kind: families for kind, families in SPUN_BY.items() if kind not in config.also}
        self._restorer = restorer
        self._built: dict[str, Generator] = {}
        self._lock = threading.Lock()

    def __getitem__(self, kind: str) -> Generator:
        with self._lock:
            if kind not in self._built:
                self._built[kind] = BUILDERS[kind](self._restorer)
            return self._built[kind]

    def asked(self, prior: DocumentPrior) -> Iterator[Generator]:
        """Those that a document is put to: all but what a spinner of its families does not do."""
        for kind in self._kinds:
            if kind not in self._spun_by or prior.share(self._spun_by[kind]) >= LEAST_SHARE:
                yield self[kind]


def proposed(generators: Iterable[Generator], document: Document) -> list[Candidate]:
    """The candidates of all generators. What several propose is there once, lest it compete with itself: as the one that clean
    text invites least often, with the best support and channel probability of them."""
    out: list[Candidate] = []
    # For each span, where in `out` its candidates are: a key for each candidate would weigh more than all of them.
    known: dict[tuple[int, int], list[int]] = {}
    for generator in generators:
        for c in generator.propose(document):
            here = known.setdefault((c.start, c.end), [])
            for at in here:
                if out[at].words == c.words:
                    better = min(c, out[at], key=lambda some: (some.clean_rate, -some.support, -some.logp10))
                    out[at] = better._replace(logp10=max(out[at].logp10, c.logp10), support=max(out[at].support, c.support))
                    break
            else:
                here.append(len(out))
                out.append(c)
    return out
