"""审核意见 in Word: what it says, in which order, and that it never calls passed what was not checked."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import docx as python_docx
import pytest
from docx.enum.section import WD_ORIENT

from hengji.core.audit import Checked, Standing, Status
from hengji.core.finding import Severity, Verdict
from hengji.writing.audit import opinion

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section

    from hengji.core.audit import Audit
    from hengji.rulebook.book import Book

HEAD = ["序号", "等级", "位置", "发现的问题", "事实与判断", "处理建议", "依据"]


def opened(audit: Audit, book: Book) -> Document:
    return python_docx.Document(BytesIO(opinion.docx(audit, book)))


def said(audit: Audit, book: Book) -> str:
    return "\n".join(paragraph.text for paragraph in opened(audit, book).paragraphs)


def test_the_heading_names_unit_year_file_and_digests(audited: Audit, book: Book) -> None:
    texts = [paragraph.text for paragraph in opened(audited, book).paragraphs]
    assert texts[:4] == [
        "青禾县水务局2023年度",
        "部门整体支出绩效自评报告审核意见",
        "文件：青禾县水务局自评报告.docx",
        "文件摘要 abababababab　规则册 9f9f9f9f9f9f　程序 0.0.0",
    ]


def test_the_summary_counts_findings_and_figures_and_groups_what_was_not_checked(audited: Audit, book: Book) -> None:
    text = said(audited, book)
    assert "错误 2 项（凭报告自身的数字就能断定）、疑点 1 项（需要单位说明）、提示 1 项。" in text
    assert "数字 35 个，已经核对 28 个，其中核对相符 18 个，可解释 1 个，涉及不符 9 个" in text
    assert "没有核对 7 个，占 20.0%。" in text
    assert "没有核对的原因：文中没有别的数可以与它对照（5 个）；没有写明目标值，完成情况无从核对（2 个）。" in text
    assert "没有读出的内容：附件，找不到 附件.xls。" in text


def test_the_table_has_a_row_for_each_finding_errors_first(audited: Audit, book: Book) -> None:
    table = opened(audited, book).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == HEAD
    assert [row[1] for row in rows[1:]] == ["错误", "错误", "疑点", "提示"]
    assert rows[1] == [
        "1",
        "错误",
        "第6段\n“…元，本年支出2301.90万元，【年末结转和结余134.25万元】。其中基本支出912.36万元、…”",
        "年末结转和结余勾稽不平\n（AR01）",
        (
            "年初结转和结余 126.40 ＋ 本年收入 2318.75 － 本年支出 2301.90 应为 143.25 万元，报告写为 134.25 万元，相差 9.00 万元。\n"
            "算式：126.40 ＋ 2318.75 － 2301.90 ＝ 143.25\n"
            "涉及的数：年初结转和结余 126.40万元（第6段）；本年收入合计 2318.75万元（第6段）；"
            "本年支出合计 2301.90万元（第6段）；年末结转和结余 134.25万元（第6段）\n"
            "可能：差额是末位单位的 9 的倍数，常见于相邻两位数字写颠倒。\n本检查不能判断四个数中哪一个有误。"
        ),
        "请核对年末结转和结余，按决算报表更正报告第六段。",
        "部门决算报表 财决01表",
    ]


def test_each_error_is_a_paragraph_that_can_be_sent_and_a_doubt_is_not(audited: Audit, book: Book) -> None:
    text = said(audited, book)
    assert "青禾县水务局：\n经核对你单位2023年度部门整体支出绩效自评报告，有以下 2 处数字前后不符，请核对。" in text
    assert (
        "2．第11段“【自评得分94.5分】，其中投入10分、过程28.5分…”：10 ＋ 28.5 ＋ 31 ＋ 26 应为 95.5 分，报告写为 94.5 分，相差 1 分。"
        "请核对各部分得分和总分，更正其中有误的一个。（依据：自评报告各部分得分之和应等于总分）"
    ) in text
    assert "约45公里" not in text


def space(section: Section) -> tuple[int, int, int]:
    """Width and height of a page, and the width between its margins, in EMU."""
    sizes = [section.page_width, section.page_height, section.left_margin, section.right_margin]
    width, height, left, right = (size or 0 for size in sizes)
    return width, height, width - left - right


def test_only_the_summary_and_its_table_of_findings_lie_on_their_side(audited: Audit, book: Book) -> None:
    upright, wide = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    sections = list(opened(audited, book).sections)
    assert [section.orientation for section in sections] == [wide, upright]
    assert [tuple(round(size / 36_000) for size in space(section)[:2]) for section in sections] == [(297, 210), (210, 297)]


def test_no_page_is_begun_for_a_line_or_two(audited: Audit, quiet: Audit, book: Book) -> None:
    """The summary and the table of findings share their pages; a letter that asks for nothing stands below the table, and only a real one and the annexes begin a page."""
    doubts = replace(audited, findings=tuple(each for each in audited.findings if each.severity is not Severity.ERROR))
    for audit, breaks in ((audited, 1), (doubts, 0), (quiet, 0)):
        begun = [each.text for each in opened(audit, book).paragraphs if each.paragraph_format.page_break_before]
        assert begun == ["附件1　已核对的关系"][:breaks]
    body = opened(doubts, book)
    assert len(body.sections) == 2
    texts = [each.text for each in body.paragraphs]
    assert texts.index("没有可以断定的错误。疑点请单位说明后再作判断。") < texts.index("附件1　已核对的关系")
    assert len(opened(quiet, book).sections) == 1


def test_tables_fit_between_the_margins(audited: Audit, book: Book) -> None:
    made = opened(audited, book)
    for table, section in zip(made.tables, made.sections, strict=True):
        assert sum(column.width or 0 for column in table.columns) <= space(section)[2]


def test_nothing_found_does_not_mean_passed(quiet: Audit, book: Book) -> None:
    text = said(quiet, book)
    assert "没有发现错误、疑点和提示。这只说明已经核对的 2 个数字之间没有矛盾，不说明报告没有问题。" in text
    assert "没有核对 33 个，占 94.3%。" in text
    assert "没有核对的数字，对错都不能下结论" in text
    assert "通过" not in text
    assert len(opened(quiet, book).tables) == 1


def test_a_report_of_which_nothing_was_checked_says_so(quiet: Audit, book: Book) -> None:
    unchecked = tuple(Standing(Status.UNCHECKED) for _ in quiet.figures)
    text = said(replace(quiet, standings=unchecked, results=()), book)
    assert "报告中没有一个数字得到核对，不能据此判断报告是否有问题。" in text
    assert "没有找到可以核对的关系。" in text
    text = said(replace(quiet, figures=(), standings=(), results=()), book)
    assert "没有从报告中读到数字。" in text


def test_without_errors_nothing_is_asked_to_be_corrected(audited: Audit, book: Book) -> None:
    doubts = tuple(finding for finding in audited.findings if finding.severity is not Severity.ERROR)
    assert "没有可以断定的错误。" in said(replace(audited, findings=doubts), book)


def test_the_annex_lists_what_agreed_and_counts_the_rest(audited: Audit, book: Book) -> None:
    made = opened(audited, book)
    rows = [[cell.text for cell in row.cells] for row in made.tables[1].rows]
    assert [row[3].split("\n")[0] for row in rows[1:]] == ["可解释", *["相符"] * 5]
    text = said(audited, book)
    assert "共核对 10 项关系：相符 5 项，可解释 1 项，不符 2 项，缺数或者拿不准、不下结论 1 项，不适用 1 项。" in text
    many = tuple(Checked("CN01", Verdict.CONSISTENT, (0, 1), f"{number} ＝ {number}") for number in range(75))
    made = opened(replace(audited, results=many), book)
    assert len(made.tables[1].rows) == 61
    assert "另有 15 项相符，从略。" in [paragraph.text for paragraph in made.paragraphs]


def test_the_annex_lists_the_figures_that_were_not_checked_by_reason(audited: Audit, quiet: Audit, book: Book) -> None:
    text = said(audited, book)
    assert "（1）文中没有别的数可以与它对照：5 个\n水库 14座（第4段）；泵站 9座（第4段）；“三公”经费 20.00万元（第7段）" in text
    assert "（2）没有写明目标值，完成情况无从核对：2 个\n整治河道 45公里（第9段）；完成率 102.27%（第9段）。" in text
    assert "表1!B2" in said(quiet, book)


@pytest.mark.parametrize("evil", ["\x00\x0b\x1f", "\u202e\u2066", "\ud800", "]]>&<w:p/>", "\n\r\t", "\ufffe\uffff"])
def test_hostile_text_makes_a_file_that_opens(evil: str, audited: Audit, book: Book) -> None:
    finding = replace(
        audited.findings[1],
        message=evil,
        title=evil,
        quote=evil,
        place=evil,
        basis=evil,
        advice=evil,
        hints=(evil,),
        cannot_know=evil,
    )
    changed = replace(
        audited,
        unit=evil,
        document=replace(audited.document, name=f"{evil}.docx"),
        findings=(finding,),
        figures=tuple(replace(figure, label=evil, text=evil, place=evil) for figure in audited.figures),
        results=tuple(replace(result, statement=evil, explanation=evil) for result in audited.results),
        standings=tuple(Standing(Status.UNCHECKED, evil) for _ in audited.figures),
    )
    assert len(opened(changed, book).tables) == 2


def test_the_same_audit_gives_the_same_bytes_and_no_clock_stands_in_them(audited: Audit, book: Book) -> None:
    made = opinion.docx(audited, book)
    assert made == opinion.docx(audited, book)
    with ZipFile(BytesIO(made)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert archive.testzip() is None


def test_every_run_of_text_has_a_chinese_face_by_name(audited: Audit, book: Book) -> None:
    with ZipFile(BytesIO(opinion.docx(audited, book))) as archive:
        styles = archive.read("word/styles.xml").decode()
    for face in ("方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"):
        assert f'w:eastAsia="{face}"' in styles


def test_a_unit_and_a_year_that_were_not_read_are_left_for_the_reviewer_to_fill_in(audited: Audit, book: Book) -> None:
    text = said(replace(audited, unit="", year=None), book)
    assert text.startswith("（单位名称没有读出）（年度没有读出）\n部门整体支出绩效自评报告审核意见")
    assert "（单位名称没有读出）：\n" in text
