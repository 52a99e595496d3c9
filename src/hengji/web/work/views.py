"""How far long work has come, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from hengji.web import access
from hengji.web.access import Actor
from hengji.web.law import word
from hengji.web.work.models import DONE, FAILED, Task

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BACK = {
    "read_upload": "submissions:proposals",
    "self_check": "submissions:check",
    "report_audit": "reviews:page",
    "package": "submissions:start",
    "export_round": "rounds:page",
    "read_offered": "library:page",
}


@require_GET
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """A page that follows the work; for its script, the same as JSON."""
    found = get_object_or_404(Task, pk=pk)
    access.require(Actor.of(request), "work:task", found)
    back = reverse(BACK[found.kind], args=[found.subject.partition("/")[2]])
    ended = found.state in {DONE, FAILED}
    state = f"{found.state}_told" if found.state == DONE and found.told else found.state
    words = word(f"work_{state}", done=found.done, whole=found.whole)
    if request.headers.get("Accept", "").startswith("application/json"):
        then = back if found.state == DONE and not found.told else ""
        return JsonResponse({"ended": ended, "done": found.done, "whole": found.whole, "words": words, "then": then})
    return render(
        request,
        "work/task.html",
        {"task": found, "back": back, "ended": ended, "words": words, "title": word(f"work_{found.kind}")},
    )
