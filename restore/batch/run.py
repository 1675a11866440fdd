"""A batch from its input to its whole output: records read, restored in order by one or several processes, written in blocks."""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from restore.batch import jsonl, table
from restore.batch.partial import Partial
from restore.batch.record import Record
from restore.batch.streams import compression, form, open_input, packed
from restore.errors import RestoreError, TextError
from restore.restorer import Restorer
from restore.workers import in_order

log = logging.getLogger(__name__)

# A block is what is put on the disk at once and done again at most if the run is killed. Its size depends on the records alone,
# so that a run that was killed writes the same bytes as one that was not.
BLOCK_RECORDS, BLOCK_BYTES = 200, 1 << 18
JSONL, PARQUET = (".jsonl", ".ndjson"), (".parquet", ".pq")
SEPARATORS = {".csv": b",", ".tsv": b"\t"}
# Told after each record how many bytes of the input are read.
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Batch:
    """What to do: restore `fields` of every record of `source` into `out`; `name` is the field of a record's id."""

    source: Path
    out: Path
    fields: tuple[str, ...]
    name: str | None = None
    jobs: int = 1
    resume: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Records in all, those that failed, and the file that says why (if any failed)."""

    records: int
    failed: int
    errors: Path


def run(batch: Batch, restorer: Restorer, progress: Progress) -> Outcome:
    """Carry out a batch. Raises TextError if input or output cannot be read or written at all; the output is then not there, and
    what is done is kept for `resume`."""
    known = (*JSONL, *PARQUET, *SEPARATORS)
    if form(batch.source) not in known:
        raise TextError(f"{batch.source}: the name ends in none of {', '.join(known)} (.gz, .zst)")
    if form(batch.source) in PARQUET or form(batch.out) in PARQUET:
        from restore.batch.parquet import run as run_parquet

        return run_parquet(batch, restorer, progress)
    if batch.source.resolve() == batch.out.resolve():
        raise TextError(f"{batch.out}: the output would overwrite its own input")
    if form(batch.out) != form(batch.source):
        raise TextError(f"{batch.out}: the input is {form(batch.source)}, and the output must be too")
    try:
        size = batch.source.stat()
        with open_input(batch.source) as file, closing(Partial(batch.out, made_of(batch, restorer), batch.resume)) as partial:
            position = _position(batch.source, file)
            if not partial.done.whole:
                found = islice(records(file, batch), partial.done.records, None)
                restore_records(found, partial, restorer, batch.jobs, lambda: progress(position()))
                if batch.source.stat().st_mtime_ns != size.st_mtime_ns:
                    raise TextError(f"{batch.source}: changed while it was being restored")
            partial.finish()
    except (OSError, EOFError) as error:
        path = getattr(error, "filename", None) or batch.source
        raise TextError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    return Outcome(partial.done.records, partial.done.failed, partial.errors)


def made_of(batch: Batch, restorer: Restorer) -> dict[str, object]:
    """What an unfinished run must have in common with the one that goes on with it."""
    found = batch.source.stat()
    return {
        "input": str(batch.source.resolve()),
        "size": found.st_size,
        "time": found.st_mtime_ns,
        "fields": list(batch.fields),
        "id": batch.name,
        "signature": restorer.signature,
    }


def records(file: BinaryIO, batch: Batch) -> Iterator[Record]:
    """The records of an input, by its form."""
    kind = form(batch.source)
    if kind in SEPARATORS:
        return table.records(file, batch.fields, batch.name, SEPARATORS[kind])
    return jsonl.records(file, batch.fields, batch.name)


def restore_records(
    found: Iterator[Record], partial: Partial, restorer: Restorer, jobs: int, progress: Callable[[], object]
) -> None:
    """Restore the records and put them on the disk in blocks; what fails is passed on as it is and noted."""
    kind = compression(partial.out)
    number = partial.done.records
    data: list[bytes] = []
    errors: list[bytes] = []
    count = size = 0
    for record, texts, error in restored(found, restorer, jobs):
        count += 1
        data.append(record.raw if error else record.with_texts(texts))
        size += len(data[-1])
        if error:
            note = {"record": number + count, "id": record.name, "error": error}
            errors.append(json.dumps(note).encode() + b"\n")
        progress()
        if count == BLOCK_RECORDS or size >= BLOCK_BYTES:
            partial.add(packed(b"".join(data), kind), b"".join(errors), count, len(errors))
            number += count
            count = size = 0
            data.clear()
            errors.clear()
    if count or not partial.done.records:
        partial.add(packed(b"".join(data), kind), b"".join(errors), count, len(errors))


def restored(found: Iterator[Record], restorer: Restorer, jobs: int) -> Iterator[tuple[Record, Sequence[str], str | None]]:
    """Each record with the restored texts of its cells, or why it could not be restored."""
    waiting: deque[Record] = deque()

    def texts() -> Iterator[str]:
        for record in found:
            waiting.append(record)
            # A record without cells stands in line with an empty text: so no number of them piles up before the next answer.
            yield from [cell.text for cell in record.cells] or [""]

    answers: list[str] = []
    error: str | None = None
    seen = 0
    for answer in in_order(restorer, "text", texts(), jobs):
        record = waiting[0]
        seen += 1
        if isinstance(answer, RestoreError):
            error = error or str(answer)
        else:
            answers.append(answer.text)
        if seen == max(1, len(record.cells)):
            waiting.popleft()
            error = record.error or error
            yield record, answers if record.cells else (), error
            answers, error, seen = [], None, 0


def _position(path: Path, file: BinaryIO) -> Callable[[], int]:
    """How many bytes of the file on the disk are read."""
    raw = getattr(file, "fileobj", None) or getattr(getattr(file, "raw", None), "file", None) or file
    if compression(path):
        raw = getattr(raw, "file", raw)
    try:
        raw.tell()
    except (AttributeError, OSError):
        return lambda: 0
    return lambda: raw.tell() if not raw.closed else 0
