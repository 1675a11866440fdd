"""What produced a result: one line, so that a figure can be reproduced."""

from __future__ import annotations

from pathlib import Path

from restore.models import read_manifest, sha256
from restore.text.tokens import TOKENIZER_VERSION
from restore.version import __version__


def file_id(path: Path) -> str:
    """The first eight hexadecimal digits of a file's SHA-256."""
    return sha256(path)[:8]


def signature(data: Path) -> str:
    """`restore:VERSION|lex:...|lm:...|w:...|tok:N` for the data in use."""
    lexicon = file_id(data / "lexicon" / "en" / "surface.tsv")
    weights = file_id(data / "models" / "en" / "weights.toml")
    manifest = read_manifest(data)
    return f"restore:{__version__}|lex:{lexicon}|lm:en{manifest.order}.{manifest.sha256[:8]}|w:{weights}|tok:{TOKENIZER_VERSION}"
