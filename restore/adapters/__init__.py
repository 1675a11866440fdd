"""Steps for other people's pipelines; each module needs its engine, an optional extra of restore-text: datasets, datatrove, spark,
spacy."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from restore.config import Config

if TYPE_CHECKING:
    from restore.restorer import Restorer


@lru_cache(maxsize=4)
def restorer_for(config: Config | None) -> Restorer:
    """The restorer of a configuration, made once a process: workers that engines start find their models loaded."""
    from restore.restorer import Restorer

    return Restorer(config)
