"""接口令牌: a person's own tokens, made, shown once, and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from hengji.web import access, listed
from hengji.web.access import Actor
from hengji.web.accounts.models import ApiToken
from hengji.web.api import tokens
from hengji.web.law import word

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class TokenForm(forms.Form):
    """For what, where, and how long."""

    title = forms.CharField(max_length=tokens.MOST_TITLE, required=False)
    place = forms.IntegerField(min_value=1)
    days = forms.IntegerField(min_value=0, max_value=100_000)


def _mine(request: HttpRequest) -> QuerySet[ApiToken]:
    """One's own tokens; neither their text nor its digest leaves the site."""
    return ApiToken.objects.filter(user=request.user).select_related("place").defer("digest").order_by("-pk")


def _page(request: HttpRequest, shown: str = "") -> HttpResponse:
    actor = Actor.of(request)
    places = {grant.place_id: grant.place for grant, lent in access.grants(request.user, actor.at) if grant.place_id and not lent}
    told = {"places": list(places.values()), "tokens": _mine(request), "shown": shown, "most": tokens.MOST_DAYS}
    return render(request, "api/tokens.html", told)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list."""
    access.require(Actor.of(request), "tokens:index")
    if listed.wanted(request):
        return listed.answer("tokens", _mine(request))
    return _page(request)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new one, whose text this answer alone shows."""
    form = TokenForm(request.POST)
    told: dict[str, Any] = form.cleaned_data if form.is_valid() else {"place": 0, "title": "", "days": 0}
    _, text = tokens.make(Actor.of(request), told["place"], told["title"], told["days"])
    messages.success(request, word("api_token_made"))
    return _page(request, text)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one."""
    tokens.revoke(Actor.of(request), pk)
    messages.success(request, word("api_token_revoked"))
    return redirect("tokens:index")


app_name = "tokens"
urlpatterns = [path("", index, name="index"), path("make/", make, name="make"), path("<int:pk>/revoke/", revoke, name="revoke")]
