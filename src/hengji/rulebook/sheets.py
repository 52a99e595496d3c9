"""填报表的样子: the sheets, sections and columns of the fill-in workbook, as forms/workbook.yaml says them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.tree import Ref
from hengji.rulebook.codes import put
from hengji.rulebook.fields import Fields
from hengji.rulebook.yaml import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.core.quantity import Unit
    from hengji.rulebook.book import Book
    from hengji.rulebook.yaml import Yaml

FORM = "workbook"
FACTS, FIELDS, TABLE, BREAKDOWN, LINES, CHECKLIST, PARAGRAPHS, ASKED = (
    "facts",
    "fields",
    "table",
    "breakdown",
    "lines",
    "checklist",
    "paragraphs",
    "asked",
)
SECTION_KINDS = (FACTS, FIELDS, TABLE, BREAKDOWN, LINES, CHECKLIST, PARAGRAPHS, ASKED)
TEXT, CODE, LIST, NUMBER, AMOUNT, DATE, ANYTHING, LINEWISE, TRUTH = (
    "text",
    "code",
    "list",
    "number",
    "amount",
    "date",
    "any",
    "lines",
    "truth",
)
CELL_KINDS = (TEXT, CODE, LIST, NUMBER, AMOUNT, DATE, ANYTHING, LINEWISE, TRUTH)
Spot = tuple[str, str, int, tuple[tuple[str, str], ...]]
NO_CONCEPT, NO_FORM = "RB21", "RB15"
WIDE = 14


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `field` says what it fills; in a grid of facts `stage`, `years` and `bare`, in a breakdown `name` say which fact."""

    field: str
    title: str
    kind: str = TEXT
    width: int = WIDE
    choices: str = ""
    unit: str = ""
    name: str = ""
    stage: str = ""
    years: int = 0
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a fact by its `name` in 衡式, or a `field` of the case."""

    name: str
    label: str
    field: str = ""
    kind: str = TEXT
    choices: str = ""
    hint: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A block of a sheet; `of` says what the rows of an open table are, `count` how many there are.

    A section of `rest` holds every concept that no other row names.
    """

    id: str
    kind: str
    title: str
    of: str = ""
    axis: str = ""
    count: int = 0
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet; `grid` names the columns of facts that it shows, in their order."""

    id: str
    title: str
    lead: tuple[str, ...]
    grid: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class WorkbookForm:
    """The whole workbook; `version` changes with whatever a reader must know."""

    version: str
    title: str
    lists: dict[str, dict[str, str]]
    grid: tuple[Column, ...]
    beside: dict[str, str]
    tabs: tuple[Tab, ...]
    checks: str
    checks_lead: tuple[str, ...]
    check_heads: dict[str, str]
    machine: str

    def columns(self, tab: Tab) -> tuple[Column, ...]:
        """The columns of facts of a sheet."""
        return tuple(column for column in self.grid if column.field in tab.grid)


def read(book: Book) -> tuple[WorkbookForm, tuple[Problem, ...]]:
    """The form of the law book, with what is wrong with it (RB04–RB09, RB21)."""
    form = book.forms.get(FORM)
    if form is None:
        return WorkbookForm("", "", {}, (), {}, (), "", (), {}, ""), (problem(NO_FORM, Place(f"forms/{FORM}.yaml"), FORM),)
    problems: list[Problem] = []
    found = _with_rest(_form(Fields(form.tree, form.place.file, problems)), book)
    problems.extend(_unknown_names(found, book, form.place.file))
    return found, tuple(book.problem(each) for each in problems)


def _with_rest(form: WorkbookForm, book: Book) -> WorkbookForm:
    """The form with the concepts that it does not name put into its section of the rest."""
    named = {row.name for tab in form.tabs for section in tab.sections for row in section.rows}
    rows = tuple(Row(concept.label, concept.label) for concept in book.concepts.values() if concept.label not in named)
    tabs = tuple(replace(tab, sections=tuple(replace(s, rows=rows) if s.rest else s for s in tab.sections)) for tab in form.tabs)
    return replace(form, tabs=tabs)


def years(text: str, year: int) -> str:
    """A title with its {year} and {last_year}."""
    return put(text, {"year": str(year), "last_year": str(year - 1)})


def reference(name: str, book: Book) -> Ref | None:
    """The fact that a row names, or None."""
    try:
        node = parse(name, book.vocabulary)
    except FormulaError:
        return None
    return node if isinstance(node, Ref) else None


def standing(ref: Ref, column: Column, book: Book) -> Ref | None:
    """The fact of a row in a column of the grid; None where the concept has no such stage."""
    stages = book.concepts[ref.concept].stages
    if not stages:
        return replace(ref, years=column.years) if column.bare else None
    if column.stage not in stages:
        return None
    return replace(ref, stage=column.stage, stage_label=book.stages[column.stage].label, years=column.years)


def unit_of(ref: Ref, book: Book) -> Unit | None:
    """The unit in which a row is filled in; None for words, dates and truth values."""
    concept = book.concepts[ref.concept]
    return book.spellings.get(concept.unit) or book.shown.get(concept.dimension)


def _form(fields: Fields) -> WorkbookForm:
    for key in ("id", "kind"):
        fields.text(key)
    checks, machine = fields.block("checks", required=True), fields.block("machine", required=True)
    found = WorkbookForm(
        version=fields.code("version"),
        title=fields.text("title"),
        lists={name: _list(node, fields) for name, node in fields.pairs("lists")},
        grid=tuple(_column(block) for block in fields.blocks("grid", required=True)),
        beside=fields.words("beside"),
        tabs=(),
        checks=checks.text("title") if checks else "",
        checks_lead=checks.texts("lead") if checks else (),
        check_heads=checks.words("heads") if checks else {},
        machine=machine.text("title") if machine else "",
    )
    everything = tuple(column.field for column in found.grid)
    found = replace(found, tabs=tuple(_tab(block, everything) for block in fields.blocks("tabs", required=True)))
    for block in (checks, machine, fields):
        if block is not None:
            block.done()
    return found


def _list(node: Yaml, fields: Fields) -> dict[str, str]:
    inner = Fields(node, fields.file, fields.problems)
    return {shown: value.text for shown, value in inner.pairs() if isinstance(value, Scalar)}


def _tab(fields: Fields, everything: tuple[str, ...]) -> Tab:
    tab = Tab(
        id=fields.text("id"),
        title=fields.text("title"),
        lead=fields.texts("lead"),
        grid=fields.texts("grid") or everything,
        sections=tuple(_section(block) for block in fields.blocks("sections", required=True)),
    )
    fields.done()
    return tab


def _section(fields: Fields) -> Section:
    count = fields.number("count", required=False)
    section = Section(
        id=fields.text("id"),
        kind=fields.choice("kind", SECTION_KINDS),
        title=fields.text("title"),
        of=fields.text("of", ""),
        axis=fields.text("axis", ""),
        count=count[0] if count else 0,
        columns=tuple(_column(block) for block in fields.blocks("columns")),
        rows=tuple(_row(node, fields) for node in fields.sequence("rows")),
        rest=fields.truth("rest"),
    )
    fields.done()
    return section


def _column(fields: Fields) -> Column:
    width, offset = fields.number("width", required=False), fields.number("years", required=False)
    name, choices = fields.text("name", ""), fields.text("list", "")
    kind = AMOUNT if name else LIST if choices else TEXT
    column = Column(
        field=fields.text("id", "") or fields.text("field", ""),
        title=fields.text("title", name),
        kind=fields.choice("kind", CELL_KINDS, kind),
        width=width[0] if width else WIDE,
        choices=choices,
        unit=fields.text("unit", ""),
        name=name,
        stage=fields.text("stage", ""),
        years=offset[0] if offset else 0,
        bare=fields.truth("bare"),
    )
    fields.text("field", "")
    fields.done()
    return column


def _row(node: Yaml, parent: Fields) -> Row:
    if isinstance(node, Scalar):
        return Row(node.text, node.text)
    fields = Fields(node, parent.file, parent.problems)
    depth, choices = fields.number("depth", required=False), fields.text("list", "")
    name = fields.text("name", "")
    row = Row(
        name=name,
        label=fields.text("label", name),
        field=fields.text("field", ""),
        kind=fields.choice("kind", CELL_KINDS, LIST if choices else TEXT),
        choices=choices,
        hint=fields.text("hint", ""),
        depth=depth[0] if depth else 0,
    )
    fields.done()
    return row


def _unknown_names(form: WorkbookForm, book: Book, file: str) -> Iterator[Problem]:
    """A row or column whose name the dictionary lacks, a list that nobody makes."""
    for tab in form.tabs:
        for section in tab.sections:
            names = [*(row.name for row in section.rows), *(column.name for column in section.columns)]
            for name in names:
                if name and reference(name, book) is None:
                    yield problem(NO_CONCEPT, Place(file), name)


def spot(ref: Ref) -> Spot:
    """What a name speaks of, however it was written: concept, stage, years back, members."""
    return (ref.concept, ref.stage, ref.years, ref.members)


def facts(form: WorkbookForm, book: Book) -> Mapping[Spot, str]:
    """Every fact that has a cell of its own, with the sheet on which it stands."""
    found: dict[Spot, str] = {}
    for tab in form.tabs:
        for section in (each for each in tab.sections if each.kind == FACTS):
            for row in section.rows:
                ref = reference(row.name, book)
                places = [standing(ref, column, book) for column in form.columns(tab)] if ref is not None else []
                found.update((spot(place), tab.title) for place in places if place is not None)
    return found
