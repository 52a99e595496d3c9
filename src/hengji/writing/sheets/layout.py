"""Where everything of a fill-in workbook stands: the cells of each sheet, and the hidden table that says which cell fills what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.expr import dimensions
from hengji.expr.tree import Ref, refs
from hengji.expr.words import name
from hengji.rulebook import asked, members, sheets
from hengji.rulebook.machine import HEAD, LABEL, NOTE, SKIP, Field, Key, Machine, Part, Words
from hengji.rulebook.rules import REDUCE
from hengji.rulebook.sheets import (
    AMOUNT,
    ANYTHING,
    ASKED,
    BREAKDOWN,
    CHECKLIST,
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
from hengji.writing.sheets.paper import LINE_HEIGHT, height

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Indicator, Scheme
    from hengji.rulebook.sheets import Column, Row, Section, Spot, Tab, WorkbookForm

LABEL_WIDTH, UNIT_WIDTH, GRID_WIDTH, SAID_WIDTH, WHY_WIDTH, USED_WIDTH, CHECK_WIDTH = 32, 7, 13, 18, 26, 16, 60
FIELD_WIDTHS = (28, 56, 60)
PARAGRAPH_WIDTHS = (6, 120)
TEXT_HEIGHT = 60.0
ONE_LINE = 1.5 * LINE_HEIGHT
LOCKED_FIELDS = ("year", "scheme")
UNSIGNED, SIGNED = "unsigned", "signed"


@dataclass(slots=True)
class Cell:
    """A cell as it will be written; `span` is the last column of a merged cell."""

    row: int
    column: int
    text: str
    look: str
    span: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What may stand in a run of cells of one column: the kind, and the list that it chooses from."""

    first: int
    last: int
    column: int
    kind: str
    choices: str = ""


@dataclass(slots=True)
class Sheet:
    """A sheet of the workbook."""

    title: str
    cells: list[Cell] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    freeze: int = 0
    row: int = 0
    used: tuple[int, int] = (0, 0)

    def put(self, column: int, text: str, look: str, *, span: int = 0) -> None:
        """A cell in the current row."""
        self.cells.append(Cell(self.row, column, text, look, span))

    def grow(self, cells: list[tuple[str, float]]) -> None:
        """A height for a row only where its own words need it: a row without one grows by itself when a clerk types."""
        needed = height(cells)
        if needed > ONE_LINE:
            self.heights[self.row] = needed


@dataclass(slots=True)
class Plan:
    """The whole workbook before it is written: `cells` of facts, the row on which a check of a fact is shown."""

    sheets: list[Sheet] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    facts: dict[Spot, tuple[str, int, int]] = field(default_factory=dict)
    check_columns: dict[str, int] = field(default_factory=dict)

    def machine(self, meta: dict[str, str], signatures: dict[str, str]) -> Machine:
        """The hidden table."""
        return Machine(meta, signatures, self.choices, tuple(self.parts), tuple(self.words))


def plan(form: WorkbookForm, book: Book, scheme: Scheme, unit: str, year: int) -> Plan:
    """The workbook of a scheme for one department and year."""
    return _Planner(form, book, scheme, unit, year).plan()


class _Planner:
    """Places one section after the other."""

    def __init__(self, form: WorkbookForm, book: Book, scheme: Scheme, unit: str, year: int) -> None:
        self.form, self.book, self.scheme, self.unit, self.year = form, book, scheme, unit, year
        self.made = Plan(choices=choices_of(form, book, scheme))
        self.needed = needed(scheme, book)
        self.used = used(scheme, book)
        self.kinds: dict[str, Callable[[Section, Tab, Sheet], None]] = {
            FACTS: self._facts,
            FIELDS: self._fields,
            TABLE: self._table,
            BREAKDOWN: self._table,
            LINES: self._lines,
            CHECKLIST: self._checklist,
            PARAGRAPHS: self._paragraphs,
            ASKED: self._asked,
        }

    def plan(self) -> Plan:
        for tab in self.form.tabs:
            sections = [section for section in tab.sections if self._wanted(section)]
            if sections:
                self._tab(tab, sections)
        return self.made

    def _wanted(self, section: Section) -> bool:
        """A section that a scheme gives no rows is left out."""
        if section.kind == CHECKLIST:
            return any(row.items for row in self.scheme.indicators)
        if section.kind == LINES:
            return bool(self.scheme.indicators)
        if section.kind == ASKED:
            return any(True for _ in asked.asked(self.scheme))
        if section.rest:
            return bool(section.rows)
        if section.of in _WHERE_ALLOWED:
            return _WHERE_ALLOWED[section.of](self.scheme)
        return section.of != "indicators" or bool(self.scheme.slots)

    def _tab(self, tab: Tab, sections: list[Section]) -> None:
        sheet = Sheet(tab.title)
        self.made.sheets.append(sheet)
        grid = all(section.kind == FACTS for section in sections)
        last = self._widths(sheet, tab, sections)
        title = sheets.years(self.form.title, self.year)
        self._words(sheet, 0, f"{title}　{tab.title}", "title", NOTE, span=last)
        sheet.heights[sheet.row] = 30
        sheet.row += 1
        for line in tab.lead:
            self._words(sheet, 0, line, "line", NOTE, span=last)
            sheet.heights[sheet.row] = height([(line, sum(sheet.widths.values()))])
            sheet.row += 1
        if grid:
            self._grid_head(sheet, tab)
            sheet.freeze = sheet.row
        else:
            sheet.freeze = 1
        for section in sections:
            self._band(sheet, section.title, last)
            self.kinds[section.kind](section, tab, sheet)
        sheet.used = (sheet.row, last)

    def _widths(self, sheet: Sheet, tab: Tab, sections: list[Section]) -> int:
        for section in sections:
            for column, width in enumerate(self._section_widths(section, tab)):
                sheet.widths[column] = max(width, sheet.widths.get(column, 0))
        return len(sheet.widths) - 1

    def _section_widths(self, section: Section, tab: Tab) -> list[int]:
        if section.kind == FACTS:
            return [
                LABEL_WIDTH,
                UNIT_WIDTH,
                *[GRID_WIDTH] * len(self.form.columns(tab)),
                SAID_WIDTH,
                WHY_WIDTH,
                USED_WIDTH,
                CHECK_WIDTH,
            ]
        if section.kind == FIELDS:
            return list(FIELD_WIDTHS)
        return list(PARAGRAPH_WIDTHS) if section.kind == PARAGRAPHS else [column.width for column in section.columns]

    def _words(self, sheet: Sheet, column: int, text: str, look: str, role: str, *, span: int = 0) -> None:
        """Words of ours, which the reader knows again."""
        sheet.put(column, text, look, span=span)
        if text:
            self.made.words.append(Words(sheet.title, sheet.row, column, role, text))

    def _band(self, sheet: Sheet, title: str, last: int) -> None:
        self._words(sheet, 0, title, "band", NOTE, span=last)
        sheet.heights[sheet.row] = 22
        sheet.row += 1

    def _head(self, sheet: Sheet, titles: list[str]) -> None:
        for column, title in enumerate(titles):
            self._words(sheet, column, title, "head", HEAD)
        sheet.heights[sheet.row] = height([(title, sheet.widths[column]) for column, title in enumerate(titles)])
        sheet.row += 1

    # ---- facts

    def _grid_head(self, sheet: Sheet, tab: Tab) -> None:
        grid = [sheets.years(column.title, self.year) for column in self.form.columns(tab)]
        beside = self.form.beside
        ends = [beside[key] for key in ("said", "why", "used", "check")]
        self._head(sheet, [beside["label"], beside["unit"], *grid, *ends])

    def _facts(self, section: Section, tab: Tab, sheet: Sheet) -> None:
        grid = self.form.columns(tab)
        first, keys = sheet.row, []
        for row in section.rows:
            ref = sheets.reference(row.name, self.book)
            if ref is not None:
                keys.append(self._fact_row(row, ref, grid, sheet))
        after = 2 + len(grid)
        columns = [
            Field(2 + at, "fact", "fact", f"{column.stage}:{column.years}:{int(column.bare)}") for at, column in enumerate(grid)
        ]
        columns += [Field(after, "said", TEXT), Field(after + 1, "why", TEXT), Field(after + 3, "", SKIP)]
        self.made.check_columns[sheet.title] = after + 3
        self.made.parts.append(
            Part(f"{tab.id}.{section.id}", FACTS, "", sheet.title, first, sheet.row - 1, tuple(columns), tuple(keys))
        )

    def _fact_row(self, row: Row, ref: Ref, grid: tuple[Column, ...], sheet: Sheet) -> Key:
        unit = sheets.unit_of(ref, self.book)
        self._words(sheet, 0, row.label, f"grey{row.depth}" if row.depth else "grey", LABEL)
        self._words(sheet, 1, unit.label if unit else "", "grey", NOTE)
        after = 2 + len(grid)
        for at, column in enumerate(grid):
            standing = sheets.standing(ref, column, self.book)
            wide = ref.dimension == "text" and standing is not None and after - 1 > 2 + at
            self._fact_cell(standing, 2 + at, sheet, span=after - 1 if wide else 0)
            if wide:
                break
        for column_ in (after, after + 1):
            sheet.put(column_, "", "fill")
        self._words(sheet, after + 2, "、".join(self.used.get(ref.concept, ())), "grey", NOTE)
        if ref.dimension == "text":
            sheet.heights[sheet.row] = TEXT_HEIGHT
        sheet.row += 1
        return Key(sheet.row - 1, row.name, unit.label if unit else "")

    def _fact_cell(self, ref: Ref | None, column: int, sheet: Sheet, *, span: int = 0) -> None:
        if ref is None:
            sheet.put(column, "", "grey")
            return
        look = "needed" if sheets.spot(ref) in self.needed else "fill"
        words = ref.dimension in {"text", "date", TRUTH}
        sheet.put(column, "", look if words else f"{look}_number", span=span)
        self.made.facts[sheets.spot(ref)] = (sheet.title, sheet.row, column)
        kind = _kind(ref, self.book)
        if kind:
            _extend(sheet.rules, sheet.row, column, kind, "yes_no" if kind == LIST else "")

    # ---- fields of the case

    def _fields(self, section: Section, tab: Tab, sheet: Sheet) -> None:
        first, keys = sheet.row, []
        fixed = {"year": str(self.year), "scheme": f"{self.scheme.title}（{self.scheme.id}）"}
        for row in section.rows:
            self._words(sheet, 0, row.label, "grey", LABEL)
            if row.field in LOCKED_FIELDS:
                self._words(sheet, 1, fixed[row.field], "grey", NOTE)
            else:
                sheet.put(1, self.unit if row.field == "unit" else "", "fill")
                keys.append(Key(sheet.row, row.field, f"{row.kind}:{row.choices}"))
                if row.kind in {LIST, NUMBER}:
                    sheet.rules.append(Rule(sheet.row, sheet.row, 1, LIST if row.choices else UNSIGNED, row.choices))
            self._words(sheet, 2, row.hint, "grey", NOTE)
            sheet.grow([(row.hint, FIELD_WIDTHS[2]), (fixed.get(row.field, ""), FIELD_WIDTHS[1])])
            sheet.row += 1
        self.made.parts.append(
            Part(f"{tab.id}.{section.id}", FIELDS, "", sheet.title, first, sheet.row - 1, (Field(1, "value", TEXT),), tuple(keys))
        )

    # ---- open tables

    def _table(self, section: Section, tab: Tab, sheet: Sheet) -> None:
        self._head(sheet, [sheets.years(column.title, self.year) for column in section.columns])
        first, last = sheet.row, sheet.row + section.count - 1
        prepared = self._prepared(section)
        for number in range(1, section.count + 1):
            for at, column in enumerate(section.columns):
                if column.field == "number":
                    self._words(sheet, at, str(number), "grey", NOTE)
                else:
                    text = prepared.get((number, column.field), "")
                    sheet.put(at, text, "fill_number" if column.kind in {AMOUNT, NUMBER, ANYTHING} else "fill")
            sheet.row += 1
        fields_ = [_table_field(at, column) for at, column in enumerate(section.columns)]
        for at, column in enumerate(section.columns):
            kind = {LIST: LIST, NUMBER: UNSIGNED, AMOUNT: UNSIGNED if section.kind == TABLE else SIGNED}.get(column.kind, "")
            if kind and column.field != "number":
                sheet.rules.append(Rule(first, last, at, kind, column.choices))
        of = section.axis if section.kind == BREAKDOWN else section.of
        self.made.parts.append(Part(f"{tab.id}.{section.id}", section.kind, of, sheet.title, first, last, tuple(fields_)))
        sheet.row += 1

    def _prepared(self, section: Section) -> dict[tuple[int, str], str]:
        """Names that the scheme asks for and no sheet has a cell for."""
        if section.of != "facts":
            return {}
        known = set(sheets.facts(self.form, self.book))
        names = [name(ref) for where, ref in self.needed.items() if where not in known]
        return {(number, "name"): name for number, name in enumerate(names[: section.count], start=1)}

    # ---- rows of the scheme

    def _lines(self, section: Section, tab: Tab, sheet: Sheet) -> None:
        self._head(sheet, [column.title for column in section.columns])
        first = sheet.row
        keys = [self._line(indicator, section, sheet) for indicator in self.scheme.indicators]
        fields_ = [
            Field(at, column.field, column.kind) if column.field not in _PRINTED else Field(at, "", SKIP)
            for at, column in enumerate(section.columns)
        ]
        self.made.parts.append(
            Part(f"{tab.id}.{section.id}", LINES, "", sheet.title, first, sheet.row - 1, tuple(fields_), tuple(keys))
        )
        sheet.row += 1

    def _line(self, indicator: Indicator, section: Section, sheet: Sheet) -> Key:
        printed = {
            "id": indicator.id,
            "path": " / ".join(indicator.path),
            "weight": exact.plain(indicator.weight) if indicator.weight is not None else self.book.caption("workbook.no_weight"),
            "method": self.book.caption(how(indicator)),
        }
        for at, column in enumerate(section.columns):
            if column.field in printed:
                self._words(sheet, at, printed[column.field], "grey", LABEL if column.field == "id" else NOTE)
            else:
                self._line_cell(indicator, at, column, sheet)
        sheet.grow([(printed["path"], sheet.widths[1])])
        sheet.row += 1
        return Key(sheet.row - 1, indicator.id)

    def _line_cell(self, indicator: Indicator, at: int, column: Column, sheet: Sheet) -> None:
        decided = judged(indicator)
        entered = decided and indicator.method is not None and bool(indicator.method.entered)
        open_ = {
            "tier": decided and bool(indicator.tiers),
            "points": entered and not indicator.items,
            "judge": decided,
            "reason": decided,
        }
        if not open_.get(column.field, True):
            sheet.put(at, "", "grey")
            return
        wanted = column.field in {"tier", "points", "judge"}
        sheet.put(at, "", f"{'needed' if wanted else 'fill'}{'_number' if column.kind == NUMBER else ''}")
        if column.field == "tier":
            name = f"tiers {indicator.id}"
            self.made.choices[name] = {tier.label: tier.label for tier in indicator.tiers}
            sheet.rules.append(Rule(sheet.row, sheet.row, at, LIST, name))
        elif column.kind == NUMBER:
            _extend(sheet.rules, sheet.row, at, UNSIGNED, "")

    def _checklist(self, section: Section, tab: Tab, sheet: Sheet) -> None:
        self._head(sheet, [column.title for column in section.columns])
        first, keys = sheet.row, []
        for indicator in self.scheme.indicators:
            for number, item in enumerate(indicator.items, start=1):
                points = exact.plain(item.points) if item.points is not None else ""
                for at, (text, role) in enumerate(((indicator.id, LABEL), (item.label, LABEL), (points, NOTE))):
                    self._words(sheet, at, text, "grey", role)
                sheet.put(3, "", "needed")
                sheet.grow([(item.label, sheet.widths[1])])
                keys.append(Key(sheet.row, indicator.id, str(number)))
                sheet.row += 1
        answer = Field(3, "answer", LIST, "yes_no")
        sheet.rules.append(Rule(first, sheet.row - 1, 3, LIST, "yes_no"))
        self.made.parts.append(
            Part(f"{tab.id}.{section.id}", CHECKLIST, "", sheet.title, first, sheet.row - 1, (answer,), tuple(keys))
        )
        sheet.row += 1

    def _asked(self, section: Section, tab: Tab, sheet: Sheet) -> None:
        """A row for each thing that the scheme asks for; 是 and 否 from a list, everything else as it is printed."""
        self._head(sheet, [column.title for column in section.columns])
        first, keys = sheet.row, []
        at = {column.field: number for number, column in enumerate(section.columns)}
        for each in asked.asked(self.scheme):
            unit = self._unit(each.dimension)
            label = each.name or self.book.caption("workbook.slot_reason")
            printed = {"id": each.of, "path": each.title, "name": label, "unit": unit}
            for name_, column in at.items():
                if name_ in printed:
                    self._words(sheet, column, printed[name_], "grey", LABEL if name_ in {"id", "name"} else NOTE)
                else:
                    sheet.put(column, "", "needed" if name_ == "value" else "fill")
            if each.dimension == dimensions.TRUTH:
                _extend(sheet.rules, sheet.row, at["value"], LIST, "yes_no")
            sheet.grow([(each.title, sheet.widths[at["path"]]), (label, sheet.widths[at["name"]])])
            keys.append(Key(sheet.row, each.of, f"{each.kind}:{unit}:{each.name}"))
            sheet.row += 1
        fields_ = [Field(at["value"], "value", ANYTHING), Field(at["said"], "said", TEXT)]
        self.made.parts.append(
            Part(f"{tab.id}.{section.id}", ASKED, "", sheet.title, first, sheet.row - 1, tuple(fields_), tuple(keys))
        )
        sheet.row += 1

    def _unit(self, kind: dimensions.Dimension) -> str:
        """In what a thing is filled in."""
        if kind in (dimensions.TRUTH, dimensions.DATE, asked.WORDS):
            return self.book.caption(f"workbook.kind_of_{dimensions.written(kind)}")
        shown = self.book.shown.get(dimensions.written(kind))
        return shown.label if shown is not None else dimensions.written(kind)

    def _paragraphs(self, section: Section, tab: Tab, sheet: Sheet) -> None:
        first = sheet.row
        for number in range(1, section.count + 1):
            self._words(sheet, 0, str(number), "grey", NOTE)
            sheet.put(1, "", "fill")
            sheet.row += 1
        text = Field(1, "text", LINEWISE)
        self.made.parts.append(Part(f"{tab.id}.{section.id}", PARAGRAPHS, section.id, sheet.title, first, sheet.row - 1, (text,)))


_PRINTED = frozenset({"id", "path", "weight", "method"})


def judged(indicator: Indicator) -> bool:
    """Whether a person enters something that decides the points."""
    return indicator.method is not None and bool(indicator.method.entered or indicator.items)


def how(indicator: Indicator) -> str:
    """The caption of how a row comes to its points."""
    if judged(indicator):
        return "status.entered"
    filled = asked.entries(indicator) or asked.peers(indicator) or members.chooses(indicator.members)
    return "workbook.asked_below" if filled else "status.scored"


def _reduces(scheme: Scheme) -> bool:
    """Whether a person may take points away from any row."""
    rules = [row.over_completion for row in scheme.rows if row.over_completion is not None]
    return scheme.manual_deductions or any(rule.action == REDUCE for rule in rules)


_WHERE_ALLOWED: dict[str, Callable[[Scheme], bool]] = {
    "manual": _reduces,
    "second_scores": lambda scheme: scheme.second_scorer is not None,
}
"""Open tables that only some schemes have."""


def _table_field(at: int, column: Column) -> Field:
    if column.field == "number":
        return Field(at, "", SKIP)
    if column.name:
        return Field(at, "fact", AMOUNT, column.name)
    return Field(at, column.field, column.kind, column.choices or column.unit)


def _kind(ref: Ref, book: Book) -> str:
    """What may stand in the cell of a fact."""
    if ref.dimension == TRUTH:
        return LIST
    if ref.dimension in {"text", "date"}:
        return ""
    return SIGNED if book.concepts[ref.concept].any_sign else UNSIGNED


def _extend(rules: list[Rule], row: int, column: int, kind: str, choices: str) -> None:
    """A rule for one more row: the run above it grows where it says the same."""
    for at in range(len(rules) - 1, max(-1, len(rules) - 16), -1):
        rule = rules[at]
        if rule.last == row - 1 and (rule.column, rule.kind, rule.choices) == (column, kind, choices):
            rules[at] = Rule(rule.first, row, column, kind, choices)
            return
    rules.append(Rule(row, row, column, kind, choices))


def _formulas(indicator: Indicator) -> Iterator[Ref]:
    when = indicator.not_applicable.when if indicator.not_applicable else None
    fixed = [node for member in indicator.members for node in member.nodes()]
    for node in (indicator.measure, indicator.bound.points if indicator.bound else None, when, *fixed):
        if node is not None:
            yield from refs(node)


def _asked(indicator: Indicator, book: Book) -> Iterator[Ref]:
    for words in indicator.asks:
        ref = sheets.reference(words, book)
        if ref is not None:
            yield ref


def needed(scheme: Scheme, book: Book) -> dict[Spot, Ref]:
    """The facts that the scheme's rows compute with or ask for, in their order."""
    limits = [node for veto in scheme.vetoes for node in (veto.when,)] + [cap.most for cap in scheme.caps]
    found = {sheets.spot(ref): ref for row in scheme.indicators for ref in (*_formulas(row), *_asked(row, book))}
    return found | {sheets.spot(ref): ref for node in limits for ref in refs(node)}


def used(scheme: Scheme, book: Book) -> dict[str, list[str]]:
    """The rows of the scheme that use a concept."""
    found: dict[str, list[str]] = {}
    for row in scheme.indicators:
        for concept in dict.fromkeys(ref.concept for ref in (*_formulas(row), *_asked(row, book))):
            found.setdefault(concept, []).append(row.id)
    return found


def choices_of(form: WorkbookForm, book: Book, scheme: Scheme) -> dict[str, dict[str, str]]:
    """The drop-down lists: those of the form, and those that the scheme and the dictionary give."""
    levels = dict.fromkeys(level for slot in scheme.slots for level in slot.levels)
    tiers = dict.fromkeys(tier.label for slot in scheme.slots for tier in slot.tiers)
    outlines = sorted(path.removeprefix("reports/").removesuffix(".docx") for path in book.templates if path.startswith("reports/"))
    units = [entry.unit.label for entry in book.units.values()]
    return {
        **form.lists,
        "slots": _slots(scheme),
        "levels": {level: level for level in levels},
        "tiers": {tier: tier for tier in tiers},
        "outlines": {book.captions.get(f"outline.{outline}", outline): outline for outline in outlines},
        "units": {unit: unit for unit in units},
    }


def _slots(scheme: Scheme) -> dict[str, str]:
    """The slots by what they are called; two of one name get their ids."""
    names = ["/".join(slot.path) for slot in scheme.slots]
    return {
        name if names.count(name) == 1 else f"{name} {slot.id}": slot.id for name, slot in zip(names, scheme.slots, strict=True)
    }
