"""Cells with numbers are called by the words around them: row, groups above it, headers, unit, stage, year and role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.document import Cell, Table
from hengji.reading.cell_names import CellName, name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.rulebook.book import Book

OVER = "<"


def named(
    lines: Sequence[str], book: Book, *, caption: str = "", certain: bool = True, year: int | None = 2023
) -> dict[tuple[int, int], CellName]:
    """The names of a table whose rows are texts parted by strokes; `<` is a place that the cell on its left covers."""
    text, cells = "", []
    for row, line in enumerate(lines):
        parts = line.split("|")
        for column, part in enumerate(parts):
            if part == OVER:
                continue
            covers = next((count for count, other in enumerate(parts[column + 1 :], 1) if other != OVER), len(parts) - column)
            start = len(text) + len(part) - len(part.lstrip())
            cells.append(Cell(row, column, 1, covers, start, start + len(part.strip()), ""))
            text += part + "\n"
    return {(each.row, each.column): each for each in name(Table("表1", tuple(cells), certain, caption), text, book, year)}


def test_a_cell_is_called_by_its_row_and_its_column_with_the_unit_of_the_unit_line(book: Book) -> None:
    cells = named(["项目|2022年决算数|2023年年初预算数|全年预算数", "培训费|1.00|2.00|3.00"], book, caption="经费情况\n单位：万元")
    assert [(c.label, c.header, c.unit_label, c.stage, c.year) for c in cells.values()] == [
        ("培训费", ("2022年决算数",), "万元", "outturn", 2022),
        ("培训费", ("2023年年初预算数",), "万元", "original", 2023),
        ("培训费", ("全年预算数",), "万元", "revised", None),
    ]


def test_a_bare_word_for_budget_leaves_the_stage_open(book: Book) -> None:
    cell = named(["项目|预算数", "培训费|1.00", "会议费|2.00"], book)[1, 1]
    assert (cell.stage_words, cell.stage) == ("预算数", "")


def test_this_year_and_last_year_are_counted_from_the_year_of_the_report(book: Book) -> None:
    lines = ["项目|上年决算数|本年决算数", "收入|1.00|2.00"]
    assert [cell.year for cell in named(lines, book, year=2023).values()] == [2022, 2023]
    assert [cell.year for cell in named(lines, book, year=None).values()] == [None, None]


def test_headers_over_several_columns_stand_before_those_under_them(book: Book) -> None:
    cells = named(["项目|2022年|<|2023年|<", "|预算数|决算数|预算数|决算数", "甲|1|2|3|4"], book)
    assert [(c.header, c.year, c.stage) for c in cells.values()] == [
        (("2022年", "预算数"), 2022, ""),
        (("2022年", "决算数"), 2022, "outturn"),
        (("2023年", "预算数"), 2023, ""),
        (("2023年", "决算数"), 2023, "outturn"),
    ]


def test_units_come_from_the_cell_the_header_the_row_the_corner_then_the_unit_line(book: Book) -> None:
    lines = ["项目|数量（个）|金额|完成率", "甲|5|7.00|98%", "乙（万元）|6|8.00|0.9", "丙|7个|9元|99"]
    cells = named(lines, book, caption="单位：元")
    assert [cells[1, column].unit_label for column in (1, 2, 3)] == ["个", "元", "%"]
    assert [cells[2, column].unit_label for column in (1, 2, 3)] == ["个", "万元", "万元"]
    assert [cells[3, column].unit_label for column in (1, 2, 3)] == ["个", "元", "%"]
    staff = named(["人员情况（人）|编制数|实有人数|控制率", "|20|19|95.00%"], book)
    assert [(c.parents, c.header[-1], c.unit_label, c.role) for c in staff.values()] == [
        (("人员情况",), "编制数", "人", "value"),
        (("人员情况",), "实有人数", "人", "value"),
        (("人员情况",), "控制率", "%", "rate"),
    ]


def test_numbered_rows_and_those_of_which_stand_under_their_rows(book: Book) -> None:
    lines = [
        "项目|决算数",
        "三项经费|10",
        "  1、车辆|7",
        "     其中：购置|4",
        "           运行|3",
        "  2、接待|3",
        "其他经费：|5",
        "  1、印刷|5",
    ]
    cells = named(lines, book)
    assert [(c.label, c.parents, c.parent_row, c.how) for c in cells.values()] == [
        ("三项经费", (), -1, ""),
        ("车辆", ("三项经费",), 1, "number"),
        ("购置", ("三项经费", "车辆"), 2, "of_which"),
        ("运行", ("三项经费", "车辆"), 2, "of_which"),
        ("接待", ("三项经费",), 1, "number"),
        ("其他经费", (), -1, ""),
        ("印刷", ("其他经费",), 6, "number"),
    ]


def test_codes_say_which_row_is_a_part_of_which_and_are_no_figures(book: Book) -> None:
    cells = named(
        ["科目编码|科目名称|合计", "205|教育支出|9", "20502|普通教育|9", "2050201|学前教育|4", "2050202|小学教育|5", "合计||9"],
        book,
    )
    assert [(c.label, c.parent_row, c.how) for c in cells.values() if c.column == 2] == [
        ("教育支出", -1, ""),
        ("普通教育", 1, "code"),
        ("学前教育", 2, "code"),
        ("小学教育", 2, "code"),
        ("合计", -1, ""),
    ]
    assert {c.role for c in cells.values() if c.column == 0} == {"index"}
    assert [c.is_total for c in cells.values() if c.column == 2] == [False, False, False, False, True]


def test_groups_of_indicators_are_carried_down_and_the_roles_of_columns_are_said(book: Book) -> None:
    lines = [
        "一级指标|二级指标|三级指标|指标值|完成值|分值|得分|偏差原因",
        "产出指标（50分）|数量指标|培训人次|≥100人次|120人次|30|30|超出20人次",
        "||印刷数|≤5|4|20|20|",
    ]
    cells = named(lines, book)
    assert [(c.label, c.parents, c.role, c.unit_label) for c in cells.values() if c.row == 2] == [
        ("印刷数", ("产出指标", "数量指标"), "target", ""),
        ("印刷数", ("产出指标", "数量指标"), "actual", ""),
        ("印刷数", ("产出指标", "数量指标"), "weight", "分"),
        ("印刷数", ("产出指标", "数量指标"), "points", "分"),
    ]
    group = cells[1, 0]
    assert (group.label, group.group_row, group.role, group.unit_label) == ("产出指标", True, "weight", "分")
    assert (1, 7) not in cells


def test_a_row_that_does_not_stand_under_its_header_is_loose(book: Book) -> None:
    cells = named(["名称|预算数|决算数", "甲|1.00|2.00", "乙|3.00"], book, certain=False)
    assert [(c.label, c.header, c.loose) for c in cells.values()] == [
        ("甲", ("预算数",), False),
        ("甲", ("决算数",), False),
        ("乙", (), True),
    ]


def test_the_numbers_of_a_short_row_of_totals_are_full_marks_and_points(book: Book) -> None:
    cells = named(["指标|指标值|完成值|分值|得分|备注", "甲|1|1|60|58|", "乙|1|1|40|40|", "总分|100|98|"], book, certain=False)
    assert [(c.role, c.unit_label, c.is_total, c.loose) for c in cells.values() if c.row == 3] == [
        ("weight", "分", True, True),
        ("points", "分", True, True),
    ]


def test_a_cell_that_holds_its_label_is_called_by_it(book: Book) -> None:
    lines = ["|预算数（万元）|执行数（万元）", "总额|10.00|9.00", "|按来源划分：|", "|其中：拨款：8.00|", "|其他资金：2.00|"]
    cells = named(lines, book, certain=False)
    assert [(c.label, c.parents, c.unit_label, c.own) for c in cells.values() if c.row > 2] == [
        ("拨款", ("按来源划分",), "万元", True),
        ("其他资金", ("按来源划分",), "万元", True),
    ]


def test_a_total_is_known_in_rows_and_columns_and_a_row_that_counts_columns_has_no_figures(book: Book) -> None:
    cells = named(["项目|合计|基本支出|项目支出", "栏次|1|2|3", "甲|3|1|2", "小计|3|1|2", "总计|3|1|2"], book)
    assert [(cells[row, 1].is_total, cells[row, 1].subtotal, cells[row, 1].grand) for row in (2, 3, 4)] == [
        (False, False, False),
        (True, True, False),
        (True, False, True),
    ]
    assert [cells[2, column].column_sums for column in (1, 2, 3)] == [True, False, False]
    assert {cells[1, column].role for column in (1, 2, 3)} == {"index"}


def test_two_blocks_beside_one_another_have_their_own_labels(book: Book) -> None:
    cells = named(["收入|<|支出|<", "项目|决算数|项目|决算数", "拨款收入|1.00|教育支出|2.00"], book)
    assert [(c.label, c.header) for c in cells.values()] == [("拨款收入", ("收入", "决算数")), ("教育支出", ("支出", "决算数"))]
