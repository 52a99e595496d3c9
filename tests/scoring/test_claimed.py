"""The score that a department claims, held against its own parts, its scheme and the score computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.scoring.small import RATE, SOURCE, case, scheme

from hengji.core.finding import Severity, Verdict
from hengji.reading.formats import case as case_file
from hengji.scoring import claimed
from hengji.scoring.score import score

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.finding import Finding, Result
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

ROWS = f"- {{id: A, path: [支出率], weight: 60, {RATE}}}\n- {{id: B, path: [效果], weight: 40, measure: null, method: entered_points, {SOURCE}}}"
FACTS = {"本年支出合计": "95万元", "本年支出合计[年初预算]": "100万元"}
JUDGED = "judgements: {B: {points: 36, judge: 评价组}}\n"


def checked(claims: str, book: Book, chosen: Scheme | None = None) -> tuple[list[Result], list[Finding]]:
    """What is found of a case that comes to 57 ＋ 36 ＝ 93 and claims something."""
    small = chosen or scheme(ROWS, book)
    claiming = case(book, FACTS, more=f"{JUDGED}claimed: {claims}\n")
    scored, problems = score(claiming, small, book)
    assert problems == ()
    book.schemes["small"] = small
    try:
        results, findings = claimed.check(claiming, scored, book)
    finally:
        del book.schemes["small"]
    return list(results), list(findings)


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_a_claim_that_agrees_with_everything_finds_nothing(book: Book) -> None:
    results, findings = checked("{total: 93, grade: 优秀, lines: {A: 57, B: 36}}", book)
    assert codes(findings) == []
    assert [(result.rule, result.verdict, result.statement) for result in results] == [
        ("SC01", Verdict.CONSISTENT, "57 ＋ 36 ＝ 93"),
        ("SC04", Verdict.CONSISTENT, "申报总分 93，按等级划分为“优”，申报等级为“优秀”"),
    ]


def test_no_claim_is_no_finding(book: Book) -> None:
    assert checked("{}", book) == ([], [])


@pytest.mark.parametrize(
    ("claims", "code", "statement", "difference"),
    [
        ("{total: 94, lines: {A: 57, B: 36}}", "SC01", "57 ＋ 36 ＝ 93", "1"),
        ("{total: 94.6, subtotals: {履职效能: 47.6, 管理效能: 46}, lines: {A: 57}}", "SC05", "47.6 ＋ 46 ＝ 93.6", "1"),
        ("{total: 94.6, deductions: [{line: A, weight: 10, points: 3.6, reason: 甲}]}", "SC06", "100 － 6.4 ＝ 93.6", "1"),
        ("{total: 85, grade: 优, lines: {A: 57}}", "SC04", "申报总分 85，按等级划分为“良”，申报等级为“优”", ""),
        ("{total: 89.99, grade: 优秀, lines: {A: 57}}", "SC04", "申报总分 89.99，按等级划分为“良”，申报等级为“优秀”", ""),
    ],
)
def test_a_claim_that_contradicts_itself_is_an_error(claims: str, code: str, statement: str, difference: str, book: Book) -> None:
    results, findings = checked(claims, book)
    broken = next(result for result in results if result.verdict is Verdict.IMPOSSIBLE)
    assert (broken.rule, broken.statement, broken.difference) == (code, statement, difference)
    found = next(finding for finding in findings if finding.code == code)
    assert (found.severity, statement in found.message) == (Severity.ERROR, True)


@pytest.mark.parametrize(
    "claims",
    [
        "{total: 93.6, subtotals: {履职效能: 47.6, 管理效能: 46}, lines: {A: 57}}",
        "{total: 93.6, deductions: [{line: A, weight: 10, points: 3.6, reason: 甲}]}",
        "{total: 90, grade: 优秀, lines: {A: 57}}",
        "{total: 80, grade: 良好, lines: {A: 57}}",
    ],
)
def test_sums_and_bounds_that_hold_are_consistent(claims: str, book: Book) -> None:
    results, _ = checked(claims, book)
    assert {result.verdict for result in results} == {Verdict.CONSISTENT}


def test_tenths_are_added_exactly(book: Book) -> None:
    results, _ = checked("{total: 0.3, lines: {A: 0.1, B: 0.2}}", book)
    assert results[0].verdict is Verdict.CONSISTENT


def test_lines_of_which_some_are_not_claimed_are_not_added_up(book: Book) -> None:
    results, _ = checked("{total: 57, lines: {A: 57}}", book)
    assert [result.rule for result in results] == []


def test_a_line_above_its_weight_is_an_error_and_one_that_differs_a_doubt(book: Book) -> None:
    _, findings = checked("{total: 97, lines: {A: 61, B: 36}}", book)
    assert [(each.code, each.severity, each.subject) for each in findings] == [
        ("SC03", Severity.ERROR, "A 支出率"),
        ("SC09", Severity.WARNING, ""),
    ]
    _, findings = checked("{total: 94, lines: {A: 58, B: 36}}", book)
    assert [(each.code, each.severity) for each in findings] == [("SC02", Severity.WARNING), ("SC09", Severity.WARNING)]
    assert "申报 58 分" in findings[0].message
    assert "57 分" in findings[0].message


def test_what_a_judge_entered_is_not_computed_against_the_claim(book: Book) -> None:
    _, findings = checked("{total: 97, lines: {A: 57, B: 40}}", book)
    assert codes(findings) == ["SC09"]


def test_a_total_without_parts_cannot_be_recomputed(book: Book) -> None:
    _, findings = checked("{total: 93}", book)
    assert codes(findings) == ["SC07"]


def test_a_deduction_without_a_reason_is_asked_about(book: Book) -> None:
    _, findings = checked(
        "{total: 98.6, deductions: [{line: 培训, weight: 10, points: 8.6}, {line: 印刷, weight: 5, points: 5}]}", book
    )
    assert [(each.code, each.subject) for each in findings] == [("SC08", "培训"), ("SC09", "")]
    assert "1.4" in findings[0].message


def test_a_total_that_cannot_be_computed_is_held_against_nothing(book: Book) -> None:
    open_ = scheme(ROWS.replace("weight: 60", "weight: null"), book)
    _, findings = checked("{total: 50, lines: {A: 14, B: 36}}", book, open_)
    assert codes(findings) == []


def test_a_scheme_without_grades_has_no_opinion_on_the_word(book: Book) -> None:
    bare = scheme(ROWS, book, head="grades: []")
    results, _ = checked("{total: 93, grade: 优秀, lines: {A: 57, B: 36}}", book, bare)
    assert [result.rule for result in results] == ["SC01"]


def test_seed_002_names_the_rule_that_gives_its_6_points_and_what_the_others_give(book: Book, examples: Path) -> None:
    read, _ = case_file.read(examples / "002-yiyang-2020", book)
    assert read is not None
    scored, _ = score(read, book.schemes[read.scheme], book)
    results, findings = claimed.check(read, scored, book)
    assert [(result.rule, result.verdict) for result in results] == [("SC01", Verdict.CONSISTENT), ("SC04", Verdict.CONSISTENT)]
    assert [(each.code, each.severity, each.subject) for each in findings] == [
        ("SC02", Severity.WARNING, "N10-B 预算执行率"),
        ("PF01", Severity.WARNING, "CZ-1 公务员考录人数"),
        ("SC09", Severity.WARNING, ""),
    ]
    said = findings[0].message
    rules = [book.alternatives[f"ALT-{number}"].label for number in range(1, 6)]
    assert f"“{rules[2]}”可得出 6 分" in said
    for rule, points in zip([rules[0], rules[1], rules[3], rules[4]], ["9.62", "7", "7", "6.24"], strict=True):
        assert f"“{rule}”得 {points} 分" in said


def test_a_reason_answers_the_question_of_a_target_far_exceeded(book: Book, examples: Path) -> None:
    text = (examples / "002-yiyang-2020" / "case.yaml").read_text(encoding="utf-8")
    text = text.replace("    actual: 553人次\n", "    actual: 553人次\n    reason: 面试工作当年划入\n")
    read, problems = case_file.parse(text.encode(), "case.yaml", book)
    assert problems == ()
    assert read is not None
    scored, _ = score(read, book.schemes[read.scheme], book)
    _, findings = claimed.check(read, scored, book)
    assert "PF01" not in codes(list(findings))
