"""spaCy, the real one, with one process and with two."""

from __future__ import annotations

import pytest

import restore.adapters.spacy  # noqa: F401 - makes the component known
from restore.restorer import Restorer

pytestmark = pytest.mark.filterwarnings("default")


@pytest.mark.parametrize("processes", [1, 2])
def test_every_doc_carries_its_result(texts: list[str], expected: list[str], processes: int) -> None:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("restore")
    docs = list(nlp.pipe(texts, n_process=processes, batch_size=100))
    assert [doc._.restore.text for doc in docs] == expected and [doc.text for doc in docs] == texts
    article = texts.index(max(texts, key=len))
    assert docs[article]._.restore == Restorer().restore(texts[article])


def test_settings_and_a_doc_without_the_component(texts: list[str]) -> None:
    import spacy

    nlp = spacy.blank("en")
    assert nlp("A text.")._.restore is None
    nlp.add_pipe("restore", config={"min_confidence": 1.0, "allow": ["harbour"]})
    assert nlp(max(texts, key=len))._.restore.edits == []
