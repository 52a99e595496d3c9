"""Long lists by pages, narrowed by what is looked for; the address keeps both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q

if TYPE_CHECKING:
    from django.http import HttpRequest

ON_A_PAGE, LONGEST = 100, 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list: its rows, what was looked for, how many there are in all, and the addresses of the pages beside it."""

    rows: Any
    asked: str
    count: int
    number: int
    pages: int
    before: str
    after: str


def looked_for(request: HttpRequest) -> str:
    """What is looked for."""
    return request.GET.get("q", "").strip()[:LONGEST]


def matching(asked: str, *fields: str) -> Q:
    """Rows in whose fields each of the words stands."""
    wanted = Q()
    for piece in asked.split():
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__icontains": piece})
        wanted &= one
    return wanted


def paged(request: HttpRequest, rows: Any) -> Shown:
    """The page that is asked for; one that there is not is the last."""
    asked = looked_for(request)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page", 1))
    kept = {key: value for key, value in request.GET.items() if key not in {"page", "format"}}

    def address(number: int) -> str:
        return "?" + urlencode({**kept, "page": number})

    return Shown(
        page.object_list, asked, page.paginator.count, page.number, page.paginator.num_pages,
        address(page.number - 1) if page.has_previous() else "", address(page.number + 1) if page.has_next() else "",
    )  # fmt: skip
