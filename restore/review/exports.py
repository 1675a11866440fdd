"""What a review is exported as."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple

from restore.decisions import read_decisions
from restore.lexicon.export import lexicon_tsv
from restore.report.diff import unified_diff
from restore.review.session import Session


class Export(NamedTuple):
    """A kind of export: the ending of its file's name, its media type, and its maker."""

    ending: str
    media_type: str
    make: Callable[[Session], bytes]


def text(session: Session) -> bytes:
    return (codecs.BOM_UTF8 if session.text.bom else b"") + session.result().encode()


def diff(session: Session) -> bytes:
    return unified_diff(session.text.content, session.edits(), session.text.name).encode()


def lexicon(session: Session) -> bytes:
    return lexicon_tsv(read_decisions(session.file().decode(), session.text.name)).text.encode()


EXPORTS = {
    "text": Export(".restored{suffix}", "text/plain", text),
    "diff": Export("{suffix}.diff", "text/x-diff", diff),
    "decisions": Export("{suffix}.decisions.json", "application/json", Session.file),
    "lexicon": Export("{suffix}.lexicon.tsv", "text/tab-separated-values", lexicon),
}


def file_name(session: Session, export: Export) -> str:
    """What the browser calls the export: "article.txt" becomes "article.restored.txt" or "article.txt.diff"."""
    name = PurePath(session.text.name)
    return name.stem + export.ending.format(suffix=name.suffix)
