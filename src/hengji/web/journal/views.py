"""The audit chain for the auditor: its rows, its checkpoints, and whether it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from hengji.web import access
from hengji.web.access import Actor
from hengji.web.journal import chain, checkpoints
from hengji.web.journal.models import Checkpoint, JournalEntry
from hengji.web.law import word

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS = 100


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The newest rows, narrowed by person, thing or action."""
    access.require(Actor.of(request), "journal:index")
    return render(request, "journal/index.html", _page(request))


def _page(request: HttpRequest) -> dict[str, object]:
    found = JournalEntry.objects.order_by("-sequence")
    asked = {name: request.GET.get(name, "")[:80] for name in ("actor", "subject", "action", "before")}
    if asked["actor"]:
        found = found.filter(actor=asked["actor"])
    if asked["subject"]:
        found = found.filter(subject=asked["subject"])
    if asked["action"]:
        found = found.filter(action__startswith=asked["action"])
    if asked["before"].isdigit():
        found = found.filter(sequence__lt=int(asked["before"]))
    rows = list(found[:ROWS])
    return {"rows": rows, "asked": asked, "checkpoints": Checkpoint.objects.all()[:31], "more": len(rows) == ROWS}


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
