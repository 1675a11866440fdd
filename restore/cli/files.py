"""Reading texts and writing them back, byte for byte and whole or not at all."""

from __future__ import annotations

import codecs
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from restore.errors import TextError

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded input; `bom` is put back on output."""

    path: str
    text: str
    bom: bool

    def encode(self, text: str) -> bytes:
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode("utf-8")


def read_source(path: str) -> Source:
    """Read a file, or standard input for "-"; TextError in one line if it is missing, unreadable, binary or not UTF-8."""
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise TextError(f"{path}: {error.strerror or error}") from None
    bom = data.startswith(codecs.BOM_UTF8)
    if b"\0" in data:
        raise TextError(f"{path}: a binary file, not text")
    try:
        text = data[len(codecs.BOM_UTF8) if bom else 0 :].decode("utf-8")
    except UnicodeDecodeError as error:
        raise TextError(f"{path}: not UTF-8 (byte {error.start}); convert it first") from None
    return Source(path, text, bom)


def write_atomic(path: str, data: bytes) -> None:
    """Replace a file's content in one step, keeping its mode, or make the file; a symbolic link stays a link.

    The content is on the disk when this returns. TextError if it can't be done.
    """
    target = Path(path).resolve()
    temporary = None
    try:
        mode = target.stat().st_mode if target.exists() else 0o666 & ~_umask()
        if target.exists() and not os.access(target, os.W_OK):
            raise TextError(f"{path}: not writable")
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise TextError(f"{path}: cannot be written: {error.strerror or error}") from None


def _umask() -> int:
    """The mask for new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Put a folder's new entry on the disk, where the system can (Windows can't open folders)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
