"""The same thing stated in several tables: equal, one fact with all its places; unequal, a problem that names both, and no fact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.problem import Problem, problem
from hengji.rulebook.naming import fact_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.fact import Key
    from hengji.core.place import Place
    from hengji.reading.tables.state import Statement
    from hengji.rulebook.book import Book

DIFFERENT = "RD33"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A figure with its one stage: the statement with the finest printed digit, and every place that states it."""

    key: Key
    statement: Statement
    places: tuple[Place, ...]


def settle(statements: Iterable[Statement], book: Book, year: int) -> tuple[tuple[Agreed, ...], tuple[Problem, ...]]:
    """Open stages are settled first, then the statements of each fact are held against one another."""
    found = list(statements)
    known: dict[Key, list[Statement]] = {}
    for each in found:
        if len(each.stages) == 1:
            known.setdefault(_key(each, each.stages[0]), []).append(each)
    by_key: dict[Key, list[Statement]] = {}
    for each in found:
        stage = _stage(each, known)
        by_key.setdefault(_key(each, stage), []).append(each)
    agreed, problems = [], []
    for key, same in by_key.items():
        odd = next((other for other in same[1:] if not agree(same[0], other)), None)
        if odd is None:
            agreed.append(Agreed(key, _finest(same), tuple(dict.fromkeys(each.place for each in same))))
        else:
            problems.append(_different(key, same, odd, book, year))
    return tuple(agreed), tuple(problems)


def agree(a: Statement, b: Statement) -> bool:
    """Whether two amounts say the same: exactly in one unit, at its table's printed digit where one is in a larger unit."""
    difference = exact.subtract(a.amount.value, b.amount.value)
    if a.amount.unit == b.amount.unit:
        return difference[0] == 0
    larger = a if exact.compare(a.amount.unit.factor, b.amount.unit.factor) > 0 else b
    return abs(Fraction(*difference)) * 2 <= _digit(larger)


def _digit(each: Statement) -> Fraction:
    """One of the last digit that its table prints, in base units: a bare 0 beside 0.25 stands for 0.00."""
    numerator, denominator = each.amount.unit.factor
    return Fraction(numerator, denominator * int(10**each.finest))


def _finest(same: list[Statement]) -> Statement:
    """The first statement, unless another says the same amount to a finer digit."""
    exactly = all(exact.compare(same[0].amount.value, each.amount.value) == 0 for each in same)
    return same[0] if exactly else min(same, key=_digit)


def _key(each: Statement, stage: str) -> Key:
    return (each.concept, each.year, stage, each.members)


def _stage(each: Statement, known: dict[Key, list[Statement]]) -> str:
    """The stage that another place settles by stating the same amount at exactly one of the open stages; else the one taken otherwise."""
    if len(each.stages) == 1:
        return each.stages[0]
    settled = [stage for stage in each.stages if any(agree(each, other) for other in known.get(_key(each, stage), ()))]
    return settled[0] if len(settled) == 1 else each.otherwise


def _different(key: Key, same: list[Statement], odd: Statement, book: Book, year: int) -> Problem:
    concept, when, stage, members = key
    first = same[0]
    all_ = "；".join(f"{each.place} {each.amount.printed}" for each in same)
    return problem(
        DIFFERENT,
        odd.place,
        odd.amount.printed,
        name=fact_name(book, concept, stage, when - year, members),
        other=first.place,
        value=first.amount.printed,
        all=all_,
    )
