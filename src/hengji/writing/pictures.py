"""The pictures of an evaluation with their tables: what the law book wants shown, as far as the case holds the facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.rulebook.chart import DEDUCTIONS, PARTS, STAGES, YEARS
from hengji.writing import figures, numerals
from hengji.writing.charts.bars import FILLS, Bar, Drawing, Group
from hengji.writing.filler import Filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hengji.core.evaluation import Evaluation
    from hengji.core.sheet import Line
    from hengji.rulebook.book import Book
    from hengji.rulebook.chart import ChartEntry, Row
    from hengji.writing.charts.svg import Chart
    from hengji.writing.references import Reference, References

MOST_YEARS, MOST_ROWS, TWO = 5, 24, 2
COMPARED = {2: (FILLS[1], FILLS[0]), 3: (FILLS[1], FILLS[2], FILLS[0])}
"""What is compared with is light or white, this year's outturn dark."""
OPEN = (FILLS[2],)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its number, and the table beside it: `head` names the columns, a cell is a name or a figure; `unit` is that of the amounts."""

    id: str
    name: str
    number: int
    title: str
    chart: Chart
    unit: str
    head: tuple[str, ...]
    rows: tuple[tuple[Filled, ...], ...]
    note: str = ""
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture before it has its number."""

    legend: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    fills: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[Filled, ...], ...]
    note: str = ""
    points: bool = False


def pictures(evaluation: Evaluation, book: Book, references: References) -> tuple[Picture, ...]:
    """The pictures in the order of the law book, numbered from 1; one that has nothing to show is left out."""
    found: list[Picture] = []
    for entry in book.charts.values():
        drawn = _Drawing(evaluation, book, references, entry).drawn()
        if drawn is not None:
            found.append(_picture(entry, drawn, len(found) + 1, evaluation, book))
    return tuple(found)


def _picture(entry: ChartEntry, drawn: _Drawn, number: int, evaluation: Evaluation, book: Book) -> Picture:
    title = book.caption("charts.title", number=number, year=evaluation.case.year, title=entry.title)
    rows = "；".join(_read_aloud(row, drawn.head) for row in drawn.rows)
    said = book.caption("charts.said", says=entry.says, rows=rows)
    unit = book.shown["points" if drawn.points else "money"].label
    drawing = Drawing(title, said, drawn.legend, drawn.groups, drawn.fills)
    return Picture(entry.id, entry.name, number, title, drawing.chart, unit, drawn.head, drawn.rows, drawn.note, drawing)


def _read_aloud(row: Sequence[Filled], head: Sequence[str]) -> str:
    name, *cells = row
    return f"{name.printed} " + "，".join(
        f"{column} {cell.text or cell.reason}" for column, cell in zip(head[1:], cells, strict=True)
    )


class _Drawing:
    """One picture of the law book over one evaluation."""

    def __init__(self, evaluation: Evaluation, book: Book, references: References, entry: ChartEntry) -> None:
        self.evaluation, self.book, self.references, self.entry = evaluation, book, references, entry
        made: dict[str, Callable[[], _Drawn | None]] = {
            YEARS: self._years,
            STAGES: self._stages,
            PARTS: self._parts,
            DEDUCTIONS: self._deductions,
        }
        self.drawn = made[entry.kind]

    def _caption(self, key: str, **slots: object) -> str:
        return self.book.caption(f"charts.{key}", **slots)

    # ---- amounts

    def _years(self) -> _Drawn | None:
        """Each row over the years of which any row knows an amount; wants this year and one before."""
        year = self.evaluation.case.year
        back = [step for step in range(MOST_YEARS) if any(self._known(self._before(row, step)) for row in self.entry.rows)]
        if len(back) < TWO or back[0] != 0:
            return None
        back.reverse()
        names = [self._caption("year", year=year - step) for step in back]
        return self._amounts(names, [(row, [self._before(row, step) for step in back]) for row in self.entry.rows], 1)

    def _before(self, row: Row, step: int) -> Reference:
        reference = self._reference(row.name)
        prior = self.book.caption("docx.prior")
        for _ in range(step):
            reference = replace(reference, years_back=reference.years_back + 1, written=f"{prior}({reference.written})")
        return reference

    def _stages(self) -> _Drawn | None:
        """Each row at the stages of which any row knows an amount; a row with one amount alone has nothing to be compared with."""
        stages = list(self.book.stages.values())
        rows = [(row, [self._reference(f"{row.name}[{stage.label}]") for stage in stages]) for row in self.entry.rows]
        rows = [(row, each) for row, each in rows if sum(map(self._known, each)) >= TWO]
        used = [at for at in range(len(stages)) if any(self._known(each[at]) for _, each in rows)]
        if not rows:
            return None
        return self._amounts([stages[at].label for at in used], [(row, [each[at] for at in used]) for row, each in rows], TWO)

    def _amounts(self, names: Sequence[str], rows: Sequence[tuple[Row, Sequence[Reference]]], least: int) -> _Drawn | None:
        shown = [(row, references) for row, references in rows if sum(map(self._known, references)) >= least]
        if not shown:
            return None
        groups = tuple(Group(row.name, tuple(self._bar(each) for each in references)) for row, references in shown)
        table = tuple((self._label(row, shown), *(self._cell(each) for each in references)) for row, references in shown)
        fills = COMPARED.get(len(names), FILLS[1 : len(names)] + FILLS[:1])
        return _Drawn(tuple(zip(names, fills, strict=False)), groups, fills, (self._caption("row"), *names), table)

    def _parts(self) -> _Drawn | None:
        """The parts of a whole, each with its share; wants the whole and two parts."""
        whole = self._reference(self.entry.whole)
        rows = [(row, [self._reference(row.name)]) for row in self.entry.rows]
        if not self._known(whole) or sum(self._known(each[0]) for _, each in rows) < TWO:
            return None
        word = f"{self.book.caption('docx.suffix_share')}{self.entry.whole}"
        rows = [(row, each) for row, each in rows if not row.within or self._known(each[0])]
        groups, table = [], []
        for row, (reference,) in rows:
            share = self.references[f"{row.name}.{word}"]
            bar = self._bar(reference)
            groups.append(Group(self._label(row, rows).text, (replace(bar, printed=share.text or bar.printed),)))
            table.append((self._label(row, rows), self._cell(reference), share))
        head = (self._caption("row"), self._caption("amount"), self._caption("share", whole=self.entry.whole))
        return _Drawn((), tuple(groups), FILLS[:1], head, tuple(table))

    def _label(self, row: Row, shown: Sequence[tuple[Row, object]]) -> Filled:
        """其中： before the first of the rows that another one contains; the others stand as far in."""
        inside = [other for other, _ in shown if row.within and other.within == row.within]
        if not inside:
            return Filled(row.name)
        return Filled(self._caption("within" if inside[0] == row else "within_too", name=row.name))

    def _reference(self, name: str) -> Reference:
        found = self.references.read(name)
        if found is None:
            raise KeyError(name)
        return found

    def _known(self, reference: Reference) -> bool:
        return self.references.quantity(reference) is not None

    def _bar(self, reference: Reference) -> Bar:
        quantity = self.references.quantity(reference)
        if quantity is None:
            return Bar(None, self._caption("unknown"))
        return Bar(quantity.value, self.references.amount(quantity.value, quantity))

    def _cell(self, reference: Reference) -> Filled:
        quantity, value = self.references.quantity(reference), self.references.value(reference)
        if quantity is None:
            return value
        return Filled(self.references.amount(quantity.value, quantity), f"{value.figure}{figures.NUMBER_FORM}")

    # ---- points

    def _deductions(self) -> _Drawn | None:
        """The lines that lost points, the most first, then those that are not scored; wants one that lost points."""
        lost = sorted((line for line in self.evaluation.sheet.lines if _lost(line)), key=_most_first)
        open_lines = [line for line in self.evaluation.sheet.lines if line.status is Status.UNKNOWN]
        if not lost:
            return None
        weighed = [line for line in open_lines if line.weight is not None]
        shown = [*lost, *weighed][:MOST_ROWS]
        left = len(lost) + len(open_lines) - len(shown)
        note = self._caption("left_out", count=left) if left else ""
        head = tuple(self._caption(key) for key in ("indicator", "weight", "points", "deducted"))
        groups = tuple(Group(_name(line), (self._line_bar(line),)) for line in shown)
        return _Drawn(
            ((head[2], FILLS[0]), (head[3], FILLS[2])),
            groups,
            OPEN,
            head,
            tuple(tuple(self._line(line)) for line in shown),
            note,
            points=True,
        )

    def _line_bar(self, line: Line) -> Bar:
        if isinstance(line.points, Unknown) or line.weight is None or line.deduction is None:
            return Bar(None, self._caption("unscored"))
        return Bar(line.weight, self._caption("lost", points=numerals.points(line.deduction)), line.points)

    def _line(self, line: Line) -> Iterator[Filled]:
        yield Filled(_name(line))
        reason = self._caption("unscored")
        for what, value in (("weight", line.weight), ("points", line.points), ("deduction", line.deduction)):
            if value is None or isinstance(value, Unknown):
                yield Filled("", reason=reason)
            else:
                yield Filled(numerals.points(value), f"score/{line.id}/{what}")


def _lost(line: Line) -> bool:
    return line.deduction is not None and line.deduction[0] > 0 and not isinstance(line.points, Unknown) and line.weight is not None


def _most_first(line: Line) -> tuple[int, str]:
    n, d = line.deduction or (0, 1)
    return (-n * 10**6 // d, line.id)


def _name(line: Line) -> str:
    return line.path[-1] if line.path else line.id
