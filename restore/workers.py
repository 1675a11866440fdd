"""Texts restored by several processes, results in order, a bounded number of texts in flight.

The processes are plain children that talk through pipes: no fork of a process that has threads, no `if __name__ == "__main__"`
in the caller's script, no orphan if the caller is killed. All of them map the same model file into memory, so it is there once.
"""

from __future__ import annotations

import json
import logging
import pickle
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from restore.errors import ConfigError, DataError, RestoreError
from restore.processors import processors
from restore.worker import answer

if TYPE_CHECKING:
    import subprocess
    from concurrent.futures import Future

    from restore.restorer import Restorer

log = logging.getLogger(__name__)

# A chunk is sent at once: at most so many texts, or characters. Small enough that progress is seen, large enough that a text of
# ten words does not cost more to send than to restore.
CHUNK_TEXTS, CHUNK_CHARS = 64, 16_000
# Chunks in flight a process: one at work and some waiting, or done and waiting for their turn.
AHEAD = 3
START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from restore.worker import main; main()"


def in_order(restorer: Restorer, task: str, texts: Iterable[str], jobs: int) -> Iterator[Any]:
    """For each text its answer to `task` ("restore": a Result, "text": a Restored), or the exception that came of it.

    Raises DataError if lexicon or models are missing or broken. jobs: number of processes; 1 works in this one, 0 means one for
    each processor that this process may use.
    """
    if jobs < 0:
        raise ConfigError(f"jobs: {jobs} processes cannot work")
    jobs = jobs or processors()
    if jobs == 1:
        for text in texts:
            yield _checked(answer(restorer, task, text))
        return
    from concurrent.futures import ThreadPoolExecutor

    with ExitStack() as stack:
        idle: SimpleQueue[Worker] = SimpleQueue()
        pool = ThreadPoolExecutor(jobs, thread_name_prefix="restore")
        stack.callback(pool.shutdown)
        # Called first, in whatever way this is left: their threads end as the workers do.
        for _ in range(jobs):
            worker = Worker(restorer)
            stack.callback(worker.close)
            idle.put(worker)
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        waiting: deque[Future[list[Any]]] = deque()
        for chunk in chunks(texts):
            waiting.append(pool.submit(_work, idle, [(task, text) for text in chunk]))
            while len(waiting) >= jobs * AHEAD or (waiting and waiting[0].done()):
                yield from map(_checked, waiting.popleft().result())
        while waiting:
            yield from map(_checked, waiting.popleft().result())


def _checked(answered: Any) -> Any:
    """The answer, unless it says that the program's data is broken: that is no fault of the text."""
    if isinstance(answered, DataError):
        raise answered
    return answered


def chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts in groups worth sending.

    >>> [len(chunk) for chunk in chunks(["a"] * 100)]
    [64, 36]
    """
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text)
        if len(chunk) == CHUNK_TEXTS or size >= CHUNK_CHARS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _work(idle: SimpleQueue[Worker], chunk: list[tuple[str, str]]) -> list[Any]:
    """Have an idle worker answer a chunk; if it dies of it, have each text tried alone, so that only the deadly one fails."""
    worker = idle.get()
    try:
        try:
            return worker.ask(chunk)
        except (EOFError, OSError, pickle.UnpicklingError):
            log.warning("a worker process died (exit status %s); its texts are tried one by one", worker.restart())
        out = []
        for item in chunk:
            try:
                out += worker.ask([item])
            except (EOFError, OSError, pickle.UnpicklingError):
                status = worker.restart()
                out.append(RestoreError(f"the worker process died of it (exit status {status}; out of memory?)"))
        return out
    finally:
        idle.put(worker)


class Worker:
    """A child process with a Restorer of its own; started when first asked."""

    def __init__(self, restorer: Restorer) -> None:
        self.restorer = restorer
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def close(self) -> None:
        """Stop for good: whoever still waits for an answer gets an error."""
        self._closed = True
        self.stop()

    def ask(self, chunk: list[tuple[str, str]]) -> list[Any]:
        """The answers to a chunk; EOFError or OSError if the process is gone."""
        process = self._started()
        assert process.stdin and process.stdout
        pickle.dump(chunk, process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
        answers: list[Any] = pickle.load(process.stdout)
        return answers

    def restart(self) -> int:
        """Stop the process, so that the next question starts another; returns the exit status (negative: the signal)."""
        import subprocess

        process = self._started()
        # What killed it shows only if it is let die of that.
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
        self.stop()
        return process.returncode

    def stop(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        with suppress(OSError):
            process.kill()
        process.communicate()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise RestoreError("stopped")
        if self._process is None:
            import subprocess

            path = json.dumps([p or str(Path.cwd()) for p in sys.path])
            # A session of its own: Ctrl-C at the terminal reaches the parent alone, which then stops its workers.
            self._process = subprocess.Popen(
                [sys.executable, "-c", START, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
            )
            assert self._process.stdin
            pickle.dump(self.restorer, self._process.stdin, pickle.HIGHEST_PROTOCOL)
        return self._process
