"""The pages that belong to no application of their own: the list of what is to be done, and how a refusal looks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from hengji.web import access, listed
from hengji.web.law import told
from hengji.web.todo import lists

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hengji.web.faults import Refused

CSRF = "WF02"
log = logging.getLogger("hengji.web")


def home(request: HttpRequest) -> HttpResponse:
    """The first page: what is to be done for who is signed in, else the way in."""
    return redirect("todo" if request.user.is_authenticated else "accounts:login")


def health(_request: HttpRequest) -> HttpResponse:
    """Whether the application and its database answer."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def todo(request: HttpRequest) -> HttpResponse:
    """待送审 · 待审核 · 被退回 · 已办."""
    actor = access.Actor.of(request)
    access.require(actor, "todo")
    groups = lists(actor)
    if listed.wanted(request):
        return listed.answer("todo", [(group.title, each) for group in groups for each in group.submissions])
    return render(request, "web/todo.html", {"groups": groups})


def refusal(request: HttpRequest, found: Refused) -> HttpResponse:
    """A refusal as a page, or as JSON for a script: code, what was found, what was expected, what was done, what to do."""
    problem = told(found.problem)
    if request.headers.get("Accept", "").startswith("application/json"):
        keys = ("code", "message", "expected", "effect", "fix", "found")
        return JsonResponse({key: getattr(problem, key) for key in keys} | {"place": str(problem.place)}, status=found.status)
    return render(
        request, "web/refused.html", {"problem": problem, "kept": found.kept, "back": _back(request)}, status=found.status
    )


def _back(request: HttpRequest) -> str:
    """The page of this site from which the request came, but for one that can only be posted to."""
    found = urlsplit(request.META.get("HTTP_REFERER", ""))
    same = found.netloc == request.get_host() and url_has_allowed_host_and_scheme(found.path, None)
    return f"{found.path}?{found.query}" if same and found.query else found.path if same else ""


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is of another session or too old: nothing was written."""
    from hengji.web.faults import refused

    log.info("csrf: %s", reason)
    return refusal(request, refused(CSRF, "", "", status=403))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """Nothing here that this person may know of."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"code": "404"}, status=404)
    return render(request, "web/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """A bug: it is in the log; nothing was half done, for every write is one transaction."""
    return render(request, "web/500.html", status=500)
