"""Scoring: what each line earns and why, what stays open, and when there is a total and a grade (FAULTS E6)."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.scoring.small import RATE, SOURCE, case, line, points, scheme, sheet, total

from hengji import pipeline
from hengji.core import exact
from hengji.core.case import BonusItem
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.reading.formats import case as case_file
from hengji.scoring.score import score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.case import Case
    from hengji.core.sheet import ScoreSheet
    from hengji.rulebook.book import Book

SOURCES = Path(__file__).resolve().parents[2] / "src" / "hengji"
WHOLE = f"- {{id: A, path: [支出率], weight: 100, {RATE}}}"
HALVES = f"- {{id: A, path: [支出率], weight: 50, {RATE}}}\n- {{id: B, path: [支出率], weight: 50, {RATE}}}"


def spent(amount: str, budget: str = "100万元") -> dict[str, str]:
    """Two facts whose ratio the rows measure."""
    return {"本年支出合计": amount, "本年支出合计[年初预算]": budget}


# ---- numbers


@pytest.mark.parametrize(
    ("amount", "points_", "grade"),
    [
        ("89.995万元", "90.00", "优"),
        ("89.9949万元", "89.99", "良"),
        ("89.99999999999999万元", "90.00", "优"),
        ("90万元", "90.00", "优"),
        ("80万元", "80.00", "良"),
        ("79.994万元", "79.99", "差"),
        ("0元", "0.00", "差"),
        ("120万元", "100.00", "优"),
    ],
)
def test_a_grade_follows_the_rounded_total_and_its_lower_bound_belongs_to_it(
    amount: str, points_: str, grade: str, book: Book
) -> None:
    scored = sheet(WHOLE, book, spent(amount))
    assert (points(line(scored)), scored.grade) == (points_, grade)


def test_a_total_below_every_grade_has_none(book: Book) -> None:
    scored = sheet(WHOLE, book, spent("50万元"), head="grades: [{label: 优, from: 90}, {label: 良, from: 80}]")
    assert (total(scored), scored.grade) == ("50", None)


def test_sums_are_exact(book: Book) -> None:
    tenths = "\n".join(f"- {{id: R{n}, path: [甲], weight: 0.1, {RATE}}}" for n in range(10))
    rest = f"- {{id: A, path: [甲], weight: 98.7, {RATE}}}\n- {{id: B, path: [甲], weight: 0.3, {RATE}}}"
    assert total(sheet(f"{tenths}\n{rest}", book, spent("100万元"))) == "100"
    scored = sheet(f"{tenths}\n{rest}", book, spent("100万元"))
    assert exact.compare(scored.computed, exact.of("100")) == 0


@pytest.mark.parametrize(
    ("method", "measure", "expected"),
    [
        ("deduct_per_full_step_over", "114万元", "86.00"),
        ("deduct_per_full_step_over", "114.99万元", "86.00"),
        ("deduct_per_full_step_over", "113.99万元", "87.00"),
        ("deduct_per_full_step_over", "117万元", "83.00"),
        ("deduct_per_started_step_over", "114万元", "86.00"),
        ("deduct_per_started_step_over", "114.01万元", "85.00"),
        ("deduct_per_started_step_over", "117万元", "83.00"),
        ("deduct_per_full_step_under", "86万元", "86.00"),
        ("deduct_per_full_step_under", "83万元", "83.00"),
        ("deduct_per_started_step_under", "86万元", "86.00"),
        ("deduct_per_started_step_under", "83万元", "83.00"),
        ("deduct_per_started_step_under", "82.99万元", "82.00"),
        ("deduct_per_full_step_both_sides", "114万元", "86.00"),
        ("deduct_per_full_step_both_sides", "83万元", "83.00"),
        ("deduct_linear_over", "114万元", "86.00"),
        ("deduct_linear_over", "114.5万元", "85.50"),
    ],
)
def test_steps_fall_where_they_are_at_14_and_at_17_per_cent(method: str, measure: str, expected: str, book: Book) -> None:
    bound = "基准" if "both" in method else "限度"
    row = f"- id: A\n  path: [甲]\n  weight: 100\n  measure: 本年支出合计 ÷ 本年支出合计[年初预算]\n  method: {method}\n"
    row += f"  parameters: {{{bound}: 100%, 步长: 1%, 每步扣分: 1分}}\n  {SOURCE}"
    assert points(line(sheet(row, book, spent(measure)))) == expected


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("{rate: null, points: 2}", "66.67"),
        ("{rate: 4, points: 2}", "66.67"),
        ("{rate: 2, points: 2}", "67.00"),
        ("{rate: 3, points: 1}", "66.70"),
        ("{rate: null, points: 0}", "67.00"),
        ("{rate: 0, points: 2}", "100.00"),
    ],
)
def test_rates_are_rounded_first_only_where_the_scheme_says_so(rounding: str, expected: str, book: Book) -> None:
    assert points(line(sheet(WHOLE, book, spent("2元", "3元"), head=f"rounding: {rounding}"))) == expected


def test_a_rate_rounded_first_can_step_over_a_band_that_points_rounded_last_do_not(book: Book) -> None:
    row = "- id: A\n  path: [甲]\n  weight: 100\n  measure: 本年支出合计 ÷ 本年支出合计[年初预算]\n  method: bands\n"
    row += f"  bands: [{{to: 66.67%, points: 0}}, {{above: true, points: 100}}]\n  {SOURCE}"
    slightly = spent("66.674万元")
    assert points(line(sheet(row, book, slightly, head="rounding: {rate: null, points: 2}"))) == "100.00"
    assert points(line(sheet(row, book, slightly, head="rounding: {rate: 4, points: 2}"))) == "0.00"


# ---- not applicable


ABSENT = "not_applicable: {when: 批准建设面积 ＝ 0, then: %s}"
BUILT = f"- {{id: B, path: [面积], weight: 50, measure: 实际建设面积 ÷ 批准建设面积, method: ratio_capped, {ABSENT}, {SOURCE}}}"
FIRST = f"- {{id: A, path: [支出率], weight: 50, {RATE}}}"
NOTHING_BUILT = {**spent("80万元"), "批准建设面积": "0㎡", "实际建设面积": "0㎡"}


@pytest.mark.parametrize(
    ("then", "points_", "total_"), [("full", "50.00", "90"), ("zero", "0.00", "40"), ("redistribute", "unknown: no_weight", "80")]
)
def test_what_has_no_object_gets_what_the_scheme_says(then: str, points_: str, total_: str, book: Book) -> None:
    scored = sheet(f"{FIRST}\n{BUILT % then}", book, NOTHING_BUILT)
    found = line(scored, "B")
    assert (found.status, points(found), total(scored), scored.unscored) == (Status.NOT_APPLICABLE, points_, total_, ())
    assert "批准建设面积 0㎡" in found.statement
    assert found.full_marks_if == ""


def test_redistributed_points_are_said_and_rounded_once(book: Book) -> None:
    rows = f"- {{id: A, path: [支出率], weight: 70, {RATE}}}\n{BUILT.replace('weight: 50', 'weight: 30') % 'redistribute'}"
    scored = sheet(rows, book, {**NOTHING_BUILT, "本年支出合计": "33.33万元"})
    assert (points(line(scored)), total(scored)) == ("23.33", "33.33")
    assert any("23.33" in note and "30" in note and "33.33" in note for note in scored.notes)


def test_where_nothing_applies_there_is_no_total(book: Book) -> None:
    scored = sheet(BUILT.replace("weight: 50", "weight: 100") % "redistribute", book, NOTHING_BUILT)
    assert total(scored) == "unknown: zero_divisor"
    assert scored.grade is None


@pytest.mark.parametrize("area", ["100㎡", None])
def test_a_condition_that_does_not_hold_or_is_not_known_leaves_the_row_as_it_is(area: str | None, book: Book) -> None:
    facts = {**spent("80万元"), "实际建设面积": "50㎡", **({"批准建设面积": area} if area else {})}
    found = line(sheet(f"{FIRST}\n{BUILT % 'full'}", book, facts), "B")
    assert (found.status, points(found)) == ((Status.SCORED, "25.00") if area else (Status.UNKNOWN, "unknown: missing"))


def test_a_clerk_may_say_it_where_the_scheme_has_a_convention(book: Book) -> None:
    scored = sheet(f"{FIRST}\n{BUILT % 'full'}", book, spent("80万元"), more="not_applicable: {B: 本年无楼堂馆所}\n")
    assert (line(scored, "B").status, points(line(scored, "B")), total(scored)) == (Status.NOT_APPLICABLE, "50.00", "90")
    assert "本年无楼堂馆所" in line(scored, "B").statement


def test_without_a_convention_it_stays_open_and_nothing_is_given(book: Book) -> None:
    scored = sheet(HALVES, book, spent("80万元"), more="not_applicable: {B: 本年没有支出}\n")
    found = line(scored, "B")
    assert (found.status, points(found), total(scored), scored.unscored) == (
        Status.UNKNOWN,
        "unknown: no_method",
        "unknown: not_entered",
        ("B",),
    )
    assert "没有写明不适用时怎样计分" in found.reason


# ---- entered and computed


CHECKLIST = f"- {{id: A, path: [制度], weight: 100, measure: null, method: checklist, items: [{{label: 甲, points: 60}}, {{label: 乙, points: 40}}], {SOURCE}}}"


@pytest.mark.parametrize(
    ("answers", "points_", "status"),
    [
        ("[真, 真]", "100.00", Status.ENTERED),
        ("[真, 假]", "60.00", Status.ENTERED),
        ("[假, 假]", "0.00", Status.ENTERED),
        ("[真, 未知]", "unknown: not_entered", Status.UNKNOWN),
        ("[真]", "unknown: not_entered", Status.UNKNOWN),
        ("[]", "unknown: not_entered", Status.UNKNOWN),
    ],
)
def test_an_answer_that_nobody_gave_is_no_no(answers: str, points_: str, status: Status, book: Book) -> None:
    found = line(sheet(CHECKLIST, book, more=f"judgements: {{A: {{answers: {answers}, judge: 自评小组}}}}\n"))
    assert (points(found), found.status) == (points_, status)


def test_what_a_person_entered_is_counted_apart_from_what_was_computed(book: Book) -> None:
    rows = f"{FIRST}\n- {{id: B, path: [效果], weight: 50, measure: null, method: entered_points, {SOURCE}}}"
    scored = sheet(rows, book, spent("80万元"), more="judgements: {B: {points: 45, judge: 评价组}}\n")
    assert [(each.id, each.status) for each in scored.lines] == [("A", Status.SCORED), ("B", Status.ENTERED)]
    assert (exact.plain(scored.computed), exact.plain(scored.entered), total(scored)) == ("40", "45", "85")
    assert "由评价组评定45.00分" in line(scored, "B").statement


def test_a_figure_that_decides_alone_needs_no_judge(book: Book) -> None:
    row = f"- {{id: A, path: [满意度], weight: 100, measure: 服务对象满意度, method: full_or_entered, parameters: {{满分线: 90%, 零分线: 70%}}, {SOURCE}}}"
    told = {
        rate: (line(scored).status, points(line(scored)))
        for rate in ("90%", "89.99%", "70%", "69.99%")
        for scored in [sheet(row, book, {"服务对象满意度": rate})]
    }
    assert told == {
        "90%": (Status.SCORED, "100.00"),
        "89.99%": (Status.UNKNOWN, "unknown: not_entered"),
        "70%": (Status.UNKNOWN, "unknown: not_entered"),
        "69.99%": (Status.SCORED, "0.00"),
    }
    judged = sheet(row, book, {"服务对象满意度": "85%"}, more="judgements: {A: {points: 70, judge: 评价组}}\n")
    assert (line(judged).status, points(line(judged))) == (Status.ENTERED, "70.00")


def test_a_deduction_says_how_much_and_by_which_method(book: Book) -> None:
    found = line(sheet(WHOLE, book, spent("80万元"), more="reasons: {A: 项目跨年实施}\n"))
    assert exact.plain(found.deduction or exact.ZERO) == "20"
    assert found.reason == "测算值 80.00%，按“比率乘分值，封顶”扣 20.00 分"
    assert found.reason_given == "项目跨年实施"
    assert "再增加 20万元" in found.full_marks_if


def test_full_marks_want_no_reason(book: Book) -> None:
    found = line(sheet(WHOLE, book, spent("100万元")))
    assert (found.reason, found.full_marks_if, exact.plain(found.deduction or exact.ONE)) == ("", "", "0")


# ---- the department's own indicators


SLOTS = """\
- id: A
  path: [产出指标]
  weight: 100
  levels: [数量指标]
  methods: {at_least: proportional, at_most: inverse, equal: equal_target, words: tiers}
  tiers: [{label: 达成, from: 80%, to: 100%}, {label: 部分达成, from: 60%, to: 80%}, {label: 未达成, from: 0%, to: 60%}]
  over_completion: {above: 120%, action: explain}
  reference: {source: 教学, confidence: V}
"""


def own(target: str, actual: str, more: str = "") -> str:
    """A case's one indicator in the slot."""
    return f"indicators:\n  - {{id: X, slot: A, name: 培训人次, weight: 100, target: {target}, actual: {actual}{more}}}\n"


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥100人次", "100人次", "100.00"),
        ("≥100人次", "80人次", "80.00"),
        ("≥100人次", "500人次", "100.00"),
        ("≥100人次", "0人次", "0.00"),
        ("≤100人次", "100人次", "100.00"),
        ("≤100人次", "125人次", "80.00"),
        ("＝100人次", "90人次", "90.00"),
        ("≥0.01万人次", "80人次", "80.00"),
        ("≥100人次", "''", "unknown: missing"),
        ("应训尽训", "应训尽训", "unknown: not_entered"),
    ],
)
def test_an_own_indicator_is_scored_by_the_slot(target: str, actual: str, expected: str, book: Book) -> None:
    assert points(line(sheet(SLOTS, book, more=own(target, actual)), "X")) == expected


@pytest.mark.parametrize(
    ("actual", "reason", "said"),
    [
        ("120人次", "", []),
        ("121人次", "", ["完成值达到指标值的 121.00%，超过 120%，应当说明原因（是否年初指标值偏低）"]),
        ("300人次", ", reason: 新增一期", ["完成值达到指标值的 300.00%，超过 120%；说明：新增一期"]),
        ("50人次", "", []),
    ],
)
def test_far_above_the_target_asks_for_a_reason_and_deducts_nothing(actual: str, reason: str, said: list[str], book: Book) -> None:
    found = line(sheet(SLOTS, book, more=own("≥100人次", actual, reason)), "X")
    assert list(found.cautions) == said
    assert points(found) == ("50.00" if actual == "50人次" else "100.00")


def test_a_slot_that_nobody_filled_leaves_the_total_open(book: Book) -> None:
    scored = sheet(SLOTS, book)
    assert (total(scored), scored.grade) == ("unknown: not_entered", None)
    assert "A" in scored.why_no_total


# ---- totals


def test_a_scheme_with_an_unknown_weight_gives_measures_but_no_total(book: Book) -> None:
    scored = sheet(HALVES.replace("weight: 50", "weight: null", 1), book, spent("80万元"))
    assert [(each.id, each.measure_text, points(each)) for each in scored.lines] == [
        ("A", "80.00%", "unknown: no_weight"),
        ("B", "80.00%", "40.00"),
    ]
    assert (total(scored), scored.grade) == ("unknown: no_weight", None)
    assert scored.why_no_total == "不出总分：评分办法有 1 行未公布分值（A 支出率）"


def test_the_sentence_for_papers_names_rows_without_ids_and_loses_no_figure(book: Book) -> None:
    """Ids may be bare numbers: nothing that only looks like one is left out."""
    names = ["公务员考录人数", "2 万元以上项目数", *(f"指标{number}" for number in range(3, 14))]
    rows = "\n".join(
        f"- {{id: '{number}', path: [效果, {name}], weight: {100 if number == 13 else 0}, measure: null, method: entered_points, {SOURCE}}}"
        for number, name in enumerate(names, 1)
    )
    scored = sheet(rows.replace("weight: 100", "weight: 88").replace("weight: 0", "weight: 1"), book)
    assert scored.why_no_total == "不出总分：13 行得分未定（1 公务员考录人数、2 2 万元以上项目数、3 指标3 等）"
    assert scored.why_no_total_named == "不出总分：13 行得分未定（公务员考录人数、2 万元以上项目数、指标3 等）"


def test_one_open_line_leaves_the_total_and_the_grade_open(book: Book) -> None:
    rows = f"{FIRST}\n- {{id: B, path: [效果], weight: 50, measure: null, method: entered_points, {SOURCE}}}"
    scored = sheet(rows, book, spent("100万元"))
    assert (total(scored), scored.grade, scored.unscored) == ("unknown: not_entered", None, ("B",))
    assert exact.plain(scored.computed) == "50"


def test_a_sheet_refuses_a_grade_while_points_are_open(book: Book) -> None:
    scored = sheet(HALVES, book, {"本年支出合计": "1元"})
    with pytest.raises(ValueError, match="grade"):
        replace(scored, grade="优")


BONUS = "bonus: {cap: %s, may_exceed: %s}"


@pytest.mark.parametrize(
    ("bonus", "items", "expected"),
    [
        (BONUS % (5, "false"), "[{name: 甲, points: 2}]", "82"),
        (BONUS % (5, "false"), "[{name: 甲, points: 2}, {name: 乙, points: 4}]", "85"),
        (BONUS % (50, "false"), "[{name: 甲, points: 30}]", "100"),
        (BONUS % (50, "true"), "[{name: 甲, points: 30}]", "110"),
        (BONUS % (5, "false"), "[{name: 甲}]", "unknown: no_weight"),
        (BONUS % (5, "false"), "[{name: 甲, points: 2}, {name: 乙}]", "unknown: no_weight"),
        (BONUS % (5, "false"), "[]", "80"),
        (BONUS % ("null", "false"), "[{name: 甲, points: 2}]", "unknown: no_weight"),
        (BONUS % ("null", "false"), "[]", "80"),
        ("bonus: {cap: 5, may_exceed: false, points: 1.5}", "[{name: 甲}, {name: 乙}]", "83"),
    ],
)
def test_a_bonus_counts_within_its_cap_and_never_by_guess(bonus: str, items: str, expected: str, book: Book) -> None:
    scored = sheet(WHOLE, book, spent("80万元"), more=f"bonus: {items}\n", head=bonus)
    assert total(scored) == expected
    assert (scored.grade is None) == expected.startswith("unknown")


def test_a_total_says_which_of_its_rows_rest_on_weak_sources(book: Book) -> None:
    rows = HALVES.replace("confidence: V", "confidence: K+", 1)
    scored = sheet(rows, book, spent("80万元"))
    assert scored.weak == ("A",)
    assert any("官方文件，原件待核" in note and "A" in note for note in scored.notes)


# ---- unknown never becomes 0


@pytest.fixture(scope="module")
def yiyang(book: Book, examples: Path) -> Case:
    """Seed 002."""
    read, problems = case_file.read(examples / "002-yiyang-2020", book)
    assert problems == ()
    assert read is not None
    return read


def _dropped(whole: Case) -> Iterator[tuple[str, str, Case]]:
    """The case less each of its facts in turn."""
    for fact in whole.facts:
        rest = [other for other in whole.facts if other is not fact]
        yield fact.concept, fact.provenance.quote, replace(whole, facts=type(whole.facts)(rest))


@pytest.mark.parametrize("name", ["hn-yiyang-2020", "hn-2017", "cn-mof-2021-101", "teaching-zhanjiang"])
def test_a_fact_that_is_taken_away_never_counts_as_0(name: str, yiyang: Case, book: Book) -> None:
    chosen = book.schemes[name]
    whole, _ = score(yiyang, chosen, book)
    opened = 0
    for concept, _, poorer in _dropped(yiyang):
        scored, _ = score(poorer, chosen, book)
        assert isinstance(scored.total, Unknown) or scored.total == whole.total
        for before, after in zip(whole.lines, scored.lines, strict=True):
            if after.points != before.points:
                assert isinstance(after.points, Unknown), (concept, after.id)
                assert (after.status, after.deduction) == (Status.UNKNOWN, None)
                assert any(book.concepts[concept].label in missing for missing in after.points.missing)
                assert book.concepts[concept].label in after.reason
                opened += 1
    assert opened >= 2


def test_an_empty_case_has_no_points_at_all(book: Book) -> None:
    for chosen in book.schemes.values():
        scored, _ = score(replace(case(book), scheme=chosen.id), chosen, book)
        assert [each.id for each in scored.lines if not isinstance(each.points, Unknown)] == []
        assert isinstance(scored.total, Unknown)
        assert scored.grade is None
        assert scored.why_no_total != ""


def test_a_division_by_0_is_unknown_and_says_so(book: Book) -> None:
    found = line(sheet(WHOLE, book, spent("80万元", "0元")))
    assert (points(found), found.measure_text) == ("unknown: zero_divisor", "—")
    assert "除数为 0" in found.reason


# ---- determinism


def test_the_same_case_scores_the_same(yiyang: Case, book: Book) -> None:
    def once() -> ScoreSheet:
        return score(yiyang, book.schemes["hn-2017"], book)[0]

    assert once() == once()


def _floats(path: Path) -> Iterator[str]:
    """Every place where a module could make a binary float: a literal, a call of float, a division that is no path."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, (float, complex))
        call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"float", "complex", "round"}
        divided = isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div)
        if literal or call or divided:
            yield f"{path.relative_to(SOURCES)}:{getattr(node, 'lineno', 0)} {ast.unparse(node)}"


def test_nothing_that_counts_knows_binary_floats() -> None:
    folders = ("core", "expr", "scoring", "auditing")
    found = [place for folder in folders for path in sorted((SOURCES / folder).rglob("*.py")) for place in _floats(path)]
    likeness = [
        place for place in found if place.startswith("expr/names.py") and place.endswith(" 0.5")
    ]  # how alike two words look
    assert [place for place in found if place not in likeness] == []
    assert len(likeness) <= 1


def test_a_small_scheme_is_proved_like_one_of_the_book(book: Book) -> None:
    with pytest.raises(AssertionError, match="FX13"):
        scheme(WHOLE.replace("ratio_capped", "bands, bands: [{to: 0%, points: 101}, {above: true, points: 0}]"), book)


def test_a_bonus_under_a_scheme_without_one_is_refused(book: Book, examples: Path) -> None:
    case, problems = pipeline.read_case(examples / "002-yiyang-2020", book)
    assert (problems, case is None) == ((), False)
    assert case is not None
    praised = replace(case, bonus=(BonusItem("甲", "", "", "", (2, 1)),))
    _, found = score(praised, book.schemes[case.scheme], book)
    assert [each.code for each in found] == ["IN20"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("target: ≥270人次", "target: 270人次"), "IN24"),
        (("target: ≥270人次", "target: ＞270人次"), "IN24"),
        (("actual: 553人次", "actual: 553万元"), "IN08"),
        (("actual: 553人次", "actual: “三公”经费 ＋ 在职人员数"), "FX10"),
        (("id: CZ-1\n", "id: N10-B\n"), "IN09"),
        (("template: hunan", "template: nosuch"), "DC06"),
    ],
)
def test_what_cannot_be_scored_is_told_and_nothing_is_made(
    change: tuple[str, str], code: str, book: Book, examples: Path, tmp_path: Path
) -> None:
    text = (examples / "002-yiyang-2020" / "case.yaml").read_text(encoding="utf-8")
    text = text if "template:" in text else text.replace("scheme: hn-yiyang-2020", "scheme: hn-yiyang-2020\ntemplate: hunan", 1)
    assert change[0] in text
    (tmp_path / "case.yaml").write_text(text.replace(*change, 1), encoding="utf-8")
    package, problems = pipeline.evaluate(tmp_path, book)
    assert package is None
    assert code in [found.code for found in problems]


def test_a_weight_beyond_its_slot_is_told_under_another_scheme_too(book: Book, examples: Path, tmp_path: Path) -> None:
    text = (examples / "002-yiyang-2020" / "case.yaml").read_text(encoding="utf-8")
    (tmp_path / "case.yaml").write_text(text.replace("weight: 10", "weight: 20", 1), encoding="utf-8")
    package, problems = pipeline.evaluate(tmp_path, book, "cn-mof-2020-10")
    assert package is None
    assert [found.code for found in problems] == ["IN13"]


def test_a_fact_that_is_no_earns_full_marks_when_turned_and_says_so(book: Book, examples: Path) -> None:
    case, _ = pipeline.read_case(examples / "001-conghua-2022", book)
    assert case is not None
    sheet, _ = score(case, book.schemes[case.scheme], book)
    line = next(line for line in sheet.lines if line.id == "GDB-21")
    assert "由“否”变为“是”" in line.full_marks_if
