"""`hengji publish EVALUATION --out DIR`: the public twin of an evaluation."""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from hengji import processor
from hengji.cli.common import NOT_READABLE, UNREADABLE, law_book, law_folders, show, write
from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import problem, shown
from hengji.rulebook import files

if TYPE_CHECKING:
    import argparse

    from hengji.publishing import Twin
    from hengji.rulebook.book import Book

NO_PROCESSOR, MOST_SHOWN, MOST_LETTERS = "DS34", 20, 300


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("publish", help="写出公开报告：一页内联 XBRL 的网页，分类标准，JSON，CSV，数据字典，公开包")
    parser.add_argument("evaluation", type=Path, metavar="EVALUATION", help="带 case.yaml 的文件夹，填好的工作簿，或公开包 .zip")
    parser.add_argument("--scheme", default="", metavar="ID", help="评分方案（默认用填报数据里写的）")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="输出文件夹")
    parser.add_argument("--verify-url", default="", metavar="URL", help="网站的验算页地址，写进二维码（默认写验算命令）")
    parser.add_argument("--with-internal", action="store_true", help="填报数据里有不公开的数时，仍附上公开包")
    parser.add_argument("--check", action="store_true", help="写出后用 XBRL 程序（Arelle）离线打开并核对")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 done, 1 where the processor that was asked for objects, 2 where nothing can be read or written."""
    from hengji import publishing

    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    source = files.collect(*(law_folders(arguments) or ()))
    try:
        found, problems = publishing.publish(
            arguments.evaluation, book, source, arguments.scheme, arguments.verify_url, internal=arguments.with_internal
        )
    except OSError as error:
        place = Place(shown(arguments.evaluation))
        found, problems = None, (book.problem(problem(NOT_READABLE, place, error.strerror or arguments.evaluation)),)
    show(problems)
    if found is None:
        return UNREADABLE
    wrong = write(arguments.out, found.files, book)
    show(wrong)
    if wrong:
        return UNREADABLE
    print("\n".join(_lines(found, book, arguments.out)))
    return _check(arguments.out / book.caption("twin.file_page"), found, book) if arguments.check else 0


def _lines(found: Twin, book: Book, folder: Path) -> list[str]:
    """What was written, and how much of it cannot change unseen."""
    every, stated = set(found.figures.all), {figure.key for figure in found.figures.facts.values()}
    share = f"{exact.text((100 * len(found.covered), max(1, len(every))), 1)}%"
    slots = {"total": len(every), "covered": len(found.covered), "share": share, "facts": len(stated)}
    amounts = found.figures.amounts
    slots |= {"amounts": len(amounts), "amounts_covered": len(amounts & found.covered)}
    lines = [book.caption("twin.written", folder=folder, names="、".join(sorted(found.files)))]
    if found.package:
        lines.append(book.caption("twin.package_digest", digest=hashlib.sha256(found.files[found.package]).hexdigest()))
    return [*lines, book.caption("twin.covered", **slots, facts_covered=len(stated & found.covered))]


def _check(page: Path, found: Twin, book: Book) -> int:
    """Whether the processor is content: no objection, and every assertion evaluated; one that bound nothing would be silence."""
    if not processor.installed():
        show([book.problem(problem(NO_PROCESSOR, Place(page.name), processor.NAME))])
        return 0
    checked, version = processor.check(page), metadata.version(processor.NAME)
    missing = sorted({f"va_{relation.code}" for relation in found.relations} - checked.evaluated)
    if not checked.objections and not missing:
        print(book.caption("twin.checked", version=version, facts=checked.facts, evaluated=len(checked.evaluated)))
        return 0
    print(book.caption("twin.objected", version=version, count=len(checked.objections)))
    for code, text in checked.objections[:MOST_SHOWN]:
        print(f"  {code}  {shown(text, MOST_LETTERS)}")
    if missing:
        print(book.caption("twin.unevaluated", names="、".join(missing[:MOST_SHOWN])))
    return 1
