"""A served review, and Debian's browser to look at it with."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"]
ARGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
expect.set_options(timeout=60_000)  # Milliseconds until a page that never gets there fails: machines are slow at times.


class Served:
    """A running `restore review`."""

    def __init__(self, folder: Path, *paths: str, port: int = 0) -> None:
        command = [sys.executable, "-m", "restore", "review", "--no-browser", "--port", str(port), *paths]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        found = re.fullmatch(r"Review at (http://127\.0\.0\.1:(\d+)/([\w-]{32})/)\n", line)
        assert found, (line, self.process.communicate()[1])
        self.address, self.port, self.token = found[1], int(found[2]), found[3]

    def kill(self) -> None:
        """What loses everything that is not on the disk."""
        self.stop(signal.SIGKILL)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.communicate(timeout=30)


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start `restore review` on files of the test's folder; stopped at the end."""
    running: list[Served] = []

    def start(*paths: str, port: int = 0) -> Served:
        running.append(Served(tmp_path, *paths, port=port))
        return running[-1]

    yield start
    for served in running:
        served.stop()


@pytest.fixture
def article(tmp_path: Path, spun: str) -> Path:
    """The example text in the test's folder."""
    path = tmp_path / "article.txt"
    path.write_bytes(spun.encode())
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab in which an error of a script fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert not [p for p in problems if "Failed to load resource" not in p]
