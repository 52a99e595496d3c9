"""`hengji rulebook diff --facts`: the cases of a folder, or the rows of a table, scored under both schemes."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hengji import pipeline
from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.reading.formats.case import FILE
from hengji.rulebook.difference.effect import effect, scored
from hengji.scoring.carry import carry
from hengji.scoring.score import score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.batch.compared import TableScorer
    from hengji.core.case import Case
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.rulebook.difference import Difference
    from hengji.rulebook.difference.effect import Effect, Scored, Scorer
    from hengji.rulebook.difference.side import Side

NOT_FOUND, NOT_READ, NO_FACTS, TWICE = "RD01", "RB80", "RB82", "RB83"
WORKBOOK = ".xlsx"
TABLES = (".parquet", ".csv")


@dataclass(slots=True)
class CaseScorer:
    """Scores the cases of a folder with the engine for single cases; what cannot be read is left out, told and counted."""

    paths: tuple[Path, ...]
    problems: list[Problem] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _seen: dict[tuple[str, int], str] = field(default_factory=dict)

    def pairs(self, found: Difference) -> Iterator[tuple[Scored, Scored]]:
        """Each case before and after."""
        for path in self.paths:
            case = self._read(path, found.before.book)
            if case is None:
                self.refused.append(path.name)
                continue
            yield _under(found.before, case, found), _under(found.after, case, found)

    def _read(self, path: Path, book: Book) -> Case | None:
        """The case of a path; None where it cannot stand, or where another one speaks for the same unit and year."""
        try:
            case, problems = pipeline.read_case(path, book, scheme="-")
        except OSError as error:
            self.problems.append(book.problem(problem(NOT_READ, Place(path.name), path.name, detail=error.strerror or str(error))))
            return None
        self.problems += [replace(each, place=Place(f"{path.name}/{each.place.file}", each.place.where)) for each in problems]
        if case is None or pipeline.stops(problems, book):
            return None
        other = self._seen.setdefault((case.unit, case.year), path.name)
        if other != path.name:
            self.problems.append(book.problem(problem(TWICE, Place(path.name), f"{case.unit} {case.year}", other=other)))
            return None
        return case


def _under(side: Side, case: Case, found: Difference) -> Scored:
    """A case under one side; what was entered comes from the scheme under which it was filled in, where the book has that one."""
    source = found.before.book.schemes.get(case.scheme, found.before.scheme)
    carried = carry(case, source, side.scheme)
    sheet, _ = score(carried.case, side.scheme, side.book)
    return scored(sheet, case.unit, case.year, carried.supposed)


def cases(folder: Path, book: Book) -> tuple[CaseScorer | None, tuple[Problem, ...]]:
    """The cases below a folder: folders with a case.yaml and filled workbooks, in the order of their names."""
    if not folder.exists():
        return None, (book.problem(problem(NOT_FOUND, Place("--facts"), folder)),)
    try:
        found = (folder,) if folder.is_file() or (folder / FILE).is_file() else tuple(sorted(filter(_is_case, folder.iterdir())))
    except OSError as error:
        return None, (book.problem(problem(NOT_READ, Place("--facts"), folder, detail=error.strerror or str(error))),)
    if not found:
        return None, (book.problem(problem(NO_FACTS, Place("--facts"), folder)),)
    return CaseScorer(found), ()


def _is_case(path: Path) -> bool:
    return (path / FILE).is_file() or (path.suffix.lower() == WORKBOOK and path.is_file() and not path.name.startswith(("~", ".")))


@contextmanager
def table(facts: str) -> Iterator[TableScorer]:
    """A table of facts, with a folder for the runs over it that is gone afterwards."""
    from hengji.batch.compared import TableScorer

    with tempfile.TemporaryDirectory(prefix="hengji-diff-") as folder:
        yield TableScorer(facts, Path(folder))


def is_table(facts: str) -> bool:
    """Whether facts are a table (Parquet, CSV, a database), not a folder of cases."""
    path = Path(facts)
    return "://" in facts or path.suffix.lower() in TABLES or (path.is_dir() and any(path.glob("*.parquet")))


def moved(found: Difference, scorer: Scorer) -> Effect:
    """Whom the change moves; the margin at a grade's limit is the law book's."""
    return effect(found, scorer, exact.of(found.after.book.caption("diff.margin")))
