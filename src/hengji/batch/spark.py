"""Spark, for those whose data live on a cluster: the same plan printed in its dialect, the same values in the same file."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import metadata
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from hengji.batch import shape as shapes
from hengji.batch.compile import FACTS
from hengji.batch.duck import FORMAT, versions
from hengji.batch.source import name_of, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb

    from hengji.batch.compile import Plan

NAME, MASTER = "spark", "local[2]"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.debug.maxToStringFields": "20",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods",
}
"""Its page is off (CVE-2022-33891), it listens to this machine alone, and large generated methods are compiled (LIMITS: 2.5 times faster)."""


class MissingError(RuntimeError):
    """What Spark needs and the machine lacks."""


def lacks() -> str:
    """What is missing for Spark, or nothing."""
    try:
        metadata.version("pyspark")
    except metadata.PackageNotFoundError:
        return "PySpark"
    return "" if shutil.which("java") or os.environ.get("JAVA_HOME") else "Java"


class Spark:
    """The engine that runs where `--master` says."""

    name = NAME

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, work: Path, master: str = MASTER, settings: Mapping[str, str] | None = None
    ) -> None:
        missing = lacks()
        if missing:
            raise MissingError(missing)
        self.connection, self.work, self.master = connection, work, master
        self.tables: dict[str, Path] = {}
        self.session = _session(master, work, {**SETTINGS, **(settings or {})})

    def versions(self) -> dict[str, str]:
        """What computes, and what writes."""
        return {"spark": str(self.session.version), "python": sys.version.split()[0], **versions()}

    def given(self, name: str, path: Path) -> None:
        """A table that lies in a Parquet file already."""
        self.tables[name] = path

    def write(self, plan: Plan, source: exp.Expr, out: Path) -> None:
        """Computes a plan over tables that DuckDB knows and writes the result as Parquet, in the order of the rows of its first table."""
        names = list(dict.fromkeys(table.name for table in source.find_all(exp.Table)))
        for name in names:
            self.session.read.parquet(str(self._parquet(name))).createOrReplaceTempView(name)
        parts = self.work / f"{out.stem}-parts"
        self.session.sql(plan.sql(source, NAME)).write.mode("overwrite").parquet(str(parts))
        self._join(plan, names[0], parts, out)
        shutil.rmtree(parts, ignore_errors=True)

    def _parquet(self, name: str) -> Path:
        known = self.tables.get(name)
        if known is not None and name == FACTS:
            return known
        path = self.work / f"spark-{name}.parquet"
        self.connection.execute(f"COPY (SELECT * FROM {name_of(name)}) TO {quoted(str(path))} (FORMAT parquet)")
        return path

    def _join(self, plan: Plan, table: str, parts: Path, out: Path) -> None:
        """One file from Spark's many, its rows in the order of the facts, written as DuckDB writes its own."""
        unit, year = name_of(shapes.UNIT), name_of(shapes.YEAR)
        columns = ", ".join(f"parts.{name_of(name)}" for name, _ in plan.chosen)
        sort = f"parts.{unit}, parts.{year}" if plan.reordered else "n"
        order = f"SELECT CAST({unit} AS VARCHAR) AS {unit}, CAST({year} AS SMALLINT) AS {year}, row_number() OVER () AS n FROM {name_of(table)}"
        self.connection.execute(
            f"COPY (SELECT {columns} FROM read_parquet({quoted(f'{parts}/*.parquet')}) AS parts "
            f"JOIN ({order}) AS facts USING ({unit}, {year}) ORDER BY {sort}) TO {quoted(str(out))} ({FORMAT})"
        )


def _session(master: str, work: Path, settings: Mapping[str, str]) -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("hengji").master(master).config("spark.sql.warehouse.dir", str(work / "warehouse"))
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session
