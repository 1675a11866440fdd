"""JSON, schema 1: one object a text."""

from __future__ import annotations

import json
from typing import Any

from restore.decisions import source_sha256
from restore.edits import Edit
from restore.lexicon.rows import FAMILY_NAMES
from restore.report.lines import LineIndex
from restore.restorer import Result

SCHEMA = 1


def result_object(result: Result, path: str, signature: str) -> dict[str, Any]:
    """What `--json` prints: offsets, lines and columns count characters, lines and columns from 1."""
    index = LineIndex(result.source)
    return {
        "schema": SCHEMA,
        "path": path,
        "source_sha256": source_sha256(result.source),
        "signature": signature,
        "spun_probability": round(result.spun, 4),
        "family": FAMILY_NAMES[result.family] if result.edits or result.suggestions else None,
        "edits": [edit_object(edit, index) for edit in result.edits],
        "suggestions": [edit_object(edit, index) for edit in result.suggestions],
        **({"note": result.note} if result.note else {}),
    }


def edit_object(edit: Edit, index: LineIndex) -> dict[str, Any]:
    line, column = index.locate(edit.start)
    return {
        "start": edit.start,
        "end": edit.end,
        "line": line,
        "column": column,
        "before": edit.before,
        "after": edit.after,
        "confidence": edit.confidence,
        "kind": edit.kind,
        "why": edit.why,
        "candidates": [{"text": c.text, "logp10": c.logp10, "why": c.why} for c in edit.candidates],
    }


def dumps(value: dict[str, Any]) -> str:
    """One line, readable characters kept as they are."""
    return json.dumps(value, ensure_ascii=False) + "\n"
