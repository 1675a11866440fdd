"""Count edits of clean text: what the first rule, do no harm, comes to on text that nobody spun.

    python -m models.build.harmless HELD_OUT_FOLDER [--words 40000] [--size 500]

HELD_OUT_FOLDER is what prepare.py kept from training; only the odd blocks are read, which clean rates were not counted on either.
Each corpus is cut into documents of about `--size` words, up to `--words` of each. Prints, as a Markdown table, words,
documents, edits and documents edited, for each kind of text and in all.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from models.build.clean_rates import blocks
from restore.restorer import Restorer

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


def count(path: Path, size: int, words: int) -> tuple[str, int, int, int, int]:
    """Kind of text, words, documents, edits, documents edited."""
    restorer = Restorer()
    total = edits = edited = number = 0
    for text in documents(path, size, words):
        result = restorer.restore(text)
        total += len(text.split())
        edits += len(result.edits)
        edited += bool(result.edits)
        number += 1
    return kind_of(path.stem), total, number, edits, edited


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--words", type=int, default=40_000)
    parser.add_argument("--size", type=int, default=500)
    args = parser.parse_args()
    rows: dict[str, list[int]] = {}
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(count, path, args.size, args.words) for path in sorted(args.held_out.glob("*.txt"))]
        for kind, *figures in (job.result() for job in jobs):
            rows[kind] = [a + b for a, b in zip(rows.get(kind, [0] * 4), figures, strict=True)]
    rows["all"] = [sum(column) for column in zip(*rows.values(), strict=True)]
    print("| kind of text | words | documents | edits | documents edited |\n|---|---|---|---|---|")
    for kind, figures in rows.items():
        print(f"| {kind} | " + " | ".join(f"{figure:,}" for figure in figures) + " |")


if __name__ == "__main__":
    main()
