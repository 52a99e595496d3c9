"""A document read to the end: its tables found, its sentences heard, and every figure with what it is as far as the words say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.audit import Figure, Report
from hengji.core.document import CELL, Document, Passage
from hengji.reading import cell_names, declared, numbers, text_tables
from hengji.reading.clauses.hear import Ear
from hengji.reading.clauses.names import Names
from hengji.reading.head import Head, head
from hengji.reading.layout.terms import INDEX, Terms
from hengji.reading.passages import passages as make_passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.quantity import Unit
    from hengji.reading.cell_names import CellName
    from hengji.reading.clauses.heard import Heard
    from hengji.reading.clauses.names import Name
    from hengji.reading.numbers import Mark
    from hengji.rulebook.book import Book

ORIGINAL, OUTTURN = "original", "outturn"
_PROSE, _SENTENCE_MARKS, _MOST_PARTS = 24, "，。；", 12
_ROLES = {"rate": "completion", "change_rate": "rate"}


class Reader:
    """Reads documents by one law book; what it knows of names is kept from one document to the next."""

    def __init__(self, book: Book) -> None:
        self.book, self.names, self.terms = book, Names(book), Terms.of(book)
        self.rules = book.phrases.get("clauses.rules", ())
        """What leads a rule of scoring: its numbers are the rule's, and no figures of the department."""

    def report(self, document: Document, unit: str = "", year: int | None = None) -> Report:
        """The report that a document holds; `unit` and `year` are what the caller knows."""
        document, used = _with_tables(document, self.book)
        passages = make_passages(document, used)
        known = head(passages, self.book, unit, year)
        figures: list[Figure] = []
        cells = self._cells(document, known)
        declared_units = declared.units(passages, self.book)
        for passage in passages:
            told = passage.kind != CELL or cells.tells(passage)
            found = (
                self._heard(document, passage, known, len(figures), declared_units.get(passage.index))
                if told
                else cells.figures(passage, len(figures))
            )
            figures.extend(found)
        return Report(document, passages, tuple(figures), known.unit, known.year, known.title, cells.every)

    def _heard(self, document: Document, passage: Passage, known: Head, first: int, unit: Unit | None) -> list[Figure]:
        marks = numbers.marks(passage.text, self.book.spellings)
        if not marks:
            return []
        if unit is not None:
            marks = declared.applied(marks, passage.text, unit, self.book.phrases["head.no_money"])
        topic = self._topic(passage)
        stage = ORIGINAL if known.original else OUTTURN
        heard = Ear(self.names, passage.text, marks, known.year, stage, topic).listen()
        found = [self._figure(document, passage, each, known, first, at) for at, each in enumerate(heard)]
        for at, each in enumerate(heard):
            if each.weak and 0 <= each.whole < at:
                found[at] = _of_stage(found[at], found[each.whole], self.book)
        _of_one_budget(found, heard, passage.text, self.book)
        if passage.text.startswith(self.rules):
            return [replace(each, concept="", label="", role="", subject=-1, base=-1, whole=-1) for each in found]
        return found

    def _topic(self, passage: Passage) -> Name | None:
        """What the headings above speak of, where they name a concept."""
        for words in reversed(passage.section):
            name = self.names.name(words)
            if name.concept or name.members:
                return name
        return None

    def _figure(self, document: Document, passage: Passage, heard: Heard, known: Head, first: int, at: int) -> Figure:
        start, end = passage.span(heard.begin, heard.stop)
        mark, name = heard.mark, heard.name
        concept = self.book.concepts.get(name.concept) if name is not None else None
        fits = concept is not None and mark.unit is not None and concept.dimension == mark.unit.dimension
        own = heard.role in ("value", "base", "points", "completion") and fits
        return Figure(
            id=first + at,
            start=start,
            end=end,
            text=document.text[start:end],
            number=mark.number if mark.number is not None else Decimal(),
            decimals=mark.decimals,
            unit=mark.unit,
            passage=passage.index,
            begin=heard.begin,
            stop=heard.stop,
            place=f"{passage.place}[{heard.begin}:{heard.stop}]",
            measure=mark.measure,
            operator=mark.operator,
            about=mark.about,
            label=name.label if name is not None else "",
            concept=concept.id if concept is not None and own else "",
            stage=_stage(heard, concept),
            year=known.year if concept is not None and concept.moment == "opening" and own else heard.year,
            members=name.members if name is not None else (),
            scope=_scope(heard.scope, known, self.names.words.first_person),
            role=heard.role,
            direction=heard.direction,
            against=heard.against,
            against_name=heard.against_name,
            subject=_shifted(heard.subject, first),
            base=_shifted(heard.base, first),
            whole=_shifted(heard.whole, first),
            open_list=heard.open_list,
            own_name=heard.own,
            said_stage=heard.stage,
        )

    def _cells(self, document: Document, known: Head) -> Cells:
        return Cells(document, known, self)


class Cells:
    """The figures of a document's tables, named by their rows and columns."""

    def __init__(self, document: Document, known: Head, reader: Reader) -> None:
        self.document, self.known, self.reader = document, known, reader
        self.every = tuple(
            () if table.hidden else cell_names.name(table, document.text, reader.book, known.year, reader.terms)
            for table in document.tables
        )
        self.numbers = Counter((at, each.row) for at, names in enumerate(self.every) for each in names)
        self._objects: dict[tuple[int, int], bool] = {}
        self.words = {(at, each.row, each.column): each for at, names in enumerate(self.every) for each in names}

    def tells(self, passage: Passage) -> bool:
        """Whether a cell holds sentences rather than a number."""
        return len(passage.text) > _PROSE and any(mark in passage.text for mark in _SENTENCE_MARKS)

    def figures(self, passage: Passage, first: int) -> list[Figure]:
        """The figures of one cell."""
        named = self.words.get((passage.table, passage.row, passage.column))
        if named is not None and named.role == INDEX:
            return []
        found: list[Figure] = []
        for mark in numbers.figures(passage.text, self.reader.book.spellings):
            found.append(self._figure(passage, mark, named, first + len(found)))
        if len(found) > 1:
            return [replace(each, concept="", role="", certain=False) for each in found]
        return found

    def _figure(self, passage: Passage, mark: Mark, named: CellName | None, at: int) -> Figure:
        book, start_end = self.reader.book, passage.span(mark.start, mark.end)
        plain = Figure(
            id=at,
            start=start_end[0],
            end=start_end[1],
            text=self.document.text[start_end[0] : start_end[1]],
            number=mark.number if mark.number is not None else Decimal(),
            decimals=mark.decimals,
            unit=mark.unit,
            passage=passage.index,
            begin=mark.start,
            stop=mark.end,
            place=passage.place,
            measure=mark.measure,
            operator=mark.operator,
            about=mark.about,
            year=self.known.year,
            role=mark.form,
            certain=False,
        )
        if named is None or mark.form:
            return plain
        unit = mark.unit or book.spellings.get(named.unit_label)
        found = self._name(named, unit)
        concept = book.concepts.get(found.concept)
        fits = concept is not None and unit is not None and concept.dimension == unit.dimension
        role = _ROLES.get(named.role, "value" if not named.role else named.role)
        stage = named.stage or self._stage(named.stage_words, named.label, self.document.tables[passage.table].caption)
        alone = self.numbers[passage.table, passage.row] == 1 or self._between_labels(passage)
        sure = (
            named.own
            or (not named.loose and ((bool(named.header) and not named.unknown_header) or alone))
            or (concept is not None and not named.header and alone)
        )
        return replace(
            plain,
            unit=unit,
            label=found.label or named.label,
            concept=concept.id
            if concept is not None and fits and sure and role in ("value", "points", "rate", "completion")
            else "",
            members=found.members,
            scope=_scope(found.scope, self.known, self.reader.names.words.first_person),
            stage="" if concept is not None and not concept.stages else stage,
            open_stage=not named.stage and stage == ORIGINAL,
            year=named.year if named.year is not None else self.known.year,
            role=role,
            certain=(self.document.tables[passage.table].certain or sure)
            and not (named.is_total and self._of_objects(passage.table, named.part)),
        )

    def _of_objects(self, table: int, part: int) -> bool:
        """Whether most rows of a table name units or projects, and nothing that the law book knows: their total is not surely the department's."""
        known = self._objects.get((table, part))
        if known is None:
            names = self.reader.names
            labels = {each.label for each in self.every[table] if each.part == part and each.label and not each.is_total}
            said = [names.name(label) for label in labels]
            named = sum(bool(each.concept or each.members) for each in said)
            known = self._objects[table, part] = len(labels) > 1 and named * 2 < len(labels)
        return known

    def _between_labels(self, passage: Passage) -> bool:
        """Whether the cells beside a number are words, or numbers with their own."""
        left, right = (self.words.get((passage.table, passage.row, passage.column + step)) for step in (-1, 1))
        return left is None and (right is None or right.own)

    def _stage(self, *places: str) -> str:
        """The stage of the first words that name one; 预算数 alone is taken for the budget of the year's beginning."""
        words = self.reader.names.words
        for place in places:
            found = words.stage.search(words.not_stage.sub("", place))
            if found is not None:
                return words.stages[found[0]]
        return ORIGINAL if self.known.original else OUTTURN

    def _name(self, named: CellName, unit: Unit | None) -> Name:
        """The concept of a cell: its row's label, with the header where the header is the name and the row a part or a year."""
        names = self.reader.names
        bare = names.words.stage.sub("", named.label) if named.label else ""
        heads = named.header[::-1] if not bare else ()
        for words in (f"{named.label}{''.join(named.header[-1:])}", named.label, *heads):
            found = names.name(words)
            concept = self.reader.book.concepts.get(found.concept)
            if found.members or (concept is not None and (unit is None or unit.dimension == concept.dimension)):
                return found
        return names.name(named.label if bare or not named.header else named.header[-1])


def _with_tables(document: Document, book: Book) -> tuple[Document, frozenset[int]]:
    """The document with the tables that its lines hold, and the blocks that became cells."""
    tables, used = text_tables.find(document, book)
    return replace(document, tables=(*document.tables, *tables)), used


def _shifted(index: int, first: int) -> int:
    return index + first if index >= 0 else -1


def _of_stage(part: Figure, whole: Figure, book: Book) -> Figure:
    """年初预算 A 万元，其中基本支出 B 万元: a part whose name alone ends in 支出 is of the stage of its whole."""
    concept = book.concepts.get(part.concept)
    fits = concept is None or whole.said_stage in concept.stages
    return replace(part, stage=whole.said_stage if fits else part.stage, said_stage=whole.said_stage)


def _of_one_budget(found: list[Figure], heard: Sequence[Heard], text: str, book: Book) -> None:
    """部门预算 A 万元，基本支出 B 万元，项目支出 C 万元: the amounts right behind one that is of a stage, and that make it, are of that stage."""
    for at, whole in enumerate(found):
        if heard[at].weak or whole.role != "value" or whole.stage == OUTTURN or whole.dimension != "money":
            continue
        left = whole.value
        for end in range(at + 1, min(len(found), at + _MOST_PARTS)):
            part = found[end]
            if not heard[end].weak or part.dimension != "money" or part.whole >= 0 or "。" in text[whole.stop : part.begin]:
                break
            left = exact.subtract(left, part.value)
            if not left[0] and end > at + 1:
                found[at + 1 : end + 1] = [_of_stage(each, whole, book) for each in found[at + 1 : end + 1]]
                break


def _stage(heard: Heard, concept: object) -> str:
    """A concept without stages has none."""
    stages = getattr(concept, "stages", None)
    return "" if stages is not None and not stages else heard.stage


def _scope(scope: str, known: Head, first_person: tuple[str, ...]) -> str:
    """Another office than the reporting one; 本级, 我院 and the office's own name are none."""
    own = known.unit
    if (
        not scope
        or not own
        or scope.startswith(first_person)
        or scope in own
        or own in scope
        or _tail(scope) in own
        or _tail(own) in scope
    ):
        return ""
    return scope


def _tail(words: str) -> str:
    return words[-4:]
