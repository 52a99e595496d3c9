"""The grammar of the forms is read strictly: whatever is wrong in one is a problem of the law book, at its line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.rulebook.files import collect
from hengji.rulebook.form import ACCOUNTS, FILLING, WORKBOOK, say
from hengji.rulebook.labels import normal, split, unit_words
from hengji.rulebook.load import build

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

PATH = "forms/accounts-04.yaml"


def _problems(old: str, new: str) -> list[tuple[str, str, str]]:
    """What is found where one passage of a form is changed: place, code, what was found."""
    source = collect()
    text = source.files[PATH].decode()
    assert old in text
    source.files[PATH] = text.replace(old, new, 1).encode()
    _, problems = build(source)
    lines = text[: text.index(old)].count("\n") + 1
    return [(each.place.where.replace(f"{lines}:", "here:"), each.code, each.found) for each in problems]


@pytest.mark.parametrize(
    ("old", "new", "code", "found"),
    [
        ("kind: accounts", "kind: account", "RB09", "account"),
        ("{means: unknown}", "{means: nought}", "RB09", "nought"),
        ("stage: outturn", "stage: final", "RB22", "final"),
        ("members: {fund: 一般公共预算}", "members: {fund: 一般公共}", "RB22", "一般公共"),
        ("members: {fund: 一般公共预算}", "members: {founds: 一般公共预算}", "RB22", "founds"),
        ("concept: appropriation_revenue", "concept: appropriation_revenu", "RB21", "appropriation_revenu"),
        ("assumed: null", "assumed: 万圆", "RB22", "万圆"),
        ("labels: [本年收入合计],", "labels: [本年收入合计], columns: [outtun],", "RB22", "outtun"),
        ("labels: [本年收入合计],", "labels: [本年收入合计], colums: [outturn],", "RB05", "colums"),
        ("labels: [本年收入合计],", "labels: [本年收入合计], stage: original,", "RB03", "stage：original、outturn"),
        ("labels: [本年收入合计],", "labels: [本年收入合计], single: true,", "RB04", "labels"),
        ("within: 年初财政拨款结转和结余", "within: 年初财政拨款", "RB22", "年初财政拨款"),
        ("under: [[收入]]", "under: [收入]", "RB06", "under"),
        ("labels: [总计, 收入总计, 合计]", "labels: [总计, 1.本年收入合计]", "RB10", "本年收入合计"),
        ("id: expenditure", "id: income", "RB10", "income"),
        ("by: label", "by: name", "RB09", "name"),
        ("level: 1", "level: one", "RB07", "one"),
        ('"207"', "207", "RB08", "207"),
        ('"207"', '"299"', "RB22", "299"),
        ("{id: fund, under:", "{id: general, under:", "RB10", "general"),
    ],
)
def test_a_wrong_word_in_a_form_is_named_at_its_line(old: str, new: str, code: str, found: str) -> None:
    problems = _problems(old, new)
    assert [(each_code, each_found) for place, each_code, each_found in problems if place.startswith("here:")] == [(code, found)]


def test_zero_for_blanks_needs_its_note_its_sentence_and_its_reference() -> None:
    problems = _problems("{means: unknown}", "{means: zero}")
    assert [(code, found) for _, code, found in problems] == [("RB04", "note"), ("RB04", "said_by"), ("RB04", "reference")]


def test_a_row_whose_cells_have_no_concept_is_named_once() -> None:
    problems = _problems("labels: [本年收入合计], concept: appropriation_revenue", "labels: [本年收入合计]")
    assert [(code, found) for _, code, found in problems] == [("RB04", "concept")]


def test_every_form_but_those_a_person_fills_in_has_a_layout(book: Book) -> None:
    assert {form.id for form in book.forms.values() if form.layout is None} == {
        form.id for form in book.forms.values() if form.kind in (WORKBOOK, FILLING)
    }
    assert sum(form.kind == ACCOUNTS for form in book.forms.values()) >= 9


def test_a_cell_says_what_block_column_row_and_cell_say_together(book: Book) -> None:
    """部门基本支出预算调整: 预算数 is 年初, 决算数 is 全年, 上年 holds nothing."""
    layout = book.forms["base-data"].layout
    assert layout is not None
    block = next(block for block in layout.blocks if block.id == "money")
    row = next(row for row in block.rows if row.labels == ("部门基本支出预算调整",))
    said = {column.id: say(block, column, row) for column in block.columns}
    assert said["last_year"] is None
    for column, stage in (("budget", "original"), ("outturn", "revised")):
        says = said[column]
        assert says is not None
        assert says.stage is not None
        assert (says.concept, says.stage.fixed, says.unit) == ("basic_expenditure", stage, "万元")


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("一、 一般公共服务支出", "一般公共服务支出"),
        ("二十三、其他支出", "其他支出"),
        ("（一）其中：项目支出", "项目支出"),
        ("其中：1．基本支出", "基本支出"),
        ("减：结余分配：", "结余分配"),
        ("年末结转\n和结余", "年末结转和结余"),
        ("公务用车保有量（辆）", "公务用车保有量"),
        ("规模（㎡）", "规模"),
        ("项目(按功能分类)", "项目(按功能分类)"),
        ("「三公」经费", '"三公"经费'),
        ("1.2010301", "1.2010301"),
        ("（万元）", "(万元)"),
    ],
)
def test_labels_are_compared_in_one_normal_form(printed: str, label: str, book: Book) -> None:
    assert label == normal(printed, unit_words(book.spellings))


def test_a_bracket_that_holds_a_unit_gives_it(book: Book) -> None:
    label, unit = split("决算数（元）", unit_words(book.spellings))
    assert label == "决算数"
    assert unit is not None
    assert unit.id == "yuan"
