from __future__ import annotations

import pytest

from restore.text.protect import protected_spans


@pytest.mark.parametrize(
    "stretch",
    [
        "https://example.org/in-opposition-to/a",
        "someone@example.org",
        "`the struggle`",
        "```sh\nin opposition to\n```",
        "<b class='x'>",
        "$E = mc^2$",
        "\\cite{knuth}",
        "/usr/local/bin",
        "~/notes/may.txt",
        "snake_case_name",
        "camelCase",
        "@handle",
        "example.com",
    ],
)
def test_is_protected_whole(stretch: str) -> None:
    text = f"Look:\n{stretch}\nthere"
    start = text.index(stretch)
    assert any(a <= start and start + len(stretch) <= b for a, b in protected_spans(text))


@pytest.mark.parametrize(
    "prose",
    [
        "It cost $81.40 a barrel, down from $90 a year ago.",
        "Profits rose 3.5% (see below) and/or fell.",
        "She said (and he agreed) that 24/7 service was over.",
        "I paid $5 and he paid $6.",
    ],
)
def test_prose_is_not(prose: str) -> None:
    assert protected_spans(prose) == []
