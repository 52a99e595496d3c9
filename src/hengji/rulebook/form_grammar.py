"""The grammar of the forms, read strictly: a file of forms/ to a Form, every problem at its line and column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hengji.core.problem import problem
from hengji.rulebook.concept import read_reference
from hengji.rulebook.fields import KIND, MISSING, QUOTES, Fields
from hengji.rulebook.form import (
    BY_CODE,
    BY_LABEL,
    FILLING,
    KINDS,
    TOTALS,
    WORKBOOK,
    Blank,
    Block,
    Column,
    Form,
    Keys,
    Layout,
    Note,
    Paths,
    Row,
    Says,
    StageRule,
    say,
)
from hengji.rulebook.labels import normal
from hengji.rulebook.yaml import Mapping, Scalar, Sequence, Yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from collections.abc import Mapping as Table

    from hengji.core.place import Place
    from hengji.core.problem import Problem
    from hengji.core.quantity import Unit
    from hengji.rulebook.concept import AxisEntry

TWICE_SAID, TWICE, UNKNOWN_WORD = "RB03", "RB10", "RB22"
UNKNOWN, NOTHING, NULL = "unknown", "none", ("null", "~", "")
BELOW, ZERO, KEEP = "below", "zero", "keep"


@dataclass(frozen=True, slots=True)
class Known:
    """The words of the law book that a form may use; `units` in their plain form, as labels are compared."""

    stages: Collection[str] = ()
    units: Table[str, Unit] = field(default_factory=dict)
    spellings: Collection[str] = ()
    axes: Table[str, AxisEntry] = field(default_factory=dict)


def read_form(fields: Fields, tree: Mapping, known: Known) -> Form:
    """A file of forms/, with every problem of its grammar at line and column."""
    form = Form(fields.text("id"), fields.text("title"), fields.choice("kind", KINDS), tree, fields.place)
    if form.kind in {WORKBOOK, FILLING}:
        return form
    layout = _Reading(fields.file, fields.problems, known).layout(fields)
    fields.done()
    return replace(form, layout=layout)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads the parts of one form."""

    file: str
    problems: list[Problem]
    known: Known

    def layout(self, fields: Fields) -> Layout:
        recognise, line = fields.block("recognise", required=True), fields.block("unit_line", required=True)
        layout = Layout(
            titles=recognise.texts("titles", required=True) if recognise else (),
            codes=recognise.texts("codes") if recognise else (),
            subject=fields.texts("subject"),
            unit_line=line.texts("labels", required=True) if line else (),
            assumed_unit=self.word(line, "assumed", self.known.spellings) if line else "",
            blank=self.blank(fields),
            notes=tuple(self.note(block) for block in fields.blocks("notes")),
            sign_off=fields.texts("sign_off"),
            blocks=tuple(self.block(block) for block in fields.blocks("blocks", required=True)),
            reference=read_reference(fields),
        )
        for part in (recognise, line):
            if part is not None:
                part.done()
        self.once([(block.id, block.place) for block in layout.blocks])
        return layout

    def blank(self, fields: Fields) -> Blank:
        block = fields.block("blank", required=True)
        if block is None:
            return Blank()
        zero = block.choice("means", (UNKNOWN, ZERO)) == ZERO
        blank = Blank(
            zero=zero,
            covers=block.choice("covers", (TOTALS, "all"), TOTALS),
            note=block.text("note", None if zero else ""),
            said_by=self.paths(block, "said_by", required=zero),
            reference=read_reference(block) if zero else None,
        )
        block.done()
        return blank

    def note(self, fields: Fields) -> Note:
        note = Note(fields.text("text"), fields.truth("print"), read_reference(fields))
        fields.done()
        return note

    def block(self, fields: Fields) -> Block:
        keys = fields.block("keys")
        block = Block(
            id=fields.text("id"),
            under=self.paths(fields, "under"),
            below=fields.choice("place", ("beside", BELOW), "beside") == BELOW,
            repeats=fields.truth("repeats"),
            optional=fields.truth("optional"),
            inline=fields.truth("inline"),
            keys=self.keys(keys) if keys else Keys(),
            columns=tuple(self.column(column) for column in fields.blocks("columns")),
            rows=tuple(self.row(row) for row in fields.blocks("rows", required=True)),
            says=self.says(fields),
            printed=fields.text("print", ""),
            place=fields.place,
        )
        fields.done()
        if not block.columns and not block.inline:
            fields.problem(MISSING, None, "columns", key="columns")
        self.check(block)
        return block

    def keys(self, fields: Fields) -> Keys:
        keys = Keys(fields.texts("code"), fields.texts("label"), fields.texts("index"), fields.texts("unit"))
        fields.done()
        return keys

    def column(self, fields: Fields) -> Column:
        column = Column(
            id=fields.text("id"),
            under=self.paths(fields, "under"),
            says=self.says(fields),
            optional=fields.truth("optional"),
            printed=fields.text("print", ""),
            place=fields.place,
        )
        fields.done()
        return column

    def row(self, fields: Fields) -> Row:
        members_of, level, depth = (
            self.word(fields, "members_of", self.known.axes),
            self.whole(fields, "level"),
            fields.has("depth"),
        )
        row = Row(
            labels=fields.texts("labels"),
            within=fields.text("within", ""),
            members_of=members_of,
            by=fields.choice("by", (BY_CODE, BY_LABEL), None if members_of else ""),
            level=level or 0,
            unlisted=fields.choice("unlisted", (KEEP, ""), "") == KEEP,
            also=self.codes(fields, "also", members_of),
            single=fields.truth("single"),
            columns=fields.texts("columns"),
            cells={name: self.cell(node, fields) for name, node in fields.pairs("cells")} if fields.has("cells") else {},
            says=self.says(fields),
            optional=fields.truth("optional"),
            printed=fields.text("print", ""),
            depth=(self.whole(fields, "depth") or 0) if depth else 0,
            place=fields.place,
        )
        fields.done()
        if (bool(row.labels) + bool(members_of) + row.single) != 1:
            fields.problem(MISSING, None, "labels", key="labels / members_of / single")
        return row

    def cell(self, node: Yaml, parent: Fields) -> Says | None:
        if isinstance(node, Scalar) and node.text == NOTHING:
            return None
        fields = Fields(node, parent.file, parent.problems)
        says = self.says(fields)
        fields.done()
        return says

    def says(self, fields: Fields) -> Says:
        return Says(
            concept=fields.text("concept", ""),
            stage=self.stage(fields) if fields.has("stage") else None,
            year=self.whole(fields, "year"),
            members=self.members(fields),
            unit=self.word(fields, "unit", self.known.spellings),
        )

    def stage(self, fields: Fields) -> StageRule:
        node = fields.node("stage")
        if isinstance(node, Scalar):
            return StageRule(fixed=self.word(fields, "stage", self.known.stages))
        block = fields.block("stage")
        if block is None:
            return StageRule()
        otherwise = block.text("otherwise")
        rule = StageRule(
            one_of=tuple(self.known_word(word, block, "one_of", self.known.stages) for word in block.texts("one_of")),
            by_header=tuple((part.text("header"), self.found_stage(part)) for part in block.blocks("by_header")),
            by_note=tuple((part.texts("words", required=True), self.found_stage(part)) for part in block.blocks("by_note")),
            otherwise="" if otherwise == UNKNOWN else self.known_word(otherwise, block, "otherwise", self.known.stages),
        )
        block.done()
        return rule

    def found_stage(self, fields: Fields) -> str:
        for key in ("header", "words"):
            fields.node(key)
        stage = self.word(fields, "stage", self.known.stages)
        fields.done()
        return stage

    def members(self, fields: Fields) -> tuple[tuple[str, str], ...]:
        if not fields.has("members"):
            return ()
        found = []
        for axis, node in fields.pairs("members"):
            if self.known_word(axis, fields, "members", self.known.axes) and isinstance(node, Scalar):
                found.append((axis, node.text))
                self.code(node, axis, fields)
        return tuple(sorted(found))

    def codes(self, fields: Fields, key: str, axis: str) -> tuple[tuple[str, str], ...]:
        """Labels with the codes of members."""
        pairs = [(label, node) for label, node in fields.pairs(key) if isinstance(node, Scalar)] if fields.has(key) else []
        for _, node in pairs:
            self.code(node, axis, fields)
        return tuple((label, node.text) for label, node in pairs)

    def code(self, node: Scalar, axis: str, fields: Fields) -> None:
        if node.plain and node.text.isdigit():
            fields.problem(QUOTES, node, node.text, key=axis)
        members = self.known.axes[axis].members if axis in self.known.axes else {}
        if members and node.text not in members:
            fields.problem(UNKNOWN_WORD, node, node.text, known="、".join(members))

    def paths(self, fields: Fields, key: str, *, required: bool = False) -> Paths:
        """A list of lists of words."""
        found = []
        for node in fields.sequence(key, required=required):
            if isinstance(node, Sequence) and node.entries and all(isinstance(word, Scalar) for word in node.entries):
                found.append(tuple(word.text for word in node.entries if isinstance(word, Scalar)))
            else:
                fields.problem(KIND, node, key, wanted="sequence")
        return tuple(found)

    def whole(self, fields: Fields, key: str) -> int | None:
        number = fields.number(key, required=False)
        return None if number is None else number[0] // number[1]

    def word(self, fields: Fields, key: str, known: Collection[str]) -> str:
        """A word of the law book, or nothing."""
        node = fields.scalar(key)
        if node is None or (node.plain and node.text in NULL):
            return ""
        return self.known_word(node.text, fields, key, known)

    def known_word(self, word: str, fields: Fields, key: str, known: Collection[str]) -> str:
        if word in known:
            return word
        at = fields.place_of(key)
        self.problems.append(problem(UNKNOWN_WORD, at, word, known="、".join(known)))
        return ""

    def once(self, named: list[tuple[str, Place]]) -> None:
        """No name stands twice."""
        seen = set()
        for name, place in named:
            if name in seen:
                self.problems.append(problem(TWICE, place, name))
            seen.add(name)

    def check(self, block: Block) -> None:
        """Rows name columns and rows that are there; every cell says its concept, and nothing twice and differently."""
        columns = [column.id for column in block.columns]
        labels = {normal(label, self.known.units) for row in block.rows for label in row.labels if not row.within}
        self.once([(column.id, column.place) for column in block.columns])
        self.once(
            [(name, row.place) for row in block.rows for name in dict.fromkeys(self._row_name(row, label) for label in row.labels)]
        )
        for row in block.rows:
            for name in (*row.columns, *row.cells):
                if name not in columns:
                    self.problems.append(problem(UNKNOWN_WORD, row.place, name, known="、".join(columns)))
            if row.within and normal(row.within, self.known.units) not in labels:
                self.problems.append(problem(UNKNOWN_WORD, row.place, row.within, known="、".join(sorted(labels))))
            self.cells(block, row)

    def _row_name(self, row: Row, label: str) -> str:
        within = f"{normal(row.within, self.known.units)} › " if row.within else ""
        return within + normal(label, self.known.units)

    def cells(self, block: Block, row: Row) -> None:
        """What the cells of a row say together."""
        columns: tuple[Column | None, ...] = (None,) if block.inline else block.columns
        reported = set()
        for column in columns:
            said = say(block, column, row)
            if said is None:
                continue
            if not said.concept and "concept" not in reported:
                reported.add("concept")
                self.problems.append(problem(MISSING, row.place, "concept", key="concept"))
            override = (row.cells.get(column.id) if column else None) or Says()
            for name, words in _conflicts([block.says, *([column.says] if column else []), row.says], override):
                if name not in reported:
                    reported.add(name)
                    self.problems.append(problem(TWICE_SAID, row.place, f"{name}：{words}"))


def _conflicts(parts: list[Says], override: Says) -> Iterator[tuple[str, str]]:
    """What several parts say differently and no cell settles."""
    for name in ("concept", "stage", "year", "unit"):
        said = {getattr(part, name) for part in (parts[1:] if name == "unit" else parts)} - {None, ""}
        if len(said) > 1 and getattr(override, name) in {None, ""}:
            yield name, "、".join(sorted(str(getattr(word, "fixed", word)) for word in said))
    members: dict[str, set[str]] = {}
    for axis, code in (pair for part in parts for pair in part.members):
        members.setdefault(axis, set()).add(code)
    settled = dict(override.members)
    yield from ((axis, "、".join(sorted(codes))) for axis, codes in members.items() if len(codes) > 1 and axis not in settled)
