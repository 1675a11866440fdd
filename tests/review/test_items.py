"""Items and sessions: every candidate in its place, decisions as steps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restore.decisions import apply_decisions, read_decisions
from restore.edits import Edit, Scored, apply
from restore.errors import EditError
from restore.evaluate import spun_text
from restore.restorer import Restorer, Result
from restore.review.items import Item, Option, items_of
from restore.review.session import Change, Decision, Session, Text
from tests.conftest import ROOT

GOLD = sorted((ROOT / "tests" / "gate" / "gold").glob("*.txt"))


class Kept:
    """A store that keeps what it is given, and can be made to fail."""

    def __init__(self) -> None:
        self.files: list[bytes] = []
        self.fails = False

    def check(self) -> None: ...

    def save(self, data: bytes) -> None:
        if self.fails:
            raise EditError("disk full")
        self.files.append(data)


def test_every_candidate_is_offered_in_its_place(restorer: Restorer) -> None:
    seen = 0
    for path in GOLD:
        result = restorer.restore(spun_text(path.read_text(encoding="utf-8")))
        items = items_of(result)
        assert apply(result.source, [i.edit(i.options[0].text) for i in items if not i.suggestion]) == result.text
        edits = sorted([*result.edits, *result.suggestions], key=lambda e: e.start)
        for item, edit in zip(items, edits, strict=True):
            assert apply(result.source, [item.edit(item.options[0].text)]) == apply(result.source, [edit])
            # All but those that say the same, or what stands there.
            assert len(item.options) >= len({c.text for c in edit.candidates} - {item.lead + item.before + item.tail}), item
            seen += 1
    assert seen > 300


def one(text: str, before: str, after: str, *candidates: str) -> Item:
    at = text.index(before)
    edit = Edit(at, at + len(before), before, after, 0.9, "phrase", "why", tuple(Scored(c, 1.0, "why") for c in candidates))
    (item,) = items_of(Result(text, apply(text, [edit]), [edit], [], 1.0, "n", 0.1))
    return item


def test_the_article_goes_with_the_candidate() -> None:
    item = one("It is a big study.", "a big study", "an analysis", "analysis", "trial", "inquiry")
    assert (item.before, [o.text for o in item.options]) == ("a big study", ["an analysis", "a trial", "an inquiry"])
    assert item.pair("an analysis") == ("big study", "analysis")
    item = one("A study.", "study", "trial", "trial", "analysis")
    assert (item.before, [o.text for o in item.options]) == ("A study", ["A trial", "An analysis"])


def test_a_line_break_stays_whatever_is_typed() -> None:
    item = one("close\r\nto the sea", "close\r\nto", "near\r\nby", "near by", "next to", "near")
    assert [o.text for o in item.options] == ["near\r\nby", "next\r\nto", "\r\nnear"]
    assert item.typed(" hard  by\n") == "hard \r\nby" and item.typed("") == "\r\n"


ITEMS = [Item(n * 2, n * 2 + 1, "abcde"[n], (Option("A"), Option("B")), 0.5, "phrase", "", n > 2) for n in range(5)]
TEXT = Text("t.txt", "a b c d e")
DECISION = st.builds(Decision, st.sampled_from(["accept", "reject"]), st.sampled_from(["A", "B"]))
CHANGE = st.dictionaries(st.integers(0, 4), st.none() | DECISION | st.just(Decision("custom", "x")))


@given(st.lists(CHANGE))
def test_every_step_is_undone_and_done_again_and_is_on_the_disk(changes: list[Change]) -> None:
    store = Kept()
    session = Session(TEXT, ITEMS, store)
    states = [dict(session.decisions)]
    for change in changes:
        if session.decide(change):
            states.append(dict(session.decisions))
    for state in reversed(states[:-1]):
        assert session.undo() and session.decisions == state
    assert session.undo() == {} and not session.can_undo
    for state in states[1:]:
        assert session.redo() and session.decisions == state
    assert session.redo() == {} and not session.can_redo
    if store.files:
        (saved,) = read_decisions(store.files[-1].decode(), "f")
        assert Session(TEXT, ITEMS, store, saved).decisions == session.decisions
        assert apply_decisions(TEXT.content, [saved], "t") == session.result()


def test_what_cannot_be_saved_is_not_decided() -> None:
    store = Kept()
    session = Session(TEXT, ITEMS, store)
    session.decide({0: Decision("accept", "A")})
    store.fails = True
    with pytest.raises(EditError, match="disk full"):
        session.decide({1: Decision("accept", "A")})
    with pytest.raises(EditError, match="disk full"):
        session.undo()
    assert session.decisions == {0: Decision("accept", "A")} and session.can_undo and not session.can_redo


def test_decisions_on_places_the_restorer_no_longer_sees_are_kept() -> None:
    store = Kept()
    Session(TEXT, ITEMS, store).decide({0: Decision("accept", "B"), 1: Decision("custom", "own"), 2: Decision("reject", "A")})
    (saved,) = read_decisions(store.files[-1].decode(), "f")
    wider = Item(0, 3, "a b", (Option("AB"),), 0.5, "phrase", "", False)
    session = Session(TEXT, [wider, Item(4, 5, "c", (Option("Z"),), 0.5, "phrase", "", False)], store, saved)
    assert session.result() == "B own c d e" and len(session.items) == 3
    assert session.decisions[2] == Decision("reject", "A")


def test_saved_decisions_that_do_not_fit_are_refused() -> None:
    store = Kept()
    Session(TEXT, ITEMS, store).decide({0: Decision("reject", "A"), 1: Decision("reject", "A")})
    value = json.loads(store.files[-1])
    for change in ({"before": "x"}, {"after": "A\n"}, {"end": 3, "before": "a b"}):
        bad = json.dumps(value | {"edits": [value["edits"][0] | change, value["edits"][1]]})
        (saved,) = read_decisions(bad, "f")
        with pytest.raises(EditError):
            Session(TEXT, ITEMS, store, saved)


def test_the_decisions_file_is_refused_in_one_line_if_it_is_broken(tmp_path: Path, restorer: Restorer) -> None:
    from restore.cli.review import session_of
    from restore.errors import RestoreError

    (tmp_path / "a.txt").write_text("Clean text.\n", encoding="utf-8")
    for content in ("", "{", "[]", '{"schema": 1}'):
        (tmp_path / "a.txt.review.json").write_text(content, encoding="utf-8")
        with pytest.raises(RestoreError, match=r"review\.json"):
            session_of(str(tmp_path / "a.txt"), restorer)
