"""`restore review FILE...`: texts restored, then reviewed in the browser; decisions are kept beside each text."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path

import click

from restore.cli.files import STDIN, Source, read_source, write_new
from restore.decisions import Decisions, read_decisions, source_sha256
from restore.errors import EditError, TextError
from restore.restorer import Restorer
from restore.review.items import items_of
from restore.review.session import Session, Text
from restore.settings import Settings

ENDING = ".review.json"
CHANGED = "{} has been changed by another program: nothing more is saved here; start the review again"


class FileStore:
    """The decisions file beside a text, replaced as a whole with each decision.

    It refuses to save once the text, or the file, is no longer what it was: they belong to someone else then.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = Path(source.path + ENDING)
        if not os.access(self.path.parent, os.W_OK):
            raise TextError(f"{self.path.parent}: decisions can't be saved there: not writable; review a copy")
        self.last = self._stored()

    def read(self) -> Decisions | None:
        """The decisions saved before, if any; TextError if they were made for another text."""
        if self.last is None:
            return None
        saved = read_decisions(self.last.decode("utf-8", "replace"), str(self.path))
        for decisions in saved:
            if decisions.source_sha256 == source_sha256(self.source.text):
                return decisions
        raise TextError(
            f"{self.source.path}: changed since its decisions in {self.path.name} were made; "
            f"put the text back, or move that file away to begin anew"
        )

    def check(self) -> None:
        now = read_source(self.source.path)
        if (now.text, now.bom) != (self.source.text, self.source.bom):
            raise TextError(
                f"{self.source.path} has been changed by another program: nothing more is saved; start the review again"
            )

    def save(self, data: bytes) -> None:
        if self._stored() != self.last:
            raise TextError(CHANGED.format(self.path))
        # Readable by whoever may read the text: it quotes it.
        write_new(self.path, data, Path(self.source.path).stat().st_mode & 0o666)
        self.last = data

    def _stored(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise TextError(f"{self.path}: {error.strerror or error}") from None


def session_of(path: str, restorer: Restorer) -> Session:
    """The review of a file, with what was decided before."""
    if path == STDIN:
        raise TextError("-: standard input can't be reviewed: its decisions would have no place; give a file")
    source = read_source(path)
    store = FileStore(source)
    saved = store.read()
    try:
        return Session(Text(path, source.text, source.bom), items_of(restorer.restore(source.text)), store, saved)
    except EditError as error:
        raise TextError(f"{store.path}: {error}") from None


def run(paths: Sequence[str], port: int, browser: bool, settings: Settings) -> None:
    """Serve the review of texts on 127.0.0.1 until interrupted; TextError if a text or the port can't be had."""
    import uvicorn

    from restore.review.server import application

    restorer = Restorer(settings.config())
    sessions = [session_of(path, restorer) for path in dict.fromkeys(paths)]
    listener = _listener(port)
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(24)
    address = f"http://127.0.0.1:{port}/{token}/"
    click.echo(f"Review at {address}")
    click.echo("Decisions are saved as you make them; Ctrl+C ends this.", err=True)
    if browser:
        # A browser in the terminal would keep the server from starting.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    config = uvicorn.Config(
        application(sessions, token, port),
        log_level="error",
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run([listener])


def _listener(port: int) -> socket.socket:
    """A socket that listens on 127.0.0.1: 0 is any free port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise TextError(f"port {port}: {error.strerror or error}; leave out --port for a free one") from None
    return listener
