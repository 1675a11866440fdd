"""Turn a folder of corpora into one training file of tokens, a sentence a line, and held-out paragraphs of each.

    python models/build/prepare.py CORPUS_FOLDER OUT_FOLDER [--recipe recipe.toml]

Reads every `*.txt` and `*.txt.zst` (UTF-8, one paragraph a line) of CORPUS_FOLDER. Writes OUT_FOLDER/train.txt (the
program's own tokens, `restore.text.tokens`), OUT_FOLDER/held_out/NAME.txt (raw paragraphs never trained on) and
OUT_FOLDER/counts.tsv (words kept and repeat of each corpus), vocabulary.txt (the words the model is to know) and parts/ (the
training lines of each corpus).
"""

from __future__ import annotations

import argparse
import io
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import zstandard

from restore import toml
from restore.text.tokens import sentences, tokenize

HERE = Path(__file__).parent


def paragraphs(path: Path) -> Iterator[str]:
    """The non-empty lines of a plain or zstd-compressed text file."""
    with path.open("rb") as raw:
        stream = zstandard.ZstdDecompressor().stream_reader(raw) if path.suffix == ".zst" else raw
        for line in io.TextIOWrapper(stream, encoding="utf-8", errors="replace"):
            line = line.strip()
            if line:
                yield line


def is_prose(words: list[str]) -> bool:
    """A line worth learning from: three words or more, most of them letters, none endless."""
    letters = sum(word.isalpha() for word in words)
    return letters >= 3 and letters >= 0.6 * len(words) and len(words) < 400


def prepare(path: Path, out: Path, recipe: dict[str, object], words_in_file: int | None) -> tuple[str, int, int]:
    """Write the share of one corpus; return its name, the words kept (once) and its repeat."""
    name = path.name.split(".")[0]
    corpora = recipe["corpus"]
    assert isinstance(corpora, dict)
    entry = corpora.get(name, {})
    repeat, cap = int(entry.get("repeat", 1)), float(entry.get("cap", 1e9)) * 1e6
    block_size, held_every = int(str(recipe["paragraphs_per_block"])), int(str(recipe["held_out_every"]))
    share = min(1.0, cap / words_in_file) if words_in_file else 1.0
    kept, budget, seen = 0, 0.0, set()
    with (out / "parts" / f"{name}.txt").open("w") as train, (out / "held_out" / f"{name}.txt").open("w") as held:
        for number, paragraph in enumerate(paragraphs(path)):
            block, first = divmod(number, block_size)
            if block % held_every == held_every // 2:
                held.write(paragraph + "\n")
                continue
            if first == 0:
                budget += share
                taking = budget >= 1.0
                budget -= taking
            if not taking or (key := hash(paragraph)) in seen:
                continue
            seen.add(key)
            tokens = tokenize(paragraph)
            for start, end in sentences(paragraph, tokens):
                words = [token.lm for token in tokens[start:end]]
                if is_prose(words):
                    kept += len(words)
                    train.write((" ".join(words) + "\n") * repeat)
    return name, kept, repeat


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--recipe", type=Path, default=HERE / "recipe.toml")
    args = parser.parse_args()
    recipe = toml.loads(args.recipe.read_text())
    for folder in ("parts", "held_out"):
        (args.out / folder).mkdir(parents=True, exist_ok=True)
    paths = sorted(p for p in args.corpus.iterdir() if p.name.endswith((".txt", ".txt.zst")))
    sizes: dict[str, int] = {}
    inventory = args.corpus / "INVENTORY.tsv"
    if inventory.exists():
        rows = (line.split("\t") for line in inventory.read_text().splitlines()[1:])
        sizes = {row[0]: int(row[1]) for row in rows if len(row) > 1 and row[1].isdigit()}
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(prepare, p, args.out, recipe, sizes.get(p.name.split(".")[0])) for p in paths]
        done = [job.result() for job in jobs]
    vocabulary: Counter[str] = Counter()
    with (args.out / "train.txt").open("w") as train:
        for name, _, _ in done:
            for line in (args.out / "parts" / f"{name}.txt").open():
                train.write(line)
                vocabulary.update(line.split())
    kept_words = sorted(word for word, n in vocabulary.items() if n >= int(recipe["min_count"]))
    (args.out / "vocabulary.txt").write_text(" ".join(kept_words) + "\n")
    rows_out = "".join(f"{name}\t{kept}\t{repeat}\n" for name, kept, repeat in done)
    (args.out / "counts.tsv").write_text("# corpus\twords kept\trepeat\n" + rows_out)
    print(f"{sum(k * r for _, k, r in done):,} words, vocabulary {len(kept_words):,}")


if __name__ == "__main__":
    main()
