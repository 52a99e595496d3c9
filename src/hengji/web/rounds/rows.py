"""The rows of a round's board: read in a few queries however many units there are, and put together here, for a board has hundreds."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from hengji.web.law import word
from hengji.web.roles import EDITABLE, State
from hengji.web.submissions.filled import filled
from hengji.web.submissions.models import Evaluation

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, tzinfo

    from hengji.web.rounds.models import Round

NONE, FEW = "—", 40
COLUMNS = (
    "pk",
    "unit_id",
    "unit__code",
    "unit__name",
    "department_id",
    "department__name",
    "state",
    "version",
    "late",
    "changed_at",
)


class Named(NamedTuple):
    """A place as a row shows it."""

    name: str
    code: str = ""


class Row(NamedTuple):
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
    """The submissions of a queryset of one round by the code of their units; four queries however many there are."""
    read = list(visible.order_by("unit__code").values_list(*COLUMNS))
    these = {"submission__in": [pk for pk, *_ in read]} if len(read) <= FEW else {"submission__round": found}
    evaluations = Evaluation.objects.filter(**these).order_by("pk")  # the last of a submission stays in the mapping
    latest = {pk: told for pk, *told in evaluations.values_list("submission_id", "total", "errors", "warnings")}
    reminded = dict(found.reminders.order_by().values_list("unit_id").annotate(Max("at")))
    counts = filled((pk, version, changed) for pk, *_, version, _, changed in read)
    departments = {department: Named(under) for _, _, _, _, department, under, *_ in read}
    found_rows = []
    for pk, unit, code, name, department, _, state, _, late, changed in read:
        total, errors, warnings = latest.get(pk, (None, None, None))
        at, under, here = reminded.get(unit), departments[department], Named(name, code)
        found_rows.append(Row(pk, unit, here, department, under, state, late, changed, counts[pk], total, errors, warnings, at))
    return found_rows


def drawn(shown: Collection[Row], opened: Collection[int], *, ticks: bool, overdue: bool) -> SafeString:
    """The body of the table: `opened` are the submissions that lead to their pages, `ticks` gives a box to each unit that may be reminded."""
    lines, look = [], None
    for row in shown:
        key = (row.pk, row.pk in opened, ticks, overdue)
        known, line = _lines.get(key, (None, ""))
        if known != row:
            look = look or _Look.now()
            line = _line(row, look, led=key[1], ticks=ticks, overdue=overdue)
            if len(_lines) >= MOST_LINES:
                _lines.clear()
            _lines[key] = (row, line)
        lines.append(line)
    return mark_safe("".join(lines))  # noqa: S308 - every name is escaped in its line


HEADS = ("department", "state", "filled", "total", "message", "changed_at", "reminded")
"""The heads of the columns, which stand beside the values on a narrow screen."""
MOST_LINES = 20_000
_lines: dict[tuple[int, bool, bool, bool], tuple[Row, str]] = {}
"""The lines that were drawn, each with the row that it shows: drawn anew where the row says something else."""


class _Look(NamedTuple):
    """What all lines have in common."""

    before: str
    after: str
    states: dict[str, str]
    late: str
    missing: str
    wrong: str
    doubtful: str
    zone: tzinfo
    heads: tuple[str, ...]

    @classmethod
    def now(cls) -> _Look:
        states = {
            state.value: f'<span class="state state-{state.value}">{escape(word(f"state_{state.value}"))}</span>' for state in State
        }
        late, missing = (
            f' <span class="state state-late">{escape(word(said))}</span>' for said in ("board_late", "board_not_sent")
        )
        before, after = reverse("submissions:start", args=(0,)).split("0")
        wrong, doubtful = escape(word("severity_error")), escape(word("severity_warning"))
        heads = tuple(f' data-label="{escape(word(f"head_{name}"))}"' for name in HEADS)
        return cls(before, after, states, late, missing, wrong, doubtful, timezone.get_current_timezone(), heads)


def _line(row: Row, look: _Look, *, led: bool, ticks: bool, overdue: bool) -> str:
    open_ = row.state in EDITABLE
    name = escape(row.unit.name)
    box = f'<input type="checkbox" name="unit" value="{row.unit_id}" aria-label="{name}">' if open_ else ""
    tick = f"<td>{box}</td>" if ticks else ""
    link = f'<a href="{look.before}{row.pk}{look.after}">{name}</a>' if led else name
    mark = look.late if row.late else look.missing if overdue and open_ else ""
    counts = (
        NONE
        if row.errors is None
        else f'<span title="{look.wrong}">{row.errors}</span> / <span title="{look.doubtful}">{row.warnings}</span>'
    )
    department, state, filled_, total, found, changed, reminded = look.heads
    return (
        f'<tr>{tick}\n<th scope="row">{link}</th><td{department}>{escape(row.department.name)}</td><td{state}>{look.states[row.state]}{mark}</td>'
        f'<td class="number"{filled_}>{row.filled}</td><td class="number"{total}>{escape(row.total or NONE)}</td><td class="number"{found}>{counts}</td>'
        f'<td class="when"{changed}>{_moment(row.changed_at, look.zone) or NONE}</td><td class="when"{reminded}>{_moment(row.reminded, look.zone)}</td></tr>'
    )


def _moment(at: datetime | None, zone: tzinfo) -> str:
    """A moment by the clock of the site, without its year."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{local.month}-{local.day} {local:%H:%M}"
