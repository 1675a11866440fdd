from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restore.edits import Edit, apply, invert
from restore.errors import EditError


@st.composite
def text_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(min_size=1))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Edit(a, b, text[a:b], draw(st.text(max_size=5))) for a, b in pairs]


@given(text_and_edits())
def test_inverting_gives_the_text_back(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    assert apply(apply(text, edits), invert(edits)) == text


@given(text_and_edits())
def test_text_outside_edits_is_untouched(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    out = apply(text, edits)
    at = shift = 0
    for e in edits:
        assert out[at + shift : e.start + shift] == text[at : e.start]
        shift += len(e.after) - len(e.before)
        at = e.end
    assert out[at + shift :] == text[at:]


def test_overlap_is_an_error() -> None:
    with pytest.raises(EditError, match="overlaps"):
        apply("abcd", [Edit(0, 2, "ab", "x"), Edit(1, 3, "bc", "y")])


def test_another_text_is_an_error() -> None:
    with pytest.raises(EditError, match="another text"):
        apply("abcd", [Edit(0, 2, "xx", "y")])
