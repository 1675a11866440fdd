"""datatrove with its local executor."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from restore.adapters.datatrove import SPUN, RestoreStep, SpunFilter
from restore.restorer import Restorer

pytestmark = pytest.mark.filterwarnings("default")


def rows(folder: Path) -> dict[str, dict[str, object]]:
    lines = [line for path in sorted(folder.glob("*.jsonl.gz")) for line in gzip.decompress(path.read_bytes()).splitlines()]
    return {row["id"]: row for row in map(json.loads, lines)}


@pytest.fixture
def source(tmp_path: Path, texts: list[str]) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for part in range(2):
        lines = [json.dumps({"id": str(i), "text": text, "n": i}) for i, text in enumerate(texts) if i % 2 == part]
        (folder / f"{part}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def run(tmp_path: Path, source: Path, *steps: object) -> dict[str, dict[str, object]]:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    pipeline = [JsonlReader(str(source)), *steps, JsonlWriter(str(tmp_path / "out"))]
    LocalPipelineExecutor(pipeline, tasks=2, workers=2, logging_dir=str(tmp_path / "logs")).run()
    return rows(tmp_path / "out")


def test_restore(tmp_path: Path, source: Path, texts: list[str], expected: list[str]) -> None:
    found = run(tmp_path, source, RestoreStep())
    assert {key: row["text"] for key, row in found.items()} == {str(i): text for i, text in enumerate(expected)}
    assert all(row["metadata"]["n"] == int(key) for key, row in found.items())  # type: ignore[index]


def test_filter(tmp_path: Path, source: Path, texts: list[str]) -> None:
    restorer = Restorer()
    spun = {str(i): restorer.restore(text).spun for i, text in enumerate(texts)}
    found = run(tmp_path, source, SpunFilter(0.1))
    assert set(found) == {key for key, value in spun.items() if value <= 0.1} and 0 < len(found) < len(spun)
    assert all(row["metadata"][SPUN] == pytest.approx(spun[key]) for key, row in found.items())  # type: ignore[index]
