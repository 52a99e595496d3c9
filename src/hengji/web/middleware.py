"""What every request passes: headers of safety, refusals told on a page, and no view without a word of the policy."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from hengji.web import access
from hengji.web.faults import Refused, of_store, refused
from hengji.web.roles import Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    Next = Callable[[HttpRequest], HttpResponse]

CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NOT_STORED, RETRY_SECONDS = "SY23", "10"
BUSY_STATUS = 503


def headers(answer: Next) -> Next:
    """Content policy, no sniffing, no frames, no referrer, and nothing private in a shared cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.received_at = timezone.now()
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def told(answer: Next) -> Next:
    """A refusal as a page (or as JSON where a script asked), with its code, what was found and what to do.

    A store that cannot be written to (locked too long, full, read-only) is told by its code: nothing was written, and it may be tried again.
    """
    from hengji.web.views import refusal

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        found = of_store(exception) if isinstance(exception, (DatabaseError, OSError)) else exception
        if found is None and isinstance(exception, OperationalError):
            found = refused(NOT_STORED, "", type(exception).__name__, status=503)
        if not isinstance(found, Refused):
            return None
        response = refusal(request, found)
        if found is not exception:
            logging.getLogger("hengji.web").error("store", exc_info=exception)
        if found is not exception or found.status == BUSY_STATUS:
            response.headers["Retry-After"] = RETRY_SECONDS
        return response

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


class Policy:
    """No view runs whose route the policy does not name; who is not signed in is asked to, where that would help."""

    def __init__(self, answer: Next) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on."""
        return self.answer(request)

    def process_view(self, request: HttpRequest, _view: object, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Before a view: the roles that its route asks for, whatever the thing; the view itself asks about the thing."""
        match = request.resolver_match
        route = match.view_name if match else ""
        if route not in access.policy():
            raise Http404
        rules = access.policy()[route]
        if any(Relation.ANYONE in rule.relations for rule in rules):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        setattr(request.user, access.HELD, [])
        if request.user.must_change and route not in {"accounts:password", "accounts:logout"}:
            from django.shortcuts import redirect

            return redirect("accounts:password")
        if any(Relation.SIGNED_IN in rule.relations for rule in rules):
            return None
        held = {grant.role for grant, _ in access.grants(request.user, request.received_at)}
        if not any(held & rule.roles for rule in rules):
            raise Http404
        return None
