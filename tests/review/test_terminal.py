"""`restore -i`: answers from a pipe, and through a pseudo-terminal as a person gives them."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run

# What a login does: the terminal becomes the one whose Ctrl+C reaches the program.
LOGIN = "import os, sys, fcntl, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"


def test_answers_from_a_pipe(run: Run, article: Path, spun: str) -> None:
    article.chmod(0o640)
    done = run("-i", "article.txt", "--decisions", "d.json", stdin=b"y\nn\n?\nnonsense\n\nn\nn\n2\ne\n\ne\n a mere \nq\n")
    assert (done.returncode, done.stderr) == (0, b"")
    out = done.stdout.decode()
    assert out.startswith("article.txt: 29 changes\n\nline 1, 91.5% sure\nFolks [-residing-]{+living+} close to the harbour")
    assert "\n1 about   2 in relation to   3 " in out and "(5/29) Restore this [y,n,1-5,e,a,d,q,?]? " in out
    assert out.count("q  stop here") == 2 and out.endswith("article.txt: 3 changes written\n") and "\x1b" not in out
    wanted = spun.replace("residing", "living").replace("in regards to", "in relation to").replace("solely two", "a mere two")
    assert article.read_text(encoding="utf-8") == wanted and article.stat().st_mode & 0o777 == 0o640
    saved = json.loads((article.parent / "d.json").read_text(encoding="utf-8"))
    assert [edit["decision"] for edit in saved["edits"]] == ["accept", "reject", "reject", "reject", "accept", "custom"]
    assert run("apply", "--revert", "article.txt", "d.json").stdout == spun.encode()


def test_a_takes_the_rest_of_the_changes_and_d_leaves_the_suggestions(run: Run, article: Path, spun: str) -> None:
    restored = run("article.txt").stdout
    assert b"29 changes written" in run("-i", "article.txt", stdin=b"a\nd\n").stdout
    assert article.read_bytes() == restored
    article.write_text(spun, encoding="utf-8")
    assert b"28 changes written" in run("-i", "article.txt", stdin=b"n\na\n").stdout
    article.write_text(spun, encoding="utf-8")
    done = run("-i", "article.txt", stdin=b"d\ny\nq\n").stdout.decode()
    assert "21 suggestions, less sure" in done and "1 change written" in done
    assert article.read_text(encoding="utf-8") == spun.replace("Folks", "People")


def test_bom_line_ends_and_hostile_characters(run: Run, article: Path, spun: str) -> None:
    article.write_bytes(b"\xef\xbb\xbf" + ("\x1b[2J\u202e" + spun).replace("\n", "\r\n").encode())
    restored = run("article.txt").stdout
    out = run("-i", "article.txt", "--color", "never", stdin=b"a\nd\n").stdout.decode()
    assert article.read_bytes() == restored and "\r\n" in restored.decode()
    assert "\x1b" not in out and "\u202e" not in out and "⟨U+001B⟩[2J⟨U+202E⟩Folks" in out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("-i",), b"standard input gives the answers"),
        (("-i", "missing.txt"), b"missing.txt"),
        (("-i", "article.txt", "--decisions", "article.txt"), b"overwrite"),
        (("article.txt", "--decisions", "d.json"), b"-i"),
    ],
)
def test_what_cannot_be_reviewed_is_an_error(run: Run, article: Path, spun: str, args: tuple[str, ...], message: bytes) -> None:
    done = run(*args, stdin=b"a\nd\n")
    assert done.returncode == 2 and message in done.stderr and article.read_text(encoding="utf-8") == spun


class Terminal:
    """`restore -i` at a pseudo-terminal."""

    def __init__(self, folder: Path, *args: str) -> None:
        self.controller, terminal = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")} | {"TERM": "xterm"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", LOGIN, sys.executable, "-m", "restore", *args],
            cwd=folder,
            env=environment,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
        )
        os.close(terminal)
        self.seen = ""

    def expect(self, text: str) -> None:
        """Read until `text` is on the screen, then forget all up to it."""
        while text not in self.seen:
            assert select.select([self.controller], [], [], 60)[0], f"{text!r} is not in {self.seen!r}"
            try:
                self.seen += os.read(self.controller, 4096).decode("utf-8", "replace")
            except OSError as error:  # the end, as Linux reports it
                raise AssertionError(f"{text!r} is not in {self.seen!r}") from error
        self.seen = self.seen.partition(text)[2]

    def type(self, keys: str) -> None:
        os.write(self.controller, keys.encode())

    def end(self) -> int:
        try:
            while os.read(self.controller, 4096):
                pass
        except OSError:
            pass
        os.close(self.controller)
        return self.process.wait(60)


def test_at_a_terminal(article: Path, spun: str) -> None:
    terminal = Terminal(article.parent, "-i", "article.txt")
    terminal.expect("\x1b[9m\x1b[31mresiding\x1b[0m\x1b[32mliving\x1b[0m")
    terminal.expect("(1/29) Restore this [y,n,1-2,e,a,d,q,?]? ")
    terminal.type("2\n")
    terminal.expect("(2/29) Restore this [y,n,e,a,d,q,?]? ")
    terminal.type("x\x7fe\n")
    terminal.expect("Instead of 'close to': ")
    terminal.type("hard by\n")
    terminal.expect("(3/29)")
    assert article.read_text(encoding="utf-8") == spun
    terminal.type("\x04")
    terminal.expect("2 changes written")
    assert terminal.end() == 0
    assert article.read_text(encoding="utf-8") == spun.replace("residing close to", "dwelling hard by")


def test_an_interrupt_writes_nothing(article: Path, spun: str) -> None:
    terminal = Terminal(article.parent, "-i", "article.txt")
    terminal.expect("(1/29)")
    terminal.type("y\n")
    terminal.expect("(2/29)")
    terminal.type("\x03")
    assert terminal.end() == 130
    assert article.read_text(encoding="utf-8") == spun


def test_a_text_changed_meanwhile_is_not_overwritten(article: Path) -> None:
    terminal = Terminal(article.parent, "-i", "article.txt")
    terminal.expect("(1/29)")
    article.write_text("Another text.\n", encoding="utf-8")
    terminal.type("a\nd\n")
    terminal.expect("changed by another program")
    assert terminal.end() == 2
    assert article.read_text(encoding="utf-8") == "Another text.\n"
