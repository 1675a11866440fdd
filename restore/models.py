"""The manifest of the language model, and the check that the file is the one it describes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from restore import toml
from restore.errors import DataError
from restore.text.tokens import TOKENIZER_VERSION

FORMAT = 1
# Hashing the whole model at every start would cost more than restoring a text: loading checks size and both ends, the full
# SHA-256 is checked by `verify`.
END_BYTES = 1 << 16
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """models/en/manifest.toml: `sha256` of the whole file, `ends_sha256` of its first and last 64 KiB, `size` in bytes."""

    file: str
    order: int
    size: int
    sha256: str
    ends_sha256: str
    tokenizer: int


def read_manifest(data: Path) -> Manifest:
    """Raises DataError if the manifest is missing, malformed, or of another format or tokenizer."""
    path = data / "models" / "en" / "manifest.toml"
    try:
        table = toml.loads(path.read_text(encoding="utf-8"))
        if table["format"] != FORMAT:
            raise DataError(path, f"format {table['format']}, this program reads {FORMAT}", fix="reinstall restore-text")
        names = ("file", "order", "size", "sha256", "ends_sha256", "tokenizer")
        manifest = Manifest(**{name: table["model"][name] for name in names})
    except (OSError, KeyError, toml.TOMLDecodeError) as error:
        raise DataError(path, f"cannot be read: {error}", fix="reinstall restore-text") from None
    if manifest.tokenizer != TOKENIZER_VERSION:
        raise DataError(path, "the model was trained with another tokenizer", fix="train it again: models/README.md")
    return manifest


def sha256(*paths: Path) -> str:
    """Hexadecimal SHA-256 of a file, or of files one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()


def ends_sha256(path: Path) -> str:
    """SHA-256 of the first and last 64 KiB of a file."""
    with path.open("rb") as file:
        head = file.read(END_BYTES)
        file.seek(max(0, path.stat().st_size - END_BYTES))
        return hashlib.sha256(head + file.read()).hexdigest()


def checked_model(data: Path) -> Path:
    """The path of the language model, if it is the file that the manifest describes (size and both ends)."""
    manifest = read_manifest(data)
    path = data / "models" / "en" / manifest.file
    if not path.is_file():
        raise DataError(path, "no language model", fix="reinstall restore-text, or train it: models/README.md")
    if path.stat().st_size != manifest.size or ends_sha256(path) != manifest.ends_sha256:
        raise DataError(path, "truncated or changed: not the file that manifest.toml describes", fix="reinstall restore-text")
    return path


def verify(data: Path) -> None:
    """Check the full SHA-256 of the language model; DataError if it differs."""
    path = checked_model(data)
    if sha256(path) != read_manifest(data).sha256:
        raise DataError(path, "its SHA-256 is not the manifest's", fix="reinstall restore-text")
