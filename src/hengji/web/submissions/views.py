"""The pages of filling in: tabs, saving, evidence, proposals, the check before submitting, receipts, history."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hengji.filling.form import FACT
from hengji.filling.proposals import KINDS, LEFT
from hengji.web import access, listed
from hengji.web.access import Actor
from hengji.web.faults import refused
from hengji.web.law import word
from hengji.web.reviews import mirror
from hengji.web.roles import State
from hengji.web.submissions import actions, drawing, models, pages, proofs, steps
from hengji.web.submissions.drafts import form_of, sealed
from hengji.web.submissions.fields import told
from hengji.web.submissions.models import Evidence, Receipt, Submission
from hengji.web.work.storage import path_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hengji.web.submissions.pages import Page

FIRST_TAB, EVIDENCE_TAB = "basics", "evidence"
CONTROL = frozenset({"csrfmiddlewaretoken", "versions", "way", "why", "then"})
MOST_PROPOSALS = 1_000
HEAD = 64


def _submission(request: HttpRequest, pk: int, route: str) -> Submission:
    """The submission, if this person may know of it by this route."""
    found = get_object_or_404(Submission.objects.select_related("round", "unit", "department", "round__bureau"), pk=pk)
    access.require(Actor.of(request), route, found)
    return found


def _opened(request: HttpRequest, submission: Submission) -> Page:
    editable = access.may(request.user, "submissions:save", submission)
    return pages.opened(submission, editable=editable, asked=request.GET)


@require_GET
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """The first tab."""
    _submission(request, pk, "submissions:page")
    return redirect("submissions:page", pk, FIRST_TAB)


@require_GET
def page(request: HttpRequest, pk: int, tab: str) -> HttpResponse:
    """A tab of the form, with the live score beside it."""
    submission = _submission(request, pk, "submissions:page")
    opened = _opened(request, submission)
    found = pages.tab_of(opened, tab)
    if found is None:
        raise Http404
    if tab == EVIDENCE_TAB and listed.wanted(request):
        return listed.answer("evidence", pages.matrix(opened)["lines"])
    sections = pages.sections(opened, found)
    editable = opened.standing.editable
    shown = {
        **_head(opened), "tab": found, "sections": [{"drawn": drawing.drawn(each, opened.start, editable=editable)} for each in sections],
        "growing": [each.id for each in sections if each.members and editable], "panel": pages.panel(opened),
        "versions": json.dumps({key: entry.version for key, entry in opened.standing.entries.items()}, ensure_ascii=False),
    }  # fmt: skip
    if tab == FIRST_TAB:
        shown["waiting"] = submission.proposals.filter(state=models.OPEN).count()
    if tab == EVIDENCE_TAB:
        shown |= {"matrix": pages.matrix(opened), "lines": list(pages.owned_lines(opened)), "evidence": opened.evidence}
    return render(request, "submissions/page.html", shown)


def _head(opened: Page) -> dict[str, Any]:
    submission = opened.submission
    editable, returned = opened.standing.editable, submission.state == State.RETURNED
    return {
        "submission": submission, "round": submission.round, "page": opened, "tabs": pages.tabs(opened), "way": steps.path(submission),
        "last": submission.steps.select_related("by").order_by("-pk").first() if returned else None, "editable": editable,
        "left": submission.round.deadline - timezone.now(), "overdue": submission.round.deadline < timezone.now(),
        "reminder": submission.round.reminders.filter(unit=submission.unit).first() if editable else None,
        "newer_scheme": submission.scheme_digest and submission.scheme_digest != opened.form.scheme.digest,
        "opinions": opened.opinions,
    }  # fmt: skip


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Saves the fields of a form: as JSON for the script, with the page again for a plain form."""
    submission = _submission(request, pk, "submissions:save")
    changes = _changes(request)
    outcomes = actions.save(Actor.of(request), pk, changes)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(_answer(submission, outcomes))
    stale = [outcome for outcome in outcomes if outcome.stale]
    wrong = [each for each in outcomes if each.changed and each.entry is not None and each.entry.code]
    count = sum(outcome.changed for outcome in outcomes)
    messages.success(request, word("saved_fields", count=count))
    if wrong:
        messages.warning(request, word("saved_wrong", count=len(wrong)))
    for outcome in stale:
        mine = next(change.typed for change in changes if form_of(submission).canonical(change.key) == outcome.key)
        theirs = outcome.entry
        messages.error(
            request,
            word(
                "stale_field", name=form_of(submission).label(outcome.key), mine=mine, theirs=theirs.typed if theirs else "",
                by=theirs.changed_by.name if theirs else "", at=_clock(theirs),
            ),
        )  # fmt: skip
    then = request.POST.get("then", "")
    known = {tab.id for tab in form_of(submission).tabs}
    return (
        redirect("submissions:page", pk, then if then in known else FIRST_TAB)
        if then != "check"
        else redirect("submissions:check", pk)
    )


def _changes(request: HttpRequest) -> list[actions.Change]:
    """The fields of the request, each with the version that the page showed."""
    try:
        versions = json.loads(request.POST.get("versions", "{}"))
    except ValueError:
        versions = None
    if not isinstance(versions, dict) or not all(isinstance(each, int) for each in versions.values()):
        raise refused(actions.NOT_OURS, "", "versions", status=400)
    way = request.POST.get("way", models.TYPED)
    if way not in {models.TYPED, models.PASTED, models.ANSWERED}:
        raise refused(actions.NOT_OURS, "", way, status=400)
    why = request.POST.get("why", "")
    return [actions.Change(key, text, versions.get(key, 0), way, why) for key, text in request.POST.items() if key not in CONTROL]


def _answer(submission: Submission, outcomes: list[actions.Outcome]) -> dict[str, Any]:
    found = form_of(submission)
    fields, tab_of = {}, found.tab_of
    for outcome in outcomes:
        entry = outcome.entry
        state = "saved" if entry is None else "wrong" if entry.code else models.QUESTIONED if entry.message else "saved"
        fields[outcome.key] = told(entry, state) | {
            "stale": outcome.stale,
            "changed": outcome.changed,
            "tab": tab_of.get(outcome.key, ""),
            "label": found.label(outcome.key),
        }
        if outcome.stale:
            fields[outcome.key] |= {"by": entry.changed_by.name if entry else "", "at": _clock(entry)}
    return {"fields": fields, "at": timezone.localtime().strftime("%H:%M:%S"), "submission": submission.pk}


def _clock(entry: Any) -> str:
    return timezone.localtime(entry.changed_at).strftime("%m-%d %H:%M") if entry is not None else ""


@require_GET
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel of the live score and the counts of the tabs, as they are now."""
    opened = _opened(request, _submission(request, pk, "submissions:page"))
    shown = {"panel": pages.panel(opened), "submission": opened.submission}
    return JsonResponse(
        {
            "panel": render_to_string("submissions/panel.html", shown, request),
            "tabs": {tab["id"]: tab for tab in pages.tabs(opened)},
            "questioned": {"word": word(f"field_{models.QUESTIONED}"), "keys": sorted(opened.standing.questioned)},
        }
    )


@require_GET
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """送审前自查: what a reviewer will say, before anything is sent."""
    submission = _submission(request, pk, "submissions:check")
    opened = _opened(request, submission)
    if listed.wanted(request):
        return listed.answer("findings", pages.findings(opened))
    sealed(submission, opened.standing.entries.values())  # what is sent next is ready when it is sent
    seen = {
        "version": submission.version, "entries": opened.draft.digest, "scheme": opened.form.scheme.digest, "once": secrets.token_urlsafe(16),
    }  # fmt: skip
    shown = {
        **_head(opened), "seen": seen, "findings": pages.findings(opened), "problems": pages.problems(opened),
        "verdicts": pages.verdicts(opened), "panel": pages.panel(opened), "matrix": pages.matrix(opened),
        "may_submit": access.may(request.user, "submissions:submit", submission),
        "facts": [key for key in opened.standing.entries if key.startswith(f"{FACT}/")],
        "mirror": mirror.shown(submission, opened.draft.digest, opened.tree), "places": pages.places(opened),
        "unanswered": actions.unanswered(submission),
        "may_examine": access.may(request.user, "submissions:examine", submission),
    }  # fmt: skip
    return render(request, "submissions/check.html", shown)


@require_POST
def examine(request: HttpRequest, pk: int) -> HttpResponse:
    """Has the report as it will be written checked as a reviewer will check it; takes the unit's own report in, or out again."""
    _submission(request, pk, "submissions:examine")
    actor, withdrawn, sent = Actor.of(request), request.POST.get("withdraw", ""), request.FILES.get("file")
    if withdrawn.isdigit():
        actions.withdraw_upload(actor, pk, int(withdrawn))
        messages.success(request, word("own_report_withdrawn"))
        return redirect("submissions:check", pk)
    if sent is not None:
        _, task = actions.add_upload(actor, pk, models.OWN_REPORT, sent.name or "", sent.chunks())
    else:
        task = mirror.ask(actor, pk)
    return redirect("work:task", task.pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """送审."""
    _submission(request, pk, "submissions:page")
    _known_fields(request, {"version", "entries", "scheme", "once"})
    version = request.POST.get("version", "")
    if not version.isdigit():
        raise refused(actions.NOT_OURS, "", "version", status=400)
    receipt = actions.submit(
        Actor.of(request), pk,
        actions.Seen(int(version), request.POST.get("entries", ""), request.POST.get("scheme", ""), request.POST.get("once", "")[:64]),
    )  # fmt: skip
    return redirect("submissions:receipt", pk, receipt.number)


def _known_fields(request: HttpRequest, names: set[str]) -> None:
    """Refuses fields that the page does not have, and names them."""
    sent = set(request.POST) - {"csrfmiddlewaretoken"}
    if sent != names:
        raise refused(actions.NOT_OURS, "", "、".join(sorted(sent ^ names)), status=400)


@require_GET
def receipt(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """回执, to be printed."""
    submission = _submission(request, pk, "submissions:receipt")
    found = get_object_or_404(
        Receipt.objects.select_related("step__by", "step__evaluation"), number=number, step__submission=submission
    )
    return render(request, "submissions/receipt.html", {"submission": submission, "receipt": found, "way": steps.path(submission)})


@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every value of a field (or of all) with who, when, how and why."""
    submission = _submission(request, pk, "submissions:history")
    rows = submission.history.select_related("by").order_by("-pk")
    key = request.GET.get("key", "")
    if key:
        rows = rows.filter(key=key)
    if listed.wanted(request):
        return listed.answer("history", pages.labelled(rows, form_of(submission)))
    return render(
        request,
        "submissions/history.html",
        {
            "submission": submission,
            "rows": pages.labelled(rows[:500], form_of(submission)),
            "key": key,
            "label": form_of(submission).label(key),
            "steps": submission.steps.select_related("by", "receipt"),
        },
    )


# ---- evidence


@require_POST
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds files, or changes what one proves, or takes one out."""
    submission = _submission(request, pk, "submissions:evidence")
    actor = Actor.of(request)
    told_ = {
        "title": request.POST.get("title", ""),
        "lines": request.POST.getlist("lines"),
        "pages": request.POST.get("pages", ""),
        "dated": request.POST.get("dated", ""),
    }
    number = request.POST.get("evidence", "")
    if number:
        found = get_object_or_404(Evidence, pk=int(number) if number.isdigit() else 0, submission=submission, removed_at=None)
        if "remove" in request.POST:
            actions.remove_evidence(actor, found)
            messages.success(request, word("evidence_removed", title=found.title))
        else:
            actions.change_evidence(actor, found, told_)
            messages.success(request, word("evidence_changed", title=found.title))
    files = request.FILES.getlist("files")
    for file in files:  # all of them or none
        proofs.passed(actions.safe_name(file.name or ""), [file.read(HEAD)])
        file.seek(0)
    for file in files:
        made = actions.add_evidence(actor, pk, file.name or "", file.chunks(), told_)
        messages.success(request, word("evidence_added", title=made.title))
    return redirect("submissions:page", pk, EVIDENCE_TAB)


@require_GET
def file(request: HttpRequest, pk: int, evidence: int) -> HttpResponse | FileResponse:
    """A piece of evidence, always as a download: nothing that was uploaded runs in a browser of ours."""
    submission = _submission(request, pk, "submissions:file")
    found = get_object_or_404(Evidence.objects.select_related("file"), pk=evidence, submission=submission)
    response = FileResponse(path_of(found.file).open("rb"), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


# ---- proposals


@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A file from which values are to be proposed."""
    submission = _submission(request, pk, "submissions:upload")
    sent = request.FILES.get("file")
    kind = request.POST.get("kind", "")
    if sent is None or kind not in KINDS:
        raise refused(actions.NOT_OURS, str(submission.unit), "file", status=400)
    _, task = actions.add_upload(Actor.of(request), pk, kind, sent.name or "", sent.chunks())
    return redirect("work:task", task.pk)


@require_GET
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """What uploads propose, beside what stands in the fields."""
    submission = _submission(request, pk, "submissions:proposals")
    opened = _opened(request, submission)
    uploads = []
    for each in submission.uploads.exclude(kind=models.OWN_REPORT):
        rows = [
            {"proposal": proposal, "now": opened.standing.entries.get(proposal.key), "label": opened.form.label(proposal.key),
             "group": word(f"group_{proposal.key.partition('/')[0]}")}
            for proposal in each.proposals.filter(state=models.OPEN)[:MOST_PROPOSALS]
        ]  # fmt: skip
        done = each.proposals.exclude(state=models.OPEN).count()
        twice = Counter(row["proposal"].key for row in rows)
        for row in rows:
            row["ticked"] = twice[row["proposal"].key] == 1 and not (row["now"] and row["now"].typed)
        left = [problem for problem in each.problems if problem["code"] == LEFT]
        told = [problem for problem in each.problems if problem["code"] != LEFT]
        uploads.append({"upload": each, "rows": rows, "done": done, "told": told, "left": left})
    if listed.wanted(request):
        return listed.answer("proposals", [row for each in uploads for row in each["rows"]])
    shown = {
        **_head(opened),
        "uploads": uploads,
        "kinds": [(kind, word(f"upload_{kind}"), word(f"upload_{kind}_hint")) for kind in KINDS],
    }
    return render(request, "submissions/proposals.html", shown)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accepts the proposals that are ticked, or declines them."""
    _submission(request, pk, "submissions:decide")
    ticked = [int(each) for each in request.POST.getlist("proposal") if each.isdigit()]
    accept = request.POST.get("do") == "accept"
    outcomes = actions.decide(Actor.of(request), pk, ticked if accept else (), () if accept else ticked)
    count = sum(outcome.changed for outcome in outcomes) if accept else len(ticked)
    messages.success(request, word("proposals_accepted" if accept else "proposals_declined", count=count))
    return redirect("submissions:proposals", pk)


@require_GET
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook of the round, to be filled in offline and uploaded again."""
    from hengji.writing.workbook import blank

    submission = _submission(request, pk, "submissions:workbook")
    found = form_of(submission)
    content = blank(found.book, found.scheme, submission.unit.name, submission.round.year)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    name = word("workbook_name", unit=submission.unit.name, year=submission.round.year)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
