"""`hengji rulebook import | export`: a bureau's tables in Excel to YAML of the law book, and back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, former, kept_lines, law_book, law_folders, show, write
from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.rulebook.scheme import Indicator

if TYPE_CHECKING:
    import argparse

    from hengji.exchange import Written
    from hengji.rulebook.book import Book
    from hengji.rulebook.draft import Undecided
    from hengji.rulebook.scheme import Scheme, Slot

ASKED = 1
NO_SCHEME, TWICE = "RB30", "RB10"
HEARD = ("grades", "vetoes", "bonus", "reasons", "core")
"""Settings of the whole scheme that are read from the notes of a table."""
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
    table.add_argument("--checks", action="store_true", help="读的是审核口径表；-o 是规则册文件夹")
    table.set_defaults(run=import_table)
    sheet = parts.add_parser("export", help="把方案写成评分表（Excel）")
    sheet.add_argument("scheme", nargs="?", default="", metavar="SCHEME_ID", help="方案编号")
    sheet.add_argument("--checks", action="store_true", help="写出审核口径表，不要方案编号")
    sheet.add_argument("-o", "--output", required=True, type=Path, metavar="评分表.xlsx", help="写到哪里")
    sheet.set_defaults(run=export_table)
    shown = parts.add_parser("show", help="方案的编号、名称、年度、摘要和各行")
    shown.add_argument("scheme", nargs="?", default="", metavar="SCHEME_ID", help="方案编号（不写则列出全部方案）")
    shown.set_defaults(run=show_scheme)
    fresh = parts.add_parser("new", help="照已有的方案另立一版")
    fresh.add_argument("--like", required=True, metavar="ID", help="照哪个方案")
    fresh.add_argument("--id", required=True, metavar="NEW", help="新方案的编号")
    fresh.add_argument("--years", required=True, type=years, metavar="YYYY[-[YYYY]]", help="适用年度")
    fresh.add_argument("--title", default="", help="新方案的名称（默认相同）")
    fresh.add_argument("-o", "--output", type=Path, metavar="FILE.yaml", help="写到哪里（默认以编号命名）")
    fresh.set_defaults(run=new_scheme)


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
    if arguments.checks:
        return import_checks(arguments)
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
    kept = former(output, written.text.encode())
    failed = write(output.parent, {output.name: written.text.encode(), **kept}, book)
    if failed:
        show(failed)
        return UNREADABLE
    lines = [*_summary(written, output, arguments.table.name, book), *kept_lines(output, kept, book)]
    print("\n".join(lines))
    return ASKED if written.imported.draft.undecided or problems else 0


def export_table(arguments: argparse.Namespace) -> int:
    """Exit 0 written, 2 where there is no such scheme or the file cannot be written."""
    from hengji import exchange
    from hengji.rulebook import files

    book = law_book(arguments)
    folders = law_folders(arguments)
    if book is None or folders is None:
        return UNREADABLE
    source = files.collect(*folders)
    problems: tuple[Problem, ...] = ()
    if arguments.checks:
        content = exchange.sheet_from_checks(book, source)
    else:
        content, problems = exchange.table_from_scheme(arguments.scheme, book, source)
    problems = problems or write(arguments.output.parent, {arguments.output.name: content or b""}, book)
    show(problems)
    if problems:
        return UNREADABLE
    key, rows = ("rules_exported", len(book.checks)) if arguments.checks else ("exported", len(book.schemes[arguments.scheme].rows))
    print(book.caption(f"score_tables.{key}", path=arguments.output, rows=rows))
    return 0


def import_checks(arguments: argparse.Namespace) -> int:
    """Exit 0 every line became a check, 1 written with lines that only a person can check, 2 nothing written."""
    from hengji import exchange
    from hengji.rulebook import files, load

    book = law_book(arguments)
    folders = law_folders(arguments)
    if book is None or folders is None:
        return UNREADABLE
    output: Path = arguments.output or Path(book.caption("score_tables.rules"))
    if output.is_dir():  # what stands there stays; new rules get the numbers after it
        folders = [*(folders or [files.home()]), *([output] if output not in folders else [])]
        book, problems = load.load(*folders)
        if problems:
            show(problems)
            return UNREADABLE
    made, problems = exchange.checks_from_sheet(arguments.table, book, files.collect(*folders))
    show(problems)
    if made is None:
        return UNREADABLE
    failed = _write_all(output, made.files, book)
    if failed:
        show(failed)
        return UNREADABLE
    print(book.caption("score_tables.rules_read", new=len(made.new), changed=len(made.changed), unchanged=made.unchanged))
    for place, name in made.by_hand:
        print(book.caption("score_tables.rule_by_hand", place=place.where, name=name))
    for name in made.files:
        print(book.caption("score_tables.written", path=output / name))
    print(book.caption("score_tables.rules_next", folder=output))
    return ASKED if made.by_hand or problems else 0


def _write_all(folder: Path, texts: dict[str, str], book: Book) -> tuple[Problem, ...]:
    """Every file in its folder; a folder is written whole or not at all."""
    for part in sorted({Path(name).parent for name in texts}):
        failed = write(
            folder / part, {Path(name).name: text.encode() for name, text in texts.items() if Path(name).parent == part}, book
        )
        if failed:
            return failed
    return ()


def show_scheme(arguments: argparse.Namespace) -> int:
    """Exit 0 shown, 2 where there is no such scheme."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    named = arguments.scheme
    if named and named not in book.schemes:
        show([_no_scheme("SCHEME_ID", named, book)])
        return UNREADABLE
    schemes = [book.schemes[named]] if named else sorted(book.offered(), key=lambda each: each.id)
    print("\n".join(_page(each, book) for each in schemes))
    if named:
        print("\n".join(_row(row, book) for row in schemes[0].rows))
    return 0


def _no_scheme(place: str, found: str, book: Book) -> Problem:
    return book.problem(problem(NO_SCHEME, Place(place), found, known="、".join(each.id for each in book.offered())))


def _page(scheme: Scheme, book: Book) -> str:
    """A scheme in one line: id, title, years, digest."""
    last = scheme.last if scheme.last is not None else book.caption("score_tables.still")
    return book.caption("score_tables.page", id=scheme.id, title=scheme.title, first=scheme.first, last=last, digest=scheme.digest)


def _row(row: Indicator | Slot, book: Book) -> str:
    """A row of a scheme: its code, path, weight and method."""
    methods = [row.method] if isinstance(row, Indicator) else list(dict.fromkeys(row.methods.values()))
    labels = "、".join(each.label for each in methods if each is not None) or book.caption("score_tables.open")
    weight = exact.plain(row.weight) if row.weight is not None else book.caption("score_tables.open")
    return book.caption("score_tables.page_row", id=row.id, path=" ＞ ".join(row.path), weight=weight, method=labels)


def new_scheme(arguments: argparse.Namespace) -> int:
    """Exit 0 written, 1 written with something that `rulebook check` will say, 2 nothing written."""
    from hengji import exchange
    from hengji.rulebook import files

    book = law_book(arguments)
    folders = law_folders(arguments)
    if book is None or folders is None:
        return UNREADABLE
    if arguments.like not in book.schemes:
        show([_no_scheme("--like", arguments.like, book)])
        return UNREADABLE
    if arguments.id in book.schemes:
        show([book.problem(problem(TWICE, Place("--id"), arguments.id))])
        return UNREADABLE
    source = files.collect(*folders)
    text, problems = exchange.new_edition(arguments.like, arguments.id, arguments.years, arguments.title, book, source)
    output = arguments.output or Path(f"{arguments.id}.yaml")
    failed = write(output.parent, {output.name: text.encode()}, book)
    show((*problems, *failed))
    if failed:
        return UNREADABLE
    print(book.caption("score_tables.written", path=output))
    print(book.caption("score_tables.next"))
    return ASKED if problems else 0


def _summary(written: Written, output: Path, file: str, book: Book) -> list[str]:
    """What was read, what a person must decide, and where it was written."""
    imported = written.imported
    draft = imported.draft
    waiting = [row for row in draft.rows if row.undecided]
    lines = [
        book.caption("score_tables.read", file=file, sheets="、".join(imported.sheets), rows=len(draft.rows)),
        book.caption("score_tables.decided", decided=len(draft.rows) - len(waiting), undecided=len(waiting)),
    ]
    labels = book.score_tables.labels if book.score_tables is not None else {}
    heard = [labels.get(key, key) for key in HEARD if key in draft.head and not imported.own_export]
    if heard:
        lines.append(book.caption("score_tables.heard", names="、".join(heard)))
    if draft.noted:
        lines.append(book.caption("score_tables.noted", count=len(draft.noted), names="、".join(draft.noted)))
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
