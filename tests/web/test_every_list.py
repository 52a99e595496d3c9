"""A walk over every address that shows a page: each table that is a list goes out as a workbook, each list that a person may add to comes in as one."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from lxml import html
from tests.web.test_cast import EVERYONE
from tests.web.test_lists import INTO
from tests.web.test_policy import routes

from hengji.web import listed
from hengji.web.api import tokens
from hengji.web.law import word
from hengji.web.submissions.models import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_LISTS = {
    "submissions:page": "the form itself: the workbook of the round goes out and comes in; the evidence tab has its own export",
    "library:page": "the score table goes out as the bureau wrote it (下载评分表)",
    "public:page": "open data beside it: JSON, CSV, the package",
}
"""Pages whose tables are no lists of rows, or go out otherwise."""


def names(cast: Any) -> dict[str, dict[str, Any]]:
    """What the addresses of each application take."""
    receipt = Receipt.objects.filter(step__submission=cast.submission).first()
    return {
        "rounds": {"pk": cast.round.pk}, "board": {"pk": cast.round.pk}, "accounts": {"pk": cast.places["unit"].pk},
        "submissions": {"pk": cast.submission.pk, "number": receipt.number if receipt else "", "tab": "evidence"},
        "reviews": {"pk": cast.submission.pk}, "public": {"pk": cast.submission.pk},
    }  # fmt: skip


def addresses(cast: Any) -> Iterator[tuple[str, str]]:
    """Every address that can be made of the cast."""
    known = names(cast)
    for route in routes(get_resolver()):
        given = known.get(route.partition(":")[0], {})
        if route.startswith(("api:", "work:")):
            continue
        for chosen in ({}, given, *({name: value} for name, value in given.items()), {k: given[k] for k in ("pk", "tab") if k in given},
                       {k: given[k] for k in ("pk", "number") if k in given}):  # fmt: skip
            try:
                yield route, reverse(route, kwargs=chosen)
            except NoReverseMatch:
                continue
            break


def seen(cast: Any) -> Iterator[tuple[str, str, str, Any]]:
    """Every page with each person who may see it."""
    for route, address in addresses(cast):
        for person in EVERYONE:
            answer = cast.client(person).get(address)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                yield route, address, person, html.fromstring(answer.content.decode())


@pytest.fixture
def furnished(reviewed: Any) -> Any:
    """The reviewed submission, with a token and a proposal, so that those lists hold a row."""
    tokens.make(reviewed.actor("clerk"), reviewed.places["unit"].pk, "填报程序", 30)
    return reviewed


def exports(page: Any) -> list[str]:
    return [
        link.get("href")
        for link in page.iterfind(".//a[@href]")
        if "format=xlsx" in link.get("href") or "index.xlsx" in link.get("href")
    ]


def test_every_list_of_every_page_goes_out_as_a_workbook(furnished: Any) -> None:
    met, lacking = set(), []
    for route, address, person, page in seen(furnished):
        lists = page.findall(".//main//table")
        if not lists or NO_LISTS.get(route):
            continue
        met.add(route)
        if not exports(page):
            lacking.append((route, address, person))
    assert lacking == []
    assert met >= {
        "accounts:people", "accounts:places", "tokens:index", "board:round", "board:units",
        "journal:index", "reviews:history", "reviews:index", "reviews:page", "rounds:index", "rounds:page", "submissions:check",
        "submissions:history", "todo",
    }  # fmt: skip


def test_every_export_that_a_page_offers_is_a_workbook_with_chinese_heads_and_no_secret(furnished: Any) -> None:
    secrets = [str(each) for each in furnished.people["clerk"].tokens.values_list("digest", flat=True)]
    assert secrets
    count = 0
    for _, address, person, page in seen(furnished):
        for link in exports(page):
            if "format=xlsx" not in link:
                continue
            answer = furnished.client(person).get(f"{address}{link}" if link.startswith("?") else link)
            assert answer.status_code == 200, (address, link, person)
            sheet: Any = openpyxl.load_workbook(io.BytesIO(answer.content)).active
            rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
            assert rows[0], (address, link)
            assert not [head for head in rows[0] if head.isascii()], (address, link, rows[0])
            whole = "\n".join("\t".join(row) for row in rows)
            assert not [secret for secret in secrets if secret in whole]
            assert not re.search(r"\bhj_[\w-]{20}", whole), (address, link)
            count += 1
    assert count > 60


def test_every_table_of_the_board_and_of_a_review_goes_out_as_its_page_shows_it(furnished: Any) -> None:
    board, review = f"/board/{furnished.round.pk}/", f"/review/{furnished.submission.pk}/"
    for person, address, tables in (
        ("director", board, ("classes", "inflated", "weights", "codes", "said", "overdue")),
        ("unit_reviewer", review, ("lines", "facts", "findings")),
    ):
        found = {}
        for table in tables:
            answer = furnished.client(person).get(address, {"format": "xlsx", "table": table})
            assert answer.status_code == 200, table
            page: Any = openpyxl.load_workbook(io.BytesIO(answer.content)).active
            found[table] = [[cell.value for cell in row] for row in page.iter_rows()]
        assert len({tuple(rows[0]) for rows in found.values()}) >= len(tables) - 2
        shown = furnished.client(person).get(address).context
        if address == board:
            assert [row[1:] for row in found["classes"][1:]] == [
                [count for _, _, count in each["cells"]] for each in shown["classes"]
            ]
            assert [row[1:] for row in found["weights"][1:]] == [[count, units] for _, count, units in shown["weights"]]
        else:
            assert [row[0] for row in found["facts"][1:]] == [place.of.label for place in shown["facts"]]
            assert [row[4] for row in found["findings"][1:]] == [each["message"] for each in shown["findings"]]
    assert furnished.client("director").get(board, {"format": "xlsx", "table": "digest"}).status_code == 404


@pytest.mark.parametrize("name", listed.LISTS)
def test_every_list_has_its_title_and_its_heads(name: str) -> None:
    assert all(word(f"sheet_{name}") and word(f"head_{head}") for head, _ in listed.LISTS[name])


def test_no_way_in_is_forgotten() -> None:
    into = {route for route in routes(get_resolver()) if "import" in route or route.endswith(":upload")}
    assert into == set(INTO)
