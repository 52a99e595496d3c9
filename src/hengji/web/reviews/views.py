"""The pages of a review; every write is a function of actions.py, and every page works without a script."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hengji import reviewing
from hengji.web import access, listed
from hengji.web.access import Actor
from hengji.web.accounts.models import Grant
from hengji.web.faults import Refused, refused
from hengji.web.law import word
from hengji.web.reviews import actions, audits, page
from hengji.web.reviews.actions import Points, Said
from hengji.web.reviews.models import LINE
from hengji.web.reviews.seen import current
from hengji.web.roles import Role, State
from hengji.web.submissions import pages, steps
from hengji.web.submissions.drafts import form_of
from hengji.web.submissions.models import Submission
from hengji.web.templating.templatetags.reviews import slug

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STRANGE, UNREAD = "WF73", "WF58"
TICK, KEPT = "tick", "scored"
MOST_LISTED, MOST_HISTORY = 400, 1000
STATES = (State.UNIT_REVIEW, State.DEPARTMENT_REVIEW, State.FINANCE_REVIEW, State.RETURNED, State.APPROVED, State.PUBLISHED)
_FIELD = re.compile(r"(points|step|reason|version)-(.{1,80})")


def _known(pk: int) -> Submission:
    found = Submission.objects.select_related("round", "unit", "department").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every submission that a reviewer may see, by state."""
    actor = Actor.of(request)
    access.require(actor, "reviews:index")
    state = request.GET.get("state", "")
    wanted = Submission.objects.filter(access.visible(request.user, "reviews:page", actor.at)).exclude(round__state="prepared")
    if state in STATES:
        wanted = wanted.filter(state=state)
    found = [
        each
        for each in wanted.select_related("round", "unit", "department")
        .distinct()
        .order_by("-round__year", "unit__code")[:MOST_LISTED]
        if access.may(request.user, "reviews:page", each)
    ]
    rows = [(each, current(each), each.opinions.exclude(state="settled").count()) for each in found]
    if listed.wanted(request):
        return listed.answer("reviews", rows)
    return render(request, "reviews/index.html", {"rows": rows, "states": STATES, "state": state})


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission on one page."""
    actor, submission = Actor.of(request), _known(pk)
    access.require(actor, "reviews:page", submission)
    said = page.context(actor, submission, request.GET)
    if listed.wanted(request):
        rows = said.get("rows", ())
        shown = rows if said.get("show_points") else [replace(row, mine=None, deviation="") for row in rows]
        return listed.tables(
            request,
            {"lines": lambda: shown, "facts": lambda: said.get("facts", ()), "findings": lambda: said.get("findings", ())},
        )
    kept = request.session.get(KEPT)
    if kept is not None and kept["submission"] == pk:
        del request.session[KEPT]
        said["rows"] = [row.again(kept) for row in said.get("rows", ())]
    if said.get("evaluation") is not None:
        said |= {"task": audits.wanted(actor, said["evaluation"]), "unread": audits.unread(actor, submission)}
    third = Grant.objects.filter(role=Role.THIRD_PARTY, place=submission.round.bureau_id, withdrawn_at=None).select_related("user")
    said |= {"way": steps.path(submission), "once": secrets.token_hex(16), "third_parties": third if said["may"]["assign"] else ()}
    return render(request, "reviews/page.html", said)


@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every value with who, when and why; of one field where `key` names it."""
    actor, submission = Actor.of(request), _known(pk)
    access.require(actor, "reviews:history", submission)
    rows = submission.history.select_related("by").order_by("-pk")
    key = request.GET.get("key", "")
    if key:
        rows = rows.filter(key=key)
    if listed.wanted(request):
        return listed.answer("history", pages.labelled(rows, form_of(submission)))
    return render(
        request, "reviews/history.html",
        {"submission": submission, "rows": pages.labelled(rows[:MOST_HISTORY], form_of(submission)), "key": key, "steps": submission.steps.select_related("by")},
    )  # fmt: skip


def _fields(request: HttpRequest, *names: str) -> dict[str, str]:
    """The fields of a form; one that the form does not have is refused (WF73), so that nothing comes in by the way."""
    strange = sorted(set(request.POST) - {*names, "csrfmiddlewaretoken"})
    if strange:
        raise refused(STRANGE, request.path, "、".join(strange)[:120], status=400)
    return {name: request.POST.get(name, "") for name in names}


def _back(pk: int, where: str) -> HttpResponse:
    return redirect(reverse("reviews:page", args=(pk,)) + where)


@require_POST
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """提意见."""
    said = _fields(request, "kind", "key", "quote", "text", "asks_change")
    made = actions.give_opinion(
        Actor.of(request), pk, Said(said["kind"], said["key"], said["text"], said["quote"], asks_change=said["asks_change"] == "1")
    )
    messages.success(request, word("opinion_given"))
    return _back(pk, f"#o{made.pk}")


@require_POST
def answer(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """答复."""
    said = _fields(request, "text", "value", "version")
    value = said["value"] if "value" in request.POST else None
    version = int(said["version"]) if said["version"].isdigit() else 0
    actions.answer(Actor.of(request), pk, opinion, said["text"], value, version)
    messages.success(request, word("answer_given"))
    return _back(pk, f"#o{opinion}")


@require_POST
def settle(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """办结一条意见."""
    _fields(request)
    actions.settle(Actor.of(request), pk, opinion)
    return _back(pk, f"#o{opinion}")


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """核准选中的数据和指标."""
    _fields(request, "place")
    places = []
    for each in request.POST.getlist("place"):
        kind, _, rest = each.partition(":")
        digest, _, key = rest.partition(":")
        places.append((kind, key, digest))
    made = actions.approve(Actor.of(request), pk, places)
    messages.success(request, word("approved_count", count=len(made)))
    return _back(pk, "#lines" if places and all(kind == LINE for kind, _, _ in places) else "#facts")


@require_POST
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """保存复核得分: what is ticked and what was changed; what cannot be saved comes back as it was typed, with why at its line."""
    given: dict[str, dict[str, str]] = {}
    for name in request.POST:
        found = _FIELD.fullmatch(name)
        if found is None and name not in {"csrfmiddlewaretoken", "line", TICK}:
            raise refused(STRANGE, request.path, name[:120], status=400)
        if found is not None:
            given.setdefault(found[2], {})[found[1]] = request.POST[name]
    actor, submission = Actor.of(request), _known(pk)
    access.require(actor, "reviews:score", submission)
    rows = {row.line.key: row for row in page.context(actor, submission, request.GET).get("rows", ())}
    if TICK in request.POST:
        return _typed(request, pk, given, [line for line, fields in given.items() if fields.get("points")], {})
    chosen = {*request.POST.getlist("line"), *(line for line, row in rows.items() if row.changed(given.get(line, {})))}
    lines = [_points(line, fields) for line, fields in given.items() if line in chosen]
    try:
        made, wrong = actions.score_each(actor, pk, lines)
    except Refused as refusal:
        refusal.kept = "\n".join(f"{each.line}　{each.points} 分　{each.reason}".rstrip() for each in lines)
        raise
    if made or not wrong:
        messages.success(request, word("scored_count", count=len(made)))
    if not wrong:
        return _back(pk, "#lines")
    messages.error(request, word("scored_wrong", count=len(wrong), lines="、".join(rows[line].line.label for line in wrong)))
    told = {line: {"message": each.message, "fix": each.fix, "code": each.code} for line, each in wrong.items()}
    return _typed(
        request, pk, {line: given[line] for line in wrong}, list(wrong), told, f"#{slug(rows[next(iter(wrong))].place.pin)}"
    )


def _typed(
    request: HttpRequest, pk: int, typed: dict[str, Any], ticked: list[str], wrong: dict[str, Any], where: str = "#lines"
) -> HttpResponse:
    """The page again, once, with what was typed and not saved."""
    request.session[KEPT] = {"submission": pk, "typed": typed, "ticked": ticked, "wrong": wrong}
    return _back(pk, where)


def _points(line: str, fields: dict[str, str]) -> Points:
    version = fields.get("version", "")
    return Points(
        line,
        fields.get("points", ""),
        fields.get("step") or reviewing.COMPUTED,
        fields.get("reason", ""),
        int(version) if version.isdigit() else 0,
    )


def _step(request: HttpRequest) -> dict[str, Any]:
    said = _fields(request, "version", "once", "reason")
    if not said["version"].isdigit() or not re.fullmatch(r"[0-9a-f]{32}", said["once"]):
        raise refused(STRANGE, request.path, "version, once", status=400)
    return {"version": int(said["version"]), "once": said["once"], "reason": said["reason"]}


@require_POST
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """审核通过，送下一步."""
    step, actor, submission = _step(request), Actor.of(request), _known(pk)
    access.require(actor, "reviews:pass", submission)
    if audits.unread(actor, submission):
        raise refused(UNREAD, str(submission.unit), word(f"state_{submission.state}"))
    receipt = actions.pass_on(actor, pk, **step)
    messages.success(request, word("passed", number=receipt.number, digest=receipt.digest[:12]))
    return redirect("todo")


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """退回."""
    receipt = actions.send_back(Actor.of(request), pk, **_step(request))
    messages.success(request, word("sent_back", number=receipt.number, digest=receipt.digest[:12]))
    return redirect("todo")


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """委托第三方评价人，或收回委托."""
    said = _fields(request, "user", "withdraw")
    if not said["user"].isdigit():
        raise refused(STRANGE, request.path, "user", status=400)
    act = actions.withdraw if said["withdraw"] else actions.assign
    act(Actor.of(request), pk, int(said["user"]))
    return _back(pk, "#act")
