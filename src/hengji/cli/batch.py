"""`hengji batch FACTS --scheme ID -o OUT.parquet`: every unit of a province or of the country in one run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, law_book, show
from hengji.core.place import Place
from hengji.core.problem import problem

if TYPE_CHECKING:
    import argparse

    from hengji.batch.run import Outcome
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

NO_SCHEME, NO_YEAR, DIFFERS = "BA11", "BA25", "BA06"
DONE, DIFFERENT, PARTLY = 0, 1, 3
ENGINES, LAYOUTS = ("duckdb", "spark"), ("wide", "long")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("batch", help="批量计分：全省、全国一次算完")
    parser.add_argument("facts", metavar="FACTS", help="数据表：.parquet、.csv，或 sqlite:///库?table=表、duckdb:///库?table=表")
    parser.add_argument("--scheme", required=True, metavar="ID", help="评分方案")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.parquet", help="结果")
    parser.add_argument("--layout", choices=LAYOUTS, default=LAYOUTS[0], help="wide：一个单位一行；long：单位×项目×指标各一行")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="计算引擎")
    parser.add_argument("--master", default="local[2]", metavar="URL", help="Spark 的 master")
    parser.add_argument("--memory", default="", metavar="8GB", help="内存上限，超过的写到磁盘")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="线程数（默认全部）")
    parser.add_argument("--seed", type=int, metavar="N", help="抽取核对行的随机种子")
    parser.add_argument("--strict", action="store_true", help="有一行退回就全部不算")
    parser.add_argument("--receipt", metavar="UNIT,YEAR", help="只打印一行的扣分单")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 every row scored, 3 some rows refused, 1 batch and single evaluation differ, 2 cannot be read or written."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    scheme = book.schemes.get(arguments.scheme)
    if scheme is None:
        known = "、".join(sorted(each.id for each in book.offered()))
        show([book.problem(problem(NO_SCHEME, Place("--scheme"), arguments.scheme, known=known))])
        return UNREADABLE
    if arguments.receipt is not None:
        return _receipt(arguments, scheme, book)
    return _batch(arguments, scheme, book)


def _receipt(arguments: argparse.Namespace, scheme: Scheme, book: Book) -> int:
    from hengji.batch.receipt import receipt

    unit, comma, year = arguments.receipt.rpartition(",")
    if not comma or not year.strip().isdecimal():
        show([book.problem(problem(NO_YEAR, Place("--receipt"), arguments.receipt))])
        return UNREADABLE
    lines, problems = receipt(arguments.facts, scheme, book, unit, int(year))
    show(problems)
    if lines is None:
        return UNREADABLE
    print("\n".join(lines))
    return DONE


def _batch(arguments: argparse.Namespace, scheme: Scheme, book: Book) -> int:
    from hengji.batch.run import SEED, Options
    from hengji.batch.run import run as score

    if arguments.output is None:
        show([book.problem(problem("BA17", Place("-o"), "-o OUT.parquet"))])
        return UNREADABLE
    if arguments.layout == LAYOUTS[1]:
        return _projects(arguments, scheme, book)
    options = Options(
        out=arguments.output,
        memory=arguments.memory,
        threads=arguments.threads,
        seed=SEED if arguments.seed is None else arguments.seed,
        strict=arguments.strict,
    )
    outcome, problems = score(arguments.facts, scheme, book, options, arguments.engine, arguments.master)
    show(problems)
    if outcome is None:
        return DIFFERENT if any(each.code == DIFFERS for each in problems) else UNREADABLE
    print("\n".join(_summary(outcome, book)))
    return PARTLY if outcome.screen.refused else DONE


def _projects(arguments: argparse.Namespace, scheme: Scheme, book: Book) -> int:
    """The long layout: rows of projects, their totals, and what they come to for the unit; DuckDB alone."""
    from hengji.batch.projects import run as roll

    rolled, problems = roll(
        arguments.facts,
        scheme,
        book,
        arguments.output,
        memory=arguments.memory,
        seed=1 if arguments.seed is None else arguments.seed,
    )
    show(problems)
    if rolled is None:
        return DIFFERENT if any(each.code == DIFFERS for each in problems) else UNREADABLE
    print(book.caption("batch.rows", rows=rolled.rows, scored=rolled.rows - rolled.refused, refused=rolled.refused))
    print(book.caption("batch.rolled", projects=rolled.projects, units=rolled.units, compared=rolled.compared))
    print(book.caption("batch.written", names="、".join(str(path) for path in rolled.written)))
    return PARTLY if rolled.refused else DONE


def _summary(outcome: Outcome, book: Book) -> list[str]:
    screen = outcome.screen
    lines = [book.caption("batch.rows", rows=screen.rows, scored=screen.rows - screen.refused, refused=screen.refused)]
    lines.extend(
        book.caption("batch.reason", code=code, title=book.codes[code].title, count=count) for code, count in screen.reasons.items()
    )
    facts = outcome.manifest.get("facts")
    unread = facts.get("unread") if isinstance(facts, dict) else None
    if unread:
        named = "、".join(book.caption("batch.unread_name", name=name, count=count) for name, count in unread.items())
        lines.append(book.caption("batch.unread", count=len(unread), names=named))
    known = sum(count for _, count in outcome.grades) - outcome.untotalled
    lines.append(book.caption("batch.totals", known=known, unknown=outcome.untotalled))
    lines.extend(book.caption("batch.grade", grade=grade, count=count) for grade, count in outcome.grades if grade)
    lines.append(
        book.caption(
            "batch.parity",
            boundaries=outcome.boundaries.rows,
            sampled=outcome.sample.rows,
            cells=outcome.boundaries.cells + outcome.sample.cells,
        )
    )
    lines.append(book.caption("batch.written", names="、".join(str(path) for path in outcome.written)))
    return lines
