"""A number typed into a cell of a workbook that has no name: it comes from no fact; what the program itself wrote there is none."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from lxml import etree
from tests.linked import editor
from tests.linked.conftest import EXAMPLES, ROOT

from hengji import pipeline
from hengji.linked import known

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.linked.known import Filed
    from hengji.linked.look import Desk, Looked
    from hengji.rulebook.book import Book

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
        ("评分表.xlsx", "评分表", "T30", "55.5", "55.5"),
        ("评分表.xlsx", "评分表", "T30", " 1,105.00 万元 ", " 1,105.00 万元 "),
        ("数据表.xlsx", "自评数据表", "H40", "９７％", "９７％"),
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


def told(desk: Desk, looked: Looked) -> list[tuple[str, str, str]]:
    """Code, cell and words of every difference."""
    return [(each.code, each.place, desk.told(each, "").message) for each in looked.drifts]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("34.86", "34.86 → 34.86（存成了文字，公式不会计算它）"),
        ("35.86", "34.86 → 35.86（存成了文字，公式不会计算它）"),
        ("=30+4.86", "34.86 → 2（格里是手写的公式 =30+4.86，不是数）"),
    ],
)
def test_a_figure_stored_as_words_or_as_a_formula_is_told_and_put_back_as_a_number(
    value: str, said: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk
) -> None:
    content = typed(packages[NAME]["评分表.xlsx"], "计分数据", "D6", value)
    looked = look(content, filed[NAME], "评分表.xlsx")
    assert told(desk, looked) == [("DC24", "计分数据!D6", f"数字被改动：“三公”经费（决算）　{said}")]
    back, done, problems = desk.restore(looked, looked.drifts)
    assert (len(done), problems, back is not None) == (1, (), True)
    assert look(back, filed[NAME], "评分表.xlsx").same
    cell = openpyxl.load_workbook(BytesIO(back or b""))["计分数据"]["D6"]
    assert (cell.value, cell.data_type) == (34.86, "n")
    proposal, refused = desk.accept(looked, looked.drifts)
    assert ([each.code for each in refused], b"35.86" in proposal) == (["DC37"] if value == "34.86" else [], value == "35.86")


def test_a_formula_typed_over_a_fact_is_seen_without_an_evaluation_too(
    packages: dict[str, dict[str, bytes]], look: Callable[..., Looked]
) -> None:
    for workbook, sheet, cell in (("评分表.xlsx", "计分数据", "D6"), ("数据表.xlsx", "全部数据", "D5")):
        (found,) = look(typed(packages[NAME][workbook], sheet, cell, "=1+1"), None, workbook).drifts
        assert (found.code, found.place, found.remark, found.formula) == ("DC24", f"{sheet}!{cell}", "formula", "=1+1")


@pytest.mark.parametrize(
    ("at", "value", "was"),
    [
        (("数据表.xlsx", "全部数据", "C5"), 2021, ("2020", "年度")),
        (("评分表.xlsx", "计分数据", "C6"), 2021, ("2020", "年度")),
        (("数据表.xlsx", "全部数据", "E8"), "元", ("万元", "单位")),
        (("评分表.xlsx", "计分数据", "E6"), "亿元", ("万元", "单位")),
    ],
)
def test_year_and_unit_of_a_fact_are_seen_and_can_be_restored_and_not_accepted(
    at: tuple[str, str, str], value: object, was: tuple[str, str], packages: dict[str, dict[str, bytes]],
    filed: dict[str, Filed], look: Callable[..., Looked], desk: Desk,
) -> None:  # fmt: skip
    (workbook, sheet, cell), (old, name) = at, was
    content = typed(packages[NAME][workbook], sheet, cell, value)
    for evaluation in (None, filed[NAME]):
        (found,) = look(content, evaluation, workbook).drifts
        assert (found.code, found.place, found.new) == ("DC24", f"{sheet}!{cell}", str(value))
        assert found.called.endswith(f"的{name}")
        assert found.old == old or (evaluation is None and name == "单位")
    looked = look(content, filed[NAME], workbook)
    assert [(each.code, name in each.message) for each in desk.accept(looked, looked.drifts)[1]] == [("DC37", True)]
    assert look(desk.restore(looked, looked.drifts)[0], filed[NAME], workbook).same


def test_what_a_workbook_shows_by_formula_is_not_called_lacking(
    book: Book, look: Callable[..., Looked], desk: Desk, tmp_path: Path
) -> None:
    """A line that loses points since: its cell of reasons, empty when it was printed, is named and follows."""
    packages = []
    for number, actual in enumerate(("553人次", "200人次")):
        case = tmp_path / str(number) / "case.yaml"
        case.parent.mkdir()
        case.write_text(
            (ROOT / "examples" / NAME / "case.yaml").read_text(encoding="utf-8").replace("actual: 553人次", f"actual: {actual}"),
            encoding="utf-8",
        )
        made, _ = pipeline.evaluate(case, book)
        assert made is not None
        packages.append(made.files)
    after, _ = known.parse(packages[1]["evaluation.json"], "evaluation.json", book)
    looked = look(packages[0]["评分表.xlsx"], after, "评分表.xlsx")
    assert {each.code for each in looked.drifts} == {"DC27"}
    fresh, _, problems = desk.refresh(looked)
    assert (problems, look(fresh, after, "评分表.xlsx").same) == ((), True)
    assert look(packages[1]["评分表.xlsx"], after, "评分表.xlsx").same
    before, _ = known.parse(packages[0]["evaluation.json"], "evaluation.json", book)
    back, _, problems = desk.refresh(look(packages[1]["评分表.xlsx"], before, "评分表.xlsx"))
    assert (problems, look(back, before, "评分表.xlsx").same) == ((), True)


@pytest.mark.parametrize("workbook", BOOKS)
def test_a_workbook_of_another_unit_is_refused_though_most_of_its_cells_are_the_same(
    workbook: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / workbook
    path.write_bytes(packages[NAME][workbook])
    looked, problems = desk.look(path, replace(filed[NAME], unit="别的单位"))
    assert (looked, [each.code for each in problems]) == (None, ["DC36"])
    assert desk.look(path, filed[NAME])[1] == ()
