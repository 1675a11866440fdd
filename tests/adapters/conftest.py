"""The same thousand documents for every engine, and what the library makes of them."""

from __future__ import annotations

import pytest

from restore.restorer import Restorer
from tests.batch_data import documents
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """999 short texts and an article."""
    article = (ROOT / "examples" / "harbour.txt").read_text(encoding="utf-8")
    return [*documents(999), article]


@pytest.fixture(scope="session")
def expected(texts: list[str]) -> list[str]:
    restored = [result.text for result in Restorer().restore_many(texts, jobs=2)]
    assert sum(a != b for a, b in zip(texts, restored, strict=True)) > 10
    return restored
