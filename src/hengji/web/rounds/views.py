"""The pages of rounds: list, notice and progress board, setting up, reminding, exporting."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.web import access, listed, paging
from hengji.web.access import Actor
from hengji.web.accounts import importing
from hengji.web.accounts.models import BUREAU
from hengji.web.faults import refused
from hengji.web.law import law, word
from hengji.web.roles import EDITABLE, State
from hengji.web.rounds import actions, kept, rows
from hengji.web.rounds.forms import FIRST, LAST, RoundForm, UnitsForm
from hengji.web.rounds.models import Round
from hengji.web.work.models import DONE, Task
from hengji.web.work.storage import path_of

if TYPE_CHECKING:
    from django.http import HttpRequest

NOT_OURS = "WF24"
FILTERS = ("", "late", *(state.value for state in State))


@dataclass(frozen=True, slots=True)
class Bar:
    """A state with the number of units in it, as text and as a length."""

    state: str
    title: str
    count: int
    x: int
    width: int


def _round(request: HttpRequest, pk: int, route: str) -> Round:
    found = get_object_or_404(Round, pk=pk)
    access.require(Actor.of(request), route, found)
    return found


def _bureaus(request: HttpRequest) -> list[Any]:
    """The bureaus in which this person may make rounds."""
    rules = access.policy()["rounds:create"]
    held = [grant for grant, _ in access.grants(request.user, Actor.of(request).at)]
    return [
        grant.place
        for grant in held
        if grant.place_id and grant.place.kind == BUREAU and any(grant.role in rule.roles for rule in rules)
    ]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The rounds that this person has a part in."""
    actor = Actor.of(request)
    access.require(actor, "rounds:index")
    wanted = Q(pk__in=())
    for grant, _ in access.grants(request.user, actor.at):
        if grant.place_id:
            wanted |= Q(bureau=grant.place_id) | (
                ~Q(state="prepared") & (Q(submissions__unit=grant.place_id) | Q(submissions__department=grant.place_id))
            )
    found = Round.objects.filter(wanted).distinct().select_related("bureau").annotate(units=Count("submissions", distinct=True))
    if listed.wanted(request):
        return listed.answer("rounds", found)
    return render(request, "rounds/index.html", {"rounds": found, "bureaus": list(dict.fromkeys(_bureaus(request)))})


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice and the board: who is where, who is late, who was reminded."""
    found = _round(request, pk, "rounds:page")
    if found.state == "prepared" and not access.may(request.user, "rounds:change", found):
        raise Http404
    chosen = request.GET.get("state", "")
    if chosen not in FILTERS:
        raise Http404
    every = kept.rows_of(found)
    seen = access.leading(request.user, "rounds:page", found, every)
    shown_rows = [row for row in every if row.pk in seen]
    counts = Counter(row.state for row in shown_rows)
    overdue = found.deadline < timezone.now()
    if chosen == "late":
        shown_rows = [row for row in shown_rows if row.late or (overdue and row.state in EDITABLE)]
    elif chosen:
        shown_rows = [row for row in shown_rows if row.state == chosen]
    asked = paging.looked_for(request)
    if asked:
        shown_rows = [
            row
            for row in shown_rows
            if all(piece in f"{row.unit.code} {row.unit.name} {row.department.name}" for piece in asked.split())
        ]
    if listed.wanted(request):
        return listed.answer("progress", shown_rows)
    ticks = access.may(request.user, "rounds:remind", found)
    scheme = law(found.scheme).book.schemes.get(found.scheme)
    body = rows.drawn(shown_rows, access.leading(request.user, "submissions:page", found, shown_rows), ticks=ticks, overdue=overdue)
    shown = {
        "shown": {"asked": asked}, "round": found, "rows": shown_rows, "body": body, "may_remind": ticks, "bars": _bars(counts), "whole": sum(counts.values()), "chosen": chosen, "overdue": overdue,
        "scheme": scheme, "outline": law(found.scheme, found.outline).outline_title,
        "newer": found.scheme_digest and scheme is not None and scheme.digest != found.scheme_digest,
        "exports": Task.objects.filter(kind="export_round", subject=f"round/{pk}").select_related("made").order_by("-pk")[:5] if access.may(request.user, "rounds:export", found) else [],
        "late_rule": word(f"late_{found.late_rule}"), "state_word": word(f"round_{found.state}"),
    }  # fmt: skip
    return render(request, "rounds/page.html", shown)


def _bars(counts: Counter[str]) -> list[Bar]:
    """The states as pieces of one line a thousand wide."""
    whole, x, bars = sum(counts.values()), 0, []
    for state in State:
        count = counts.get(state.value, 0)
        width = 1000 * count // whole if whole else 0
        bars.append(Bar(state.value, word(f"state_{state.value}"), count, x, width))
        x += width
    return bars


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new round."""
    bureaus = _bureaus(request)
    if not bureaus:
        raise Http404
    actor, bureau = Actor.of(request), bureaus[0]
    access.require(actor, "rounds:create", bureau)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and FIRST <= int(asked) <= LAST else timezone.localdate().year - 1
    form = RoundForm(request.POST or None, year=year, bureau=bureau, initial=_asked_for(request, year))
    if request.method == "POST" and form.is_valid():
        made = actions.create(actor, bureau, form.cleaned_data, beside_another=form.cleaned_data["beside_another"])
        messages.success(request, word("round_made"))
        return redirect("rounds:page", made.pk)
    others = Round.objects.filter(bureau=bureau, year=form.listed_year)
    return render(request, "rounds/form.html", {"form": form, "bureau": bureau, "others": others})


def _asked_for(request: HttpRequest, year: int) -> dict[str, Any]:
    """What stands in the form when the schemes of another year are listed: all that was typed, and titles of the year where nobody changed them."""
    typed = {name: request.GET[name] for name in actions.FIELDS if name in request.GET and name != "scheme"}
    before = request.GET.get("listed_year", "")
    for name, key in (("title", "round_title"), ("notice_title", "round_notice")):
        if typed.get(name, "") in {"", word(key, year=before)}:
            typed[name] = word(key, year=year)
    return {**typed, "year": year}


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a round."""
    found = _round(request, pk, "rounds:change")
    initial = {name: getattr(found, name) for name in actions.FIELDS}
    form = RoundForm(
        request.POST or None, year=found.year, bureau=found.bureau, also=found.scheme, also_outline=found.outline, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        actions.change(Actor.of(request), pk, _number(request, "version"), form.cleaned_data)
        messages.success(request, word("round_changed"))
        return redirect("rounds:page", pk)
    return render(request, "rounds/form.html", {"form": form, "round": found, "bureau": found.bureau})


def _number(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name, "")
    if not said.isdigit():
        raise refused(NOT_OURS, "", name, status=400)
    return int(said)


@require_http_methods(["GET", "POST"])
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """Which units take part."""
    found = _round(request, pk, "rounds:units")
    known = actions.units_of(found.bureau, found.year)
    form = UnitsForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid():
        actions.set_units(Actor.of(request), pk, form.cleaned_data["units"])
        messages.success(request, word("round_units_set", count=len(form.cleaned_data["units"])))
        return redirect("rounds:page", pk)
    here = set(found.submissions.values_list("unit_id", flat=True))
    groups: dict[Any, list[Any]] = {}
    for unit, department in known.values():
        groups.setdefault(department, []).append((unit, unit.pk in here))
    return render(request, "rounds/units.html", {"round": found, "groups": groups, "head": word("head_unit_code")})


@require_POST
def import_units(request: HttpRequest, pk: int) -> HttpResponse:
    """The units of a round from a workbook: those of its list take part, no others."""
    _round(request, pk, "rounds:import_units")
    sent = request.FILES.get("file")
    if sent is None:
        raise refused(NOT_OURS, "", "file", status=400)
    codes = [row["unit_code"] for row in importing.rows(sent, ("unit_code",))]
    here, gone = actions.import_units(Actor.of(request), pk, codes)
    messages.success(request, word("round_units_imported", count=here, gone=gone))
    return redirect("rounds:units", pk)


@require_POST
def step(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """Opens, closes or copies a round."""
    if do == "open":
        found = actions.open_(Actor.of(request), _round(request, pk, "rounds:open").pk, _number(request, "version"))
    elif do == "close":
        found = actions.close(Actor.of(request), _round(request, pk, "rounds:close").pk, _number(request, "version"))
    else:
        found = actions.copy(Actor.of(request), _round(request, pk, "rounds:copy").pk)
    messages.success(request, word(f"round_done_{do}", title=found.title))
    return redirect("rounds:page", found.pk)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """催报: the units that are ticked."""
    _round(request, pk, "rounds:remind")
    chosen = [int(each) for each in request.POST.getlist("unit") if each.isdigit()]
    sent, already = actions.remind(Actor.of(request), pk, chosen, request.POST.get("text", ""))
    messages.success(request, word("reminded", sent=sent, already=already))
    return redirect("rounds:page", pk)


@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for all packages; the page of the work shows how far it has come."""
    _round(request, pk, "rounds:export")
    return redirect("work:task", actions.ask_export(Actor.of(request), pk).pk)


@require_GET
def exported(request: HttpRequest, pk: int, task: int) -> HttpResponse | FileResponse:
    """The archive of an export."""
    _round(request, pk, "rounds:exported")
    found = get_object_or_404(Task, pk=task, kind="export_round", subject=f"round/{pk}", state=DONE)
    response = FileResponse(path_of(found.made).open("rb"), content_type="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name)}"
    return response
