"""`restore detect`: is a text spun, where, by what kind of spinner, how sure."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click
from tqdm import tqdm

from restore.cli.colour import use_colour
from restore.cli.files import STDIN, read_source
from restore.cli.main import EXIT_CHANGES, EXIT_CLEAN, EXIT_ERROR, emit
from restore.errors import RestoreError, TextError
from restore.report.detection import Detection, detection_object, heading, path_width, row
from restore.report.heat import heat as heat_map
from restore.report.json import dumps
from restore.report.plot import FORMATS, evidence_plot
from restore.restorer import Restorer
from restore.signature import signature

SUFFIXES = (".txt", ".md")
# Turns a detection into what is printed for it; the flag says whether it is the first.
Report = Callable[[Detection, bool], str]


def run(paths: tuple[str, ...], as_json: bool, fail_over: float | None, heat: bool, plot: str | None, color: str) -> int:
    """Judge texts and print a table, or JSON, or the texts with their spans coloured; returns the exit status.

    `fail_over` is a probability: any text over it makes the status 1. `plot` names a picture file to write besides.
    """
    if as_json and heat:
        raise click.UsageError("--json and --heat are two forms of the same output: give one of them")
    texts, status = expand(paths or (STDIN,))
    if plot is not None:
        check_plot(plot, texts)
    restorer = Restorer()
    report = json_report(restorer) if as_json else heat_report(texts, color) if heat else table_report(texts)
    first = True
    with tqdm(texts, unit="text", disable=len(texts) < 2 or not sys.stderr.isatty(), leave=False) as bar:
        for path in bar:
            try:
                found = restorer.detect(read_source(path).text, click.format_filename(path))
            except TextError as error:
                status = complain(error)
                continue
            if plot is not None:
                write_plot(plot, found, restorer.weights.apply)
            with tqdm.external_write_mode():
                emit(report(found, first).encode("utf-8"))
            first = False
            if fail_over is not None and found.spun > fail_over:
                status = max(status, EXIT_CHANGES)
    return status


def expand(paths: tuple[str, ...]) -> tuple[list[str], int]:
    """The texts that paths stand for, folders searched through and sorted, and the exit status so far."""
    texts: list[str] = []
    status = EXIT_CLEAN
    for path in paths:
        if path == STDIN or not Path(path).is_dir():
            texts.append(path)
            continue
        inside, errors = search(path)
        texts += inside
        for error in errors:
            status = complain(error)
    return texts, status


def search(folder: str) -> tuple[list[str], list[TextError]]:
    """The texts in a folder and the folders in it, sorted; what could not be searched, or that there is none."""
    errors: list[TextError] = []

    def note(error: OSError) -> None:
        errors.append(TextError(f"{error.filename}: {error.strerror}"))

    found = [Path(parent, name) for parent, _, names in os.walk(folder, onerror=note) for name in names]
    texts = [str(path) for path in sorted(found) if path.suffix.lower() in SUFFIXES]
    if not texts and not errors:
        errors.append(TextError(f"{folder}: no {' or '.join('*' + suffix for suffix in SUFFIXES)} in this folder"))
    return texts, errors


def complain(error: RestoreError) -> int:
    """One line on standard error, and the exit status that goes with it."""
    with tqdm.external_write_mode(sys.stderr):
        click.echo(f"restore: {error}", err=True)
    return EXIT_ERROR


def table_report(texts: list[str]) -> Report:
    width = path_width([click.format_filename(path) for path in texts])
    return lambda found, first: (heading(width) if first else "") + row(found, width)


def json_report(restorer: Restorer) -> Report:
    mark = signature(restorer.data)
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
