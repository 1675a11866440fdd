"""Tortured phrases that no list holds: part of the collected pairs is withheld, placed in sentences, and restored without them.

    python -m models.build.tortured_held_out PAIRS_TSV [--seed 1] [--share 0.2] [--train] [--reranker neural]

The pairs (those that need no condition) are split at random: by phrase, or by right term, so that no tortured form of a
withheld term is known. Word table, listed rows and term lexicon are built from the rest; right terms stay in the lexicon, as
any glossary lists them, and a second figure is without those that the withheld pairs alone bring. Each document holds five
withheld phrases and three clean terms in sentences of a spun abstract (carriers.txt). Right is any term that the collection
gives for the phrase, in any number and spelling. Prints for each split: phrases; reach (the right term among the
candidates); accuracy (restored to it) and precision (of all phrases and clean terms that were changed, also if in part) at the
threshold in use, and the best accuracy at a threshold from which precision is .90 or better. --train halves the remaining pairs
again and measures on those: for trying things. Fast mode, unless a reranker is named.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import OSA

from lexicon.build.compile import compile_rows
from lexicon.build.pairs import PLAIN, Pair, read_pairs, words_of
from lexicon.build.terms import mended, term_lines, word_lines
from lexicon.build.tortured import LETTERS, conditional_lines
from lexicon.build.tortured import rows as tortured_rows
from restore import resources
from restore.config import RERANKERS, Config
from restore.document import Document
from restore.edits import Edit, apply
from restore.lexicon.conditional import CONDITIONAL_HEADER
from restore.lexicon.lines import write_lines
from restore.lexicon.rows import Row, read_rows
from restore.lexicon.table import HEADER as SURFACE_HEADER
from restore.lexicon.terms import TERMS_HEADER, WORDS_HEADER, TermLexicon
from restore.restorer import Restorer
from restore.text.inflection import american, singular

ENGLISH = Path("lexicon") / "en"
PHRASES, CLEAN = 5, 3
PRECISION = 0.9
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """Characters [start, end) of a document, and what is right there (the form itself for a clean term)."""

    start: int
    end: int
    accepted: frozenset[Key]
    spun: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program makes of a slot of a text: its edits, whatever their confidence, and whether a candidate alone is right."""

    text: str
    slot: Slot
    edits: tuple[Edit, ...]
    reached: bool

    def right(self, threshold: float) -> bool | None:
        """Whether the edits from this confidence on make the slot right; None if there are none."""
        applied = [e for e in self.edits if e.confidence >= threshold]
        if not applied:
            return None
        start, end = min(self.slot.start, applied[0].start), max(self.slot.end, applied[-1].end)
        moved = [Edit(e.start - start, e.end - start, e.before, e.after) for e in applied]
        got = key(apply(self.text[start:end], moved))
        return self.slot.spun and any(alike(got, term) for term in self.slot.accepted)


def key(text: str) -> Key:
    """A wording as it is judged: no articles, American spelling, all words in the singular, hyphens and capitals alike."""
    words = [w for w in words_of(text) if w not in ("a", "an", "the")]
    return tuple(american(singular(w)) for w in words) if words else ()


def alike(a: Key, b: Key) -> bool:
    """Whether two wordings are the same but for hyphens, spaces and, if they are long, one letter: the collection has typos."""
    one, other = "".join(a), "".join(b)
    return one == other or (min(len(one), len(other)) > 8 and OSA.distance(one, other, score_cutoff=1) <= 1)


def usable(pair: Pair) -> bool:
    """Whether a pair can be asked for: no condition, words on both sides, not the same term in another spelling."""
    spun, right = words_of(pair.phrase), words_of(pair.term)
    good = pair.kind == PLAIN and bool(right) and len(spun) > 1 and bool(LETTERS.fullmatch(" ".join(spun)))
    return good and "".join(spun) != "".join(right)


def split(pairs: list[Pair], by: str, share: float, seed: int) -> tuple[list[Pair], list[Pair]]:
    """(kept, withheld): all pairs that share the grouping key go to the same side."""
    group = {pair: key(pair.term if by == "term" else pair.phrase) for pair in pairs}
    groups = sorted({group[pair] for pair in pairs if usable(pair)})
    chosen = set(random.Random(seed).sample(groups, round(share * len(groups))))
    return [p for p in pairs if group[p] not in chosen], [p for p in pairs if group[p] in chosen and usable(p)]


def rows_without(withheld: list[Pair], kept: list[Pair], by: str) -> list[Row]:
    """All rows of the lexicon that do not give the withheld pairs away, wherever they come from."""
    spun = {key(p.phrase) for p in withheld}
    terms = {key(p.term) for p in withheld} if by == "term" else set()
    known = set(tortured_rows(kept))
    found = set(known)
    for path in sorted((resources.root() / ENGLISH).glob("*.rows.tsv")):
        if path.name != "tortured.rows.tsv":
            found.update(read_rows(path))
    return [r for r in found if key(r.spun) not in spun and (" " not in r.spun or key(r.original) not in terms)]


def data_folder(folder: Path, kept: list[Pair], withheld: list[Pair], by: str, *, with_terms: bool) -> None:
    """A data folder for a Restorer that knows the kept pairs alone."""
    root = resources.root()
    (folder / ENGLISH).mkdir(parents=True)
    (folder / "models").symlink_to(root / "models")
    for path in (root / ENGLISH).iterdir():
        (folder / ENGLISH / path.name).symlink_to(path)
    terms = term_lines([*kept, *withheld] if with_terms else kept)
    made = {
        "surface.tsv": (SURFACE_HEADER, compile_rows(rows_without(withheld, kept, by))),
        "terms.tsv": (TERMS_HEADER, terms),
        "term_words.tsv": (WORDS_HEADER, word_lines(kept)),
        "conditional.tsv": (CONDITIONAL_HEADER, conditional_lines(kept)),
    }
    for name, (header, lines) in made.items():
        (folder / ENGLISH / name).unlink(missing_ok=True)
        write_lines(folder / ENGLISH / name, header, lines)


def right_terms(pairs: list[Pair]) -> dict[Key, set[Key]]:
    """All terms that the whole collection gives for a phrase, with typos in them put right."""
    mends = mended([words_of(p.term) for p in pairs])
    out: dict[Key, set[Key]] = defaultdict(set)
    for pair in pairs:
        out[key(pair.phrase)] |= {key(pair.term), key(" ".join(mends[words_of(pair.term)]))}
    return out


def documents(
    withheld: list[Pair], right: dict[Key, set[Key]], terms: list[str], rng: random.Random
) -> list[tuple[str, list[Slot]]]:
    """Texts with their slots: every withheld phrase once, clean terms among them."""
    lines = (Path(__file__).parent / "carriers.txt").read_text(encoding="utf-8").splitlines()
    carriers = [line for line in lines if line and not line.startswith("#")]
    phrases = sorted({" ".join(words_of(p.phrase)) if "(" in p.phrase else p.phrase for p in withheld})
    rng.shuffle(phrases)
    out = []
    for at in range(0, len(phrases), PHRASES):
        items = [(p, frozenset(right[key(p)]), True) for p in phrases[at : at + PHRASES]]
        items += [(t, frozenset((key(t),)), False) for t in rng.sample(terms, CLEAN)]
        rng.shuffle(items)
        text, slots = "", []
        for carrier, (phrase, accepted, spun) in zip(rng.sample(carriers, len(items)), items, strict=True):
            before, after = carrier.split("{}")
            start = len(text) + len(before)
            slots.append(Slot(start, start + len(phrase), accepted, spun))
            text += before + phrase + after + " "
        out.append((text.rstrip() + "\n", slots))
    return out


def answers(text: str, slots: list[Slot], edits: list[Edit], restorer: Restorer) -> list[Answer]:
    """What the program makes of the slots of a text; `edits` are all, whatever their confidence."""
    document = Document.read(text)
    proposed = restorer.candidates(document, restorer.first_look.judge(document))
    out = []
    for slot in slots:
        reached = False
        for c in proposed if slot.spun else ():
            start, end = document.tokens[c.start].start, document.tokens[c.end - 1].end
            if slot.start <= start and end <= slot.end:
                changed = text[slot.start : start] + c.text + text[end : slot.end]
                reached = reached or any(alike(key(changed), term) for term in slot.accepted)
        touching = tuple(e for e in edits if e.start < slot.end and slot.start < e.end)
        out.append(Answer(text, slot, touching, reached))
    return out


def measure(data: Path, withheld: list[Pair], right: dict[Key, set[Key]], seed: int, reranker: str) -> str:
    """A line of figures."""
    restorer = Restorer(Config(data=data, min_confidence=0.0, reranker=reranker))
    terms = sorted(term for _, term in TermLexicon(data / ENGLISH / "terms.tsv").terms())
    made = documents(withheld, right, terms, random.Random(seed))
    found: list[Answer] = []
    edited = 0
    for text, slots in made:
        edits = restorer.restore(text).edits
        edited += bool(edits)
        found += answers(text, slots, edits, restorer)
    asked = sum(a.slot.spun for a in found)
    reach = sum(a.reached or a.right(0.0) is True for a in found) / asked
    accuracy, precision = figures(found, restorer.weights.apply)
    sure = [accuracy for accuracy, precision in (figures(found, t / 100) for t in range(100)) if precision >= PRECISION]
    clean = [a for a in found if not a.slot.spun]
    touched = sum(a.right(restorer.weights.apply) is not None for a in clean)
    return (
        f"{asked} phrases, reach {reach:.3f}, accuracy {accuracy:.3f} at precision {precision:.3f}; at precision {PRECISION}: "
        f"accuracy {max(sure, default=0.0):.3f}; clean terms changed {touched}/{len(clean)}; documents edited {edited}/{len(made)}"
    )


def figures(answers: list[Answer], threshold: float) -> tuple[float, float]:
    """With edits from a confidence on: accuracy, the share of phrases restored rightly; precision, that of all slots changed."""
    found = [right for a in answers if (right := a.right(threshold)) is not None]
    return sum(found) / sum(a.slot.spun for a in answers), sum(found) / max(1, len(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--train", action="store_true", help="measure on a part of the kept pairs, for trying things")
    parser.add_argument("--reranker", choices=RERANKERS, default=RERANKERS[0])
    args = parser.parse_args()
    pairs = read_pairs(args.pairs)
    for by in ("term", "phrase"):
        kept, withheld = split(pairs, by, args.share, args.seed)
        if args.train:
            kept, withheld = split(kept, by, args.share, args.seed + 1)
        for with_terms in (True, False):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name) / "data"
                data_folder(folder, kept, withheld, by, with_terms=with_terms)
                label = "right terms in the lexicon" if with_terms else "without their right terms"
                line = measure(folder, withheld, right_terms(pairs), args.seed, args.reranker)
                print(f"split by {by}, {label}: {line}", flush=True)


if __name__ == "__main__":
    main()
