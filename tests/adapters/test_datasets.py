"""Hugging Face datasets, the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from restore.adapters.datasets import restore_batch, restorer_of
from restore.config import Config

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


@pytest.mark.parametrize("processes", [None, 2])
def test_a_dataset(texts: list[str], expected: list[str], processes: int | None) -> None:
    from datasets import Dataset

    before = Dataset.from_dict({"id": list(range(len(texts))), "text": texts})
    after = before.map(restore_batch, batched=True, batch_size=100, num_proc=processes)
    assert after["text"][:] == expected and after["id"][:] == before["id"][:]
    assert all(0 <= spun <= 1 for spun in after["spun"])


def test_a_stream_of_another_column_with_settings(texts: list[str]) -> None:
    from datasets import Dataset

    config = Config(allow_pattern=("(?s).+",))
    stream = Dataset.from_dict({"body": [*texts[:50], None]}).to_iterable_dataset()
    after = stream.map(restorer_of("body", spun=None, config=config), batched=True)
    assert [row["body"] for row in after] == [*texts[:50], None]
