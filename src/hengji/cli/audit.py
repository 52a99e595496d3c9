"""`hengji audit PATH…`: reports read back, every figure checked or counted as not checked."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hengji.cli.common import UNREADABLE, law_book, law_folders, show, write
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.reading.formats.case import EARLIEST, LATEST

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from hengji.audits.records import Small
    from hengji.audits.wanted import Wanted
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.runs.record import Entry, Manifest, Options, Outcome, Start
    from hengji.writing.audit.summary import Brief

NO_REVIEW, NO_YEAR = "RB30", "IN15"
Kind = TypeVar("Kind")


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
    from hengji.audits.wanted import Wanted
    from hengji.reading.documents import KINDS
    from hengji.runs import folder, progress

    wanted = Wanted(
        folders=tuple(law_folders(arguments) or ()), unit=arguments.unit, year=arguments.year, review=arguments.scheme,
        as_json=arguments.json, with_text=arguments.with_text, out=arguments.out,
    )  # fmt: skip
    options = wanted.options(book.digest, KINDS, arguments.jobs)
    files, problems = folder.prepare(arguments.paths, options)
    for line in progress.skipped(files, book):
        print(line, file=sys.stderr)
    if problems:
        show(book.problem(each) for each in problems)
        return UNREADABLE
    work = _Audits(wanted, book)
    if len(files.entries) > 1:
        with _kept(options) as among:
            work.several(files, among)
    else:
        work.alone(files, options)
    return work.finish()


@contextmanager
def _kept(options: Options) -> Iterator[Options]:
    """A run's options with a folder for what it keeps between its two steps: that of the results, or one that vanishes."""
    if options.out is not None:
        yield options
        return
    with tempfile.TemporaryDirectory(prefix="hengji-") as name:
        yield replace(options, out=Path(name))


class _Audits:
    """What a run prints as it goes, and what it writes at its end.

    Of several reports all are read before the first is written: what others show of a report stands in each of its papers.
    """

    def __init__(self, wanted: Wanted, book: Book) -> None:
        from hengji.runs.record import Tally

        self.wanted, self.book, self.tally = wanted, book, Tally()
        self.briefs: list[Brief] = []
        self.problems: list[Problem] = []

    def alone(self, files: Manifest, options: Options) -> None:
        """One report."""
        from hengji.audits.steps import Alone

        self._write(files, replace(options, key=f"{options.key} alone"), Alone(self.wanted))

    def several(self, files: Manifest, options: Options) -> None:
        """Reports that are held against each other."""
        from hengji.audits.others import between
        from hengji.audits.records import packed
        from hengji.audits.steps import Writing
        from hengji.runs.record import Manifest

        read = self._read(files, replace(options, key=f"{options.key} reading"))
        stated = [small.stated for _, small in read if small.stated is not None]
        shown = between([small.sketch for _, small in read], stated, self.book) if len(read) > 1 else {}
        beside = {name: packed(each) for name, each in shown.items()}
        entries = tuple(replace(entry, beside=beside.get(entry.name, b"")) for entry, _ in read)
        read.clear()
        self._write(Manifest(entries), replace(options, key=f"{options.key} writing"), Writing(self.wanted))

    def _read(self, files: Manifest, options: Options) -> list[tuple[Entry, Small]]:
        """What is kept of each report, with the file of its audit in the place of its own; the others are told and counted."""
        from hengji.audits.records import Small
        from hengji.audits.steps import Reading

        read = []
        for given in self._outcomes(files, options, Reading(self.wanted)):
            outcome, small = _opened(given, Small)
            if small is None or options.out is None:
                self._tell(outcome)
            else:
                read.append((_audit_of(outcome.entry, options.out / outcome.written[-1]), small))
        return read

    def _write(self, files: Manifest, options: Options, start: Start) -> None:
        """Prints and writes each report in its turn."""
        from hengji.audits.records import Told

        for given in self._outcomes(files, options, start):
            outcome, told = _opened(given, Told)
            self._tell(outcome)
            if told is not None:
                ending = self.book.caption("audit.file_opinion")
                opinion = next((name for name in outcome.written if name.endswith(ending)), "")
                print(told.printed, flush=True)
                self.briefs.append(replace(told.brief, opinion=Path(opinion).name))

    def _outcomes(self, files: Manifest, options: Options, start: Start) -> Iterable[Outcome]:
        from hengji.runs import folder, progress

        return progress.watched(folder.run(files, options, start), len(files.entries), self.book, sys.stderr)

    def _tell(self, outcome: Outcome) -> None:
        """What is wrong with a file is told, and it is counted."""
        told = [self.book.problem(each) for each in outcome.problems]
        show(told)
        self.problems.extend(told)
        self.tally = self.tally.plus(outcome)

    def finish(self) -> int:
        """The summary of the run, and its exit code."""
        from hengji.writing.audit import summary

        if self.wanted.out is None or not self.briefs:
            return self.tally.code
        files = {self.book.caption("audit.file_summary"): summary.xlsx(self.briefs, self.problems, self.book)}
        failed = write(self.wanted.out, files, self.book)
        show(failed)
        return UNREADABLE if failed else self.tally.code


def _opened(outcome: Outcome, kind: type[Kind]) -> tuple[Outcome, Kind | None]:
    """An outcome with what is kept of its report; what this program did not write is a problem with that report alone."""
    from hengji.audits.records import ForeignError, unpacked
    from hengji.runs.work import FAULT, trouble

    if outcome.made is None:
        return outcome, None
    try:
        return outcome, unpacked(outcome.made.brief, kind)
    except ForeignError as error:
        return replace(outcome, made=None, problems=(trouble(FAULT, outcome.entry, str(error)),)), None


def _audit_of(entry: Entry, path: Path) -> Entry:
    """The same report for the second step, whose file is the audit that was kept of it; without a hash where that is gone."""
    from hengji.runs.manifest import sha256

    try:
        return replace(entry, path=path, sha256=sha256(path))
    except OSError:
        return replace(entry, path=path, sha256="")
