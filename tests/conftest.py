"""Fixtures: the real models, loaded once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from restore.neural.file import installed
from restore.restorer import Restorer

ROOT = Path(__file__).parents[1]
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def restorer() -> Restorer:
    return Restorer()


@pytest.fixture(scope="session")
def neural_model() -> None:
    """Installs the model of accurate mode as a user does, once."""
    if installed() is None:
        subprocess.run([sys.executable, "-m", "restore", "models", "install", "neural"], check=True, cwd=ROOT)


@pytest.fixture(scope="session")
def spun() -> str:
    return (ROOT / "examples" / "harbour.txt").read_text(encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command as a user does, in an empty folder; standard input, output and error are bytes."""

    def call(*args: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
        plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
        return subprocess.run(
            [sys.executable, "-m", "restore", *args], input=stdin, capture_output=True, cwd=tmp_path, env=plain | env, check=False
        )

    return call
