"""DuckDB, in this process: one query, out of core where memory ends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import duckdb

from hengji.batch import shape as shapes
from hengji.batch.source import name_of, quoted

if TYPE_CHECKING:
    from pathlib import Path

    from sqlglot import exp

    from hengji.batch.compile import Plan

NAME = "duckdb"
FORMAT = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880"


def connect(memory: str, spill: Path, threads: int = 0) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills into one folder, asks nothing of the network, and keeps the order of its rows."""
    connection = duckdb.connect(
        config={
            "temp_directory": str(spill),
            "threads": threads or os.cpu_count() or 1,
            "autoinstall_known_extensions": False,
            "preserve_insertion_order": True,
            **({"memory_limit": memory} if memory else {}),
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def versions() -> dict[str, str]:
    """What computes."""
    return {"duckdb": duckdb.__version__}


class Duck:
    """The engine that is always there."""

    name = NAME

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def versions(self) -> dict[str, str]:
        """What computes."""
        return versions()

    def given(self, name: str, path: Path) -> None:
        """A table that lies in a Parquet file already: DuckDB has it open."""

    def write(self, plan: Plan, source: exp.Expr, out: Path) -> None:
        """Computes a plan over a table or query of facts and writes the result as Parquet."""
        order = f" ORDER BY {name_of(shapes.UNIT)}, {name_of(shapes.YEAR)}" if plan.reordered else ""
        self.connection.execute(f"COPY ({plan.sql(source, NAME)}{order}) TO {quoted(str(out))} ({FORMAT})")
