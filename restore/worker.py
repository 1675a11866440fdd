"""A worker process: reads pickled tasks from standard input, restores, writes pickled answers to standard output.

Started by `restore.workers` alone. It ends when its standard input does, so it never outlives its parent, however that dies.
"""

from __future__ import annotations

import logging
import os
import pickle
from typing import Any, NamedTuple

from restore.errors import RestoreError
from restore.pieces import note_of
from restore.restorer import Restorer

log = logging.getLogger(__name__)


class Restored(NamedTuple):
    """What is left of a `Result` where nobody asks for edits, so that a text of any length takes little memory."""

    text: str
    note: str


def restored(restorer: Restorer, text: str) -> Restored:
    texts, notes = zip(*((piece.text, piece.note) for piece in restorer.restore_pieces(text)), strict=True)
    return Restored("".join(texts), note_of(notes))


def answer(restorer: Restorer, task: str, text: str) -> Any:
    """The result of one text, or the exception that came of it."""
    try:
        if task == "text":
            return restored(restorer, text)
        return restorer.restore(text)
    except RestoreError as error:
        return error
    except Exception as error:
        # Whatever goes wrong with one text is that text's error; the next is another matter.
        log.debug("a text of %d characters failed", len(text), exc_info=True)
        return RestoreError(f"{type(error).__name__}: {error}")


def main() -> None:
    """First a Restorer, then lists of (task, text); for each list a list of answers."""
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Nothing that is printed by chance may get among the answers.
    os.dup2(2, 1)
    try:
        restorer: Restorer = pickle.load(tasks)
        while True:
            chunk: list[tuple[str, str]] = pickle.load(tasks)
            pickle.dump([answer(restorer, task, text) for task, text in chunk], answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
    except (EOFError, BrokenPipeError):
        return
