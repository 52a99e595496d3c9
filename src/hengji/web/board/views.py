"""The board: how a round stands, and the units behind each figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from hengji import reviewing
from hengji.web import access, listed
from hengji.web.access import Actor
from hengji.web.board import charts, comparing, figures
from hengji.web.law import book
from hengji.web.reviews.models import ReportAudit
from hengji.web.reviews.seen import tree_of
from hengji.web.roles import State
from hengji.web.rounds.models import Round

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_CODES = 12
TILES = (
    ("all", ""),
    ("sent", "good-top"),
    ("late", "bad-top"),
    ("error", "bad-top"),
    ("inflated", "warn-top"),
    ("unchecked", "warn-top"),
)


def _round(request: HttpRequest, route: str, pk: int) -> tuple[Actor, Round]:
    actor = Actor.of(request)
    found = get_object_or_404(Round.objects.select_related("bureau"), pk=pk)
    access.require(actor, route, found)
    return actor, found


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The rounds of one's bureau; the only one is opened at once."""
    actor = Actor.of(request)
    access.require(actor, "board:index")
    every = Round.objects.select_related("bureau").annotate(units=Count("submissions"))
    rounds = [each for each in every if access.may(request.user, "board:round", each)]
    if listed.wanted(request):
        return listed.answer("rounds", rounds)
    if len(rounds) == 1:
        return redirect("board:round", rounds[0].pk)
    return render(request, "board/index.html", {"rounds": rounds})


@require_GET
def round_board(request: HttpRequest, pk: int) -> HttpResponse:
    """The round: submitted, findings by weight, scores, inflation, who is late, what was not checked."""
    actor, found = _round(request, "board:round", pk)
    rows = figures.units(found, actor.at)
    sent = [row for row in rows if row.evaluation is not None]
    if listed.wanted(request):
        return _sheet(request, rows, sent)
    known = {name: sum(holds(row) for row in rows) for name, holds in figures.GROUPS.items()}
    return render(
        request, "board/round.html",
        {
            "round": found, "rows": rows, "counts": known, "tiles": [(name, style, known[name]) for name, style in TILES],
            "states": _states(rows), "scores_chart": charts.scores(sent), "findings_chart": charts.findings(sent),
            "inflation_chart": charts.inflation(sent) if charts.inflated(sent) else "", "inflated": charts.inflated(sent),
            "classes": _classes(sent), "weights": _weights(sent), "codes": _codes(sent, "code"), "said": _codes(sent, "said"), "late": [row for row in rows if figures.GROUPS["late"](row)],
            "unchecked": sum(row.unchecked for row in sent), "unread": sum(row.unread for row in sent), "unscored": sum(row.unscored for row in sent),
        },
    )  # fmt: skip


def _sheet(request: HttpRequest, rows: list[figures.Unit], sent: list[figures.Unit]) -> HttpResponse:
    """One of the board's tables as a workbook, the frequent findings in full."""
    return listed.tables(
        request,
        {
            "classes": lambda: _classes(sent), "inflated": lambda: charts.inflated(sent), "weights": lambda: _weights(sent),
            "codes": lambda: _codes(sent, "code", None), "said": lambda: _codes(sent, "said", None),
            "overdue": lambda: [row for row in rows if figures.GROUPS["late"](row)],
        },
    )  # fmt: skip


def _states(rows: list[figures.Unit]) -> list[tuple[str, int]]:
    return [(state.value, count) for state in State if (count := sum(row.submission.state == state for row in rows))]


def _classes(rows: list[figures.Unit]) -> list[dict[str, Any]]:
    names = reviewing.bands(book())
    columns = {kind: figures.counts(rows, kind) for kind in figures.SCORES}
    return [
        {"name": name, "cells": [(kind, at, columns[kind][at]) for kind in figures.SCORES]}
        for at, name in reversed(list(enumerate(names)))
    ]


def _weights(rows: list[figures.Unit]) -> list[tuple[str, int, int]]:
    return [
        (name, sum(getattr(row, f"{name}s") for row in rows), sum(getattr(row, f"{name}s") > 0 for row in rows))
        for name in ("error", "warning", "notice")
    ]


def _spots(name: str, rows: list[figures.Unit]) -> dict[int, list[tuple[str, str]]]:
    """Of a group of units with one code, where each unit's findings of it stand: the anchor of the review page and the place in words."""
    kind, _, code = name.partition("-")
    if kind == "code":
        return {
            row.submission.pk: [(f"n-{at}", each["title"]) for at, each in _findings(row) if each["code"] == code] for row in rows
        }
    if kind == "said":
        kept = ReportAudit.objects.filter(evaluation__in=[row.evaluation.pk for row in rows if row.evaluation]).defer(
            "documents", "figures"
        )
        places = {each.evaluation_id: [("text", finding[5]) for finding in each.findings if finding[0] == code] for each in kept}
        return {row.submission.pk: places.get(row.evaluation.pk, []) for row in rows if row.evaluation}
    return {}


def _findings(row: figures.Unit) -> list[tuple[int, Any]]:
    return list(enumerate(tree_of(row.evaluation.document_id)["findings"], start=1)) if row.evaluation else []


@require_GET
def reviewers(request: HttpRequest, pk: int) -> HttpResponse:
    """复核人之间的尺度: how far each reviewer departs on average from what was claimed and from what was computed."""
    actor, found = _round(request, "board:reviewers", pk)
    rows, few = comparing.reviewers(figures.units(found, actor.at))
    if listed.wanted(request):
        return listed.answer("reviewers", rows)
    return render(request, "board/reviewers.html", {"round": found, "rows": rows, "few": few, "least": book().board.least})


def _codes(rows: list[figures.Unit], kind: str, most: int | None = MOST_CODES) -> list[dict[str, Any]]:
    return [
        {**each, "title": book().codes[each["code"]].title if each["code"] in book().codes else ""}
        for each in figures.codes(rows, kind)[:most]
    ]


@require_GET
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """The units behind a figure."""
    actor, found = _round(request, "board:units", pk)
    chosen = figures.group(request.GET.get("of", "all"))
    if chosen is None:
        raise Http404
    rows = [row for row in figures.units(found, actor.at) if chosen.holds(row)]
    if listed.wanted(request):
        return listed.answer("board", rows)
    seen = {row.submission.pk for row in rows if access.may(request.user, "reviews:page", row.submission)}
    return render(
        request,
        "board/units.html",
        {"round": found, "group": chosen, "rows": rows, "seen": seen, "spots": _spots(chosen.name, rows)},
    )
