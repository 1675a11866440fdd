"""`restore detect`: is a text spun, where, by what kind of spinner, how sure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from restore.cli.colour import use_colour
from restore.cli.files import STDIN, read_source
from restore.cli.texts import EXIT_CHANGES, EXIT_CLEAN, complain, emit, progress
from restore.cli.walk import expand
from restore.errors import RestoreError, TextError
from restore.report.detection import Detection, detection_object, heading, path_width, row
from restore.report.heat import heat as heat_map
from restore.report.json import dumps
from restore.report.plot import FORMATS, evidence_plot
from restore.restorer import Restorer
from restore.settings import Settings

# Turns a detection into what is printed for it; the flag says whether it is the first.
Report = Callable[[Detection, bool], str]


def run(
    paths: tuple[str, ...],
    as_json: bool,
    fail_over: float | None,
    heat: bool,
    plot: str | None,
    color: str,
    settings: Settings,
) -> int:
    """Judge texts and print a table, or JSON, or the texts with their spans coloured; returns the exit status.

    `fail_over` is a probability: any text over it makes the status 1. `plot` names a picture file to write besides.
    """
    if as_json and heat:
        raise click.UsageError("--json and --heat are two forms of the same output: give one of them")
    found_texts, errors = expand(paths or (STDIN,), settings.exclude)
    texts = [text.path for text in found_texts]
    status = max((complain(error) for error in errors), default=EXIT_CLEAN)
    if plot is not None:
        check_plot(plot, texts)
    restorer = Restorer(settings.config())
    report = json_report(restorer) if as_json else heat_report(texts, color) if heat else table_report(texts)
    first = True
    with progress(len(texts)) as (aside, advance):
        for path in texts:
            try:
                found = restorer.detect(read_source(path).text, click.format_filename(path))
            except TextError as error:
                with aside():
                    status = complain(error)
            else:
                if plot is not None:
                    write_plot(plot, found, restorer.weights.apply)
                with aside():
                    emit(report(found, first).encode("utf-8"))
                first = False
                if fail_over is not None and found.spun > fail_over:
                    status = max(status, EXIT_CHANGES)
            advance()
    return status


def table_report(texts: list[str]) -> Report:
    width = path_width([click.format_filename(path) for path in texts])
    return lambda found, first: (heading(width) if first else "") + row(found, width)


def json_report(restorer: Restorer) -> Report:
    mark = restorer.signature
    return lambda found, _: dumps(detection_object(found, mark))


def heat_report(texts: list[str], color: str) -> Report:
    """The texts one after another, each under its path if there are several."""
    colour = use_colour(color)

    def report(found: Detection, first: bool) -> str:
        above = f"==> {found.path} <==\n" if len(texts) > 1 else ""
        if found.note:
            click.echo(f"restore: {found.path}: {found.note}", err=True)
        shown = heat_map(found.text, [span.edit for span in found.spans], colour)
        return ("" if first else "\n") + above + shown

    return report


def check_plot(plot: str, texts: list[str]) -> None:
    if Path(plot).suffix.lower().lstrip(".") not in FORMATS:
        raise click.UsageError(f"--plot writes {' or '.join('.' + form for form in FORMATS)}, not {plot}")
    if len(texts) > 1:
        raise click.UsageError(f"--plot shows one text, not {len(texts)}")


def write_plot(plot: str, found: Detection, threshold: float) -> None:
    picture = evidence_plot(found, threshold, Path(plot).suffix.lower().lstrip("."))
    try:
        Path(plot).write_bytes(picture)
    except OSError as error:
        raise RestoreError(f"{plot}: cannot be written: {error.strerror or error}") from None
