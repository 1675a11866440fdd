"""What the spans of a lattice say of the document: the evidence that `restore.prior` weighs.

A sentence that stands in the document more than once is heard once: boilerplate and repeated articles say nothing new, for spinning
or against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from restore.decode.beam import Chosen
from restore.decode.lattice import Lattice, is_content
from restore.document import Document
from restore.generate.base import Candidate
from restore.prior import DocumentPrior, Evidence, estimate
from restore.weights import Weights

# What these generators propose is let through where a document is spun, but is weaker evidence of how much: log10 taken off.
DOUBT = {"term": 1.5}


def screened(lattice: Lattice, weights: Weights) -> DocumentPrior:
    """The prior by candidates scored among unrestored neighbours."""
    return estimate(screened_evidence(lattice, weights), content_tokens(lattice.document), weights)


def decoded(document: Document, spans: list[Chosen], prior: DocumentPrior, weights: Weights) -> DocumentPrior:
    """The prior by spans in their decoded context, with the prior that went into their scores taken out again."""
    return estimate(_decoded_evidence(document, spans, prior, weights), content_tokens(document), weights)


def screened_evidence(lattice: Lattice, weights: Weights) -> Iterator[Evidence]:
    """For the spans of a lattice that were not said before, the scores of their candidates."""
    norm, repeated = lattice.document.norm, lattice.document.repeated
    for start, arcs in lattice.arcs.items():
        if start in repeated:
            continue
        for end in {arc.candidate.end for arc in arcs}:
            scores = tuple(
                [(a.local - _unheard(a.candidate, weights), a.candidate.families) for a in arcs if a.candidate.end == end]
            )
            yield Evidence(start, end, norm(start, end), scores)


def _decoded_evidence(document: Document, spans: list[Chosen], prior: DocumentPrior, weights: Weights) -> Iterator[Evidence]:
    family, odds = prior.family_scores(), prior.log_odds + weights.boost
    for span in spans:
        if span.start in document.repeated:
            continue
        candidates = [(score, arc.candidate) for score, arc in span.scores]
        scores = tuple([(s - odds - family[c.families] - _unheard(c, weights), c.families) for s, c in candidates])
        yield Evidence(span.start, span.end, document.norm(span.start, span.end), scores)


def content_tokens(document: Document, closed: AbstractSet[int] = frozenset()) -> int:
    """The tokens that a spinner could have replaced, without those of sentences that were said before and those `closed`."""
    left_out = document.repeated | closed
    return sum(is_content(token.norm) for i, token in enumerate(document.tokens) if i not in left_out)


def _unheard(candidate: Candidate, weights: Weights) -> float:
    """What of a candidate's score is no evidence of spinning."""
    return weights.context * candidate.support + DOUBT.get(candidate.kind, 0.0)
