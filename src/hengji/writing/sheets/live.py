"""计分数据: the facts that a score sheet's points rest on, in a tab of their own, and the points, limits and total as formulas over them.

A line is live where its points follow from facts alone. What a person entered, what peers decide and what was taken away stand as numbers, and
the total is a formula over both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hengji.core import exact
from hengji.core.quantity import DATE, Quantity
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.expr import dimensions
from hengji.expr.errors import FormulaError
from hengji.expr.facts import Facts
from hengji.expr.functions import DEFAULT, IF, ROUND
from hengji.expr.parse import parse
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, rebuild, walk
from hengji.expr.unfold import Lists
from hengji.rulebook import method as methods
from hengji.rulebook import show
from hengji.rulebook.machine import letters
from hengji.rulebook.rules import HALF_UP
from hengji.writing import figures, lines, numerals, totals
from hengji.writing.sheets import formula, told
from hengji.writing.sheets.checks import LONGEST, InexpressibleError, plain
from hengji.writing.sheets.paper import edge, height

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengji.core.case import OwnIndicator
    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.quantity import Unit
    from hengji.core.sheet import Line
    from hengji.expr.scalar import Value
    from hengji.rulebook.book import Book
    from hengji.rulebook.method import Bound
    from hengji.rulebook.rules import OverCompletion
    from hengji.rulebook.scheme import Indicator, Scheme
    from hengji.writing.sheets.paper import Paper
    from hengji.writing.sheets.told import Told

WIDTHS = (36, 26, 8, 18, 9, 48)
YEAR, VALUE, UNIT, HEAD, FIRST = 2, 3, 4, 2, 3
RATIO, MONEY, MONEY_DIGITS = "ratio", "money", 4
NO_LIMIT: Exact = (10**6, 1)


class Live:
    """What of a score sheet can be computed in the sheet, planned before anything is drawn: which cell holds which fact and which measure."""

    def __init__(self, evaluation: Evaluation, book: Book) -> None:
        self.evaluation, self.book = evaluation, book
        self.tab = book.caption("xlsx.live_tab")
        self.scheme: Scheme | None = book.schemes.get(evaluation.sheet.scheme)
        self.facts = Facts(evaluation.case.facts, evaluation.case.year, book.parents)
        rows = self.scheme.indicators if self.scheme is not None else ()
        indicators: dict[str, Indicator] = {row.id: row for row in rows}
        self.own = {own.id: own for own in evaluation.case.indicators}
        self.measures: dict[str, tuple[Line, Node]] = {}
        self.points: dict[str, Node] = {}
        self.actual: dict[str, Quantity] = {}
        self.targets: dict[str, Node] = {}
        for line in evaluation.sheet.lines:
            bound = self._bound(line, indicators.get(line.id))
            if bound is not None:
                self._plan(line, *bound)
        self.limits = {limit.id: node for limit in evaluation.sheet.limits if (node := self._limit(limit.id)) is not None}
        wanted = [node for name, node in self.targets.items() if name in self.measures]
        nodes = [*(measure for _, measure in self.measures.values()), *self.points.values(), *self.limits.values(), *wanted]
        used = [fact for node in nodes for fact in self._facts(node)]
        self.row_of = {id(fact): FIRST + at for at, fact in enumerate(dict.fromkeys(used))}
        self.kept = list(dict.fromkeys(used))
        start = FIRST + len(self.kept) + 2
        self.measure_row = {name: start + at for at, name in enumerate(self.measures)}

    # ---- what is live

    def _bound(self, line: Line, row: Indicator | None) -> tuple[Node, Node] | None:
        """The measure of a line and the formula of its points; None where something else than facts decides them."""
        own = self.own.get(line.id)
        if row is not None:
            decides = bool(row.members) or row.peers is not None
            bound, measure = row.bound, row.measure
        elif own is not None:
            decides = own.points is not None or bool(own.tier)
            bound, measure = self._of_department(line, own)
        else:
            return None
        if bound is None or measure is None or decides or bound.entered or bound.peers:
            return None
        return measure, bound.points

    def _of_department(self, line: Line, own: OwnIndicator) -> tuple[Bound | None, Node | None]:
        """A department's own indicator, bound by the method that its slot names for the kind of its target."""
        slot = next((slot for slot in self.scheme.slots if slot.id == line.slot), None) if self.scheme is not None else None
        method = slot.methods.get(own.operator) if slot is not None else None
        if method is None or not isinstance(own.actual, Quantity | None):
            return None, None
        measure: Node | None = Local(methods.MEASURE) if own.actual is not None else None
        try:
            if own.actual_formula:
                measure = parse(own.actual_formula, self.book.vocabulary)
            elif own.actual is not None:
                self.actual[line.id] = own.actual
            target = parse(own.target_formula, self.book.vocabulary) if own.target_formula else _literal(own.target)
            if measure is None or target is None or not method.target:
                return None, None
            self.targets[line.id] = self._known(target)
            given: dict[str, Node] = {method.target: target}
            high = _literal(own.target_high)
            given |= {name: high for name in list(method.parameters)[1:2] if high is not None}
            dimension = dimensions.check(measure, {}) if own.actual is None else dimensions.of(own.actual.unit.dimension)
            return methods.bind(method, own.weight, dimension, given, Lists()), measure
        except FormulaError:
            return None, None

    def _plan(self, line: Line, measured: Node, scored: Node) -> None:
        """A line whose points follow from its facts: the formula that the scorer computed gives the same points, exactly."""
        if self.scheme is None or line.status is not Status.SCORED or line.taken is not None or isinstance(line.points, Unknown):
            return
        measure, points = self._known(measured), self._known(scored)
        actual, decimals = self.actual.get(line.id), self.scheme.rate_decimals
        pure = actual.unit.dimension == RATIO if actual is not None else dimensions.check(measured, {}) == dimensions.PURE
        if decimals is not None and pure:
            measure = Call(ROUND, (measure, Number((decimals, 1), str(decimals))))
        value = evaluate(measure, _Measured(self.facts, actual.value) if actual is not None else self.facts)
        if not isinstance(value, tuple) or not self._can_say(measure, points):
            return
        found = evaluate(points, _Measured(self.facts, value))
        rounding = self.scheme.rounding
        if isinstance(found, tuple) and exact.compare(rounding.at(found, rounding.points), line.points) == 0:
            self.measures[line.id], self.points[line.id] = (line, measure), points

    def _known(self, node: Node) -> Node:
        """The formula with terms that the forms leave out as 0."""
        if isinstance(node, Call) and node.function == DEFAULT and isinstance(node.arguments[0], Ref):
            return node.arguments[1] if self.facts.statement(node.arguments[0]) is None else node.arguments[0]
        return rebuild(node, self._known)

    def _can_say(self, *nodes: Node) -> bool:
        try:
            texts = [formula.say(node, self._probe) for node in nodes]
        except InexpressibleError:
            return False
        return max(map(len, texts)) * 4 < LONGEST  # a cell's name is up to four times as long as the probe's

    def _probe(self, leaf: Ref | Local | OverAxis) -> str:
        """A name that a sheet can say: a fact that is stated, the measure, or the points of a line."""
        if isinstance(leaf, Ref):
            fact = self.facts.statement(leaf)
            if fact is None or not isinstance(fact.value, Quantity | bool):
                raise InexpressibleError(leaf.label)
        elif isinstance(leaf, Local) and leaf.name != methods.MEASURE:
            raise InexpressibleError(leaf.name)
        return "A" * 24

    def _facts(self, node: Node) -> Iterator[Fact]:
        for each in walk(node):
            if isinstance(each, OverAxis):
                yield from self.facts.members(each)
            elif isinstance(each, Ref):
                fact = self.facts.statement(each)
                if fact is not None:
                    yield fact

    def _limit(self, name: str) -> Node | None:
        """The most that the total may be by a veto or a cap, where facts alone decide it."""
        if self.scheme is None:
            return None
        for veto in self.scheme.vetoes:
            if veto.id == name and veto.most is not None and not veto.stated:
                most: Node = Call(IF, (self._known(veto.when), _number(veto.most), _number(NO_LIMIT)))
                return most if self._settled(most) else None
        for cap in self.scheme.caps:
            if cap.id == name:  # a cap at the full marks is none, and a bonus may go beyond them
                most, full = self._known(cap.most), _number(self.scheme.full_marks)
                most = Call(IF, (Binary("＜", most, full), most, _number(NO_LIMIT)))
                return most if self._settled(most) else None
        return None

    def _settled(self, most: Node) -> bool:
        return isinstance(evaluate(most, self.facts), tuple) and self._can_say(most)

    # ---- formulas

    def points_of(self, line: Line) -> str:
        """The formula of a line's points; empty where they stand as a number."""
        node = self.points.get(line.id)
        if node is None or self.scheme is None:
            return ""
        rounding = self.scheme.rounding
        text = formula.say(node, lambda leaf: self._cell(leaf, line.id))
        text = formula.rounded(text, rounding.points) if rounding.mode == HALF_UP else formula.cut(text, rounding.points)
        return f'=IFERROR({text},"{self.book.caption("xlsx.unknown")}")'

    def total(self, cells: Mapping[str, str]) -> str:
        """The formula of the total over the cells of the lines' points; empty where the printed points do not give it."""
        sheet = self.evaluation.sheet
        node = totals.tree(sheet, self.scheme, self.limits)
        if node is None:
            return ""
        text = formula.say(node, lambda leaf: cells[leaf.name] if isinstance(leaf, Local) else self._cell(leaf, ""))
        return f'=IFERROR({text},"{self.book.caption("xlsx.unknown")}")' if len(text) < LONGEST else ""

    def _cell(self, leaf: Ref | Local | OverAxis, line: str) -> str:
        if isinstance(leaf, Local):
            return self._measure(line)
        if isinstance(leaf, OverAxis):
            return f"({'+'.join(self._fact(fact) for fact in self.facts.members(leaf))})"
        fact = self.facts.statement(leaf)
        if fact is None:
            raise InexpressibleError(leaf.label)
        return self._fact(fact)

    def _at(self, row: int) -> str:
        return f"'{self.tab}'!${letters(VALUE)}${row + 1}"

    def _measure(self, line: str) -> str:
        """The measure of a line: the cell of its formula, or the amount that the department states, in base units."""
        cell, actual = self._at(self.measure_row[line]), self.actual.get(line)
        if actual is None:
            return f"ROUND({cell}*{plain(self.shown(line).factor)},{MONEY_DIGITS})" if self._is_money(line) else cell
        decimals = self.scheme.rate_decimals if self.scheme is not None and actual.unit.dimension == RATIO else None
        scaled = _scaled(cell, actual)
        return scaled if decimals is None else formula.rounded(scaled, decimals)

    def _fact(self, fact: Fact) -> str:
        """The cell of a fact in base units."""
        cell, value = self._at(self.row_of[id(fact)]), fact.value
        if isinstance(value, bool):
            return f'({cell}="{self.book.caption("show.yes")}")'
        return _scaled(cell, value) if isinstance(value, Quantity) else cell

    # ---- the tab

    def draw(self, paper: Paper) -> None:
        """The tab; nothing where no line is live."""
        if not self.kept:
            return
        page, last = paper.sheet(self.tab), len(WIDTHS) - 1
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width)
        paper.across(page, (0, 0, last), self.book.caption("xlsx.live_title"), "title")
        page.set_row(0, 30)
        lead = self.book.caption("xlsx.live_lead")
        page.set_row(1, height([(lead, float(sum(WIDTHS)))]))
        paper.across(page, (1, 0, last), lead, "line")
        for column, key in enumerate(("name", "basis", "year", "value", "unit", "said")):
            paper.text(page, (HEAD, column), self.book.caption(f"xlsx.facts_{key}"), "head")
        for fact in self.kept:
            self._draw_fact(page, paper, fact)
        self._draw_measures(page, paper)
        page.freeze_panes(FIRST, 1)
        page.repeat_rows(HEAD)
        page.print_area(0, 0, max([*self.row_of.values(), *self.measure_row.values()]), last)

    def _draw_fact(self, page: Any, paper: Paper, fact: Fact) -> None:
        row, value = self.row_of[id(fact)], fact.value
        paper.text(page, (row, 0), self.book.concepts[fact.concept].label, "text")
        stage = self.book.stages[fact.context.stage].label if fact.context.stage else ""
        members = [f"{self.book.axes[axis].label} {code}" for axis, code in fact.context.members]
        paper.text(page, (row, 1), "；".join(part for part in (stage, *members) if part), "text")
        page.write_number(row, YEAR, fact.context.year, paper.look("middle"))
        if isinstance(value, Quantity):
            number, look = _shown(value, value.unit, paper)
            page.write_number(row, VALUE, number, look)
            paper.text(page, (row, UNIT), value.unit.label, "middle")
            paper.bind(page, (row, UNIT), f"{figures.fact_id(fact)}|live{figures.UNIT_FORM}", value.unit.label, self._called(fact))
            held: float | str = number
        else:
            held = self.book.caption("show.yes" if value else "show.no")
            paper.text(page, (row, VALUE), held, "middle")
            paper.text(page, (row, UNIT), "", "middle")
        called = self._called(fact)
        paper.bind(page, (row, YEAR), f"{figures.fact_id(fact)}|live{figures.YEAR_FORM}", fact.context.year, called)
        paper.bind(page, (row, VALUE), f"{figures.fact_id(fact)}|live", held, called)
        paper.text(page, (row, 5), fact.provenance.said, "text")

    def _called(self, fact: Fact) -> str:
        return f"{self.tab} {self.book.concepts[fact.concept].label}"

    def _draw_measures(self, page: Any, paper: Paper) -> None:
        if not self.measures:
            return
        head = min(self.measure_row.values()) - 1
        for column, key in enumerate(("measure_name", "measure_id", "", "measure_value", "", "measure_formula")):
            paper.text(page, (head, column), self.book.caption(f"xlsx.live_{key}") if key else "", "head")
        for name, (line, node) in self.measures.items():
            row, actual = self.measure_row[name], self.actual.get(name)
            paper.text(page, (row, 0), line.path[-1], "text")
            paper.text(page, (row, 1), name, "text")
            paper.text(page, (row, 2), "", "middle")
            called = f"{self.tab} {line.path[-1] if line.path else name}"
            if actual is not None:
                number, look = _shown(actual, actual.unit, paper)
                page.write_number(row, VALUE, number, look)
                paper.bind(page, (row, VALUE), f"score/{name}/measure|live", number, called)
                paper.text(page, (row, UNIT), actual.unit.label, "middle")
                paper.text(page, (row, 5), self.book.caption("xlsx.live_stated"), "text")
                continue
            value = self.value(name)
            text = formula.say(node, lambda leaf: self._cell(leaf, ""))
            look = paper.look("points", num_format="0.00##%" if line.measure_text.endswith("%") else "General")
            if self._is_money(name) and isinstance(value, tuple):
                unit = self.shown(name)
                value, text = exact.divide(value, unit.factor), f"{text}/{plain(unit.factor)}"
                look = paper.look("points", num_format="0.00####")
            cached: float | str = edge(value) if isinstance(value, tuple) else ""
            page.write_formula(row, VALUE, f"={text}", look, cached)
            paper.bind(page, (row, VALUE), f"score/{name}/measure|live", cached, called, computed=True)
            paper.text(page, (row, UNIT), self._base_unit(name), "middle")
            paper.text(page, (row, 5), show.formula(self.book, node), "text")

    def _base_unit(self, line: str) -> str:
        """The unit in which a measure stands; empty for a pure number and for what has none of its own."""
        if self._is_money(line):
            return self.shown(line).label
        found = self._dimension(line)
        units = (entry.unit for entry in self.book.units.values())
        return next((unit.label for unit in units if unit.dimension == found and unit.factor == exact.ONE), "")

    def _dimension(self, line: str) -> str:
        """The one dimension of a computed measure; empty for a pure number and for what has several."""
        found = list(dimensions.check(self.measures[line][1], {}))
        return found[0][0] if len(found) == 1 and found[0][1] == 1 and found[0][0] != RATIO else ""

    def _is_money(self, line: str) -> bool:
        return line not in self.actual and self._dimension(line) == MONEY

    def shown(self, line: str) -> Unit:
        """The unit in which a report shows an amount of a measure's dimension."""
        return self.book.shown[self._dimension(line)]

    # ---- words that print what is computed

    def value(self, line: str) -> Value:
        """A measure in base units, as the program computed it."""
        actual = self.actual.get(line)
        return evaluate(self.measures[line][1], _Measured(self.facts, actual.value) if actual is not None else self.facts)

    def measure_said(self, line: str) -> Told | None:
        """A measure as a report prints it; None where it is not printed as a number with its unit."""
        value, actual, cell = self.value(line), self.actual.get(line), self._at(self.measure_row[line])
        if not isinstance(value, tuple):
            return None
        if actual is not None:
            if actual.unit.dimension == RATIO:
                return told.percent(cell, value, actual.decimals) if actual.unit.label == "%" else None
            return told.fixed(cell, exact.of(actual.number), actual.decimals) + told.words(actual.unit.label)
        if dimensions.check(self.measures[line][1], {}) == dimensions.PURE:
            return told.percent(cell, value)
        dimension = self._dimension(line)
        if dimension == DATE or dimension not in self.book.shown:
            return None
        unit, amount = self.shown(line), cell if dimension == MONEY else f"({cell}/{plain(self.shown(line).factor)})"
        return told.plain(amount, exact.divide(value, unit.factor), show.OTHER_DECIMALS) + told.words(unit.label)

    def target_said(self, line: Line) -> Told | None:
        """A target that is computed from facts, as a report prints it."""
        own = self.own.get(line.id)
        if own is None or not own.target_formula or line.id not in self.targets or line.id not in self.measures:
            return None
        node = self.targets[line.id]
        value, dimension = evaluate(node, self.facts), list(dimensions.check(node, {}))
        unit = self.book.shown.get(dimension[0][0]) if len(dimension) == 1 and dimension[0][1] == 1 else None
        if unit is None or not isinstance(value, tuple) or not self._can_say(node):
            return None
        cell = f"({formula.say(node, lambda leaf: self._cell(leaf, line.id))})/{plain(unit.factor)}"
        amount = told.fixed(cell, exact.divide(value, unit.factor), show.TARGET_DECIMALS) + told.words(unit.label)
        sign = next((mark for mark in show.SIGNS if own.target_text.startswith(mark)), "")
        return told.caption(self.book, "score.target_computed", sign=sign, amount=amount)

    def caution_said(self, line: Line) -> tuple[str, bool, Told] | None:
        """When an actual value goes beyond its target so far that a reviewer asks: the condition, whether it holds, and the words."""
        rule = self._over(line)
        if rule is None or rule.action == "none":
            return None
        own = self.own.get(line.id)
        target: Node = _number(exact.ONE)
        if own is not None:
            if own.operator not in {"at_least", "above"} or line.id not in self.targets:
                return None
            target = self.targets[line.id]
        wanted, value = evaluate(target, self.facts), self.value(line.id)
        if not (isinstance(wanted, tuple) and isinstance(value, tuple) and wanted[0] > 0 and self._can_say(target)):
            return None
        rate = exact.divide(value, wanted)
        said = f"({self._measure(line.id)}/{formula.say(target, lambda leaf: self._cell(leaf, line.id))})"
        over, sign = exact.compare(rate, rule.above), ">=" if rule.closed else ">"
        condition = f"ROUND({said}-{plain(rule.above)},{formula.NEAR}){sign}0"
        key = "score.over_explained" if line.reason_given else f"score.over_{rule.action}"
        slots: dict[str, Told | str] = {"rate": told.percent(said, rate), "above": show.percent(rule.above, 0)}
        slots["reason"] = line.reason_given
        return condition, over > 0 or (over == 0 and rule.closed), told.caption(self.book, key, **slots)

    def _over(self, line: Line) -> OverCompletion | None:
        if self.scheme is None:
            return None
        row = next((row for row in self.scheme.indicators if row.id == line.id), None)
        slot = next((slot for slot in self.scheme.slots if slot.id == line.slot), None)
        return row.over_completion if row is not None else slot.over_completion if slot is not None else None

    def method_label(self, line: Line) -> str:
        """What the method of a line is called."""
        method = lines.method(line, self.evaluation.case, self.evaluation.sheet, self.book)
        return method.label if method is not None else ""


class _Measured:
    """The facts, with a measure in the place of 指标值."""

    def __init__(self, facts: Facts, measure: Exact) -> None:
        self.facts, self.measure = facts, measure

    def fact(self, ref: Ref) -> Value:
        """A fact's value."""
        return self.facts.fact(ref)

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        """The listed members of an axis."""
        return self.facts.listed(over)

    def local(self, name: Local) -> Value:
        """指标值; any other name is not known here."""
        return self.measure if name.name == methods.MEASURE else self.facts.local(name)


def _scaled(cell: str, amount: Quantity) -> str:
    """A cell in base units; money to a hundredth of a 分, which no printed figure reaches."""
    if amount.unit.dimension in {RATIO, DATE} or amount.unit.factor == exact.ONE:
        return cell
    scaled = f"{cell}*{plain(amount.unit.factor)}"
    return f"ROUND({scaled},{MONEY_DIGITS})" if amount.unit.dimension == MONEY else f"({scaled})"


def _literal(amount: Quantity | str | None) -> Node | None:
    """An amount as a constant; None where it is none, or a day."""
    if not isinstance(amount, Quantity) or amount.unit.dimension == DATE:
        return None
    return methods.literal(amount.value, amount.printed, amount.unit.dimension)


def _number(value: Exact) -> Number:
    return Number(value, exact.plain(value))


def _shown(amount: Quantity, unit: Unit, paper: Paper) -> tuple[float, Any]:
    """The number as it is printed, money with two decimals at least, and its look; a rate as the pure number that its per cent stand for."""
    decimals = max(amount.decimals, numerals.MONEY_DECIMALS) if unit.dimension == MONEY else amount.decimals
    start = "0" + (f".{'0' * decimals}" if decimals else "")
    if unit.dimension == RATIO:
        return edge(amount.value), paper.look("points", num_format=f"{start}%" if unit.label == "%" else "General")
    return edge(exact.of(amount.number)), paper.look("points", num_format=start)
