"""Count edits of clean text: what the first rule, do no harm, comes to on text that nobody spun.

    python -m models.build.harmless HELD_OUT_FOLDER [--words 40000] [--size 500] [--reranker neural] [--write GOLD_FOLDER...]

HELD_OUT_FOLDER is what prepare.py kept from training; only the odd blocks are read, which clean rates were not counted on either
(but fit_look.py draws 600 texts from them, and `--write` looks at all).
Each corpus is cut into documents of about `--size` words, up to `--words` of each, and the same words into single paragraphs.
Prints, as a Markdown table, words, documents, edits and documents edited, for each kind of text, in all, and of the paragraphs.
`--write` chooses `document` (in accurate mode `neural_document`), the evidence from which a text is edited: `MARGIN` above the
least that keeps false edits to `RATE` a word of documents and of paragraphs, and leaves alone all clean texts of the gold folders,
which were written to tempt.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from models.build.clean_rates import blocks
from models.build.weights_file import PATH, write
from restore.config import RERANKERS, Config
from restore.document import Document
from restore.restorer import CLEAN, Restorer
from restore.weights import Weights

RATE = 1 / 100_000
# How much higher a text unlike all of these may lie.
MARGIN = 0.2

# Corpora by kind of text; what is not named is a kind of its own.
KINDS = {
    "government and politics": "congress senate white_house state_dept un_general au_pm presidential cia_world federal_reserve",
    "public guidance": "gsa uk_ va_gov",
    "science and medicine": "arxiv craft medquad",
    "textbooks": "openstax",
    "fiction, old prose": "standard_ebooks nltk",
    "technical prose with code": "bitcoin dart nodejs opensource opensuse react ropensci rust",
    "learner English, simplified news": "onestopenglish",
    "conversation": "taskmaster topical_chat schema_guided",
    "encyclopedia": "wikisplit",
    "crowd-sourced sentences, web, forums": "common_voice ud_ gum cooking pixls",
    "recipes and trivia": "public_domain opentrivia",
}


def kind_of(name: str) -> str:
    found = (kind for kind, starts in KINDS.items() if name.startswith(tuple(starts.split())))
    return next(found, name)


def documents(path: Path, size: int, words: int) -> Iterator[str]:
    """Texts of about `size` words, to `words` in all."""
    lines: list[str] = []
    taken = held = 0
    for block in blocks(path, odd=True):
        for line in block.split("\n"):
            lines.append(line)
            held += len(line.split())
            if held >= size:
                yield "\n".join(lines) + "\n"
                taken += held
                lines, held = [], 0
                if taken >= words:
                    return


@dataclass(frozen=True, slots=True)
class Text:
    """A clean text: its kind, its words, the evidence (log10 likelihood ratio) that it was spun, and the edits it would get if that
    were enough."""

    kind: str
    words: int
    evidence: float
    edits: int


def read(kind: str, text: str, restorer: Restorer) -> Text:
    """`restorer` edits whatever it decodes (`open_restorer`)."""
    document = Document.read(text)
    look = restorer.judge(document)
    if look.evidence < CLEAN:
        return Text(kind, len(text.split()), look.evidence, 0)
    if restorer.config.reranker == "neural":
        look = restorer.judge_again(document, look)
    return Text(kind, len(text.split()), look.evidence, len(restorer.restore(text).edits))


def open_restorer(reranker: str) -> Restorer:
    restorer = Restorer(Config(reranker=reranker))
    restorer.__dict__["weights"] = replace(restorer.weights, document=CLEAN)
    return restorer


def of_corpus(path: Path, size: int, words: int, reranker: str) -> tuple[list[Text], list[Text]]:
    """Documents and paragraphs."""
    restorer = open_restorer(reranker)
    whole = [read(kind_of(path.stem), text, restorer) for text in documents(path, size, words)]
    return whole, [read("single paragraphs", text, restorer) for text in documents(path, 1, words)]


def table(texts: Sequence[Text], paragraphs: Sequence[Text], document: float) -> Iterator[str]:
    """Lines of Markdown."""
    yield "| kind of text | words | documents | edits | documents edited |\n|---|---|---|---|---|"
    kinds = {kind: [text for text in texts if text.kind == kind] for kind in sorted({text.kind for text in texts})}
    for name, some in (kinds | {"all": texts, "all, as single paragraphs": paragraphs}).items():
        edits = [text.edits for text in some if text.evidence >= document]
        figures = (sum(text.words for text in some), len(some), sum(edits), sum(map(bool, edits)))
        yield f"| {name} | " + " | ".join(f"{figure:,}" for figure in figures) + " |"


def rate(texts: Sequence[Text], document: float) -> float:
    """False edits a word."""
    return sum(text.edits for text in texts if text.evidence >= document) / max(1, sum(text.words for text in texts))


def chosen(allowed: Sequence[tuple[Sequence[Text], float]]) -> float:
    """The evidence from which a text is to be edited, given texts and how many false edits a word are allowed in them."""
    least = CLEAN
    while any(rate(texts, least) > most for texts, most in allowed):
        least = round(least + 0.1, 1)
    return round(least + MARGIN, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--words", type=int, default=40_000)
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--reranker", choices=RERANKERS, default="kenlm")
    parser.add_argument("--write", type=Path, nargs="+", metavar="GOLD_FOLDER")
    args = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(of_corpus, path, args.size, args.words, args.reranker) for path in sorted(args.held_out.glob("*.txt"))]
        texts, paragraphs = (
            [text for part in parts for text in part] for parts in zip(*(job.result() for job in jobs), strict=True)
        )
    weights, name = Weights.read(PATH), "neural_document" if args.reranker == "neural" else "document"
    if args.write:
        restorer = open_restorer(args.reranker)
        paths = [path for folder in args.write for path in sorted((folder / "clean").glob("*.txt"))]
        tempting = [read("tempting", path.read_text(encoding="utf-8"), restorer) for path in paths]
        bar = chosen(((texts, RATE), (paragraphs, RATE), (tempting, 0.0)))
        weights = replace(weights, neural_document=bar) if name == "neural_document" else replace(weights, document=bar)
        found = ", ".join([f"{1e5 * rate(some, bar):.1f}" for some in (texts, paragraphs, tempting)])
        write(weights, name, [f"false edits in 100,000 words of held-out documents, paragraphs, texts written to tempt: {found}"])
    print("\n".join(table(texts, paragraphs, getattr(weights, name))))


if __name__ == "__main__":
    main()
