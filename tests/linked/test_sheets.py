"""评分表 and 数据表: every figure's cell has a name, and a cell that a hand changed is named."""

from __future__ import annotations

import random
import re
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from tests.linked import editor

from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lxml import etree

    from hengji.linked.known import Filed
    from hengji.linked.look import Desk, Looked

NAME, SHEET, TABLES = "002-yiyang-2020", "评分表.xlsx", "数据表.xlsx"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(root: etree._Element) -> dict[str, etree._Element]:
    return {each.get("r") or "": each for each in root.iter(f"{S}c")}


def named(content: bytes) -> dict[str, tuple[str, str]]:
    """Our names with sheet and cell, by another reader."""
    book = openpyxl.load_workbook(BytesIO(content))
    found = {}
    for name, defined in book.defined_names.items():
        if figures.ours(name):
            ((sheet, cell),) = defined.destinations
            found[name] = (sheet, cell.replace("$", ""))
    return found


def part_of(content: bytes, sheet: str) -> str:
    return f"xl/worksheets/sheet{openpyxl.load_workbook(BytesIO(content), read_only=True).sheetnames.index(sheet) + 1}.xml"


@pytest.mark.parametrize("file", [SHEET, TABLES])
@pytest.mark.parametrize("name", [NAME, "004-bianban-2023"])
def test_a_workbook_as_it_was_made_is_the_same(
    name: str, file: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    for evaluation in (None, filed[name]):
        looked = look(packages[name][file], evaluation, file)
        assert (looked.drifts, looked.problems) == ((), ())
        assert looked.counts["bound"] == len(named(packages[name][file])) > 20


@pytest.mark.parametrize("file", [SHEET, TABLES])
def test_a_cell_changed_by_hand_is_named_and_no_other(
    file: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    content, chance = packages[NAME][file], random.Random(52026)  # noqa: S311 - a seed
    numbers = openpyxl.load_workbook(BytesIO(content))
    plain = [
        (name, sheet, cell) for name, (sheet, cell) in named(content).items() if isinstance(numbers[sheet][cell].value, int | float)
    ]
    assert len(plain) >= 20
    for turn in range(12):
        name, sheet, cell = chance.choice(plain)

        def change(root: etree._Element, cell: str = cell) -> None:
            value = cells(root)[cell].find(f"{S}v")
            assert value is not None
            value.text = str(round(float(value.text or "0") + 1.25, 4))

        looked = look(editor.changed(content, change, part_of(content, sheet)), filed[NAME] if turn % 2 else None, file)
        form = {(each.bound, each.kind, each.place) for each in looked.drifts}
        assert form == {(None, "changed", f"{sheet}!{cell}")}
        assert all(each.key.split("-")[0] == name.split("_")[1] for each in looked.drifts)


def test_a_formula_only_follows_and_one_that_was_typed_over_is_named(
    packages: dict[str, dict[str, bytes]], look: Callable[..., Looked]
) -> None:
    content = packages[NAME][SHEET]
    book = openpyxl.load_workbook(BytesIO(content))
    sums = [(sheet, cell) for sheet, cell in named(content).values() if str(book[sheet][cell].value).startswith("=")]
    sheet, cell = sums[-1]
    part = part_of(content, sheet)

    def over(root: etree._Element) -> None:
        found = cells(root)[cell]
        formula, value = found.find(f"{S}f"), found.find(f"{S}v")
        assert formula is not None
        assert value is not None
        found.remove(formula)
        value.text = "77.5"
        found.attrib.pop("t", "")

    assert [(each.kind, each.new, each.place) for each in look(editor.changed(content, over, part), name=SHEET).drifts] == [
        ("changed", "77.5", f"{sheet}!{cell}")
    ]

    def input_and_sum(root: etree._Element) -> None:
        points = next(
            place
            for where, place in named(content).values()
            if where == sheet and re.fullmatch(r"H\d+", place) and (where, place) not in sums
        )
        for place, number in ((points, "1.5"), (cell, "77.5")):
            value = cells(root)[place].find(f"{S}v")
            assert value is not None
            value.text = number

    looked = look(editor.changed(content, input_and_sum, part), name=SHEET)
    assert ([each.new for each in looked.drifts], looked.counts["follow"]) == (["1.5"], 1)


def test_a_name_that_leads_nowhere_and_a_workbook_without_names(
    packages: dict[str, dict[str, bytes]], desk: Desk, look: Callable[..., Looked], tmp_path: Path
) -> None:
    def cut(root: etree._Element) -> None:
        names = [each for each in root.iter(f"{S}definedName") if figures.ours(each.get("name") or "")]
        names[0].text = "#REF!"

    def none(root: etree._Element) -> None:
        for each in [each for each in root.iter(f"{S}definedName") if figures.ours(each.get("name") or "")]:
            each.getparent().remove(each)  # type: ignore[union-attr]

    content = packages[NAME][SHEET]
    assert [each.kind for each in look(editor.changed(content, cut, "xl/workbook.xml"), name=SHEET).drifts] == ["removed"]
    path = tmp_path / "无.xlsx"
    path.write_bytes(editor.changed(content, none, "xl/workbook.xml"))
    looked, problems = desk.look(path)
    assert (looked, [each.code for each in problems]) == (None, ["DC23"])


def test_a_stale_workbook_is_named_by_its_facts(
    packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked]
) -> None:
    old = filed[NAME]
    tables = tuple(
        figures.Placed(each.number, each.figure, "1200", each.called)
        if each.figure == "basic_expenditure/2020/outturn/|cell"
        else each
        for each in old.parts["tables"]
    )
    newer = type(old)(old.unit, old.year, {**old.parts, "tables": tables}, ())
    found = look(packages[NAME][TABLES], newer, TABLES).drifts
    assert [(each.kind, each.old, each.new) for each in found] == [("stale", "1101.73", "1200")]


@pytest.mark.office
@pytest.mark.skipif(editor.OFFICE is None, reason="no office program (make office): workbooks through LibreOffice")
@pytest.mark.parametrize("file", [SHEET, TABLES])
def test_a_workbook_that_libreoffice_saved_again_is_the_same(
    file: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], look: Callable[..., Looked], tmp_path: Path
) -> None:
    (tmp_path / file).write_bytes(packages[NAME][file])
    saved = editor.through_office(tmp_path / file, "xlsx", tmp_path).read_bytes()
    looked = look(saved, filed[NAME], file)
    assert ([(each.kind, each.old, each.new, each.place) for each in looked.drifts], looked.problems) == ([], ())
    assert looked.counts["bound"] == len(named(packages[NAME][file]))
