from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from restore.text.protect import mask, protected_spans
from restore.text.tokens import sentences, tokenize

TEXT = st.one_of(st.text(), st.text(alphabet="aZ9 .,'’-—\n\r\tİß😀_$%{}", max_size=60))


@given(TEXT)
def test_tokens_cover_all_but_whitespace_in_order(text: str) -> None:
    tokens = tokenize(text)
    covered: set[int] = set()
    at = 0
    for token in tokens:
        assert at <= token.start < token.end <= len(text)
        covered.update(range(token.start, token.end))
        at = token.end
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)


@given(TEXT)
def test_sentences_partition_the_tokens(text: str) -> None:
    tokens = tokenize(text)
    ranges = sentences(text, tokens)
    assert [i for start, end in ranges for i in range(start, end)] == list(range(len(tokens)))


@given(TEXT)
def test_masking_keeps_length_and_line_breaks(text: str) -> None:
    masked = mask(text, protected_spans(text))
    assert len(masked) == len(text)
    assert [i for i, c in enumerate(masked) if c in "\n\r"] == [i for i, c in enumerate(text) if c in "\n\r"]


def norms(text: str) -> list[str]:
    return [t.norm for t in tokenize(text)]


def test_clitics_hyphens_and_points() -> None:
    assert norms("can't they’ll co-op U.S. troops p.c. 6.40pm") == [
        *("ca", "n't", "they", "'ll", "co", "-", "op", "u.s.", "troops", "p.c", ".", "6.40pm"),
    ]
    assert norms("the end.Next one") == ["the", "end", ".", "next", "one"]


def test_a_hard_wrapped_line_goes_on_but_a_new_paragraph_does_not() -> None:
    text = "He stood in opposition\nto it. Mr. Hall left.\nNext"
    tokens = tokenize(text)
    assert [" ".join(t.norm for t in tokens[a:b]) for a, b in sentences(text, tokens)] == [
        "he stood in opposition to it .",
        "mr . hall left .",
        "next",
    ]
