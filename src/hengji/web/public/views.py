"""The public's pages (no signing in, no script), and the desk of those who publish."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.web import access, listed
from hengji.web.access import Actor
from hengji.web.faults import refused
from hengji.web.law import book, word
from hengji.web.lists import Column, sheet_answer
from hengji.web.public import actions, bundle, desk
from hengji.web.public.forms import Decision, Digest, Publish, Search, Withdraw
from hengji.web.public.models import Publication, Release
from hengji.web.roles import State
from hengji.web.submissions import steps
from hengji.web.submissions.models import Submission
from hengji.web.work import storage

if TYPE_CHECKING:
    from django.http import HttpRequest

BUSY, NOT_A_DIGEST = "DS56", "DS24"
ON_A_PAGE = 50
STANDALONE = (".xhtml",)
TYPES = {
    ".xhtml": "application/xhtml+xml; charset=utf-8", ".json": "application/json; charset=utf-8", ".csv": "text/csv; charset=utf-8",
    ".zip": "application/zip", ".xsd": "application/xml", ".xml": "application/xml",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
OWN_PAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-same-origin allow-popups"
_computing = threading.Lock()


# ---- for everyone


def _found(form: Search) -> Any:
    """The publications that a search is about: those that stand, and hidden ones never."""
    told = form.cleaned_data if form.is_valid() else {}
    rows = Publication.objects.filter(withdrawn_at=None).select_related("submission__unit", "submission__round__bureau")
    for part in str(told.get("q") or "").split():
        rows = rows.filter(
            Q(submission__unit__name__icontains=part) | Q(submission__round__title__icontains=part) | Q(index_number=part)
        )
    if told.get("region"):
        rows = rows.filter(submission__unit__region=told["region"])
    if told.get("year"):
        rows = rows.filter(submission__round__year=told["year"])
    return rows.order_by("-submission__round__year", "submission__unit__code", "-published_at")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """公开目录."""
    form = Search(request.GET)
    rows = _found(form)
    page = Paginator(rows, ON_A_PAGE).get_page(form.cleaned_data.get("page") if form.is_valid() else 1)
    standing = Publication.objects.filter(withdrawn_at=None)
    years = standing.order_by("-submission__round__year").values_list("submission__round__year", flat=True).distinct()
    regions = standing.order_by("submission__unit__region").values_list("submission__unit__region", flat=True).distinct()
    asked = {key: value for key, value in form.cleaned_data.items() if value and key != "page"} if form.is_valid() else {}
    told = {"page": page, "years": years, "regions": [each for each in regions if each], "asked": asked, "query": urlencode(asked)}
    return render(request, "public/index.html", told)


@require_GET
def index_sheet(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    columns = [
        Column(word("public_index_number"), lambda each: each.index_number), Column(word("public_index_region"), lambda each: each.submission.unit.region),
        Column(word("public_index_year"), lambda each: each.submission.round.year), Column(word("public_index_unit"), lambda each: each.submission.unit.name),
        Column(word("public_index_claimed"), lambda each: each.content.get("claimed") or ""), Column(word("public_index_computed"), lambda each: each.content.get("total") or ""),
        Column(word("public_index_reviewed"), lambda each: each.reviewed.get("total", "")), Column(word("public_index_grade"), lambda each: each.grade),
        Column(word("public_index_published"), lambda each: each.published_at),
        Column(word("public_index_address"), lambda each: request.build_absolute_uri(reverse("public:page", args=[each.slug]))),
    ]  # fmt: skip
    return sheet_answer(word("public_index_sheet"), columns, _found(Search(request.GET)))


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A publication: the report, every figure, the score sheet, the data, and how to prove it."""
    publication = get_object_or_404(
        Publication.objects.select_related("submission__unit", "submission__round__bureau", "release__evaluation"), slug=slug
    )
    others = list(publication.submission.publications.exclude(pk=publication.pk).order_by("-published_at"))
    standing = next((each for each in others if each.withdrawn_at is None), None)
    told = {"publication": publication, "standing": standing, "others": others, "content": publication.content}
    if publication.hidden:
        return render(request, "public/hidden.html", told, status=410)
    digest = publication.release.files.get(bundle.package_name(book()), "")
    address = f"{_address(request)}?sha256={digest or publication.release.digest}"
    told |= {
        "files": _files(publication), "package": digest, "command": f"hengji verify {bundle.package_name(book())} --sha256 {digest}",
        "verify_address": address, "qr": segno.make_qr(address, error="m").svg_inline(scale=3, border=2, dark="#000", light="#fff"),
        "words": {key.partition(".")[2]: said for key, said in book().captions.items() if key.startswith("status.")},
        "verdicts": {key.partition(".")[2]: said for key, said in book().captions.items() if key.startswith("verdict.")},
        "confidences": {key.partition(".")[2]: said for key, said in book().captions.items() if key.startswith("confidence.")},
    }  # fmt: skip
    return render(request, "public/page.html", told)


def _address(request: HttpRequest) -> str:
    base: str = settings.PUBLIC_URL or request.build_absolute_uri("/")
    return base.rstrip("/") + reverse("public:verify")


def _files(publication: Publication) -> list[dict[str, Any]]:
    about = {
        book().captions[key]: book().captions.get(key.replace("file_", "about_"), "")
        for key in book().captions
        if key.startswith("twin.file_")
    }
    return [
        {
            "name": name,
            "digest": digest,
            "about": about.get(name, ""),
            "address": reverse("public:file", args=[publication.slug, name]),
        }
        for name, digest in sorted(
            publication.release.files.items(), key=lambda each: (each[0].endswith((".xsd", ".xml")), each[0])
        )
    ]


@require_GET
def file(_request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A published file, byte for byte as it was checked."""
    publication = get_object_or_404(Publication.objects.select_related("release"), slug=slug, hidden=False)
    digest = publication.release.files.get(name)
    if digest is None:
        raise Http404
    ending = f".{name.rpartition('.')[2].lower()}"
    inline = ending in STANDALONE
    answer = FileResponse(storage.path_of(digest).open("rb"), content_type=TYPES.get(ending, "application/octet-stream"))
    answer.headers["Content-Disposition"] = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}"
    answer.headers["Content-Security-Policy"] = OWN_PAGE if inline else "default-src 'none'; sandbox"
    answer.headers["ETag"] = f'"{digest}"'
    return answer


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """验算页: what a digest belongs to, how to verify on one's own computer; nothing is uploaded."""
    form = Digest(request.GET)
    asked = request.GET.get("sha256", "").strip()
    publications: list[Publication] = []
    if asked and form.is_valid():
        wanted = form.cleaned_data["sha256"].lower()
        rows = Publication.objects.select_related("submission__unit", "submission__round", "release")
        named = rows.filter(Q(release__digest=wanted) | Q(release__files__icontains=wanted))
        publications = [each for each in named if wanted in {each.release.digest, *each.release.files.values()}]
    told = {
        "asked": asked,
        "wrong": bool(asked) and not form.is_valid(),
        "publications": publications,
        "package": bundle.package_name(book()),
    }
    return render(request, "public/verify.html", told)


@require_POST
def recompute(request: HttpRequest, slug: str) -> HttpResponse:
    """在线验算: the library computes the published package anew; one at a time, for anybody may ask."""
    publication = get_object_or_404(Publication.objects.select_related("release", "submission__unit"), slug=slug, hidden=False)
    if bundle.package_name(book()) not in publication.release.files:
        raise Http404
    if not _computing.acquire(timeout=3):
        answer = refused(BUSY, str(publication.submission.unit), status=503)
        raise answer
    try:
        found = actions.recomputed(publication)
    finally:
        _computing.release()
    return render(request, "public/recomputed.html", {"publication": publication, "found": found})


# ---- for those who publish


@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """公开: what waits to be published, and what stands."""
    actor = Actor.of(request)
    access.require(actor, "public:office")
    mine = (
        Submission.objects.filter(access.visible(request.user, "public:release", actor.at))
        .select_related("round", "unit")
        .distinct()
    )
    waiting = list(mine.filter(state=State.APPROVED)[:500])
    for each in waiting:
        each.acted = steps.acted(each, actor.user)
    standing = Publication.objects.filter(submission__in=mine).select_related("submission__unit", "submission__round")[:500]
    if listed.wanted(request):
        return listed.answer("publications", standing)
    return render(request, "public/office.html", {"waiting": waiting, "publications": standing})


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """公开检查: what would be published, what was found in it, and the word of the second person."""
    actor, submission = _submission(request, pk, "public:release")
    found = submission.releases.select_related("asked_by").first()
    hits = list(found.hits.select_related("decided_by")) if found else []
    fresh = found is not None and found.evaluation_id == getattr(actions.current(submission), "pk", None)
    told = {
        "submission": submission, "release": found, "hits": desk.hits(actor, submission, hits), "once": secrets.token_urlsafe(24),
        "kinds": {key: each.label for key, each in book().personal.items()}, "least": book().board.release_reason,
        "publication": submission.publications.filter(withdrawn_at=None).first(),
        "ready": fresh and all(hit.allowed for hit in hits), "fresh": fresh, "second": found is not None and found.asked_by_id != actor.user.pk,
        "content": found.content if found else {}, "withheld": desk.withheld(found) if found else [],
        "acted": steps.acted(submission, actor.user), "returning": desk.returning(actor, submission),
    }  # fmt: skip
    return render(request, "public/release.html", told)


def _submission(request: HttpRequest, pk: int, route: str) -> tuple[Actor, Submission]:
    actor = Actor.of(request)
    submission = get_object_or_404(Submission.objects.select_related("round", "unit"), pk=pk)
    access.require(actor, route, submission)
    return actor, submission


@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """做公开检查."""
    actor, submission = _submission(request, pk, "public:prepare")
    made = actions.prepare(actor, submission, _address(request))
    messages.success(request, word("public_released", texts=len(made.files), hits=made.hits.count()))
    return redirect("public:release", pk)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """放行或不放行."""
    actor, submission = _submission(request, pk, "public:decide")
    form = Decision(request.POST)
    if not form.is_valid() or not submission.releases.filter(hits=form.cleaned_data["hit"]).exists():
        raise Http404
    actions.decide(actor, form.cleaned_data["hit"], allowed=form.cleaned_data["allowed"], reason=form.cleaned_data["reason"])
    messages.success(request, word("public_decided"))
    return redirect("public:release", pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """公开."""
    actor, submission = _submission(request, pk, "public:release")
    form = Publish(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = get_object_or_404(Release, pk=form.cleaned_data["release"], submission=submission)
    made = actions.publish(actor, chosen, version=form.cleaned_data["version"], once=form.cleaned_data["once"])
    messages.success(request, word("public_published"))
    return redirect("public:page", made.slug)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回."""
    actor, submission = _submission(request, pk, "public:withdraw")
    form = Withdraw(request.POST)
    if not form.is_valid():
        raise Http404
    told = form.cleaned_data
    chosen = get_object_or_404(Publication, pk=told["publication"], submission=submission)
    actions.withdraw(actor, chosen, version=told["version"], once=told["once"], why=told["why"], hide=told["hide"])
    messages.success(request, word("public_withdrawn"))
    return redirect("public:office")
