"""The development set: gold texts, held-out texts spun by spin.py, and clean ones; and the judging of proposed edits on it.

A quarter of what the synthetic spinner substitutes the restorer may not use, so that it meets unlisted substitutions too.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.build.clean_rates import blocks
from models.build.gold import Gold
from models.build.spin import Spinner
from restore.decide import apart, edits_of, features, surely_spun
from restore.decode.beam import Chosen
from restore.decode.lattice import Lattice, isolated_scores, measure, weigh
from restore.document import Document
from restore.edits import Edit
from restore.first_look import FirstLook
from restore.generate.base import Candidate
from restore.lexicon.table import Original, PhraseTable
from restore.lm import LanguageModel
from restore.prior import DocumentPrior
from restore.restorer import Restorer, decoded
from restore.weights import Weights

if TYPE_CHECKING:
    from restore.neural.rerank import Reranker

# Texts that nobody spun: drawn at random, and written to tempt.
CLEAN = ("clean", "bait")
HELD_OUT_SHARE = 4  # one substitution in four is the spinner's alone


@dataclass(slots=True)
class Case:
    """A text with its candidates measured once, and the evidence of the first look."""

    group: str
    number: int
    gold: Gold
    document: Document
    measured: list[tuple[Candidate, float]]
    evidence: float


class Known(PhraseTable):
    """The phrase table without what is the synthetic spinner's alone."""

    def look_up(self, phrase: str) -> tuple[tuple[Original, ...], bool]:
        found, continues = super().look_up(phrase)
        return tuple([original for original in found if not withheld(original.text)]), continues


@dataclass(frozen=True, slots=True)
class Point:
    """A proposed edit: its features, and whether it is right by itself; `case` names its text."""

    case: int
    values: dict[str, float]
    edit: Edit
    right: bool


@dataclass(slots=True)
class Run:
    """All proposed edits of all texts under some weights, in the order of each text; the texts, and their groups."""

    points: list[Point]
    groups: dict[int, str]
    golds: dict[int, Gold]

    def __add__(self, other: Run) -> Run:
        return Run(self.points + other.points, self.groups | other.groups, self.golds | other.golds)


@lru_cache(maxsize=1)
def narrow_look(restorer: Restorer) -> FirstLook:
    """The first look of a restorer that does not know what is the synthetic spinner's alone."""
    return FirstLook(Known(restorer.table.path), restorer.rates, restorer.lm, restorer.weights)


def paragraphs(folder: Path, size: int, count: int, rng: random.Random) -> list[str]:
    """`count` held-out texts of about `size` words, spread over the corpora."""
    texts: list[str] = []
    paths = [p for p in sorted(folder.glob("*.txt")) if p.stat().st_size > 30_000]
    while len(texts) < count:
        odd = list(blocks(paths[len(texts) % len(paths)], odd=True))
        lines = rng.choice(odd).split("\n")
        at = rng.randrange(max(1, len(lines) // 2))
        text: list[str] = []
        while at < len(lines) and sum(len(line.split()) for line in text) < size:
            text.append(lines[at].translate({ord(c): None for c in "{}|"}))
            at += 1
        texts.append("\n".join(text) + "\n")
    return texts


def plan(gold: list[Path], held_out: Path | None, restorer: Restorer) -> list[tuple[str, str]]:
    """(group, gold text) of the whole development set; without a folder of held-out texts, of the gold folders."""
    rng = random.Random(2026)
    out: list[tuple[str, str]] = []
    for folder in gold:
        for path in sorted(folder.glob("**/*.gold.txt")):
            out.append((path.name.split(".")[0].rstrip("0123456789"), path.read_text(encoding="utf-8")))
        for path in sorted((folder / "clean").glob("*.txt")):
            out.append(("bait", path.read_text(encoding="utf-8")))
    if held_out is None:
        return out
    spinner = Spinner(restorer.table)
    for i, text in enumerate(paragraphs(held_out, 250, 32, rng)):
        out.append(("spun", spinner.spin(text, "nhrt"[i % 4], (0.05, 0.15, 0.3)[i % 3], rng)))
    out += [("clean", text) for text in paragraphs(held_out, 400, 80, rng)]
    return out


def withheld(original: str) -> bool:
    """Whether the substitutions of an original are the synthetic spinner's alone; the same in every run."""
    return sum(ord(c) * (i + 7) for i, c in enumerate(original)) % HELD_OUT_SHARE == 0


def cases(gold: list[Path], held_out: Path | None, restorer: Restorer, part: int, parts: int) -> list[Case]:
    """One of `parts` shares of the development set, measured."""
    out = []
    for number, (group, text) in enumerate(plan(gold, held_out, restorer)):
        if number % parts == part:
            out.append(case_of(group, text, restorer, number))
    return out


def case_of(group: str, text: str, restorer: Restorer, number: int = 0) -> Case:
    """A gold text, measured; the restorer may not use what the synthetic spinner has to itself if that made it (group "spun")."""
    parsed = Gold.parse(text)
    document = Document.read(parsed.text)
    look = (narrow_look(restorer) if group == "spun" else restorer.first_look).judge(document)
    candidates = [c for c in restorer.candidates(document, look) if group != "spun" or not withheld(c.text)]
    return Case(group, number, parsed, document, measure(document, candidates, restorer.lm), look.evidence)


def lattice_of(case: Case, lm: LanguageModel, weights: Weights) -> Lattice:
    alone = isolated_scores(case.document, [c for c, _ in case.measured], lm, weights)
    return weigh(case.document, case.measured, alone, weights)


def analysed(case: Case, lm: LanguageModel, weights: Weights) -> tuple[DocumentPrior, list[Chosen]]:
    """What `Restorer.analyse` says of a text, whether it is clean or not."""
    prior, spans = decoded(case.document, lattice_of(case, lm, weights), lm, weights)
    return replace(prior, evidence=case.evidence), spans


def points(case: Case, spans: Sequence[Chosen], prior: DocumentPrior, lm: LanguageModel, weights: Weights) -> list[Point]:
    """Every edit of the spans that do not overlap, in order."""
    chosen = [s for _, s in apart(case.document, spans, prior, lm, weights) if s.picked is not None]
    chosen.sort(key=lambda s: s.start)
    edits = edits_of(case.document, [(span, 1.0, True) for span in chosen])
    return [
        Point(case.number, features(case.document, span, prior, lm), edit, case.gold.right(edit))
        for span, edit in zip(chosen, edits, strict=True)
    ]


def propose(cases: Iterable[Case], lm: LanguageModel, weights: Weights, reranker: Reranker | None = None) -> Run:
    """Decode every text, in accurate mode if there is a reranker, and judge each edit proposed by itself."""
    result = Run([], {}, {})
    for case in cases:
        result.groups[case.number], result.golds[case.number] = case.group, case.gold
        prior, spans = analysed(case, lm, weights)
        if surely_spun(prior, weights):
            if reranker:
                spans = reranker.rerank(case.document, spans, prior, lm, weights)
            result.points += points(case, spans, prior, lm, weights)
    return result
