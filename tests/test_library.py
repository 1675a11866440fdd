"""The library as another program uses it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import restore
from restore.errors import ConfigError
from restore.pieces import pieces
from restore.restorer import Restorer
from restore.workers import AHEAD, CHUNK_TEXTS, Worker, in_order

HEAVY = ("kenlm", "rapidfuzz", "click", "tqdm", "restore.restorer", "multiprocessing", "concurrent.futures")


def python(code: str, cwd: Path) -> str:
    return subprocess.run([sys.executable, "-c", code], cwd=cwd, check=True, capture_output=True, text=True).stdout


def test_import_loads_nothing_heavy(tmp_path: Path) -> None:
    out = python(f"import sys, restore; print([m for m in {HEAVY} if m in sys.modules])", tmp_path)
    assert out == "[]\n"


def test_every_public_name_is_there() -> None:
    assert {name: getattr(restore, name) for name in restore.__all__}.keys() == set(restore.__all__)
    with pytest.raises(AttributeError, match="no_such"):
        _ = restore.no_such


def test_function_and_restorer_agree(restorer: Restorer, spun: str) -> None:
    assert restore.restore(spun) == restorer.restore(spun)
    found = restore.detect(spun)
    assert found.spun > 0.9 and found.family == "news spinner" and found.spans


def test_detect_says_why_it_did_not_judge() -> None:
    assert restore.detect("for (i = 0; i < 9; i++) { x[i] = y[i]; }").note == "not English prose"


def test_a_configuration_is_checked_and_frozen() -> None:
    with pytest.raises(ConfigError, match="from 0 to 1, not 7"):
        restore.Config(min_confidence=7)
    with pytest.raises(AttributeError):
        restore.Config().min_confidence = 0.5  # type: ignore[misc]


def test_a_restorer_survives_pickling(spun: str) -> None:
    first = restore.Restorer(restore.Config(min_confidence=0.3))
    expected = first.restore(spun)
    data = pickle.dumps(first)
    assert len(data) < 1000
    assert pickle.loads(data).restore(spun) == expected


def test_threads_share_a_restorer_and_load_its_models_once(spun: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loads = []
    original = restore.Restorer.__dict__["lm"].func

    def load(self: Restorer) -> object:
        loads.append(1)
        return original(self)

    monkeypatch.setattr(restore.Restorer.__dict__["lm"], "func", load)
    shared = restore.Restorer()
    texts = [spun.replace("Port Ellery", f"Port Number{i}") for i in range(8)]
    found: dict[int, str] = {}
    threads = [threading.Thread(target=lambda i=i: found.update({i: shared.restore(texts[i]).text})) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    monkeypatch.undo()
    alone = restore.Restorer()
    assert found == {i: alone.restore(text).text for i, text in enumerate(texts)} and loads == [1]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_many_texts_come_back_in_order(restorer: Restorer, spun: str, jobs: int) -> None:
    texts = [f"{i} {spun[: i * 7]}" for i in range(150)]
    assert list(restorer.restore_many(texts, jobs=jobs)) == [restorer.restore(text) for text in texts]


def test_a_stream_is_read_no_further_than_needed(restorer: Restorer) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield "The cat sat on the mat."

    stream = restorer.restore_many(endless(), jobs=2)
    for _ in range(500):
        next(stream)
    assert read - 500 <= 2 * AHEAD * CHUNK_TEXTS
    stream.close()  # type: ignore[attr-defined]


def test_results_come_before_a_slow_stream_ends(restorer: Restorer) -> None:
    stream = restorer.restore_many(iter(["One.", "Two."]), jobs=1)
    assert next(stream).text == "One."


def test_only_the_text_that_kills_its_worker_fails(restorer: Restorer, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Worker.ask

    def deadly(self: Worker, chunk: list[tuple[str, str]]) -> list[object]:
        if any(text == "deadly" for _, text in chunk):
            os.kill(self._started().pid, signal.SIGKILL)
        return ask(self, chunk)

    monkeypatch.setattr(Worker, "ask", deadly)
    out = list(in_order(restorer, "text", ["one", "deadly", "three"], 2))
    assert out[0].text == "one" and out[2].text == "three"
    assert isinstance(out[1], restore.RestoreError) and "exit status -9" in str(out[1])


def test_wrong_numbers_of_jobs_are_refused(restorer: Restorer) -> None:
    with pytest.raises(ConfigError, match="-1"):
        list(restorer.restore_many(["x"], jobs=-1))


def test_a_script_without_a_main_guard_may_use_processes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import restore\nprint(len(list(restore.Restorer().restore_many(['a b c.'] * 200, jobs=2))))\n")
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, check=True, text=True)
    assert (done.stdout, done.stderr) == ("200\n", "")


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import restore, restore.workers as w, sys\n"
        "worker = w.Worker(restore.Restorer())\n"
        "worker.ask([('text', 'One.')])\n"
        "print(worker._process.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        # The worker was adopted by another process; it is gone when its pid is, or a zombie that nobody waits for.
        for _ in range(500):
            state = Path(f"/proc/{pid}/stat")
            if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
                break
            threading.Event().wait(0.02)
        else:
            pytest.fail("the worker outlived its parent")


def test_long_texts_are_cut_between_paragraphs_and_outside_code() -> None:
    text = "One two.\n\n```\na\n\nb\n\nc\n```\n\nThree four.\n\nFive."
    for limit in range(30, 45):
        cut = list(pieces(text, limit))
        assert "".join(text[a:b] for a, b in cut) == text and all(b - a <= limit for a, b in cut)
        assert not [b for _, b in cut if text.index("```") < b < text.rindex("```")]


def test_a_text_in_pieces_gives_edits_at_their_place(spun: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from restore import pieces as module

    restorer = restore.Restorer()
    whole = restorer.restore(spun)
    monkeypatch.setattr(module.pieces, "__defaults__", (len(spun.rstrip()) + 2,))
    thrice = restorer.restore(spun.rstrip() + "\n\n" + spun.rstrip() + "\n\n" + spun)
    assert restore.apply(thrice.source, thrice.edits) == thrice.text and len(thrice.edits) == 3 * len(whole.edits)
    assert thrice.spun == pytest.approx(whole.spun) and thrice.family == whole.family
