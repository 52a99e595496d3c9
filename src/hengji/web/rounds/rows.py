"""The rows of a round's board: read in one query however many units there are, and put together here, for a board has hundreds."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from hengji.web.law import word
from hengji.web.roles import EDITABLE, State
from hengji.web.rounds.models import Reminder
from hengji.web.submissions.filled import filled
from hengji.web.submissions.models import Evaluation

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, tzinfo

    from hengji.web.rounds.models import Round

NONE = "—"
COLUMNS = ("pk", "unit_id", "unit__code", "unit__name", "department_id", "department__name", "state", "version", "late", "changed_at",
           "total", "errors", "warnings", "reminded")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A place as a row shows it."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in a round: `filled` fields, total and findings of its latest evaluation (None: none), when it was last reminded."""

    pk: int
    unit_id: int
    unit: Named
    department_id: int
    department: Named
    state: str
    late: bool
    changed_at: datetime | None
    filled: int
    total: str | None
    errors: int | None
    warnings: int | None
    reminded: datetime | None


def rows(visible: Any, found: Round) -> list[Row]:
    """The submissions of a queryset by the code of their units."""
    latest = Evaluation.objects.filter(submission=OuterRef("pk")).order_by("-pk")
    reminded = Reminder.objects.filter(round=found, unit=OuterRef("unit")).order_by("-at")
    read = list(
        visible.annotate(
            total=Subquery(latest.values("total")[:1]),
            errors=Subquery(latest.values("errors")[:1]),
            warnings=Subquery(latest.values("warnings")[:1]),
            reminded=Subquery(reminded.values("at")[:1]),
        )
        .order_by("unit__code")
        .values_list(*COLUMNS)
    )
    counts = filled((pk, version, changed) for pk, *_, version, _, changed, _, _, _, _ in read)
    return [
        Row(pk, unit, Named(name, code), department, Named(under), state, late, changed, counts[pk], total, errors, warnings, at)
        for pk, unit, code, name, department, under, state, _, late, changed, total, errors, warnings, at in read
    ]


def drawn(shown: Collection[Row], opened: Collection[int], *, ticks: bool, overdue: bool) -> SafeString:
    """The body of the table: `opened` are the submissions that lead to their pages, `ticks` gives a box to each unit that may be reminded."""
    before, after = reverse("submissions:start", args=(0,)).split("0")
    states = {
        state.value: f'<span class="state state-{state.value}">{escape(word(f"state_{state.value}"))}</span>' for state in State
    }
    late = f' <span class="state state-late">{escape(word("board_late"))}</span>'
    missing = f' <span class="state state-late">{escape(word("board_not_sent"))}</span>'
    wrong, doubtful = escape(word("severity_error")), escape(word("severity_warning"))
    found, zone = [], timezone.get_current_timezone()
    departments = {name: escape(name) for name in {row.department.name for row in shown}}
    for row in shown:
        open_ = row.state in EDITABLE
        name = escape(row.unit.name)
        box = f'<input type="checkbox" name="unit" value="{row.unit_id}" aria-label="{name}">' if open_ else ""
        tick = f"<td>{box}</td>" if ticks else ""
        link = f'<a href="{before}{row.pk}{after}">{name}</a>' if row.pk in opened else name
        mark = late if row.late else missing if overdue and open_ else ""
        counts = (
            NONE
            if row.errors is None
            else f'<span title="{wrong}">{row.errors}</span> / <span title="{doubtful}">{row.warnings}</span>'
        )
        found.append(
            f'<tr>{tick}\n<th scope="row">{link}</th><td>{departments[row.department.name]}</td><td>{states[row.state]}{mark}</td>'
            f'<td class="number">{row.filled}</td><td class="number">{escape(row.total or NONE)}</td><td class="number">{counts}</td>'
            f'<td class="when">{_moment(row.changed_at, zone) or NONE}</td><td class="when">{_moment(row.reminded, zone)}</td></tr>'
        )
    return mark_safe("".join(found))  # noqa: S308 - every name is escaped above


def _moment(at: datetime | None, zone: tzinfo) -> str:
    """A moment by the clock of the site, without its year."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{local.month}-{local.day} {local:%H:%M}"
