"""The law book is sound and its cases hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.rulebook.lint import used_concepts
from hengji.testing import cases as rule_cases
from hengji.testing import mutants

if TYPE_CHECKING:
    from hengji.rulebook.book import Book


def test_every_case_gives_what_it_expects(book: Book) -> None:
    cases, problems = rule_cases.read(book)
    assert [str(problem) for problem in problems] == []
    assert [f"{found.place} {found.message}" for found in rule_cases.check(book, cases)] == []
    assert len(cases) >= 400


def test_the_cases_notice_at_least_95_of_100_changes(book: Book) -> None:
    cases, _ = rule_cases.read(book)
    found = list(mutants.check(book, cases))
    killed = sum(mutant.killed for mutant in found)
    survivors = [f"{mutant.rule} {mutant.changed}" for mutant in found if not mutant.killed]
    assert killed * 100 >= len(found) * 95, survivors


def test_there_are_at_least_180_concepts_and_none_is_unused(book: Book) -> None:
    assert len(book.concepts) >= 180
    assert set(book.concepts) - used_concepts(book) == set()


def test_every_identity_has_a_case_that_holds_breaks_and_is_unknown(book: Book) -> None:
    cases, _ = rule_cases.read(book)
    seen: dict[str, set[str]] = {}
    for case in cases:
        seen.setdefault(case.rule, set()).add(rule_cases.wanted(case))
    lacking = {code: {"consistent", "impossible", "unknown"} - seen.get(code, set()) for code in book.identities}
    assert {code: verdicts for code, verdicts in lacking.items() if verdicts} == {}
