"""Apache Spark: a function for `mapInPandas` and a pandas UDF.

    from restore.adapters.spark import restore_in_pandas, restore_udf

    frame.mapInPandas(restore_in_pandas("text"), schema=frame.schema)
    frame.select(restore_udf()("text").alias("text"))

The configuration travels to the executors; the models are read there, from the installed package, once a Python worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from restore.adapters import restorer_for
from restore.config import Config

if TYPE_CHECKING:
    import pandas as pd


def restore_in_pandas(
    field: str = "text", spun: str | None = None, config: Config | None = None
) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """What `mapInPandas` takes to restore the column `field`; probabilities of having been spun go to the column `spun`, if it is
    given (then the schema must have it, as a double). Other columns pass; nulls stay null."""

    def restore_frames(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        restorer = restorer_for(config)
        for frame in frames:
            results = [restorer.restore(text) if isinstance(text, str) else None for text in frame[field]]
            columns: dict[str, Any] = {field: [result and result.text for result in results]}
            if spun is not None:
                columns[spun] = [result and result.spun for result in results]
            yield frame.assign(**columns)

    return restore_frames


def restore_udf(config: Config | None = None) -> Any:
    """A pandas UDF from texts to restored texts; nulls stay null."""
    import pandas as pd
    from pyspark.sql.functions import pandas_udf

    def restore_series(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
        restorer = restorer_for(config)
        for texts in batches:
            yield pd.Series([restorer.restore(t).text if isinstance(t, str) else None for t in texts], dtype=object)

    # Spark reads the kind of UDF from the hints, which must be classes, not the strings that this module's are.
    restore_series.__annotations__ = {"batches": Iterator[pd.Series], "return": Iterator[pd.Series]}
    return pandas_udf(restore_series, "string")
