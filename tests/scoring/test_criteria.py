"""The fourteen criteria of a review as a score before the review: what each costs, what was not handed in, and what is left to a person."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from hengji.core.audit import Audit, Checked, Figure, Remark, Standing, Status
from hengji.core.document import Cell, Document, Table
from hengji.core.finding import Severity, Verdict
from hengji.rulebook import yaml
from hengji.rulebook.fields import Fields
from hengji.rulebook.review import Review, read_review
from hengji.scoring.criteria import CriterionLine, Expected, State, expected, statement

if TYPE_CHECKING:
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

HEAD = ("一级指标", "三级指标", "目标值", "实际完成值", "分值", "得分")
ROWS = (
    ("数量指标", "巡查河道", "12次", "12次", "30", "30"),
    ("质量指标", "工程合格率", "95%", "96%", "20", "18"),
    ("时效指标", "按时完成", "12月", "12月", "20", "20"),
    ("效益指标", "水质改善", "有效提升", "有效提升", "20", "20"),
    ("满意度指标", "群众满意度", "90%", "95%", "10", "10"),
    ("合计", "", "", "", "100", "98"),
)
ROLES = {2: "target", 3: "actual", 4: "weight", 5: "points"}
ALL = frozenset({"evidence", "survey", "working_papers"})
SMALL = """
id: small
title: 小准则
total: self_score_total
full: score_full_marks
total_words: [自评总分, 自评得分]
total_links: 为：
table: 指标评分表
sums: [合计]
materials: {evidence: 佐证材料, survey: 满意度调查材料}
reference: {source: 测试, confidence: V}
criteria:
  - {id: "1", title: 佐证, about: indicators, material: evidence, without: 100, judge: person, advice: 附上, reference: {source: 测试一, confidence: V}}
  - {id: "2", title: 考核性, about: indicators, findings: {PF90: 60, PF91: 30, PF91 notice: 10}, judge: program, advice: 改, reference: {source: 测试二, confidence: V}}
  - {id: "3", title: 满意度, about: indicators, rows: [满意度], weight: satisfaction_weight, findings: {PF92: 100}, material: survey, without: 100, judge: program, advice: 调查, reference: {source: 测试三, confidence: V}}
  - {id: "4", title: 逻辑, about: report, findings: {AR: 0}, judge: program, advice: 核对, reference: {source: 测试四, confidence: V}}
"""


def review(text: str = SMALL) -> tuple[Review, list[Problem]]:
    tree, problems = yaml.read(text, "reviews/small.yaml")
    assert problems == ()
    assert tree is not None
    found: list[Problem] = []
    return read_review(Fields(tree, "reviews/small.yaml", found)), found


def finding(code: str, at: tuple[int, int], figures: tuple[int, ...] = ()) -> Remark:
    return Remark(code, Severity.WARNING, f"标题{code}", "说明", *at, place=f"a.docx:{code}", quote="", figures=figures)


def audit(*findings: Remark, rows: tuple[tuple[str, ...], ...] = ROWS, total: str = "98") -> Audit:
    """A report with one table of indicators, each cell on a line of its own; and its total in a sentence above it."""
    text, cells, figures = f"自评得分{total}分。\n", [], []
    stated = Figure(
        0, 4, 4 + len(total), total, Decimal(total or 0), 0, None, 0, 4, 4, "¶1", concept="self_score_total", role="points"
    )
    figures += [stated] if total else []
    for row, words in enumerate((HEAD, *rows)):
        for column, word in enumerate(words):
            cells.append(Cell(row, column, 1, 1, len(text), len(text) + len(word), f"表1!{'ABCDEF'[column]}{row + 1}"))
            number = word.rstrip("次%月")
            if row and column in ROLES and number.isdigit():
                at = len(figures)
                figures.append(
                    Figure(
                        at,
                        len(text),
                        len(text) + len(word),
                        word,
                        Decimal(number),
                        0,
                        None,
                        0,
                        0,
                        1,
                        cells[-1].place,
                        role=ROLES[column],
                    )
                )
            text += word + "\n"
    document = Document("a.docx", "00" * 32, "docx", text, (), (Table("表1", tuple(cells)),))
    held = (Checked("AR30", Verdict.CONSISTENT, (), "30 ＋ 70 ＝ 100"),)
    return Audit(
        document, "甲局", 2023, "", tuple(figures), (Standing(Status.UNCHECKED),) * len(figures), held, findings, (), "", ""
    )


def with_table(base: Audit, rows: tuple[tuple[str, str, str], ...]) -> Audit:
    """The report with one more table behind it: name, weight, points."""
    text, cells, figures = base.document.text, [], list(base.figures)
    for row, words in enumerate(rows):
        for column, word in enumerate(words):
            span = (len(text), len(text) + len(word))
            cells.append(Cell(row, column, 1, 1, *span, f"表2!{'ABC'[column]}{row + 1}"))
            if column:
                role = ("weight", "points")[column - 1]
                figures.append(Figure(len(figures), *span, word, Decimal(word), 0, None, 0, 0, 1, cells[-1].place, role=role))
            text += word + "\n"
    document = replace(base.document, text=text, tables=(*base.document.tables, Table("表2", tuple(cells))))
    return replace(base, document=document, figures=tuple(figures), standings=(Standing(Status.UNCHECKED),) * len(figures))


def at(words: str) -> tuple[int, int]:
    """The span of the only cell with these words."""
    start = audit().document.text.index(f"\n{words}\n") + 1
    return start, start + len(words)


def line(found: Expected, criterion: str) -> CriterionLine:
    return next(each for each in found.lines if each.criterion == criterion)


# —— the score ——


def test_with_everything_handed_in_and_nothing_found_the_score_stays(book: Book) -> None:
    found = expected(audit(), review()[0], book, ALL)
    assert (found.claimed, found.low, found.high) == ((98, 1), (98, 1), (98, 1))
    assert [each.state for each in found.lines] == [State.PERSON, State.MET, State.MET, State.MET]


def test_a_finding_costs_its_share_of_the_weight_of_the_indicator_in_whose_row_it_stands(book: Book) -> None:
    """Water quality has 20 points; 60 per cent of it are 12."""
    found = expected(audit(finding("PF90", at("水质改善"))), review()[0], book, ALL)
    assert (found.low, found.high) == ((86, 1), (86, 1))
    hit = line(found, "2")
    assert (hit.state, hit.low, hit.high) == (State.FINDING, (12, 1), (12, 1))
    assert [(reason.text, reason.findings) for reason in hit.reasons] == [
        ("PF90 标题PF90（a.docx:PF90）：按分值的 60% 扣，扣 12.00 分", (1,))
    ]


def test_the_row_may_be_known_by_a_figure_of_the_finding(book: Book) -> None:
    report = audit()
    points = next(figure.id for figure in report.figures if figure.text == "18")
    found = expected(replace(report, findings=(finding("PF91", (0, 0), (points,)),)), review()[0], book, ALL)
    assert line(found, "2").low == (6, 1)  # 30 per cent of 20


def test_no_more_is_taken_than_was_claimed(book: Book) -> None:
    poor = tuple((*row[:5], "5") if row[1] == "水质改善" else row for row in ROWS)
    found = expected(audit(finding("PF90", at("水质改善")), rows=poor, total="83"), review()[0], book, ALL)
    assert (line(found, "2").low, found.high) == ((5, 1), (78, 1))


def test_an_indicator_hit_twice_loses_the_most_that_one_takes(book: Book) -> None:
    satisfied = at("群众满意度")
    found = expected(
        audit(finding("PF90", satisfied), finding("PF91", satisfied), finding("PF92", satisfied)), review()[0], book, ALL
    )
    assert [line(found, each).low for each in ("2", "3")] == [(6, 1), (10, 1)]
    assert (found.low, found.high) == ((88, 1), (88, 1))


def test_material_that_was_not_handed_in_makes_an_interval(book: Book) -> None:
    found = expected(audit(), review()[0], book, frozenset({"evidence"}))
    missing = line(found, "3")
    assert (missing.state, missing.low, missing.high) == (State.NOT_HANDED_IN, (0, 1), (10, 1))
    assert (
        missing.reasons[0].text
        == "满意度调查材料没有随报告提供：如果复核时也拿不出，1 个指标最多扣 10.00 分（一个指标至多扣到自评所得为止）"
    )
    assert (found.low, found.high) == ((88, 1), (98, 1))


def test_an_indicator_that_a_table_of_deductions_prints_again_is_counted_once(book: Book) -> None:
    twice = with_table(audit(), (("工程合格率", "20", "18"), ("群众满意度", "10", "10")))
    found = line(expected(twice, review()[0], book), "1")
    assert (
        found.reasons[0].text
        == "佐证材料没有随报告提供：如果复核时也拿不出，5 个指标最多扣 98.00 分（一个指标至多扣到自评所得为止）"
    )


def test_another_table_with_an_indicator_of_its_own_is_counted(book: Book) -> None:
    more = with_table(audit(), (("工程合格率", "20", "18"), ("移民安置率", "10", "10")))
    assert "7 个指标最多扣 126.00 分" in line(expected(more, review()[0], book), "1").reasons[0].text


def test_an_indicator_that_does_not_apply_needs_no_proof(book: Book) -> None:
    rows = tuple(("不适用" if word == "有效提升" else word for word in row) for row in ROWS)
    found = line(expected(audit(rows=tuple(map(tuple, rows))), review()[0], book), "1")
    assert "4 个指标最多扣 78.00 分" in found.reasons[0].text


def test_without_any_material_everything_claimed_may_be_lost_once(book: Book) -> None:
    found = expected(audit(finding("PF90", at("水质改善"))), review()[0], book)
    assert (line(found, "1").high, line(found, "3").high) == ((98, 1), (10, 1))
    assert (found.low, found.high) == ((0, 1), (86, 1))


def test_a_finding_and_missing_material_are_both_said(book: Book) -> None:
    found = line(expected(audit(finding("PF92", at("群众满意度"))), review()[0], book), "3")
    assert (found.state, found.low, found.high, len(found.reasons)) == (State.FINDING, (10, 1), (10, 1), 2)


def test_a_finding_whose_weight_cannot_be_read_leaves_no_lower_bound(book: Book) -> None:
    found = expected(audit(finding("PF90", (0, 4))), review()[0], book, ALL)
    assert (line(found, "2").low, line(found, "2").high) == ((0, 1), None)
    assert (found.low, found.high) == (None, (98, 1))


def test_a_finding_of_the_report_as_a_whole_costs_nothing(book: Book) -> None:
    found = expected(audit(finding("AR01", (0, 4))), review()[0], book, ALL)
    assert (line(found, "4").state, line(found, "4").high, found.low) == (State.FINDING, (0, 1), (98, 1))


# —— what is not known ——


def test_a_report_that_states_two_totals_or_none_has_no_expected_score(book: Book) -> None:
    one = audit()
    two = replace(one, figures=(*one.figures, replace(one.figures[0], id=len(one.figures), number=Decimal(95))))
    assert (
        expected(two, review()[0], book, ALL).claimed is None
    )  # nor do the rows decide: their weights make 100, but the words say two things


def test_where_no_total_is_stated_the_points_of_all_indicators_are_it(book: Book) -> None:
    assert expected(audit(total=""), review()[0], book, ALL).claimed == (98, 1)
    assert expected(audit(total="", rows=ROWS[1:]), review()[0], book, ALL).claimed is None  # weights make 70


def test_a_report_without_indicators_has_nothing_that_criteria_of_indicators_look_at(book: Book) -> None:
    found = expected(audit(rows=()), review()[0], book)
    assert [each.state for each in found.lines] == [State.NOT_HANDED_IN, State.NOT_HANDED_IN, State.NOT_APPLICABLE, State.MET]
    assert [line(found, each).reasons[0].text for each in ("1", "2")] == [
        "佐证材料没有随报告提供；没有读到指标的分值，最多扣几分不能确定",
        "指标评分表没有随报告提供，这一条没有核对",
    ]
    assert (found.low, found.high) == (None, (98, 1))


def test_a_weight_stated_in_words_stands_for_the_indicator(book: Book) -> None:
    report = audit(rows=())
    weight = replace(report.figures[0], id=1, number=Decimal(8), concept="satisfaction_weight")
    found = expected(replace(report, figures=(*report.figures, weight)), review()[0], book)
    assert (line(found, "3").state, line(found, "3").high, found.low) == (State.NOT_HANDED_IN, (8, 1), None)


def test_where_nothing_could_be_checked_no_finding_is_no_pass(book: Book) -> None:
    found = line(expected(replace(audit(), results=()), review()[0], book, ALL), "4")
    assert (found.state, found.reasons[0].text) == (State.PERSON, "报告里没有一处能够核对，程序不能下结论")


def test_a_total_that_is_only_said_in_words_is_read_from_the_surest_words(book: Book) -> None:
    report = audit(rows=())
    points = replace(report.figures[0], concept="")
    for text, numbers, claimed in (
        ("自评总分为 91.5 分，投入自评得分8分", ("91.5", "8"), (183, 2)),
        ("综合自评得分：91.5分", ("91.5",), (183, 2)),
        ("产出自评得分50分，效益自评得分41.5分", ("50", "41.5"), None),  # two things: silence
        ("自评得分91.5分，其中产出自评得分50分，效益自评得分41.5分", ("91.5", "50", "41.5"), (183, 2)),
        ("产出自评得分50分，投入得分51分", ("50", "51"), None),  # the larger one is no part of it
        ("投入扣分1.5分", ("1.5",), None),
    ):
        figures = tuple(
            replace(points, id=at, start=text.rindex(number), end=text.rindex(number) + len(number), number=Decimal(number))
            for at, number in enumerate(numbers)
        )
        said = replace(report, figures=figures, document=replace(report.document, text=text))
        assert expected(said, review()[0], book).claimed == claimed


def test_a_heading_with_the_weight_of_all_below_it_is_no_indicator(book: Book) -> None:
    rows = (("产出指标", "", "", "", "70", ""), *ROWS[:3], ("满意度指标", "", "", "", "30", ""), *ROWS[3:5])
    found = expected(audit(rows=rows, total=""), review()[0], book, ALL)
    assert found.claimed == (98, 1)


def test_a_notice_costs_perhaps_and_has_a_share_of_its_own(book: Book) -> None:
    light = replace(finding("PF91", at("水质改善")), severity=Severity.NOTICE)
    found = expected(audit(light), review()[0], book, ALL)
    assert (line(found, "2").low, line(found, "2").high, found.low, found.high) == ((0, 1), (2, 1), (96, 1), (98, 1))
    assert line(found, "2").reasons[0].text.endswith("可能按分值的 10% 扣，扣 2.00 分")


def test_the_expected_score_is_said_in_a_sentence(book: Book) -> None:
    rules = review()[0]
    hit, lost = finding("PF90", at("水质改善")), finding("PF90", (0, 4))
    said = [
        statement(expected(report, rules, book, material), rules, book)
        for report, material in (
            (audit(hit), ALL),
            (audit(hit), frozenset({"evidence"})),
            (audit(lost), ALL),
            (audit(rows=(), total=""), ALL),
        )
    ]
    assert said == [
        "自评 98 分，预计复核 86 分",
        "自评 98 分；材料齐全时预计复核不高于 86 分；满意度调查材料没有随报告提供，都拿不出时最低 76 分",
        "自评 98 分，预计复核不高于 98 分（部分指标的分值没有读到，下限不能确定）",
        "报告没有写明唯一的自评总分，不能预计复核得分",
    ]


def test_rows_whose_words_stand_elsewhere_in_the_report_are_left_open(book: Book) -> None:
    rows = tuple((row[0].replace("满意度", "服务对象"), row[1].replace("满意度", "评价"), *row[2:]) for row in ROWS)
    report = audit(rows=rows)
    assert line(expected(report, review()[0], book), "3").state is State.NOT_APPLICABLE
    said = replace(report, document=replace(report.document, text=report.document.text + "群众满意度较高。"))
    found = line(expected(said, review()[0], book), "3")
    assert (found.state, found.low, found.high) == (State.NOT_HANDED_IN, (0, 1), None)


def test_a_weight_that_reaches_over_several_rows_belongs_to_none_of_them(book: Book) -> None:
    report = audit()
    cells = report.document.tables[0].cells
    tall = replace(
        report.document.tables[0], cells=tuple(replace(cell, rows=2) if cell.place == "表1!E2" else cell for cell in cells)
    )
    found = expected(replace(report, document=replace(report.document, tables=(tall,))), review()[0], book)
    assert line(found, "1").high == (68, 1)  # without the 30 of the first row


# —— the law book ——


def test_the_fourteen_criteria_are_there_with_their_sources(book: Book) -> None:
    criteria = book.reviews["review-criteria"].criteria
    assert [criterion.id for criterion in criteria] == [f"{number:02d}" for number in range(1, 15)]
    assert {criterion.reference.confidence for criterion in criteria} == {"V"}
    assert [criterion.id for criterion in criteria if criterion.material] == ["01", "04", "11"]


def test_every_code_and_concept_that_a_review_names_is_in_the_law_book(book: Book) -> None:
    families = {code[:2] for code in book.codes}
    for each in book.reviews.values():
        codes = [code for criterion in each.criteria for code in criterion.findings]
        assert [code for code in codes if code.split(" ")[0] not in book.codes and code not in families] == []
        concepts = [each.total, each.full, *(criterion.weight for criterion in each.criteria if criterion.weight)]
        assert [concept for concept in concepts if concept not in book.concepts] == []


def test_a_code_belongs_to_one_criterion_only(book: Book) -> None:
    for each in book.reviews.values():
        codes = [code for criterion in each.criteria for code in criterion.findings]
        assert len(codes) == len(set(codes))


def test_the_criteria_of_the_law_book_over_a_report(book: Book) -> None:
    """Nothing but the report is there: a survey, supporting material and working papers are missing, and eight criteria need a person."""
    found = expected(audit(finding("AR01", (0, 4)), finding("ST12", (0, 4))), book.reviews["review-criteria"], book)
    states = {state: [each.criterion for each in found.lines if each.state is state] for state in State}
    assert states == {
        State.NOT_HANDED_IN: ["01", "04", "11"],
        State.FINDING: ["12", "14"],
        State.PERSON: ["02", "03", "06", "07", "08", "09", "10", "13"],
        State.MET: ["05"],
        State.NOT_APPLICABLE: [],
    }
    assert (found.low, found.high) == ((0, 1), (98, 1))
    assert all(reason.text and "{" not in reason.text for each in found.lines for reason in each.reasons)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("findings: {PF90: 60", "findings: {PF90: 160"), "RB07"),
        (("material: evidence", "material: rumour"), "RB09"),
        (("about: report", "about: everything"), "RB09"),
        (('id: "1"', "id: 1"), "RB08"),
        (("judge: person", "judged: person"), "RB05"),
        (("sums: [合计]", "sums: 合计"), "RB06"),
    ],
)
def test_a_mistake_in_a_review_has_its_code_and_its_place(change: tuple[str, str], code: str) -> None:
    _, problems = review(SMALL.replace(*change, 1))
    assert code in [problem.code for problem in problems]
    assert all(problem.place.file == "reviews/small.yaml" and problem.place.where for problem in problems)
