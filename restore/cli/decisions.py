"""`restore apply`: saved decisions carried out or undone."""

from __future__ import annotations

from restore.cli.files import STDIN, read_source, write_atomic
from restore.decisions import apply_decisions, read_decisions, revert_decisions
from restore.errors import TextError


def run(text: str, decisions: str, revert: bool, write: bool) -> bytes:
    """Bytes for standard output; none if `write`, which replaces the file `text` where anything changes.

    `text` and `decisions` are paths, one of which may be "-". TextError or DataError if they do not belong together.
    """
    if text == STDIN and decisions == STDIN:
        raise TextError("-: standard input can't be both the text and the decisions")
    if text == STDIN and write:
        raise TextError("-: standard input can't be written back; leave out --write")
    saved = read_decisions(read_source(decisions).text, decisions)
    source = read_source(text)
    changed = (revert_decisions if revert else apply_decisions)(source.text, saved, text)
    data = source.encode(changed)
    if not write:
        return data
    if changed != source.text:
        write_atomic(text, data)
    return b""
