"""Signing in and out, and one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.web import access, listed, paging
from hengji.web.access import Actor
from hengji.web.accounts import actions, importing, moving, reforming
from hengji.web.accounts.forms import Account, Delegating, Ending, Granting, Moving, NewPassword, NewPlace, Renaming, SignIn
from hengji.web.accounts.models import PLACES, Belonging, Delegation, Grant, Place, User
from hengji.web.faults import Refused, refused
from hengji.web.law import told, word
from hengji.web.roles import ADMINISTRATORS, KIND_OF_PLACE, Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """登录."""
    form, problem = SignIn(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.sign_in(Actor.of(request), form.cleaned_data["username"], form.cleaned_data["password"])
        except Refused as refusal:
            problem = told(refusal.problem)
        else:
            login(request, person)
            wanted = request.POST.get("next", "")
            safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
            return redirect(wanted if safe else "todo")
    page = {"form": form, "problem": problem, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "accounts/sign_in.html", page, status=403 if problem else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出."""
    logout(request)
    return redirect("accounts:login")


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """修改密码."""
    form = NewPassword(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_password(Actor.of(request), form.cleaned_data["new"])
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
        messages.success(request, word("password_changed"))
        return redirect("todo")
    return render(request, "accounts/password.html", {"form": form})


NOT_OURS = "WF24"


def _heads() -> dict[str, str]:
    """The columns that an imported list must have, in words."""
    wanted = {"accounts": importing.ACCOUNTS, "roles": importing.ROLES, "places": importing.PLACE}
    return {name: "、".join(word(f"head_{head}") for head in heads) for name, heads in wanted.items()}


# ---- people and places


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Accounts with their roles."""
    access.require(Actor.of(request), "accounts:people")
    everyone = User.objects.prefetch_related("grants__place")
    asked = paging.looked_for(request)
    held = Grant.objects.filter(paging.matching(asked, "place__name", "place__code"), withdrawn_at=None).values("user")
    found = everyone.filter(paging.matching(asked, "name", "username") | Q(pk__in=held)) if asked else everyone
    if listed.wanted(request):
        return listed.answer("people", found)
    roles = [(role.value, word(f"role_{role.value}"), word(f"place_{KIND_OF_PLACE.get(role, 'none')}")) for role in Role]
    shown = {
        "shown": paging.paged(request, found),
        "people": everyone,
        "roles": roles,
        "places": Place.objects.all(),
        "made": request.session.pop("made", None),
        "made_many": request.session.pop("made_many", None),
        "heads": _heads,
        "kept": actions.kept(request.user, Grant.objects.select_related("user").filter(withdrawn_at=None, role__in=ADMINISTRATORS)),
    }
    return render(request, "accounts/people.html", shown)


@require_POST
def enrol(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    form = Account(request.POST)
    access.require(Actor.of(request), "accounts:enrol")
    if form.is_valid():
        made, first = actions.enrol(Actor.of(request), form.cleaned_data["username"], form.cleaned_data["name"])
        request.session["made"] = {"username": made.username, "password": first}
    else:
        messages.error(request, word("account_wrong"))
    return redirect("accounts:people")


@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password."""
    access.require(Actor.of(request), "accounts:reset")
    person = get_object_or_404(User, pk=pk)
    request.session["made"] = {"username": person.username, "password": actions.reset_password(Actor.of(request), person)}
    return redirect("accounts:people")


@require_POST
def active(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes an account or opens it again."""
    access.require(Actor.of(request), "accounts:active")
    actions.set_active(Actor.of(request), get_object_or_404(User, pk=pk), active=request.POST.get("active") == "1")
    return redirect("accounts:people")


@require_POST
def grant(request: HttpRequest) -> HttpResponse:
    """Gives a role."""
    access.require(Actor.of(request), "accounts:grant")
    form = Granting(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        actions.grant(Actor.of(request), said["user"], Role(said["role"]), said["place"], said["first_year"])
        messages.success(request, word("granted", name=said["user"].name, role=word(f"role_{said['role']}")))
    else:
        messages.error(request, word("grant_wrong"))
    return redirect("accounts:people")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a role back."""
    access.require(Actor.of(request), "accounts:withdraw")
    actions.withdraw(Actor.of(request), get_object_or_404(Grant, pk=pk))
    return redirect("accounts:people")


@require_http_methods(["GET", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    """Bureaus, departments and units."""
    actor = Actor.of(request)
    access.require(actor, "accounts:places")
    form = NewPlace(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.add_place(actor, form.cleaned_data)
        messages.success(request, word("place_made", name=made.name))
        return redirect("accounts:places")
    kinds = [(kind, word(f"place_{kind}")) for kind, _ in PLACES]
    found = Belonging.objects.select_related("place", "under").order_by("place__code", "first_year")
    found = found.filter(paging.matching(paging.looked_for(request), "place__name", "place__code", "under__name"))
    if listed.wanted(request):
        return listed.answer("places", found)
    return render(
        request,
        "accounts/places.html",
        {
            "form": form,
            "above": Place.objects.exclude(kind="unit"),
            "kinds": kinds,
            "shown": paging.paged(request, found),
            "heads": _heads,
        },
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """划转: first what it would do, then it is done."""
    actor = Actor.of(request)
    access.require(actor, "accounts:move")
    place = get_object_or_404(Place, pk=pk, kind="unit")
    asked = request.POST or (request.GET if "to" in request.GET else None)
    form = Moving(asked, initial={"day": timezone.localdate()})
    told: dict[str, Any] = {"place": place, "form": form, "departments": Place.objects.filter(kind="department")}
    told["belongings"] = place.belongings.select_related("under").order_by("first_year")
    if form.is_valid():
        said = form.cleaned_data
        if request.method == "POST":
            done = moving.move(actor, pk, said["to"], said["day"], earlier=said["earlier"], reason=said["reason"])
            messages.success(request, word("place_moved", name=place.name, to=said["to"].name, count=len(done.going)))
            return redirect("accounts:places")
        told["affected"] = moving.affected(place, said["day"], earlier=said["earlier"])
        told["said"] = said
    return render(request, "accounts/move.html", told)


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A place: under what it stands, another name for it, and its end."""
    actor = Actor.of(request)
    access.require(actor, "accounts:rename")
    place, form = get_object_or_404(Place, pk=pk), Renaming(request.POST or None)
    if request.method == "POST" and form.is_valid():
        before = place.name
        made = reforming.rename(actor, pk, form.cleaned_data["name"], form.cleaned_data["reason"])
        messages.success(request, word("place_renamed", before=before, name=made.name))
        return redirect("accounts:rename", pk)
    year = timezone.localdate().year - 1
    belongings = place.belongings.select_related("under").order_by("first_year")
    told = {
        "place": place, "form": form, "belongings": belongings, "year": year, "open": belongings.filter(last_year=None).exists(),
        "hindrances": reforming.standing_in_the_way(place, year)[:5],
    }  # fmt: skip
    return render(request, "accounts/place.html", told, status=400 if form.is_bound else 200)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销."""
    actor, form = Actor.of(request), Ending(request.POST)
    access.require(actor, "accounts:end")
    get_object_or_404(Place, pk=pk)
    if not form.is_valid():
        raise refused(NOT_OURS, word("years"), request.POST.get("last_year", ""), status=400)
    made = reforming.end(actor, pk, form.cleaned_data["last_year"], form.cleaned_data["reason"])
    messages.success(request, word("place_ended", name=made.name, year=form.cleaned_data["last_year"]))
    return redirect("accounts:rename", pk)


def _file(request: HttpRequest) -> Any:
    sent = request.FILES.get("file")
    if sent is None:
        raise refused(NOT_OURS, "", "file", status=400)
    return sent


@require_POST
def import_places(request: HttpRequest) -> HttpResponse:
    """A list of places from a workbook."""
    access.require(Actor.of(request), "accounts:import_places")
    made = importing.places(Actor.of(request), importing.rows(_file(request), importing.PLACE))
    messages.success(request, word("places_imported", count=made))
    return redirect("accounts:places")


@require_POST
def import_people(request: HttpRequest) -> HttpResponse:
    """A list of accounts from a workbook; their first passwords are shown once."""
    access.require(Actor.of(request), "accounts:import_people")
    made = importing.accounts(Actor.of(request), importing.rows(_file(request), importing.ACCOUNTS))
    request.session["made_many"] = [[person.username, person.name, first] for person, first in made]
    messages.success(request, word("people_imported", count=len(made)))
    return redirect("accounts:people")


@require_POST
def import_grants(request: HttpRequest) -> HttpResponse:
    """A list of roles from a workbook."""
    access.require(Actor.of(request), "accounts:import_grants")
    count = importing.roles(Actor.of(request), importing.rows(_file(request), importing.ROLES))
    messages.success(request, word("grants_imported", count=count))
    return redirect("accounts:people")


@require_http_methods(["GET", "POST"])
def delegate(request: HttpRequest) -> HttpResponse:
    """委托: one's own role for another person, for some days; and ending that."""
    actor = Actor.of(request)
    access.require(actor, "accounts:delegate")
    form = Delegating(request.POST if "grant" in request.POST else None, user=request.user)
    if request.method == "POST":
        ended = request.POST.get("end", "")
        if ended.isdigit():
            actions.end_delegation(actor, get_object_or_404(Delegation, pk=int(ended), grant__user=request.user))
            return redirect("accounts:delegate")
        if form.is_valid():
            said = form.cleaned_data
            actions.delegate(actor, said["grant"], said["to"], said["first_day"], said["last_day"], said["reason"])
            messages.success(request, word("delegated", name=said["to"].name))
            return redirect("accounts:delegate")
    mine = Grant.objects.filter(user=request.user, withdrawn_at=None).select_related("place")
    given = Delegation.objects.filter(grant__user=request.user).select_related("grant__place", "to").order_by("-pk")
    if listed.wanted(request):
        return listed.answer("delegations", given)
    return render(request, "accounts/delegate.html", {"form": form, "mine": mine, "given": given[:50]})
