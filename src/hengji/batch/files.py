"""The files that the facts lie in: which of them cannot be read, and whether they stay as they are while a run lasts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from hengji.core.place import Place
from hengji.core.problem import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKEN, OTHER_COLUMNS, CHANGED = "BA70", "BA71", "BA72"
PARQUET = ".parquet"
MOST_COLUMNS = 5
Stamp = tuple[int, int, int]
"""Size, time of the last change in ns, and number of a file."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of the facts as they were when a run began, each with its stamp; none for what lies in no file or folder."""

    root: Path
    stamps: dict[str, Stamp]

    @property
    def several(self) -> bool:
        """Whether the facts are a folder."""
        return self.root.is_dir()

    def changed(self) -> str:
        """The first file that was changed, added or taken away since; empty where none was."""
        now = _stamps(self.root)
        return next((name for name in sorted({*self.stamps, *now}) if self.stamps.get(name) != now.get(name)), "")


def files_of(facts: str) -> Files:
    """The files of the facts as they are now; a table in a database is the file that it names."""
    path = Path(facts.split("?", maxsplit=1)[0].removeprefix("duckdb://").removeprefix("sqlite://"))
    return Files(path, _stamps(path))


def _stamps(root: Path) -> dict[str, Stamp]:
    listed = sorted(root.glob(f"**/*{PARQUET}")) if root.is_dir() else [root]
    found = {}
    for path in listed:
        try:
            about = path.stat()
        except OSError:
            continue
        name = path.relative_to(root).as_posix() if path != root else path.name
        found[name] = (about.st_size, about.st_mtime_ns, about.st_ino)
    return found


def faults(facts: str) -> tuple[Problem, ...]:
    """Which Parquet files of the facts cannot be read to the end, and which have other columns than the first that can; looked for after something failed.

    Problems: BA70 a file cannot be read; BA71 a file of a folder has other columns.
    """
    known = files_of(facts)
    paths = [known.root / name if known.several else known.root for name in known.stamps]
    if not all(path.suffix.lower() == PARQUET for path in paths):
        return ()
    with duckdb.connect() as connection:
        return tuple(_faults(paths, known, connection))


def _faults(paths: list[Path], known: Files, connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    first: tuple[str, dict[str, str]] | None = None
    for path, name in zip(paths, known.stamps, strict=True):
        place = Place(known.root.name, name if known.several else "")
        try:
            table = connection.read_parquet(str(path))
            kinds = dict(zip(table.columns, map(str, table.types), strict=True))
            connection.execute("SELECT sum(hash(COLUMNS(*))) FROM read_parquet(?)", [str(path)]).fetchall()
        except duckdb.Error as error:
            yield problem(BROKEN, place, name, said=str(error).split("\n", maxsplit=1)[0])
            continue
        if first is None:
            first = name, kinds
        elif differing := _differing(first[1], kinds):
            yield problem(OTHER_COLUMNS, place, name, first=first[0], columns="、".join(differing[:MOST_COLUMNS]))


def _differing(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """The columns that only one of two files has, or that are of another type in the second, with both types."""
    names = dict.fromkeys((*first, *second))
    return [f"{name}（{first.get(name, '—')} → {second.get(name, '—')}）" for name in names if first.get(name) != second.get(name)]
