"""Tables that lost their form in a text are found with their cells; prose never becomes one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji.core.document import HEADING, LINE, Block, Cell, Document, Table
from hengji.reading import text_tables

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

ROOT = Path(__file__).resolve().parents[2]


def document(text: str, kind: str = "text") -> Document:
    """A text whose blocks are its lines that are not empty, without the spaces around them."""
    blocks: list[Block] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            begin = start + len(line) - len(line.lstrip())
            blocks.append(Block(LINE, begin, begin + len(line.strip()), f"¶{len(blocks) + 1}"))
        start += len(line) + 1
    return Document("报告.txt", "", kind, text, tuple(blocks))


def rows(table: Table, text: str) -> list[list[str]]:
    """The texts of the cells of each row, line ends left out."""
    found: dict[int, list[str]] = {}
    for cell in table.cells:
        found.setdefault(cell.row, []).append(text[cell.start : cell.end].replace("\n", ""))
    return [found[row] for row in sorted(found)]


def found(text: str, book: Book) -> list[list[list[str]]]:
    tables, _ = text_tables.find(document(text), book)
    return [rows(table, text) for table in tables]


def _seed(name: str) -> str:
    folders = [Path(os.environ["HENGJI_SEEDS"])] if os.environ.get("HENGJI_SEEDS") else []
    for folder in [*folders, ROOT.parent / "shared" / "seeds"]:
        path = folder / f"{name}.txt"
        if path.is_file():
            return path.read_bytes().decode("utf-8-sig")
    pytest.skip(f"seed {name} is not here: neither $HENGJI_SEEDS nor ../shared/seeds beside the checkout holds {name}.txt")


# —— rows with tabs ——


def test_rows_parted_by_tabs_are_a_table_and_a_leading_tab_is_an_empty_cell(book: Book) -> None:
    text = "收支如下。\n单位：万元\n\n\t教育支出\t农林水支出\n预算\t10.00\t20.00\n决算\t9.00\t\n\n以上是全部情况。"
    tables, used = text_tables.find(document(text), book)
    assert [rows(table, text) for table in tables] == [
        [["", "教育支出", "农林水支出"], ["预算", "10.00", "20.00"], ["决算", "9.00", ""]]
    ]
    assert used == {2, 3, 4}
    assert [table.caption for table in tables] == ["收支如下。\n单位：万元"]
    assert [table.certain for table in tables] == [False]
    assert {cell.place for cell in tables[0].cells if cell.row == 1} == {"表1!A2", "表1!B2", "表1!C2"}


def test_a_ragged_row_keeps_its_own_count_of_cells(book: Book) -> None:
    text = "指标名称\t二级\t指标值\n甲\t数量\t46\n乙项培训(次)\t5\n丙\t质量\t98%\n"
    assert found(text, book) == [
        [["指标名称", "二级", "指标值"], ["甲", "数量", "46"], ["乙项培训(次)", "5"], ["丙", "质量", "98%"]]
    ]


def test_a_stray_short_line_between_rows_is_a_row_and_a_long_one_ends_the_table(book: Book) -> None:
    text = (
        "项目\t决算数\n甲\t1.00\n\n效 益\n\n乙\t2.00\n这一行是很长的正文，说明上面各项支出的用途和完成情况，它不是表格的一部分。\n"
    )
    assert found(text, book) == [[["项目", "决算数"], ["甲", "1.00"], ["效 益"], ["乙", "2.00"]]]


# —— one cell a line ——


def test_one_cell_a_line_with_tabs_makes_rows_that_end_at_a_blank_line(book: Book) -> None:
    text = "附件\n\t项目\n\t上年\n决算数\n\t预算数\n\n\t会议费\n\t1.20　\n\t　2.00\n\n\t培训费\n\t\n\t3.00\n\n\n说明：无。"
    assert found(text, book) == [[["项目", "上年决算数", "预算数"], ["会议费", "1.20", "2.00"], ["培训费", "", "3.00"]]]


def test_a_cell_goes_on_behind_a_blank_line_where_a_bracket_opens(book: Book) -> None:
    text = "\t指标\n\t分值\n\t得分\n\n\t产出指标\n\n(50分)\n\t50\n\t48\n\n\t效益指标\n\t30\n\t30\n"
    assert found(text, book) == [[["指标", "分值", "得分"], ["产出指标(50分)", "50", "48"], ["效益指标", "30", "30"]]]


def test_one_cell_a_line_without_tabs_is_cut_by_the_width_of_its_header(book: Book) -> None:
    text = "收支情况\n\n项目\n预算数\n决算数\n基本支出\n100.00\n98.00\n项目支出\n50.00\n—\n合计\n150.00\n98.00\n\n以上数据取自决算报表，不再逐项说明。"
    tables, used = text_tables.find(document(text), book)
    assert [rows(table, text) for table in tables] == [
        [["项目", "预算数", "决算数"], ["基本支出", "100.00", "98.00"], ["项目支出", "50.00", "—"], ["合计", "150.00", "98.00"]]
    ]
    assert used == set(range(1, 13))


def test_a_word_that_no_list_knows_may_head_the_labels(book: Book) -> None:
    text = "甲类情况（万元）\n上年决算数\n本年决算数\n会议费\n1.00\n2.00\n培训费\n3.00\n4.00\n"
    assert found(text, book) == [
        [["甲类情况（万元）", "上年决算数", "本年决算数"], ["会议费", "1.00", "2.00"], ["培训费", "3.00", "4.00"]]
    ]


def test_a_row_that_lost_an_empty_cell_stands_with_the_cells_that_are_left(book: Book) -> None:
    text = "项目\n预算数\n决算数\n甲\n1.00\n2.00\n乙\n3.00\n丙\n5.00\n6.00\n"
    assert found(text, book) == [[["项目", "预算数", "决算数"], ["甲", "1.00", "2.00"], ["乙", "3.00"], ["丙", "5.00", "6.00"]]]


# —— spaces and strokes ——


def test_rows_parted_by_spaces_are_a_table(book: Book) -> None:
    text = "项目　　预算数  决算数\n基本支出  100.00  98.00\n项目支出  50.00  49.00\n\n正文从这里开始。"
    assert found(text, book) == [[["项目", "预算数", "决算数"], ["基本支出", "100.00", "98.00"], ["项目支出", "50.00", "49.00"]]]


def test_a_label_with_two_numbers_behind_single_spaces_is_a_row(book: Book) -> None:
    text = "科目 预算 决算\n教育支出 10.00 9.00\n农林水支出 20.00 18.50\n合计 30.00 27.50\n"
    assert found(text, book)[0][-3:] == [
        ["教育支出", "10.00", "9.00"],
        ["农林水支出", "20.00", "18.50"],
        ["合计", "30.00", "27.50"],
    ]


def test_rows_between_strokes_are_a_table_without_the_line_of_rules(book: Book) -> None:
    text = "|项目|分值|得分|\n|---|---|---|\n|甲|10|9|\n|乙|20|20|\n"
    assert found(text, book) == [[["项目", "分值", "得分"], ["甲", "10", "9"], ["乙", "20", "20"]]]


# —— what stays text ——


@pytest.mark.parametrize(
    "text",
    [
        "2023年本年收入1169.61万元，本年支出1169.11万元，年末结转和结余1.53万元。",
        "\t本单位按时完成了全部工作任务。\n\t支出共计12.50万元，用于日常运转。\n\t今后将继续加强管理。",
        "组 长：○○○  主任\n副组长：○○○  副主任\n组 员：○○○  科员\n",
        "填表人：      填报日期：      联系电话：\n单位负责人：      审核人：\n",
        "一、基本情况\n二、收支情况\n三、预算执行\n四、存在问题\n五、下一步打算\n六、其他\n",
        "预算编制合理。\n预算\n执行\n决算\n绩效\n监督\n",
        "",
        "\n\n\t\n",
        "12\n34\n56\n78\n90\n12\n",
    ],
)
def test_prose_signatures_and_lists_are_no_tables(text: str, book: Book) -> None:
    assert text_tables.find(document(text), book) == ((), frozenset())


def test_a_whole_report_on_one_line_is_no_table(book: Book) -> None:
    assert text_tables.find(document("项目 预算数 决算数 基本支出 10.00 9.00 项目支出 5.00 4.00。" * 40), book) == ((), frozenset())


def test_other_formats_keep_the_tables_that_they_drew(book: Book) -> None:
    assert text_tables.find(document("项目\t决算数\n甲\t1.00\n乙\t2.00\n", "docx"), book) == ((), frozenset())


def test_headings_and_drawn_cells_are_not_taken_and_places_count_on(book: Book) -> None:
    text = "项目\t决算数\n甲\t1.00\n乙\t2.00\n题目\n丙 4.00\n项目\t预算数\n丁\t1.00\n戊\t2.00"
    plain = document(text, "pdf")
    heading = text.index("题目")
    drawn = text.index("丙")
    blocks = tuple(
        Block(HEADING, each.start, each.end, each.place, 1) if each.start == heading else each
        for each in plain.blocks
        if each.start != drawn
    )
    table = Table("表1", (Cell(0, 0, 1, 1, drawn, drawn + 1, "表1!A1"), Cell(0, 1, 1, 1, drawn + 2, drawn + 6, "表1!B1")))
    tables, used = text_tables.find(Document("报告.pdf", "", "pdf", text, blocks, (table,)), book)
    assert [rows(each, text) for each in tables] == [
        [["项目", "决算数"], ["甲", "1.00"], ["乙", "2.00"]],
        [["项目", "预算数"], ["丁", "1.00"], ["戊", "2.00"]],
    ]
    assert [each.place for each in tables] == ["表2", "表3"]
    assert used == {0, 1, 2, 4, 5, 6}


# —— the seeds ——


@pytest.mark.parametrize("seed", ["000", "001", "003"])
def test_a_seed_without_tables_stays_text(seed: str, book: Book) -> None:
    assert text_tables.find(document(_seed(seed)), book) == ((), frozenset())


@pytest.mark.parametrize(("seed", "lines"), [("002", [(94, 208), (216, 529)]), ("004", [(59, 147), (157, 159)])])
def test_the_tables_of_a_seed_are_those_that_a_person_sees(seed: str, lines: list[tuple[int, int]], book: Book) -> None:
    text = _seed(seed)
    tables, _ = text_tables.find(document(text), book)
    stand = [[text.count("\n", 0, cell.start) + 1 for cell in table.cells] for table in tables]
    assert [(min(each), max(each)) for each in stand] == lines


def test_the_annex_of_a_seed_reads_the_same_without_its_tabs(book: Book) -> None:
    text = _seed("002").replace("\t", "")
    table = rows(text_tables.find(document(text), book)[0][0], text)
    assert [len(row) for row in table] == [4] * 17
    assert table[0][1:] == ["2019年决算数", "2020年预算数", "2020年决算数"]
    assert [row[3].strip() for row in table[1:5]] == ["34.86", "30.48", "19.57", "10.91"]


def test_cells_one_on_a_line_whose_header_no_word_is_known_of(book: Book) -> None:
    """The kinds of cells come back in one period: a label and numbers; a row of totals with empty places is left out."""
    cells = [
        "区域",
        "清运",
        "分拣",
        "转运",
        "东片",
        "1,264",
        "95.00",
        "13.2",
        "西片",
        "1,105",
        "92.50",
        "18.4",
        "南片",
        "1,347",
        "97.10",
        "26.1",
        "北片",
        "1,932",
        "88.30",
        "17.3",
        "合计",
        "5,648",
        "75.0",
    ]
    (table,) = found("各片区情况见下\n" + "\n".join(cells) + "\n以上数据由各片区上报。\n", book)
    assert table == [cells[at : at + 4] for at in range(0, 20, 4)]


@pytest.mark.parametrize(
    "words",
    [
        "附件 目录 说明 第一章 1 总则 第二章 2 分则 第三章 3 附则",
        "联系人 电话 地址 张三 8123456 一楼 李四 8123457 二楼 王五 8123458 三楼",
        "东片 1,264 95.00 西片 1,105 92.50 南片 1,347 97.10",
    ],
)
def test_short_lines_of_no_period_are_no_table(words: str, book: Book) -> None:
    """Words among numbers, one column of numbers, or no header."""
    assert found("\n".join(words.split()) + "\n", book) == []
