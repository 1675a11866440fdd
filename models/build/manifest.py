"""Write models/en/manifest.toml for a newly trained model.

    python -m models.build.manifest OUT_FOLDER --cut-off YYYY-MM

OUT_FOLDER is what prepare.py and the Makefile filled: counts.tsv, vocabulary.txt, lm.binary (already copied to models/en/).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from restore import toml
from restore.models import FORMAT, ends_sha256, sha256
from restore.text.tokens import TOKENIZER_VERSION

MODELS = Path(__file__).parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--cut-off", required=True, help="date of the newest training text, YYYY-MM")
    args = parser.parse_args()
    recipe = toml.loads((MODELS / "build" / "recipe.toml").read_text())
    model = MODELS / "en" / "lm.binary"
    vocabulary = len((args.out / "vocabulary.txt").read_text().split())
    rows = [line.split("\t") for line in (args.out / "counts.tsv").read_text().splitlines() if not line.startswith("#")]
    lines = [
        "# Written by models/build/manifest.py. Licences of the corpora: NOTICE.",
        f"format = {FORMAT}",
        "",
        "[model]",
        'file = "lm.binary"',
        f"order = {recipe['order']}",
        f"prune = {recipe['prune']}",
        f"vocabulary = {vocabulary}",
        f'quantisation = "trie, {recipe["quantise"]} bit probabilities, {recipe["backoff_bits"]} bit back-offs"',
        f"tokenizer = {TOKENIZER_VERSION}",
        f'cut_off = "{args.cut_off}"',
        f"size = {model.stat().st_size}",
        f'sha256 = "{sha256(model)}"',
        f'ends_sha256 = "{ends_sha256(model)}"',
        "",
        "[corpora] # words kept (once), how often each was counted",
        *(f"{name} = {{ words = {words}, repeat = {repeat} }}" for name, words, repeat in rows),
    ]
    (MODELS / "en" / "manifest.toml").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
