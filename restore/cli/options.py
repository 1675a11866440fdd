"""Options that several commands share: the settings, and how much is logged."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from restore.config import RERANKERS
from restore.generate.all import KINDS, SPUN_BY
from restore.settings import AUTO, nearest, settle

STDIN = "-"
# The variable that says which reranker, where the command line does not.
RERANKER = "RESTORE_RERANKER"


def settings_options(command: Callable[..., None], default_reranker: str = AUTO) -> Callable[..., None]:
    """Adds the options of all settings to a command, which gets them as `settings`; `--show-config` prints them instead."""

    @functools.wraps(command)
    def with_settings(
        config: str | None,
        isolated: bool,
        show_config: bool,
        verbose: int,
        min_confidence: float | None,
        reranker: str | None,
        lexicon: tuple[str, ...],
        allow: tuple[str, ...],
        allow_pattern: tuple[str, ...],
        protect_quotations: bool | None,
        without: tuple[str, ...],
        also: tuple[str, ...],
        context: tuple[str, ...],
        exclude: tuple[str, ...],
        **rest: Any,
    ) -> None:
        if verbose:
            log_to_stderr(verbose)
        given = {
            "min-confidence": min_confidence,
            "reranker": reranker,
            "lexicon": list(lexicon) or None,
            "allow": list(allow) or None,
            "allow-pattern": list(allow_pattern) or None,
            "protect-quotations": protect_quotations,
            "without": list(without) or None,
            "also": list(also) or None,
            "context": list(context) or None,
            "exclude": list(exclude) or None,
        }
        file = Path(config) if config else None if isolated else nearest(folder(rest.get("paths") or rest.get("path")))
        logging.getLogger(__name__).info("settings: %s", file or "none but the command line's")
        settings = settle(given, file, default_reranker, {"reranker": os.environ.get(RERANKER) or None})
        if show_config:
            click.echo(settings.shown(), nl=False)
        else:
            command(settings=settings, **rest)

    for option in reversed(OPTIONS):
        with_settings = option(with_settings)
    return with_settings


# The same for commands that mostly read many texts: fast unless told otherwise.
many_texts_options = functools.partial(settings_options, default_reranker=RERANKERS[0])

jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(0), default=1, metavar="N", help="Use N processes (0: one a core); order is kept."
)
OPTIONS = (
    click.option("--min-confidence", type=click.FloatRange(0, 1), metavar="P", help="Apply edits at least this sure."),
    click.option(
        "--reranker",
        type=click.Choice((AUTO, *RERANKERS)),
        help="What decides close calls: neural is slower and more accurate than kenlm, large than neural; auto is neural if "
        "installed. Default: $RESTORE_RERANKER, or auto; kenlm for batch, detect and evaluate.",
    ),
    click.option("--lexicon", multiple=True, metavar="FILE", help="A lexicon of your own; may be given again."),
    click.option("--allow", multiple=True, metavar="TERM", help="Never touch this term; may be given again."),
    click.option("--allow-pattern", multiple=True, metavar="REGEX", help="Never touch what matches; may be given again."),
    click.option("--protect-quotations/--restore-quotations", default=None, help="Leave quotations as they are."),
    click.option(
        "--without", multiple=True, metavar="NAME", help=f"Switch off a generator ({', '.join(KINDS)}); may be given again."
    ),
    click.option(
        "--also", multiple=True, metavar="NAME", help=f"Ask a generator whatever the kind of spinner ({', '.join(SPUN_BY)})."
    ),
    click.option("--context", multiple=True, metavar="FILE", help="A clean article on the same story; may be given again."),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Pass over in folders, as .gitignore does; may be given again."),
    click.option("--config", metavar="FILE", help="Settings: this file, not the nearest restore.toml or pyproject.toml."),
    click.option("--isolated", is_flag=True, help="Read no settings from files."),
    click.option("--show-config", is_flag=True, help="Print all settings and where they come from, then stop."),
    click.option("-v", "--verbose", count=True, help="Log to standard error; twice for every text."),
)


def folder(paths: str | tuple[str, ...] | None) -> Path:
    """Where the search for settings begins: the folder of the first text, or the current one."""
    first = paths if isinstance(paths, str) else paths[0] if paths else STDIN
    if first == STDIN:
        return Path()
    path = Path(first)
    return path if path.is_dir() else path.parent


def log_to_stderr(verbose: int) -> None:
    """Show the package's log: progress and warnings, with `verbose` 2 every text."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("restore").setLevel(logging.DEBUG if verbose > 1 else logging.INFO)
