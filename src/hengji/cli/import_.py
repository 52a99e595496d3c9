"""`hengji import ACCOUNTS.xlsx -o CASE`: the public final-account tables to a case, each figure with its cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, former, kept_lines, law_book, show, write
from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import Problem, problem, unseen
from hengji.rulebook.show import number

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hengji.reading.formats.accounts import Imported
    from hengji.rulebook.book import Book

NOT_FOUND, UNSEEN = "RD01", "IN59"
ASKED = 1
MONEY = (("money", 1),)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("import", help="把决算公开表（财决公开 01–09）读成带出处的填报数据")
    parser.add_argument("accounts", nargs="+", type=Path, metavar="ACCOUNTS.xlsx", help="一个或几个 .xlsx，每个有一张或几张公开表")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="CASE", help="输出文件夹，写入 case.yaml")
    parser.add_argument("--unit", default="", metavar="NAME", help="单位名称（表上没有时给出）")
    parser.add_argument("--year", default=0, type=int, metavar="YYYY", help="年度（表上没有时给出）")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 written, 1 written with something to look at, 2 nothing written."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    from hengji.reading.formats import accounts

    letter = unseen(arguments.unit)
    if letter:
        show([book.problem(problem(UNSEEN, Place("--unit"), arguments.unit, letter=letter))])
        return UNREADABLE
    files, problems = _files(arguments.accounts, book)
    if problems:
        show(problems)
        return UNREADABLE
    imported, found = accounts.read(files, book, arguments.unit, arguments.year)
    show(found)
    if imported is None:
        return UNREADABLE
    return _write(imported, arguments.output, book, flagged=len(found))


def _files(paths: Sequence[Path], book: Book) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """The files by their names, by their paths where two have one name; every one that cannot be read is named."""
    files, problems = [], []
    names = [path.name for path in paths]
    for path in paths:
        try:
            files.append((path.name if names.count(path.name) == 1 else path.as_posix(), path.read_bytes()))
        except OSError:
            problems.append(book.problem(problem(NOT_FOUND, Place(str(path)), str(path))))
    return files, problems


def _write(imported: Imported, folder: Path, book: Book, *, flagged: int) -> int:
    from hengji.writing import casefile

    lines = _lines(imported, book)
    lead = [book.caption("import.lead"), *(book.caption("import.source", file=file, digest=sha) for file, sha in imported.sources)]
    content = casefile.text(imported.unit, imported.year, imported.facts, book, lead=[*lead, *lines], kept=imported.kept).encode()
    files = {casefile.NAME: content, **former(folder / casefile.NAME, content)}
    failed = write(folder, files, book)
    if failed:
        show(failed)
        return UNREADABLE
    lines += kept_lines(folder / casefile.NAME, files.keys() - {casefile.NAME}, book)
    lines.append(book.caption("import.written", path=folder / casefile.NAME))
    if flagged:
        lines.append(book.caption("import.flagged", count=flagged))
    print("\n".join(lines))
    return ASKED if flagged else 0


def _lines(imported: Imported, book: Book) -> list[str]:
    """The control totals: what was read, table by table and together."""
    lines = [
        book.caption(
            "import.table",
            place=table.place,
            title=table.title,
            unit=table.unit,
            rows=table.rows,
            figures=table.figures,
            total=number(book, table.total, MONEY),
        )
        for table in imported.tables
    ]
    total = exact.ZERO
    for table in imported.tables:
        total = exact.add(total, table.total)
    rows, figures = sum(table.rows for table in imported.tables), sum(table.figures for table in imported.tables)
    lines.append(
        book.caption("import.totals", tables=len(imported.tables), rows=rows, figures=figures, total=number(book, total, MONEY))
    )
    counts = {"repeated": imported.repeated, "kept": len(imported.kept), "others": imported.not_stated}
    return [*lines, book.caption("import.facts", facts=len(imported.facts), **counts)]
