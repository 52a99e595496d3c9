"""What people entered under one scheme, taken to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.scoring import small

from hengji.core import exact
from hengji.rulebook.difference.effect import scored
from hengji.scoring.carry import carry
from hengji.scoring.score import score

if TYPE_CHECKING:
    from hengji.rulebook.book import Book
    from hengji.rulebook.difference.effect import Scored

JUDGED = f"  - {{id: A, path: [甲], weight: 100, measure: null, method: entered_points, {small.SOURCE}}}"
TIERS = "tiers: [{label: 好, from: 80%, to: 100%}, {label: 差, from: 0%, to: 80%}]"
TIERED = f"  - {{id: A, path: [甲], weight: 100, measure: null, method: tiers, {TIERS}, {small.SOURCE}}}"
LIST = f"  - {{id: A, path: [甲], weight: 100, measure: null, method: checklist_equal, items: [{{label: 子}}, {{label: 丑}}], {small.SOURCE}}}"
ENTERED = "judgements: {A: {points: 80, judge: 某}}\n"


def carried(book: Book, old: str, new: str, more: str) -> tuple[Scored, frozenset[str]]:
    """The marks of a case of one scheme under another."""
    case = small.case(book, {}, more)
    target = small.scheme(new, book)
    found = carry(case, small.scheme(old, book), target)
    sheet, problems = score(found.case, target, book)
    assert problems == ()
    return scored(sheet, case.unit, case.year, found.supposed), found.supposed


def points(found: Scored, row: str) -> str:
    mark = found.marks[row]
    return "unknown" if mark.points is None else exact.plain(mark.points)


def test_points_go_with_a_row_of_the_same_weight(book: Book) -> None:
    found, supposed = carried(book, JUDGED, JUDGED.replace("[甲]", "[乙]"), ENTERED)
    assert (points(found, "A"), supposed) == ("80", frozenset())


def test_points_go_with_a_row_that_has_a_new_number(book: Book) -> None:
    found, _ = carried(book, JUDGED, JUDGED.replace("id: A", "id: B"), ENTERED)
    assert points(found, "B") == "80"


def test_under_another_weight_the_same_share_is_supposed_and_said(book: Book) -> None:
    rest = f"\n  - {{id: R, path: [余], weight: 75, measure: null, method: null, {small.SOURCE}}}"
    found, supposed = carried(book, JUDGED, JUDGED.replace("weight: 100", "weight: 25") + rest, ENTERED)
    assert (points(found, "A"), supposed) == ("20", frozenset({"A"}))
    assert found.supposed == frozenset({"A"})


def test_under_other_tiers_nobody_has_judged_yet(book: Book) -> None:
    entered = "judgements: {A: {tier: 好, points: 90, judge: 某}}\n"
    kept, _ = carried(book, TIERED, TIERED.replace("[甲]", "[乙]"), entered)
    changed, _ = carried(book, TIERED, TIERED.replace("80%", "70%"), entered)
    assert (points(kept, "A"), points(changed, "A")) == ("90", "unknown")


def test_answers_follow_what_the_points_of_a_checklist_say(book: Book) -> None:
    more = "judgements: {A: {answers: [真, 假], judge: 某}}\n"
    turned = LIST.replace("[{label: 子}, {label: 丑}]", "[{label: 丑}, {label: 子}]")
    other = LIST.replace("{label: 丑}", "{label: 寅}")
    case = small.case(book, {}, more)
    found = [
        carry(case, small.scheme(LIST, book), small.scheme(each, book)).case.judgements["A"].answers for each in (turned, other)
    ]
    assert found == [(False, True), (True, None)]


def test_what_was_entered_for_a_row_that_is_gone_does_not_go_elsewhere(book: Book) -> None:
    gone = f"  - {{id: Z, path: [别的], weight: 100, measure: null, method: entered_points, {small.SOURCE}}}"
    found, _ = carried(book, JUDGED, gone, ENTERED)
    assert points(found, "Z") == "unknown"


def test_under_its_own_scheme_nothing_is_supposed(book: Book) -> None:
    scheme = small.scheme(JUDGED, book)
    case = small.case(book, {}, ENTERED)
    found = carry(case, scheme, scheme)
    assert (found.case.judgements, found.supposed) == (case.judgements, frozenset())


def test_what_a_person_took_away_goes_as_the_same_share_where_the_scheme_lets_it(book: Book) -> None:
    rest = f"\n  - {{id: R, path: [余], weight: 75, measure: null, method: null, {small.SOURCE}}}"
    more = ENTERED + "deductions: {A: {points: 8, reason: 材料不全, judge: 某}}\n"
    case = small.case(book, {}, more)
    old = small.scheme(JUDGED, book, "manual_deductions: true")
    quarter = JUDGED.replace("weight: 100", "weight: 25") + rest
    found = [carry(case, old, small.scheme(quarter, book, head)).case.deductions for head in ("manual_deductions: true", "")]
    assert [[exact.plain(each.points) for each in deductions.values()] for deductions in found] == [["2"], []]


def test_a_second_score_is_of_the_scheme_under_which_it_was_given(book: Book) -> None:
    case = small.case(book, {}, "second_scores: {department: {total: 90}}\n")
    target = small.scheme(JUDGED, book)
    assert case.second_scores != ()
    assert carry(case, small.scheme(JUDGED, book), target).case.second_scores == ()
