"""`hengji rulebook list | check | test`: what is in the law book, whether it is sound, and whether its cases hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.cli import diff, sheets
from hengji.cli.common import UNREADABLE, law_book, law_folders, show
from hengji.rulebook import load
from hengji.rulebook import show as printed
from hengji.rulebook.scheme import Indicator

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme
    from hengji.testing.cases import RuleCase

ENOUGH = (95, 100)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("rulebook", help="规则册：列出方案、检查、运行用例")
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    parts.add_parser("list", help="列出评分方案的编号").set_defaults(run=list_schemes)
    checked = parts.add_parser("check", help="逐个文件检查规则册")
    checked.add_argument("-v", "--verbose", action="store_true", help="列出批量计分时每一行的最大整数，证明 64 位够不够用")
    checked.set_defaults(run=check)
    test = parts.add_parser("test", help="运行规则册的用例")
    test.add_argument("--mutants", action="store_true", help="逐处改动公式，看用例能否发现")
    test.set_defaults(run=run_cases)
    diff.add(parts)
    sheets.add(parts)


def list_schemes(arguments: argparse.Namespace) -> int:
    """One scheme id a line."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    print("\n".join(sorted(scheme.id for scheme in book.offered())))
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Silent and 0 where the law book is sound, but for undecided rows of one's own schemes; every problem and 1 where not; 2 where a folder is not there. Reads every file anew."""
    folders = law_folders(arguments)
    if folders is None:
        return UNREADABLE
    book, problems = load.load(*folders)
    show(problems)
    if arguments.verbose and not problems:
        from hengji.batch.proof import said

        print("\n".join(said(book)))
    for scheme in sorted(book.schemes.values(), key=lambda each: each.id) if not problems else ():
        if any((folder / scheme.place.file).is_file() for folder in arguments.rulebook):
            _tell_open(scheme, book)
    return 1 if problems else 0


def _tell_open(scheme: Scheme, book: Book) -> None:
    """How many rows of a scheme of one's own nobody has decided yet; they are sound and earn nothing."""
    rows = [row for row in scheme.rows if row.weight is None or (isinstance(row, Indicator) and row.method is None)]
    if rows:
        names = "、".join(row.id for row in rows)
        print(book.caption("cli.rows_open", id=scheme.id, rows=len(scheme.rows), open=len(rows), names=names))


def run_cases(arguments: argparse.Namespace) -> int:
    """0 where every case gives what it expects, and, with --mutants, 95 of 100 changes break a case."""
    from hengji.testing import cases as rule_cases

    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    cases, problems = _read_all(book, arguments.rulebook)
    if problems:
        show(problems)
        return UNREADABLE
    failed = list(rule_cases.check(book, cases))
    show(failed)
    key = "cli.cases_failed" if failed else "cli.cases"
    print(book.caption(key, count=len(cases), failed=len(failed)))
    if failed or not arguments.mutants:
        return 1 if failed else 0
    return _mutants(book, cases)


def _read_all(book: Book, folders: list[Path]) -> tuple[tuple[RuleCase, ...], list[Problem]]:
    from hengji.testing import cases as rule_cases

    cases: list[RuleCase] = []
    problems: list[Problem] = []
    for folder in [load.home(), *folders]:
        found, wrong = rule_cases.read(book, folder)
        cases.extend(found)
        problems.extend(wrong)
    return tuple(cases), problems


def _mutants(book: Book, cases: tuple[RuleCase, ...]) -> int:
    from hengji.testing import mutants

    found = list(mutants.check(book, cases))
    killed = sum(1 for mutant in found if mutant.killed)
    for mutant in found:
        if not mutant.killed:
            print(book.caption("cli.survivor", rule=mutant.rule, changed=mutant.changed))
    share = printed.percent((killed, max(1, len(found))), 1)
    print(book.caption("cli.mutants", count=len(found), killed=killed, share=share))
    return 0 if killed * ENOUGH[1] >= len(found) * ENOUGH[0] else 1
