"""The lexicon is tested as code."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from restore.errors import DataError
from restore.lexicon.lines import SortedLines
from restore.lexicon.rows import HEADER, MAX_TOKENS, Row, read_rows
from restore.lexicon.table import PhraseTable
from restore.text.tokens import tokenize
from tests.conftest import ROOT

FILES = sorted((ROOT / "lexicon" / "en").glob("*.rows.tsv"))
ROWS = {path.name: list(read_rows(path)) for path in FILES}
ALL = [row for rows in ROWS.values() for row in rows]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_is_sorted_and_unique(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines == sorted(set(lines))
    pairs = [(r.original, r.pos, r.spun) for r in ROWS[path.name]]
    assert len(pairs) == len(set(pairs))


def test_breadth() -> None:
    assert len({(r.original, r.pos) for r in ALL}) >= 6000
    assert len({r.original for r in ALL if " " in r.original}) >= 1500
    assert len(ALL) >= 20_000


def test_characters_are_plain() -> None:
    for row in ALL:
        for side in (row.original, row.spun):
            assert side == unicodedata.normalize("NFC", side).strip() and "  " not in side, row
            assert not set(side) & set("’‘“”{}|;=\t"), row


def test_capitals_are_for_names() -> None:
    assert [r for r in ALL if r.pos in "vna" and r.original.islower() and r.spun.istitle()] == []


def test_sides_differ_and_are_not_too_long() -> None:
    for row in ALL:
        assert row.original.casefold() != row.spun.casefold() or row.pos == "x", row
        assert 1 <= len(tokenize(row.spun)) <= MAX_TOKENS, row


def test_no_pair_is_a_loop_at_full_grade() -> None:
    """If a usually becomes b, b does not usually become a in the same family."""
    usual = {(r.original, r.spun, r.pos, f) for r in ALL if r.grade == 3 for f in r.families}
    assert [p for p in usual if (p[1], p[0], p[2], p[3]) in usual] == []


def test_no_original_is_only_ever_a_spun_form() -> None:
    """A wording that only the spinner writes ("in oppositions to") can't be what an author meant."""
    nonsense = {"p.c", "p.c.", "astatine", "arsenic", "international locations", "considered one of"}
    assert [r for r in ALL if r.original in nonsense and r.pos != "n"] == []


def test_grades_spread_over_the_alternatives() -> None:
    grades: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in ALL:
        if row.note != "PPS":  # a collection of facts, not a guess at frequencies
            grades[row.original, row.pos].append(row.grade)
    flat = [key for key, found in grades.items() if len(found) > 6 and set(found) == {3}]
    assert flat == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("war\tstruggle\t4\tn\tn", "grade"),
        ("war\tstruggle\t3\tz\tn", "families"),
        ("war\tstruggle\t3\tn\tq", "part of speech"),
        ("war\twar\t3\tn\tn", "alike"),
        ("war\tstruggle", "cells"),
    ],
)
def test_a_broken_row_is_an_error_with_file_and_line(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "broken.rows.tsv"
    path.write_text(f"{HEADER}\ncar\tautomotive\t3\tn\tn\n{line}\n")
    with pytest.raises(DataError, match=rf"broken.rows.tsv:3: .*{problem}"):
        list(read_rows(path))


def test_a_truncated_phrase_table_is_refused(tmp_path: Path) -> None:
    whole = (ROOT / "lexicon" / "en" / "surface.tsv").read_text(encoding="utf-8")
    path = tmp_path / "surface.tsv"
    path.write_text(whole[: len(whole) // 2], encoding="utf-8")
    with pytest.raises(DataError, match="first line says"):
        PhraseTable(path)


def test_inflection_reaches_the_table() -> None:
    table = PhraseTable(ROOT / "lexicon" / "en" / "surface.tsv")
    assert "said" in {o.text for o in table.get("mentioned")}
    assert "countries" in {o.text for o in table.get("international locations")}
    assert "against" in {o.text for o in table.get("in opposition to")}


def test_rows_are_tuples_of_what_the_format_says() -> None:
    assert Row._fields == ("original", "spun", "grade", "families", "pos", "note")


def test_a_line_is_found_by_its_phrase_and_so_is_what_goes_on_from_it(tmp_path: Path) -> None:
    """Against a plain search, in a file of many blocks, of phrases that are listed, begun and neither."""
    phrases = sorted({f"{a}{b}{c}" for a in ("be", "élan", "to") for b in ("", " in", " in the") for c in ("", *range(900))})
    path = tmp_path / "lines.tsv"
    path.write_text("# head\n" + "".join(f"{phrase}\tx{n}\n" for n, phrase in enumerate(phrases)), encoding="utf-8")
    lines = SortedLines(path, "# head", "lines", "")
    known = {phrase: f"{phrase}\tx{n}" for n, phrase in enumerate(phrases)}
    begun = {phrase[:at] for phrase in phrases for at, letter in enumerate(phrase) if letter == " "}
    for phrase in [*phrases, "", "b", "be in th", "tox", "zz"]:
        assert lines.look_up(phrase) == (known.get(phrase), phrase in begun)
