"""Parquet: the restored texts are written aside as JSON Lines, one a row; when all are there the file is put together with them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from restore.batch.partial import Partial, to_disk
from restore.batch.record import Cell, Record
from restore.batch.streams import form
from restore.errors import RestoreError, TextError
from restore.restorer import Restorer

if TYPE_CHECKING:
    from restore.batch.run import Batch, Outcome, Progress

log = logging.getLogger(__name__)

ROWS = 256
# A row group of the output is closed at this many rows or bytes: what is held in memory at once.
GROUP_ROWS, GROUP_BYTES = 100_000, 1 << 26


def run(batch: Batch, restorer: Restorer, progress: Progress) -> Outcome:
    """Carry out a batch on a Parquet file; other columns, types, metadata and the order of rows are kept."""
    from restore.batch.run import Outcome, made_of, restore_records

    arrow = pyarrow()
    if form(batch.out) != form(batch.source):
        raise TextError(f"{batch.out}: the input is {form(batch.source)}, and the output must be too")
    if batch.source.resolve() == batch.out.resolve():
        raise TextError(f"{batch.out}: the output would overwrite its own input")
    try:
        with arrow.parquet.ParquetFile(batch.source) as file:
            check(file, batch)
            with closing(Partial(batch.out, made_of(batch, restorer), batch.resume)) as partial:
                if not partial.done.whole:
                    found = rows(file, batch, partial.done.records)
                    restore_records(found, partial, restorer, batch.jobs, lambda: progress(0))
                    assemble(file, batch, partial)
                partial.finish("whole")
    except (OSError, arrow.ArrowException) as error:
        raise TextError(
            f"{getattr(error, 'filename', None) or batch.source}: {getattr(error, 'strerror', None) or error}"
        ) from None
    return Outcome(partial.done.records, partial.done.failed, partial.errors)


def pyarrow() -> Any:
    """The module, which is an optional extra."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise RestoreError("Parquet needs the extra restore-text[batch]") from None
    return pyarrow


def check(file: Any, batch: Batch) -> None:
    """TextError if a field is no column of texts."""
    arrow = pyarrow()
    schema = file.schema_arrow
    for field in (*batch.fields, *([batch.name] if batch.name else [])):
        if field not in schema.names:
            raise TextError(f"{batch.source}: no column {field!r}; there are {', '.join(map(repr, schema.names))}")
    for field in batch.fields:
        kind = schema.field(field).type
        kind = kind.value_type if arrow.types.is_dictionary(kind) else kind
        if not (arrow.types.is_string(kind) or arrow.types.is_large_string(kind) or arrow.types.is_string_view(kind)):
            raise TextError(f"{batch.source}: column {field!r} holds no texts but {kind}")


def rows(file: Any, batch: Batch, skip: int) -> Iterator[Record]:
    """The texts of each row but the first `skip` as a record: a JSON list with a text for each field, null where there is none."""
    name = batch.name or ("id" if "id" in file.schema_arrow.names else None)
    columns = list(dict.fromkeys((*batch.fields, *([name] if name else []))))
    at = 0
    for part in file.iter_batches(ROWS, columns=columns):
        first = min(max(0, skip - at), part.num_rows)
        at += part.num_rows
        for row in part.slice(first).to_pylist():
            yield record([row[field] for field in batch.fields], row[name] if name else None)


def record(texts: list[str | None], name: object) -> Record:
    """
    >>> record(["a", None], 7).with_texts(["b"])
    b'["b", null]\\n'
    """
    raw = b"["
    cells = []
    for i, text in enumerate(texts):
        data = json.dumps(text).encode()
        start = len(raw) + (2 if i else 0)
        if text is not None:
            cells.append(Cell(start, start + len(data), text))
        raw += (b", " if i else b"") + data
    plain = name if isinstance(name, (str, int, float)) else None if name is None else str(name)
    return Record(raw + b"]\n", tuple(cells), lambda text, _: json.dumps(text).encode(), plain)


def assemble(file: Any, batch: Batch, partial: Partial) -> None:
    """Write the input with the restored texts in their columns."""
    arrow = pyarrow()
    codec = file.metadata.row_group(0).column(0).compression if file.num_row_groups else "SNAPPY"
    schema = file.schema_arrow
    group: list[Any] = []
    size = 0
    codec = "NONE" if codec == "UNCOMPRESSED" else codec
    with (
        (partial.folder / "data").open("rb") as lines,
        (partial.folder / "whole").open("wb") as whole,
        arrow.parquet.ParquetWriter(whole, schema, compression=codec) as writer,
    ):

        def close_group() -> None:
            if group:
                writer.write_table(arrow.Table.from_batches(group, schema), GROUP_ROWS)
                group.clear()

        for part in file.iter_batches(ROWS):
            texts = [json.loads(lines.readline()) for _ in range(part.num_rows)]
            for i, field in enumerate(batch.fields):
                at = schema.get_field_index(field)
                kind = schema.field(at).type
                column = arrow.array([row[i] for row in texts], _plain(kind))
                part = part.set_column(at, schema.field(at), column.cast(kind))
            group.append(part)
            size += part.nbytes
            if len(group) * ROWS >= GROUP_ROWS or size >= GROUP_BYTES:
                close_group()
                size = 0
        close_group()
        writer.close()
        to_disk(whole)


def _plain(kind: Any) -> Any:
    return kind.value_type if pyarrow().types.is_dictionary(kind) else kind
