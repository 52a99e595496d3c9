"""Every address that shows a page stands in one of the lists over which axe is run in a browser, or its reason stands here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import NoReverseMatch, get_resolver, resolve, reverse
from tests.browser import test_clerk, test_review
from tests.web.test_policy import routes

if TYPE_CHECKING:
    from collections.abc import Iterator

ELSEWHERE = {
    "library:page": "browser/test_library.py",
    "public:index": "web/test_public_in_browser.py",
    "public:page": "web/test_public_in_browser.py",
    "public:verify": "web/test_public_in_browser.py",
    "public:release": "web/test_public_in_browser.py",
    "submissions:receipt": "browser/test_clerk.py::test_pages_on_the_way_have_no_barrier_either",
    "work:task": "browser/test_clerk.py::test_pages_on_the_way_have_no_barrier_either",
    "accounts:login": "browser/test_clerk.py::test_pages_on_the_way_have_no_barrier_either",
    "public:recompute": "web/test_public_in_browser.py",
}
NO_PAGE = {
    "home", "health", "submissions:start", "submissions:score", "submissions:file", "submissions:workbook", "library:file", "public:file",
    "public:index_sheet", "rounds:exported",
}  # fmt: skip
"""Addresses that lead on, or answer with a file or with data."""
WRITES = {
    "accounts:active", "accounts:end", "accounts:enrol", "accounts:grant", "accounts:import_grants", "accounts:import_people",
    "accounts:import_places", "accounts:logout", "accounts:reset", "accounts:withdraw", "journal:verify", "library:adopt", "library:decide",
    "library:upload", "library:withdraw", "public:decide", "public:prepare", "public:publish", "public:withdraw", "reviews:answer",
    "reviews:approve", "reviews:assign", "reviews:opinion", "reviews:pass", "reviews:return", "reviews:score", "reviews:settle",
    "rounds:close", "rounds:copy", "rounds:export", "rounds:import_units", "rounds:open", "rounds:remind", "submissions:decide",
    "submissions:evidence", "submissions:examine", "submissions:save", "submissions:submit", "submissions:upload", "tokens:make", "tokens:revoke",
}  # fmt: skip
"""Addresses to which forms are sent."""


def held() -> Iterator[str]:
    """The routes of the pages over which axe is run."""
    listed = [path for paths in test_clerk.PLACES.values() for path in paths] + [path for _, path in test_review.PAGES.values()]
    for path in listed:
        yield resolve(path.partition("?")[0].partition("#")[0]).view_name


def test_axe_is_run_over_every_page() -> None:
    every = {route for route in routes(get_resolver()) if not route.startswith("api:")}
    assert every - set(held()) - set(ELSEWHERE) - NO_PAGE - WRITES == set()


@pytest.mark.parametrize("route", sorted(WRITES))
def test_what_is_said_to_take_forms_alone_shows_no_page(cast: Any, route: str) -> None:
    """A GET of it is refused (405) or not there."""
    numbers: tuple[dict[str, int], ...] = ({}, {"pk": 1}, {"pk": 1, "opinion": 1}, {"place": 1})
    found = [address for given in numbers if (address := _reversed(route, given))]
    assert found, route
    assert cast.client("finance").get(found[0]).status_code in {404, 405}


def _reversed(route: str, given: dict[str, int]) -> str:
    try:
        return reverse(route, kwargs=given)
    except NoReverseMatch:
        return ""
