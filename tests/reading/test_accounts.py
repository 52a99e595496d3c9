"""The nine public tables in six published shapes say the same facts, each with its cell; the meaning is written here a second time."""

from __future__ import annotations

import importlib.util
import io
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from hengji.core.quantity import Quantity
from hengji.reading.formats import accounts

if TYPE_CHECKING:
    from types import ModuleType

    from hengji.core.fact import Fact
    from hengji.reading.formats.accounts import Imported
    from hengji.rulebook.book import Book


def _maker() -> ModuleType:
    """The maker stands beside this file; tests are folders, not packages."""
    spec = importlib.util.spec_from_file_location("accounts_maker", Path(__file__).with_name("accounts_maker.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["accounts_maker"] = module
    spec.loader.exec_module(module)
    return module


maker = _maker()
Key = tuple[str, int, str, tuple[tuple[str, str], ...]]
GENERAL, FUND, STATE = (("fund", name) for name in ("一般公共预算", "政府性基金预算", "国有资本经营预算"))

ROWS: dict[tuple[str, int], dict[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
    ("01", 0): {
        "general": ("general_budget_revenue", ()),
        "fund": ("fund_budget_revenue", ()),
        "state": ("state_capital_revenue", ()),
        "other": ("other_revenue", ()),
        "income": ("revenue_total", ()),
        "opening": ("opening_carry_over", ()),
        "opening_basic": ("opening_basic_carry_over", ()),
        "opening_project": ("opening_project_carry_over", ()),
        "total": ("revenue_grand_total", ()),
    },
    ("01", 1): {
        "spending": ("expenditure_total", ()),
        "closing": ("closing_carry_over", ()),
        "closing_basic": ("closing_basic_carry_over", ()),
        "closing_project": ("closing_project_carry_over", ()),
        "total": ("expenditure_grand_total", ()),
    },
    ("04", 0): {
        "general": ("general_budget_revenue", ()),
        "fund": ("fund_budget_revenue", ()),
        "state": ("state_capital_revenue", ()),
        "income": ("appropriation_revenue", ()),
        "opening": ("fiscal_opening_carry_over", ()),
        "opening_general": ("fiscal_opening_carry_over", (GENERAL,)),
        "opening_fund": ("fiscal_opening_carry_over", (FUND,)),
        "total": ("fiscal_revenue_grand_total", ()),
    },
    ("04", 1): {
        "spending": ("appropriation_expenditure", ()),
        "closing": ("fiscal_closing_carry_over", ()),
        "total": ("fiscal_expenditure_grand_total", ()),
    },
    ("06", 0): {"personnel": ("general_personnel_cost", ())},
    ("06", 2): {"running": ("general_running_cost", ())},
}
"""What the rows of our own keys mean: concept and members."""
CODED = {("01", 1): "expenditure_total", ("04", 1): "appropriation_expenditure"}
COLUMNS: dict[tuple[str, str], tuple[str, tuple[tuple[str, str], ...]]] = {
    ("02", "total"): ("revenue_total", ()),
    ("02", "fiscal"): ("appropriation_revenue", ()),
    ("02", "other"): ("other_revenue", ()),
    ("03", "total"): ("expenditure_total", ()),
    ("03", "basic"): ("basic_expenditure", ()),
    ("03", "project"): ("project_expenditure", ()),
    ("05", "total"): ("general_budget_expenditure", ()),
    ("05", "basic"): ("general_basic_expenditure", ()),
    ("05", "project"): ("general_project_expenditure", ()),
    ("07", "opening"): ("fiscal_opening_carry_over", (FUND,)),
    ("07", "revenue"): ("fund_budget_revenue", ()),
    ("07", "total"): ("fund_budget_expenditure", ()),
    ("07", "project"): ("fund_project_expenditure", ()),
    ("07", "closing"): ("fiscal_closing_carry_over", (FUND,)),
    ("08", "total"): ("state_capital_expenditure", ()),
    ("08", "basic"): ("state_capital_basic_expenditure", ()),
    ("08", "project"): ("state_capital_project_expenditure", ()),
    ("09", "total"): ("three_public_total", ()),
    ("09", "abroad"): ("travel_abroad_cost", ()),
    ("09", "vehicles"): ("official_vehicle_cost", ()),
    ("09", "purchase"): ("vehicle_purchase_cost", ()),
    ("09", "running"): ("vehicle_running_cost", ()),
    ("09", "hospitality"): ("hospitality_cost", ()),
}
"""What the columns of the tables by code, and of table 09, mean."""
SOURCES = {"general": (GENERAL,), "fund": (FUND,), "state": (STATE,)}


def meaning(table: str, side: int, row: str, column: str) -> Key:
    """The fact of a figure of the maker."""
    stage = "revised" if (table, side) == ("09", 0) else "outturn"
    if (table, column) in COLUMNS:
        concept, members = COLUMNS[table, column]
    elif table == "06" and row.isdigit():
        concept, members = "general_basic_expenditure", (("economic", row),)
    elif row.isdigit():
        concept, members = CODED[table, side], ()
    else:
        concept, members = ROWS[table, side][row]
    if row.isdigit() and table != "06":
        members = (*members, ("function", row))
    if table == "04" and side == 1:
        members = (*members, *SOURCES.get(column, ()))
    return concept, maker.YEAR, stage, tuple(sorted(members))


def expected() -> dict[Key, int]:
    """Every fact of the nine tables in 分: the same amount wherever the tables repeat it."""
    found: dict[Key, int] = {}
    figures = [
        ((table.number, at, row.key, column), figure)
        for table in maker.TABLES
        for at, side in enumerate(table.sides)
        for row in side.rows
        for column, figure in row.figures.items()
    ]
    figures += [(("06", 0, "personnel", ""), maker.PERSONNEL_TOTAL), (("06", 2, "running", ""), maker.RUNNING_TOTAL)]
    for where, figure in figures:
        amount = int(Decimal(figure) * 1_000_000)
        assert found.setdefault(meaning(*where), amount) == amount, where
    return found


def fen(fact: Fact) -> int:
    assert isinstance(fact.value, Quantity)
    numerator, denominator = fact.value.value
    assert numerator * 100 % denominator == 0
    return numerator * 100 // denominator


def imported(name: str, book: Book) -> Imported:
    files = maker.make(maker.VARIANTS[name]).files
    found, problems = accounts.read(list(files.items()), book)
    assert [(each.code, str(each.place), each.message) for each in problems] == []
    assert found is not None
    return found


@pytest.mark.parametrize("name", maker.VARIANTS)
def test_every_published_shape_says_the_same_facts(name: str, book: Book) -> None:
    found, wanted = imported(name, book), expected()
    actual = {fact.key: fen(fact) for fact in found.facts}
    assert wanted == actual
    assert (found.unit, found.year) == (maker.UNIT, maker.YEAR)
    assert all(fact.context.budget_unit == maker.UNIT for fact in found.facts)


@pytest.mark.parametrize("name", maker.VARIANTS)
def test_each_figure_is_found_again_in_the_cell_that_its_fact_names(name: str, book: Book) -> None:
    """Ten cells spread over the tables; the sheet is opened a third time, by its address, and holds what the fact quotes."""
    made, found = maker.make(maker.VARIANTS[name]), imported(name, book)
    by_key = {fact.key: fact for fact in found.facts}
    books = {file: openpyxl.load_workbook(io.BytesIO(content), data_only=True) for file, content in made.files.items()}
    sample = sorted(made.places)[:: len(made.places) // 9][:10]
    assert len(sample) == 10
    for where in sample:
        fact = by_key[meaning(*where)]
        file, sheet, cell = made.places[where]
        assert f"{file} {sheet}!{cell}" in fact.provenance.said.split("；")
        place = fact.provenance.place
        own_sheet, _, own_cell = place.where.rpartition("!")
        held = books[place.file][own_sheet][own_cell].value
        shown = Decimal(fact.provenance.quote.replace(",", ""))
        assert shown == (Decimal(held.replace(",", "")) if isinstance(held, str) else Decimal(str(held)))


@pytest.mark.parametrize("name", maker.VARIANTS)
def test_the_first_place_of_a_fact_is_the_one_that_it_quotes(name: str, book: Book) -> None:
    for fact in imported(name, book).facts:
        place = fact.provenance.place
        assert fact.provenance.said.split("；")[0] == f"{place.file} {place.where}"
        assert (fact.provenance.reader, fact.provenance.certainty) == ("accounts", "read")
        assert len(fact.provenance.source) == 64


def test_an_amount_keeps_the_unit_and_the_decimals_in_which_it_was_printed(book: Book) -> None:
    """本年收入合计 1,718.98万元 in one shape, 17,189,800.00元 in another."""
    key = meaning("01", 0, "income", "outturn")
    printed = {}
    for name in maker.VARIANTS:
        fact = next(fact for fact in imported(name, book).facts if fact.key == key)
        assert isinstance(fact.value, Quantity)
        printed[name] = (fact.value.printed, fact.provenance.quote)
    assert printed["万元，合并表头，行次栏次，空格"] == ("1718.98万元", "1718.98")
    assert printed["元，表头无合并，文本千分位，编号，横线"] == ("17189800.00元", "17,189,800.00")
    assert printed["元，无合并，编码分类款项，斜线"] == ("17189800.00元", "17,189,800.00")


def test_the_same_figure_of_several_tables_is_one_fact_with_all_its_cells(book: Book) -> None:
    """政府性基金预算财政拨款收入 12.00 stands in tables 01, 04 and 07."""
    found = imported("万元，合并表头，行次栏次，空格", book)
    fact = next(fact for fact in found.facts if fact.key == meaning("01", 0, "fund", "outturn"))
    sheets = [place.partition(" ")[2].partition("!")[0] for place in fact.provenance.said.split("；")]
    assert sheets == ["收入支出决算总表", "财政拨款收入支出决算总表", "政府性基金预算财政拨款收入支出决算表"]
    assert found.repeated == 16


def test_a_blank_table_is_zero_only_by_its_own_sentence_and_quotes_it(book: Book) -> None:
    found = imported("万元，合并表头，行次栏次，空格", book)
    fact = next(fact for fact in found.facts if fact.concept == "state_capital_expenditure")
    assert fen(fact) == 0
    assert fact.provenance.quote == "本部门没有使用国有资本经营预算财政拨款安排的支出，故本表无数据"


def test_the_control_totals_count_what_was_printed(book: Book) -> None:
    """246 figures stand in the tables, as the maker counts them; each table's sum of money is that of its figures."""
    style = maker.VARIANTS["万元，合并表头，行次栏次，空格"]
    made, found = maker.make(style), imported("万元，合并表头，行次栏次，空格", book)
    assert sum(table.figures for table in found.tables) == len(made.places) == 246
    assert [table.title for table in found.tables] == [table.title for table in maker.TABLES]
    three_public = sum(Decimal(figure) for row in (maker.BUDGET, maker.OUTTURN) for figure in row.figures.values())
    assert found.tables[-1].total == (int(three_public * 10_000), 1)
    assert (found.not_stated, found.kept) == (0, ())
