"""Every kind of scoring rule that is met in practice can be said: by a method or a property, in a scheme, with a case that holds it.

The list was made by hand from what bureaus publish; it is not read from anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tools import kinds_page

from hengji.rulebook.files import home
from hengji.rulebook.scheme import Indicator
from hengji.testing import cases as rule_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.rulebook.book import Book
    from hengji.rulebook.method import Method
    from hengji.rulebook.scheme import Scheme

METHODS = {
    "K01": "proportional", "K02": "inverse", "K03": "inverse_to_double", "K04": "equal_target", "K05": "ratio_capped", "K06": "bands",
    "K07": "deduct_per_full_step_under", "K08": "window", "K09": "pass_mark_linear", "K10": "yes_no", "K11": "checklist",
    "K12": "deduct_per_occurrence", "K13": "tiers", "K14": "tier_share", "K15": "deduct_per_full_step_under",
    "K16": "satisfaction_shares", "K17": "best_of", "K18": "pool", "K20": "imported_score", "K21": "weighted_goals",
    "K22": "checkpoints", "K23": "rank_bands", "K24": "not_above_mean", "K25": "both_conditions", "K26": "ratio_veto",
    "K42": "deduct_per_day_late", "K43": "between_proportional",
}  # fmt: skip
"""A method for each kind that is a formula."""


def _rows(scheme: Scheme, then: str) -> bool:
    return any(row.not_applicable is not None and row.not_applicable.then == then for row in scheme.rows)


PROPERTIES: dict[str, Callable[[Scheme], bool]] = {
    "K19": lambda scheme: bool(scheme.slots),
    "K27": lambda scheme: bool(scheme.vetoes and scheme.caps),
    "K28": lambda scheme: scheme.bonus is not None and bool(scheme.bonus.levels) and scheme.bonus.cap is not None,
    "K29": lambda scheme: _rows(scheme, "full"),
    "K30": lambda scheme: _rows(scheme, "redistribute"),
    "K31": lambda scheme: _rows(scheme, "zero"),
    "K32": lambda scheme: any(row.over_completion is not None for row in scheme.rows),
    "K33": lambda scheme: scheme.manual_deductions,
    "K34": lambda scheme: scheme.reasons is not None,
    "K35": lambda scheme: scheme.core is not None and any(row.core for row in scheme.indicators),
    "K36": lambda scheme: any(section.base is not None for section in scheme.sections),
    "K37": lambda scheme: any(section.most is not None for section in scheme.sections),
    "K38": lambda scheme: (scheme.rounding.mode, scheme.rounding.sum) == ("down", "of_exact"),
    "K39": lambda scheme: len(scheme.grades) > 1,
    "K40": lambda scheme: scheme.second_scorer is not None,
    "K41": lambda scheme: any(slot.blank_target == "redistribute" for slot in scheme.slots),
}
"""What a scheme says for each kind that is a property."""

REAL = {
    "K01", "K02", "K04", "K05", "K06", "K07", "K08", "K09", "K10", "K11", "K12", "K13", "K15", "K16", "K19", "K24", "K29", "K30", "K32",
    "K39",
}  # fmt: skip
"""Kinds that a published table has whose weights are known: they are used by a scheme that is no teaching example."""

TESTED = {
    "K19": "hn-yiyang-2020", "K29": "hn-2017", "K30": "teaching-limits", "K31": "teaching-targets", "K39": "hn-yiyang-2020",
    "K36": "teaching-nested", "K38": "teaching-nested",
}  # fmt: skip
"""By which case a property is held, where it is not the case of teaching-limits."""


def _used(scheme: Scheme) -> Iterator[Method]:
    for row in scheme.rows:
        if isinstance(row, Indicator):
            yield from (method for method in (row.method, *(member.method for member in row.members)) if method is not None)
        else:
            yield from row.methods.values()


def test_the_book_lists_the_43_kinds(book: Book) -> None:
    assert list(book.kinds) == [f"K{number:02}" for number in range(1, 44)]
    assert set(METHODS) | set(PROPERTIES) == set(book.kinds)
    assert set(METHODS) & set(PROPERTIES) == set()
    assert {kind.id for kind in book.kinds.values() if kind.how == "method"} == set(METHODS)


@pytest.mark.parametrize("kind", sorted(METHODS))
def test_a_kind_that_is_a_formula_has_a_method_a_scheme_and_cases(kind: str, book: Book) -> None:
    method = book.methods[METHODS[kind]]
    assert kind in method.kinds
    users = [scheme for scheme in book.schemes.values() if method in _used(scheme)]
    assert users
    mine = [each for each in rule_cases.read(book)[0] if each.rule == method.id]
    assert len(mine) >= 3
    assert len({rule_cases.wanted(each) for each in mine}) >= 2


@pytest.mark.parametrize("kind", sorted(PROPERTIES))
def test_a_kind_that_is_a_property_is_said_by_a_scheme(kind: str, book: Book) -> None:
    users = [scheme.id for scheme in book.schemes.values() if PROPERTIES[kind](scheme)]
    assert book.kinds[kind].scheme in users
    assert TESTED.get(kind, "teaching-limits") in users


@pytest.mark.parametrize("kind", sorted(REAL))
def test_a_kind_that_published_tables_have_is_used_by_one_of_them(kind: str, book: Book) -> None:
    published = [scheme for scheme in book.schemes.values() if not scheme.teaching]
    if kind in PROPERTIES:
        assert any(PROPERTIES[kind](scheme) for scheme in published)
    else:
        assert any(kind in method.kinds for scheme in published for method in _used(scheme))


def test_every_method_names_its_kinds_and_every_kind_of_a_method_is_listed(book: Book) -> None:
    assert [method.id for method in book.methods.values() if not method.kinds] == []
    assert {kind for method in book.methods.values() for kind in method.kinds} == set(METHODS)


def test_what_the_list_quotes_stands_so_in_the_scheme(book: Book) -> None:
    for kind in book.kinds.values():
        if kind.scheme:
            text = (home() / book.schemes[kind.scheme].place.file).read_text("utf-8")
            assert kind.snippet in text, kind.id


def test_the_page_of_the_manual_is_the_one_that_the_book_makes(book: Book) -> None:
    assert kinds_page.PAGE.read_text("utf-8") == kinds_page.page(book), "python -m tools.kinds_page"
