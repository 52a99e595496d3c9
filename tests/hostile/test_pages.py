"""Each hostile case has pages that say, in the words of a clerk, what was found and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.reading.gate import codes
from hengji.reading.jail import warden

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

GATE = {value for value in vars(codes).values() if isinstance(value, str) and value.startswith("RD")}
JAIL = {warden.DIED, warden.LIMIT, warden.UNUSABLE}


@pytest.mark.parametrize("case", [f"H{number}" for number in range(1, 12)])
def test_each_hostile_case_has_a_page(case: str, book: Book) -> None:
    assert {code.code for code in book.codes.values() if code.fault == case} & (GATE | JAIL)


@pytest.mark.parametrize("code", sorted(GATE | JAIL))
def test_each_page_says_what_was_found_what_was_expected_and_what_to_do(code: str, book: Book) -> None:
    page = book.codes[code]
    assert all((page.message, page.expected, page.fix, page.bad, page.good))
    assert page.effect == ("flagged" if code == codes.PDF else "rejected")
