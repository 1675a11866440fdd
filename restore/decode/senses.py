"""One sense a document: what a form stands for in one place is evidence for what it stands for in the others.

"Struggle" is war throughout a spun war report. After a first decoding, each candidate of a form that occurs more than once gets
the log10 share of the votes (posterior probabilities) that its wording, against keeping, won at the form's other places: a
soft form of one sense per discourse (Gale, Church and Yarowsky 1992).
"""

from __future__ import annotations

import math
from collections import defaultdict

from restore.decode.beam import Chosen
from restore.decode.lattice import Arc, Lattice
from restore.weights import Weights

# Each outcome counts as seen this often before any vote.
PSEUDO_VOTES = 0.5


def with_senses(lattice: Lattice, spans: list[Chosen], weights: Weights) -> Lattice:
    """The lattice with every candidate of a repeated form moved by the votes of the form's other places."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    own: dict[tuple[int, int], dict[str, float]] = {}
    places: dict[str, int] = defaultdict(int)
    forms = [lattice.document.norm(span.start, span.end) for span in spans]
    for span, form in zip(spans, forms, strict=True):
        shares = posterior(span)
        own[span.start, span.end] = shares
        places[form] += 1
        for text, share in shares.items():
            votes[form][text] += share
    arcs = dict(lattice.arcs)
    for start in {span.start for span, form in zip(spans, forms, strict=True) if places[form] > 1}:
        ends = {arc.candidate.end for arc in lattice.arcs[start]}
        repeated = {end: form for end in ends if places.get(form := lattice.document.norm(start, end), 0) > 1}
        arcs[start] = [
            _moved(arc, votes[repeated[end]], own.get((start, end), {}), weights) if (end := arc.candidate.end) in repeated else arc
            for arc in lattice.arcs[start]
        ]
    return Lattice(lattice.document, arcs)


def posterior(span: Chosen) -> dict[str, float]:
    """Probability of each candidate of a span, and of keeping it (""), as the decoder scores them."""
    scores = {arc.candidate.text: 10 ** min(score, 12.0) for score, arc in span.scores}
    scores[""] = 1.0
    total = sum(scores.values())
    return {text: score / total for text, score in scores.items()}


def _moved(arc: Arc, votes: dict[str, float], here: dict[str, float], weights: Weights) -> Arc:
    """An arc moved by the votes for its form, but for those of its own place."""
    text = arc.candidate.text
    for_it = votes.get(text, 0.0) - here.get(text, 0.0)
    for_keeping = votes.get("", 0.0) - here.get("", 0.0)
    bonus = weights.sense * math.log10((max(0.0, for_it) + PSEUDO_VOTES) / (max(0.0, for_keeping) + PSEUDO_VOTES))
    return Arc(arc.candidate, arc.isolated + bonus, arc.local + bonus)
