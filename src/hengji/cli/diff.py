"""`hengji rulebook diff A B`: what differs between two schemes, and, with the facts of units, whom it would move."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hengji import comparison
from hengji.cli.common import UNREADABLE, law_book, law_folders, show, write
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.rulebook import files
from hengji.rulebook.difference import difference
from hengji.rulebook.difference.side import read_side
from hengji.writing.difference import docx, html, terminal
from hengji.writing.difference.json import tree
from hengji.writing.difference.view import Facts, view

if TYPE_CHECKING:
    import argparse

    from hengji.rulebook.book import Book
    from hengji.rulebook.difference import Difference
    from hengji.rulebook.difference.effect import Effect
    from hengji.writing.difference.view import View

NO_PAPER = "RB84"
PAGE, PAPER = (".html", ".htm"), (".docx",)


def add(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = parts.add_parser("diff", help="比较两个评分方案：改了什么，谁会因此变动")
    parser.add_argument("before", metavar="A", help="原方案：编号，或 .yaml 文件")
    parser.add_argument("after", metavar="B", help="新方案：编号，或 .yaml 文件")
    parser.add_argument(
        "--facts",
        default="",
        metavar="FACTS",
        help="用来测算的数据：放着各单位填报数据的文件夹，或 hengji batch 的宽表（.parquet、.csv、数据库）",
    )
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="写成网页（.html）或 Word 文件（.docx）")
    parser.add_argument("--json", action="store_true", help="打印机器可读的结果")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 where both say the same, 1 where they differ, 2 where something cannot be read or written."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    out: Path | None = arguments.out
    if out is not None and out.suffix.lower() not in (*PAGE, *PAPER):
        show([book.problem(problem(NO_PAPER, Place("-o"), out.name, known="、".join((*PAGE, *PAPER))))])
        return UNREADABLE
    found = _compare(arguments, book)
    if found is None:
        return UNREADABLE
    return _with_facts(found, arguments.facts, out, as_json=arguments.json)


def _with_facts(found: Difference, facts: str, out: Path | None, *, as_json: bool) -> int:
    if not facts:
        return _tell(found, None, None, out, as_json=as_json)
    stopped = False
    if comparison.is_table(facts):
        with comparison.table(facts) as rows:
            effect = comparison.moved(found, rows)
        show(rows.problems)
        stopped = bool(rows.problems)
        told = Facts(Path(facts.split("?", maxsplit=1)[0]).name, (), rows.refused)
    else:
        scorer, problems = comparison.cases(Path(facts), found.after.book)
        show(problems)
        if scorer is None:
            return UNREADABLE
        effect = comparison.moved(found, scorer)
        show(scorer.problems)
        told = Facts(Path(facts).resolve().name, tuple(scorer.refused), len(scorer.refused))
    if not effect.units:
        if not stopped:  # why the table could not be read is said already
            show([found.after.book.problem(problem(comparison.NO_FACTS, Place("--facts"), facts))])
        return UNREADABLE
    return _tell(found, effect, told, out, as_json=as_json)


def _tell(found: Difference, effect: Effect | None, facts: Facts | None, out: Path | None, *, as_json: bool) -> int:
    book = found.after.book
    if out is not None:
        wrong = write(out.parent, {out.name: _file(view(found, effect, facts), out, book)}, book)
        show(wrong)
        if wrong:
            return UNREADABLE
    if as_json:
        print(json.dumps(tree(found, effect, facts), ensure_ascii=False))
    else:
        print("\n".join(terminal.lines(found, effect, facts)))
        if out is not None:
            print(book.caption("diff.written", name=out))
    return 0 if found.same else 1


def _file(seen: View, out: Path, book: Book) -> bytes:
    return docx.docx(seen, book) if out.suffix.lower() in PAPER else html.page(seen, book).encode()


def _compare(arguments: argparse.Namespace, book: Book) -> Difference | None:
    """The comparison; None, with what is wrong with either side printed."""
    source = files.collect(*(law_folders(arguments) or ()))
    before, wrong_before = read_side(arguments.before, source, book)
    after, wrong_after = read_side(arguments.after, source, book)
    show(dict.fromkeys((*wrong_before, *wrong_after)))
    return None if before is None or after is None else difference(before, after)
