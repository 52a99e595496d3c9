"""Do the cases hold the rules? Each operator and constant of each identity and method is changed in turn, and a case must break."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.expr import dimensions
from hengji.expr.errors import FormulaError
from hengji.expr.functions import DEFAULT, DOWN, MAX, MIN, UP
from hengji.expr.tree import Binary, Call, Node, Number, Ref, Truth, Unary, children, rebuild
from hengji.expr.words import formula
from hengji.testing import cases as rule_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book
    from hengji.testing.cases import RuleCase

OTHERS = {
    "＋": "－", "－": "＋", "×": "÷", "÷": "×",
    "＝": "≤", "≤": "＜", "≥": "＞", "＜": "≤", "＞": "≥", "≠": "＝",
    "且": "或", "或": "且",
}  # fmt: skip
FUNCTIONS = {MIN: MAX, MAX: MIN, UP: DOWN, DOWN: UP}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one thing changed, and whether a case noticed."""

    rule: str
    changed: str
    killed: bool


def check(book: Book, cases: tuple[RuleCase, ...]) -> Iterator[Mutant]:
    """Every mutant of every identity and method that has cases, and of those that have none; what the loader refuses is no mutant."""
    for code, identity in book.identities.items():
        mine = [case for case in cases if case.rule == code]
        changed = [replace(identity, formula=node) for node in _with(identity.formula) if isinstance(node, Binary) and _sound(node)]
        if identity.applies is not None:
            changed += [replace(identity, applies=node) for node in _with(identity.applies) if _sound(node)]
        for mutant in changed:
            killed = any(rule_cases.of_identity(case, mutant, book) != rule_cases.wanted(case) for case in mine)
            yield Mutant(code, f"{formula(mutant.formula)} | {formula(mutant.applies) if mutant.applies else ''}", killed)
    for name, method in book.methods.items():
        mine = [case for case in cases if case.rule == name]
        for node in _with(method.formula):
            mutant_method = replace(method, formula=node)
            killed = any(rule_cases.of_method(case, mutant_method) != rule_cases.wanted(case) for case in mine)
            yield Mutant(name, formula(node), killed)


def _sound(node: Node) -> bool:
    """Whether the loader would take a formula."""
    try:
        return dimensions.check(node, {}) == dimensions.TRUTH
    except FormulaError:
        return False


def _with(node: Node) -> list[Node]:
    """Every tree that differs from this one in one operator or constant; the 0 of 缺省 is grammar and no constant."""
    here = list(_changes(node))
    below = children(node)[:1] if isinstance(node, Call) and node.function == DEFAULT else children(node)
    for at, child in enumerate(below):
        here.extend(_replaced(node, at, changed) for changed in _with(child))
    return here


def _replaced(node: Node, at: int, changed: Node) -> Node:
    position = iter(range(len(children(node))))
    return rebuild(node, lambda child: changed if next(position) == at else child)


def _changes(node: Node) -> Iterator[Node]:
    match node:
        case Binary(operator, left, right, column):
            yield Binary(OTHERS[operator], left, right, column)
        case Number(value=value, written=written):
            yield replace(node, value=exact.add(value, exact.ONE), written=f"{written}＋1")
        case Truth(value=value):
            yield Truth(not value)
        case Unary(operand=operand):
            yield operand
        case Call(function=function, arguments=arguments, at=column) if function in FUNCTIONS:
            yield Call(FUNCTIONS[function], arguments, column)
        case Ref(stage=stage) if stage:
            yield replace(node, years=node.years - 1)
        case _:
            return
