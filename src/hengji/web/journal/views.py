"""The audit chain for the auditor: its rows, its checkpoints, and whether it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from hengji.web import access, listed
from hengji.web.access import Actor
from hengji.web.accounts.models import User
from hengji.web.journal import chain, checkpoints, words
from hengji.web.journal.models import Checkpoint, JournalEntry
from hengji.web.law import word

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS = 100
MOST_IN_A_SHEET = 20_000


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The newest rows, narrowed by person, thing or action."""
    access.require(Actor.of(request), "journal:index")
    if listed.wanted(request):
        return listed.answer("journal", words.told(_rows(request)[:MOST_IN_A_SHEET]))
    return render(request, "journal/index.html", _page(request))


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:80] for name in ("actor", "subject", "action", "before")}


def _rows(request: HttpRequest) -> Any:
    """The rows that are asked for, the newest first."""
    found, asked = JournalEntry.objects.order_by("-sequence"), _asked(request)
    if asked["actor"]:
        found = found.filter(Q(actor=asked["actor"]) | Q(actor__in=User.objects.filter(name=asked["actor"]).values("username")))
    if asked["subject"]:
        found = found.filter(words.subjects(asked["subject"]))
    if asked["action"]:
        found = found.filter(action=asked["action"].replace("_", ".", 1))
    if asked["before"].isdigit():
        found = found.filter(sequence__lt=int(asked["before"]))
    return found


def _page(request: HttpRequest) -> dict[str, object]:
    rows = words.told(_rows(request)[:ROWS])
    return {
        "actions": words.actions(),
        "rows": rows,
        "asked": _asked(request),
        "checkpoints": Checkpoint.objects.all()[:31],
        "more": len(rows) == ROWS,
    }


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Reads the whole chain and says whether it is whole."""
    access.require(Actor.of(request), "journal:verify")
    found = chain.verify(chain.kept(checkpoints.folder()))
    if found.broken is None:
        said = word("chain_whole", rows=found.rows, digest=found.digest)
    else:
        said = word(f"chain_{found.broken.how}", sequence=found.broken.sequence, rows=found.rows)
    return render(request, "journal/index.html", {**_page(request), "said": said, "whole": found.broken is None})
