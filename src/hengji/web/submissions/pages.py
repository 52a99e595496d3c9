"""What the pages of a submission show: tabs, sections and rows with their fields, the lines of the scheme with what they came to, the matrix of evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html_join

from hengji.filling import draft as drafts
from hengji.filling.form import FACT, LINE
from hengji.rulebook.sheets import BREAKDOWN, CHECKLIST, FACTS, FIELDS, LINES, PARAGRAPHS, TABLE
from hengji.web.law import word
from hengji.web.roles import EDITABLE, State
from hengji.web.submissions.drafts import draft, form_of
from hengji.web.submissions.fields import Standing, control, fixed
from hengji.web.submissions.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hengji.filling.draft import Draft
    from hengji.filling.form import Form, Row, Section, Tab
    from hengji.web.submissions.models import Submission

SPARE_ROWS = 3
WIDE_TEXT = 6
MOST_MISSING = 40
NEAR = 1
"""Rows down to this depth are shown although the scheme does not use them: a clerk looks for 基本支出 and 项目支出."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its controls."""

    label: str
    cells: tuple[Any, ...]
    unit: str = ""
    depth: int = 0
    used: tuple[tuple[str, str], ...] = ()
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the scheme: what it came to, what it asks for, and its fields with their labels."""

    code: str
    name: str
    path: str
    weight: str
    how: str
    result: Mapping[str, Any]
    fields: tuple[tuple[str, Any], ...]
    more: tuple[tuple[str, Any], ...]
    told: bool
    answers: tuple[tuple[str, str, Any], ...]
    wanted: tuple[str, ...]
    files: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section: rows that are shown at once, rows that are folded away, or lines."""

    id: str
    kind: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...] = ()
    more: tuple[ShownRow, ...] = ()
    lines: tuple[ShownLine, ...] = ()
    fold: bool = False
    grow: int = 0
    most: int = 0
    members: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Page:
    """A submission as it is opened: its form, its fields, its draft."""

    submission: Submission
    form: Form
    draft: Draft
    standing: Standing
    evidence: tuple[Any, ...] = ()
    opinions: tuple[Any, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def start(self) -> str:
        """The address of the form, with a slash at its end."""
        return reverse("submissions:start", args=[self.submission.pk])

    @property
    def tree(self) -> Mapping[str, Any]:
        """evaluation.json of the draft."""
        return self.draft.tree


def opened(submission: Submission, *, editable: bool, asked: Mapping[str, str] | None = None) -> Page:
    """A submission with everything that its pages need, read once."""
    found = form_of(submission)
    entries = {entry.key: entry for entry in Entry.objects.filter(submission=submission).defer("members")}
    made = draft(submission, entries.values())
    questioned = {key for finding in made.tree.get("findings", ()) for key in made.keys(finding)}
    questioned |= {key for key, _ in made.problems if key}
    opinions = tuple(submission.opinions.filter(state="open").select_related("by"))
    returned = {each.key for each in opinions if each.asks_change and each.kind in {"figure", "cell"}}
    standing = Standing(editable and State(submission.state) in EDITABLE, entries, questioned, returned)
    evidence = tuple(submission.evidence.filter(removed_at=None).select_related("file"))
    return Page(submission, found, made, standing, evidence, opinions, asked or {})


# ---- tabs


def tabs(page: Page) -> list[dict[str, Any]]:
    """The tabs with how much of what the scheme needs is filled in, and how many fields are in question."""
    standing, start = page.standing, page.start
    marked = (
        {key for key, entry in standing.entries.items() if entry.code or entry.message}
        | set(standing.returned)
        | set(standing.questioned)
    )
    found = []
    for tab in page.form.tabs:
        needed = page.form.needed_on[tab.id]
        filled = sum(1 for key in needed if _typed(page, key))
        marks = sum(1 for key in page.form.keys_on[tab.id] if key in marked) if marked else 0
        found.append(
            {
                "id": tab.id,
                "address": f"{start}tab/{tab.id}/",
                "title": tab.title,
                "needed": len(needed),
                "filled": filled,
                "marks": marks,
            }
        )
    return found


def _typed(page: Page, key: str) -> str:
    entry = page.standing.entries.get(key)
    return entry.typed if entry is not None else ""


def tab_of(page: Page, name: str) -> Tab | None:
    """A tab by its id."""
    return next((tab for tab in page.form.tabs if tab.id == name), None)


def sections(page: Page, tab: Tab) -> list[ShownSection]:
    """The sections of a tab with their controls."""
    checklist = next((each for each in tab.sections if each.kind == CHECKLIST), None)
    shown = []
    for section in tab.sections:
        if section.kind == LINES:
            shown.append(_lines(page, section, checklist))
        elif section.kind == FACTS:
            shown.append(_facts(page, section))
        elif section.kind in {TABLE, BREAKDOWN}:
            shown.append(_open(page, section))
        elif section.kind != CHECKLIST or not any(each.kind == LINES for each in tab.sections):
            shown.append(_plain(page, section))
    return shown


def _facts(page: Page, section: Section) -> ShownSection:
    """Rows that the scheme uses, that are filled in or that stand near the top; the rest is folded away."""
    wanted = [row.needed or row.depth <= NEAR or any(_typed(page, key) for key in row.keys) for row in section.rows]
    rows = [_row(page, row, section) for row in section.rows]
    main = tuple(row for row, here in zip(rows, wanted, strict=True) if here)
    more = tuple(row for row, here in zip(rows, wanted, strict=True) if not here)
    return ShownSection(section.id, section.kind, section.title, section.columns, main, more, fold=section.fold)


def _row(page: Page, row: Row, section: Section) -> ShownRow:
    used = tuple((line, page.form.names.get(line, line)) for line in row.used)
    cells = tuple(
        control(cell, page.standing, f"{row.label} {column}", column=column) if cell is not None else None
        for cell, column in zip(row.cells, section.columns, strict=False)
    )
    return ShownRow(row.label, cells, row.unit, row.depth, used, row.printed)


def _plain(page: Page, section: Section) -> ShownSection:
    rows = []
    for row in section.rows:
        cells: list[Any] = []
        for cell in row.cells:
            if cell is None:
                cells.append(None)
            elif cell.key == "unit":
                cells.append(fixed(page.submission.unit.name))
            elif cell.fixed:
                cells.append(fixed(cell.fixed))
            else:
                cells.append(control(cell, page.standing, row.label, lines=WIDE_TEXT))
        hint = next((cell.hint for cell in row.cells if cell is not None and cell.hint and not cell.fixed), "")
        rows.append(ShownRow(row.label, tuple(cells), hint, printed=row.printed))
    kind = FIELDS if section.kind == FIELDS else PARAGRAPHS if section.kind == PARAGRAPHS else section.kind
    return ShownSection(section.id, kind, section.title, section.columns, tuple(rows), fold=section.fold)


def _open(page: Page, section: Section) -> ShownSection:
    """Filled rows and a few spare ones; of a breakdown the members that are filled in or were asked for."""
    filled = [number for number, row in enumerate(section.rows) if any(_typed(page, key) for key in row.keys)]
    if section.kind == BREAKDOWN:
        asked = page.asked.get(f"add-{section.id}", "").split(",")
        here = [row for number, row in enumerate(section.rows) if number in set(filled) or row.label.partition(" ")[0] in asked]
        members = tuple((row.label.partition(" ")[0], row.label) for row in section.rows if row not in here)
        rows = tuple(_row(page, row, section) for row in here)
        return ShownSection(
            section.id, section.kind, section.title, section.columns, rows, fold=section.fold and not rows, members=members
        )
    last = (filled[-1] + 1 if filled else 0) + SPARE_ROWS
    wanted = page.asked.get(f"rows-{section.id}", "")
    count = min(len(section.rows), max(last, int(wanted) if wanted.isdigit() and len(wanted) < SPARE_ROWS else 0))
    rows = tuple(_row(page, row, section) for row in section.rows[:count])
    grow = min(len(section.rows), count + SPARE_ROWS) if count < len(section.rows) else 0
    return ShownSection(
        section.id,
        section.kind,
        section.title,
        section.columns,
        rows,
        fold=section.fold and not filled,
        grow=grow,
        most=len(section.rows),
    )


def _lines(page: Page, section: Section, checklist: Section | None) -> ShownSection:
    results = {line["code"]: line for line in page.tree.get("lines", ())}
    indicators = {each.id: each for each in page.form.scheme.indicators}
    lines = []
    for row in section.rows:
        code, name, weight, how = row.printed
        given = [(cell, column) for cell, column in zip(row.cells, section.columns, strict=False) if cell is not None]
        shown = [
            (cell.needed, (column, control(cell, page.standing, f"{code} {name} {column}", lines=2))) for cell, column in given
        ]
        fields, more = (tuple(each for needed, each in shown if needed is wanted) for wanted in (True, False))
        told = any(_typed(page, cell.key) or page.standing.state(cell.key) for cell, _ in given if not cell.needed)
        items = [each for each in (checklist.rows if checklist else ()) if each.printed[0] == code]
        answers = tuple(
            (each.label, each.printed[2], control(each.cells[0], page.standing, f"{code} {each.label}"))
            for each in items
            if each.cells[0] is not None
        )
        files = tuple(each for each in page.evidence if code in each.lines)
        lines.append(
            ShownLine(
                code,
                name,
                row.label,
                weight,
                how,
                results.get(code, {}),
                fields,
                more,
                told,
                answers,
                indicators[code].evidence,
                files,
            )
        )
    return ShownSection(section.id, section.kind, section.title, section.columns, lines=tuple(lines))


# ---- what it comes to


def panel(page: Page) -> dict[str, Any]:
    """The live score: what it comes to, what was deducted and why, what would earn full marks, what is still missing."""
    tree = page.tree
    lines = tree.get("lines", ())
    missing = [entry for entry in page.form.needed if entry.key.startswith(f"{FACT}/") and not _typed(page, entry.key)]
    return {
        "tree": tree,
        "problems": sorted(problems(page), key=lambda each: not each["stops"]),
        "stopped": len(page.draft.problems),
        "deducted": [line for line in lines if line["deduction"] not in {None, "0"}],
        "unscored": [line for line in lines if line["status"] == "unknown"],
        "start": page.start,
        "missing": missing,
        "missing_shown": format_html_join(
            "",
            '<li><a href="{}tab/{}/?at={}">{}</a></li>',
            (
                (page.start, page.form.tab_of[each.key], quote(each.key), page.form.label(each.key))
                for each in missing[:MOST_MISSING]
            ),
        ),
        "severities": _severities(tree),
    }


def _severities(tree: Mapping[str, Any]) -> list[tuple[str, int]]:
    found = [finding["severity"] for finding in tree.get("findings", ())]
    return [(name, found.count(name)) for name in ("error", "warning", "notice") if name in found]


def findings(page: Page) -> list[dict[str, Any]]:
    """The findings with the fields that each is about, and where those stand."""
    return [
        dict(finding) | {"fields": [_where(page, key) for key in page.draft.keys(finding)]}
        for finding in page.tree.get("findings", ())
    ]


def _where(page: Page, key: str) -> dict[str, str]:
    return {"key": key, "label": page.form.label(key), "tab": page.form.tab_of.get(key, "stated"), "typed": _typed(page, key)}


def places(page: Page) -> dict[str, dict[str, str]]:
    """Where each field of the form that is filled in stands, by its key."""
    return {key: _where(page, key) for key in page.standing.entries}


def problems(page: Page) -> list[dict[str, Any]]:
    """What cannot be read, in the order of the tabs, and what stops the evaluation, each at its field."""
    order = {key: at for at, key in enumerate(page.form.entries)}
    found = [
        {"message": entry.message, "code": entry.code, "fields": [_where(page, entry.key)], "fix": "", "stops": False}
        for entry in sorted(page.standing.entries.values(), key=lambda each: order.get(each.key, len(order)))
        if entry.code
    ]
    for key, problem in page.draft.problems:
        where = [_where(page, key)] if key else []
        found.append({"message": problem.message, "code": problem.code, "fields": where, "fix": problem.fix, "stops": True})
    return found


def verdicts(page: Page) -> list[tuple[str, int, list[Mapping[str, Any]]]]:
    """The checks by what they came to: contradicted first, then what could not be decided."""
    results = page.tree.get("results", ())
    names = ("impossible", "unknown", "explained", "consistent", "not_applicable")
    grouped = [(name, [each for each in results if each["verdict"] == name]) for name in names]
    return [(name, len(each), each) for name, each in grouped if each]


def matrix(page: Page) -> dict[str, Any]:
    """Lines of the scheme against files: which have none, and how many points that leaves unproven."""
    proven = frozenset(line for each in page.evidence for line in each.lines)
    named = {
        key.split("/")[1]: entry.typed
        for key, entry in page.standing.entries.items()
        if key.startswith(f"{LINE}/") and key.endswith("/evidence") and entry.typed
    }
    lines = [
        {
            "code": row.id, "name": row.path[-1] if row.path else row.id, "wanted": row.evidence, "named": named.get(row.id, ""),
            "files": [each for each in page.evidence if row.id in each.lines],
            "line": next((line for line in page.tree.get("lines", ()) if line["code"] == row.id), {}),
        }
        for row in page.form.scheme.indicators
    ]  # fmt: skip
    points, count = drafts.unproven(page.tree, proven)
    return {"lines": lines, "unproven_points": points, "unproven_count": count}


def labelled(rows: Iterable[Any], found: Form) -> list[Any]:
    """Rows of a history with the names of their fields as the form has them (`label`)."""
    known = list(rows)
    for row in known:
        row.label = found.label(row.key)
    return known


def state_words(submission: Submission) -> str:
    """The state in words."""
    return word(f"state_{submission.state}")


def owned_lines(page: Page) -> Iterator[tuple[str, str]]:
    """Every line that a file may prove, with its name: the scheme's, then the unit's own indicators."""
    for row in page.form.scheme.indicators:
        yield row.id, row.path[-1] if row.path else row.id
    for key, entry in page.standing.entries.items():
        if key.startswith("indicators/") and key.endswith("/id") and entry.typed:
            yield entry.typed, _typed(page, key.replace("/id", "/name"))
