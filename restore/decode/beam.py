"""Beam search over the lattice of one sentence, and the rescoring of every span in the context it chose.

Monotone phrase-based decoding (Koehn et al. 2003) with every token free to stay: stacks by tokens covered, recombination on the
language-model state, exact up to the beam. Deterministic: ties go to the earlier hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from restore.decode.lattice import Arc, Lattice
from restore.generate.base import Candidate
from restore.lm import END, LanguageModel, Reading
from restore.prior import DocumentPrior
from restore.weights import Weights

BEAM = 3
# An arc this much worse (log10) than keeping, among unrestored neighbours and with the document prior, is not tried.
HOPELESS = -2.0
ARTICLES = {"a": "an", "an": "a"}
# A piece of a path: an arc, or None for a token that is kept, and its language-model words.
Piece = tuple[Arc | None, tuple[str, ...]]
# A partial path: its score, the model's state after it, and the step that led here: from which one, by which piece.
Hypothesis = tuple[float, Any, Any, Arc | None, tuple[str, ...]]
# For sentences by their first token: the path, and what the model said of each span along it, kept and with each candidate.
Heard = dict[int, tuple[list[tuple[Candidate | None, tuple[str, ...]]], list[tuple[float, list[float]]]]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A span with candidates, in its decoded context.

    `scores` holds each candidate's log10 score relative to keeping, prior included, best first; `kept` and `changed` are the
    log10 probabilities of the words and the next order-1 tokens, a word on average, if kept and with the best candidate.
    `neural` holds each candidate's log10 probability relative to keeping by the neural model, empty where that was not asked.
    """

    start: int
    end: int
    scores: tuple[tuple[float, Arc], ...]
    picked: Arc | None
    kept: float
    changed: float
    neural: tuple[float, ...] = ()


def decode(lattice: Lattice, lm: LanguageModel, weights: Weights, prior: DocumentPrior, heard: Heard | None = None) -> list[Chosen]:
    """Best path of each sentence that has arcs; every span with candidates, rescored along that path.

    `heard` is filled, and read when a lattice with the same candidates is decoded again: where the path is the same, the model
    need not be asked again.
    """
    heard = {} if heard is None else heard
    family = prior.family_scores()
    log_odds = prior.log_odds + weights.boost
    out: list[Chosen] = []
    tokens = lattice.document.tokens
    for first, last in lattice.document.sentences:
        if not any(i in lattice.arcs for i in range(first, last)):
            continue
        words = [token.lm for token in tokens[first:last]]
        path = _search(lattice, first, words, lm, weights, family, log_odds)
        known = heard.get(first)
        if known is None or known[0] != [(a and a.candidate, piece) for a, piece in path]:
            known = heard[first] = ([(a and a.candidate, piece) for a, piece in path], _listen(lattice, first, words, path, lm))
        out.extend(_rescore(lattice, first, path, known[1], lm.order - 1, weights, family, log_odds))
    return out


def _search(
    lattice: Lattice,
    first: int,
    words: Sequence[str],
    lm: LanguageModel,
    weights: Weights,
    family: Sequence[float],
    log_odds: float,
) -> list[Piece]:
    """The best sequence of kept tokens and arcs, as (arc or None, language-model words)."""
    size = len(words)
    stacks: list[dict[Any, Hypothesis]] = [{} for _ in range(size + 1)]
    stacks[0][lm.begin] = (0.0, lm.begin, None, None, ())
    scale = weights.lm
    read, new = lm.base_score, lm.new_state
    state, other = new(), new()
    for i, word in enumerate(words):
        stack = stacks[i]
        stacks[i] = {}
        alive = sorted(stack.values(), key=itemgetter(0), reverse=True)[:BEAM] if len(stack) > 1 else stack.values()
        arcs = [
            (a, stacks[a.candidate.end - first], a.candidate.words, a.isolated + family[a.candidate.families] + log_odds)
            for a in lattice.arcs.get(first + i, ())
            if a.local + family[a.candidate.families] + log_odds > HOPELESS
        ]
        kept: list[tuple[str, ...]] = [(word,)]
        if word in ARTICLES and first + i + 1 in lattice.arcs:
            kept.append((ARTICLES[word],))
        ahead = stacks[i + 1]
        for h in alive:
            before, origin, *_ = h
            for piece in kept:
                score = before + scale * read(origin, piece[0], state)
                old = ahead.get(state)
                if old is None or score > old[0]:
                    ahead[state] = (score, state, h, None, piece)
                    state = new()
            for arc, target, piece, bonus in arcs:
                at, total = origin, 0.0
                for w in piece:
                    state, other = other, state
                    total += read(at, w, state)
                    at = state
                score = before + scale * total + bonus
                old = target.get(state)
                if old is None or score > old[0]:
                    target[state] = (score, state, h, arc, piece)
                    state = new()
    final = max(stacks[size].values(), key=lambda h: h[0] + scale * read(h[1], END, state))
    path: list[Piece] = []
    node = final
    while node[2] is not None:
        path.append((node[3], node[4]))
        node = node[2]
    return path[::-1]


def _spans(lattice: Lattice, first: int, path: list[Piece]) -> Iterator[tuple[int, int, int, int, Arc | None, list[Arc]]]:
    """The spans that are scored along a path: tokens, indices into the path's words, what the path picked there, arcs. Spans inside
    a picked arc are left out."""
    at_source, run_start = _positions(path, first)
    position = first
    for picked, _ in path:
        groups: dict[int, list[Arc]] = {}
        for arc in lattice.arcs.get(position, ()):
            groups.setdefault(arc.candidate.end, []).append(arc)
        for end, arcs in groups.items():
            if end == picked.candidate.end if picked else end in at_source and run_start[end] <= position:
                yield position, end, at_source[position], at_source[end], picked, arcs
        position = picked.candidate.end if picked else position + 1


def _listen(
    lattice: Lattice, first: int, words: list[str], path: list[Piece], lm: LanguageModel
) -> list[tuple[float, list[float]]]:
    """For each span: log10 P of its words and the next order-1, if kept and with each candidate, all else as the path has it."""
    reading = Reading(lm, [w for _, piece in path for w in piece])
    out = []
    for position, end, at, to, _, arcs in _spans(lattice, first, path):
        source = words[position - first : end - first]
        kept = reading.kept(at, to) if reading.words[at:to] == source else reading.exchanged(at, to, [source])[0]
        out.append((kept, reading.exchanged(at, to, [arc.candidate.words for arc in arcs])))
    return out


def _rescore(
    lattice: Lattice,
    first: int,
    path: list[Piece],
    heard: list[tuple[float, list[float]]],
    ahead: int,
    weights: Weights,
    family: Sequence[float],
    log_odds: float,
) -> list[Chosen]:
    """Score every candidate against keeping, all else as the path has it."""
    size = sum([len(piece) for _, piece in path]) + 1
    scale = weights.lm
    out: list[Chosen] = []
    for (position, end, _, to, picked, arcs), (kept, readings) in zip(_spans(lattice, first, path), heard, strict=True):
        # Best first, ties by wording, then as they came.
        scores = [
            (
                -(scale * (changed - kept) + arc.isolated + family[arc.candidate.families] + log_odds),
                arc.candidate.text,
                number,
                arc,
                changed,
            )
            for number, (arc, changed) in enumerate(zip(arcs, readings, strict=True))
        ]
        scores.sort()
        after = min(ahead, size - to)
        _, _, _, best, changed = scores[0]
        out.append(
            Chosen(
                position,
                end,
                tuple([(-worse, arc) for worse, _, _, arc, _ in scores]),
                picked,
                kept / (end - position + after),
                changed / (len(best.candidate.words) + after),
            )
        )
    return out


def _positions(path: list[Piece], first: int) -> tuple[dict[int, int], dict[int, int]]:
    """For each source token where a piece of the path begins (and the end): its index into the decoded words, and where the
    run of kept tokens before it began."""
    at_source, run_start = {first: 0}, {first: first}
    source, where, run = first, 0, first
    for picked, piece in path:
        source = picked.candidate.end if picked else source + 1
        where += len(piece)
        if picked:
            run = source
        at_source[source], run_start[source] = where, run
    return at_source, run_start
