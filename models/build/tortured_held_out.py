"""Tortured phrases that no list holds: part of the collected pairs is withheld, placed in sentences, and restored without them.

    python -m models.build.tortured_held_out PAIRS_TSV [--seed 1] [--share 0.2] [--train]

The pairs (those that need no condition) are split at random: by phrase, or by right term, so that no tortured form of a
withheld term is known. Word table, listed rows and term lexicon are built from the rest; right terms stay in the lexicon, as
any glossary lists them, and a second figure is without those that the withheld pairs alone bring. Each document holds five
withheld phrases and three clean terms in sentences of a spun abstract (carriers.txt). Right is any term that the collection
gives for the phrase, in any number and spelling. Fast mode. Prints for each split: phrases; reach (the right term among the
candidates); accuracy (restored to it) and precision (of all phrases and clean terms that were changed) at the threshold in
use, and accuracy at the highest-yield confidence with precision .90. --train halves the remaining pairs again and measures on
those: for trying things.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import OSA

from lexicon.build.compile import compile_rows
from lexicon.build.pairs import PLAIN, Pair, read_pairs, words_of
from lexicon.build.terms import mended, term_lines, word_lines
from lexicon.build.tortured import LETTERS, conditional_lines
from lexicon.build.tortured import rows as tortured_rows
from restore import resources
from restore.config import Config
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
class Outcome:
    """What became of a slot: the right term was among the candidates; it was changed, with this confidence; rightly."""

    spun: bool
    reached: bool
    changed: bool
    sure: float
    right: bool
    applied: bool


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


def answers(pairs: list[Pair]) -> dict[Key, set[Key]]:
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


def outcome(text: str, slot: Slot, document: Document, edits: Iterable[Edit], restorer: Restorer) -> Outcome:
    touching = [e for e in edits if e.start < slot.end and slot.start < e.end]
    got = _after(text, slot, touching) if touching else ()
    right = any(alike(got, term) for term in slot.accepted) if got else False
    reached = right
    if slot.spun and not reached:
        for c in restorer.candidates(document, restorer.first_look.judge(document)):
            start, end = document.tokens[c.start].start, document.tokens[c.end - 1].end
            if slot.start <= start and end <= slot.end:
                changed = text[slot.start : start] + c.text + text[end : slot.end]
                reached = reached or any(alike(key(changed), term) for term in slot.accepted)
    sure = min((e.confidence for e in touching), default=0.0)
    return Outcome(slot.spun, reached, bool(touching), sure, right, sure >= restorer.weights.apply)


def _after(text: str, slot: Slot, edits: list[Edit]) -> Key:
    start, end = min(slot.start, edits[0].start), max(slot.end, edits[-1].end)
    moved = [Edit(e.start - start, e.end - start, e.before, e.after) for e in edits]
    return key(apply(text[start:end], moved))


def measure(data: Path, withheld: list[Pair], right: dict[Key, set[Key]], seed: int) -> str:
    """A line of figures."""
    restorer = Restorer(Config(data=data, min_confidence=0.0))
    terms = sorted(term for _, term in TermLexicon(data / ENGLISH / "terms.tsv").terms())
    outcomes: list[Outcome] = []
    edited = 0
    made = documents(withheld, right, terms, random.Random(seed))
    for text, slots in made:
        result = restorer.restore(text)
        edited += bool(result.edits)
        document = Document.read(text)
        outcomes += [outcome(text, slot, document, result.edits, restorer) for slot in slots]
    asked = [o for o in outcomes if o.spun]
    reach = sum(o.reached for o in asked) / len(asked)
    accuracy = sum(o.right and o.applied for o in asked) / len(asked)
    changed = [o for o in outcomes if o.changed and o.applied]
    precision = sum(o.right and o.spun for o in changed) / max(1, len(changed))
    clean = [o for o in outcomes if not o.spun]
    touched = sum(o.changed and o.applied for o in clean)
    return (
        f"{len(asked)} phrases, reach {reach:.3f}, accuracy {accuracy:.3f} at precision {precision:.3f}; at precision {PRECISION}: "
        f"accuracy {best_accuracy(outcomes):.3f}; clean terms changed {touched}/{len(clean)}; documents edited "
        f"{edited}/{len(made)}"
    )


def best_accuracy(outcomes: list[Outcome]) -> float:
    """The most that is restored rightly, of all asked for, at any confidence from which precision is `PRECISION` or better."""
    asked = sum(o.spun for o in outcomes)
    best = right = 0
    for n, o in enumerate(sorted((o for o in outcomes if o.changed), key=lambda o: -o.sure), 1):
        right += o.right and o.spun
        if right / n >= PRECISION:
            best = right
    return best / asked


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--train", action="store_true", help="measure on a part of the kept pairs, for trying things")
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
                print(f"split by {by}, {label}: {measure(folder, withheld, answers(pairs), args.seed)}", flush=True)


if __name__ == "__main__":
    main()
