"""`hengji nation --units N --seed S`: 合成数据, a made nation for trials, with the errors planted in it listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, law_book, show
from hengji.core.place import Place
from hengji.core.problem import problem

if TYPE_CHECKING:
    import argparse

NO_SCHEME = "BA11"
MOST_YEARS = 20


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("nation", help="造一份合成数据（不是真实单位），埋有错误并列明")
    parser.add_argument("--units", type=int, required=True, metavar="N", help="单位数")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="随机种子：同一种子，同样的数据")
    parser.add_argument("-o", "--output", type=Path, default=Path("nation.parquet"), metavar="FILE.parquet", help="输出")
    parser.add_argument("--years", type=int, default=1, metavar="K", help="年数，最后一年为 2023 年")
    parser.add_argument("--last-year", type=int, default=2023, metavar="YYYY", help="最后一年")
    parser.add_argument("--errors", type=int, default=100, metavar="PER10000", help="每万行埋下的错误数")
    parser.add_argument("--scheme", action="append", default=[], metavar="ID", help="连同这个方案需要人填写的列（可多次）")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 written, 2 not."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    unknown = [name for name in arguments.scheme if name not in book.schemes]
    if unknown:
        known = "、".join(sorted(each.id for each in book.offered()))
        show(book.problem(problem(NO_SCHEME, Place("--scheme"), name, known=known)) for name in unknown)
        return UNREADABLE
    from hengji.batch.nation import Nation, write

    years = max(1, min(arguments.years, MOST_YEARS))
    made, problems = write(
        Nation(
            units=max(1, arguments.units),
            seed=arguments.seed,
            years=tuple(range(arguments.last_year - years + 1, arguments.last_year + 1)),
            errors=max(0, arguments.errors),
            schemes=tuple(book.schemes[name] for name in arguments.scheme),
        ),
        book,
        arguments.output,
    )
    show(problems)
    if made is None:
        return UNREADABLE
    print(book.caption("batch.nation", rows=made.rows, units=arguments.units, years=years, name=arguments.output))
    for kind, count in made.planted.items():
        print(book.caption("batch.planted", kind=book.caption(f"batch.kind_{kind}"), count=count))
    return 0
