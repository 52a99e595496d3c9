"""The total in its stages: what is handed on, capped, added and kept down (docs/decisions/0009-total-in-stages.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.scoring.small import SOURCE, line, points, sheet, total

from hengji.reading.formats import case as case_file
from hengji.scoring.score import score

if TYPE_CHECKING:
    from hengji.core.sheet import ScoreSheet
    from hengji.rulebook.book import Book


def row(name: str, path: str, weight: str, more: str = "") -> str:
    """A row whose points a judge enters."""
    return f"  - {{id: {name}, path: [{path}], weight: {weight}, measure: null, method: entered_points, {more}{SOURCE}}}\n"


def judged(**given: str) -> str:
    """Points that a judge enters, by row."""
    return "judgements:\n" + "".join(f"  {name}: {{points: {value}}}\n" for name, value in given.items())


def absent(*names: str) -> str:
    """Rows that a department says do not apply to it."""
    return "not_applicable:\n" + "".join(f"  {name}: 没有此项\n" for name in names)


def handed(to: str) -> str:
    return f"not_applicable: {{then: redistribute, to: {to}}}, "


FOUR = (
    row("A", "甲, 一, 一", "20") + row("B", "甲, 一, 二", "20", "▸") + row("C", "甲, 二, 三", "20") + row("D", "乙, 三, 四", "40")
)


def four(book: Book, to: str, more: str, head: str = "") -> ScoreSheet:
    """Four rows, B of which may not apply and hands its 20 to someone."""
    return sheet(FOUR.replace("▸", handed(to)), book, more=more, head=head)


EARNED = judged(A="10", C="15", D="40")


@pytest.mark.parametrize(
    ("to", "expected", "why"),
    [
        ("total", "81.25", "65 × 100 ÷ 80"),
        ("second", "75", "10 becomes 20 of 40; 15 and 40 stay"),
        ("first", "77.5", "25 of 40 becomes 37.5 of 60"),
        ("[C]", "80", "15 of 20 becomes 30 of 40"),
        ("[A, D]", "81.66", "10 × 80 ÷ 60 = 13.33 and 40 × 80 ÷ 60 = 53.33, each rounded by itself, and 15"),
    ],
)
def test_the_weight_of_a_row_that_does_not_apply_goes_where_the_scheme_says(to: str, expected: str, why: str, book: Book) -> None:
    scored = four(book, to, EARNED + absent("B"))
    assert total(scored) == expected, why


def test_a_level_that_is_empty_hands_its_weight_on_to_the_level_above(book: Book) -> None:
    rows = row("A", "甲, 一", "30", handed("second")) + row("B", "甲, 二", "30") + row("C", "乙, 三", "40")
    scored = sheet(rows, book, more=judged(B="15", C="40") + absent("A"))
    assert total(scored) == "70"  # 甲 is left with B: 15 × 60 ÷ 30
    only = row("A", "甲, 一", "60", handed("second")) + row("C", "乙, 三", "40")
    assert total(sheet(only, book, more=judged(C="30") + absent("A"))) == "75"  # nothing of 甲 is left: 30 × 100 ÷ 40


def test_nobody_to_hand_a_weight_to_leaves_no_total(book: Book) -> None:
    rows = row("A", "甲", "30", handed("[B]")) + row("B", "乙", "30", handed("[A]")) + row("C", "丙", "40")
    scored = sheet(rows, book, more=judged(C="40") + absent("A", "B"))
    assert total(scored) == "unknown: zero_divisor"
    assert "没有其他指标可以分摊" in scored.why_no_total


def test_what_is_handed_on_within_rows_counts_in_their_level(book: Book) -> None:
    """B gives its 20 to A, then C's 20 go to what is left of 甲: A, now worth 40."""
    rows = (
        row("A", "甲, 一", "20")
        + row("B", "甲, 二", "20", handed("[A]"))
        + row("C", "甲, 三", "20", handed("first"))
        + row("D", "乙", "40")
    )
    scored = sheet(rows, book, more=judged(A="10", D="40") + absent("B", "C"))
    assert total(scored) == "70"  # 10 → 20 of 40 → 30 of 60; 40
    assert any("A 20→40" in note for note in scored.notes)


def test_a_section_earns_no_more_than_it_may(book: Book) -> None:
    head = "sections:\n  - {path: [甲], weight: 60, most: 30}"
    assert total(four(book, "total", judged(A="20", B="20", C="20", D="40"), head)) == "70"
    assert total(four(book, "total", judged(A="10", B="10", C="9", D="40"), head)) == "69"


BONUS = f"bonus: {{cap: 5, may_exceed: %s, total_cap: %s, levels: {{国家级: 3, 省级: 2}}, {SOURCE}}}"
PRAISED = "bonus:\n  - {name: 一, level: 国家级}\n  - {name: 二, level: 省级}\n  - {name: 三, level: 省级}\n"
WHOLE = row("A", "甲", "100")


@pytest.mark.parametrize(
    ("earned", "exceeds", "cap", "expected"),
    [
        ("90", "false", "null", "95"),  # 3 ＋ 2 ＋ 2, at most 5
        ("98", "false", "null", "100"),
        ("98", "true", "null", "103"),
        ("98", "true", "102", "102"),
        ("100", "true", "100", "100"),
    ],
)
def test_a_bonus_goes_by_its_levels_and_within_its_caps(earned: str, exceeds: str, cap: str, expected: str, book: Book) -> None:
    scored = sheet(WHOLE, book, more=judged(A=earned) + PRAISED, head=BONUS % (exceeds, cap))
    assert total(scored) == expected
    assert [exact.points for exact in scored.bonus] == [(3, 1), (2, 1), (2, 1)]


VETOES = f"""vetoes:
  - {{id: V-1, label: 造假, when: null, then: %s, {SOURCE}}}
"""


@pytest.mark.parametrize(
    ("then", "answer", "expected", "grade"),
    [
        ("zero", "否", "95", "优"),
        ("zero", "是", "0", "差"),
        ("points, points: 59.5", "是", "59.5", "差"),
        ("points, points: 99", "是", "95", "优"),
        ("grade, grade: 良", "是", "95", "良"),
        ("grade, grade: 良", "否", "95", "优"),
        ("grade, grade: 优", "是", "95", "优"),
    ],
)
def test_a_veto_keeps_the_total_or_the_grade_down(then: str, answer: str, expected: str, grade: str, book: Book) -> None:
    scored = sheet(WHOLE, book, more=judged(A="95") + f"vetoes: {{V-1: {answer}}}\n", head=VETOES % then)
    assert (total(scored), scored.grade) == (expected, grade)


def test_a_veto_that_nobody_looked_into_leaves_no_total(book: Book) -> None:
    scored = sheet(WHOLE, book, more=judged(A="95"), head=VETOES % "zero")
    assert (total(scored), scored.grade) == ("unknown: not_entered", None)
    assert scored.why_no_total == "不出总分：一票否决或限分情形未定（造假）"


CAPS = f"""caps:
  - id: C-1
    label: 限分
    measure: 本年支出合计 ÷ 本年支出合计[年初预算]
    bands: [{{below: 60%, points: 59}}, {{below: 70%, points: 69}}, {{below: 80%, points: 79}}, {{below: 90%, points: 89}}, {{above: true, points: 100}}]
    {SOURCE}
"""


@pytest.mark.parametrize(
    ("spent", "expected", "grade"),
    [
        ("59.99", "59", "差"),
        ("60", "69", "差"),
        ("69.99", "69", "差"),
        ("70", "79", "差"),
        ("79.99", "79", "差"),
        ("80", "89", "良"),
        ("89.99", "89", "良"),
        ("90", "95", "优"),
    ],
)
def test_steps_of_a_rate_limit_the_total_at_their_bounds(spent: str, expected: str, grade: str, book: Book) -> None:
    facts = {"本年支出合计": f"{spent}万元", "本年支出合计[年初预算]": "100万元"}
    scored = sheet(WHOLE, book, facts, more=judged(A="95"), head=CAPS)
    assert (total(scored), scored.grade) == (expected, grade)


def test_a_limit_over_an_unknown_rate_leaves_no_total(book: Book) -> None:
    assert total(sheet(WHOLE, book, {"本年支出合计": "1万元"}, more=judged(A="95"), head=CAPS)) == "unknown: not_entered"


THIRDS = row("A", "甲", "30") + row("B", "乙", "30") + row("C", "丙", "40")


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("{rate: null, points: 1}", "29.9"),  # 9.96 → 10.0, 9.96 → 10.0, 9.94 → 9.9
        ("{rate: null, points: 1, sum: of_exact}", "29.9"),  # 29.86
        ("{rate: null, points: 1, total: 2, sum: of_exact}", "29.86"),
        ("{rate: null, points: 1, mode: down}", "29.7"),  # 9.9 each
        ("{rate: null, points: 1, total: 0, mode: down, sum: of_exact}", "29"),
        ("{rate: null, points: 0, total: 0}", "30"),
    ],
)
def test_rounding_names_its_mode_its_digits_and_what_the_sum_adds(rounding: str, expected: str, book: Book) -> None:
    scored = sheet(THIRDS, book, more=judged(A="9.96", B="9.96", C="9.94"), head=f"rounding: {rounding}")
    assert total(scored) == expected


def test_a_grade_is_decided_after_rounding(book: Book) -> None:
    below = sheet(WHOLE, book, more=judged(A="89.995"), head="rounding: {rate: null, points: 2}")
    cut = sheet(WHOLE, book, more=judged(A="89.995"), head="rounding: {rate: null, points: 2, mode: down}")
    assert [(total(each), each.grade) for each in (below, cut)] == [("90", "优"), ("89.99", "良")]


def test_points_taken_away_by_hand_say_who_and_why_and_stop_at_0(book: Book) -> None:
    taken = "deductions:\n  A: {points: 3.5, reason: 佐证不全, judge: 复核组}\n"
    scored = sheet(WHOLE, book, more=judged(A="95") + taken, head="manual_deductions: true")
    assert points(line(scored, "A")) == "91.50"
    assert "由复核组扣减 3.5 分（佐证不全），得 91.50 分" in line(scored, "A").statement
    most = taken.replace("3.5", "99")
    assert points(line(sheet(WHOLE, book, more=judged(A="95") + most, head="manual_deductions: true"), "A")) == "0.00"


def test_second_scores_stand_beside_the_units_own_with_their_deviation(book: Book) -> None:
    more = (
        judged(A="95") + "claimed: {total: 98}\nsecond_scores:\n  department: {total: 96.04}\n  finance_check: {lines: {A: 49}}\n"
    )
    found = [(each.kind, each.total, each.deviation) for each in sheet(WHOLE, book, more=more).second]
    assert [(kind, given) for kind, given, _ in found] == [("department", (9604, 100)), ("finance_check", (49, 1))]
    shares = [deviation for _, _, deviation in found]
    assert [share and share[0] * 100 // share[1] for share in shares] == [2, 50]


def test_exact_points_stay_exact_where_they_are_handed_on(book: Book) -> None:
    """10 of 60 takes 20 over: 13.333…, and 40 becomes 53.333…; with 15 they make 81.67, each rounded by itself 81.66."""
    head = "rounding: {rate: null, points: 2, sum: of_exact}"
    assert total(four(book, "[A, D]", EARNED + absent("B"), head)) == "81.67"


def own(name: str, weight: str, target: str, actual: str) -> str:
    return f"  - {{id: {name}, slot: N101-{name[0]}, level: 数量指标, name: {name}, weight: {weight}, target: '{target}', actual: '{actual}'}}\n"


def national(book: Book, more: str) -> ScoreSheet:
    """The national table with cost indicators: 10, 20, 40, 20 and 10 for satisfaction."""
    rows = own("C-1", "20", "≤10万元", "10万元") + own("O-1", "40", "≥100人次", "100人次") + own("E-1", "20", "≥100户", "80户")
    facts = '  - {name: "年度资金总额[决算]", value: 100万元}\n  - {name: "年度资金总额[全年预算]", value: 100万元}\n'
    text = f"unit: 某局\nyear: 2022\nscheme: cn-mof-2021-101\nfacts:\n{facts}indicators:\n{rows}{more}"
    case, problems = case_file.parse(text.encode(), "case.yaml", book)
    assert problems == ()
    assert case is not None
    scored, found = score(case, book.schemes[case.scheme], book)
    assert found == ()
    return scored


def test_satisfaction_that_a_project_does_not_need_goes_to_its_benefits(book: Book) -> None:
    """The benefits earn 20 × (80 − 60) ÷ 40 = 10 of 20, and with satisfaction's weight 15 of 30 (财预〔2021〕101号)."""
    scored = national(book, "not_applicable:\n  N101-S: 内部管理项目，没有服务对象\n")
    assert total(scored) == "85"
    assert any("E-1 20→30" in note for note in scored.notes)
    assert line(scored, "N101-S").status.value == "not_applicable"


def test_a_slot_that_is_only_empty_still_leaves_no_total(book: Book) -> None:
    assert "自设指标" in national(book, "").why_no_total
