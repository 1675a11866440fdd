"""Fixtures: the real models, loaded once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from restore.neural.sources import LARGE, SMALL, Source
from restore.restorer import Restorer

ROOT = Path(__file__).parents[1]
# Fast mode, whatever is installed, unless a test says otherwise: what `restore FILE` does by default depends on that.
os.environ["RESTORE_RERANKER"] = "kenlm"
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def restorer() -> Restorer:
    return Restorer()


@pytest.fixture(scope="session")
def neural_model() -> None:
    """Installs the model of accurate mode as a user does, once."""
    install(SMALL)


@pytest.fixture(scope="session")
def large_model(neural_model: None) -> None:
    """Installs the large one too."""
    install(LARGE)


def install(source: Source) -> None:
    if not source.installed():
        subprocess.run([sys.executable, "-m", *source.install.split()], check=True, cwd=ROOT)


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


def at_terminal(*args: str) -> tuple[int, bytes]:
    """Run the command with standard error at a pseudo-terminal of 80 columns: exit status, and what was written there."""
    import fcntl
    import struct
    import termios

    controller, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    with subprocess.Popen([sys.executable, "-m", "restore", *args], stdout=subprocess.DEVNULL, stderr=terminal) as process:
        os.close(terminal)
        shown = b""
        # Reading from a pseudo-terminal that nobody writes to any more is an error on Linux.
        with suppress(OSError):
            while data := os.read(controller, 4096):
                shown += data
    os.close(controller)
    return process.returncode, shown
