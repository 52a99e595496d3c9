"""The form of a scheme: tabs that a clerk knows, with every field that may be filled in, made from the dictionary, the workbook's layout and the scheme."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.rulebook import amounts, asked, sheets
from hengji.rulebook.fields import Fields
from hengji.rulebook.naming import fact_name
from hengji.rulebook.sheets import (
    AMOUNT,
    ANYTHING,
    ASKED,
    BREAKDOWN,
    CHECKLIST,
    DATE,
    FACTS,
    FIELDS,
    LINES,
    LINEWISE,
    LIST,
    NUMBER,
    PARAGRAPHS,
    TABLE,
    TEXT,
    TRUTH,
)
from hengji.writing.sheets import layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hengji.core.exact import Exact
    from hengji.expr.tree import Ref
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Indicator, Scheme
    from hengji.rulebook.sheets import Column, Spot, WorkbookForm
    from hengji.rulebook.sheets import Section as Source

FORM = "filling"
FACT, SAID, WHY, NARRATIVE, LINE, ASK = "facts", "said", "reasons", "narrative", "lines", "asked"
FIXED = frozenset({"year", "scheme", "unit"})
MOST_MEMBERS = 400
_NUMBERED = re.compile(r"^[一二三四五六七八九十]+、")
_UNSAFE = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A field: `key` names it in the case, `unit` is what a bare number in it is read in, `needed` whether the scheme computes with it."""

    key: str
    kind: str
    label: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = False
    hint: str = ""
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its label and its fields by column (None where a cell is not to be filled in); `used` are the lines of the scheme that use it."""

    label: str
    cells: tuple[Entry | None, ...]
    unit: str = ""
    depth: int = 0
    used: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()

    @property
    def needed(self) -> bool:
        """Whether the scheme asks for anything in it."""
        return bool(self.used) or any(cell is not None and cell.needed for cell in self.cells)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its fields."""
        return tuple(cell.key for cell in self.cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Section:
    """A block of a tab; an open one (`kind` table, breakdown) has more rows than a unit will fill."""

    id: str
    kind: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    fold: bool = False

    @property
    def open(self) -> bool:
        """Whether rows are added one by one."""
        return self.kind in {TABLE, BREAKDOWN}


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the form."""

    id: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]

    def entries(self) -> Iterator[Entry]:
        """Every field of it."""
        for section in self.sections:
            for row in section.rows:
                yield from (cell for cell in row.cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Limits:
    """From which amount on money is asked about, in 元; below which a share without its % is."""

    money: Exact
    share: Exact


@dataclass(frozen=True)
class Form:
    """Every page of a scheme for one year."""

    book: Book
    scheme: Scheme
    year: int
    tabs: tuple[Tab, ...]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    outline: str = ""
    """The outline that every report of the round has; empty where the unit may choose, or the scheme's own stands."""

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every field by its key, in the order of the pages."""
        return {entry.key: entry for tab in self.tabs for entry in tab.entries()}

    @cached_property
    def keys_on(self) -> dict[str, tuple[str, ...]]:
        """The keys of the fields of each tab, by its id."""
        return {tab.id: tuple(entry.key for entry in tab.entries()) for tab in self.tabs}

    @cached_property
    def needed_on(self) -> dict[str, tuple[str, ...]]:
        """The keys of the fields of each tab that the scheme needs."""
        return {tab.id: tuple(entry.key for entry in tab.entries() if entry.needed) for tab in self.tabs}

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each line of the scheme, by its code."""
        return {each.id: each.path[-1] if each.path else each.id for each in self.scheme.indicators}

    @cached_property
    def tab_of(self) -> dict[str, str]:
        """The tab on which each field stands."""
        return {entry.key: tab.id for tab in self.tabs for entry in tab.entries()}

    @cached_property
    def rows_of(self) -> dict[str, str]:
        """The name under which a row of facts is called (its 出处 and 原因), by the key of each of its fields."""
        found = {}
        for tab in self.tabs:
            for section in tab.sections:
                for row in section.rows:
                    named = [key.partition("/")[2] for key in row.keys if key.startswith(f"{SAID}/")]
                    found.update(dict.fromkeys((key for key in row.keys if key.startswith(f"{FACT}/")), named[0]) if named else {})
        return found

    @cached_property
    def needed(self) -> tuple[Entry, ...]:
        """The fields that the scheme computes with."""
        return tuple(entry for entry in self.entries.values() if entry.needed)

    def entry(self, key: str) -> Entry | None:
        """The field of a key; a fact that has no cell of its own may be filled in all the same, under its name in 衡式."""
        known = self.entries.get(key)
        if known is not None or _UNSAFE.search(key):
            return known
        group, _, name = key.partition("/")
        ref = sheets.reference(name, self.book) if group in {FACT, SAID, WHY} else None
        if ref is None:
            return Entry(key, TEXT, name) if group == WHY and name in self._reasoned else None
        if group != FACT:
            return Entry(key, TEXT, name)
        return _fact(name, ref, self.book, needed=False)

    @cached_property
    def labels(self) -> dict[str, str]:
        """How each field is called where it stands alone: its row, then its column."""
        found: dict[str, str] = {}
        for tab in self.tabs:
            for section in tab.sections:
                for row in section.rows:
                    found.update(_called(section, row))
        return found

    def label(self, key: str) -> str:
        """How a field is called; a fact without a cell by its name."""
        known = self.labels.get(self.canonical(key)) or self.labels.get(key)
        if known is None and (entry := self.entry(key)) is not None:
            known = entry.label
        return known or key.partition("/")[2]

    @cached_property
    def limits(self) -> Limits:
        """What a value is asked about: `doubts` of the filling form."""
        tree = self.book.forms[FORM]
        said = Fields(tree.tree, tree.place.file, []).block("doubts", required=True)
        read = [amounts.quantity(said.text(key) if said else "", self.book.spellings) for key in ("money_from", "share_below")]
        money, share = (each.value if isinstance(each, Quantity) else exact.ZERO for each in read)
        return Limits(money, share)

    @cached_property
    def _reasoned(self) -> frozenset[str]:
        """What a reason may be given for beside facts: the lines of the scheme."""
        return frozenset(row.id for row in self.scheme.rows)

    def canonical(self, key: str) -> str:
        """The key of a fact in the one way in which its name is written; other keys as they are."""
        group, _, name = key.partition("/")
        ref = sheets.reference(name, self.book) if group == FACT else None
        return f"{FACT}/{named(ref, self.book)}" if ref is not None else key


def _called(section: Section, row: Row) -> Iterator[tuple[str, str]]:
    """The fields of a row with how they are called."""
    for cell, column in zip(row.cells, section.columns, strict=False):
        if cell is not None:
            yield cell.key, _call(section, row, cell, column)


def _call(section: Section, row: Row, cell: Entry, column: str) -> str:
    if section.kind == LINES:
        return f"{row.printed[1]}，{column}"
    if section.kind == CHECKLIST:
        return f"{row.printed[1]}，{row.label}"
    if section.kind == TABLE:
        return f"{section.title} 第 {row.label} 行，{column}"
    return (
        f"{row.label}，{column}"
        if column and section.kind in {FACTS, BREAKDOWN}
        else cell.label
        if section.kind == ASKED
        else row.label
    )


def form(book: Book, scheme: Scheme, year: int, outline: str = "", outline_title: str = "") -> Form:
    """The form of a scheme for a year; every report has the outline, where one is given."""
    return replace(_Maker(book, scheme, year, outline_title).form(), outline=outline)


class _Maker:
    """Makes one section after the other from the workbook's."""

    def __init__(self, book: Book, scheme: Scheme, year: int, outline_title: str) -> None:
        self.book, self.scheme, self.year, self.outline_title = book, scheme, year, outline_title
        self.workbook: WorkbookForm = sheets.read(book)[0]
        self.needed, self.used = layout.needed(scheme, book), layout.used(scheme, book)
        self.choices = layout.choices_of(self.workbook, book, scheme)
        self.sources: dict[str, tuple[sheets.Tab, Source]] = {
            f"{tab.id}.{section.id}": (tab, section) for tab in self.workbook.tabs for section in tab.sections
        }
        self.makers: dict[str, Callable[[sheets.Tab, Source], Section]] = {
            FACTS: self._facts,
            FIELDS: self._fields,
            TABLE: self._table,
            BREAKDOWN: self._breakdown,
            LINES: self._lines,
            CHECKLIST: self._checklist,
            PARAGRAPHS: self._paragraphs,
            ASKED: self._asked,
        }

    def form(self) -> Form:
        tree = self.book.forms[FORM]
        fields = Fields(tree.tree, tree.place.file, [])
        tabs = tuple(self._tab(block) for block in fields.blocks("tabs", required=True))
        return Form(self.book, self.scheme, self.year, tabs, self.choices)

    def _tab(self, block: Fields) -> Tab:
        folded = frozenset(block.texts("fold"))
        sections = []
        for name in self._named(block.texts("from")):
            tab, source = self.sources[name]
            made = replace(self.makers[source.kind](tab, source), id=name.replace(".", "-"), fold=name in folded)
            if made.rows:
                sections.append(made)
        return Tab(block.text("id"), block.text("title"), block.texts("lead"), tuple(sections))

    def _named(self, words: tuple[str, ...]) -> Iterator[str]:
        for word in words:
            if word.endswith(".*"):
                yield from (name for name in self.sources if name.startswith(word[:-1]))
            else:
                yield word

    def _section(self, source: Source, columns: tuple[str, ...], rows: list[Row]) -> Section:
        return Section(source.id, source.kind, _NUMBERED.sub("", source.title), columns, tuple(rows))

    # ---- facts

    def _facts(self, tab: sheets.Tab, source: Source) -> Section:
        grid = self.workbook.columns(tab)
        rows = [made for row in source.rows if (made := self._fact_row(row, grid)) is not None]
        beside = self.workbook.beside
        titles = tuple(sheets.years(column.title, self.year) for column in grid)
        return self._section(source, (*titles, beside["said"], beside["why"]), rows)

    def _fact_row(self, row: sheets.Row, grid: tuple[Column, ...]) -> Row | None:
        ref = sheets.reference(row.name, self.book)
        if ref is None:
            return None
        unit = sheets.unit_of(ref, self.book)
        cells: list[Entry | None] = []
        for column in grid:
            standing = sheets.standing(ref, column, self.book)
            name = named(standing, self.book) if standing is not None else ""
            cells.append(
                _fact(name, standing, self.book, needed=sheets.spot(standing) in self.needed) if standing is not None else None
            )
        cells += [Entry(f"{SAID}/{row.name}", TEXT, self.workbook.beside["said"]), Entry(f"{WHY}/{row.name}", TEXT, row.label)]
        used = tuple(self.used.get(ref.concept, ())) if not ref.members else ()
        return Row(row.label, tuple(cells), unit.label if unit else "", row.depth, used)

    def _breakdown(self, _tab: sheets.Tab, source: Source) -> Section:
        """A row for each member of the axis, a column for each fact that it breaks down."""
        axis = self.book.axes[source.axis]
        names = [column.name for column in source.columns if column.name]
        columns = (*names, *(f"{name}（{self.book.stages['original'].label}）" for name in names[2:3]))
        rows = []
        for member in list(axis.members.values())[:MOST_MEMBERS]:
            keys = [f"{name}[{axis.label}:{member.code}]" for name in names]
            keys += [f"{name}[{self.book.stages['original'].label}, {axis.label}:{member.code}]" for name in names[2:3]]
            rows.append(
                Row(f"{member.code} {member.label}", tuple(self._member(key) for key in keys), depth=len(member.code) // 2 - 1)
            )
        return self._section(source, columns, rows)

    def _member(self, name: str) -> Entry | None:
        ref = sheets.reference(name, self.book)
        return _fact(named(ref, self.book), ref, self.book, needed=sheets.spot(ref) in self.needed) if ref is not None else None

    # ---- fields of the case

    def _fields(self, _tab: sheets.Tab, source: Source) -> Section:
        fixed = {"year": str(self.year), "scheme": self.scheme.title, "template": self.outline_title}
        rows = []
        for row in source.rows:
            entry = Entry(
                row.field.replace(".", "/"), row.kind, row.label, choices=tuple(self.choices.get(row.choices, ())),
                hint=row.hint, fixed=fixed.get(row.field, ""),
            )  # fmt: skip
            rows.append(Row(row.label, (entry,)))
        return self._section(source, ("",), rows)

    def _paragraphs(self, _tab: sheets.Tab, source: Source) -> Section:
        title = _NUMBERED.sub("", source.title)
        return self._section(source, ("",), [Row(title, (Entry(f"{NARRATIVE}/{source.id}", PARAGRAPHS, title),))])

    # ---- open tables

    def _table(self, _tab: sheets.Tab, source: Source) -> Section:
        needs = {"indicators": self.scheme.slots, "manual": self.scheme.manual_deductions, "bonus": self.scheme.bonus}
        if not needs.get(source.of, True):
            return self._section(source, (), [])
        columns = [column for column in source.columns if column.field != "number"]
        rows = [
            Row(str(number), tuple(self._cell(source, number, column) for column in columns))
            for number in range(1, source.count + 1)
        ]
        return self._section(source, tuple(sheets.years(column.title, self.year) for column in columns), rows)

    def _cell(self, source: Source, number: int, column: Column) -> Entry:
        key = f"{source.of}/{number}/{column.field}" if source.of != "facts" else f"more/{number}/{column.field}"
        title = sheets.years(column.title, self.year)
        return Entry(key, column.kind, f"{source.title} {number} {title}", column.unit, tuple(self.choices.get(column.choices, ())))

    # ---- rows of the scheme

    def _lines(self, _tab: sheets.Tab, source: Source) -> Section:
        shown = ("tier", "points", "judge", "evidence", "reason", "why", "not_applicable", "claimed")
        columns = [column for column in source.columns if column.field in shown]
        rows = [self._line(row, columns) for row in self.scheme.indicators]
        return self._section(source, tuple(column.title for column in columns), rows)

    def _line(self, row: Indicator, columns: list[Column]) -> Row:
        decided = layout.judged(row)
        entered = decided and row.method is not None and bool(row.method.entered)
        open_ = {
            "tier": decided and bool(row.tiers),
            "points": entered and not row.items,
            "judge": decided,
            "evidence": True,
            "reason": decided,
        }
        cells = tuple(
            Entry(
                f"{LINE}/{row.id}/{column.field}", column.kind, f"{row.id} {column.title}",
                choices=tuple(tier.label for tier in row.tiers) if column.field == "tier" else (),
                needed=column.field in {"tier", "points", "judge"},
            ) if open_.get(column.field, True) else None
            for column in columns
        )  # fmt: skip
        weight = exact.plain(row.weight) if row.weight is not None else self.book.caption("workbook.no_weight")
        printed = (row.id, row.path[-1] if row.path else "", weight, self.book.caption(layout.how(row)))
        return Row(" / ".join(row.path), cells, printed=printed)

    def _checklist(self, _tab: sheets.Tab, source: Source) -> Section:
        rows = []
        for row in self.scheme.indicators:
            for number, item in enumerate(row.items, start=1):
                points = exact.plain(item.points) if item.points is not None else ""
                entry = Entry(
                    f"{LINE}/{row.id}/answer/{number}", TRUTH, item.label, choices=tuple(self.workbook.lists["yes_no"]), needed=True
                )
                rows.append(Row(item.label, (entry,), printed=(row.id, row.path[-1] if row.path else "", points)))
        return self._section(source, (source.columns[-1].title,), rows)

    def _asked(self, _tab: sheets.Tab, source: Source) -> Section:
        titles = {column.field: column.title for column in source.columns}
        rows = []
        for each in asked.asked(self.scheme):
            key = f"{ASK}/{each.kind}/{each.of}/{each.name}"
            truth = each.kind in {asked.CHOICE, asked.VETO}
            label = each.name or self.book.caption("workbook.slot_reason")
            value = Entry(
                key, TRUTH if truth else ANYTHING, label, choices=tuple(self.workbook.lists["yes_no"]) if truth else (), needed=True
            )
            rows.append(Row(label, (value, Entry(f"{SAID}/{key}", TEXT, titles["said"])), printed=(each.of, each.title)))
        return self._section(source, (titles["value"], titles["said"]), rows)


def named(ref: Ref, book: Book) -> str:
    """The one way in which a fact's name is written."""
    return fact_name(book, ref.concept, ref.stage, ref.years, ref.members)


def _fact(name: str, ref: Ref, book: Book, *, needed: bool) -> Entry:
    """The field of a fact."""
    unit = sheets.unit_of(ref, book)
    kind = {"text": TEXT, "date": DATE, TRUTH: TRUTH}.get(ref.dimension, AMOUNT)
    return Entry(f"{FACT}/{name}", kind, name, unit.label if unit else "", ("是", "否") if kind == TRUTH else (), needed)


def spots(found: Form) -> dict[str, Spot]:
    """What each field of a fact speaks of."""
    refs = {key: sheets.reference(key.partition("/")[2], found.book) for key in found.entries if key.startswith(f"{FACT}/")}
    return {key: sheets.spot(ref) for key, ref in refs.items() if ref is not None}


__all__ = ["AMOUNT", "LINEWISE", "LIST", "NUMBER", "Entry", "Form", "Row", "Section", "Tab", "form", "spots"]
