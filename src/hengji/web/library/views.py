"""The pages of the library: what a bureau brought in, what is open in it, who adopted it for which years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from hengji import exchange
from hengji.rulebook.files import Source
from hengji.web import access, listed
from hengji.web.access import Actor
from hengji.web.accounts.actions import plain_name
from hengji.web.accounts.models import BUREAU
from hengji.web.faults import refused
from hengji.web.law import law, source, word
from hengji.web.library import actions, shelf, ways
from hengji.web.library.forms import Upload, Years
from hengji.web.library.models import ADOPTED, OUTLINE, READ, SCHEME, USABLE, Offered
from hengji.web.rounds.models import Round
from hengji.web.work import actions as work
from hengji.web.work import storage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

NOT_OURS = "WF24"
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PLAIN = "text/plain; charset=utf-8"


def _bureaus(request: HttpRequest, route: str) -> list[Any]:
    """The bureaus in whose name this person may use a route."""
    roles = {role for rule in access.policy()[route] for role in rule.roles}
    held = [grant for grant, _ in access.grants(request.user, Actor.of(request).at)]
    found = [grant.place for grant in held if grant.role in roles and grant.place_id and grant.place.kind == BUREAU]
    return list(dict.fromkeys(found))


def _offered(request: HttpRequest, pk: int, route: str) -> Offered:
    found = get_object_or_404(Offered.objects.select_related("bureau", "offered_by", "adopted_by", "withdrawn_by"), pk=pk)
    access.require(Actor.of(request), route, found)
    return found


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What the bureau brought in, and the form to bring in more."""
    access.require(Actor.of(request), "library:index")
    found = Offered.objects.filter(bureau__in=_bureaus(request, "library:index")).select_related("offered_by", "bureau")
    if listed.wanted(request):
        return listed.answer("offered", found)
    return render(
        request, "library/index.html", {"offered": found, "may_upload": bool(_bureaus(request, "library:upload")), "form": Upload()}
    )


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file in and has it read."""
    bureaus = _bureaus(request, "library:upload")
    if not bureaus:
        raise Http404
    form = Upload(request.POST, request.FILES)
    if not form.is_valid():
        found = Offered.objects.filter(bureau__in=bureaus).select_related("offered_by", "bureau")
        return render(request, "library/index.html", {"offered": found, "may_upload": True, "form": form}, status=400)
    file = form.cleaned_data["file"]
    _, task = actions.upload(Actor.of(request), bureaus[0], form.cleaned_data, file, plain_name(file.name))
    return redirect("work:task", task.pk)


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: problems with their places, what is open with the lines that may be written, the rows, and adopting it."""
    found = _offered(request, pk, "library:page")
    shown = {
        "offered": found, "is_scheme": found.kind == SCHEME, "waiting": sum(bool(row["open"]) for row in found.rows),
        "open": list(_open(found)), "rounds": Round.objects.filter(scheme=found.name) | Round.objects.filter(outline=found.name),
        "task": work.waiting(actions.READ_OFFERED, f"offered/{pk}"),
        "may_decide": found.kind == SCHEME and found.state == READ and access.may(request.user, "library:decide", found),
        "may_adopt": found.state == READ and access.may(request.user, "library:adopt", found),
        "own": found.offered_by_id == request.user.pk, "state_word": word(f"offered_{found.state}"),
        "may_withdraw": found.state in {READ, ADOPTED} and access.may(request.user, "library:withdraw", found),
    }  # fmt: skip
    return render(request, "library/page.html", shown)


def _open(found: Offered) -> Iterator[dict[str, Any]]:
    """What is left to a person, with the ways in which it can be decided, in words."""
    for number, each in enumerate(found.open):
        offered = [{"words": way.words, "blanks": range(way.blanks)} for way in ways.ways(each["candidates"], found.file_name)]
        yield {**each, "number": number, "choices": offered, "beyond": ways.beyond(each["candidates"])}


def _version(request: HttpRequest) -> int:
    said = request.POST.get("version", "")
    if not said.isdecimal():
        raise refused(NOT_OURS, "", "version", status=400)
    return int(said)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes what was chosen."""
    found = _offered(request, pk, "library:decide")
    chosen = {}
    for number, each in enumerate(found.open):
        lines = ways.chosen(request.POST, number, ways.ways(each["candidates"], found.file_name))
        if lines is not None:
            chosen[number] = lines
    actions.decide(Actor.of(request), pk, _version(request), chosen)
    messages.success(request, word("library_decided", count=len(chosen)))
    return redirect("library:page", pk)


@require_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """采用."""
    _offered(request, pk, "library:adopt")
    form = Years(request.POST)
    if not form.is_valid():
        raise refused(NOT_OURS, word("years"), request.POST.get("first_year", ""), status=400)
    said = form.cleaned_data
    made = actions.adopt(
        Actor.of(request), pk, _version(request), (said["first_year"], said["last_year"]), although_open=said["although_open"]
    )
    messages.success(request, word("library_adopted", title=made.title))
    return redirect("library:page", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """停用."""
    _offered(request, pk, "library:withdraw")
    messages.success(request, word("library_withdrawn", title=actions.withdraw(Actor.of(request), pk, _version(request)).title))
    return redirect("library:page", pk)


@require_GET
def file(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The file as it was uploaded, as the law book takes it, or the scheme as a score table in Excel to be corrected and brought in again."""
    found = _offered(request, pk, "library:file")
    if what == "uploaded":
        content, name = storage.content(found.file), found.file_name
    elif found.content is None:
        raise Http404
    elif what == "taken":
        content, name = storage.content(found.content), f"{found.name}{'.docx' if found.kind == OUTLINE else '.yaml'}"
    else:
        content, name = _table(found), f"{found.title}.xlsx"
    ending = name[name.rfind(".") :].lower()
    answer = HttpResponse(content, content_type=TYPES.get(ending, PLAIN))
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _table(found: Offered) -> bytes:
    """A scheme as a score table with its settings."""
    if found.kind != SCHEME:
        raise Http404
    if found.state in USABLE:
        here = law(found.name)
        laid, words = here.source, here.book
    else:
        from hengji.rulebook import cache

        laid = Source({**source().files, shelf.path_of(found): storage.content(found.content)})
        words = cache.of(laid)[0]
    content, _ = exchange.table_from_scheme(found.name, words, laid)
    if content is None:
        raise Http404
    return content
