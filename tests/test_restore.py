"""What a user sees of the main job, with the real models."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restore.config import Config
from restore.document import Document
from restore.edits import apply, invert
from restore.restorer import Restorer
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"


def test_the_example_is_restored(restorer: Restorer, spun: str) -> None:
    result = restorer.restore(spun)
    changed = {(e.before, e.after) for e in result.edits}
    assert {("12 months", "year"), ("solely", "only"), ("The corporate", "The company")} & changed
    assert result.spun > 0.9 and result.family == "n"


def test_restoring_again_changes_little(restorer: Restorer, spun: str) -> None:
    once = restorer.restore(spun)
    again = restorer.restore(once.text)
    assert len(again.edits) <= len(once.edits) // 4


def test_the_original_of_the_example_is_left_alone(restorer: Restorer) -> None:
    text = (EXAMPLES / "harbour.clean.txt").read_text(encoding="utf-8")
    assert restorer.restore(text).text == text


@pytest.mark.parametrize(
    "protected",
    [
        "https://example.org/in-opposition-to/the-struggle",
        "`in opposition to`",
        "someone.in.opposition@example.org",
        "```\nin opposition to\n```",
    ],
)
def test_protected_stretches_come_back_in_a_spun_text(restorer: Restorer, spun: str, protected: str) -> None:
    result = restorer.restore(spun + "\n" + protected + "\n")
    assert result.text.endswith("\n" + protected + "\n") and result.edits


def test_apostrophes_keep_their_shape(restorer: Restorer, spun: str) -> None:
    curly = restorer.restore(spun)
    straight = restorer.restore(spun.replace("’", "'"))
    assert curly.text.replace("’", "'") == straight.text


def test_articles_agree() -> None:
    spun = (
        "Folks mentioned that the native council had obtained a authorities grant to pay for the repairs, in opposition to what "
        "they had been advised earlier than the vote.\nThe lads mentioned it was an extended struggle. It was one in every of the "
        "largest issues of the final 12 months.\n"
    )
    text = Restorer(Config(min_confidence=0.3)).restore(spun).text
    assert "had obtained a government grant" in text
    assert "it was a long " in text


def test_hard_wrapped_text_keeps_its_lines(restorer: Restorer, spun: str) -> None:
    words = spun.split(" ")
    wrapped = "".join(w + ("\n" if i % 9 == 8 else " ") for i, w in enumerate(words)).rstrip() + "\n"
    assert restorer.restore(wrapped).text.count("\n") == wrapped.count("\n")


def test_document_offsets_are_those_of_the_text() -> None:
    text = "😀 The `x = 1` struggle, said İpek."
    document = Document.read(text)
    assert document.surface(len(document.tokens) - 2, len(document.tokens) - 1) == "İpek"
    assert "struggle" in [document.surface(i, i + 1) for i in range(len(document.tokens))]


EAGER = Restorer(Config(min_confidence=0.05))
PIECES = st.sampled_from(
    [
        "Folks",
        "mentioned",
        "the",
        "struggle",
        "in",
        "opposition",
        "to",
        "12",
        "months",
        "an",
        "extended",
        "a",
        "authorities",
        "İ",
        "ß",
        "😀",
        "“",
        "”",
        "’s",
        "n't",
        "$",
        "`x`",
        "<b>",
        "U.S.",
        "3.",
        "0",
        "p.c",
        "Could",
        "9",
        "1000’s",
        "zero.6",
        "\x00",
        "\ufeff",
        "\u202e",
        "--",
        "…",
        "10-12",
        "IN",
        "OPPOSITION",
        "TO",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PIECES, st.sampled_from([" ", " ", " ", "\n", "\r\n", "\n\n", ""])), max_size=60))
def test_any_text_keeps_its_lines_and_every_edit_can_be_undone(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in pieces)
    result = EAGER.restore(text)
    assert apply(result.text, invert(result.edits)) == text
    assert result.text.count("\n") == text.count("\n") and result.text.count("\r") == text.count("\r")
