"""The workbook of a run: sorted by what wants a person first, text that stays text, ten thousand reports."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl

from hengji.core.audit import Standing, Status
from hengji.core.finding import Severity
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.writing.audit import summary, words

if TYPE_CHECKING:
    from openpyxl import Workbook

    from hengji.core.audit import Audit
    from hengji.rulebook.book import Book
    from hengji.writing.audit.summary import Brief

TABS = ["汇总", "问题清单", "未能读取", "按规则"]
MEBIBYTE = 2**20


def opened(book: Book, *briefs: Brief, problems: tuple[object, ...] = ()) -> Workbook:
    return openpyxl.load_workbook(BytesIO(summary.xlsx(briefs, problems, book)))  # type: ignore[arg-type]


def rows(workbook: Workbook, tab: str) -> list[list[object]]:
    """The rows below title, totals and head."""
    return [list(row) for row in workbook[tab].iter_rows(min_row=4, values_only=True)]


def test_a_document_has_a_row_with_its_counts_share_and_first_error(audited: Audit, book: Book) -> None:
    made = opened(book, summary.brief(audited, book))
    assert made.sheetnames == TABS
    assert [cell.value for cell in made["汇总"][3]] == [
        "单位", "年度", "文件", "错误", "疑点", "提示", "数字个数", "核对相符", "可解释", "涉及不符", "未核对", "已核对占比", "首要问题", "审核意见",
    ]  # fmt: skip
    assert rows(made, "汇总") == [
        [
            "青禾县水务局", 2023, "报送/青禾县水务局自评报告.docx", 2, 1, 1, 35, 18, 1, 9, 7, 0.8,
            "年初结转和结余 126.40 ＋ 本年收入 2318.75 － 本年支出 2301.90 应为 143.25 万元，报告写为 134.25 万元，相差 9.00 万元。",
            "青禾县水务局自评报告-审核意见.docx",
        ]
    ]  # fmt: skip
    assert made["汇总"]["L4"].number_format == "0.0%"
    assert made["汇总"]["N4"].hyperlink.target == "青禾县水务局自评报告-审核意见.docx"


def test_what_wants_a_person_first_stands_first(audited: Audit, quiet: Audit, book: Book) -> None:
    doubt = replace(audited, findings=audited.findings[2:3])
    one = replace(audited, findings=audited.findings[1:3])
    fuller = replace(quiet, standings=tuple(Standing(Status.CONFIRMED) for _ in quiet.figures))
    cases = {"满": fuller, "少": quiet, "疑": doubt, "二": audited, "一": one}
    briefs = [summary.brief(replace(each, unit=name), book) for name, each in cases.items()]
    made = opened(book, *briefs)
    assert [row[0] for row in rows(made, "汇总")] == ["二", "一", "疑", "少", "满"]


def test_every_finding_is_listed_with_its_dimension(audited: Audit, book: Book) -> None:
    listed = rows(opened(book, summary.brief(audited, book)), "问题清单")
    assert [(row[0], row[1], row[10]) for row in listed] == [
        ("错误", "勾稽", "AR01"),
        ("错误", "评分", "SC40"),
        ("疑点", "指标", "PF03"),
        ("提示", "书写", "LG01"),
    ]
    assert [row[11] for row in listed] == ["¶6[44:59]", "¶11[0:9]", "¶9[6:22]", "¶4[6:9]"]
    assert listed[1][2:10] == [
        "青禾县水务局", 2023, "报送/青禾县水务局自评报告.docx", "第11段 “【自评得分94.5分】，其中投入10分、过程28.5分…”", "各部分得分之和不等于总分",
        ("10 ＋ 28.5 ＋ 31 ＋ 26 应为 95.5 分，报告写为 94.5 分，相差 1 分。\n算式：10 ＋ 28.5 ＋ 31 ＋ 26 ＝ 95.5\n"
        "涉及的数：自评得分 94.5分（第11段）；投入 10分（第11段）；过程 28.5分（第11段）；产出 31分（第11段）；效果 26分（第11段）"),
        "请核对各部分得分和总分，更正其中有误的一个。", "自评报告各部分得分之和应等于总分",
    ]  # fmt: skip


def test_problems_of_the_run_and_of_documents_are_told(audited: Audit, book: Book) -> None:
    found = problem("RD02", Place("报送/某局.doc"), "某局.doc")
    listed = rows(opened(book, summary.brief(audited, book), problems=(found,)), "未能读取")
    assert [row[0] for row in listed] == ["报送/某局.doc", "报送/青禾县水务局自评报告.docx"]
    assert listed[1] == ["报送/青禾县水务局自评报告.docx", "附件", "找不到 附件.xls", listed[1][3], "检查路径", "RD01"]


def test_rules_are_counted_over_findings_and_over_documents(audited: Audit, quiet: Audit, book: Book) -> None:
    twice = replace(audited, findings=(audited.findings[1], audited.findings[1], audited.findings[2]))
    made = opened(book, summary.brief(twice, book), summary.brief(audited, book), summary.brief(quiet, book))
    counted = {row[0]: (row[3], row[4], row[5], row[6]) for row in rows(made, "按规则")}
    assert counted["AR01"] == ("错误", 3, 2, 2 / 3)
    assert counted["PF03"] == ("疑点", 2, 2, 2 / 3)
    assert next(iter(counted)) == "AR01"


def test_a_report_of_which_nothing_was_checked_is_not_called_clean(quiet: Audit, book: Book) -> None:
    empty = replace(quiet, figures=(), standings=(), results=())
    (row,) = rows(opened(book, summary.brief(empty, book)), "汇总")
    assert (row[11], row[12]) == ("—", "没有一个数字得到核对")


def test_head_and_filter_stay_in_sight(audited: Audit, book: Book) -> None:
    made = opened(book, summary.brief(audited, book))
    assert [made[tab].freeze_panes for tab in TABS] == ["D4", "B4", "B4", "B4"]
    assert [made[tab].auto_filter.ref for tab in TABS] == ["A3:N4", "A3:L7", "A3:F4", "A3:G7"]


def test_text_never_becomes_a_formula_a_link_or_a_number(audited: Audit, book: Book) -> None:
    evil = '=HYPERLINK("http://a.invalid","点")'
    finding = replace(
        audited.findings[1], message=evil, title="+1+1", quote="@SUM(1)", basis="=1", advice="-1", place="http://a.invalid"
    )
    changed = replace(audited, unit=evil, findings=(finding,), document=replace(audited.document, name="=cmd|' /c calc'!A0.docx"))
    made = opened(book, summary.brief(changed, book))
    cells = [cell for tab in TABS for row in made[tab].iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell.coordinate for cell in cells if cell.hyperlink] == ["N4"]
    assert [cell.quotePrefix for cell in made["汇总"][4][:1]] == [True]


def test_control_characters_are_shown(audited: Audit, book: Book) -> None:
    changed = replace(audited, unit="甲\x00乙\u202e丙\ud800")
    assert rows(opened(book, summary.brief(changed, book)), "汇总")[0][0] == "甲U+0000乙U+202E丙U+D800"


def test_the_same_run_gives_the_same_bytes_in_whatever_order(audited: Audit, quiet: Audit, book: Book) -> None:
    first = [summary.brief(replace(each, unit=name), book) for name, each in (("甲", audited), ("乙", quiet), ("丙", audited))]
    assert summary.xlsx(first, (), book) == summary.xlsx(first[::2] + first[1:2], (), book)


def test_no_document_at_all_still_makes_a_workbook(book: Book) -> None:
    made = opened(book, problems=(problem("RD02", Place("某局.doc"), "某局.doc"),))
    assert (rows(made, "汇总"), len(rows(made, "未能读取"))) == ([], 1)


def test_the_name_of_an_opinion_is_a_plain_file_name(audited: Audit, book: Book) -> None:
    names = {
        "a/../b.docx": "b",
        "C:\\报送\\某局.docx": "某局",
        "x/..": "abababababab",
        'q"<>|?*#%.txt': "q________",
        "甲" * 300 + ".docx": "甲" * 60,
    }
    for given, wanted in names.items():
        changed = replace(audited, document=replace(audited.document, name=given))
        assert words.opinion_name(changed, book) == f"{wanted}-审核意见.docx"


def test_briefs_of_many_documents_leave_the_audits_behind(audited: Audit, book: Book) -> None:
    """A thousand reports of four findings each: the rows go to disk, so that little more than the briefs is kept."""
    one = summary.brief(audited, book)
    briefs = [replace(one, name=f"报送/{number}.docx", opinion=f"{number}.docx") for number in range(1000)]
    tracemalloc.start()
    made = summary.xlsx(iter(briefs), (), book)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 24 * MEBIBYTE
    workbook = openpyxl.load_workbook(BytesIO(made), read_only=True)
    assert workbook["问题清单"].max_row == 4003
    assert one.weights == tuple(sum(line.severity is severity for line in one.lines) for severity in Severity)
