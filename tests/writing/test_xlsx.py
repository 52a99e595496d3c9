"""评分表.xlsx and 数据表.xlsx: live formulas whose cached values are the program's, no zero for what is unknown, text that stays text."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from hengji import pipeline
from hengji.core import exact
from hengji.core.factset import FactSet
from hengji.core.finding import Verdict
from hengji.core.sheet import ScoreSheet, Status
from hengji.core.unknown import Unknown, Why
from hengji.reading.formats import case as case_file
from hengji.writing import xlsx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

HEAD_ROW = 5
EXAMPLES = [
    ("002-yiyang-2020", ""),
    ("002-yiyang-2020", "hn-2017"),
    ("000-zhanjiang-2022", ""),
    ("001-conghua-2022", ""),
    ("003-potou-2024", ""),
    ("004-bianban-2023", ""),
]


def evaluated(name: str, scheme: str, book: Book, examples: Path) -> Evaluation:
    case, problems = pipeline.read_case(examples / name, book)
    assert problems == ()
    assert case is not None
    found, _ = pipeline.assess(case, book, scheme)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def yiyang(book: Book, examples: Path) -> Evaluation:
    return evaluated("002-yiyang-2020", "", book, examples)


def rows(content: bytes, sheet: int = 0) -> list[list[object]]:
    """The values of a sheet as a reader sees them that computes nothing."""
    return [
        list(row)
        for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    ]


def table(content: bytes) -> dict[str, dict[str, object]]:
    """The rows of the score sheet by the text of their first cell."""
    found = rows(content)
    heads = [str(head) for head in found[HEAD_ROW - 1]]
    return {str(row[0]): dict(zip(heads, row, strict=True)) for row in found[HEAD_ROW:] if row[0]}


def formulas(content: bytes) -> Iterator[Cell]:
    for page in load_workbook(BytesIO(content)):
        for row in page.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.data_type == "f")


@pytest.mark.parametrize(("name", "scheme"), EXAMPLES)
def test_the_same_evaluation_gives_the_same_bytes(name: str, scheme: str, book: Book, examples: Path) -> None:
    evaluation = evaluated(name, scheme, book, examples)
    assert xlsx.score_sheet(evaluation, book) == xlsx.score_sheet(evaluation, book)
    assert xlsx.data_tables(evaluation, book) == xlsx.data_tables(evaluation, book)


def test_each_line_has_its_points_their_formula_and_what_would_earn_full_marks(yiyang: Evaluation, book: Book) -> None:
    line = table(xlsx.score_sheet(yiyang, book))["N10-B"]
    assert (line["分值"], line["得分"], line["自评申报得分"], line["申报与得分之差"], line["扣分"]) == (
        10.0,
        9.62,
        6.0,
        -3.62,
        0.38,
    )
    assert "1794.03万元 ÷ 年度资金总额[全年预算] 1864.04万元" in str(line["计分公式与过程（生成时）"])
    assert "再增加" in str(line["得满分的条件（生成时）"])
    assert line["计分方式"] == "由数据计算"
    assert line["依据可信度"] == book.confidence("K+")


@pytest.mark.parametrize(("name", "scheme"), EXAMPLES)
def test_every_cached_value_is_the_programs_own(name: str, scheme: str, book: Book, examples: Path) -> None:
    evaluation = evaluated(name, scheme, book, examples)
    content = xlsx.score_sheet(evaluation, book)
    found = table(content)
    for line in evaluation.sheet.lines:
        row = found[line.id]
        points = row["得分"]
        assert row["计分方式"] == book.caption(f"status.{line.status.value}")
        if isinstance(line.points, Unknown):
            assert points == ("不适用" if line.status is Status.NOT_APPLICABLE else "—")
            assert row["扣分"] == "—"
        else:
            assert exact.text(exact.of(repr(points)), 2) == exact.text(line.points, 2)
        if line.deduction is not None:
            assert exact.text(exact.of(repr(row["扣分"])), 2) == exact.text(line.deduction, 2)
    assert all(cell.value for cell in formulas(content))


@pytest.mark.parametrize(("name", "scheme"), EXAMPLES)
def test_the_total_is_the_programs_or_its_cell_says_why_there_is_none(name: str, scheme: str, book: Book, examples: Path) -> None:
    evaluation = evaluated(name, scheme, book, examples)
    total = table(xlsx.score_sheet(evaluation, book))["总分"]
    if isinstance(evaluation.sheet.total, Unknown):
        assert total["得分"] == evaluation.sheet.why_no_total
        assert str(total["得分"]).startswith("不出总分")
    else:
        assert exact.compare(exact.of(repr(total["得分"])), evaluation.sheet.total) == 0


def test_the_head_says_how_much_was_computed_and_how_much_entered(yiyang: Evaluation, book: Book) -> None:
    assert "由数据计算 49.62 分，评定录入 50 分" in str(rows(xlsx.score_sheet(yiyang, book))[2][0])


def test_a_note_names_the_rows_whose_source_is_not_yet_compared(yiyang: Evaluation, book: Book) -> None:
    texts = [str(row[0]) for row in rows(xlsx.score_sheet(yiyang, book))]
    assert any("本总分用到可信度为" in text and "N10-B" in text for text in texts)


def test_points_that_other_lines_take_over_are_not_applicable_and_the_total_is_scaled_by_formula(
    yiyang: Evaluation, book: Book
) -> None:
    lines = list(yiyang.sheet.lines)
    lines[0] = lines[0]._replace(status=Status.NOT_APPLICABLE, points=Unknown(Why.NO_WEIGHT), deduction=None)
    sheet = replace(yiyang.sheet, lines=tuple(lines), total=(100, 1))
    found = table(xlsx.score_sheet(replace(yiyang, sheet=sheet), book))
    assert found["N10-B"]["得分"] == "不适用"
    assert found["总分"]["得分"] == 100.0
    assert [cell.value for cell in formulas(xlsx.score_sheet(replace(yiyang, sheet=sheet), book)) if "*100)/90)" in str(cell.value)]


def test_a_total_that_no_formula_of_the_sheet_gives_stands_as_a_value(yiyang: Evaluation, book: Book) -> None:
    sheet: ScoreSheet = replace(yiyang.sheet, total=(90, 1))
    content = xlsx.score_sheet(replace(yiyang, sheet=sheet), book)
    assert table(content)["总分"]["得分"] == 90.0


def test_what_a_clerk_wrote_never_becomes_a_formula(yiyang: Evaluation, book: Book) -> None:
    evil = '=HYPERLINK("http://x","y")'
    own = replace(yiyang.case.indicators[0], name=evil, target_text="+1", actual_text="@SUM(A1)")
    lines = tuple(line._replace(path=(*line.path[:-1], evil), reason_given="-2+3", target="+1") for line in yiyang.sheet.lines)
    case = replace(yiyang.case, unit="＝1＋1", indicators=(own, *yiyang.case.indicators[1:]))
    for made in (xlsx.score_sheet, xlsx.data_tables):
        evaluation = replace(yiyang, case=case, sheet=replace(yiyang.sheet, lines=lines))
        content = made(evaluation, book)
        assert not [cell for cell in formulas(content) if "HYPERLINK" in str(cell.value)]
        pages = load_workbook(BytesIO(content))
        cells = [cell for page in pages for row in page.iter_rows() for cell in row if isinstance(cell, Cell)]
        risky = [cell for cell in cells if str(cell.value).startswith(("=HYP", "+", "@", "＝", "-2"))]
        assert [cell.coordinate for cell in risky if cell.data_type != "s" or not cell.quotePrefix] == []
    assert risky


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1+2", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "＝1＋1"])
def test_words_beside_a_fact_or_an_indicator_stay_words_on_every_tab(typed: str, yiyang: Evaluation, book: Book) -> None:
    """The source that a clerk names, a concept's text, an own indicator's name: as they come out in 计分数据 and 全部数据."""
    facts = FactSet(replace(fact, provenance=replace(fact.provenance, said=typed)) for fact in yiyang.case.facts)
    case = replace(yiyang.case, facts=facts, indicators=tuple(replace(own, name=typed) for own in yiyang.case.indicators))
    found, _ = pipeline.assess(case, book)
    assert found is not None
    for made in (xlsx.score_sheet, xlsx.data_tables):
        content = made(found, book)
        names = {cell.parent.title for cell in formulas(content)}
        assert names <= {"评分表", "计分数据", "勾稽核对"}
        pages = load_workbook(BytesIO(content))
        held = [cell for page in pages for row in page.iter_rows() for cell in row if cell.value == typed.replace("\t", "U+0009")]
        held += [cell for page in pages for row in page.iter_rows() for cell in row if cell.value == typed]
        assert held
        assert all(cell.data_type == "s" for cell in held)
        assert all(cell.quotePrefix for cell in held if str(cell.value)[:1] in "=+-@＝＋－＠")


def test_control_and_direction_characters_are_shown_by_their_numbers(yiyang: Evaluation, book: Book) -> None:
    lines = tuple(line._replace(path=(*line.path[:-1], "甲\u202e乙\x07丙\ud800")) for line in yiyang.sheet.lines)
    content = xlsx.score_sheet(replace(yiyang, sheet=replace(yiyang.sheet, lines=lines)), book)
    assert "甲U+202E乙U+0007丙U+D800" in str(rows(content))


@pytest.mark.parametrize("made", [xlsx.score_sheet, xlsx.data_tables])
def test_sheets_are_set_up_for_paper_and_no_number_is_wider_than_its_column(made: object, yiyang: Evaluation, book: Book) -> None:
    assert callable(made)
    for page in load_workbook(BytesIO(made(yiyang, book))):
        assert page.page_setup.paperSize == 9
        assert page.sheet_properties.pageSetUpPr is not None
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.freeze_panes
        assert page.print_title_rows
        assert page.print_area
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, float | int):
                    width = page.column_dimensions[get_column_letter(cell.column)].width or grouped(page, cell.column)
                    assert len(f"{cell.value:.2f}") < width, (page.title, cell.coordinate)


def grouped(page: object, column: int) -> float:
    """The width of a column that shares its dimension with its neighbours."""
    for dimension in page.column_dimensions.values():  # type: ignore[attr-defined]  # a worksheet
        if (dimension.min or 0) <= column <= (dimension.max or 0):
            return float(dimension.width)
    return 8.0


def test_text_rows_are_high_enough_for_their_lines(yiyang: Evaluation, book: Book) -> None:
    page = load_workbook(BytesIO(xlsx.score_sheet(yiyang, book))).active
    assert page is not None
    for row in page.iter_rows(min_row=HEAD_ROW + 1):
        cell = next((cell for cell in row if cell.column == 12), None)
        if cell is not None and cell.value:
            letters = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in str(cell.value))
            lines = letters / page.column_dimensions["L"].width
            assert (page.row_dimensions[cell.row].height or 0) >= 12 * lines


# ---- data tables


def test_the_base_data_table_is_laid_out_as_the_office_prints_it(yiyang: Evaluation, book: Book) -> None:
    found = rows(xlsx.data_tables(yiyang, book))
    by_label = {str(row[0]): row[1:4] for row in found}
    assert by_label["三公经费"] == [16.07, 59.77, 34.86]
    assert by_label["其中：公车购置"] == [0.0, 19.57, 19.57]
    assert by_label["政府采购金额"] == ["——", 197.01, 66.66]
    assert by_label["部门基本支出预算调整"] == ["——", 844.14, 1102.32]
    assert str(by_label["厉行节约保障措施"][0]).startswith("开展节约宣传教育")


def test_an_unknown_figure_is_a_dash_and_never_a_zero(book: Book, examples: Path) -> None:
    found = rows(xlsx.data_tables(evaluated("001-conghua-2022", "", book, examples), book))
    by_label = {str(row[0]): row[1:4] for row in found}
    assert by_label["三公经费"] == ["—", "—", "—"]


@pytest.mark.parametrize(("name", "scheme"), EXAMPLES)
def test_every_fact_stands_there_once_with_its_source(name: str, scheme: str, book: Book, examples: Path) -> None:
    evaluation = evaluated(name, scheme, book, examples)
    names = CalamineWorkbook.from_filelike(BytesIO(xlsx.data_tables(evaluation, book))).sheet_names
    found = rows(xlsx.data_tables(evaluation, book), names.index("全部数据"))[2:]
    assert len(found) == len(evaluation.case.facts)
    assert sorted(str(row[6]) for row in found) == sorted(str(fact.provenance.place) for fact in evaluation.case.facts)
    assert sorted(str(row[5]) for row in found) == sorted(fact.provenance.said for fact in evaluation.case.facts)


@pytest.mark.parametrize(("name", "scheme"), EXAMPLES)
def test_every_check_stands_there_with_its_verdict_and_the_counts_add_up(
    name: str, scheme: str, book: Book, examples: Path
) -> None:
    evaluation = evaluated(name, scheme, book, examples)
    names = CalamineWorkbook.from_filelike(BytesIO(xlsx.data_tables(evaluation, book))).sheet_names
    found = rows(xlsx.data_tables(evaluation, book), names.index("勾稽核对"))
    assert [row[0] for row in found[3:]] == [result.rule for result in evaluation.results]
    assert [row[3] for row in found[3:]] == [book.verdict(result) for result in evaluation.results]
    counts = {verdict: sum(result.verdict is verdict for result in evaluation.results) for verdict in Verdict}
    assert f"相符 {counts[Verdict.CONSISTENT]}，" in str(found[1][0])
    assert f"不下结论 {counts[Verdict.UNKNOWN]}，" in str(found[1][0])


def test_other_scorers_stand_beside_the_units_own_points_with_their_deviation(book: Book) -> None:
    """复核得分: 93 and 67 beside a claim of 100; a line that a scorer left out is a dash, and never 0."""
    text = (Path(__file__).parents[1] / "scoring" / "teaching" / "limits.yaml").read_bytes()
    case, _ = case_file.parse(text, "case.yaml", book)
    assert case is not None
    found, _ = pipeline.assess(case, book)
    assert found is not None
    printed = [[cell for cell in row if cell not in (None, "")] for row in rows(xlsx.score_sheet(found, book))]
    at = printed.index(["复核得分（与自评并列，生成时）"])
    assert printed[at + 1][-2:] == ["财政部门核查", "主管部门评价"]
    assert ["L-01", "预算执行率", "20", "17.6", "17", "—"] in printed[at:]
    assert ["总分", "100", "100", "67", "93"] in printed[at:]
    assert ["偏差（（自评－复核）÷自评）", "33.00%", "7.00%"] in printed[at:]


def test_cells_have_the_bytes_that_the_library_gives_them() -> None:
    """What is written without the library's detour, against the library itself."""
    from io import BytesIO

    import xlsxwriter

    from hengji.writing.sheets.paper import CREATED, OPTIONS, _Sheet

    def written(kind: type | None, **options: bool) -> bytes:
        out = BytesIO()
        book = xlsxwriter.Workbook(out, {**OPTIONS, **options})
        book.set_properties({"created": CREATED})
        page = book.add_worksheet("甲", kind)
        looks = [None, book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})]
        page.set_row(3, 40, looks[1])
        page.set_column(2, 2, 9, looks[2])
        for row in range(30):
            for column, value in enumerate(("数 <1>&", "=1+1", 1234.5, 0.1, 1e21, True, None, "", " 前后 ")):
                look = looks[(row + column) % 3]
                if value is None or value == "":
                    page.write_blank(row, column * 9, None, look)
                elif isinstance(value, bool):
                    page.write_boolean(row, column * 9, value, look)
                elif isinstance(value, str):
                    page.write_string(row, column * 9, value, look)
                else:
                    page.write_number(row, column * 9, value, look)
            page.write_formula(row, 99, "=A1+1", looks[row % 3], 2)
        book.close()
        return out.getvalue()

    assert written(_Sheet) == written(None)
    assert written(_Sheet, constant_memory=True) == written(None, constant_memory=True)
