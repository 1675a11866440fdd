"""`restore --html OUT`: the report written to a file."""

from __future__ import annotations

from pathlib import Path

from restore.cli.files import STDIN, Source
from restore.errors import TextError
from restore.report.html import html_report
from restore.restorer import Restorer
from restore.signature import signature


def page(source: Source, restorer: Restorer, out: str) -> bytes:
    """Write the report of a text to the file `out` and return nothing for standard output, or the report if `out` is "-".

    TextError if `out` is the text itself, or cannot be written.
    """
    target = Path(out)
    if out != STDIN and source.path != STDIN and target.resolve() == Path(source.path).resolve():
        raise TextError(f"{out}: the report would overwrite its own text")
    data = html_report(restorer.restore(source.text), source.path, signature(restorer.data)).encode("utf-8")
    if out == STDIN:
        return data
    try:
        target.write_bytes(data)
    except OSError as error:
        raise TextError(f"{out}: cannot be written: {error.strerror or error}") from None
    return b""
