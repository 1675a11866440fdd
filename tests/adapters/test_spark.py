"""Apache Spark, a local session with two executor threads."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from restore.adapters.spark import restore_in_pandas, restore_udf
from restore.config import Config

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    folder = tmp_path_factory.mktemp("spark")
    builder = (
        SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.sql.warehouse.dir", str(folder))
    )
    session = builder.config("spark.driver.host", "127.0.0.1").config("spark.local.dir", str(folder)).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark: Any, texts: list[str]) -> Any:
    rows = [*enumerate(texts), (len(texts), None)]
    return spark.createDataFrame(rows, "id long, text string").repartition(4)


def test_map_in_pandas(frame: Any, expected: list[str]) -> None:
    after = frame.mapInPandas(restore_in_pandas("text", spun="spun"), schema="id long, text string, spun double").collect()
    found = {row["id"]: row for row in after}
    assert [found[i]["text"] for i in range(len(expected) + 1)] == [*expected, None]
    assert found[len(expected)]["spun"] is None and 0 <= found[0]["spun"] <= 1


def test_pandas_udf(frame: Any, expected: list[str]) -> None:
    after = frame.select("id", restore_udf()("text").alias("text")).collect()
    assert [text for _, text in sorted((row["id"], row["text"]) for row in after)] == [*expected, None]


def test_settings_reach_the_workers(frame: Any, texts: list[str], tmp_path: Path) -> None:
    function = restore_in_pandas(config=Config(allow_pattern=("(?s).+",)))
    after = {row["id"]: row["text"] for row in frame.mapInPandas(function, schema=frame.schema).collect()}
    assert [after[i] for i in range(len(texts))] == texts
