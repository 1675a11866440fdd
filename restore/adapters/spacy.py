"""spaCy: a component that sets `doc._.restore`.

    import spacy
    import restore.adapters.spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("restore", config={"min_confidence": 0.9})
    doc = nlp("Folks residing close to the harbour ...")
    doc._.restore.text, doc._.restore.edits, doc._.restore.spun

The `Doc` itself is not changed: offsets of the edits are characters of `doc.text`; `nlp(doc._.restore.text)` reads the restored
text.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from restore.adapters import restorer_for
from restore.config import Config
from restore.edits import Edit, Scored
from restore.restorer import Result

# Plain values in `doc.user_data`, so that a Doc may go to other processes and to disk.
KEY = "restore"


def result_of(doc: Doc) -> Result | None:
    """The result that the component left in a Doc; None if it was not there."""
    saved: dict[str, Any] | None = doc.user_data.get(KEY)
    if saved is None:
        return None
    edits, suggestions = ([_edit(item) for item in saved[name]] for name in ("edits", "suggestions"))
    return Result(**(saved | {"edits": edits, "suggestions": suggestions}))


def _edit(saved: dict[str, Any]) -> Edit:
    return Edit(**(saved | {"candidates": tuple(Scored(**item) for item in saved["candidates"])}))


if not Doc.has_extension("restore"):
    Doc.set_extension("restore", getter=result_of)


class RestoreComponent:
    """Restores the text of each `Doc`; made by `nlp.add_pipe("restore")`."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data[KEY] = asdict(restorer_for(self.config).restore(doc.text))
        return doc


@Language.factory("restore", default_config={"min_confidence": None, "allow": [], "protect_quotations": False})
def make_component(
    nlp: Language, name: str, min_confidence: float | None, allow: list[str], protect_quotations: bool
) -> RestoreComponent:
    """The component with its settings, which are those of `restore.Config`."""
    return RestoreComponent(Config(min_confidence=min_confidence, allow=tuple(allow), protect_quotations=protect_quotations))
