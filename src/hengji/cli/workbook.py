"""`hengji workbook`: the empty workbook that a department fills in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, law_book, show, write
from hengji.core.place import Place
from hengji.core.problem import problem, unseen
from hengji.reading.formats.case import EARLIEST, LATEST, UNSEEN

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("workbook", help="生成供单位填报的空工作簿")
    parser.add_argument("--scheme", required=True, metavar="ID", help="评分方案")
    parser.add_argument("--unit", required=True, metavar="NAME", help="单位名称")
    parser.add_argument("--year", required=True, type=int, metavar="YYYY", help="年度")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.xlsx", help="输出文件")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 written, 2 where the scheme is unknown or the file cannot be written."""
    from hengji.writing import workbook

    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    scheme = book.schemes.get(arguments.scheme)
    if scheme is None:
        known = "、".join(each.id for each in book.offered())
        show([book.problem(problem("RB30", Place("--scheme"), arguments.scheme, known=known))])
        return UNREADABLE
    if not arguments.unit.strip() or not EARLIEST <= arguments.year <= LATEST:
        wrong = arguments.unit if not arguments.unit.strip() else str(arguments.year)
        code, place = ("IN23", "--unit") if not arguments.unit.strip() else ("IN15", "--year")
        show([book.problem(problem(code, Place(place), wrong))])
        return UNREADABLE
    letter = unseen(arguments.unit)
    if letter:
        show([book.problem(problem(UNSEEN, Place("--unit"), arguments.unit, letter=letter))])
        return UNREADABLE
    content = workbook.blank(book, scheme, arguments.unit, arguments.year)
    failed = write(arguments.output.parent, {arguments.output.name: content}, book)
    show(failed)
    return UNREADABLE if failed else 0
