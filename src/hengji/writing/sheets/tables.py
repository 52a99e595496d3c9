"""数据表: the printed base-data forms, every fact with its source, and every check with both sides as live formulas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.once import once
from hengji.core.quantity import Quantity
from hengji.expr import dimensions
from hengji.expr.facts import Facts
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Binary, OverAxis, Ref, rebuild, refs, walk
from hengji.rulebook.machine import letters, place
from hengji.rulebook.sheets import years
from hengji.writing.figures import UNIT_FORM, YEAR_FORM, fact_id
from hengji.writing.sheets import checks, printing, told
from hengji.writing.sheets.checks import Operand
from hengji.writing.sheets.paper import Paper, edge, height, visible
from hengji.writing.sheets.printing import Block, Empty, Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.finding import Result
    from hengji.core.quantity import Unit
    from hengji.expr.tree import Node
    from hengji.rulebook.book import Book
    from hengji.rulebook.form import Form
    from hengji.rulebook.identity import Identity
    from hengji.writing.sheets.told import Told

LABEL_WIDTH, UNIT_WIDTH, FIGURE_WIDTH = 32, 9, 16
TITLE_LENGTH = 31
MONEY, MONEY_DECIMALS, MOST_DECIMALS = "money", 2, 8
FACT_WIDTHS = (36, 26, 8, 18, 9, 40, 24)
CHECK_COLUMNS = (
    ("code", 8), ("name", 26), ("statement", 70), ("verdict", 9), ("left", 14), ("right", 14), ("difference", 11), ("explanation", 40),
    ("reference", 24),
)  # fmt: skip
WRAPPED = frozenset({"name", "statement", "explanation", "reference"})
YEAR_COLUMN, VALUE_COLUMN, UNIT_COLUMN = 2, 3, 4
VERDICT_COLUMN = 3
LEFT_COLUMN = 4
FACT_HEAD, CHECK_HEAD = 1, 2
DECIDED = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED, Verdict.IMPOSSIBLE})


@dataclass(frozen=True, slots=True)
class _Out:
    """What every sheet of the file needs."""

    evaluation: Evaluation
    book: Book
    paper: Paper

    def caption(self, key: str, **slots: object) -> str:
        return self.book.caption(f"xlsx.{key}", **slots)

    def headed(self, key: str) -> str:
        case = self.evaluation.case
        return self.caption(key, unit=case.unit, year=case.year)


def write(evaluation: Evaluation, book: Book, paper: Paper) -> None:
    """All sheets of the data tables."""
    out = _Out(evaluation, book, paper)
    for form in printing.forms(book):
        _form(out, form)
    _checks(out, _facts(out))


# ---- printed forms


def _form(out: _Out, form: Form) -> None:
    blocks = printing.print_form(form, out.evaluation.case, out.book)
    title = years(form.title, out.evaluation.case.year)
    last = max(_columns(block) for block in blocks) - 1
    name = out.book.captions.get(f"xlsx.form_{form.id}", form.id)[:TITLE_LENGTH]
    page = out.paper.sheet(name, landscape=False)
    page.set_column(0, 0, LABEL_WIDTH)
    page.set_column(1, last, FIGURE_WIDTH)
    out.paper.across(page, (0, 0, last), title, "title")
    page.set_row(0, 30)
    out.paper.across(page, (1, 0, last), out.evaluation.case.unit, "line")
    row = 2
    for block in blocks:
        row = _block(out, page, block, row, last)
    notes, sign_off = printing.lines_below(form)
    for text in [*notes, *(["\u3000\u3000\u3000\u3000".join(f"{each}：" for each in sign_off)] if sign_off else [])]:
        out.paper.across(page, (row, 0, last), text, "line")
        page.set_row(row, height([(text, LABEL_WIDTH + FIGURE_WIDTH * last)]) + 6)
        row += 1
    page.freeze_panes(2, 1)
    page.repeat_rows(0, 1)
    page.print_area(0, 0, row - 1, last)


def _columns(block: Block) -> int:
    return len(block.heads) + 1 + block.with_units


def _block(out: _Out, page: Any, block: Block, row: int, last: int) -> int:
    """A block: its head line, then its rows."""
    before = [block.title] if not block.with_units else [block.title, out.caption("facts_unit")]
    heads = [*before, *block.heads]
    if any(block.heads):
        for column, head in enumerate(heads):
            out.paper.text(page, (row, column), head, "head")
        page.set_row(row, height([(head, FIGURE_WIDTH) for head in heads]))
        row += 1
    for printed in block.rows:
        texts = [f"{printed.label}"] + ([printed.unit] if block.with_units else [])
        for column, text in enumerate(texts):
            out.paper.text(page, (row, column), text, f"text{printed.depth}" if printed.depth and not column else "text")
        words = len(printed.cells) == 1 and _is_text(printed.cells[0])
        for at, cell in enumerate(printed.cells):
            _cell(out, page, (row, len(texts) + at), cell, last if words else 0)
        page.set_row(row, _row_height(printed.cells, last))
        row += 1
    return row


def _is_text(cell: Figure | Empty) -> bool:
    return isinstance(cell, Figure) and isinstance(cell.fact.value, str)


def _row_height(cells: tuple[Figure | Empty, ...], last: int) -> float:
    texts = [
        (cell.fact.value, float(FIGURE_WIDTH * last))
        for cell in cells
        if isinstance(cell, Figure) and isinstance(cell.fact.value, str)
    ]
    return max(18.0, height(list(texts)))


def _cell(out: _Out, page: Any, at: tuple[int, int], cell: Figure | Empty, last: int) -> None:
    row, column = at
    if isinstance(cell, Empty):
        word = out.caption("nothing" if cell is Empty.NOTHING else "unknown")
        out.paper.text(page, at, word, "middle")
        return
    if isinstance(cell.fact.value, Quantity):
        held: float | str = _number(out, page, at, cell.fact.value, cell.unit)
    else:
        held = visible(_words(cell.fact, out.book))
        out.paper.across(page, (row, column, max(last, column)), _words(cell.fact, out.book), "text" if last > column else "middle")
    form = page.get_name()
    out.paper.bind(page, at, f"{fact_id(cell.fact)}|{form}", held, f"{form} {out.book.concepts[cell.fact.concept].label}")


def _number(out: _Out, page: Any, at: tuple[int, int], amount: Quantity, unit: Unit | None = None) -> float:
    """A figure as a number: in the form's unit, with the decimals that were printed and money with two at least; a rate in per cent."""
    if amount.unit.dimension == "ratio":
        look = out.paper.look("points", num_format=_decimals("0", amount.decimals) + "%" if amount.unit.label == "%" else "0.00##%")
        page.write_number(*at, edge(amount.value), look)
        return edge(amount.value)
    wanted = unit if unit is not None and unit.dimension == amount.unit.dimension else amount.unit
    value = exact.divide(amount.value, wanted.factor)
    decimals = _places(value) if wanted.id != amount.unit.id else amount.decimals
    if amount.unit.dimension == MONEY:
        decimals = max(decimals, MONEY_DECIMALS)
    page.write_number(*at, edge(value), out.paper.look("points", num_format=_decimals("0", decimals)))
    return edge(value)


def _decimals(start: str, decimals: int) -> str:
    return f"{start}.{'0' * decimals}" if decimals else start


def _places(value: Exact) -> int:
    """How many decimals a number needs."""
    _, _, decimals = exact.plain(value, MOST_DECIMALS).partition(".")
    return len(decimals)


def _words(fact: Fact, book: Book) -> str:
    if isinstance(fact.value, bool):
        return book.caption("show.yes" if fact.value else "show.no")
    return str(fact.value)


# ---- every fact


def _facts(out: _Out) -> dict[int, int]:
    """The sheet of all facts; gives the row of each fact by its identity in the case."""
    page = out.paper.sheet(out.caption("facts_tab"))
    for column, width in enumerate(FACT_WIDTHS):
        page.set_column(column, column, width)
    last = len(FACT_WIDTHS) - 1
    out.paper.across(page, (0, 0, last), out.headed("facts_title"), "title")
    page.set_row(0, 30)
    for column, key in enumerate(("name", "basis", "year", "value", "unit", "said", "place")):
        out.paper.text(page, (FACT_HEAD, column), out.caption(f"facts_{key}"), "head")
    rows, row = {}, FACT_HEAD
    for fact in _in_order(out.evaluation, out.book):
        row += 1
        rows[id(fact)] = row
        _fact(out, page, row, fact)
    if row == FACT_HEAD:
        row += 1
        out.paper.across(page, (row, 0, last), out.caption("facts_empty"), "middle")
    page.freeze_panes(FACT_HEAD + 1, 1)
    page.repeat_rows(FACT_HEAD)
    page.autofilter(FACT_HEAD, 0, row, last)
    page.print_area(0, 0, row, last)
    return rows


def _in_order(evaluation: Evaluation, book: Book) -> list[Fact]:
    """The facts in the order of the dictionary, this year first."""
    order = {name: at for at, name in enumerate(book.concepts)}
    stages = {name: at for at, name in enumerate(book.stages)}
    facts = list(evaluation.case.facts)
    return sorted(facts, key=lambda f: (order[f.concept], -f.context.year, f.context.members, stages.get(f.context.stage, -1)))


def _fact(out: _Out, page: Any, row: int, fact: Fact) -> None:
    concept = out.book.concepts[fact.concept]
    unit = fact.value.unit.label if isinstance(fact.value, Quantity) else ""
    basis = _basis(fact, out.book)
    out.paper.text(page, (row, 0), concept.label, "text")
    out.paper.text(page, (row, 1), basis, "text")
    page.write_number(row, YEAR_COLUMN, fact.context.year, out.paper.look("middle"))
    called = f"{concept.label} {basis}".strip()
    out.paper.bind(page, (row, YEAR_COLUMN), f"{fact_id(fact)}{YEAR_FORM}", fact.context.year, called)
    if isinstance(fact.value, Quantity):
        held: float | str = _number(out, page, (row, VALUE_COLUMN), fact.value)
    else:
        held = visible(_words(fact, out.book))
        out.paper.text(page, (row, VALUE_COLUMN), _words(fact, out.book), "text")
    out.paper.bind(page, (row, VALUE_COLUMN), f"{fact_id(fact)}|cell", held, called)
    out.paper.text(page, (row, UNIT_COLUMN), unit, "middle")
    if unit:
        out.paper.bind(page, (row, UNIT_COLUMN), f"{fact_id(fact)}{UNIT_FORM}", unit, called)
    out.paper.text(page, (row, 5), fact.provenance.said, "text")
    out.paper.text(page, (row, 6), str(fact.provenance.place), "text")
    texts = [basis, fact.provenance.said, "" if isinstance(fact.value, Quantity) else _words(fact, out.book)]
    page.set_row(row, height([(text, FACT_WIDTHS[column]) for text, column in zip(texts, (1, 5, VALUE_COLUMN), strict=True)]))


def _basis(fact: Fact, book: Book) -> str:
    """The stage, and the part of a breakdown."""
    parts = [book.stages[fact.context.stage].label] if fact.context.stage else []
    for axis, code in fact.context.members:
        member = book.axes[axis].members.get(code)
        label = member.label if member is not None else ""
        parts.append(f"{book.axes[axis].label} {code}{f' {label}' if label not in ('', code) else ''}")
    return "；".join(parts)


# ---- every check


def _checks(out: _Out, rows: Mapping[int, int]) -> None:
    page = out.paper.sheet(out.caption("checks_tab"))
    last = len(CHECK_COLUMNS) - 1
    for column, (_, width) in enumerate(CHECK_COLUMNS):
        page.set_column(column, column, width)
    out.paper.across(page, (0, 0, last), out.headed("checks_title"), "title")
    page.set_row(0, 30)
    out.paper.across(page, (1, 0, last), "", "strong")
    counts = _counts(out)
    page.write_formula(1, 0, counts.cell(), out.paper.look("strong"), counts.text)
    out.paper.bind(page, (1, 0), "checks/counts", counts.text, out.caption("checks_tab"), computed=True)
    for column, (name, _) in enumerate(CHECK_COLUMNS):
        out.paper.text(page, (CHECK_HEAD, column), out.caption(f"checks_{name}"), "head")
    sides = _Sides(out, rows)
    row = CHECK_HEAD
    for row, result in enumerate(out.evaluation.results, start=CHECK_HEAD + 1):
        _check(out, page, row, result, sides)
    if row > CHECK_HEAD:
        red = out.paper.file.add_format({"font_color": "#C00000", "bold": True})
        broken = out.book.caption(f"verdict.{Verdict.IMPOSSIBLE.value}")
        rule = {"type": "cell", "criteria": "==", "value": f'"{broken}"', "format": red}
        page.conditional_format(CHECK_HEAD + 1, VERDICT_COLUMN, row, VERDICT_COLUMN, rule)
    page.freeze_panes(CHECK_HEAD + 1, 2)
    page.repeat_rows(CHECK_HEAD)
    page.autofilter(CHECK_HEAD, 0, row, last)
    page.print_area(0, 0, row, last)


def _counts(out: _Out) -> Told:
    """How many checks came to which verdict, counted in the sheet; none is left out."""
    verdicts, word = [result.verdict for result in out.evaluation.results], out.book.captions
    first, last = CHECK_HEAD + 1, CHECK_HEAD + max(1, len(verdicts))
    cells = f"{place(first, VERDICT_COLUMN)}:{place(last, VERDICT_COLUMN)}"
    found = told.counted(cells, {word[f"verdict.{verdict.value}"]: verdicts.count(verdict) for verdict in Verdict})
    slots = {verdict.value: found[word[f"verdict.{verdict.value}"]] for verdict in Verdict}
    return told.caption(out.book, "xlsx.checks_counts", total=str(len(verdicts)), **slots)


def _check(out: _Out, page: Any, row: int, result: Result, sides: _Sides) -> None:
    identity, code = out.book.identities.get(result.rule), out.book.codes.get(result.rule)
    missing = out.caption("missing", names="、".join(result.missing)) if result.missing else ""
    texts = {
        "code": result.rule,
        "name": identity.message if identity is not None else code.title if code is not None else "",
        "statement": result.statement,
        "verdict": out.book.verdict(result),
        "explanation": "；".join(text for text in (result.explanation, missing) if text),
        "reference": identity.reference.source if identity is not None else "",
    }
    looks = out.paper.look
    verdict = sides.verdict(identity, result) if identity is not None else ""
    for column, (name, _) in enumerate(CHECK_COLUMNS):
        if name in texts:
            red = name == "verdict" and result.verdict is Verdict.IMPOSSIBLE
            look = "middle" if name in {"code", "verdict"} else "text"
            changes = {"font_color": "#C00000", "bold": True} if red else {}
            if name == "verdict" and verdict:
                page.write_formula(row, column, verdict, looks(look), texts[name])
            else:
                out.paper.text(page, (row, column), texts[name], look, **changes)
    found = sides.of(identity, result) if identity is not None else None
    if found is None:
        for column in (4, 5):
            page.write_blank(row, column, None, looks("text"))
        out.paper.text(page, (row, 6), result.difference, "middle")
        if result.difference:
            called = out.caption("checks_of", name=texts["name"] or result.rule, what=out.caption("checks_difference"))
            out.paper.bind(page, (row, 6), f"checks/{result.rule}/difference", visible(result.difference), called)
    else:
        left, right = place(row, 4), place(row, 5)
        gap = exact.subtract(found.left, found.right)
        gap = gap if gap[0] >= 0 else exact.negative(gap)
        look = looks("points", num_format="0.00##%" if found.ratio else "0.00####")
        page.write_formula(row, 4, f"={found.left_formula}", look, edge(found.left))
        page.write_formula(row, 5, f"={found.right_formula}", look, edge(found.right))
        page.write_formula(row, 6, f"=ABS(ROUND({left}-{right},6))", look, edge(exact.round_half_away(gap, 6)))
    page.set_row(row, height([(texts[name], width) for name, width in CHECK_COLUMNS if name in WRAPPED]))


@once
def _over_axis(formula: Binary) -> bool:
    """Whether a formula sums over an axis, so that it says something else in every case."""
    return any(isinstance(node, OverAxis) for node in walk(formula))


@dataclass(frozen=True, slots=True)
class _Compared:
    left_formula: str
    right_formula: str
    left: Exact
    right: Exact
    ratio: bool


class _Sides:
    """Both sides of an identity over the cells of the sheet of facts, with the values that the program computed."""

    def __init__(self, out: _Out, rows: Mapping[int, int]) -> None:
        self.out, self.rows = out, rows
        book, case = out.book, out.evaluation.case
        parents = {axis.id: {member.code: member.parent for member in axis.members.values()} for axis in book.axes.values()}
        self.facts = Facts(case.facts, case.year, parents)
        self.row_of = {result.rule: row for row, result in enumerate(out.evaluation.results, start=CHECK_HEAD + 1)}
        known = [result.rule for result in out.evaluation.results if result.verdict in DECIDED and result.rule in book.identities]
        self.closing: dict[Ref, list[int]] = {}
        for rule in known:
            for ref in checks.closes(book.identities[rule]):
                self.closing.setdefault(ref, []).append(self.row_of[rule])

    def of(self, identity: Identity, result: Result) -> _Compared | None:
        """The sides as formulas, where a cell can say them and the result is known."""
        if result.verdict in {Verdict.UNKNOWN, Verdict.NOT_APPLICABLE}:
            return None
        operands = {ref: self._operand(ref) for ref in refs(identity.formula)}
        said = checks.sides(identity, operands, self.out.book.shown)
        left, right = (self._value(side) for side in (identity.formula.left, identity.formula.right))
        if said is None or left is None or right is None:
            return None
        ratio = dimensions.check(identity.formula.left, {}) == dimensions.PURE
        return _Compared(*said, left, right, ratio)

    def verdict(self, identity: Identity, result: Result) -> str:
        """The verdict as a formula over the cells of facts, that says what the program says; empty where one cell cannot say it."""
        amounts = [fact.value for fact in result.facts if isinstance(fact.value, Quantity)]
        alike = len({amount.unit.id for amount in amounts}) <= 1 or identity.tolerance != checks.SUM
        if result.verdict not in DECIDED or not alike or any(isinstance(fact.value, bool) for fact in result.facts):
            return ""
        if _over_axis(identity.formula):
            identity = replace(identity, formula=self._unfolded(identity.formula))
        operands = {ref: self._operand(ref, '""') for ref in checks.names(identity)}
        check = checks.express(identity, operands, self.out.book.shown, self._finest(identity))
        if check is None:
            return ""
        words = {verdict: f'"{self.out.book.caption(f"verdict.{verdict.value}")}"' for verdict in Verdict}
        broken = f"AND({check.broken},NOT({excuse}))" if (excuse := self._excuse(identity)) else check.broken
        text = (
            f"IF({checks.holds(identity, check, self._stated(identity))},{words[Verdict.CONSISTENT]},"
            f"IF({broken},{words[Verdict.IMPOSSIBLE]},{words[Verdict.EXPLAINED]}))"
        )
        if check.applies not in {"", "TRUE"}:
            text = f"IF({check.applies},{text},{words[Verdict.NOT_APPLICABLE]})"
        text = f"=IFERROR(IF({check.missing},{words[Verdict.UNKNOWN]},{text}),{words[Verdict.UNKNOWN]})"
        return text if len(text) < checks.LONGEST else ""

    def _unfolded(self, formula: Binary) -> Binary:
        """A comparison with the sums over an axis written out as the members that are listed."""
        left, right = (self._written_out(side) for side in (formula.left, formula.right))
        return Binary(formula.operator, left, right)

    def _written_out(self, node: Node) -> Node:
        if not isinstance(node, OverAxis):
            return rebuild(node, self._written_out)
        listed: list[Node] = [replace(node.ref, members=fact.context.members) for fact in self.facts.members(node)]
        return reduce(lambda left, right: Binary("＋", left, right), listed) if listed else node

    def _finest(self, identity: Identity) -> str:
        """Half of the finest printed digit of a sum's figures, in the shown unit."""
        amounts = [fact.value for ref in refs(identity.formula) if (fact := self.facts.statement(ref)) is not None]
        halves = [self._half(amount) for amount in amounts if isinstance(amount, Quantity)]
        return checks.plain(min(halves, key=lambda half: exact.decimal(half, 15))) if halves else "0"

    def _half(self, amount: Quantity) -> Exact:
        """Half of the last printed digit in the unit of the cell: the shown one, and for a rate the pure number."""
        if amount.unit.dimension == "ratio":
            return exact.reduce(amount.half_digit)
        return exact.reduce(exact.divide(amount.half_digit, self.out.book.shown[amount.unit.dimension].factor))

    def _stated(self, identity: Identity) -> tuple[str, int] | None:
        """The side that is one stated figure, and its decimals in the unit of its cell."""
        for side, node in (("left", identity.formula.left), ("right", identity.formula.right)):
            fact = self.facts.statement(node) if isinstance(node, Ref) else None
            if fact is not None and isinstance(fact.value, Quantity):
                whole = exact.reduce(exact.divide((1, 2), self._half(fact.value)))
                return side, len(str(whole[0])) - 1
        return None

    def _excuse(self, identity: Identity) -> str:
        """A share that misses by no more than one of its last digit is explained, where the shares come to 100 % exactly."""
        for ref in checks.stated(identity):
            others, fact = self.closing.get(ref, []), self.facts.statement(ref)
            if others and fact is not None and isinstance(fact.value, Quantity):
                whole = ",".join(f"ROUND({place(at, LEFT_COLUMN)}-{place(at, LEFT_COLUMN + 1)},{checks.PLACES})=0" for at in others)
                row, half = self.row_of[identity.code], checks.plain(self._half(fact.value))
                gap = f"ROUND(ABS({place(row, LEFT_COLUMN)}-{place(row, LEFT_COLUMN + 1)})-2*{half},{checks.PLACES})<=0"
                return f"AND(OR({whole}),{gap})"
        return ""

    def _operand(self, ref: Ref, absent: str = "0") -> Operand:
        """The cell of a fact in the shown unit of its dimension, and half its last printed digit; one that the forms leave out is 0."""
        fact = self.facts.statement(ref)
        if fact is None or not isinstance(fact.value, Quantity):
            return Operand(absent, "0")
        cell = f"'{self.out.caption('facts_tab')}'!${letters(VALUE_COLUMN)}${self.rows[id(fact)] + 1}"
        shown = self.out.book.shown[fact.value.unit.dimension]
        if fact.value.unit.dimension == "ratio" or shown.factor == fact.value.unit.factor:
            return Operand(cell, checks.plain(self._half(fact.value)))
        scaled = f"{cell}*{checks.plain(exact.divide(fact.value.unit.factor, shown.factor))}"
        return Operand(scaled, checks.plain(self._half(fact.value)))

    def _value(self, side: Node) -> Exact | None:
        """A side's value in the shown units of its dimension."""
        value = evaluate(side, self.facts)
        if not isinstance(value, tuple):
            return None
        for name, power in dimensions.check(side, {}):
            shown = self.out.book.shown.get(name)
            for _ in range(abs(power)):
                if shown is not None:
                    value = exact.divide(value, shown.factor) if power > 0 else exact.multiply(value, shown.factor)
        return value
