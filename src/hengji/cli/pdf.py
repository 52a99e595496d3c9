"""`hengji pdf REPORT.docx -o OUT.pdf`: a Word file as PDF with its digest and a QR; `evaluate --pdf` does the same beside its files."""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from hengji import papers
from hengji.cli.common import NOT_FOUND, NOT_READABLE, UNREADABLE, law_book, plain, show, write
from hengji.core.place import Place
from hengji.core.problem import problem, shown
from hengji.linked import known
from hengji.reading.jail import Jail
from hengji.writing.pdf import proof

if TYPE_CHECKING:
    from hengji.core.evaluation import Evaluation
    from hengji.papers import Paper
    from hengji.rulebook.book import Book

MOST_BYTES = 64 * 2**20
CHINA = timezone(timedelta(hours=8))
ENGINES = (papers.ANY, papers.OFFICE, papers.TYPST)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("pdf", help="把 Word 文稿转成 PDF：嵌入字体，末页印摘要和二维码")
    parser.add_argument("report", type=Path, metavar="REPORT.docx", help="Word 文稿")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.pdf", help="写到哪里")
    parser.add_argument(
        "--evaluation", type=Path, metavar="evaluation.json", help="末页印这份评价结果的摘要（默认印文稿自己的摘要）"
    )
    parser.add_argument("--engine", choices=ENGINES, default=papers.ANY, help="office 办公软件，typst 排版库，auto 有办公软件就用")
    parser.add_argument("--date", type=day, metavar="YYYY-MM-DD", help="印在末页的日期（默认今天）")
    parser.add_argument("--verify-at", type=_address, default="", metavar="URL", help="核验网页的地址，写进二维码")
    parser.add_argument("--json", action="store_true", help="打印机器可读的结果")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 written, 1 left out for want of faces or glyphs, 2 the file cannot be read or written."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    contents = [_content(path, book) for path in (arguments.report, arguments.evaluation) if path is not None]
    if None in contents:
        return UNREADABLE
    word = contents[0] or b""
    name = arguments.report.name if arguments.evaluation is None else arguments.evaluation.name
    digest = hashlib.sha256(contents[-1] or b"").hexdigest()
    behind = proof.of_document(name, digest, arguments.date or today(), book, arguments.verify_at)
    unit = ""
    if arguments.evaluation is not None:
        filed, problems = known.parse(contents[-1] or b"", arguments.evaluation.name, book)
        if filed is None:
            show(problems)
            return UNREADABLE
        unit = filed.unit
    with Jail() as jail:
        paper, problems = papers.pdf(arguments.report.name, word, behind, book, jail, arguments.engine, unit)
    if paper is None:
        show(problems)
        if arguments.json:
            print(json.dumps({"pdf": None, "problems": [plain(each) for each in problems]}, ensure_ascii=False))
        return 1 if all(each.code in {papers.NO_FACES, papers.NO_GLYPH, papers.NOT_CONVERTED} for each in problems) else UNREADABLE
    wrong = write(arguments.out.parent, {arguments.out.name: paper.content}, book)
    show((*problems, *wrong))
    if wrong:
        return UNREADABLE
    if arguments.json:
        told = {"path": str(arguments.out), "pages": paper.pages, "engine": paper.engine, "digest": digest}
        print(json.dumps({"pdf": told, "problems": [plain(each) for each in problems]}, ensure_ascii=False))
    else:
        print(written(paper, arguments.out, book))
    return 0


def day(text: str) -> date:
    """A day as `2025-03-06`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，写作 2025-03-06") from None


def _address(text: str) -> str:
    """The address of a page on the web; nothing that a reader's program would run."""
    if text and not text.lower().startswith(("https://", "http://")):
        raise argparse.ArgumentTypeError(f"“{text}”不是网页地址，以 https:// 开头")
    return text


def beside(evaluation: Evaluation, files: dict[str, bytes], folder: Path, book: Book, *, told: bool) -> None:
    """Writes the PDF of a report that has just been made beside it, or says why it is left out."""
    case = evaluation.case
    digest = hashlib.sha256(files[book.caption("file.evaluation")]).hexdigest()
    about = (case.unit, case.year, evaluation.sheet.title)
    behind = proof.of_evaluation(about, digest, today(), book)
    report = book.caption("file.report")
    with Jail() as jail:
        paper, problems = papers.pdf(report, files[report], behind, book, jail)
    show(problems)
    if paper is None:
        show_line(book.caption("layout.pdf_left_out"), told=told)
        return
    target = folder / book.caption("layout.file")
    wrong = write(folder, {target.name: paper.content}, book)
    show(wrong)
    if not wrong:
        show_line(written(paper, target, book), told=told)


def show_line(text: str, *, told: bool) -> None:
    """A line for people; nothing where a machine reads."""
    if told:
        print(text)


def written(paper: Paper, target: Path, book: Book) -> str:
    """What was written."""
    return book.caption("layout.pdf_written", pages=paper.pages, engine=book.caption(f"layout.engine_{paper.engine}"), name=target)


def today() -> date:
    """The day in China."""
    return datetime.now(CHINA).date()


def _content(path: Path, book: Book) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except (OSError, ValueError):
        show([book.problem(problem(NOT_READABLE if path.exists() else NOT_FOUND, Place(shown(path)), path))])
        return None
