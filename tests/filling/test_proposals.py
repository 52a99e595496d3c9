"""Files propose values with their places, through the jail; a bad file proposes nothing and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook

from hengji.filling import proposals
from hengji.writing.workbook import blank

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.filling.form import Form

REPORT = "2022年度某单位部门整体支出绩效自评报告\n\n一、收支情况\n\n2022年本年收入合计1000.50万元，本年支出合计990.25万元，年末结转和结余10.25万元。\n"


def test_a_filled_workbook_proposes_each_value_with_its_cell(filling: Form, tmp_path: Path) -> None:
    path = tmp_path / "填报表.xlsx"
    path.write_bytes(blank(filling.book, filling.scheme, "某单位", filling.year))
    book = load_workbook(path)
    sheet = book["收支"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "本年支出合计")
    row[4].value = "2900.80"
    book.save(path)
    found = proposals.read(proposals.WORKBOOK, path, path.name, filling)
    [proposed] = [each for each in found.fields if each.key == "facts/本年支出合计"]
    assert (proposed.text, proposed.place.startswith("填报表.xlsx:收支!")) == ("2900.80", True)


@pytest.mark.parametrize(("unit", "told"), [("某单位", []), ("某 单位", []), ("别的单位", ["WF99"]), ("", [])])
def test_a_workbook_of_another_unit_is_told_and_its_values_are_still_only_proposals(
    filling: Form, tmp_path: Path, unit: str, told: list[str]
) -> None:
    path = tmp_path / "填报表.xlsx"
    path.write_bytes(blank(filling.book, filling.scheme, "某单位", filling.year))
    found = proposals.read(proposals.WORKBOOK, path, path.name, filling, unit=unit)
    names = [each for each in found.problems if each.code == "WF99"]
    assert [each.code for each in names] == told
    assert all("“某单位”" in each.message and "“别的单位”" in each.message for each in names)


def test_one_bad_cell_of_a_workbook_is_named_and_the_others_are_proposed(filling: Form, tmp_path: Path) -> None:
    path = tmp_path / "填报表.xlsx"
    path.write_bytes(blank(filling.book, filling.scheme, "某单位", filling.year))
    book = load_workbook(path)
    rows = {row[0].value: row for row in book["收支"].iter_rows()}
    rows["本年支出合计"][4].value = "2900.80"
    rows["本年收入合计"][4].value = "=1+1"
    book.save(path)
    found = proposals.read(proposals.WORKBOOK, path, path.name, filling)
    assert [each.text for each in found.fields if each.key == "facts/本年支出合计"] == ["2900.80"]
    assert not [each for each in found.fields if each.key == "facts/本年收入合计"]
    assert any("收支" in str(each.place) for each in found.problems)


def test_a_report_of_last_year_proposes_last_years_figures_as_last_years(filling: Form, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    found = proposals.read(proposals.REPORT, path, "上年报告.txt", filling)
    assert "990.25万元" in {each.text for each in found.fields if each.key == "facts/上年（本年支出合计）"}
    assert all(each.key.startswith("facts/上年") for each in found.fields)
    assert all(each.place.startswith("上年报告.txt:") and each.quote for each in found.fields)


@pytest.mark.parametrize("kind", [proposals.WORKBOOK, proposals.ACCOUNTS, proposals.REPORT])
def test_a_file_that_is_none_of_these_proposes_nothing_and_says_why(filling: Form, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"\x00\x01 no workbook")
    found = proposals.read(kind, path, "坏文件.xlsx", filling)
    assert (found.fields, bool(found.problems)) == ((), True)
    assert all(each.message and each.place.file.startswith("坏文件") for each in found.problems)


def test_a_filled_workbook_is_read_as_one_whatever_was_chosen(filling: Form, tmp_path: Path) -> None:
    path = tmp_path / "填报表.xlsx"
    path.write_bytes(blank(filling.book, filling.scheme, "某单位", filling.year))
    book = load_workbook(path)
    next(row for row in book["收支"].iter_rows() if row[0].value == "本年支出合计")[4].value = "2900.80"
    book.save(path)
    for kind in (proposals.REPORT, proposals.ACCOUNTS):
        found = proposals.read(kind, path, path.name, filling)
        assert [each.text for each in found.fields if each.key == "facts/本年支出合计"] == ["2900.80"]
        assert not [each for each in found.problems if each.code.startswith("RD")]


def test_a_report_of_another_year_is_told_with_the_years_that_are_wanted(filling: Form, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT.replace("2022", "2019"), encoding="utf-8")
    found = proposals.read(proposals.REPORT, path, "旧报告.txt", filling)
    assert found.fields == ()
    [told] = [each for each in found.problems if each.code == "WF98"]
    assert all(words in told.message for words in ("2019年度", f"{filling.year} 年度", f"{filling.year - 1} 年度"))


@pytest.mark.parametrize(("unit", "codes"), [("某单位", []), ("示范市某单位", []), ("另一单位", ["WF99"]), ("", [])])
def test_a_file_of_another_unit_is_told_and_proposed_all_the_same(
    filling: Form, tmp_path: Path, unit: str, codes: list[str]
) -> None:
    path = tmp_path / "填报表.xlsx"
    path.write_bytes(blank(filling.book, filling.scheme, "某单位", filling.year))
    book = load_workbook(path)
    next(row for row in book["收支"].iter_rows() if row[0].value == "本年支出合计")[4].value = "2900.80"
    book.save(path)
    found = proposals.read(proposals.WORKBOOK, path, path.name, filling, unit=unit)
    assert [each.code for each in found.problems if each.code.startswith("WF")] == codes
    assert found.fields


def plain_sheet(path: Path) -> Path:
    """项目 · 金额（万元）, with one name that nobody knows."""
    book = Workbook()
    assert book.active is not None
    book.active.title = "数据"
    for row in (("项目", "金额（万元）"), ("本年支出合计", 2900.8), ("食堂结余", 3.5)):
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("kind", proposals.KINDS)
def test_a_plain_sheet_is_read_as_one_whatever_was_chosen(filling: Form, tmp_path: Path, kind: str) -> None:
    found = proposals.read(kind, plain_sheet(tmp_path / "x.xlsx"), "数据.xlsx", filling)
    assert [(each.key, each.text, each.place) for each in found.fields] == [
        ("facts/本年支出合计", "2900.8万元", "数据.xlsx:数据!B2")
    ]
    assert [(each.code, str(each.place)) for each in found.problems] == [("WF38", "数据.xlsx"), ("WF36", "数据.xlsx:数据!B3")]
    assert "食堂结余" in found.problems[1].message


def test_what_was_chosen_is_told_where_a_plain_sheet_has_nothing_for_the_form(filling: Form, tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for number in range(400):
        book.active.append((f"明细{number}号", number))
    book.save(tmp_path / "x.xlsx")
    assert {each.code for each in proposals.read(proposals.ACCOUNTS, tmp_path / "x.xlsx", "x.xlsx", filling).problems} >= {"RD25"}
    told = proposals.read(proposals.VALUES, tmp_path / "x.xlsx", "x.xlsx", filling).problems
    assert (told[0].code, told[-1].code, len(told)) == ("WF14", "WF37", 2 + proposals.MOST_LEFT)
