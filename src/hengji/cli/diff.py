"""`hengji rulebook diff A B`: what differs between two schemes, and, with the facts of units, whom it would move."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, law_book, law_folders, show
from hengji.rulebook import files
from hengji.rulebook.difference import difference
from hengji.rulebook.difference.side import read_side
from hengji.writing.difference import terminal
from hengji.writing.difference.json import tree

if TYPE_CHECKING:
    import argparse

    from hengji.rulebook.book import Book
    from hengji.rulebook.difference import Difference


def add(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = parts.add_parser("diff", help="比较两个评分方案：改了什么，谁会因此变动")
    parser.add_argument("before", metavar="A", help="原方案：编号，或 .yaml 文件")
    parser.add_argument("after", metavar="B", help="新方案：编号，或 .yaml 文件")
    parser.add_argument("--json", action="store_true", help="打印机器可读的结果")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 where both say the same, 1 where they differ, 2 where one of them cannot be read."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    found = _compare(arguments, book)
    if found is None:
        return UNREADABLE
    if arguments.json:
        print(json.dumps(tree(found), ensure_ascii=False))
    else:
        print("\n".join(terminal.lines(found)))
    return 0 if found.same else 1


def _compare(arguments: argparse.Namespace, book: Book) -> Difference | None:
    """The comparison; None, with what is wrong with either side printed."""
    source = files.collect(*(law_folders(arguments) or ()))
    before, wrong_before = read_side(arguments.before, source, book)
    after, wrong_after = read_side(arguments.after, source, book)
    show(dict.fromkeys((*wrong_before, *wrong_after)))
    return None if before is None or after is None else difference(before, after)
