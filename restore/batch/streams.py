"""Compressed streams: gzip and Zstandard, in and out, by the file's name."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any, BinaryIO, cast

from restore.errors import RestoreError, TextError

GZIP, ZSTANDARD = ".gz", ".zst"


def compression(path: Path) -> str:
    """ ".gz", ".zst" or nothing."""
    suffix = path.suffix.lower()
    return suffix if suffix in (GZIP, ZSTANDARD) else ""


def form(path: Path) -> str:
    """The suffix of a file's name that tells its form, compression apart: ".jsonl", ".csv" ..."""
    return Path(path.stem if compression(path) else path.name).suffix.lower()


def open_input(path: Path) -> BinaryIO:
    """The bytes of a file, decompressed."""
    kind = compression(path)
    if kind == GZIP:
        return cast(BinaryIO, gzip.open(path))
    file = path.open("rb")
    return io.BufferedReader(_Zstandard(file), 1 << 20) if kind == ZSTANDARD else file


def packed(data: bytes, kind: str) -> bytes:
    """Data compressed as a member (frame) of its own: members one after another are a valid stream."""
    if kind == GZIP:
        return gzip.compress(data, mtime=0)
    if kind == ZSTANDARD:
        return cast(bytes, zstandard().ZstdCompressor().compress(data))
    return data


def zstandard() -> Any:
    """The module, which is an optional extra."""
    try:
        import zstandard as module
    except ImportError:
        raise RestoreError("Zstandard needs the extra restore-text[batch]") from None
    return module


class _Zstandard(io.RawIOBase):
    """A Zstandard file of any number of frames; unlike the module's own reader it tells a truncated file from a whole one."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.name = file.name
        self._frames = zstandard().ZstdDecompressor()
        self._frame: Any = None
        self._ready = b""

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self.file.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            data = b""
            if self._frame is not None and self._frame.eof:
                data, self._frame = self._frame.unused_data, None
            data = data or self.file.read(1 << 17)
            if not data:
                if self._frame is not None:
                    raise EOFError("the Zstandard file is truncated")
                return 0
            if self._frame is None:
                self._frame = self._frames.decompressobj()
            try:
                self._ready = self._frame.decompress(data)
            except zstandard().ZstdError as error:
                raise TextError(f"{self.name}: {error}") from None
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count
