"""The floors of the large model, on a third of the project's own gold texts and on all clean ones."""

from __future__ import annotations

import pytest

from tests.gate.test_gate import gated, test_clean_texts_are_left_alone, test_precision_and_recall

__all__ = ["gated", "test_clean_texts_are_left_alone", "test_precision_and_recall"]


@pytest.fixture(scope="module")
def mode(large_model: None) -> str:
    return "large"
