"""`restore -i FILE`: the changes of a text one by one in the terminal, in the manner of `git add -p`; written at the end.

Questions go to standard output, answers come from standard input, a line each: a terminal, or a pipe of answers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from restore.cli.colour import use_colour
from restore.cli.files import STDIN, Source, read_source, write_atomic, write_new
from restore.edits import Edit
from restore.errors import EditError, TextError
from restore.report.lines import LineIndex
from restore.report.rows import percent, visible
from restore.report.word_diff import word_diff
from restore.restorer import Restorer
from restore.review.items import Item, items_of
from restore.review.session import Decision, Session, Text
from restore.settings import Settings

AROUND = 90  # characters of context on either side
HELP = """\
y  take this change
n  leave these words as they are
1  take candidate 1 (2, 3, ... that one)
e  type your own wording; an empty line goes back
a  take this change and all after it
d  leave this one and all after it as they are
q  stop here; what was taken so far is written
?  this help
"""
LESS_SURE = ", less sure than what is changed unasked"
Next = Literal["next", "all", "none", "quit"]


class NoStore:
    """The store of decisions that are carried out at once."""

    def check(self) -> None: ...

    def save(self, data: bytes) -> None: ...


def run(paths: Sequence[str], settings: Settings, color: str, out: str | None = None) -> bool:
    """Review texts and write each back if a change was taken; False if one of them can't be, which standard error says.

    `out` is a file for the decisions on the one text.
    """
    restorer = Restorer(settings.config())
    done = True
    for path in paths or (STDIN,):
        try:
            _review(path, restorer, use_colour(color), out)
        except TextError as error:
            click.echo(f"restore: {error}", err=True)
            done = False
    return done


def _review(path: str, restorer: Restorer, colour: bool, out: str | None) -> None:
    """Ask about each change of a text, then each suggestion, and write it."""
    if path == STDIN:
        raise TextError("-: standard input gives the answers; give a file to review")
    if out is not None and Path(out).resolve() == Path(path).resolve():
        raise TextError(f"{out}: the decisions would overwrite their own text")
    source = read_source(path)
    session = Session(Text(path, source.text, source.bom), items_of(restorer.restore(source.text)), NoStore())
    for name, apart in (("change", False), ("suggestion", True)):
        numbers = [n for n, item in enumerate(session.items) if item.suggestion is apart]
        if numbers:
            click.echo(f"{visible(path)}: {_count(len(numbers), name)}{LESS_SURE if apart else ''}\n")
        if not _group(session, numbers, colour):
            break
    _write(source, session, out)


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def _group(session: Session, numbers: list[int], colour: bool) -> bool:
    """Ask about items; False if the answer was to stop. What was not asked about is left undecided: it teaches nothing."""
    index = LineIndex(session.text.content)
    for place, number in enumerate(numbers, 1):
        item = session.items[number]
        click.echo(_shown(session.text.content, item, index.locate(item.start)[0], colour))
        step = _ask(session, number, f"({place}/{len(numbers)}) Restore this [{_keys(item)}]? ")
        if step == "all":
            session.decide({n: Decision("accept", session.items[n].options[0].text) for n in numbers[place - 1 :]})
        if step != "next":
            return step != "quit"
    return True


def _ask(session: Session, number: int, question: str) -> Next:
    """Ask until there is an answer, and make its decision on the item; the end of the answers is to stop."""
    options = [option.text for option in session.items[number].options]
    while (answer := _answer(question)) not in (None, "q"):
        if answer in ("a", "d"):
            return "all" if answer == "a" else "none"
        if answer in ("y", "n"):
            session.decide({number: Decision("accept" if answer == "y" else "reject", options[0])})
            return "next"
        if answer in [str(n) for n in range(1, len(options) + 1)]:
            session.decide({number: Decision("accept", options[int(answer) - 1])})
            return "next"
        if answer == "e" and _typed(session, number):
            return "next"
        if answer not in ("e", ""):
            click.echo(HELP)
    return "quit"


def _typed(session: Session, number: int) -> bool:
    """Let the person type a wording; False if there is none, or it can't be."""
    item = session.items[number]
    wording = _answer(f"Instead of {visible(item.before)!r}: ")
    if not wording:
        return False
    try:
        session.decide({number: Decision("custom", item.typed(wording))})
    except EditError as error:
        click.echo(str(error))
        return False
    return True


def _answer(question: str) -> str | None:
    """A line of standard input without the white space around it, None at its end."""
    click.echo(question, nl=False)
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n") or not sys.stdin.isatty():
        click.echo()
    return line.decode("utf-8", "replace").strip() if line else None


def _shown(text: str, item: Item, line: int, colour: bool) -> str:
    """The change in its line, how sure it is, and the candidates if there are several."""
    before, after = text[max(0, item.start - AROUND) : item.start], text[item.end : item.end + AROUND]
    left, right = before.rpartition("\n")[2], after.partition("\n")[0].removesuffix("\r")
    if left == before and item.start > AROUND:
        left = "… " + left.partition(" ")[2]
    if right == after and item.end + AROUND < len(text):
        right = right.rpartition(" ")[0] + " …"
    left, right, old, new = (visible(part) for part in (left, right, item.before, item.options[0].text))
    shown = word_diff(left + old + right, [Edit(len(left), len(left) + len(old), old, new)], colour)
    listed = "   ".join(f"{n} {visible(option.text)}" for n, option in enumerate(item.options, 1))
    return f"line {line}, {percent(item.confidence)} sure\n{shown}\n" + (f"{listed}\n" if len(item.options) > 1 else "")


def _keys(item: Item) -> str:
    numbers = "" if len(item.options) == 1 else f"1-{len(item.options)},"
    return f"y,n,{numbers}e,a,d,q,?"


def _write(source: Source, session: Session, out: str | None) -> None:
    """Write what was taken back to the text, in one step, and the decisions to `out`."""
    edits = session.edits()
    now = read_source(source.path)
    if (now.text, now.bom) != (source.text, source.bom):
        raise TextError(f"{source.path}: changed by another program meanwhile; nothing is written")
    if out is not None:
        write_new(Path(out), session.file(), Path(source.path).stat().st_mode & 0o666)
    if edits:
        write_atomic(source.path, source.encode(session.result()), now.stamp)
    click.echo(f"{visible(source.path)}: {_count(len(edits), 'change')} written")
