"""`restore batch`: one file of many records."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from tqdm import tqdm

from restore.batch.run import Batch, run
from restore.cli.texts import EXIT_CLEAN
from restore.restorer import Restorer
from restore.settings import Settings

EXIT_FAILED = 1


def run_batch(batch: Batch, settings: Settings) -> int:
    """Carry out a batch and return the exit status; progress (bytes of the input) is shown on a terminal only."""
    size = Path(batch.source).stat().st_size if batch.source.is_file() else 0
    bar = tqdm(total=size, unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False)
    with bar:
        outcome = run(batch, Restorer(settings.config()), lambda position: bar.update(position - bar.n))
    if not outcome.failed:
        return EXIT_CLEAN
    total, failed = outcome.records, outcome.failed
    click.echo(f"restore: {batch.out}: {failed} of {total} records failed and were left as they are: {outcome.errors}", err=True)
    return EXIT_FAILED
