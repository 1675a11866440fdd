"""`restore lexicon DECISIONS...`: a user lexicon out of saved decisions."""

from __future__ import annotations

from collections.abc import Sequence

import click

from restore.cli.files import read_source
from restore.decisions import read_decisions
from restore.lexicon.export import lexicon_tsv


def run(paths: Sequence[str]) -> bytes:
    """The lexicon as bytes for standard output; DataError or TextError if a file is no decisions."""
    made = lexicon_tsv([decisions for path in paths for decisions in read_decisions(read_source(path).text, path)])
    if made.conflicts:
        shown = ", ".join(f"{spun!r} -> {original!r}" for spun, original in made.conflicts[:3])
        more = " and others" if len(made.conflicts) > 3 else ""
        click.echo(f"restore: left out, as decided both ways: {shown}{more}", err=True)
    return made.text.encode()
