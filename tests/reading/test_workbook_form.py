"""The empty workbook: a cell for every fact that anything asks for, locked where nothing is to be filled, checks with the program's own words."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from python_calamine import CalamineWorkbook

from hengji.auditing import identities
from hengji.core.finding import Verdict
from hengji.expr.tree import Ref, refs
from hengji.reading.formats import workbook as workbook_file
from hengji.rulebook import machine, sheets
from hengji.writing import workbook
from hengji.writing.sheets import checks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book
    from hengji.rulebook.machine import Machine

OFFICE = shutil.which("soffice")


def table_of(content: bytes, book: Book) -> Machine:
    hidden = load_workbook(BytesIO(content))[sheets.read(book)[0].machine]
    found = machine.decode(tuple(str(cell.value or "") for cell in row[: machine.WIDTH]) for row in hidden.iter_rows())
    assert found is not None
    return found


def used(book: Book) -> Iterator[Ref]:
    """Every fact that an identity or a row of a scheme names."""
    for identity in book.identities.values():
        yield from checks.names(identity)
    for scheme in book.schemes.values():
        for row in scheme.indicators:
            when = row.not_applicable.when if row.not_applicable else None
            for node in (row.measure, row.bound.points if row.bound else None, when):
                if node is not None:
                    yield from refs(node)
            yield from (ref for words in row.asks if (ref := sheets.reference(words, book)) is not None)


def test_the_form_names_only_what_the_dictionary_has(book: Book) -> None:
    form, problems = sheets.read(book)
    assert problems == ()
    assert form.version


def test_every_concept_of_the_dictionary_has_a_cell(book: Book) -> None:
    named = {spot[0] for spot in sheets.facts(sheets.read(book)[0], book)}
    assert [concept.label for concept in book.concepts.values() if concept.id not in named] == []


def test_every_fact_that_a_rule_or_a_scheme_uses_has_a_cell_or_a_row_in_the_breakdown(book: Book) -> None:
    form, _ = sheets.read(book)
    known = set(sheets.facts(form, book))
    broken_down = {
        (ref.concept, section.axis)
        for tab in form.tabs
        for section in tab.sections
        for column in section.columns
        if column.name and (ref := sheets.reference(column.name, book)) is not None
    }
    missing = {
        ref.label
        for ref in used(book)
        if sheets.spot(ref) not in known and (not ref.members or (ref.concept, ref.members[0][0]) not in broken_down)
    }
    assert missing == set()


def test_a_concept_that_is_new_in_the_dictionary_gets_a_cell_without_a_line_of_the_form(book: Book) -> None:
    form, _ = sheets.read(book)
    rest = next(section for tab in form.tabs for section in tab.sections if section.rest)
    named = [row.name for tab in form.tabs for section in tab.sections if not section.rest for row in section.rows]
    assert {row.name for row in rest.rows} == {concept.label for concept in book.concepts.values()} - set(named)


@pytest.mark.parametrize("scheme", ["hn-2017", "hn-yiyang-2020", "gd-zj-2022", "cn-mof-2013-53", "cn-mof-2021-101"])
def test_the_workbook_of_a_scheme_is_the_same_bytes_twice_and_reads_back_empty(scheme: str, book: Book) -> None:
    content = workbook.blank(book, book.schemes[scheme], "某局", 2022)
    assert content == workbook.blank(book, book.schemes[scheme], "某局", 2022)
    case, problems = workbook_file.read(content, "填报表.xlsx", book)
    assert problems == ()
    assert case is not None
    assert (case.scheme, case.year, len(case.facts), case.judgements, case.claims.total) == (scheme, 2022, 0, {}, None)


def test_cells_to_fill_are_unlocked_text_and_everything_else_is_locked(book: Book) -> None:
    content = workbook.blank(book, book.schemes["hn-2017"], "", 2020)
    pages, table = load_workbook(BytesIO(content)), table_of(content, book)
    fills = {
        (part.sheet, row + 1, column.column + 1)
        for part in table.parts
        for column in part.columns
        if column.kind != machine.SKIP
        for row in ([key.row for key in part.keys] or range(part.first, part.last + 1))
    }
    for page in pages:
        assert page.protection.sheet
        assert not page.protection.password
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and not cell.protection.locked:
                    assert (page.title, cell.row, cell.column) in fills
                    assert cell.number_format == "@"
    assert pages[sheets.read(book)[0].machine].sheet_state == "veryHidden"


def test_drop_downs_hold_the_words_of_the_scheme(book: Book) -> None:
    content = workbook.blank(book, book.schemes["hn-yiyang-2020"], "", 2020)
    table = table_of(content, book)
    assert table.choices["slots"] == {"产出指标": "N10-O", "效益指标": "N10-E", "满意度指标": "N10-S"}
    assert list(table.choices["levels"])[:4] == ["数量指标", "质量指标", "时效指标", "成本指标"]
    page = load_workbook(BytesIO(content))["绩效指标"]
    lists = [rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert '"产出指标,效益指标,满意度指标"' in lists


def test_a_long_list_is_read_from_the_hidden_sheet(book: Book) -> None:
    content = workbook.blank(book, book.schemes["hn-2017"], "", 2020)
    pages = load_workbook(BytesIO(content))
    ranges = [rule.formula1 for rule in pages["其他数据"].data_validations.dataValidation if rule.type == "list"]
    found = re.fullmatch(r"'机读'!\$C\$(\d+):\$C\$(\d+)", str(ranges[0]))
    assert found is not None
    words = [pages["机读"].cell(row, 3).value for row in range(int(found[1]), int(found[2]) + 1)]
    assert words == [entry.unit.label for entry in book.units.values()]


def test_the_cells_that_the_scheme_needs_are_marked_and_name_their_rows(book: Book) -> None:
    page = load_workbook(BytesIO(workbook.blank(book, book.schemes["hn-2017"], "", 2020)))["人员机构"]
    row = next(row for row in page.iter_rows() if row[0].value == "编制数")
    colours = [cell.fill.start_color.rgb for cell in row[2:4]]
    assert colours == ["FFFFE07A", "FFFFFFCC"]
    assert any(cell.value == "HN-01" for cell in row)


def test_the_red_words_are_the_programs_own(book: Book) -> None:
    pages = load_workbook(BytesIO(workbook.blank(book, book.schemes["hn-2017"], "", 2020)))
    formulas = [str(cell.value) for row in pages["机读"].iter_rows() for cell in row if cell.data_type == "f"]
    shown = [str(row[0].value) for row in pages["核对"].iter_rows(min_row=4)]
    assert len(shown) > 100
    for code in shown:
        assert any(book.identities[code].message in formula for formula in formulas), code


def load_clerk() -> type:
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    spec = spec_from_file_location("round_trip", Path(__file__).with_name("test_workbook_round_trip.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    clerk: type = module.Clerk
    return clerk


def mistyped(value: str, number: int) -> str:
    """Every third amount with one digit changed."""
    digits = [at for at, letter in enumerate(value) if letter.isdigit()]
    if number % 3 or not value.endswith(("万元", "%")) or not digits:
        return value
    at = digits[number % len(digits)]
    return value[:at] + str((int(value[at]) + 1 + number % 7) % 10) + value[at + 1 :]


@pytest.mark.office
@pytest.mark.skipif(OFFICE is None, reason="no office program")
@pytest.mark.parametrize(("name", "wrong"), [("002-yiyang-2020", False), ("002-yiyang-2020", True), ("004-bianban-2023", True)])
def test_an_office_program_shows_red_exactly_where_the_program_finds_a_contradiction(
    name: str, wrong: bool, book: Book, examples: Path, tmp_path: Path
) -> None:
    words = yaml.load((examples / name / "case.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader makes texts only
    if wrong:
        for number, fact in enumerate(words["facts"]):
            fact["value"] = mistyped(fact["value"], number)
    clerk = load_clerk()(workbook.blank(book, book.schemes[words["scheme"]], "", int(words["year"])), book)
    clerk.fill(words)
    (tmp_path / "in.xlsx").write_bytes(clerk.bytes())
    command = [
        str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
        "--outdir", str(tmp_path / "out"), str(tmp_path / "in.xlsx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    page = CalamineWorkbook.from_path(str(tmp_path / "out" / "in.xlsx")).get_sheet_by_name("核对").to_python(skip_empty_area=False)
    shown = {str(row[0]): row[7] for row in page[3:]}
    case, _ = workbook_file.read(clerk.bytes(), "填报表.xlsx", book)
    assert case is not None
    results, _ = identities.check(case, book)
    for result in results:
        if result.rule in shown:
            message = book.identities[result.rule].message
            said = {Verdict.IMPOSSIBLE: message, Verdict.UNKNOWN: "", Verdict.NOT_APPLICABLE: ""}.get(result.verdict, "相符")
            assert shown[result.rule] == said, (result.rule, result.statement)
    assert wrong == any(result.verdict is Verdict.IMPOSSIBLE for result in results)
