"""`restore FILE...`: the main job. Other jobs are commands: `restore evaluate`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from restore.cli.models import models
from restore.cli.options import jobs_option, many_texts_options, settings_options
from restore.errors import RestoreError
from restore.settings import Settings
from restore.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

EXIT_CLEAN, EXIT_CHANGES, EXIT_ERROR, EXIT_INTERRUPTED = 0, 1, 2, 130
EPILOG = """\b
Exit status
  0  done; with --check: nothing would change
  1  with --check: something would change
  2  bad usage, data, or a text that is missing, unreadable, binary or not UTF-8
"""


def quiet_pipe() -> None:
    """Let the interpreter's last flush of a closed pipe go nowhere."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def pipe_may_close() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        quiet_pipe()
        raise click.exceptions.Exit(EXIT_CLEAN) from None


class DefaultGroup(click.Group):
    """A group whose first argument may be a command; anything else is a text for `text`, the main job.

    Whoever closes the pipe it prints to has read enough: that is no error.
    """

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with pipe_may_close():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with pipe_may_close():
            return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        completing = ctx.resilient_parsing and not args
        if not completing and (not args or (args[0] not in self.commands and args[0] not in ("--help", "--version"))):
            args = ["text", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The first argument may be a command, a text, or an option of the main job."""
        text = self.commands["text"]
        main_job = text.shell_complete(click.Context(text, parent=ctx), incomplete)
        paths = click.Path().shell_complete(ctx, text.params[0], incomplete)
        return [*super().shell_complete(ctx, incomplete), *main_job, *paths]


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
@click.argument("paths", nargs=-1, metavar="[FILE]...", type=click.Path())
@click.option("--diff", "mode", flag_value="diff", help="Print a unified diff, as patch reads it.")
@click.option("--word-diff", "mode", flag_value="word_diff", help="Print the text with changes marked in the line.")
@click.option("--side-by-side", "mode", flag_value="side_by_side", help="Print original and restored text in two columns.")
@click.option("--json", "mode", flag_value="json", help="Print one JSON object a text: edits, candidates, scores.")
@click.option("--check", "mode", flag_value="check", help="Print nothing; exit with 1 if anything would change.")
@click.option("-w", "--write", "mode", flag_value="write", help="Write the restored text back to each file.")
@click.option("-i", "--interactive", "mode", flag_value="interactive", help="Ask about each change, then write to the file.")
@click.option("--decisions", "decisions", metavar="OUT", help="With -i: write the decisions to OUT, for `restore apply`.")
@click.option("--html", "html", metavar="OUT", help="Write a page with both texts side by side to OUT (- prints it).")
@click.option("--format", "form", type=click.Choice(["concise", "github", "sarif"]), help="Print findings for code review.")
@click.option("--out", metavar="DIR", help="Write restored texts to DIR, in the tree of the folders given.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@jobs_option
@settings_options
def text_command(
    paths: tuple[str, ...],
    mode: str | None,
    decisions: str | None,
    html: str | None,
    form: str | None,
    out: str | None,
    color: str,
    jobs: int,
    settings: Settings,
) -> None:
    """Restore texts: FILE, a folder (its *.txt and *.md, and those of the folders in it, without what .gitignore passes over), or -
    for standard input (also when no FILE is given)."""
    from restore.cli.texts import Output, run

    if sum((mode is not None and not (mode == "check" and form), html is not None, form is not None, out is not None)) > 1:
        raise click.UsageError("give one form of output")
    if decisions is not None and (mode != "interactive" or len(paths) != 1):
        raise click.UsageError("--decisions takes one text and -i")
    if mode == "interactive":
        from restore.cli.interactive import run as ask

        sys.exit(EXIT_CLEAN if ask(paths, settings, color, decisions) else EXIT_ERROR)
    if html is not None:
        from restore.cli.page import run as run_page

        run_page(paths, html, settings)
        return
    sys.exit(run(paths, Output(mode or "text", Path(out) if out else None, form, color), jobs, settings))


@cli.command()
@click.argument("gold", nargs=-1, required=True)
@click.option("--each/--no-each", default=True, help="A line for each file, not only the total.")
@many_texts_options
def evaluate(gold: tuple[str, ...], each: bool, settings: Settings) -> None:
    """Restore the spun text of each GOLD file and score the result against it.

    A gold file marks every spun span as {{spun|accepted|...}}, or {{?spun|accepted|...}} where restoring is optional.
    """
    from restore.cli.evaluation import run

    run(gold, each, settings)


@cli.command()
@click.argument("text", metavar="TEXT")
@click.argument("decisions", metavar="DECISIONS")
@click.option("--revert", is_flag=True, help="Undo the decisions: TEXT is the restored text.")
@click.option("-w", "--write", is_flag=True, help="Write the result back to TEXT.")
def apply(text: str, decisions: str, revert: bool, write: bool) -> None:
    """Apply saved DECISIONS, or what `restore --json` printed, to the TEXT they were made for; no model is loaded."""
    from restore.cli.decisions import run

    sys.stdout.buffer.write(run(text, decisions, revert, write))
    sys.stdout.buffer.flush()


BATCH_EPILOG = """\b
Exit status
  0  done
  1  done, but some records failed: they are left as they are, and OUT.errors.jsonl says why
  2  bad usage or data, or a file that cannot be read or written: OUT is not there; --resume goes on where it stopped
"""


@cli.command(epilog=BATCH_EPILOG)
@click.argument("path", metavar="IN", type=click.Path())
@click.option("-o", "--output", metavar="OUT", required=True, help="The restored file, in the form of IN; appears only when whole.")
@click.option("--field", "fields", multiple=True, required=True, help="The field or column to restore; may be given again.")
@click.option("--id", "name", metavar="FIELD", help="The field that names a record in errors (by default: id).")
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted, or begin if there is none.")
@jobs_option
@many_texts_options
def batch(path: str, output: str, fields: tuple[str, ...], name: str | None, resume: bool, jobs: int, settings: Settings) -> None:
    """Restore a field of every record of IN: JSON Lines (.jsonl), .csv, .tsv or .parquet, all but Parquet also as .gz or .zst.

    All other fields come back byte for byte (in Parquet: value for value), the order of the records is kept.
    """
    from restore.batch.run import Batch
    from restore.cli.batch import run_batch

    sys.exit(run_batch(Batch(Path(path), Path(output), fields, name, jobs, resume), settings))


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Serve at this port instead of a free one.")
@click.option("--no-browser", is_flag=True, help="Print the address only.")
@settings_options
def review(paths: tuple[str, ...], port: int, no_browser: bool, settings: Settings) -> None:
    """Accept and reject the changes of texts in the browser.

    Decisions are saved beside each text in FILE.review.json as they are made; start again to go on. `restore apply` reads them.
    """
    from restore.cli.review import run

    run(paths, port, not no_browser, settings)


@cli.command()
@click.argument("decisions", nargs=-1, required=True, metavar="DECISIONS...")
def lexicon(decisions: tuple[str, ...]) -> None:
    """Print the user lexicon that saved DECISIONS teach: what was rejected is allowed, what was accepted or typed preferred.

    `restore --lexicon FILE` uses it. Pairs that were decided one way here and another way there are left out.
    """
    from restore.cli.lexicon import run

    sys.stdout.buffer.write(run(decisions))
    sys.stdout.buffer.flush()


cli.add_command(models)

DETECT_EPILOG = """\b
Exit status
  0  done; with --fail-over: no text is over it
  1  with --fail-over: a text is over it
  2  bad usage, data, or a text that is missing, unreadable, binary or not UTF-8
"""


@cli.command(epilog=DETECT_EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a text, one a line.")
@click.option("--heat", is_flag=True, help="Print the text with its spans coloured by confidence, yellow to red.")
@click.option("--fail-over", type=click.FloatRange(0, 1), metavar="P", help="Exit with 1 if any text's spun probability is over P.")
@click.option("--plot", metavar="OUT.png|.svg", help="Draw the evidence along the text (needs the extra restore-text[plot]).")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@many_texts_options
def detect(
    paths: tuple[str, ...], as_json: bool, heat: bool, fail_over: float | None, plot: str | None, color: str, settings: Settings
) -> None:
    """Tell whether texts are spun, where, by what kind of spinner and how sure that is.

    PATH is a text, a folder (its *.txt and *.md, and those of the folders in it) or - for standard input, as is no PATH.
    """
    from restore.cli.detect import run

    sys.exit(run(paths, as_json, fail_over, heat, plot, color, settings))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion of a SHELL; for bash: eval "$(restore completion bash)"."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    for name in ("restore", "restore-text"):
        variable = f"_{name.replace('-', '_').upper()}_COMPLETE"
        click.echo(kind(cli, {}, name, variable).source())


@cli.command()
def man() -> None:
    """Print the manual page, for man -l - or a file restore.1."""
    from restore.cli.man import manual

    click.echo(manual(cli, "restore"), nl=False)


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
    except OSError as error:
        click.echo(f"restore: standard output: {error.strerror or error}", err=True)
        quiet_pipe()
        sys.exit(EXIT_ERROR)
