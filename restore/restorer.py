"""The way of a text through the program, in one short file.

protect -> tokens -> candidates -> screen (local scores) -> document prior -> decode -> prior again -> decode -> rerank (accurate
mode only) -> decide
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from restore import resources
from restore.decide import decide
from restore.decode.beam import Chosen, decode
from restore.decode.lattice import Lattice, is_content, measure, promising, weigh
from restore.decode.senses import with_senses
from restore.document import Document
from restore.edits import Edit, apply
from restore.generate.base import Candidate, Generator
from restore.generate.clean_rates import CleanRates
from restore.generate.numbers import NumberGenerator
from restore.generate.phrase_table import PhraseTableGenerator
from restore.lexicon.table import PhraseTable
from restore.lm import LanguageModel
from restore.models import checked_model
from restore.prior import DocumentPrior, Evidence, estimate
from restore.weights import Weights

if TYPE_CHECKING:
    from restore.neural.rerank import Reranker

PASSES = 2
# Below this probability of having been spun a document is not decoded at all.
CLEAN = 0.02


@dataclass(frozen=True, slots=True)
class Result:
    """A restored text: `edits` hold offsets into `source`; `spun` is the probability that the source was machine-spun."""

    source: str
    text: str
    edits: list[Edit]
    suggestions: list[Edit]
    spun: float
    family: str
    rate: float


class Restorer:
    """Owns the models; loads each on first use."""

    def __init__(self, data: Path | None = None, minimum: float | None = None, neural: bool = False) -> None:
        self.data = data or resources.root()
        self.minimum = minimum
        self.neural = neural

    @cached_property
    def lm(self) -> LanguageModel:
        return LanguageModel(checked_model(self.data))

    @cached_property
    def weights(self) -> Weights:
        weights = Weights.read(self.data / "models" / "en" / "weights.toml")
        return replace(weights, apply=weights.neural_apply) if self.neural else weights

    @cached_property
    def reranker(self) -> Reranker:
        from restore.neural.rerank import Reranker

        return Reranker()

    @cached_property
    def table(self) -> PhraseTable:
        return PhraseTable(self.data / "lexicon" / "en" / "surface.tsv")

    @cached_property
    def rates(self) -> CleanRates:
        return CleanRates(self.data / "models" / "en" / "clean_rates.tsv")

    @cached_property
    def generators(self) -> list[Generator]:
        return [PhraseTableGenerator(self.table, self.rates), NumberGenerator()]

    def restore(self, text: str) -> Result:
        """Find the spun spans of a text and restore them."""
        document = Document.read(text)
        prior, spans = self.analyse(document)
        if self.neural and prior.spun >= self.weights.document:
            spans = self.reranker.rerank(document, spans, prior, self.lm, self.weights)
        found = decide(document, spans, prior, self.lm, self.weights, self.minimum) if spans else []
        edits = [e for e in found if e.applied]
        rest = [e for e in found if not e.applied]
        return Result(text, apply(text, edits), edits, rest, prior.spun, prior.family, prior.rate)

    def analyse(self, document: Document) -> tuple[DocumentPrior, list[Chosen]]:
        """Document prior and decoded spans (none if the document is clean)."""
        candidates, alone = promising(document, self.candidates(document), self.lm, self.weights)
        lattice = weigh(document, measure(document, candidates, self.lm), alone, self.weights)
        return analyse(document, lattice, self.lm, self.weights)

    def candidates(self, document: Document) -> list[Candidate]:
        return [candidate for generator in self.generators for candidate in generator.propose(document)]


def analyse(document: Document, lattice: Lattice, lm: LanguageModel, weights: Weights) -> tuple[DocumentPrior, list[Chosen]]:
    """Estimate the document prior and decode with it, twice: restored neighbours make better evidence."""
    content = sum(is_content(token.norm) for token in document.tokens)
    prior = estimate(screened_evidence(lattice), content, weights)
    spans: list[Chosen] = []
    current = lattice
    for _ in range(PASSES):
        if prior.spun < CLEAN:
            return prior, []
        spans = decode(current, lm, weights, prior)
        prior = estimate(decoded_evidence(document, spans, prior, weights), content, weights)
        current = with_senses(lattice, spans, weights)
    return prior, spans


def screened_evidence(lattice: Lattice) -> list[Evidence]:
    """Evidence from candidates scored among unrestored neighbours."""
    out = []
    for start, arcs in lattice.arcs.items():
        for end in {arc.candidate.end for arc in arcs}:
            scores = tuple((a.local, a.candidate.families) for a in arcs if a.candidate.end == end)
            out.append(Evidence(start, end, lattice.document.norm(start, end), scores))
    return out


def decoded_evidence(document: Document, spans: list[Chosen], prior: DocumentPrior, weights: Weights) -> list[Evidence]:
    """Evidence from spans in their decoded context, with the prior that went into their scores taken out again."""
    family, odds = prior.family_scores(), prior.log_odds + weights.boost
    out = []
    for span in spans:
        scores = tuple((s - odds - family[a.candidate.families], a.candidate.families) for s, a in span.scores)
        out.append(Evidence(span.start, span.end, document.norm(span.start, span.end), scores))
    return out
