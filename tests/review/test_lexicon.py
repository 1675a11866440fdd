"""What decisions teach: the user lexicon made of them."""

from __future__ import annotations

import json
from pathlib import Path

from restore.decisions import Decided, Decisions
from restore.edits import Edit
from restore.lexicon.export import lexicon_tsv
from restore.restorer import Restorer
from restore.review.items import items_of
from tests.conftest import Run


def decided(decision: str, before: str, after: str, spun: str = "", original: str = "") -> Decided:
    edit = Edit(0, len(before), before, after)
    return Decided(edit, decision, spun or before, original or after)  # type: ignore[arg-type]


def rows(*made: Decided, path: str = "folder/a.txt") -> list[list[str]]:
    lexicon = lexicon_tsv([Decisions("0" * 64, (), made, path)])
    lines = [line.split("\t") for line in lexicon.text.splitlines()]
    assert lines[0] == ["action", "spun", "original", "reason"] and len(lines) == lexicon.rows + 1
    return lines[1:]


def test_rows_are_sorted_unique_and_say_why() -> None:
    made = decided("accept", "struggle", "war"), decided("reject", "close to", "near", "close to the", "near the")
    again = Decisions("1" * 64, (), (decided("custom", "Struggle", "war"), decided("accept", "corporate", "company")), "b.txt")
    assert lexicon_tsv([Decisions("0" * 64, (), made, "a.txt"), again]).text == (
        "action\tspun\toriginal\treason\n"
        "allow\tclose to\tnear\trejected in a.txt\n"
        "allow\tclose to the\tnear the\trejected in a.txt\n"
        "prefer\tStruggle\twar\taccepted in a.txt, typed in b.txt\n"
        "prefer\tcorporate\tcompany\taccepted in b.txt\n"
    )


def test_what_was_decided_both_ways_teaches_nothing() -> None:
    both = decided("accept", "struggle", "war"), decided("reject", "Struggle", "War")
    assert rows(*both, decided("accept", "corporate", "company")) == [["prefer", "corporate", "company", "accepted in a.txt"]]
    assert lexicon_tsv([Decisions("0" * 64, (), both)]).conflicts == [("struggle", "war")]
    # The words alone were accepted before "on" and rejected before "the": only what goes with them differs.
    mentioned = decided("accept", "mentioned", "said", "mentioned on", "said on")
    apart = rows(mentioned, decided("reject", "mentioned", "said", "mentioned the", "said the"))
    assert [row[:3] for row in apart] == [["allow", "mentioned the", "said the"], ["prefer", "mentioned on", "said on"]]


def test_a_form_has_one_original_and_no_entry_undoes_another() -> None:
    assert rows(decided("accept", "shut", "close"), decided("accept", "shut", "closed")) == []
    assert [row[1] for row in rows(decided("custom", "6", "6 per cent"), decided("accept", "keen", "willing"))] == ["keen"]
    chain = rows(decided("accept", "conflict", "struggle"), decided("accept", "struggle", "war"))
    assert [row[1] for row in chain] == ["struggle"]


def test_cells_hold_no_tabs_or_lines_and_nothing_is_never_touched_by_accident() -> None:
    odd = decided("accept", "in\tregards\n to", "about\u2028it", "", ""), decided("reject", "very", ""), decided("custom", "x", "X")
    assert rows(*odd, path="a\tb\n.txt") == [["prefer", "in regards to", "about it", "accepted in a b .txt"]]


def test_the_command_reads_any_decisions(run: Run, tmp_path: Path, spun: str) -> None:
    (tmp_path / "a.txt").write_text(spun, encoding="utf-8")
    assert run("-i", "a.txt", "--decisions", "d.json", stdin=b"y\nn\nq\n").returncode == 0
    done = run("lexicon", "d.json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert [line.split("\t")[:3] for line in done.stdout.decode().splitlines()[1:]] == [
        ["allow", "close to", "near"],
        ["allow", "close to the", "near the"],
        ["prefer", "residing", "living"],
    ]
    (tmp_path / "plain.json").write_text(json.dumps(json.loads((tmp_path / "d.json").read_text()) | {"path": 3}), encoding="utf-8")
    assert b"prefer\tresiding\tliving\taccepted in a text, accepted in a.txt\n" in run("lexicon", "d.json", "plain.json").stdout
    both = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    both["edits"][0]["decision"] = "reject"
    (tmp_path / "both.json").write_text(json.dumps(both), encoding="utf-8")
    done = run("lexicon", "d.json", "both.json")
    assert b"residing" not in done.stdout and b"left out, as decided both ways: 'residing' -> 'living'\n" in done.stderr
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    assert run("lexicon", "bad.json").returncode == 2


def test_sentence_beginnings_are_entered_in_small_letters_names_are_not(restorer: Restorer) -> None:
    text = "“However we weren't keen to take the chance,” mentioned Anne Castell of the Monetary Occasions. Folks mentioned it.\n"
    entries = {item.pair(item.options[0].text) for item in items_of(restorer.restore(text * 4))}
    assert ("however we", "but we") in entries and ("Monetary Occasions", "Financial Times") in entries
    assert not {spun for spun, _ in entries} & {"However we", "Folks"}
