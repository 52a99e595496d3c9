"""A comparison as parts of words, tables and charts, from which the page and the Word file are printed alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.writing.charts.columns import Series, columns
from hengji.writing.charts.scales import Bar, scales
from hengji.writing.difference import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from hengji.core.exact import Exact
    from hengji.rulebook.difference import Change, Difference, RowDifference
    from hengji.rulebook.difference.effect import Distribution, Effect, Grade, Move, RowEffect, Spread
    from hengji.writing.charts.svg import Chart

DECIMALS, CLASSES, MOST_ROWS, MOST_BARS, MOST_PARTS = 2, 20, 50, 20, 3
HALF, ENDS = (1, 2), ((0, 1), (1, 1))


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, its share of the width in hundredths, and whether it holds numbers."""

    name: str
    width: int
    number: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption; a row with one cell runs over the whole width."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its words, then its charts, then its tables."""

    id: str
    title: str
    words: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The whole paper: `tiles` are the figures at its head."""

    title: str
    about: tuple[str, ...]
    tiles: tuple[tuple[str, str, str], ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What was scored: where the facts came from, and how many units could not be read, by name where they are files."""

    name: str
    refused: tuple[str, ...]
    count: int


def view(found: Difference, effect: Effect | None = None, facts: Facts | None = None) -> View:
    """The comparison, with whom it moves where facts were given."""
    return _View(found, effect, facts).view()


class _View:
    def __init__(self, found: Difference, effect: Effect | None, facts: Facts | None) -> None:
        self.found, self.effect, self.facts, self.book = found, effect, facts, found.after.book

    def say(self, key: str, **slots: object) -> str:
        return self.book.caption(f"diff_paper.{key}", **slots)

    def view(self) -> View:
        found = self.found
        about = [
            self.book.caption("diff.between", before=self._scheme("before"), after=self._scheme("after")),
            self.say("about", digest=found.after.book.digest[:12], count=len(found.pairs)),
        ]
        if self.facts is not None and self.effect is not None:
            about.append(self.say("about_facts", name=self.facts.name, units=self.effect.units))
        return View(self.say("title"), tuple(about), tuple(self._tiles()), tuple(self._parts()))

    def _scheme(self, which: str) -> str:
        side = self.found.before if which == "before" else self.found.after
        return self.book.caption("diff.scheme", title=side.scheme.title, id=side.given)

    def _tiles(self) -> Iterator[tuple[str, str, str]]:
        found, effect = self.found, self.effect
        yield self.say("tile_rows"), str(len(found.rows)), wording.counts(found, self.book)
        if effect is None:
            return
        yield self.say("tile_units"), str(effect.units), self.say("tile_compared", count=effect.compared)
        none = self.say("nothing"), self.say("tile_none")
        moved = str(effect.up + effect.down), self.say("tile_up_down", up=effect.up, down=effect.down)
        graded = any(old is not None and new is not None for old, new in effect.grades)
        yield self.say("tile_moved"), *(moved if effect.compared else none)
        yield self.say("tile_regraded"), *((str(effect.regraded), self.say("tile_regraded_of")) if graded else none)
        yield self.say("tile_unknown"), str(effect.units - effect.compared), self.say("tile_unknown_note")

    def _parts(self) -> Iterator[Part]:
        numbers = iter(self.say("numerals"))
        for part in (self._changes(), *(self._effects(self.effect) if self.effect is not None else ())):
            yield Part(part.id, self.say("heading", number=next(numbers), title=part.title), part.words, part.charts, part.grids)

    # ---- what changed

    def _changes(self) -> Part:
        found, say = self.found, self.say
        words = [wording.counts(found, self.book)]
        if found.same:
            words = [self.book.caption("diff.same")]
        elif found.words_only:
            words.append(self.book.caption("diff.words_only"))
        if found.reordered:
            words.append(self.book.caption("diff.order"))
        heads = (Column(say("column_thing"), 18), Column(say("column_before"), 41), Column(say("column_after"), 41))
        grids = []
        scored, only = _split(found.head)
        rows = [*self._changed(scored), *self._rows([row for row in found.rows if not row.words_only])]
        if rows:
            grids.append(Grid(say("changes_scored"), heads, tuple(rows)))
        rows = [*self._changed(only), *self._rows([row for row in found.rows if row.words_only], only=True)]
        rows += list(self._rows([row for row in found.rows if not row.words_only and row.kind == "changed"], only=True))
        if rows:
            grids.append(Grid(say("changes_words"), heads, tuple(rows)))
        return Part("changes", say("part_changes"), tuple(words), (), tuple(grids))

    def _changed(self, changes: Iterable[Change]) -> Iterator[tuple[str, ...]]:
        none = self.say("nothing")
        for change in changes:
            yield change.what, change.before or none, change.after or none

    def _rows(self, rows: Iterable[RowDifference], *, only: bool = False) -> Iterator[tuple[str, ...]]:
        for row in rows:
            changes = [change for change in wording.shown(row) if change.words_only == only or row.kind != "changed"]
            if changes:
                name = self.book.caption(f"diff.row_{row.kind}", id=row.pair.row.id, name=wording.name(row.pair))
                yield (name + wording.place(row.pair, self.book),)
                yield from self._changed(changes)

    # ---- whom it moves

    def _effects(self, effect: Effect) -> Iterator[Part]:
        yield self._totals(effect)
        yield self._grades(effect)
        yield self._moves(effect)
        yield self._contributions(effect)
        if any(row.remeasured for row in effect.rows):
            yield self._measures(effect)
        yield self._constant(effect)
        yield self._near(effect)
        yield self._unknown(effect)

    def _totals(self, effect: Effect) -> Part:
        say = self.say
        words = [
            say("totals", compared=effect.compared, up=effect.up, down=effect.down, same=effect.same),
            say("totals_note", before=effect.before.known, after=effect.after.known),
        ]
        if not effect.before.known and not effect.after.known:
            return Part("totals", say("part_totals"), (say("no_totals"), *words[1:]))
        grid = Grid(
            say("totals_caption"),
            (Column(say("column_thing"), 40), Column(say("before"), 30, number=True), Column(say("after"), 30, number=True)),
            tuple(self._statistics(effect)),
        )
        chart, classes = self._histogram(effect)
        return Part("totals", say("part_totals"), tuple(words), (chart,), (grid, classes))

    def _statistics(self, effect: Effect) -> Iterator[tuple[str, ...]]:
        sides = effect.before, effect.after
        yield self.say("known"), *(str(side.known) for side in sides)
        yield self.say("unknown"), *(str(side.unknown) for side in sides)
        yield self.say("mean"), *(self._points(side.mean()) for side in sides)
        yield self.say("median"), *(self._points(_quantile(side, HALF)) for side in sides)
        for key, end in zip(("lowest", "highest"), ENDS, strict=True):
            yield self.say(key), *(self._points(_quantile(side, end)) for side in sides)

    def _histogram(self, effect: Effect) -> tuple[Chart, Grid]:
        """The classes from the lowest that has a unit to the highest, and the same in a table."""
        say = self.say
        edges = _edges(max(self.found.before.scheme.full_marks, self.found.after.scheme.full_marks, key=_size))
        counts = [side.bins(edges) for side in (effect.before, effect.after)]
        used = [at for at in range(len(edges) - 1) if counts[0][at] or counts[1][at]]
        kept = range(used[0], used[-1] + 1)
        names = [say("class", low=exact.plain(edges[at]), high=exact.plain(edges[at + 1])) for at in kept]
        before, after = (
            Series(say(key), [count[at] for at in kept]) for key, count in zip(("before", "after"), counts, strict=True)
        )
        chart = columns(say("totals_chart"), say("totals_said"), names, (before, after), (say("axis_total"), say("axis_units")))
        heads = (Column(say("column_class"), 40), Column(say("before"), 30, number=True), Column(say("after"), 30, number=True))
        rows = tuple((name, str(old), str(new)) for name, old, new in zip(names, before.values, after.values, strict=True))
        return chart, Grid(say("totals_classes"), heads, rows)

    def _grades(self, effect: Effect) -> Part:
        say = self.say
        labels = self._labels()
        named = [label for label in labels if label is not None]
        chart = columns(
            say("grades_chart"),
            say("grades_said"),
            named,
            (
                Series(say("before"), [effect.before.grades[label] for label in named]),
                Series(say("after"), [effect.after.grades[label] for label in named]),
            ),
            (say("axis_grade"), say("axis_units")),
        )
        width = 76 // max(1, len(labels))
        heads = (Column(say("grades_from"), 24), *(Column(self._grade(label), width, number=True) for label in labels))
        rows = tuple(
            (self._grade(old), *(str(effect.grades[old, new]) for new in labels))
            for old in labels
            if any(effect.grades[old, new] for new in labels)
        )
        charts = (chart,) if any(effect.before.grades[each] or effect.after.grades[each] for each in named) else ()
        if not any(old is not None or new is not None for old, new in effect.grades):
            return Part("grades", say("part_grades"), (say("no_grades"),))
        words = (say("grades", regraded=effect.regraded), say("grades_note"))
        return Part("grades", say("part_grades"), words, charts, (Grid(say("grades_caption"), heads, rows),))

    def _labels(self) -> list[Grade]:
        """The grades of both schemes from the best on, and behind them the lack of one."""
        steps = [step for side in (self.found.after, self.found.before) for step in side.scheme.grades]
        by_limit = sorted(steps, key=lambda step: _size(step.lowest), reverse=True)
        return [*dict.fromkeys(step.label for step in by_limit), None]

    def _moves(self, effect: Effect) -> Part:
        say = self.say
        shown = effect.moves[:MOST_ROWS]
        if not shown:
            words = say("no_moves", compared=effect.compared) if effect.compared else say("no_compared")
            return Part("moves", say("part_moves"), (words,))
        heads = (
            Column(say("column_unit"), 20),
            Column(say("column_year"), 7),
            Column(say("before"), 9, number=True),
            Column(say("after"), 9, number=True),
            Column(say("column_change"), 9, number=True),
            Column(say("column_grade"), 11),
            Column(say("column_through"), 35),
        )
        rows = tuple(self._moved(move, effect) for move in shown)
        moved = effect.up + effect.down
        words = say("moves_all", count=moved) if moved <= len(shown) else say("moves_some", count=moved, shown=len(shown))
        return Part("moves", say("part_moves"), (words, say("moves_note")), (), (Grid(say("moves_caption"), heads, rows),))

    def _moved(self, move: Move, effect: Effect) -> tuple[str, ...]:
        old, new = (self._grade(grade) for grade in move.grades)
        grade = new if old == new else self.book.caption("diff.between", before=old, after=new)
        return (
            move.unit, str(move.year), self._points(move.before), self._points(move.after), self._signed(move.change), grade,
            self._through(move, effect),
        )  # fmt: skip

    def _through(self, move: Move, effect: Effect) -> str:
        """The rows that do most, then how much the others do together, then what is no row's."""
        parts = sorted(move.parts, key=lambda part: (-_magnitude(part[1]), part[0]))
        said = [
            self.say("through", name=wording.name(effect.rows[at].pair), points=self._signed(points))
            for at, points in parts[:MOST_PARTS]
        ]
        others = exact.ZERO
        for _, points in parts[MOST_PARTS:]:
            others = exact.add(others, points)
        if len(parts) > MOST_PARTS:
            said.append(self.say("through_others", count=len(parts) - MOST_PARTS, points=self._signed(others)))
        if move.rest[0]:
            said.append(self.say("through_rest", points=self._signed(move.rest)))
        return self.book.caption("diff.semicolon").join(said)

    def _contributions(self, effect: Effect) -> Part:
        say = self.say
        moved = [row for row in effect.rows if row.up or row.down]
        if not moved:
            return Part("contributions", say("part_contributions"), (say("no_contributions"),))
        moved.sort(key=lambda row: -_magnitude(row.sum))
        bars = [
            Bar(wording.name(row.pair), row.mean or exact.ZERO, self._signed(row.mean or exact.ZERO)) for row in moved[:MOST_BARS]
        ]
        chart = scales(say("contributions_chart"), say("contributions_said"), bars, (say("end_down"), say("end_up")))
        heads = (
            Column(say("column_indicator"), 32),
            Column(say("column_mean"), 12, number=True),
            Column(say("column_up"), 9, number=True),
            Column(say("column_down"), 9, number=True),
            Column(say("column_same"), 9, number=True),
            Column(say("column_unknown"), 9, number=True),
            Column(say("column_range"), 20),
        )
        rows = tuple(self._contribution(row) for row in moved)
        note = [say("contributions_note")] + ([say("contributions_bars", count=MOST_BARS)] if len(moved) > MOST_BARS else [])
        grid = Grid(say("contributions_caption"), heads, rows)
        return Part("contributions", say("part_contributions"), tuple(note), (chart,), (grid,))

    def _contribution(self, row: RowEffect) -> tuple[str, ...]:
        mean = self._signed(row.mean) if row.mean is not None else self.say("nothing")
        ends = self.say("range", least=self._signed(row.least or exact.ZERO), most=self._signed(row.most or exact.ZERO))
        counts = (str(each) for each in (row.up, row.down, row.same, row.unknown))
        return (self._row(row), mean, *counts, ends)

    def _measures(self, effect: Effect) -> Part:
        """Measures that are others than before: what can be seen where weights, and so points, are not known."""
        say = self.say
        none = say("nothing")
        rows: list[tuple[str, ...]] = []
        for row in effect.rows:
            if row.remeasured:
                rows.append((say("measures_row", name=wording.name(row.pair), count=row.remeasured),))
                rows += [(unit, str(year), old or none, new or none) for unit, year, old, new in row.measures[:MOST_ROWS]]
        heads = (
            Column(say("column_unit"), 46),
            Column(say("column_year"), 10),
            Column(say("before"), 22, number=True),
            Column(say("after"), 22, number=True),
        )
        return Part("measures", say("part_measures"), (say("measures"),), (), (Grid(say("measures_caption"), heads, tuple(rows)),))

    def _row(self, row: RowEffect) -> str:
        kind = "" if row.pair.both else "added" if row.pair.before is None else "removed"
        return wording.name(row.pair) + (self.say(f"row_{kind}") if kind else "")

    def _constant(self, effect: Effect) -> Part:
        say = self.say
        heads = (
            Column(say("column_indicator"), 34),
            Column(say("column_scheme"), 16),
            Column(say("column_spread"), 24),
            Column(say("column_known"), 9, number=True),
            Column(say("column_unknown"), 9, number=True),
            Column(say("column_na"), 8, number=True),
        )
        rows = []
        for row in effect.rows:
            for key, spread in (("before", row.before), ("after", row.after)):
                if spread.constant:
                    counts = (str(each) for each in (spread.known, spread.unknown, spread.not_applicable))
                    rows.append((wording.name(row.pair), say(key), self._spread(spread), *counts))
        if not rows:
            return Part("constant", say("part_constant"), (say("no_constant"),))
        return Part("constant", say("part_constant"), (say("constant"),), (), (Grid(say("constant_caption"), heads, tuple(rows)),))

    def _spread(self, spread: Spread) -> str:
        if spread.full == spread.known:
            return self.say("spread_full")
        return self.say("spread_same", points=self._points(spread.first))

    def _near(self, effect: Effect) -> Part:
        say = self.say
        margin = exact.plain(effect.margin)
        if not effect.before.known and not effect.after.known:
            return Part("near", say("part_near"), (say("no_near"),))
        words = [
            say("near", margin=margin, before=effect.fragile[0], after=effect.fragile[1], known=effect.after.known),
            say("near_note", margin=margin),
        ]
        shown = effect.near[:MOST_ROWS]
        if not shown:
            return Part("near", say("part_near"), tuple(words))
        heads = (
            Column(say("column_unit"), 40),
            Column(say("column_year"), 10),
            Column(say("column_total"), 14, number=True),
            Column(say("column_limit"), 12, number=True),
            Column(say("column_gap"), 12, number=True),
            Column(say("column_grade"), 12),
        )
        rows = tuple(
            (
                each.unit,
                str(each.year),
                self._points(each.total),
                self._points(each.limit),
                self._signed(each.gap),
                self._grade(each.grade),
            )
            for each in shown
        )
        return Part("near", say("part_near"), tuple(words), (), (Grid(say("near_caption", shown=len(shown)), heads, rows),))

    def _unknown(self, effect: Effect) -> Part:
        say = self.say
        words = [say("unknown_counts", neither=effect.neither, before=effect.only_before, after=effect.only_after)]
        if effect.supposed:
            words.append(say("supposed", count=effect.supposed))
        for key, count in zip(("before", "after"), effect.other_years, strict=True):
            if count:
                words.append(say("other_years", scheme=say(key), count=count))
        if self.facts is not None and self.facts.refused:
            words.append(
                say("refused", count=len(self.facts.refused), names=self.book.caption("diff.and").join(self.facts.refused))
            )
        open_ = [row for row in effect.rows if row.before.unknown or row.after.unknown]
        if not open_:
            return Part("unknown", say("part_unknown"), tuple(words))
        heads = (
            Column(say("column_indicator"), 52),
            Column(say("unknown_before"), 24, number=True),
            Column(say("unknown_after"), 24, number=True),
        )
        none = say("nothing")
        rows = tuple(
            (
                self._row(row),
                none if row.pair.before is None else str(row.before.unknown),
                none if row.pair.after is None else str(row.after.unknown),
            )
            for row in sorted(open_, key=lambda row: -max(row.before.unknown, row.after.unknown))
        )
        return Part("unknown", say("part_unknown"), tuple(words), (), (Grid(say("unknown_caption"), heads, rows),))

    # ---- words

    def _points(self, value: Exact | None) -> str:
        return self.say("nothing") if value is None else exact.text(value, DECIMALS)

    def _signed(self, value: Exact) -> str:
        return signed(value)

    def _grade(self, grade: Grade) -> str:
        return self.say("no_grade") if grade is None else grade


def signed(value: Exact) -> str:
    """A change with its sign.

    >>> signed((3, 2)), signed((-1, 3)), signed((0, 1))
    ('+1.50', '−0.33', '0.00')
    """
    text = exact.text(value, DECIMALS)
    if text.startswith("-"):
        return f"−{text[1:]}"
    return text if not value[0] else f"+{text}"


def _split(changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
    return [each for each in changes if not each.words_only], [each for each in changes if each.words_only]


def _edges(full: Exact) -> list[Exact]:
    """Twenty classes from nothing to the full marks."""
    return [exact.reduce(exact.divide(exact.multiply(full, (at, 1)), (CLASSES, 1))) for at in range(CLASSES + 1)]


def _quantile(side: Distribution, part: Exact) -> Exact | None:
    return side.quantile(part)


def _size(value: Exact) -> Decimal:
    return exact.decimal(value, 12)


def _magnitude(value: Exact) -> int:
    """The size of points in millionths, by which they are put in order."""
    return exact.round_half_away((abs(value[0]), value[1]), 6)[0]
