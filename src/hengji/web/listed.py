"""The lists of the pages as workbooks: what stands in their columns. A view gives the rows that its page shows, so no sheet has more than its page."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404

from hengji.web.law import word
from hengji.web.lists import Column, sheet_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

XLSX = "xlsx"


def wanted(request: HttpRequest) -> bool:
    """Whether the list is asked for as a workbook."""
    return request.GET.get("format") == XLSX


def answer(name: str, rows: Iterable[Any]) -> HttpResponse:
    """A list of this module, by its name."""
    columns = [Column(word(f"head_{head}"), of) for head, of in LISTS[name]]
    return sheet_answer(word(f"sheet_{name}"), columns, rows)


def tables(request: HttpRequest, of: Mapping[str, Callable[[], Iterable[Any]]]) -> HttpResponse:
    """One of the tables of a page, `?table=…`; the first where none is named. 404 for a table that the page has not."""
    name = request.GET.get("table", next(iter(of)))
    if name not in of:
        raise Http404
    return answer(name, of[name]())


def _number(text: Any) -> Any:
    """A score as a number, nothing where there is none."""
    return Decimal(text) if text else ""


def _amount(text: str) -> Any:
    """A value as a number where it is one, else as its words."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _yes(truth: object) -> str:
    return word("yes") if truth else ""


def _cell(each: Any, at: int) -> int:
    """The count in a cell of a class of scores, in the order of its columns."""
    count: int = each["cells"][at][2]
    return count


def _state(submission: Any) -> str:
    return word(f"state_{submission.state}")


Row = tuple[tuple[str, "Callable[[Any], object]"], ...]
ROUNDS: Row = (
    ("year", lambda each: each.year), ("title", lambda each: each.title), ("bureau", lambda each: each.bureau.name),
    ("state", lambda each: word(f"round_{each.state}")), ("units", lambda each: each.units), ("deadline", lambda each: each.deadline),
)  # fmt: skip
PROGRESS: Row = (
    ("unit_code", lambda each: each.unit.code), ("unit", lambda each: each.unit.name), ("department", lambda each: each.department.name),
    ("state", _state), ("late", lambda each: _yes(each.late)), ("filled", lambda each: each.filled), ("total", lambda each: _number(each.total)),
    ("errors", lambda each: each.errors), ("warnings", lambda each: each.warnings), ("changed_at", lambda each: each.changed_at),
    ("reminded", lambda each: each.reminded),
)  # fmt: skip
REVIEWS: Row = (
    ("unit_code", lambda row: row[0].unit.code), ("unit", lambda row: row[0].unit.name), ("department", lambda row: row[0].department.name),
    ("round", lambda row: row[0].round.title), ("state", lambda row: _state(row[0])), ("late", lambda row: _yes(row[0].late)),
    ("computed", lambda row: _number(row[1].total) if row[1] else ""), ("errors", lambda row: row[1].errors if row[1] else ""),
    ("warnings", lambda row: row[1].warnings if row[1] else ""), ("opinions", lambda row: row[2]),
)  # fmt: skip
TODO: Row = (
    ("group", lambda row: row[0]), ("unit_code", lambda row: row[1].unit.code), ("unit", lambda row: row[1].unit.name),
    ("round", lambda row: row[1].round.title), ("state", lambda row: _state(row[1])), ("late", lambda row: _yes(row[1].late)),
    ("deadline", lambda row: row[1].round.deadline),
)  # fmt: skip
BOARD: Row = (
    ("unit_code", lambda row: row.submission.unit.code), ("unit", lambda row: row.submission.unit.name),
    ("department", lambda row: row.submission.department.name), ("state", lambda row: _state(row.submission)),
    ("late", lambda row: _yes(row.submission.late or row.overdue)), ("claimed", lambda row: _number(row.claimed)),
    ("computed", lambda row: _number(row.computed)), ("reviewed", lambda row: _number(row.reviewed)),
    ("inflation", lambda row: _number(row.inflation)), ("errors", lambda row: row.errors if row.evaluation else ""),
    ("warnings", lambda row: row.warnings if row.evaluation else ""), ("unscored", lambda row: row.unscored if row.evaluation else ""),
    ("unchecked", lambda row: row.unchecked if row.evaluation else ""), ("unread", lambda row: row.unread if row.audited else ""),
)  # fmt: skip
REVIEWERS: Row = (
    ("reviewer", lambda row: row.name), ("reviewed_count", lambda row: row.count),
    ("mean_claimed", lambda row: _number(row.claimed)), ("mean_computed", lambda row: _number(row.computed)),
)  # fmt: skip
PEOPLE: Row = (
    ("username", lambda each: each.username), ("name", lambda each: each.name), ("roles", lambda each: "；".join(_roles(each))),
    ("account_state", lambda each: word("account_active" if each.is_active else "account_closed")), ("locked_until", lambda each: each.locked_until),
)  # fmt: skip
PLACES: Row = (
    ("place_kind", lambda each: word(f"place_{each.place.kind}")), ("code", lambda each: each.place.code), ("name", lambda each: each.place.name),
    ("region", lambda each: each.place.region), ("under_code", lambda each: each.under.code), ("under", lambda each: each.under.name),
    ("first_year", lambda each: each.first_year), ("last_year", lambda each: each.last_year),
)  # fmt: skip
DELEGATIONS: Row = (
    ("place", lambda each: each.grant.place.name if each.grant.place else ""), ("role", lambda each: word(f"role_{each.grant.role}")),
    ("to", lambda each: each.to.name), ("first_day", lambda each: each.first_day), ("last_day", lambda each: each.last_day),
    ("reason", lambda each: each.reason), ("ended_at", lambda each: each.ended_at),
)  # fmt: skip
JOURNAL: Row = (
    ("sequence", lambda each: each.sequence), ("at", lambda each: each.at), ("actor", lambda each: each.person or each.actor or word("system")), ("username", lambda each: each.actor),
    ("address", lambda each: each.address), ("action", lambda each: each.said), ("about", lambda each: each.about),
    ("action_name", lambda each: each.action), ("subject", lambda each: each.subject),
    ("content", lambda each: each.content), ("digest", lambda each: each.digest),
)  # fmt: skip
HISTORY: Row = (
    ("at", lambda each: each.at), ("key", lambda each: each.label), ("before", lambda each: each.before), ("after", lambda each: each.after),
    ("by", lambda each: each.by.name), ("way", lambda each: word(f"way_{each.way}")), ("why", lambda each: each.why),
)  # fmt: skip
PUBLICATIONS: Row = (
    ("index_number", lambda each: each.index_number), ("unit", lambda each: each.submission.unit.name),
    ("published_at", lambda each: each.published_at), ("withdrawn_at", lambda each: each.withdrawn_at), ("why", lambda each: each.withdrawn_why),
)  # fmt: skip
OFFERED: Row = (
    ("name", lambda each: each.title or each.file_name), ("group", lambda each: word(f"offered_kind_{each.kind}")),
    ("state", lambda each: word(f"offered_{each.state}")), ("first_year", lambda each: each.first_year), ("last_year", lambda each: each.last_year),
    ("open", lambda each: len(each.open)), ("by", lambda each: each.offered_by.name), ("at", lambda each: each.offered_at),
)  # fmt: skip
EVIDENCE: Row = (
    ("line_code", lambda row: row["code"]), ("line", lambda row: row["name"]), ("weight", lambda row: _number(row["line"].get("weight"))),
    ("points", lambda row: _number(row["line"].get("points"))), ("asked_for", lambda row: "、".join(row["wanted"])),
    ("given", lambda row: "、".join(f"{each.title} {each.pages}".strip() for each in row["files"])),
)  # fmt: skip
LINES: Row = (
    ("line_code", lambda row: row.line.key), ("line", lambda row: row.line.label), ("weight", lambda row: _number(row.line.says["weight"])),
    ("claimed", lambda row: _number(row.line.says["claimed"])), ("computed", lambda row: _number(row.line.says["points"])),
    ("why_less", lambda row: row.line.says["reason"]), ("why_given", lambda row: row.line.says["reason_given"]),
    ("reviewed", lambda row: _number(row.mine.points) if row.mine else ""), ("deviation", lambda row: row.deviation),
    ("step", lambda row: row.step), ("why", lambda row: row.mine.reason if row.mine else ""),
)  # fmt: skip
FINDINGS: Row = (
    ("severity", lambda each: word(f"severity_{each['severity']}")), ("finding", lambda each: each["title"]), ("finding_code", lambda each: each["code"]),
    ("place_of", lambda each: "、".join(field["label"] if isinstance(field, dict) else field.label for field in each.get("fields") or each.get("named", ()))), ("told", lambda each: each["message"]),
    ("advice", lambda each: each.get("advice", "")), ("basis", lambda each: each.get("basis", "")),
)  # fmt: skip
PROPOSALS: Row = (
    ("file", lambda row: row["proposal"].upload.name), ("key", lambda row: row["label"]), ("group", lambda row: row["group"]),
    ("read_as", lambda row: row["proposal"].typed), ("now", lambda row: row["now"].typed if row["now"] else ""),
    ("source", lambda row: row["proposal"].place), ("quote", lambda row: row["proposal"].quote),
)  # fmt: skip
FACTS: Row = (
    ("key", lambda place: place.of.label), ("about", lambda place: place.of.about), ("value", lambda place: _amount(place.of.value)), ("unit_of", lambda place: place.of.unit),
    ("source", lambda place: place.of.source), ("checks", lambda place: len(place.of.checks)),
    ("worst", lambda place: word(f"verdict_{place.of.worst}") if place.of.checks else word("fact_unchecked")), ("holds", lambda place: _yes(place.holds)),
)  # fmt: skip
TOKENS: Row = (
    ("purpose", lambda each: each.title), ("place", lambda each: each.place.name), ("made_at", lambda each: each.made_at),
    ("expires_at", lambda each: each.expires_at), ("last_used_at", lambda each: each.last_used_at),
    ("state", lambda each: word(f"token_{each.state}")),
)  # fmt: skip
CLASSES: Row = (
    ("class", lambda each: each["name"]), *((f"count_{kind}", partial(_cell, at=at)) for at, kind in enumerate(("claimed", "computed", "reviewed"))),
)  # fmt: skip
WEIGHTS: Row = (("severity", lambda row: word(f"severity_{row[0]}")), ("count", lambda row: row[1]), ("units", lambda row: row[2]))
CODES: Row = (
    ("severity", lambda each: word(f"severity_{each['severity']}")), ("finding", lambda each: each["title"]), ("finding_code", lambda each: each["code"]),
    ("count", lambda each: each["count"]), ("units", lambda each: each["units"]),
)  # fmt: skip
LISTS: dict[str, Row] = {
    "findings": FINDINGS, "facts": FACTS, "proposals": PROPOSALS, "tokens": TOKENS, "classes": CLASSES, "inflated": BOARD, "overdue": BOARD, "weights": WEIGHTS,
    "codes": CODES, "said": CODES,
    "offered": OFFERED, "evidence": EVIDENCE, "lines": LINES,
    "rounds": ROUNDS, "progress": PROGRESS, "reviews": REVIEWS, "todo": TODO, "board": BOARD, "reviewers": REVIEWERS, "people": PEOPLE,
    "places": PLACES, "delegations": DELEGATIONS, "journal": JOURNAL, "history": HISTORY, "publications": PUBLICATIONS,
}  # fmt: skip


def _roles(person: Any) -> list[str]:
    """The roles that a person holds, each with its place."""
    held = [each for each in person.grants.all() if not each.withdrawn_at]
    return [f"{each.place.name if each.place else ''} {word(f'role_{each.role}')}".strip() for each in held]
