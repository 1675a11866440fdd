"""The scorer: counts that can be checked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from restore.errors import TextError
from restore.evaluate import Tally, compare, spun_text
from tests.conftest import Run

GOLD = (
    "The {{struggle|war|conflict}} began {{4 years in the past|four years ago}}, "
    "{{mentioned|said}} one {{?notable|important}} man.\n"
    "It was not {{solely|only}} his.\n"
)


def counts(restored: str) -> Tally:
    return compare(GOLD, restored)


def test_the_spun_text_scores_nothing() -> None:
    tally = counts(spun_text(GOLD))
    assert (tally.required, tally.restored, tally.edits, tally.precision, tally.recall) == (4, 0, 0, 1.0, 0.0)


def test_a_perfect_text_scores_everything_whatever_case_and_quotes() -> None:
    tally = counts("the CONFLICT began four years ago, said one important man.\nIt was not only his.\n")
    assert (tally.restored, tally.edits, tally.good, tally.false) == (4, 5, 5, 0)
    assert tally.f05 == 1.0


def test_wrong_kept_optional_and_false_edits_are_told_apart() -> None:
    tally = counts("The fight began four years ago, mentioned one notable person.\nIt was not only his.\n")
    # war -> fight is wrong, "mentioned" and the optional "notable" are kept, man -> person is false.
    assert (tally.restored, tally.detected, tally.good, tally.edits, tally.false) == (2, 3, 2, 4, 1)
    assert tally.precision == 0.5 and tally.recall == 0.5 and tally.detected_share == 0.75
    assert tally.f05 == pytest.approx(0.5)


def test_lines_must_correspond() -> None:
    with pytest.raises(TextError, match="2 lines in the gold text, 1 in the restored one"):
        counts("one line")


def test_the_command_prints_each_file_the_total_and_the_signature(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.gold.txt").write_text(GOLD)
    (tmp_path / "b.gold.txt").write_text("The cat sat on the mat.\n")
    lines = run("evaluate", "a.gold.txt", "b.gold.txt").stdout.decode().splitlines()
    assert [line.split("\t")[0] for line in lines[:3]] == ["a.gold.txt", "b.gold.txt", "ALL"]
    assert "P 1.000" in lines[1] and "false/1000w 0.00" in lines[1] and lines[3].startswith("restore:")
