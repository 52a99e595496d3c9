"""Requests of programs: who sends them is said by a token alone, never by a cookie, and every refusal is a `Problem` as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.web.api import tokens
from hengji.web.law import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.core.problem import Problem

PATH = "/api/v1/"
NO_TOKEN, MALFORMED, NOT_FOUND, NOT_THIS_WAY = "WF80", "WF81", "WF82", "WF83"
OPEN = ("openapi.json", "publications")
NOT_FOUND_STATUS, LOWEST_REFUSAL, SERVER_FAULT = 404, 400, 500


def plain(found: Problem) -> dict[str, str]:
    """A problem as JSON."""
    words = told(found)
    return {key: getattr(words, key) for key in ("code", "found", "message", "expected", "effect", "fix")} | {
        "place": str(words.place)
    }


def answer(code: str, status: int, found: str = "", **slots: object) -> JsonResponse:
    """A refusal with its status."""
    return JsonResponse(
        plain(problem(code, Place("api"), found, **slots)), status=status, json_dumps_params={"ensure_ascii": False}
    )


def programs(next_: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands after the session's middleware and takes its person away again: a cookie has no word here."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PATH):
            return next_(request)
        request.META["HTTP_ACCEPT"] = "application/json"
        request.user, request.token = AnonymousUser(), None
        kind, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind.lower() == "bearer":
            request.token = tokens.of(text.strip(), request.received_at)
            if request.token is not None:
                request.user = request.token.user
                request.user.only_place = request.token.place_id
        if request.token is None and (kind or not request.path_info.removeprefix(PATH).startswith(OPEN)):
            return _private(answer(NO_TOKEN, 401))
        return _private(_as_problem(next_(request), request))

    return middleware


def _as_problem(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """A refusal that is no problem yet (a wrong address, a wrong method, a body that is too large) as one."""
    status = response.status_code
    if status < LOWEST_REFUSAL or status >= SERVER_FAULT or _is_problem(response):
        return response
    code = NOT_FOUND if status == NOT_FOUND_STATUS else NOT_THIS_WAY
    made = answer(code, status, f"{request.method} {request.path_info}")
    if "Allow" in response.headers:
        made.headers["Allow"] = response.headers["Allow"]
    return made


def _is_problem(response: HttpResponse) -> bool:
    if response.streaming or not response.headers.get("Content-Type", "").startswith("application/json"):
        return False
    try:
        content = json.loads(response.content)
    except ValueError:
        return False
    return isinstance(content, dict) and "message" in content


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["WWW-Authenticate" if response.status_code == 401 else "X-Content-Type-Options"] = (  # noqa: PLR2004 - the status of RFC 9110
        "Bearer" if response.status_code == 401 else "nosniff"  # noqa: PLR2004
    )
    return response
