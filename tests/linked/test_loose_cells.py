"""A number typed into a cell of a workbook that has no name: it comes from no fact; what the program itself wrote there is none."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from lxml import etree
from tests.linked import editor
from tests.linked.conftest import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.linked.known import Filed
    from hengji.linked.look import Looked

BOOKS, NAME = ("评分表.xlsx", "数据表.xlsx"), "002-yiyang-2020"


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def typed(content: bytes, sheet: str, cell: str, value: object) -> bytes:
    """One cell written into the sheet's own XML, so that what formulas came to stays."""
    titles = openpyxl.load_workbook(BytesIO(content), read_only=True).sheetnames
    part = f"xl/worksheets/sheet{titles.index(sheet) + 1}.xml"

    def change(root: etree._Element) -> None:
        rows = root.find(f"{MAIN}sheetData")
        assert rows is not None
        number = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        row = next((each for each in rows if each.get("r") == number), None)
        row = etree.SubElement(rows, f"{MAIN}row", r=number) if row is None else row
        for old in [each for each in row if each.get("r") == cell]:
            row.remove(old)
        made = etree.SubElement(row, f"{MAIN}c", r=cell)
        if isinstance(value, str) and value.startswith("="):
            etree.SubElement(made, f"{MAIN}f").text = value[1:]
            etree.SubElement(made, f"{MAIN}v").text = "2"
        elif isinstance(value, str):
            made.set("t", "inlineStr")
            etree.SubElement(etree.SubElement(made, f"{MAIN}is"), f"{MAIN}t").text = value
        else:
            etree.SubElement(made, f"{MAIN}v").text = str(value)

    return editor.changed(content, change, part)


@pytest.mark.parametrize("workbook", BOOKS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_workbook_as_it_was_printed_has_one(
    name: str, workbook: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    for evaluation in (None, filed[name]):
        assert look(packages[name][workbook], evaluation, workbook).drifts == ()


@pytest.mark.parametrize(
    ("workbook", "sheet", "cell", "value", "told"),
    [
        ("评分表.xlsx", "评分表", "T30", 55.5, "55.5"),
        ("评分表.xlsx", "计分数据", "A60", 2020, "2020"),
        ("数据表.xlsx", "自评数据表", "H40", 12, "12"),
    ],
)
def test_it_is_named_with_its_cell_and_can_only_be_explained(
    workbook: str, sheet: str, cell: str, value: object, told: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed],
    look: Callable[..., Looked],
) -> None:  # fmt: skip
    content = typed(packages[NAME][workbook], sheet, cell, value)
    for evaluation in (None, filed[NAME]):
        found = look(content, evaluation, workbook).drifts
        assert [(each.code, each.place, each.new) for each in found] == [("DC25", f"{sheet}!{cell}", told)]


@pytest.mark.parametrize("value", ["已经核对", "见附表3", "=1+1"])
def test_words_and_formulas_are_no_numbers(
    value: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    assert look(typed(packages[NAME]["评分表.xlsx"], "评分表", "T30", value), filed[NAME], "评分表.xlsx").drifts == ()
