"""Every identity of the law book held against a department's facts: verdicts, differences, what is missing, and the findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.scoring.small import case

from hengji.auditing import identities
from hengji.core.finding import Severity, Verdict
from hengji.reading.formats import case as case_file

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.case import Case
    from hengji.core.finding import Finding, Result
    from hengji.rulebook.book import Book

SEED = {"年初结转和结余": "0万元", "本年收入合计": "2916.27万元", "本年支出合计": "2900.8万元", "年末结转和结余": "15.47万元"}


def held(code: str, facts: dict[str, str], book: Book) -> tuple[Result, list[Finding]]:
    """The result of one identity over a few facts, and its findings."""
    results, findings = identities.check(case(book, facts), book)
    return next(result for result in results if result.rule == code), [found for found in findings if found.code == code]


def seed(name: str, examples: Path, book: Book) -> Case:
    read, problems = case_file.read(next(examples.glob(f"{name}-*")), book)
    assert problems == ()
    assert read is not None
    return read


# ---- the seeds


def test_the_four_figures_of_seed_000_are_consistent(examples: Path, book: Book) -> None:
    results, findings = identities.check(seed("000", examples, book), book)
    found = next(result for result in results if result.rule == "AR01")
    assert (found.verdict, found.difference, found.explanation) == (Verdict.CONSISTENT, "0万元", "")
    assert found.statement.startswith(
        "年初结转和结余 0万元 ＋ 本年收入合计 2916.27万元 ＋ 使用非财政拨款结余 未列按 0 计 － 本年支出合计 2900.8万元"
    )
    assert [fact.provenance.quote for fact in found.facts] == list(SEED.values())
    assert [finding.code for finding in findings] == []


def test_its_twin_with_two_digits_swapped_is_impossible_and_named(book: Book) -> None:
    result, (found,) = held("AR01", {**SEED, "年末结转和结余": "15.74万元"}, book)
    assert (result.verdict, result.difference) == (Verdict.IMPOSSIBLE, "0.27万元")
    assert (found.severity, found.difference) == (Severity.ERROR, "0.27万元")
    assert found.hints == ("差额是末位单位的 9 的倍数，常见于相邻两位数字写颠倒。",)
    assert "应为 15.47万元，而 年末结转和结余 15.74万元，相差 0.27万元" in found.message
    assert found.cannot_know == "不能判断几个数中哪一个有误"
    assert found.basis == "部门决算报表 财决01表"
    assert [fact.provenance.quote for fact in found.evidence] == ["0万元", "2916.27万元", "2900.8万元", "15.74万元"]


def test_the_share_of_seed_002_that_was_made_to_fit_100_is_explained(examples: Path, book: Book) -> None:
    results, findings = identities.check(seed("002", examples, book), book)
    found = next(result for result in results if result.rule == "AR31")
    assert (found.verdict, found.difference) == (Verdict.EXPLAINED, "0.01%")
    assert "凑成 100%" in found.explanation
    assert findings == ()


def test_without_the_sum_of_100_the_same_share_is_an_error(book: Book) -> None:
    share = {"人员经费": "976.20万元", "基本支出": "1101.73万元", "人员经费占基本支出比重": "88.60%"}
    result, (found,) = held("AR31", share, book)
    assert (result.verdict, found.severity) == (Verdict.IMPOSSIBLE, Severity.ERROR)


def test_a_share_that_misses_by_more_than_its_last_digit_is_not_forced(book: Book) -> None:
    shares = {"人员经费占基本支出比重": "88.58%", "公用经费占基本支出比重": "9.64%", "资本性支出占基本支出比重": "1.78%"}
    result, _ = held("AR31", {"人员经费": "976.20万元", "基本支出": "1101.73万元", **shares}, book)
    assert result.verdict is Verdict.IMPOSSIBLE


def test_seed_003_is_told_the_least_opening_balance(examples: Path, book: Book) -> None:
    results, findings = identities.check(seed("003", examples, book), book)
    result = next(result for result in results if result.rule == "AR05")
    (found,) = [finding for finding in findings if finding.code == "AR05"]
    assert (result.verdict, result.missing) == (Verdict.UNKNOWN, ("年初结转和结余",))
    assert (found.severity, found.difference) == (Severity.WARNING, "28.61万元")
    assert "“年初结转和结余”没有写明；要使收支相平，它至少应为 28.61万元" in found.message


@pytest.mark.parametrize(("name", "errors"), [("000", []), ("001", ["AR48"]), ("002", []), ("003", ["AR05"]), ("004", ["AR50"])])
def test_every_identity_has_one_result_and_the_verdicts_add_up(name: str, errors: list[str], examples: Path, book: Book) -> None:
    results, findings = identities.check(seed(name, examples, book), book)
    counts = Counter(result.verdict for result in results)
    assert [result.rule for result in results] == list(book.identities)
    assert sum(counts[verdict] for verdict in Verdict) == len(book.identities)
    assert [finding.code for finding in findings] == errors
    assert {result.rule for result in results if result.verdict is Verdict.IMPOSSIBLE} == set(errors) - {"AR05"}


def test_a_case_without_facts_passes_nothing(book: Book) -> None:
    results, findings = identities.check(case(book), book)
    assert {result.verdict for result in results} <= {Verdict.UNKNOWN, Verdict.NOT_APPLICABLE}
    assert findings == ()
    assert all(result.missing for result in results if result.verdict is Verdict.UNKNOWN)


# ---- one identity


@pytest.mark.parametrize("name", list(SEED))
def test_what_is_missing_is_named_and_nothing_is_concluded(name: str, book: Book) -> None:
    result, findings = held("AR01", {label: value for label, value in SEED.items() if label != name}, book)
    assert (result.verdict, result.missing, result.difference) == (Verdict.UNKNOWN, (name,), "")
    assert findings == []


def test_several_missing_figures_are_all_named(book: Book) -> None:
    result, _ = held("AR01", {"本年收入合计": "1万元"}, book)
    assert result.missing == ("年初结转和结余", "本年支出合计", "年末结转和结余")


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"政府采购预算金额": "0万元", "实际采购金额": "0万元", "政府采购执行率": "0%"}, Verdict.NOT_APPLICABLE),
        ({"政府采购预算金额": "100万元", "实际采购金额": "90万元", "政府采购执行率": "90%"}, Verdict.CONSISTENT),
        ({"政府采购预算金额": "100.00万元", "实际采购金额": "90.00万元", "政府采购执行率": "89%"}, Verdict.IMPOSSIBLE),
        ({"实际采购金额": "90万元", "政府采购执行率": "90%"}, Verdict.UNKNOWN),
    ],
)
def test_what_does_not_apply_is_neither_a_pass_nor_a_fault(facts: dict[str, str], verdict: Verdict, book: Book) -> None:
    result, findings = held("AR71", facts, book)
    assert result.verdict is verdict
    assert bool(findings) == (verdict is Verdict.IMPOSSIBLE)
    if verdict is Verdict.NOT_APPLICABLE:
        assert (result.explanation, result.statement) == ("本规则对该部门不适用", "政府采购预算金额 0万元 ≠ 0")


def test_a_term_that_the_forms_leave_out_counts_as_0_and_is_said_to(book: Book) -> None:
    result, _ = held("AR01", SEED, book)
    assert "使用非财政拨款结余 未列按 0 计" in result.statement
    listed, _ = held("AR01", {**SEED, "使用非财政拨款结余": "1万元", "年末结转和结余": "16.47万元"}, book)
    assert listed.verdict is Verdict.CONSISTENT
    assert "使用非财政拨款结余 1万元" in listed.statement


def test_a_rule_that_says_at_most_names_no_amount_that_should_be(book: Book) -> None:
    result, (found,) = held("AR48", {"年度资金总额": "110万元", "年度资金总额[全年预算]": "100万元"}, book)
    assert (result.verdict, result.difference) == (Verdict.IMPOSSIBLE, "10万元")
    assert "应为" not in found.message
    assert "不成立，相差 10万元" in found.message


def test_a_finding_has_the_words_of_its_rule(book: Book) -> None:
    _, (found,) = held("AR01", {**SEED, "年末结转和结余": "16.47万元"}, book)
    rule = book.identities["AR01"]
    assert (found.code, found.title, found.advice, found.basis) == (rule.code, rule.title, rule.advice, rule.reference.source)
    assert rule.message in found.message


def test_the_year_of_the_case_decides_which_figures_are_held(examples: Path, book: Book) -> None:
    read = seed("000", examples, book)
    results, _ = identities.check(replace(read, year=read.year + 1), book)
    result = next(result for result in results if result.rule == "AR01")
    assert result.verdict is Verdict.UNKNOWN
