"""审核口径: a reviewers' sheet becomes checks that the audit uses, and every check of the book goes to Excel and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from tests.exchange.tables_maker import finished, put

from hengji import exchange, pipeline
from hengji.rulebook import load
from hengji.rulebook.files import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

    Outcome = tuple[exchange.Checks | None, tuple[Problem, ...]]
    Read = Callable[..., Outcome]

HEAD = ("审核对象", "审核要点", "审核分要点", "级别", "审核意见", "关键词", "应报例句", "不应报例句")
VAGUE = (
    "自评报告",
    "存在问题",
    "空话",
    "疑点",
    "请写明具体问题、涉及金额和原因。",
    "基本完成\n有待进一步提高",
    "该项工作有待进一步提高。",
    "该项工作已完成12项。",
)
BUDGET = (
    "自评报告",
    "预算执行",
    None,
    "提示",
    "请写明调整依据。",
    "/超出(?:年初)?预算.{0,4}元/",
    "支出超出年初预算12元",
    "支出未超预算",
)
BY_HAND = ("佐证材料", "原始凭证", None, None, "请补齐原始凭证。", None, None, None)


@pytest.fixture
def rules(book: Book, source: Source, tmp_path: Path) -> Read:
    """A sheet's bytes through the importer."""

    def read(content: bytes) -> Outcome:
        path = tmp_path / "审核口径.xlsx"
        path.write_bytes(content)
        return exchange.checks_from_sheet(path, book, source)

    return read


def sheet(*rows: tuple[str | None, ...], head: tuple[str, ...] = HEAD) -> bytes:
    """A reviewers' sheet with a title, its first column merged as reviewers do."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "口径"
    page["A1"] = "自评报告审核口径"
    page.merge_cells("A1:H1")
    for at, row in enumerate((head, *rows), start=2):
        put(page, at, row)
    return finished(book)


def _only(problems: tuple[Problem, ...]) -> tuple[str, str]:
    assert len(problems) == 1
    assert problems[0].message
    assert problems[0].fix
    return problems[0].code, problems[0].place.where


def test_every_check_of_the_book_goes_to_excel_and_back_unchanged(book: Book, source: Source, rules: Read) -> None:
    content = exchange.sheet_from_checks(book, source)
    made, problems = rules(content or b"")
    assert problems == ()
    assert made is not None
    assert (made.new, made.changed, made.files) == ((), (), {})
    assert made.unchanged == len(book.kind("pattern"))


def test_lines_become_checks_with_their_pages_and_lines_without_a_pattern_are_counted(source: Source, rules: Read) -> None:
    made, problems = rules(sheet(VAGUE, BUDGET, BY_HAND))
    assert problems == ()
    assert made is not None
    assert (made.new, made.changed) == (("KJ01", "KJ02"), ())
    assert [(place.where, name) for place, name in made.by_hand] == [("口径!E5", "原始凭证")]
    book, found = load.build(Source({**source.files, **{name: text.encode() for name, text in made.files.items()}}))
    assert found == ()
    check = book.checks["KJ01"]
    assert (check.title, check.severity, check.patterns) == ("存在问题：空话", "warning", ("基本完成", "有待进一步提高"))
    assert check.pairs == {"object": "自评报告", "point": "存在问题", "sub_point": "空话"}
    assert book.codes["KJ01"].bad == "该项工作有待进一步提高。"
    assert book.checks["KJ02"].patterns == ("超出(?:年初)?预算.{0,4}元",)


def test_the_audit_finds_what_the_sheet_asks_for(source: Source, rules: Read, tmp_path: Path) -> None:
    made, _ = rules(sheet(VAGUE, BUDGET))
    assert made is not None
    book, _ = load.build(Source({**source.files, **{name: text.encode() for name, text in made.files.items()}}))
    report = tmp_path / "报告.txt"
    report.write_text("示范局2023年度部门整体支出绩效自评报告\n一、存在问题\n预算编制有待进一步提高。\n", encoding="utf-8")
    with pipeline.Auditor(book) as auditor:
        audit, _ = auditor.audit(report, report.name)
    assert audit is not None
    found = [finding for finding in audit.findings if finding.code == "KJ01"]
    assert [(each.quote, each.severity.value) for each in found] == [("有待进一步提高", "warning")]
    assert found[0].message == "写着“有待进一步提高”：请写明具体问题、涉及金额和原因。"


def test_an_imported_sheet_goes_out_and_comes_back_without_loss(source: Source, rules: Read, tmp_path: Path) -> None:
    made, _ = rules(sheet(VAGUE, BUDGET))
    assert made is not None
    files = Source({**source.files, **{name: text.encode() for name, text in made.files.items()}})
    book, _ = load.build(files)
    content = exchange.sheet_from_checks(book, files)
    path = tmp_path / "再来.xlsx"
    path.write_bytes(content or b"")
    again, problems = exchange.checks_from_sheet(path, book, files)
    assert problems == ()
    assert again is not None
    assert (again.new, again.changed, again.unchanged) == ((), (), len(book.kind("pattern")))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((*VAGUE[:6], "没有这句话", None), ("TB23", "口径!G3")),
        ((*VAGUE[:7], "基本完成全年任务"), ("TB23", "口径!H3")),
        ((*VAGUE[:5], "/基本(完成/", None, None), ("TB22", "口径!F3")),
        ((*VAGUE[:5], "/基本.*完成/", None, None), ("TB22", "口径!F3")),
        ((*VAGUE[:3], "严重", *VAGUE[4:]), ("TB24", "口径!D3")),
        ((*VAGUE[:4], None, *VAGUE[5:]), ("TB26", "口径!E3")),
    ],
    ids=["example not found", "counter-example found", "broken", "without end", "severity", "no opinion"],
)
def test_a_wrong_line_is_one_problem_at_its_cell(row: tuple[str | None, ...], expected: tuple[str, str], rules: Read) -> None:
    made, problems = rules(sheet(row))
    assert made is None
    assert _only(problems) == expected


def test_another_table_is_refused(rules: Read) -> None:
    made, problems = rules(sheet(head=("甲", "乙")))
    assert made is None
    assert _only(problems)[0] == "TB20"
