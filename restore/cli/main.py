"""`restore FILE...`: the main job. Other jobs are commands: `restore evaluate`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from restore.cli.colour import terminal_width, use_colour
from restore.cli.files import STDIN, Source, read_source, write_atomic
from restore.errors import RestoreError, TextError
from restore.version import __version__

if TYPE_CHECKING:
    from restore.restorer import Restorer

EXIT_CLEAN, EXIT_CHANGES, EXIT_ERROR, EXIT_INTERRUPTED = 0, 1, 2, 130
EPILOG = """\b
Exit status
  0  done; with --check: nothing would change
  1  with --check: something would change
  2  bad usage, data, or a text that is missing, unreadable, binary or not UTF-8
"""


class DefaultGroup(click.Group):
    """A group whose first argument may be a command; anything else is a text for `text`, the main job."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "--version")):
            args = ["text", *args]
        return super().parse_args(ctx, args)


def print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from restore.resources import root
        from restore.signature import signature

        click.echo(f"restore {__version__}\n{signature(root())}")
        ctx.exit()


@click.group(cls=DefaultGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=print_version, help="Version and signature.")
def cli() -> None:
    """Find what an article spinner garbled and restore the original wording.

    `restore FILE` prints the restored text; `restore text --help` lists its options. A file whose name is that of a command
    is given as ./NAME.
    """


@cli.command("text", epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="[FILE]...")
@click.option("--diff", "mode", flag_value="diff", help="Print a unified diff, as patch reads it.")
@click.option("--word-diff", "mode", flag_value="word_diff", help="Print the text with changes marked in the line.")
@click.option("--side-by-side", "mode", flag_value="side_by_side", help="Print original and restored text in two columns.")
@click.option("--json", "mode", flag_value="json", help="Print one JSON object a text: edits, candidates, scores.")
@click.option("--check", "mode", flag_value="check", help="Print nothing; exit with 1 if anything would change.")
@click.option("-w", "--write", "mode", flag_value="write", help="Write the restored text back to each file.")
@click.option("--html", "html", metavar="OUT", help="Write a page with both texts side by side to OUT (- prints it).")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Apply edits at least this sure.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def text_command(paths: tuple[str, ...], mode: str | None, html: str | None, min_confidence: float | None, color: str) -> None:
    """Restore texts: FILE, or - for standard input (also when no FILE is given)."""
    from restore.config import Config
    from restore.restorer import Restorer

    if html is not None and (mode or len(paths) > 1):
        raise click.UsageError("--html takes one text and no other output")
    restorer = Restorer(Config(min_confidence=min_confidence))
    report = REPORTS[mode or "text"]
    status = EXIT_CLEAN
    for path in paths or (STDIN,):
        try:
            source = read_source(path)
            if mode == "write" and path == STDIN:
                raise TextError("-: standard input can't be written back; leave out --write")
            if html is not None:
                from restore.cli.page import page

                emit(page(source, restorer, html))
                continue
            status = max(status, report(source, restorer, color))
        except TextError as error:
            click.echo(f"restore: {error}", err=True)
            status = EXIT_ERROR
    sys.exit(status)


def report_text(source: Source, restorer: Restorer, color: str) -> int:
    emit(source.encode(restorer.restore(source.text).text))
    return EXIT_CLEAN


def report_diff(source: Source, restorer: Restorer, color: str) -> int:
    from restore.report.diff import unified_diff

    emit(unified_diff(source.text, restorer.restore(source.text).edits, source.path).encode("utf-8"))
    return EXIT_CLEAN


def report_word_diff(source: Source, restorer: Restorer, color: str) -> int:
    from restore.report.word_diff import word_diff

    emit(word_diff(source.text, restorer.restore(source.text).edits, use_colour(color)).encode("utf-8"))
    return EXIT_CLEAN


def report_side_by_side(source: Source, restorer: Restorer, color: str) -> int:
    from restore.report.side_by_side import side_by_side

    edits = restorer.restore(source.text).edits
    emit(side_by_side(source.text, edits, terminal_width(), use_colour(color)).encode("utf-8"))
    return EXIT_CLEAN


def report_json(source: Source, restorer: Restorer, color: str) -> int:
    from restore.report.json import dumps, result_object
    from restore.signature import signature

    emit(dumps(result_object(restorer.restore(source.text), source.path, signature(restorer.data))).encode("utf-8"))
    return EXIT_CLEAN


def report_check(source: Source, restorer: Restorer, color: str) -> int:
    return EXIT_CHANGES if restorer.restore(source.text).edits else EXIT_CLEAN


def report_write(source: Source, restorer: Restorer, color: str) -> int:
    result = restorer.restore(source.text)
    if result.edits:
        write_atomic(source.path, source.encode(result.text))
    return EXIT_CLEAN


REPORTS: dict[str, Callable[[Source, Restorer, str], int]] = {
    "text": report_text,
    "diff": report_diff,
    "word_diff": report_word_diff,
    "side_by_side": report_side_by_side,
    "json": report_json,
    "check": report_check,
    "write": report_write,
}


def emit(data: bytes) -> None:
    """Bytes to standard output as they are: no newline translation."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@cli.command()
@click.argument("gold", nargs=-1, required=True)
@click.option("--each/--no-each", default=True, help="A line for each file, not only the total.")
def evaluate(gold: tuple[str, ...], each: bool) -> None:
    """Restore the spun text of each GOLD file and score the result against it.

    A gold file marks every spun span as {{spun|accepted|...}}, or {{?spun|accepted|...}} where restoring is optional.
    """
    from restore.cli.evaluation import run

    run(gold, each)


@cli.command()
@click.argument("text", metavar="TEXT")
@click.argument("decisions", metavar="DECISIONS")
@click.option("--revert", is_flag=True, help="Undo the decisions: TEXT is the restored text.")
@click.option("-w", "--write", is_flag=True, help="Write the result back to TEXT.")
def apply(text: str, decisions: str, revert: bool, write: bool) -> None:
    """Apply saved DECISIONS, or what `restore --json` printed, to the TEXT they were made for; no model is loaded."""
    from restore.cli.decisions import run

    emit(run(text, decisions, revert, write))


DETECT_EPILOG = """\b
Exit status
  0  done; with --fail-over: no text is over it
  1  with --fail-over: a text is over it
  2  bad usage, data, or a text that is missing, unreadable, binary or not UTF-8
"""


@cli.command(epilog=DETECT_EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a text, one a line.")
@click.option("--heat", is_flag=True, help="Print the text with its spans coloured by confidence, yellow to red.")
@click.option("--fail-over", type=click.FloatRange(0, 1), metavar="P", help="Exit with 1 if any text's spun probability is over P.")
@click.option("--plot", metavar="OUT.png|.svg", help="Draw the evidence along the text (needs the extra restore-text[plot]).")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def detect(paths: tuple[str, ...], as_json: bool, heat: bool, fail_over: float | None, plot: str | None, color: str) -> None:
    """Tell whether texts are spun, where, by what kind of spinner and how sure that is.

    PATH is a text, a folder (its *.txt and *.md, and those of the folders in it) or - for standard input, as is no PATH.
    """
    from restore.cli.detect import run

    sys.exit(run(paths, as_json, fail_over, heat, plot, color))


def main() -> None:
    """The console command: errors in one line on standard error and exit status 2."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_ERROR)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(EXIT_INTERRUPTED)
    except RestoreError as error:
        click.echo(f"restore: {error}", err=True)
        sys.exit(EXIT_ERROR)
    except BrokenPipeError:
        quiet_pipe()
        sys.exit(EXIT_CLEAN)


def quiet_pipe() -> None:
    """Let the interpreter's last flush of a closed pipe go nowhere."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
