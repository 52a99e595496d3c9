"""The arithmetic of tables drawn by hand: what must hold is found, an error is contradicted, a table that was misread stays silent."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.auditing.grid_maker import drawn, relations, wrong

from hengji.auditing import tables
from hengji.core.audit import Figure, Report
from hengji.core.document import CELL, LINE, Block, Document, Passage
from hengji.reading import cell_names, text_tables

if TYPE_CHECKING:
    from hengji.auditing.relation import Relation
    from hengji.rulebook.book import Book

ROOT = Path(__file__).resolve().parents[2]
MONEY = "单位：万元"
BUDGET = ["项目|年初预算数|全年预算数|决算数", "甲|100.00|110.00|105.50", "乙|50.00|60.00|55.25"]


def statements(document: Document, book: Book, check: str) -> list[str]:
    return [words for which, words, _, _ in relations(document, book) if which == check]


# —— totals ——


def test_a_row_of_totals_is_the_sum_of_the_rows_above_in_every_column(book: Book) -> None:
    document = drawn([*BUDGET, "合计|150.00|170.00|160.75"], MONEY)
    assert relations(document, book) == [
        ("table_total", "100.00 ＋ 50.00 ＝ 150.00", "consistent", True),
        ("table_total", "110.00 ＋ 60.00 ＝ 170.00", "consistent", True),
        ("table_total", "105.50 ＋ 55.25 ＝ 160.75", "consistent", True),
    ]


def test_a_wrong_total_is_contradicted_where_the_other_columns_hold(book: Book) -> None:
    lines = [*BUDGET, "合计|150.00|170.00|161.75"]
    assert wrong(drawn(lines, MONEY), book) == ["105.50 ＋ 55.25 ＝ 161.75"]
    assert wrong(drawn(lines, MONEY, certain=False), book) == ["105.50 ＋ 55.25 ＝ 161.75"]


def test_a_wrong_total_of_one_column_is_contradicted_only_in_a_table_that_the_file_drew(book: Book) -> None:
    lines = ["项目|金额（万元）", "甲|100.00", "乙|50.00", "丙|5.00", "合计|151.00"]
    assert wrong(drawn(lines), book) == ["100.00 ＋ 50.00 ＋ 5.00 ＝ 151.00"]
    assert [certain for *_, certain in relations(drawn(lines, certain=False), book)] == [False]


def test_a_table_in_which_most_totals_fail_was_misread(book: Book) -> None:
    assert relations(drawn([*BUDGET, "合计|950.00|870.00|161.75"], MONEY), book) == []


def test_a_total_may_stand_first_and_subtotals_are_not_summed_twice(book: Book) -> None:
    lines = [
        "类别|项目|金额（万元）",
        "甲类|子|10.00",
        "|丑|20.00",
        "小计||30.00",
        "乙类|寅|5.00",
        "|卯|6.00",
        "小计||11.00",
        "合计||41.00",
    ]
    first = ["科目|支出（万元）", "合计|41.00", "子|10.00", "丑|31.00"]
    assert statements(drawn(lines), book, "table_total")[:2] == ["10.00 ＋ 20.00 ＝ 30.00", "5.00 ＋ 6.00 ＝ 11.00"]
    assert wrong(drawn(lines), book) == []
    assert statements(drawn(first), book, "table_total") == ["10.00 ＋ 31.00 ＝ 41.00"]


def test_a_grand_total_is_the_total_before_it_with_the_rows_between(book: Book) -> None:
    lines = [
        "项目|决算数|项目|决算数",
        "拨款|1,000.00|教育|800.00",
        "其他|20.50|卫生|200.00",
        "本年收入合计|1,020.50|本年支出合计|1,000.00",
        "年初结转和结余|10.00|年末结转和结余|30.50",
        "总计|1,030.50|总计|1,030.50",
    ]
    assert statements(drawn(lines, MONEY), book, "table_total") == [
        "1000.00 ＋ 20.50 ＝ 1020.50",
        "800.00 ＋ 200.00 ＝ 1000.00",
        "1000.00 ＋ 20.50 ＋ 10.00 ＝ 1030.50",
        "800.00 ＋ 200.00 ＋ 30.50 ＝ 1030.50",
    ]


def test_a_table_in_whole_yuan_may_miss_by_one(book: Book) -> None:
    lines = ["项目|金额（元）", "甲|1000", "乙|2000", "合计|3001"]
    assert relations(drawn(lines), book) == [("table_total", "1000 ＋ 2000 ＝ 3001", "explained", True)]


def test_counted_persons_may_not_miss_by_one(book: Book) -> None:
    lines = ["项目|编制数|实有人数", "行政|20|19", "事业|10|9", "合计|30|29"]
    assert wrong(drawn(lines), book) == ["19 ＋ 9 ＝ 29"]


def test_a_cell_with_two_numbers_leaves_its_sum_unchecked(book: Book) -> None:
    lines = ["项目|预算数|决算数", "甲|10.00|9.00", "乙|20.00|约15至16", "合计|30.00|24.50"]
    assert statements(drawn(lines, MONEY), book, "table_total") == ["10.00 ＋ 20.00 ＝ 30.00"]


def test_a_ragged_row_takes_no_part(book: Book) -> None:
    lines = ["项目|预算数|决算数", "甲|10.00|9.00", "乙|20.00|15.00", "丙|7.00", "合计|30.00|24.00"]
    assert statements(drawn(lines, MONEY, certain=False), book, "table_total") == [
        "10.00 ＋ 20.00 ＝ 30.00",
        "9.00 ＋ 15.00 ＝ 24.00",
    ]


def test_a_dash_or_an_empty_cell_may_stand_for_an_amount_that_is_not_known(book: Book) -> None:
    lines = [
        "项目|预算数|决算数|决算与预算之差",
        "合计|10.00|17.00|7.00",
        "甲|10.00|12.00|2.00",
        "乙|0.00|1.00|1.00",
        "丙|—|4.00|—",
    ]
    assert wrong(drawn(lines, MONEY), book) == []
    assert statements(drawn(lines, MONEY), book, "table_total") == ["10.00 ＋ 0.00 ＝ 10.00", "12.00 ＋ 1.00 ＋ 4.00 ＝ 17.00"]


def test_a_total_that_holds_without_one_row_says_that_the_row_is_a_part_of_another(book: Book) -> None:
    lines = ["项目|预算数（万元）", "合计|1100.56", "基本支出|979.26", "公用经费|40.51", "项目支出|121.30"]
    assert relations(drawn(lines), book) == []


def test_columns_of_totals_sum_the_columns_under_their_header_or_beside_them(book: Book) -> None:
    lines = ["项目|合计|人员经费|<|<|公用经费", "||小计|工资|奖金|", "甲|100|80|50|30|20", "乙|60|40|30|10|20", "丙|71|60|30|30|10"]
    document = drawn(lines, MONEY)
    assert statements(document, book, "table_total") == [
        "50 ＋ 30 ＋ 20 ＝ 100", "30 ＋ 10 ＋ 20 ＝ 60", "30 ＋ 30 ＋ 10 ＝ 71", "50 ＋ 30 ＝ 80", "30 ＋ 10 ＝ 40", "30 ＋ 30 ＝ 60",
    ]  # fmt: skip


def test_budget_and_outturn_beside_one_another_are_not_summed(book: Book) -> None:
    lines = ["项目|合计|预算数|决算数", "甲|3.00|1.00|2.00", "乙|7.00|3.00|4.00"]
    assert statements(drawn(lines, MONEY), book, "table_total") == []


# —— parts ——


def test_codes_make_sums_at_every_level(book: Book) -> None:
    lines = ["科目编码|科目名称|合计|项目支出", "205|教育支出|300|100", "20501|管理事务|120|30", "2050101|行政运行|90|", "2050102|一般事务|30|30",
             "20502|普通教育|180|70", "208|社会保障支出|50|20", "合计||350|120"]  # fmt: skip
    found = relations(drawn(lines, MONEY), book)
    assert [words for check, words, _, _ in found if check == "table_parts"] == [
        "120 ＋ 180 ＝ 300", "30 ＋ 70 ＝ 100", "90 ＋ 30 ＝ 120", "30 ＝ 30",
    ]  # fmt: skip
    assert [words for check, words, _, _ in found if check == "table_total"] == ["300 ＋ 50 ＝ 350", "100 ＋ 20 ＝ 120"]
    assert {(verdict, certain) for _, _, verdict, certain in found} == {("consistent", True)}


def test_an_error_among_codes_is_contradicted_where_it_stands(book: Book) -> None:
    lines = ["科目编码|科目名称|合计", "205|教育支出|300", "20501|管理事务|120", "2050101|行政运行|90", "2050102|一般事务|40",
             "20502|普通教育|180", "2050201|学前教育|100", "2050202|小学教育|80", "合计||300"]  # fmt: skip
    assert wrong(drawn(lines, MONEY), book) == ["90 ＋ 40 ＝ 120"]


def test_numbered_parts_make_their_row(book: Book) -> None:
    lines = [
        "项目|预算数|决算数",
        "一、基本支出|300|290",
        "（一）人员经费|200|195",
        "（二）公用经费|100|59",
        "二、项目支出|40|30",
        "1.甲项目|25|20",
        "2.乙项目|15|10",
    ]
    found = relations(drawn(lines, MONEY), book)
    assert [words for check, words, _, _ in found if check == "table_parts"] == [
        "200 ＋ 100 ＝ 300", "195 ＋ 59 ＝ 290", "25 ＋ 15 ＝ 40", "20 ＋ 10 ＝ 30",
    ]  # fmt: skip
    assert wrong(drawn(lines, MONEY), book) == ["195 ＋ 59 ＝ 290"]


def test_an_open_list_of_parts_is_only_no_larger_than_its_row(book: Book) -> None:
    lines = ["项目|预算数|决算数", "公用经费|105.96|105.96", "  其中：办公费|10.00|9.00", "        差旅费|5.00|6.00"]
    assert relations(drawn(lines, MONEY), book) == [
        ("table_within", "10.00 ＋ 5.00 ≤ 105.96", "consistent", False),
        ("table_within", "9.00 ＋ 6.00 ≤ 105.96", "consistent", False),
    ]


def test_a_part_larger_than_its_row_is_contradicted(book: Book) -> None:
    lines = ["项目|预算数|决算数", "公用经费|105.96|105.96", "  其中：办公费|10.00|150.00", "        差旅费|5.00|6.00"]
    assert wrong(drawn(lines, MONEY), book) == ["150.00 ≤ 105.96"]


# —— rates and changes ——


def test_a_rate_is_the_outturn_over_the_budget_of_the_whole_year(book: Book) -> None:
    lines = [
        "项目名称|年初预算数|全年预算数|全年执行数|执行率",
        "甲|90.00|100.00|90.00|90.00%",
        "乙|150.00|200.00|150.00|57.00%",
        "丙|50.00|50.00|50.00|100.00%",
    ]
    found = statements(drawn(lines, MONEY), book, "table_rate")
    assert found == [
        "90.00万元 ÷ 100.00万元 ＝ 90.00%", "150.00万元 ÷ 200.00万元 ＝ 57.00%", "50.00万元 ÷ 50.00万元 ＝ 100.00%",
    ]  # fmt: skip
    assert wrong(drawn(lines, MONEY), book) == ["150.00万元 ÷ 200.00万元 ＝ 57.00%"]


def test_a_single_rate_is_contradicted_only_where_no_other_pair_of_columns_could_be_meant(book: Book) -> None:
    two = ["项目|全年预算数|全年执行数|执行率", "甲|100.00|90.00|80.00%"]
    three = ["项目|年初预算数|全年预算数|全年执行数|执行率", "甲|95.00|100.00|90.00|80.00%"]
    assert wrong(drawn(two, MONEY), book) == ["90.00万元 ÷ 100.00万元 ＝ 80.00%"]
    assert wrong(drawn(two, MONEY, certain=False), book) == []
    assert wrong(drawn(three, MONEY), book) == []


def test_a_rate_over_nothing_does_not_apply(book: Book) -> None:
    lines = ["项目|批复规模（㎡）|实际规模（㎡）|规模控制率", "甲|0|0|0", "乙|0|0|0"]
    assert {verdict for _, _, verdict, _ in relations(drawn(lines), book)} == {"not_applicable"}


def test_a_share_is_of_the_total(book: Book) -> None:
    lines = ["科目|支出数|占比", "甲|30.00|30.00%", "乙|50.00|50.00%", "丙|20.00|25.00%", "合计|100.00|100.00%"]
    assert wrong(drawn(lines, MONEY), book) == ["20.00万元 ÷ 100.00万元 ＝ 25.00%"]


def test_changes_are_of_the_two_columns_that_fit(book: Book) -> None:
    lines = [
        "项目|2022年|<|2023年|<|增减额|增减率",
        "|预算数|决算数|预算数|决算数||",
        "甲|90.00|85.00|100.00|95.00|10.00|11.76%",
        "乙|50.00|40.00|60.00|36.00|-4.00|-11.11%",
        "丙|8.00|8.00|9.00|10.00|2.00|25.00%",
    ]
    document = drawn(lines, MONEY)
    assert [words for words in statements(document, book, "table_change") if "÷" not in words] == [
        "95.00 － 85.00 ＝ 10.00", "36.00 － 40.00 ＝ -4.00", "10.00 － 8.00 ＝ 2.00",
    ]  # fmt: skip
    assert wrong(document, book) == ["（36.00万元 － 40.00万元） ÷ 40.00万元 ＝ -11.11%"]


def test_a_row_of_differences_is_of_two_rows(book: Book) -> None:
    lines = ["项目|教育支出|卫生健康支出|农林水支出", "预算|100.00|50.00|20.00", "决算|110.00|45.00|20.00", "差异|10.00|-5.00|2.00"]
    assert wrong(drawn(lines, MONEY), book) == ["20.00 － 20.00 ＝ 2.00"]


# —— scores ——

SCORES = ["一级指标|二级指标|三级指标|指标值|完成值|分值|得分", "产出指标（60分）|数量指标|培训|≥100|120|20|20", "|质量指标|合格率|≥95%|96%|40|38",
          "效益指标（40分）|社会效益|覆盖率|≥90%|91%|40|35"]  # fmt: skip


def test_points_and_weights_make_their_totals_and_the_marks_of_groups(book: Book) -> None:
    found = relations(drawn([*SCORES, "总分|||||100|93"]), book)
    assert [words for check, words, _, _ in found if check == "table_points_sum"] == [
        "20 ＋ 40 ＋ 40 ＝ 100", "20 ＋ 38 ＋ 35 ＝ 93", "20 ＋ 40 ＝ 60", "40 ＝ 40", "60 ＋ 40 ＝ 100",
    ]  # fmt: skip
    assert {verdict for _, _, verdict, _ in found} == {"consistent"}


def test_more_points_than_the_weight_are_contradicted(book: Book) -> None:
    lines = [*SCORES[:-1], "效益指标（40分）|社会效益|覆盖率|≥90%|91%|40|42", "总分|||||100|100"]
    assert wrong(drawn(lines), book) == ["42 ≤ 40"]


def test_a_total_of_points_that_misses_by_more_than_rounding_is_contradicted(book: Book) -> None:
    assert wrong(drawn([*SCORES, "总分|||||100|96"]), book) == ["20 ＋ 38 ＋ 35 ＝ 96"]


def test_a_short_row_of_totals_in_a_text_is_understood(book: Book) -> None:
    found = relations(drawn([*SCORES, "总分|100|93|"], certain=False), book)
    assert [words for check, words, _, _ in found if check == "table_points_sum"][:2] == [
        "20 ＋ 40 ＋ 40 ＝ 100",
        "20 ＋ 38 ＋ 35 ＝ 93",
    ]


def test_weights_without_a_total_may_make_a_hundred_and_prove_nothing_where_they_do_not(book: Book) -> None:
    lines = [line.replace("（60分）", "").replace("（40分）", "") for line in SCORES]
    found = [each for each in relations(drawn(lines), book) if each[0] == "table_points_sum"]
    assert [(verdict, certain) for _, _, verdict, certain in found] == [("consistent", False)]
    assert statements(drawn(lines[:-1]), book, "table_points_sum") == []


def test_marks_that_are_not_known_leave_their_total_unchecked(book: Book) -> None:
    head = "指标|分值|得分"
    assert wrong(drawn([head, "甲|10|9", "乙|—|—", "丙|20|待定", "丁|30|30", "总分|100|96"]), book) == []
    assert wrong(drawn([head, "甲|10|9", "乙|20|", "丙|20|20", "总分|50|46"]), book) == []


# —— words ——


def test_every_check_that_a_table_emits_is_in_the_law_book(book: Book) -> None:
    mine = {"table_total", "table_parts", "table_within", "table_rate", "table_change", "table_points_bound", "table_points_sum"}
    checks = {check.id: check for check in book.kind("relation")}
    assert mine <= checks.keys()
    assert all("{statement}" in checks[each].message and "{label}" in checks[each].message for each in mine)


# —— the seeds ——


@dataclass(frozen=True, slots=True)
class Seed:
    """A seed read into its tables, with the figures and relations of the truth."""

    report: Report
    names: tuple[tuple[cell_names.CellName, ...], ...]
    truth: dict[str, Any]
    by_start: dict[int, Figure]
    cells: dict[int, cell_names.CellName]


def _seed(name: str, book: Book) -> Seed:
    folders = [Path(os.environ["HENGJI_SEEDS"])] if os.environ.get("HENGJI_SEEDS") else []
    path = next(
        (each / f"{name}.txt" for each in [*folders, ROOT.parent / "shared" / "seeds"] if (each / f"{name}.txt").is_file()), None
    )
    if path is None:
        pytest.skip(f"seed {name} is not here: neither $HENGJI_SEEDS nor ../shared/seeds beside the checkout holds {name}.txt")
    text = path.read_bytes().decode("utf-8-sig")
    truth = yaml.safe_load((ROOT / "tests" / "audit" / "truth" / f"seed-{name}.yaml").read_text(encoding="utf-8"))
    blocks, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            begin = start + len(line) - len(line.lstrip())
            blocks.append(Block(LINE, begin, begin + len(line.strip()), ""))
        start += len(line) + 1
    document = Document(path.name, "", "text", text, tuple(blocks))
    document = replace(document, tables=text_tables.find(document, book)[0])
    names = tuple(cell_names.name(table, text, book, truth["year"]) for table in document.tables)
    called = {(index, each.row, each.column): each for index, named in enumerate(names) for each in named}
    places = sorted(
        (cell.start, cell.end, index, cell)
        for index, table in enumerate(document.tables)
        for cell in table.cells
        if cell.end > cell.start
    )
    passages: list[Passage] = []
    figures: list[Figure] = []
    by_start: dict[int, Figure] = {}
    cells: dict[int, cell_names.CellName] = {}
    for begin, end, index, cell in places:
        passages.append(
            Passage(len(passages), CELL, text[begin:end], ((0, begin),), "", table=index, row=cell.row, column=cell.column)
        )
        for entry in truth["entries"]:
            if entry["kind"] == "figure" and begin <= entry["start"] < end:
                unit = book.spellings.get(entry.get("unit", ""))
                at, number = len(figures), Decimal(entry["number"])
                figure = Figure(
                    at, entry["start"], entry["end"], "", number, entry.get("decimals", 0), unit, len(passages) - 1, 0, 0, ""
                )
                figures.append(figure)
                by_start[entry["start"]] = figure
                named = called.get((index, cell.row, cell.column))
                if named is not None:
                    cells[entry["start"]] = named
    return Seed(Report(document, tuple(passages), tuple(figures)), names, truth, by_start, cells)


def _as_truth(relation: Relation, seed: Seed) -> tuple[frozenset[int], frozenset[int], frozenset[int], int | None]:
    starts = [figure.start for figure in seed.report.figures]
    target = starts[relation.target] if relation.target >= 0 else None
    plus, minus, over = (frozenset(starts[each] for each in ids) for ids in (relation.plus, relation.minus, relation.over))
    return plus, minus, over, target


@pytest.mark.parametrize(("name", "cells", "units"), [("002", 90, 90), ("004", 71, 69)])
def test_the_cells_of_a_seed_are_named_as_a_person_names_them(name: str, cells: int, units: int, book: Book) -> None:
    seed = _seed(name, book)
    entries = {entry["start"]: entry for entry in seed.truth["entries"]}
    concepts = {concept.id: concept for concept in book.concepts.values()}
    year = seed.truth["year"]
    assert len(seed.cells) == len(seed.by_start) == cells
    assert (
        sum(
            called.unit_label in {entries[start].get("unit", ""), entries[start].get("measure")}
            for start, called in seed.cells.items()
        )
        >= units
    )
    assert [start for start, called in seed.cells.items() if (called.year or year) != entries[start].get("year", year)] == []
    staged = {
        start: called
        for start, called in seed.cells.items()
        if getattr(concepts.get(entries[start].get("concept") or ""), "stages", ())
    }
    assert [
        start
        for start, called in staged.items()
        if not entries[start].get("open") and called.stage not in {"", entries[start]["stage"]}
    ] == []


@pytest.mark.parametrize(("name", "least"), [("002", 30), ("004", 3)])
def test_the_relations_inside_the_tables_of_a_seed_are_found_and_none_is_wrong(name: str, least: int, book: Book) -> None:
    seed = _seed(name, book)
    found = [_as_truth(each, seed) for each in tables.relations(seed.report, seed.names, book)]
    true = {
        (frozenset(raw.get("plus", ())), frozenset(raw.get("minus", ())), frozenset(raw.get("over", ())), raw.get("equals"))
        for raw in seed.truth["relations"]
        if set(raw["entries"]) <= seed.by_start.keys() and raw.get("plus")
    }
    assert len(true & set(found)) >= least
    numbers = {start: Decimal(figure.number) for start, figure in seed.by_start.items()}
    for plus, minus, over, target in found:
        if not over and target is not None:
            left = sum(numbers[each] for each in plus) - sum(numbers[each] for each in minus)
            assert left <= numbers[target]


# —— headers of words that are not known ——


def test_a_row_of_words_above_rows_of_numbers_heads_them_though_its_words_are_not_known(book: Book) -> None:
    channels = [
        "渠道|合计|甲金|乙金",
        "到账|150.20|100.10|50.10",
        "花掉|{}|80.00|40.05",
        "进度|79.93%|79.92%|79.94%",
        "留下|30.15|20.10|10.05",
    ]
    right = [line.format("120.05") for line in channels]
    assert wrong(drawn(right, MONEY), book) == []
    assert {check for check, *_ in relations(drawn(right, MONEY), book)} == {"table_total", "table_rate", "table_change"}
    assert "80.00 ＋ 40.05 ＝ 80.00" in wrong(drawn([line.format("80.00") for line in channels], MONEY), book)


def test_a_total_in_front_with_shares_in_the_row_below(book: Book) -> None:
    rows = ["合计|清扫|转运|焚烧", "400.00|200.00|120.00|80.00", "100.0%|50.0%|30.0%|{}"]
    assert wrong(drawn([line.format("20.0%") for line in rows], MONEY), book) == []
    assert "80.00万元 ÷ 400.00万元 ＝ 21.0%" in wrong(drawn([line.format("21.0%") for line in rows], MONEY), book)


def test_marks_in_one_row_beside_their_full_marks(book: Book) -> None:
    rows = ["维度|投入|过程|产出|效益|总分", "满|10|30|40|20|100", "实|9.9|28.1|38.0|18.5|{}"]
    assert wrong(drawn([line.format("94.5") for line in rows]), book) == []
    assert wrong(drawn([line.format("93.6") for line in rows]), book) == ["9.9 ＋ 28.1 ＋ 38.0 ＋ 18.5 ＝ 93.6"]


def test_all_of_them_is_a_total(book: Book) -> None:
    rows = ["类别|人数|占比", "全部|160|100.00%", "甲类|100|62.50%", "乙类|40|25.00%", "丙类|20|{}"]
    assert wrong(drawn([line.format("12.50%") for line in rows]), book) == []
    assert wrong(drawn([line.format("15.20%") for line in rows]), book) == ["20人 ÷ 160人 ＝ 15.20%"]


def test_rates_in_a_row_are_no_sum_and_words_of_a_fund_no_stage(book: Book) -> None:
    rows = ["渠道|合计|一般公共预算|政府性基金", "下达|150.00|100.00|50.00", "用去|120.00|70.00|50.00", "比率|80.0%|70.0%|100.0%"]
    assert wrong(drawn(rows, MONEY), book) == []
    assert len([1 for check, *_ in relations(drawn(rows, MONEY), book) if check == "table_total"]) == 2


def test_columns_without_a_total_that_only_look_like_a_sum_stay_silent(book: Book) -> None:
    assert wrong(drawn(["站点|甲|乙|丙", "客流|310|200|120", "投诉|3|2|9", "班次|44|40|4"], MONEY), book) == []
