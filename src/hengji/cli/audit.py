"""`hengji audit PATH…`: reports read back, every figure checked or counted as not checked."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, law_book, law_folders, show, write
from hengji.core.finding import Severity
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.reading.formats.case import EARLIEST, LATEST

if TYPE_CHECKING:
    import argparse

    from hengji.audits import Small, Wanted
    from hengji.core.audit import Remark
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.runs.record import Outcome
    from hengji.writing.audit.summary import Brief

NO_REVIEW, NO_YEAR = "RB30", "IN15"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("audit", help="核对报告中的每一个数字")
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="报告（.docx .xlsx .pdf .txt .md .html）或文件夹")
    parser.add_argument("--unit", default="", metavar="NAME", help="单位名称（默认从报告中读取）")
    parser.add_argument("--year", type=int, metavar="YYYY", help="评价年度（默认从报告中读取）")
    parser.add_argument("--scheme", default="", metavar="ID", help="按复核标准估算复核得分，例如 review-criteria")
    parser.add_argument("--json", action="store_true", help="每份报告打印一行机器可读的结果")
    parser.add_argument("--out", type=Path, metavar="DIR", help="写出审核意见、标注原文和汇总表")
    parser.add_argument("--jobs", type=_count, default=1, metavar="N", help="同时处理的进程数")
    parser.add_argument("--with-text", action="store_true", help="机器可读结果中附上报告全文")
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    import argparse

    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("应为 1 或更大的整数")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 no error found, 1 an error found, 2 usage or nothing could be read, 3 some files could not be read; 2 before 3 before 1."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    if arguments.scheme and arguments.scheme not in book.reviews:
        known = "、".join(book.reviews)
        show([book.problem(problem(NO_REVIEW, Place("--scheme"), arguments.scheme, known=known))])
        return UNREADABLE
    if arguments.year is not None and not EARLIEST <= arguments.year <= LATEST:
        show([book.problem(problem(NO_YEAR, Place("--year"), str(arguments.year)))])
        return UNREADABLE
    return _run(arguments, book)


def _run(arguments: argparse.Namespace, book: Book) -> int:
    from hengji.audits import Start, Wanted
    from hengji.reading.documents import KINDS
    from hengji.runs import folder, progress
    from hengji.runs.record import Tally

    wanted = Wanted(
        folders=tuple(law_folders(arguments) or ()), unit=arguments.unit, year=arguments.year, review=arguments.scheme,
        as_json=arguments.json, with_text=arguments.with_text, out=arguments.out,
    )  # fmt: skip
    files, problems = folder.prepare(arguments.paths, wanted.options(book.digest, KINDS, arguments.jobs))
    for line in progress.skipped(files, book):
        print(line, file=sys.stderr)
    if problems:
        show(book.problem(each) for each in problems)
        return UNREADABLE
    wanted = replace(wanted, several=len(files.entries) > 1)
    tally, gathered = Tally(), _Gathered(wanted, book)
    options = wanted.options(book.digest, KINDS, arguments.jobs)
    for outcome in progress.watched(folder.run(files, options, Start(wanted)), len(files.entries), book, sys.stderr):
        tally = tally.plus(outcome)
        gathered.take(outcome)
    return gathered.finish(tally.code)


class _Gathered:
    """What a run prints as it goes, and what it writes at its end.

    Where reports are held against each other, lines of JSON wait in a temporary file until it is known what others show of them.
    """

    def __init__(self, wanted: Wanted, book: Book) -> None:
        self.wanted, self.book = wanted, book
        self.briefs: list[Brief] = []
        self.kept: list[Small] = []
        self.problems: list[Problem] = []
        self.waiting = tempfile.TemporaryFile("w+", encoding="utf-8") if wanted.several and wanted.as_json else None  # noqa: SIM115

    def take(self, outcome: Outcome) -> None:
        """One file: its lines are printed or put aside, its row is kept."""
        from hengji.audits import small

        told = [self.book.problem(each) for each in outcome.problems]
        show(told)
        self.problems.extend(told)
        if outcome.made is not None:
            found = small(outcome.made)
            ending = self.book.caption("audit.file_opinion")
            opinion = next((name for name in outcome.written if name.endswith(ending)), "")
            print(found.printed, file=self.waiting, flush=self.waiting is None)
            self.briefs.append(replace(found.brief, opinion=Path(opinion).name))
            self.kept.append(replace(found, printed=""))

    def finish(self, code: int) -> int:
        """What reports show of each other, and the summary of the run."""
        from hengji.audits import between, told, workbook

        sketches = [each.sketch for each in self.kept if each.sketch is not None]
        said = [each.stated for each in self.kept if each.stated is not None]
        others = between(sketches, said, self.book) if len(self.kept) > 1 else {}
        self._print(others)
        if code == 0 and any(remark.severity is Severity.ERROR for found in others.values() for remark in found):
            code = 1
        if self.wanted.out is None or not self.briefs:
            return code
        briefs = [told(brief, others.get(brief.name, [])) for brief in self.briefs]
        files = {self.book.caption("audit.file_summary"): workbook(briefs, self.problems, self.book)}
        failed = write(self.wanted.out, files, self.book)
        show(failed)
        return UNREADABLE if failed else code

    def _print(self, others: dict[str, list[Remark]]) -> None:
        if self.waiting is not None:
            from hengji.audits import with_findings

            self.waiting.seek(0)
            for brief, line in zip(self.briefs, self.waiting, strict=True):
                found = others.get(brief.name, [])
                print(with_findings(line, found) if found else line.rstrip("\n"))
            self.waiting.close()
            return
        for remark in (remark for found in others.values() for remark in found):
            level = self.book.captions[f"severity.{remark.severity.value}"]
            print(f"{remark.place}  {remark.code} {level}  {remark.title}\n  {remark.message}")
