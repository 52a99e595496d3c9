"""What every page shows: who is signed in, in which roles, and where the bar at the top leads."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from hengji.web import access
from hengji.web.law import word

if TYPE_CHECKING:
    from django.http import HttpRequest

BAR = (
    "todo",
    "rounds:index",
    "reviews:index",
    "board:index",
    "public:office",
    "library:index",
    "accounts:people",
    "accounts:places",
    "journal:index",
)


def signed_in(request: HttpRequest) -> dict[str, Any]:
    """`person_roles` in words, and `bar` as pairs of address and title."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"bar": (), "person_roles": "", "user": user}
    held = access.grants(user, timezone.now())
    roles = {grant.role for grant, _ in held}
    said = [
        word("role_at", role=word(f"role_{grant.role}"), place=grant.place.name) if grant.place_id else word(f"role_{grant.role}")
        for grant, _ in held
    ]
    routes = [route for route in BAR if route in access.policy() and (route == "todo" or _held(route, roles))]
    return {
        "user": user,
        "person_roles": "、".join(dict.fromkeys(said)),
        "bar": [_entry(route) for route in routes],
    }


@cache
def _entry(route: str) -> tuple[str, str]:
    """Address and title in the bar: the same for everyone."""
    return reverse(route), word(f"bar_{route.replace(':', '_')}")


def _held(route: str, roles: set[str]) -> bool:
    return any(roles & rule.roles for rule in access.policy()[route])
