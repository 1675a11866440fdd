"""The way of a text through the program, in one short file.

protect -> tokens -> first look (was it spun? if not, that is all) -> second look (accurate mode only) -> candidates -> screen
(local scores) -> document prior -> decode -> prior again -> decode -> rerank (accurate mode only) -> decide
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from restore import evidence, resources
from restore.config import Config
from restore.decide import decide, spun_probability, surely_spun
from restore.decode.beam import Chosen, Heard, decode
from restore.decode.lattice import Lattice, screened
from restore.decode.senses import with_senses
from restore.document import Document
from restore.edits import Edit, apply
from restore.evidence import content_tokens
from restore.first_look import FirstLook
from restore.generate.all import Generators, proposed
from restore.generate.base import Candidate
from restore.generate.clean_rates import CleanRates
from restore.guard import Guard
from restore.lexicon.table import PhraseTable
from restore.lm import LanguageModel
from restore.models import checked_model
from restore.neural import MODELS, require
from restore.pieces import merged, pieces
from restore.prior import DocumentPrior, before_reading
from restore.reference import References
from restore.signature import signature
from restore.text.english import NOT_ENGLISH, is_english_prose
from restore.weights import Weights, of_mode

if TYPE_CHECKING:
    from restore.neural.rerank import Reranker
    from restore.report.detection import Detection

    loaded = cached_property
else:

    class loaded(cached_property):  # noqa: N801 - used as the decorator it stands for
        """A property computed once, even if several threads ask for it at the same time."""

        def __get__(self, instance: Restorer, owner: Any = None) -> Any:
            if instance is None:
                return self
            with instance._lock:
                return super().__get__(instance, owner)


log = logging.getLogger(__name__)

PASSES = 2
# A document whose evidence of having been spun (log10 likelihood ratio) is less than this is not decoded at all.
CLEAN = 0.5
# By so much (log10) the evidence falls short of editing where the first look finds nothing.
SHORT = 0.1


@dataclass(frozen=True, slots=True)
class Result:
    """A restored text: `edits` hold offsets into `source`; `spun` is the probability that the source was machine-spun; `note` says
    why a text was left as it is without a look."""

    source: str
    text: str
    edits: list[Edit]
    suggestions: list[Edit]
    spun: float
    family: str
    rate: float
    note: str = ""


class Restorer:
    """Owns the models; loads each on first use. May be shared by threads, and pickled: only its configuration travels."""

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()
        self.data = self.config.data or resources.root()
        self.folder = self.data / "models" / "en"
        self._lock = threading.RLock()
        if self.accurate:
            require(self.config.reranker)

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (self.config, self.guard, self.references)

    @loaded
    def lm(self) -> LanguageModel:
        return LanguageModel(checked_model(self.data))

    @loaded
    def fast_weights(self) -> Weights:
        """The weights as they are written, those of the fast path."""
        return Weights.read(self.folder / "weights.toml")

    @loaded
    def weights(self) -> Weights:
        """The weights of the mode."""
        return of_mode(self.fast_weights, self.config.reranker, self.folder)

    @property
    def accurate(self) -> bool:
        """Whether a neural model rescores what KenLM leaves open."""
        return self.config.reranker in MODELS

    @loaded
    def reranker(self) -> Reranker:
        """The model of accurate mode, small or large."""
        from restore.neural.rerank import Reranker
        from restore.neural.sources import SOURCES

        return Reranker(SOURCES[self.config.reranker])

    @loaded
    def judge_of_documents(self) -> Reranker:
        """The small model, whose opinion the second look is fitted to."""
        from restore.neural.rerank import Reranker
        from restore.neural.sources import SMALL

        return self.reranker if self.reranker.source is SMALL else Reranker(SMALL)

    @loaded
    def table(self) -> PhraseTable:
        return PhraseTable(self.data / "lexicon" / "en" / "surface.tsv")

    @loaded
    def rates(self) -> CleanRates:
        return CleanRates(self.folder / "clean_rates.tsv")

    @loaded
    def generators(self) -> Generators:
        return Generators(self)

    @loaded
    def first_look(self) -> FirstLook:
        return FirstLook(self.table, self.rates, self.lm, self.weights)

    @loaded
    def guard(self) -> Guard:
        return Guard(self.config)

    @loaded
    def references(self) -> References:
        return References(self.config.context)

    @loaded
    def signature(self) -> str:
        """What produces the results: program, data, and the configuration unless it is the default."""
        neural = f"|{self.config.reranker}:{self.reranker.signature}" if self.accurate else ""
        return signature(self.data) + neural + self.guard.signature + self.references.signature

    def restore(self, text: str) -> Result:
        """Find the spun spans of a text and restore them."""
        results = list(self.restore_pieces(text))
        return results[0] if len(results) == 1 else merged(text, results)

    def restore_pieces(self, text: str) -> Iterator[Result]:
        """The results of a text's pieces, in order: one, unless the text is very long (`restore.pieces`)."""
        regions = self.guard.regions(text)
        for start, end in pieces(text):
            inside = [(max(a, start) - start, min(b, end) - start) for a, b in regions if a < end and start < b]
            yield self._restore(text[start:end], inside)

    def restore_many(self, texts: Iterable[str], jobs: int = 1) -> Iterator[Result]:
        """Restore a stream of texts: results in order, as they are ready, by `jobs` processes (0: one a core).

        Reads no further ahead in `texts` than keeps the processes busy, so the stream may be endless. Raises RestoreError for a
        text that cannot be restored, at its place in the stream.

        >>> [len(result.edits) for result in Restorer().restore_many(["One text.", "And another."], jobs=2)]
        [0, 0]
        """
        from restore.workers import in_order

        for result in in_order(self, "restore", texts, jobs):
            if isinstance(result, Exception):
                raise result
            yield result

    def detect(self, text: str, path: str = "") -> Detection:
        """Judge a text without restoring it; `path` is what the detection is to call it."""
        from restore.report.detection import judge

        return judge(self, text, path)

    def _restore(self, text: str, regions: list[tuple[int, int]]) -> Result:
        started = time.perf_counter()
        document = Document.read(text, regions)
        if document.tokens and not is_english_prose(document, self.lm):
            edits = self.guard.settle(document, [])
            return Result(text, apply(text, edits), edits, [], 0.0, before_reading(self.weights).family, 0.0, NOT_ENGLISH)
        prior, spans = self.analyse(document)
        if self.accurate and surely_spun(prior, self.weights):
            spans = self.reranker.rerank(document, spans, prior, self.lm, self.weights)
        found = decide(document, spans, prior, self.lm, self.weights, self.config.min_confidence) if spans else []
        found = self.guard.settle(document, found)
        edits = [e for e in found if e.applied]
        rest = [e for e in found if not e.applied]
        seconds = time.perf_counter() - started
        spun = spun_probability(prior, self.weights)
        log.debug("%d characters: spun %.3f, %d edits, %.3f s", len(text), spun, len(edits), seconds)
        return Result(text, apply(text, edits), edits, rest, spun, prior.family, prior.rate)

    def analyse(self, document: Document) -> tuple[DocumentPrior, list[Chosen]]:
        """Document prior, with the evidence of the first or second look, and decoded spans (none if the document is clean)."""
        closed = self.guard.closed(document)
        look = self.judge(document, closed)
        if self.accurate:
            look = self.judge_again(document, look, closed)
        if look.evidence < CLEAN:
            return look, []
        lattice = screened(document, self.candidates(document, look, closed), self.lm, self.weights)
        prior, spans = decoded(document, lattice, self.lm, self.weights)
        return replace(prior, evidence=look.evidence), spans

    def judge(self, document: Document, closed: AbstractSet[int] = frozenset()) -> DocumentPrior:
        """Document prior by the first look; `closed` are the tokens that are the user's."""
        return self.first_look.judge(document, closed, self._admits)

    def judge_again(self, document: Document, look: DocumentPrior, closed: AbstractSet[int] = frozenset()) -> DocumentPrior:
        """The prior with the evidence of the second look, if the first leaves the document open (accurate mode).

        What the first look has edited in fast mode is edited in any case. What it finds nothing in is decoded on the word of the
        second, but never edited: there false edits were not counted.
        """
        from restore.neural import second_look

        if not second_look.is_open(look):
            return look
        spans = self.first_look.heard(document, closed, self._admits)
        doubts = second_look.read(document, spans, self.judge_of_documents, self.weights)
        found, bar = second_look.weighed(doubts, content_tokens(document, closed), self.weights), self.weights.neural_document
        if look.evidence >= self.fast_weights.document:
            found = max(found, bar)
        elif look.evidence < CLEAN:
            found = min(found, bar - SHORT)
        return replace(look, evidence=found)

    @property
    def _admits(self) -> Callable[[str, str], bool] | None:
        """Which originals of a form the user's lexicons let count, if they say anything of that."""
        return self.guard.admits if self.guard.lexicon.kept else None

    def candidates(self, document: Document, look: DocumentPrior, closed: AbstractSet[int] = frozenset()) -> list[Candidate]:
        """What the generators propose for a document that looks like that, and the user has nothing against; `closed` are the
        tokens that are the user's."""
        found = proposed(self.generators.asked(look), document)
        return self.references.support(document, self.guard.admit(document, found, closed))


def _received(config: Config, guard: Guard, references: References) -> Restorer:
    """A restorer from another process, with the user's lexicons and reference documents as they were read there."""
    restorer = Restorer(config)
    restorer.__dict__ |= {"guard": guard, "references": references}
    return restorer


def decoded(document: Document, lattice: Lattice, lm: LanguageModel, weights: Weights) -> tuple[DocumentPrior, list[Chosen]]:
    """Estimate the document prior and decode with it, twice: restored neighbours make better evidence."""
    prior = evidence.screened(lattice, weights)
    spans: list[Chosen] = []
    current = lattice
    heard: Heard = {}
    for number in range(PASSES):
        if number:
            current = with_senses(lattice, spans, weights)
        spans = decode(current, lm, weights, prior, heard)
        prior = evidence.decoded(document, spans, prior, weights)
    return prior, spans
