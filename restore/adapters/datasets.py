"""Hugging Face datasets: `dataset.map(restore_batch, batched=True)`.

    from datasets import load_dataset
    from restore.adapters.datasets import restore_batch, restorer_of

    dataset = load_dataset("json", data_files="in.jsonl", split="train")
    dataset = dataset.map(restore_batch, batched=True, num_proc=4)
    dataset = dataset.map(restorer_of("body", config=Config(min_confidence=0.9)), batched=True)

Works for streaming datasets too. Column `spun` gets the probability that the text was spun; it is null where there is no text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from restore.adapters import restorer_for
from restore.config import Config

Columns = Mapping[str, list[Any]]


def restorer_of(
    field: str = "text", spun: str | None = "spun", config: Config | None = None
) -> Callable[[Columns], dict[str, list[Any]]]:
    """What `map` takes to restore the column `field`; probabilities go to the column `spun`, unless that is None.

    >>> restorer_of(spun=None)({"text": ["The cat sat on the mat.", None]})
    {'text': ['The cat sat on the mat.', None]}
    """
    return partial(_restore, field=field, spun=spun, config=config)


def restore_batch(batch: Columns) -> dict[str, list[Any]]:
    """Restore the column `text` of a batch, and give it a column `spun`.

    >>> restore_batch({"text": ["The cat sat on the mat."], "id": [7]})["text"]
    ['The cat sat on the mat.']
    """
    return _restore(batch, "text", "spun", None)


def _restore(batch: Columns, field: str, spun: str | None, config: Config | None) -> dict[str, list[Any]]:
    restorer = restorer_for(config)
    results = [None if text is None else restorer.restore(text) for text in batch[field]]
    out: dict[str, list[Any]] = {field: [result and result.text for result in results]}
    if spun is not None:
        out[spun] = [result and result.spun for result in results]
    return out
