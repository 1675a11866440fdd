"""An output that is not whole yet: written block by block into a folder beside it, so that a run killed at any moment goes on.

The folder holds `data`, `errors` and `journal`. The journal's first line says what the run is made of; every further line says how
many records are done and how long data and errors are then, and is written only after they are on the disk. Whatever lies beyond
the last whole line of the journal is cut off on going on. At the end data and errors are renamed to their places.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from restore.errors import TextError


class Done(NamedTuple):
    """How far a run has come: records, failures among them, bytes of data and of errors; `whole` is the name of the
    file that is the whole output, once it is."""

    records: int = 0
    failed: int = 0
    data: int = 0
    errors: int = 0
    whole: str = ""


class Partial:
    """The unfinished output `out` of a run described by `made_of`; TextError if another run is at it, or was made of other things.

    With `resume` an unfinished run goes on, without it there must be none.
    """

    def __init__(self, out: Path, made_of: Mapping[str, Any], resume: bool) -> None:
        self.out = out
        self.folder = out.parent / f".{out.name}.restore"
        self.done = Done()
        if not resume and self.folder.exists():
            raise TextError(f"{out}: an unfinished run is in {self.folder}: --resume goes on with it, or delete it")
        self.folder.mkdir(parents=True, exist_ok=True)
        self._data = self._errors = self._journal = self._open("journal")
        try:
            _lock(self._journal, out)
            self._begin(dict(made_of))
            if not self.done.whole:
                self._data, self._errors = self._open("data", self.done.data), self._open("errors", self.done.errors)
        except BaseException:
            self._journal.close()
            raise

    @property
    def errors(self) -> Path:
        """Where the errors are put in the end, if there are any."""
        return self.out.with_name(self.out.name + ".errors.jsonl")

    def add(self, data: bytes, errors: bytes, records: int, failed: int) -> None:
        """Put a block of records on the disk."""
        for file, block in ((self._data, data), (self._errors, errors)):
            file.write(block)
            to_disk(file)
        done = self.done
        self._note(Done(done.records + records, done.failed + failed, done.data + len(data), done.errors + len(errors)))

    def finish(self, whole: str = "data") -> None:
        """Put the output, which is the file `whole` of the folder, in its place. If this is interrupted, `resume` carries it on."""
        if not self.done.whole:
            self._note(self.done._replace(whole=whole))
        if not self.done.failed:
            self.errors.unlink(missing_ok=True)
        elif (self.folder / "errors").exists():
            (self.folder / "errors").replace(self.errors)
        if (self.folder / self.done.whole).exists():
            (self.folder / self.done.whole).replace(self.out)
        self.close()
        shutil.rmtree(self.folder)

    def close(self) -> None:
        """Leave what is done on the disk; nothing if nothing is done."""
        for file in (self._data, self._errors, self._journal):
            file.close()
        if self.done == Done():
            shutil.rmtree(self.folder)

    def _open(self, name: str, size: int | None = None) -> BinaryIO:
        """A file of the folder, made if it is not there; cut off at `size`, ready to be written on."""
        path = self.folder / name
        path.touch()
        file = path.open("r+b")
        if size is not None:
            file.truncate(size)
            file.seek(size)
        return file

    def _begin(self, made_of: dict[str, Any]) -> None:
        """Read how far the run has come; write what it is made of if it has not begun."""
        lines = self._journal.read().split(b"\n")[:-1]
        if not lines:
            self._journal.seek(0)
            self._journal.truncate()
            self._journal.write(json.dumps(made_of).encode() + b"\n")
            to_disk(self._journal)
            return
        before = json.loads(lines[0])
        for name, value in made_of.items():
            if before.get(name) != value:
                problem = f"the unfinished run in {self.folder} was made with another {name}: {before.get(name)}, now {value}"
                raise TextError(f"{self.out}: {problem}; delete it to begin anew")
        if len(lines) > 1:
            self.done = Done(*json.loads(lines[-1]))
        self._journal.seek(sum(len(line) + 1 for line in lines))
        self._journal.truncate()

    def _note(self, done: Done) -> None:
        # First of all: an interrupt while the line is being written leaves a folder that `close` must not take for an empty one.
        self.done = done
        self._journal.write(json.dumps(done).encode() + b"\n")
        to_disk(self._journal)


def to_disk(file: BinaryIO) -> None:
    """Leave nothing of a file in memory only."""
    file.flush()
    os.fsync(file.fileno())


def _lock(file: BinaryIO, out: Path) -> None:
    """Keep other runs away for as long as this process lives; nothing on systems without such locks."""
    with suppress(ImportError):
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TextError(f"{out}: another run is writing it") from None
