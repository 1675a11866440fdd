"""`restore --html OUT`: the report written to a file."""

from __future__ import annotations

from pathlib import Path

import click

from restore.cli.files import STDIN, Source, read_source
from restore.cli.texts import emit
from restore.errors import TextError
from restore.report.html import html_report
from restore.restorer import Restorer
from restore.settings import Settings


def run(paths: tuple[str, ...], out: str, settings: Settings) -> None:
    """Restore one text and write its report to the file `out`, or to standard output if that is "-"."""
    if len(paths) > 1 or (paths and Path(paths[0]).is_dir()):
        raise click.UsageError("--html takes one text")
    emit(page(read_source(paths[0] if paths else STDIN), Restorer(settings.config()), out))


def page(source: Source, restorer: Restorer, out: str) -> bytes:
    """Write the report of a text to the file `out` and return nothing for standard output, or the report if `out` is "-".

    TextError if `out` is the text itself, or cannot be written.
    """
    target = Path(out)
    if out != STDIN and source.path != STDIN and target.resolve() == Path(source.path).resolve():
        raise TextError(f"{out}: the report would overwrite its own text")
    data = html_report(restorer.restore(source.text), source.path, restorer.signature).encode("utf-8")
    if out == STDIN:
        return data
    try:
        target.write_bytes(data)
    except OSError as error:
        raise TextError(f"{out}: cannot be written: {error.strerror or error}") from None
    return b""
