"""An office program opens 评分表 and 数据表, computes everything again, and comes to what the program comes to: as they are, and with an input changed."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from hengji import pipeline
from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown
from hengji.reading.formats import case as case_file
from hengji.writing import xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.core.case import Case
    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="no office program (soffice) on this machine"),
]
TEACHING = Path(__file__).parents[1] / "scoring" / "teaching"
EXAMPLES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")
MAKERS: dict[str, Callable[[Evaluation, Book], bytes]] = {"score": xlsx.score_sheet, "data": xlsx.data_tables}


def recalculated(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The same files with every cached value thrown away and computed again, in one run of the office program."""
    (folder / "in").mkdir(parents=True)
    for name, content in files.items():
        pages = load_workbook(BytesIO(content))
        pages.save(folder / "in" / f"{name}.xlsx")
    command = [
        str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
        "--outdir", str(folder / "out"), *(str(folder / "in" / f"{name}.xlsx") for name in files),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {name: (folder / "out" / f"{name}.xlsx").read_bytes() for name in files}


def cells(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def case_of(name: str, book: Book, examples: Path) -> Case:
    if name in EXAMPLES:
        case, _ = pipeline.read_case(examples / name, book)
    else:
        case, _ = case_file.parse((TEACHING / f"{name}.yaml").read_bytes(), "case.yaml", book)
    assert case is not None
    return case


def assessed(case: Case, book: Book) -> Evaluation:
    found, _ = pipeline.assess(case, book)
    assert found is not None
    return found


def formulas(content: bytes) -> Iterator[tuple[str, int, int, str]]:
    for page in load_workbook(BytesIO(content)):
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield page.title, cell.row or 0, cell.column or 0, str(cell.value)


def test_computing_everything_again_changes_nothing(book: Book, examples: Path, tmp_path: Path) -> None:
    names = [*EXAMPLES, *(path.stem for path in sorted(TEACHING.glob("*.yaml")))]
    made = {
        f"{name}-{kind}": maker(assessed(case_of(name, book, examples), book), book)
        for name in names
        for kind, maker in MAKERS.items()
    }
    again, counted = recalculated(made, tmp_path), 0
    for name, content in made.items():
        before, after = cells(content), cells(again[name])
        for sheet, row, column, text in formulas(content):
            one, other = before[sheet][row - 1][column - 1], after[sheet][row - 1][column - 1]
            assert one == (other if isinstance(one, str) else pytest.approx(other, rel=1e-12, abs=1e-9)), (
                name,
                sheet,
                row,
                column,
                text,
            )
            counted += 1
    assert counted > 500


def with_value(content: bytes, sheet: str, label: str, basis: str, value: float, year: int = 0) -> bytes:
    """The file with the 数值 of one row of facts changed."""
    pages = load_workbook(BytesIO(content))
    page = pages[sheet]
    found = [
        row
        for row in page.iter_rows(max_col=4)
        if row[0].value == label and (row[1].value or "") == basis and year in {0, row[2].value}
    ]
    found[0][3].value = value
    out = BytesIO()
    pages.save(out)
    return out.getvalue()


def by_id(content: bytes) -> dict[str, list[Any]]:
    """The rows of the score sheet by their first cell; a further table below names the lines again."""
    found: dict[str, list[Any]] = {}
    for row in cells(content)["评分表"]:
        if row and row[0]:
            found.setdefault(str(row[0]), row)
    return found


def changed(case: Case, concept: str, stage: str, number: str, year: int = 0) -> Case:
    """The case with one amount changed, in the unit in which it was printed."""
    fact = case.facts.find((concept, case.year + year, stage, ()))
    assert fact is not None
    assert isinstance(fact.value, Quantity)
    amount = replace(fact.value, number=Decimal(number))
    return replace(case, facts=case.facts.replaced(replace(fact, value=amount)))


INPUTS = [
    ("002-yiyang-2020", "annual_funds_total", "outturn", "决算", ("1500.00", "1864.04", "10.00", "1234.56")),
    ("limits", "annual_funds_total", "outturn", "决算", ("999", "640", "300", "0")),
    ("limits", "fixed_assets_in_use", "", "", ("80", "0")),
]


def test_a_changed_input_gives_what_the_program_gives(book: Book, examples: Path, tmp_path: Path) -> None:
    made, wanted = {}, {}
    for name, concept, stage, basis, numbers in INPUTS:
        case = case_of(name, book, examples)
        content = xlsx.score_sheet(assessed(case, book), book)
        for number in numbers:
            key = f"{name}-{concept}-{number}"
            made[key] = with_value(content, "计分数据", book.concepts[concept].label, basis, float(number))
            wanted[key] = assessed(changed(case, concept, stage, number), book)
    for key, content in recalculated(made, tmp_path).items():
        table = by_id(content)
        sheet = wanted[key].sheet
        for line in sheet.lines:
            if not isinstance(line.points, Unknown):
                assert table[line.id][7] == pytest.approx(float(exact.decimal(line.points, 6))), (key, line.id)
        assert not isinstance(sheet.total, Unknown)
        assert table["总分"][7] == pytest.approx(float(exact.decimal(sheet.total, 6))), key
        if sheet.grade:
            assert table["总分"][10] == sheet.grade, key


def with_input(content: bytes, row: int, value: object) -> bytes:
    """The file with the 数值 of one row of 计分数据 replaced, or emptied."""
    pages = load_workbook(BytesIO(content))
    pages["计分数据"].cell(row, 4).value = value  # type: ignore[assignment]
    out = BytesIO()
    pages.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["002-yiyang-2020", "limits"])
def test_an_input_that_is_emptied_or_is_text_leaves_no_error_on_the_score_sheet(
    name: str, book: Book, examples: Path, tmp_path: Path
) -> None:
    """What cannot be computed any more is —, in the words about a measure as in its points."""
    content = xlsx.score_sheet(assessed(case_of(name, book, examples), book), book)
    tab = load_workbook(BytesIO(content))["计分数据"]
    inputs = [row for row in range(1, tab.max_row + 1) if isinstance(tab.cell(row, 4).value, int | float)]
    made = {
        f"{row}-{kind}": with_input(content, row, value) for row in inputs for kind, value in (("gone", None), ("text", "待定"))
    }
    dashes = 0
    for key, again in recalculated(made, tmp_path).items():
        cells_of = [cell for row in load_workbook(BytesIO(again), data_only=True)["评分表"].iter_rows() for cell in row]
        wrong = [(cell.coordinate, cell.value) for cell in cells_of if cell.data_type == "e" or str(cell.value).startswith("#")]
        assert wrong == [], key
        dashes += sum(cell.value == "—" for cell in cells_of if cell.column == 6)
    assert dashes > 0


def test_a_changed_actual_value_of_the_departments_own_gives_what_the_program_gives(
    book: Book, examples: Path, tmp_path: Path
) -> None:
    case = case_of("002-yiyang-2020", book, examples)
    content = xlsx.score_sheet(assessed(case, book), book)
    made, wanted = {}, {}
    for number in ("270", "269", "135", "0"):
        made[number] = with_value(content, "计分数据", "公务员考录人数", "CZ-1", float(number))
        own = next(each for each in case.indicators if each.id == "CZ-1")
        assert isinstance(own.actual, Quantity)
        other = replace(own, actual=replace(own.actual, number=Decimal(number)))
        wanted[number] = assessed(
            replace(case, indicators=tuple(other if each is own else each for each in case.indicators)), book
        ).sheet
    for number, again in recalculated(made, tmp_path).items():
        sheet, table = wanted[number], by_id(again)
        line = next(each for each in sheet.lines if each.id == "CZ-1")
        assert not isinstance(line.points, Unknown)
        assert not isinstance(sheet.total, Unknown)
        assert table["CZ-1"][7] == pytest.approx(float(exact.decimal(line.points, 6))), number
        assert table["总分"][7] == pytest.approx(float(exact.decimal(sheet.total, 6))), number
    assert len({sheet.total for sheet in wanted.values()}) > 2


def test_the_total_follows_a_changed_judgement(book: Book, examples: Path, tmp_path: Path) -> None:
    case = case_of("002-yiyang-2020", book, examples)
    content = xlsx.score_sheet(assessed(case, book), book)
    pages = load_workbook(BytesIO(content))
    page = pages["评分表"]
    for row in page.iter_rows():
        if row[0].value == "CZ-3":
            row[7].value = 7
    out = BytesIO()
    pages.save(out)
    own = tuple(replace(each, points=(7, 1), tier="") if each.id == "CZ-3" else each for each in case.indicators)
    wanted = assessed(replace(case, indicators=own), book).sheet.total
    assert not isinstance(wanted, Unknown)
    table = by_id(recalculated({"a": out.getvalue()}, tmp_path)["a"])
    assert table["总分"][7] == pytest.approx(float(exact.decimal(wanted, 6)))


WHOLE = [
    ("002-yiyang-2020", "annual_funds_total", "outturn", "决算", 0, ("1000", "1864.04", "1777.77")),
    ("002-yiyang-2020", "three_public_total", "outturn", "决算", 0, ("30", "60.125")),
    ("002-yiyang-2020", "three_public_total", "outturn", "决算", -1, ("14.06", "50")),
    ("limits", "annual_funds_total", "outturn", "决算", 0, ("640", "0")),
]
MADE_THEN, BELOW = "生成时", "说明"


def told(content: bytes) -> list[list[Any]]:
    """The score sheet down to its total, without the columns that say of themselves that they were made then."""
    rows = cells(content)["评分表"]
    heads, end = rows[4], next(at for at, row in enumerate(rows) if row and row[0] == "总分")
    kept = [at for at, head in enumerate(heads) if MADE_THEN not in str(head)]
    assert len(kept) == len(heads) - 2
    return [
        [round(row[at], 9) if isinstance(row[at], float) else row[at] for at in kept]
        for number, row in enumerate(rows[: end + 1])
        if number != 3
    ]


def test_every_word_of_the_score_sheet_says_what_the_program_says_of_a_changed_input(
    book: Book, examples: Path, tmp_path: Path
) -> None:
    """An input of 计分数据 is changed and computed again: the sheet is, cell by cell, the one that the program writes of the changed fact."""
    made, wanted, before = {}, {}, {}
    for name, concept, stage, basis, year, numbers in WHOLE:
        case = case_of(name, book, examples)
        content = xlsx.score_sheet(assessed(case, book), book)
        for number in numbers:
            key = f"{name}-{concept}{year}-{number}"
            made[key] = with_value(content, "计分数据", book.concepts[concept].label, basis, float(number), case.year + year)
            wanted[key] = told(xlsx.score_sheet(assessed(changed(case, concept, stage, number, year), book), book))
            before[key] = told(content)
    for key, content in recalculated(made, tmp_path).items():
        assert told(content) == wanted[key], key
        assert wanted[key] != before[key], key
    texts = [str(cell) for rows in wanted.values() for row in rows for cell in row]
    assert sum("，按“" in text and "扣" in text for text in texts) >= 5
    assert any("≤14.06万元（由数据计算）" in text for text in texts)


def test_the_count_of_verdicts_follows_a_changed_fact(book: Book, examples: Path, tmp_path: Path) -> None:
    content = xlsx.data_tables(assessed(case_of("002-yiyang-2020", book, examples), book), book)
    changed_file = with_value(content, "全部数据", book.concepts["basic_expenditure"].label, "决算", 1201.73)
    rows = cells(recalculated({"a": changed_file}, tmp_path)["a"])["勾稽核对"]
    verdicts = [row[3] for row in rows[3:]]
    assert verdicts.count("不符") > 0
    for word in ("相符", "可解释", "不符", "不下结论", "不适用"):
        assert f"{word} {verdicts.count(word)}" in rows[1][0]


CHANGES = [
    ("basic_expenditure", "outturn", "决算", 0, "1201.73"),
    ("basic_expenditure", "outturn", "决算", 0, "1101.74"),
    ("personnel_cost", "outturn", "决算", 0, "976.23"),
    ("headcount", "", "", 0, "80"),
    ("three_public_total", "outturn", "决算", 0, "60.00"),
]


def test_the_checks_in_the_sheet_come_to_the_programs_verdicts(book: Book, examples: Path, tmp_path: Path) -> None:
    case = case_of("002-yiyang-2020", book, examples)
    content = xlsx.data_tables(assessed(case, book), book)
    live = {row for sheet, row, column, _ in formulas(content) if sheet == "勾稽核对" and column == 4}
    assert len(live) >= 30
    made = {
        f"{at}": with_value(content, "全部数据", book.concepts[concept].label, basis, float(number))
        for at, (concept, _, basis, _, number) in enumerate(CHANGES)
    }
    for key, again in recalculated(made, tmp_path).items():
        concept, stage, _, year, number = CHANGES[int(key)]
        results = assessed(changed(case, concept, stage, number, year), book).results
        wanted = {result.rule: book.verdict(result) for result in results}
        rows = cells(again)["勾稽核对"]
        for row in live:
            rule, said = str(rows[row - 1][0]), rows[row - 1][3]
            assert said == wanted[rule], (CHANGES[int(key)], rule)
        first = {result.rule: book.verdict(result) for result in assessed(case, book).results}
        assert wanted != first
