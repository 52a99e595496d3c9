"""`hengji evaluate CASE`: a department's facts to its self-evaluation package."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hengji import pipeline
from hengji.cli import verify
from hengji.cli.common import NOT_READABLE, UNREADABLE, law_book, show, write
from hengji.core import exact
from hengji.core.finding import Severity, Verdict
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.reading import filed
from hengji.writing.json import tree

if TYPE_CHECKING:
    import argparse

    from hengji.core.evaluation import Evaluation
    from hengji.core.finding import Finding
    from hengji.rulebook.book import Book
    from hengji.writing.docx import Template

KEYS = ("unit", "year", "scheme", "total", "grade", "unscored", "lines", "findings")
LINE_KEYS = (
    "code", "path", "weight", "measure", "points", "claimed", "status", "formula", "statement", "deduction", "reason", "full_marks_if",
)  # fmt: skip


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("evaluate", help="由填报数据生成自评报告、评分表、数据表、自查意见")
    parser.add_argument("case", type=Path, metavar="CASE", help="带 case.yaml 的文件夹，或填好的工作簿")
    parser.add_argument("--scheme", default="", metavar="ID", help="评分方案（默认用填报数据里写的）")
    parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="按这一天所在年度有效的那一版方案计分")
    parser.add_argument("--out", type=Path, metavar="DIR", help="输出文件夹（默认 out/ 下以填报数据命名）")
    parser.add_argument("--json", action="store_true", help="打印机器可读的结果")
    parser.add_argument("--package", type=Path, metavar="FILE.zip", help="另写一个可以离线验算的公开包（hengji verify）")
    parser.add_argument(
        "--template", type=Path, metavar="FILE.docx", help="用本单位自己的报告模板（只有填值、重复、有才出现三种写法）"
    )
    parser.add_argument("--pdf", action="store_true", help="另写一份自评报告的 PDF")
    parser.set_defaults(run=run, usage_error=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 done, 1 done with errors among the findings, 2 the case cannot be read or the files not be written."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    if arguments.template is not None and arguments.package is not None:
        arguments.usage_error(
            "--template 不能与 --package 同用：验算要用的模板请放进规则册文件夹（--rulebook DIR）的 templates/reports"
        )
    scheme = arguments.scheme
    if arguments.as_of is not None:
        scheme, problems = pipeline.edition(arguments.case, book, scheme, arguments.as_of)
        if problems:
            show(problems)
            return UNREADABLE
    own = None
    if arguments.template is not None:
        own, problems = pipeline.own_template(arguments.template, book)
        if own is None:
            show(problems)
            return UNREADABLE
    code = evaluate(arguments.case, book, scheme, arguments.out, as_json=arguments.json, own=own, as_pdf=arguments.pdf)
    if code == UNREADABLE or arguments.package is None:
        return code
    return code if verify.publish(arguments, scheme, book) else UNREADABLE


def day(text: str) -> date:
    """A day as `2024-12-31`."""
    return date.fromisoformat(text)


def evaluate(
    case: Path, book: Book, scheme: str, out: Path | None, *, as_json: bool, own: Template | None = None, as_pdf: bool = False
) -> int:
    """Reads, scores, checks and writes one case."""
    try:
        package, problems = pipeline.evaluate(case, book, scheme, own)
    except OSError as error:
        package, problems = None, (book.problem(problem(NOT_READABLE, Place(str(case)), error.strerror or case)),)
    show(problems)
    if package is None:
        return UNREADABLE
    folder = out or Path("out") / _named(case)
    other = filed.differs(folder / book.caption("file.evaluation"), package.evaluation, book)
    failed = write(folder, package.files, book)
    show(failed or other)
    if failed:
        return UNREADABLE
    if as_json:
        print(json.dumps(_plain(tree(package.evaluation, book)), ensure_ascii=False))
    else:
        print("\n".join(_summary(package.evaluation, book, folder, sorted(package.files))))
    if as_pdf:
        from hengji.cli import pdf

        pdf.beside(package.evaluation, package.files, folder, book, told=not as_json)
    return 1 if any(finding.severity is Severity.ERROR for finding in package.evaluation.findings) else 0


def _plain(whole: dict[str, object]) -> dict[str, object]:
    """The keys of the contract, and of each line the same; evaluation.json holds everything."""
    lines = whole["lines"]
    kept = [{key: line[key] for key in LINE_KEYS} for line in lines] if isinstance(lines, list) else []
    return {key: kept if key == "lines" else whole[key] for key in KEYS}


def _named(case: Path) -> str:
    """The name of a case: its folder, or its workbook without the ending."""
    path = case.resolve()
    return path.parent.name if path.name == "case.yaml" else path.name if path.is_dir() else path.stem


def _summary(evaluation: Evaluation, book: Book, folder: Path, names: list[str]) -> list[str]:
    """What a clerk reads after the run."""
    sheet, case = evaluation.sheet, evaluation.case
    lines = [
        book.caption("cli.title", unit=case.unit, year=case.year),
        book.caption("cli.scheme", title=sheet.title, id=sheet.scheme),
    ]
    if isinstance(sheet.total, Unknown):
        lines.append(sheet.why_no_total)
    else:
        lines.append(book.caption("cli.total", total=exact.text(sheet.total, 2), grade=sheet.grade or book.caption("show.unknown")))
    split = [exact.text(value, 2) for value in (sheet.computed, sheet.entered)]
    key = "cli.split_open" if isinstance(sheet.total, Unknown) else "score.split"
    if not any(line.status in (Status.SCORED, Status.ENTERED) for line in sheet.lines):
        key = "cli.split_none"
    lines.append(book.caption(key, computed=split[0], entered=split[1]))
    if sheet.claimed_total is not None:
        lines.append(book.caption("cli.claimed", total=exact.plain(sheet.claimed_total), grade=sheet.claimed_grade).rstrip())
        own = [result for result in evaluation.results if result.rule in book.codes and result.rule not in book.identities]
        lines.extend(book.caption("cli.claim_check", statement=result.statement, verdict=book.verdict(result)) for result in own)
    counts = {verdict: sum(1 for result in evaluation.results if result.verdict is verdict) for verdict in Verdict}
    lines.append(book.caption("cli.checks", **{verdict.value: count for verdict, count in counts.items()}))
    lines.extend(_finding(finding, book) for finding in evaluation.findings)
    lines.append(book.caption("cli.written", folder=folder, names="、".join(names)))
    return lines


def _finding(finding: Finding, book: Book) -> str:
    return book.caption(
        "cli.finding", severity=book.caption(f"severity.{finding.severity.value}"), code=finding.code, message=finding.message
    )
