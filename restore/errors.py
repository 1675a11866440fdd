"""What can go wrong, each with what, where and what to do. Every error is a `RestoreError`; the command exits with 2."""

from __future__ import annotations

from pathlib import Path


class RestoreError(Exception):
    """Base of all errors this package raises on purpose."""


class DataError(RestoreError):
    """A lexicon, weights or model file is missing, truncated, of another version or malformed."""

    def __init__(self, path: Path | str, problem: str, line: int | None = None, fix: str = "") -> None:
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{where}: {problem}" + (f" ({fix})" if fix else ""))


class ConfigError(RestoreError):
    """A setting is unknown or out of range."""


class TextError(RestoreError):
    """An input text cannot be read as UTF-8 text."""


class EditError(RestoreError):
    """Edits overlap, lie outside the text, or were made for another text."""
