"""`restore FILE...`: many texts read, restored by one or several processes, reported in order."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from restore.cli.colour import terminal_width, use_colour
from restore.cli.files import STDIN, Source, read_source, write_atomic, write_new
from restore.cli.walk import Found, expand
from restore.errors import RestoreError, TextError
from restore.restorer import Restorer, Result
from restore.settings import Settings
from restore.worker import Restored
from restore.workers import in_order

EXIT_CLEAN, EXIT_CHANGES, EXIT_ERROR = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Output:
    """What to do with restored texts: `mode` is a name in `REPORTS`, "text", "write" or "check", `form` one of `FORMS`."""

    mode: str
    out: Path | None = None
    form: str | None = None
    color: str = "auto"


def run(paths: Sequence[str], output: Output, jobs: int, settings: Settings) -> int:
    """Restore texts and report each; one line on standard error for each that fails. Returns the exit status."""
    paths = paths or (STDIN,)
    texts, errors = expand(paths, settings.exclude, output.out)
    check(paths, texts, output)
    status = EXIT_CLEAN
    for error in errors:
        status = complain(error)
    restorer = Restorer(settings.config())
    report = reporter(output, restorer, {found.path: found.place for found in texts})
    # Without edits a text of any length is restored in pieces, in constant memory.
    task = "text" if output.mode in ("text", "write") and not output.form else "restore"
    with progress(len(texts)) as (aside, advance), rescoring(restorer):
        for source, answer in restored([found.path for found in texts], restorer, task, jobs):
            try:
                if isinstance(answer, Exception):
                    name = source.path if isinstance(source, Source) else None
                    raise TextError(f"{name}: {answer}") if name is not None else answer
                assert isinstance(source, Source)
                with aside():
                    status = max(status, report(source, answer))
                    if answer.note:
                        click.echo(f"restore: {source.path}: {answer.note}, left as it is", err=True)
            except RestoreError as error:
                with aside():
                    status = complain(error)
            advance()
    if output.form == "sarif":
        from restore.report import sarif

        emit(sarif.TAIL.encode())
    return status


@contextmanager
def rescoring(restorer: Restorer) -> Iterator[None]:
    """While it lasts a terminal shows how far accurate mode has come with a text: it takes seconds for a page."""
    if not restorer.accurate or not sys.stderr.isatty():
        yield
        return
    from tqdm import tqdm

    with tqdm(desc="rescoring", unit="stretch", leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total, bar.n = total, done
            bar.refresh()

        restorer.reranker.progress = show
        yield


@contextmanager
def progress(total: int) -> Iterator[tuple[Callable[[], AbstractContextManager[Any]], Callable[[], Any]]]:
    """A progress bar for a terminal that waits for more than one text: what to write beside it in, and what to call a text."""
    if total < 2 or not sys.stderr.isatty():
        yield nullcontext, lambda: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="text", leave=False) as bar:
        yield tqdm.external_write_mode, bar.update


def check(paths: Sequence[str], texts: Sequence[Found], output: Output) -> None:
    """UsageError if the output asked for does not go with the texts."""
    if output.mode == "write" and STDIN in paths:
        raise click.UsageError("standard input can't be written back; leave out --write")
    if output.out is not None:
        if STDIN in paths:
            raise click.UsageError("standard input has no name in a folder; leave out --out")
        places: dict[Path, str] = {}
        for found in texts:
            other = places.setdefault(found.place, found.path)
            if other != found.path:
                raise click.UsageError(f"--out: {other} and {found.path} would be the same file there")
    elif output.mode == "text" and not output.form:
        folder = next((path for path in paths if path != STDIN and Path(path).is_dir()), None)
        if folder is not None:
            raise click.UsageError(f"{folder} is a folder: give --out DIR, -w, --check, --diff or another output")


def restored(paths: Iterable[str], restorer: Restorer, task: str, jobs: int) -> Iterator[tuple[Source | None, Any]]:
    """Each text with its answer (`restore.workers.in_order`), or (None, TextError) for one that could not be read."""
    waiting: deque[Source | TextError] = deque()

    def texts() -> Iterator[str]:
        for path in paths:
            try:
                source = read_source(path)
            except TextError as error:
                waiting.append(error)
                continue
            waiting.append(source)
            yield source.text

    for answer in in_order(restorer, task, texts(), jobs):
        while isinstance(first := waiting.popleft(), TextError):
            yield None, first
        yield first, answer
    yield from ((None, error) for error in waiting)


def reporter(output: Output, restorer: Restorer, places: dict[str, Path]) -> Callable[[Source, Any], int]:
    """What does with a text and its answer what `output` asks for, and returns the exit status."""
    if output.form:
        return form_reporter(output, restorer)
    if output.mode == "check":
        return lambda _, result: EXIT_CHANGES if result.edits else EXIT_CLEAN
    if output.mode in REPORTS:
        return lambda source, result: emit(REPORTS[output.mode](source, result, restorer, output.color).encode("utf-8"))
    if output.out is not None:
        folder = output.out

        def write_out(source: Source, answer: Restored) -> int:
            target = folder / places[source.path]
            if target.resolve() == Path(source.path).resolve():
                raise TextError(f"{target}: the output would overwrite its own text; -w does that")
            write_new(target, source.encode(answer.text), Path(source.path).stat().st_mode)
            return EXIT_CLEAN

        return write_out
    if output.mode == "write":
        return write_back
    return lambda source, answer: emit(source.encode(answer.text))


def write_back(source: Source, answer: Restored) -> int:
    if answer.text != source.text:
        write_atomic(source.path, source.encode(answer.text), source.stamp)
    return EXIT_CLEAN


def form_reporter(output: Output, restorer: Restorer) -> Callable[[Source, Result], int]:
    """Findings in a form for code review; with --check they make the status 1."""
    from restore.report import review, sarif

    if output.form == "sarif":
        emit(sarif.head(restorer.signature).encode())
    first = True

    def report(source: Source, result: Result) -> int:
        nonlocal first
        if output.form == "sarif":
            findings = sarif.findings(result, source.path, first)
            first = first and not result.edits
        else:
            findings = (review.github if output.form == "github" else review.concise)(result, source.path)
        emit(findings.encode("utf-8"))
        return EXIT_CHANGES if output.mode == "check" and result.edits else EXIT_CLEAN

    return report


def diff(source: Source, result: Result, restorer: Restorer, color: str) -> str:
    from restore.report.diff import unified_diff

    return unified_diff(source.text, result.edits, source.path)


def word_diff(source: Source, result: Result, restorer: Restorer, color: str) -> str:
    from restore.report.word_diff import word_diff as marked

    return marked(source.text, result.edits, use_colour(color))


def side_by_side(source: Source, result: Result, restorer: Restorer, color: str) -> str:
    from restore.report.side_by_side import side_by_side as columns

    return columns(source.text, result.edits, terminal_width(), use_colour(color))


def as_json(source: Source, result: Result, restorer: Restorer, color: str) -> str:
    from restore.report.json import dumps, result_object

    return dumps(result_object(result, source.path, restorer.signature))


REPORTS: dict[str, Callable[[Source, Result, Restorer, str], str]] = {
    "diff": diff,
    "word_diff": word_diff,
    "side_by_side": side_by_side,
    "json": as_json,
}


def emit(data: bytes) -> int:
    """Bytes to standard output as they are: no newline translation. Returns the exit status."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return EXIT_CLEAN


def complain(error: RestoreError) -> int:
    """One line on standard error, and the exit status that goes with it."""
    click.echo(f"restore: {error}", err=True)
    return EXIT_ERROR
