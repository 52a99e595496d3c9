"""`hengji rulebook import | export`: a bureau's tables in Excel to YAML of the law book, and back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, law_book, law_folders, show, write

if TYPE_CHECKING:
    import argparse

    from hengji.exchange import Written
    from hengji.rulebook.book import Book
    from hengji.rulebook.draft import Undecided

ASKED = 1
_YEARS = re.compile(r"(?P<first>[12][0-9]{3})(?:(?P<dash>[-—至])(?P<last>[12][0-9]{3})?)?")


def add(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    table = parts.add_parser("import", help="把财政部门的评分表（Excel）读成方案")
    table.add_argument("table", type=Path, metavar="评分表.xlsx", help="评分表")
    table.add_argument("-o", "--output", type=Path, metavar="FILE.yaml", help="写到哪里（默认以方案编号命名）")
    table.add_argument("--id", default="", metavar="ID", help="方案编号，例如 hn-2017")
    table.add_argument("--title", default="", help="方案名称（默认用表名）")
    table.add_argument("--authority", default="", help="制定的财政部门")
    table.add_argument("--years", type=years, metavar="YYYY[-[YYYY]]", help="适用年度：2025、2024-2026、2024-（至今）")
    table.add_argument("--source", default="", help="依据（默认用文件名）")
    table.add_argument("--confidence", default="", choices=("V", "S", "R", "K+", "K", ""), help="依据的可信度（默认 K）")
    table.add_argument("--sheet", default="", metavar="NAME", help="只读这一张工作表")
    table.set_defaults(run=import_table)
    sheet = parts.add_parser("export", help="把方案写成评分表（Excel）")
    sheet.add_argument("scheme", metavar="SCHEME_ID", help="方案编号")
    sheet.add_argument("-o", "--output", required=True, type=Path, metavar="评分表.xlsx", help="写到哪里")
    sheet.set_defaults(run=export_table)


def years(text: str) -> tuple[int, int | None]:
    """`2025`, `2024-2026` or `2024-`, the last without end."""
    found = _YEARS.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    first = int(found["first"])
    last = int(found["last"]) if found["last"] else None if found["dash"] else first
    return first, last


def import_table(arguments: argparse.Namespace) -> int:
    """Exit 0 everything recognised, 1 written with rows for a person to decide, 2 nothing written."""
    from hengji import exchange
    from hengji.reading.score_tables.assemble import Given
    from hengji.rulebook import files

    book = law_book(arguments)
    folders = law_folders(arguments)
    if book is None or folders is None:
        return UNREADABLE
    given = Given(
        arguments.id, arguments.title, arguments.authority, arguments.years, arguments.source, arguments.confidence, arguments.sheet
    )
    written, problems = exchange.scheme_from_table(arguments.table, given, book, files.collect(*folders))
    show(problems)
    if written is None:
        return UNREADABLE
    output = arguments.output or Path(written.name)
    failed = write(output.parent, {output.name: written.text.encode()}, book)
    if failed:
        show(failed)
        return UNREADABLE
    print("\n".join(_summary(written, output, arguments.table.name, book)))
    return ASKED if written.imported.draft.undecided or problems else 0


def export_table(arguments: argparse.Namespace) -> int:
    """Exit 0 written, 2 where there is no such scheme or the file cannot be written."""
    from hengji import exchange
    from hengji.rulebook import files

    book = law_book(arguments)
    folders = law_folders(arguments)
    if book is None or folders is None:
        return UNREADABLE
    content, problems = exchange.table_from_scheme(arguments.scheme, book, files.collect(*folders))
    problems = problems or write(arguments.output.parent, {arguments.output.name: content or b""}, book)
    show(problems)
    if problems:
        return UNREADABLE
    print(book.caption("score_tables.exported", path=arguments.output, rows=len(book.schemes[arguments.scheme].rows)))
    return 0


def _summary(written: Written, output: Path, file: str, book: Book) -> list[str]:
    """What was read, what a person must decide, and where it was written."""
    imported = written.imported
    draft = imported.draft
    waiting = [row for row in draft.rows if row.undecided]
    lines = [
        book.caption("score_tables.read", file=file, sheets="、".join(imported.sheets), rows=len(draft.rows)),
        book.caption("score_tables.decided", decided=len(draft.rows) - len(waiting), undecided=len(waiting)),
    ]
    for each in draft.undecided:
        lines += _undecided(each, book)
    if imported.scores:
        lines.append(book.caption("score_tables.score_left", names="、".join(imported.scores)))
    if imported.unread:
        lines.append(book.caption("score_tables.unread", names="、".join(imported.unread)))
    return [
        *lines,
        book.caption("score_tables.written", path=output),
        book.caption("score_tables.checked"),
        book.caption("score_tables.next"),
    ]


def _undecided(each: Undecided, book: Book) -> list[str]:
    key = "undecided_row" if each.row else "undecided_head"
    line = book.caption(f"score_tables.{key}", place=each.place.where, id=each.row, name=each.name, what=each.what)
    return [line, *(book.caption("score_tables.candidate", line=candidate) for candidate in each.candidates)]
