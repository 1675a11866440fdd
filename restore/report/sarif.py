"""SARIF 2.1.0, written text by text: `head`, the `findings` of each text, `TAIL`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from restore.edits import Edit
from restore.report.lines import LineIndex
from restore.restorer import Result
from restore.version import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RULES = {
    "phrase": "A wording that article spinners put in place of another",
    "number": "A number, unit or date as article spinners write it",
    "conditional": "A tortured phrase, by what else stands in the text",
    "near": "A word that was split, joined or misspelled",
    "name": "A name whose words were replaced one by one",
    "term": "A technical term whose words were replaced one by one",
    "thesaurus": "A synonym that hardly anybody would choose",
    "user lexicon": "A wording that your own lexicon restores",
}
TAIL = "\n]}]}\n"


def head(signature: str) -> str:
    """Everything before the first finding."""
    rules = [{"id": _rule(kind), "shortDescription": {"text": text}} for kind, text in RULES.items()]
    driver = {"name": "restore", "version": __version__, "rules": rules, "properties": {"signature": signature}}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    opening = json.dumps({"$schema": SCHEMA, "version": "2.1.0"})[:-1]
    return f'{opening}, "runs": [{json.dumps(run)[:-1]}, "results": ['


def findings(result: Result, path: str, first: bool) -> str:
    """The findings of a text, as items of the list that `head` opens; `first` if there are none before them."""
    index = LineIndex(result.source)
    items = [json.dumps(_finding(edit, index, path), ensure_ascii=True) for edit in result.edits]
    return "".join(("\n" if first and not i else ",\n") + item for i, item in enumerate(items))


def _finding(edit: Edit, index: LineIndex, path: str) -> dict[str, Any]:
    line, column = index.locate(edit.start)
    end_line, end_column = index.locate(edit.end)
    where = {"uri": quote(Path(path).as_posix())}
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    change = {"artifactLocation": where, "replacements": [{"deletedRegion": region, "insertedContent": {"text": edit.after}}]}
    return {
        "ruleId": _rule(edit.kind),
        "level": "warning",
        "message": {"text": f"“{edit.before}” looks spun: “{edit.after}”? (confidence {edit.confidence:.2f})"},
        "locations": [{"physicalLocation": {"artifactLocation": where, "region": region}}],
        "fixes": [{"description": {"text": f"Restore “{edit.after}”"}, "artifactChanges": [change]}],
        "rank": round(100 * edit.confidence, 2),
    }


def _rule(kind: str) -> str:
    return "spun-" + kind.replace(" ", "-")
