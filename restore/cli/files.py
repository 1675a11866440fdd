"""Reading texts and writing them back, byte for byte and whole or not at all."""

from __future__ import annotations

import codecs
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from restore.errors import TextError

STDIN = "-"
# Inode, size in bytes, time of the last change in nanoseconds.
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded input; `bom` is put back on output, `stamp` tells the file as it was read from what it may become."""

    path: str
    text: str
    bom: bool
    stamp: Stamp | None = None

    def encode(self, text: str) -> bytes:
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode("utf-8")


def read_source(path: str) -> Source:
    """Read a file, or standard input for "-"; TextError in one line if it is missing, unreadable, binary or not UTF-8."""
    try:
        stamp = None if path == STDIN else file_stamp(Path(path))
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
    return Source(path, text, bom, stamp)


def file_stamp(path: Path) -> Stamp:
    """What changes when a file does."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def write_atomic(path: str, data: bytes, stamp: Stamp | None = None) -> None:
    """Replace a file's content in one step, keeping its mode; a symbolic link stays a link.

    TextError if it can't be done, or if the file is no longer the one with that `stamp`.
    """
    target = Path(path).resolve()
    try:
        mode = target.stat().st_mode
        if not os.access(target, os.W_OK):
            raise TextError(f"{path}: not writable")
        if stamp is not None and file_stamp(target) != stamp:
            raise TextError(f"{path}: changed while it was being restored; left as it is")
    except OSError as error:
        raise TextError(f"{path}: cannot be written: {error.strerror or error}") from None
    _write_whole(target, path, data, mode)


def write_new(path: Path, data: bytes, mode: int) -> None:
    """Write a file, or replace it, in one step; the folders above it are made. TextError if it can't be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TextError(f"{path}: cannot be written: {error.strerror or error}") from None
    _write_whole(path, str(path), data, mode)


def _write_whole(target: Path, shown: str, data: bytes, mode: int) -> None:
    import tempfile

    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise TextError(f"{shown}: cannot be written: {error.strerror or error}") from None
    finally:
        # Gone by now if all went well; left behind neither by an error nor by Ctrl-C.
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Put a folder's new entry on the disk, where the system can (Windows can't open folders)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
