"""The operations. Each asks the one function of access for the route of the page that shows or does the same."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from django.db import DatabaseError
from django.db.models import OuterRef, Q, Subquery
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, NinjaAPI, Path, Query, Router
from ninja.errors import HttpError, ValidationError
from ninja.files import UploadedFile

from hengji.reading import listing
from hengji.web import access
from hengji.web.access import Actor
from hengji.web.api import shapes
from hengji.web.api.middleware import MALFORMED, NOT_FOUND, answer, plain
from hengji.web.api.shapes import Format, Number, State
from hengji.web.faults import Refused, of_store
from hengji.web.law import book, word
from hengji.web.lists import Column, sheet_answer
from hengji.web.public.models import Publication
from hengji.web.reviews.seen import current
from hengji.web.roles import EDITABLE
from hengji.web.rounds.models import Round
from hengji.web.submissions import actions
from hengji.web.submissions.drafts import draft, form_of
from hengji.web.submissions.models import IMPORTED, Evaluation, Receipt, Submission
from hengji.web.work import storage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

MOST_ON_A_PAGE = 200
MOST_SHEET = 5 * 2**20
PACKAGE = "application/zip"
SHEET_HEADS = ("key", "typed", "version")
"""The columns that a workbook of fields must have to come in again: the names of their heads in the law book."""
REFUSALS = dict.fromkeys((400, 401, 403, 404, 405, 409, 413, 422, 507), shapes.ProblemOut)
Page = Annotated[int, Query(ge=1, le=100_000)]
Pk = Annotated[Number, Path()]

api = NinjaAPI(
    title="衡绩", version="1", urls_namespace="api", docs_url=None, openapi_url="openapi.json",
    description="部门整体支出绩效自评：年度自评、填报、问题、回执、公开包。令牌在“接口令牌”页申请；凡被拒绝，返回编号、原因和办法。",
    openapi_extra={"components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}, "security": [{"token": []}]},
)  # fmt: skip
router = Router()


@api.exception_handler(Refused)
def _refused(_request: HttpRequest, refusal: Refused) -> HttpResponse:
    return api.create_response(_request, plain(refusal.problem), status=refusal.status)


@api.exception_handler(DatabaseError)
@api.exception_handler(OSError)
def _not_written(request: HttpRequest, error: Exception) -> HttpResponse:
    found = of_store(error)
    if found is None:
        raise error
    return _refused(request, found)


@api.exception_handler(Http404)
def _missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return answer(NOT_FOUND, 404)


@api.exception_handler(ValidationError)
def _malformed(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    where = "/".join(str(part) for part in first.get("loc", ()))
    return answer(MALFORMED, 422, where, where=where, detail=str(first.get("msg", "")))


@api.exception_handler(HttpError)
def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return answer(MALFORMED, error.status_code, "", where="body", detail=str(error))


# ---- rounds


def _rounds(request: HttpRequest) -> QuerySet[Any]:
    """The rounds that this person has a part in, as the page of rounds shows them."""
    actor = Actor.of(request)
    access.require(actor, "rounds:index")
    wanted = Q(pk__in=())
    for grant, _ in access.grants(request.user, actor.at):
        if grant.place_id:
            wanted |= Q(bureau=grant.place_id)
            wanted |= ~Q(state="prepared") & (Q(submissions__unit=grant.place_id) | Q(submissions__department=grant.place_id))
    return Round.objects.filter(wanted).distinct().select_related("bureau")


def _round_out(found: Any) -> dict[str, Any]:
    keys = ("year", "title", "scheme", "scheme_digest", "state", "deadline", "notice_title", "notice_number")
    return {"id": found.pk, "bureau": found.bureau.name, **{key: getattr(found, key) for key in keys}}


def _cut(rows: Any, page: int) -> tuple[int, list[Any]]:
    return rows.count(), list(rows[(page - 1) * MOST_ON_A_PAGE : page * MOST_ON_A_PAGE])


@router.get("/rounds", response={200: shapes.Rounds, **REFUSALS}, url_name="rounds", summary="年度自评")
def rounds(request: HttpRequest, page: Page = 1, format: Format = "json") -> Any:  # noqa: A002 - its name in the address
    """The rounds in which the token's place has a part."""
    found = _rounds(request)
    if format == "xlsx":
        columns = [
            _column("id", lambda each: each.pk), _column("year", lambda each: each.year), _column("title", lambda each: each.title),
            _column("state", lambda each: word(f"round_{each.state}")), _column("deadline", lambda each: each.deadline),
            _column("scheme", lambda each: each.scheme),
        ]  # fmt: skip
        return sheet_answer(word("api_sheet_rounds"), columns, found)
    count, rows = _cut(found, page)
    return {"count": count, "page": page, "rounds": [_round_out(each) for each in rows]}


@router.get("/rounds/{pk}/progress", response={200: shapes.Progress, **REFUSALS}, url_name="progress", summary="填报进度")
def progress(request: HttpRequest, pk: Pk, format: Format = "json") -> Any:  # noqa: A002
    """Units by state, and each unit that the token's place may know of."""
    found = get_object_or_404(_rounds(request), pk=pk)
    access.require(Actor.of(request), "rounds:page", found)
    rows = _latest(found.submissions.filter(access.visible(request.user, "rounds:page")).distinct())
    if format == "xlsx":
        return sheet_answer(word("api_sheet_progress"), _columns(), rows)
    counts = Counter(each.state for each in rows)
    return {
        "round": _round_out(found), "states": dict(counts), "late": sum(each.late for each in rows),
        "units": [_submission_out(each) for each in rows],
    }  # fmt: skip


# ---- submissions


def _latest(rows: Any) -> Any:
    """Submissions with their places, and the result of the evaluation that was fixed last, in one query."""
    last = Evaluation.objects.filter(submission=OuterRef("pk")).order_by("-pk")
    named = {f"last_{name}": Subquery(last.values(name)[:1]) for name in ("total", "grade", "errors", "warnings")}
    return rows.select_related("unit", "department", "round").annotate(**named).order_by("unit__code", "pk")


def _submission_out(each: Any) -> dict[str, Any]:
    return {
        "id": each.pk, "round": each.round_id, "year": each.round.year, "unit": each.unit.name, "unit_code": each.unit.code,
        "department": each.department.name, "state": each.state, "version": each.version, "late": each.late,
        "submitted_at": each.submitted_at, "total": each.last_total or "", "grade": each.last_grade or "",
        "errors": each.last_errors, "warnings": each.last_warnings,
    }  # fmt: skip


def _column(head: str, of: Callable[[Any], object]) -> Column:
    """A column under a head of the law book."""
    return Column(word(f"head_{head}"), of)


def _columns() -> list[Column]:
    return [
        _column("id", lambda each: each.pk), _column("unit_code", lambda each: each.unit.code), _column("unit", lambda each: each.unit.name),
        _column("department", lambda each: each.department.name), _column("year", lambda each: each.round.year),
        _column("state", lambda each: word(f"state_{each.state}")), _column("late", lambda each: word("yes") if each.late else ""),
        _column("submitted_at", lambda each: each.submitted_at), _column("total", lambda each: each.last_total or ""),
        _column("grade", lambda each: each.last_grade or ""), _column("errors", lambda each: each.last_errors),
        _column("warnings", lambda each: each.last_warnings),
    ]  # fmt: skip


def _visible(request: HttpRequest, route: str) -> Any:
    """The submissions that this person may know of by a route, in the states of it."""
    rows = Submission.objects.filter(access.visible(request.user, route)).distinct()
    return rows.select_related("unit", "department", "round", "round__bureau")


def _one(request: HttpRequest, pk: int, route: str) -> tuple[Actor, Any]:
    actor = Actor.of(request)
    found = get_object_or_404(_visible(request, route), pk=pk)
    access.require(actor, route, found)
    return actor, found


@router.get("/submissions", response={200: shapes.Submissions, **REFUSALS}, url_name="submissions", summary="自评")
def submissions(
    request: HttpRequest,
    round: Number | None = None,  # noqa: A002 - its name in the address
    state: State | None = None,
    page: Page = 1,
    format: Format = "json",  # noqa: A002
) -> Any:
    """The submissions that the token's place may know of."""
    access.require(Actor.of(request), "rounds:index")
    rows = Submission.objects.filter(access.visible(request.user, "rounds:page")).exclude(round__state="prepared").distinct()
    rows = rows.filter(round=round) if round else rows
    rows = _latest(rows.filter(state=state) if state else rows)
    if format == "xlsx":
        return sheet_answer(word("api_sheet_submissions"), _columns(), rows)
    count, found = _cut(rows, page)
    return {"count": count, "page": page, "submissions": [_submission_out(each) for each in found]}


@router.get("/submissions/{pk}", response={200: shapes.SubmissionOut, **REFUSALS}, url_name="submission", summary="一份自评")
def submission(request: HttpRequest, pk: Pk) -> Any:
    """A submission."""
    _, found = _one(request, pk, "submissions:page")
    return _submission_out(_latest(Submission.objects.filter(pk=found.pk)).get())


# ---- facts


@router.get("/submissions/{pk}/facts", response={200: shapes.Facts, **REFUSALS}, url_name="facts", summary="填报内容")
def facts(request: HttpRequest, pk: Pk, format: Format = "json") -> Any:  # noqa: A002
    """Every field as it was typed and read; as a workbook it can be changed and sent back."""
    _, found = _one(request, pk, "submissions:page")
    rows = list(found.entries.all())
    if format == "xlsx":
        columns = [
            _column("key", lambda each: each.key), _column("typed", lambda each: each.typed), _column("version", lambda each: each.version),
            _column("shown", lambda each: each.shown), _column("measure", lambda each: each.unit), _column("said", lambda each: each.said),
            _column("message", lambda each: each.message), _column("problem_code", lambda each: each.code),
        ]  # fmt: skip
        return sheet_answer(word("api_sheet_facts"), columns, rows)
    keys = ("key", "typed", "shown", "unit", "said", "state", "version", "code", "message")
    return {"submission": found.pk, "version": found.version, "facts": [{key: getattr(each, key) for key in keys} for each in rows]}


@router.patch("/submissions/{pk}/facts", response={200: shapes.WrittenAll, **REFUSALS}, url_name="facts", summary="写入填报内容")
def write(request: HttpRequest, pk: Pk, body: shapes.FactsIn) -> Any:
    """Writes fields, all or none; one that was changed meanwhile is left alone and marked stale."""
    actor, found = _one(request, pk, "submissions:save")
    changes = [actions.Change(each.key, each.typed, each.version, IMPORTED, said=each.said) for each in body.facts]
    return _written(actor, found, changes)


@router.post(
    "/submissions/{pk}/facts/sheet",
    response={200: shapes.WrittenAll, **REFUSALS},
    url_name="facts_sheet",
    summary="导入填报内容（Excel）",
)
def write_sheet(request: HttpRequest, pk: Pk, file: Annotated[UploadedFile, File()]) -> Any:
    """The workbook that the list of fields gave, changed: columns 栏目, 填报内容, 版本."""
    actor, found = _one(request, pk, "submissions:save")
    if (file.size or 0) > MOST_SHEET:
        return answer(MALFORMED, 413, str(file.size), where="file", detail=f"> {MOST_SHEET}")
    key, typed, version = (word(f"head_{head}") for head in SHEET_HEADS)
    rows, problems = listing.read(file.read(), actions.safe_name(file.name or "x.xlsx"), (key, typed, version), book())
    if problems:
        raise Refused(problems[0], 400)
    changes = [actions.Change(row[key], row[typed], int(row[version]) if row[version].isdecimal() else 0, IMPORTED) for row in rows]
    return _written(actor, found, changes)


def _written(actor: Actor, found: Any, changes: list[actions.Change]) -> dict[str, Any]:
    outcomes = actions.save(actor, found.pk, changes)
    found.refresh_from_db()
    return {
        "submission": found.pk,
        "version": found.version,
        "facts": [
            {
                "key": each.key, "changed": each.changed, "stale": each.stale, "version": each.entry.version if each.entry else 0,
                "shown": each.entry.shown if each.entry else "", "code": each.entry.code if each.entry else "",
                "message": each.entry.message if each.entry else "",
            }
            for each in outcomes
        ],
    }  # fmt: skip


# ---- findings, receipts, packages


def _of(key: str, each: dict[str, Any]) -> object:
    return each.get(key, "")


@router.get("/submissions/{pk}/findings", response={200: shapes.Findings, **REFUSALS}, url_name="findings", summary="问题和得分")
def findings(request: HttpRequest, pk: Pk, format: Format = "json") -> Any:  # noqa: A002
    """Of the draft while the unit may still change it, else of the evaluation that was fixed."""
    _, found = _one(request, pk, "submissions:check")
    fixed = None if found.state in EDITABLE else current(found)
    if fixed is not None:
        tree, entries, scheme = json.loads(storage.content(fixed.document)), fixed.entries_digest, fixed.scheme_digest
    else:
        made = draft(found)
        tree, entries, scheme = dict(made.tree), made.digest, form_of(found).scheme.digest
    if format == "xlsx":
        keys = (
            ("code", "code"),
            ("severity", "severity"),
            ("finding", "title"),
            ("fact", "message"),
            ("basis", "basis"),
            ("advice", "advice"),
        )
        columns = [_column(head, partial(_of, key)) for head, key in keys]
        return sheet_answer(word("api_sheet_findings"), columns, tree.get("findings", []))
    return {
        "submission": found.pk, "version": found.version, "entries": entries, "scheme": scheme, "fixed": fixed is not None,
        "total": tree.get("total"), "grade": tree.get("grade"), "why_no_total": tree.get("why_no_total", ""),
        "findings": tree.get("findings", []), "lines": tree.get("lines", []),
    }  # fmt: skip


@router.post("/submissions/{pk}/submit", response={200: shapes.ReceiptOut, **REFUSALS}, url_name="submit", summary="送审")
def submit(request: HttpRequest, pk: Pk, body: shapes.SubmitIn) -> Any:
    """Sends exactly what was seen; the same `once` a second time gives the same receipt."""
    actor = Actor.of(request)
    found = get_object_or_404(_visible(request, "submissions:submit"), pk=pk)
    made = actions.submit(actor, found.pk, actions.Seen(body.version, body.entries, body.scheme, body.once))
    return _receipt(made)


def _receipt(each: Receipt) -> dict[str, Any]:
    keys = ("number", "digest", "entries_digest", "journal", "received_at")
    return {"state": each.step.after, **{key: getattr(each, key) for key in keys}}


@router.get("/submissions/{pk}/receipts", response={200: shapes.Receipts, **REFUSALS}, url_name="receipts", summary="回执")
def receipts(request: HttpRequest, pk: Pk) -> Any:
    """The receipts of a submission, with the row of the journal that proves each."""
    _, found = _one(request, pk, "submissions:receipt")
    rows = Receipt.objects.filter(step__submission=found).select_related("step").order_by("pk")
    return {"receipts": [_receipt(each) for each in rows]}


@router.get("/submissions/{pk}/package", response={200: Any, **REFUSALS}, url_name="package", summary="公开包",
            openapi_extra={"responses": {200: {"description": "公开包", "content": {PACKAGE: {"schema": {"type": "string", "format": "binary"}}}}}})  # fmt: skip
def package(request: HttpRequest, pk: Pk) -> Any:
    """The package of the evaluation that was fixed last, for `hengji verify`."""
    _, found = _one(request, pk, "submissions:receipt")
    fixed = current(found)
    if fixed is None or fixed.package is None:
        raise Http404
    reply = FileResponse(storage.path_of(fixed.package).open("rb"), content_type=PACKAGE)
    reply.headers["Content-Disposition"] = 'attachment; filename="package.zip"'
    reply.headers["ETag"] = f'"{fixed.package_id}"'
    return reply


# ---- publications, for everyone


def _publication(each: Any) -> dict[str, Any]:
    return {
        "slug": each.slug, "index_number": each.index_number, "region": each.submission.unit.region, "year": each.submission.round.year,
        "unit": each.submission.unit.name, "total": each.content.get("total"), "grade": each.content.get("grade") or "",
        "claimed": each.content.get("claimed"), "reviewed_total": each.reviewed.get("total"), "reviewed_grade": each.reviewed.get("grade", ""),
        "published_at": each.published_at, "replaced": each.withdrawn_at is not None, "digest": each.release.digest,
        "files": each.release.files,
    }  # fmt: skip


@router.get(
    "/publications",
    response={200: shapes.Publications, **REFUSALS},
    url_name="publications",
    summary="公开目录",
    openapi_extra={"security": []},
)
def publications(request: HttpRequest, year: Annotated[int, Query(ge=1990, le=2200)] | None = None, page: Page = 1) -> Any:  # noqa: ARG001
    """What stands published; nobody needs a token for it."""
    rows = Publication.objects.filter(withdrawn_at=None).select_related("submission__unit", "submission__round", "release")
    count, found = _cut((rows.filter(submission__round__year=year) if year else rows).order_by("slug"), page)
    return {"count": count, "page": page, "publications": [_publication(each) for each in found]}


@router.get(
    "/publications/{slug}",
    response={200: shapes.PublicationWhole, **REFUSALS},
    url_name="publication",
    summary="一份公开的自评",
    openapi_extra={"security": []},
)
def publication(request: HttpRequest, slug: shapes.Key) -> Any:  # noqa: ARG001
    """A publication with everything that its page shows."""
    rows = Publication.objects.select_related("submission__unit", "submission__round", "release")
    found = get_object_or_404(rows, slug=slug, hidden=False)
    return {**_publication(found), "content": found.content}


api.add_router("", router)
