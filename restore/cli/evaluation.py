"""`restore evaluate`: figures per gold file and in all, with what produced them."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from tqdm import tqdm

from restore.cli.files import read_source
from restore.evaluate import Tally, compare, spun_text
from restore.restorer import Restorer
from restore.settings import Settings


def run(paths: tuple[str, ...], each: bool, settings: Settings) -> None:
    """Print a line a file (if `each`), the total and the signature."""
    restorer = Restorer(settings.config())
    total = Tally()
    with tqdm(paths, unit="text", disable=not sys.stderr.isatty(), leave=False) as bar:
        for path in bar:
            gold = read_source(path).text
            tally = compare(gold, restorer.restore(spun_text(gold)).text)
            total += tally
            if each:
                tqdm.write(line(Path(path).name, tally))
    click.echo(line("ALL", total))
    click.echo(restorer.signature)


def line(name: str, t: Tally) -> str:
    return (
        f"{name}\tP {t.precision:.3f}\tR {t.recall:.3f}\tF0.5 {t.f05:.3f}\tdetected {t.detected_share:.3f}"
        f"\tfalse/1000w {t.false_per_1000:.2f}\t(required {t.required}, edits {t.edits}, false {t.false}, words {t.words})"
    )
