"""What produced a result: one line, so that a figure can be reproduced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from restore.models import read_manifest
from restore.text.tokens import TOKENIZER_VERSION
from restore.version import __version__
from restore.weights import TREES


def files_id(paths: Iterable[Path]) -> str:
    """The first eight hexadecimal digits of the SHA-256 of files, in order."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def signature(data: Path) -> str:
    """`restore:VERSION|lex:...|lm:...|w:...|tok:N` for the data in use: all that the program reads of lexicon and models."""
    lexicon = files_id(path for path in sorted((data / "lexicon" / "en").glob("*.tsv")) if not path.name.endswith(".rows.tsv"))
    weights = files_id(data / "models" / "en" / name for name in ("clean_rates.tsv", *TREES.values(), "weights.toml"))
    manifest = read_manifest(data)
    return f"restore:{__version__}|lex:{lexicon}|lm:en{manifest.order}.{manifest.sha256[:8]}|w:{weights}|tok:{TOKENIZER_VERSION}"
