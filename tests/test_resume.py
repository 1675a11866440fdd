"""A batch that is killed goes on without a record lost or done twice; its output appears only when whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.interrupted import done, interrupted, write
from restore.batch.partial import Partial
from restore.errors import TextError
from tests.conftest import Run


def command(form: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "restore", "batch", f"in.{form}", "-o", f"out.{form}", "--field", "text", *more]


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "csv", "parquet"])
def test_killed_and_resumed_is_the_same_as_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / f"in.{form}", 2000)
    out = tmp_path / f"out.{form}"
    subprocess.run(command(form), check=True)
    whole = out.read_bytes()
    out.unlink()
    killed = interrupted(command(form, "-j", "2"), out, 2000, 3)
    assert 0 < killed[0] < killed[1] < killed[2] < 2000
    assert out.read_bytes() == whole != (tmp_path / f"in.{form}").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"in.{form}", f"out.{form}"]


@pytest.mark.parametrize(("sign", "status"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)])
def test_a_signal_leaves_no_output_and_resume_goes_on(tmp_path: Path, sign: signal.Signals, status: int) -> None:
    write(tmp_path / "in.jsonl", 1200)
    out = tmp_path / "out.jsonl"
    with subprocess.Popen(command("jsonl", "-j", "2"), cwd=tmp_path, stderr=subprocess.PIPE) as process:
        while not done(out):
            time.sleep(0.02)
        process.send_signal(sign)
        _, stderr = process.communicate()
    assert process.returncode == status and b"Traceback" not in stderr
    assert not out.exists() and 0 < done(out) < 1200
    again = subprocess.run(command("jsonl"), cwd=tmp_path, capture_output=True, check=False)
    assert again.returncode == 2 and b"--resume goes on with it" in again.stderr
    subprocess.run(command("jsonl", "--resume"), cwd=tmp_path, check=True)
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == list(range(1200))


def test_a_record_cut_off_in_the_middle_is_done_again(tmp_path: Path) -> None:
    partial = Partial(tmp_path / "out", {"a": 1}, resume=False)
    partial.add(b"one\ntwo\n", b"", 2, 0)
    with partial.folder.joinpath("data").open("ab") as file:
        file.write(b"thr")
    with partial.folder.joinpath("journal").open("ab") as file:
        file.write(b"[3, 0, 1")
    partial.close()
    again = Partial(tmp_path / "out", {"a": 1}, resume=True)
    assert again.done.records == 2
    again.add(b"three\n", b"{}\n", 1, 1)
    again.finish()
    assert (tmp_path / "out").read_bytes() == b"one\ntwo\nthree\n" and (tmp_path / "out.errors.jsonl").read_bytes() == b"{}\n"
    assert len(list(tmp_path.iterdir())) == 2


def test_an_interrupt_while_the_first_block_is_noted_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    partial = Partial(tmp_path / "out", {"a": 1}, resume=False)
    to_disk = os.fsync

    def pressed(file: int) -> None:
        to_disk(file)
        if b"[2, " in partial.folder.joinpath("journal").read_bytes():
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", pressed)
    with pytest.raises(KeyboardInterrupt), closing(partial):
        partial.add(b"one\ntwo\n", b"", 2, 0)
    monkeypatch.undo()
    with closing(Partial(tmp_path / "out", {"a": 1}, resume=True)) as again:
        assert again.done.records == 2


@pytest.mark.parametrize("stop", ["errors", "data", "end"])
def test_a_run_killed_while_it_puts_its_output_in_place_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    partial = Partial(tmp_path / "out", {"a": 1}, resume=False)
    partial.add(b"one\n", b"{}\n", 1, 1)
    replace = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if self.name == stop:
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        patch.setattr("shutil.rmtree", lambda _: killed(Path("end"), Path()))
        with pytest.raises(KeyboardInterrupt):
            partial.finish()
    partial.close()
    again = Partial(tmp_path / "out", {"a": 1}, resume=True)
    again.finish()
    assert (tmp_path / "out").read_bytes() == b"one\n" and (tmp_path / "out.errors.jsonl").read_bytes() == b"{}\n"
    assert len(list(tmp_path.iterdir())) == 2


def test_another_input_or_other_settings_are_refused(tmp_path: Path, run: Run) -> None:
    write(tmp_path / "in.jsonl", 50)
    partial = Partial(tmp_path / "out.jsonl", {"input": "another"}, resume=False)
    partial.add(b"x\n", b"", 1, 0)
    partial.close()
    result = run("batch", "in.jsonl", "-o", "out.jsonl", "--field", "text", "--resume")
    assert result.returncode == 2 and b"made with another input" in result.stderr and not (tmp_path / "out.jsonl").exists()


def test_two_runs_do_not_write_the_same_output(tmp_path: Path) -> None:
    with closing(Partial(tmp_path / "out", {}, resume=False)), pytest.raises(TextError, match="another run is writing it"):
        Partial(tmp_path / "out", {}, resume=True)


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", 1200)
    limit = f"ulimit -f 64; exec {' '.join(command('jsonl'))}"
    full = subprocess.run(["bash", "-c", limit], cwd=tmp_path, capture_output=True, check=False)
    assert full.returncode == 2 and full.stderr.count(b"\n") == 1 and b"File too large" in full.stderr
    out = tmp_path / "out.jsonl"
    assert not out.exists() and 0 < done(out) < 1200
    subprocess.run(command("jsonl", "--resume"), cwd=tmp_path, check=True)
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == list(range(1200))


def test_an_input_that_changes_meanwhile_gives_no_output(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    write(source, 1000)
    with subprocess.Popen(command("jsonl"), cwd=tmp_path, stderr=subprocess.PIPE) as process:
        while not done(out):
            time.sleep(0.02)
        os.utime(source, (1, 1))
        _, stderr = process.communicate()
    assert process.returncode == 2 and b"changed while it was being restored" in stderr and not out.exists()


def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    code = (
        "import pathlib, runpy, sys\n"
        "sys.argv = ['restore', 'batch', sys.argv[1], '-o', 'out.jsonl', '--field', 'text']\n"
        "try:\n    runpy.run_module('restore', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "print(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
    )
    peaks = []
    for count in (1_000, 8_000):
        path = tmp_path / f"in{count}.jsonl"
        path.write_text('{"text": "%s"}\n' % ("12345 " * 200) * count, encoding="utf-8")
        found = subprocess.run([sys.executable, "-c", code, path.name], cwd=tmp_path, capture_output=True, check=True, text=True)
        peaks.append(int(found.stdout))
    # 8 MB more to read are no reason for more memory; a tenth is left to chance.
    assert peaks[1] < 1.1 * peaks[0]
