"""What was filled in for a line beside its judgement, held against what the line asks for: names, units, choices, peers, deductions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.quantity import Quantity
from hengji.expr import dimensions
from hengji.expr.tree import Number
from hengji.rulebook import members
from hengji.rulebook import method as methods
from hengji.rulebook.asked import entries
from hengji.rulebook.rules import REDUCE
from hengji.rulebook.scheme import REFUSED, Indicator
from hengji.scoring import own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.case import Case, FilledIn, PeerGroup
    from hengji.core.fact import Stated
    from hengji.expr.dimensions import Dimension
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme
    from hengji.scoring.own import Row

NO_SUCH_ROW, WRONG_UNIT, NO_RULE, ABOVE_LEVEL = "IN10", "IN08", "IN24", "IN53"
NOT_ASKED, NO_REASON, NO_DEDUCTION, NO_MEMBER, WRONG_NUMBER, NO_VETO, NOT_COMPARED, NO_TARGET = (
    "IN50", "IN51", "IN52", "IN54", "IN55", "IN56", "IN57", "IN58",
)  # fmt: skip
LEAST_CHOSEN, MOST_CHOSEN = "最少个数", "最多个数"


def problems(case: Case, scheme: Scheme, book: Book) -> Iterator[Problem]:
    """Everything that was filled in and cannot stand under the scheme; what is for another scheme is not looked at."""
    yield from _targets(case, scheme)
    if case.scheme != scheme.id:
        return
    named = dict.fromkeys((*case.entries, *case.chosen, *case.peers))
    rows = {row.id: row for row in scheme.indicators} if named else {}
    for name in named:
        row = rows.get(name)
        if row is None:
            yield problem(NO_SUCH_ROW, _place(case, name), name, scheme=scheme.id)
            continue
        if name in case.entries:
            yield from _filled(row, case.entries[name], case, book)
        if name in case.chosen:
            yield from _chosen(row, case.chosen[name], case)
        if name in case.peers:
            yield from _peers(row, case.peers[name], case)
    if case.deductions:
        yield from _deductions(case, scheme)
    yield from _bonus(case, scheme)
    for name in case.vetoes:
        known = [veto.id for veto in scheme.vetoes if veto.stated]
        if name not in known:
            yield problem(NO_VETO, _place(case, name), name, known="、".join(known))


def _place(case: Case, name: str) -> Place:
    return case.places.get(name, Place(case.source, name))


def _targets(case: Case, scheme: Scheme) -> Iterator[Problem]:
    """A kind of target that the slot has no rule for, or no target where one is wanted."""
    slots = {slot.id: slot for slot in scheme.slots}
    for indicator in case.indicators:
        slot = slots.get(indicator.slot)
        if slot is None:
            continue
        if indicator.operator == "blank":
            if slot.blank_target == REFUSED:
                yield problem(NO_TARGET, indicator.place, indicator.id, name=indicator.name)
        elif own.ruled(indicator, slot) is None and indicator.operator in ("above", "below"):
            yield problem(NO_RULE, indicator.place, indicator.target_text, name=indicator.name)


def _filled(row: Indicator, filled: FilledIn, case: Case, book: Book) -> Iterator[Problem]:
    known = entries(row)
    for name, stated in filled.values.items():
        if name not in known:
            yield problem(NOT_ASKED, _place(case, f"{row.id}.{name}"), name, known="、".join(known))
        elif not _fits(stated, known[name]):
            wanted = book.shown.get(dimensions.written(known[name]))
            label = wanted.label if wanted is not None else book.caption(f"workbook.kind_of_{dimensions.written(known[name])}")
            yield problem(WRONG_UNIT, _place(case, f"{row.id}.{name}"), _printed(stated), name=name, wanted=label)


def _fits(stated: Stated, wanted: Dimension) -> bool:
    if isinstance(stated, Quantity):
        return dimensions.of(stated.unit.dimension) == wanted
    if isinstance(stated, bool):
        return wanted == dimensions.TRUTH
    return isinstance(stated, date) and wanted == dimensions.DATE


def _printed(stated: Stated) -> str:
    return stated.printed if isinstance(stated, Quantity) else str(stated)


def _chosen(row: Indicator, chosen: tuple[str, ...], case: Case) -> Iterator[Problem]:
    """Members that the row has, as many as its rule lets a department choose."""
    labels = [member.label for member in row.members] if members.chooses(row.members) else []
    for label in chosen:
        if label not in labels:
            yield problem(NO_MEMBER, _place(case, row.id), label, known="、".join(labels))
    least, most = (_number(row, name) for name in (LEAST_CHOSEN, MOST_CHOSEN))
    count = len(set(chosen))
    if labels and ((least is not None and count < least) or (most is not None and count > most)):
        yield problem(WRONG_NUMBER, _place(case, row.id), str(count), least=least, most=most)


def _number(row: Indicator, name: str) -> int | None:
    """A whole number among the parameters of a row, or the one that its method has where a row says none."""
    node = row.parameters.get(name, row.method.optional.get(name) if row.method is not None else None)
    return node.value[0] // node.value[1] if isinstance(node, Number) else None


def _peers(row: Indicator, group: PeerGroup, case: Case) -> Iterator[Problem]:
    used = row.bound.peers if row.bound is not None else frozenset()
    for name in group.printed:
        if name not in used:
            yield problem(NOT_COMPARED, _place(case, row.id), name, known="、".join(sorted(used)))
    if not used:
        yield problem(NOT_COMPARED, _place(case, row.id), row.id, known="")
    kind = row.bound.measure if row.bound is not None else dimensions.PURE
    amounts = [
        *group.values,
        *((name, each) for name, each in group.printed.items() if name in used and name not in (methods.RANK, methods.COUNT)),
    ]
    for name, amount in amounts:
        if used and dimensions.of(amount.unit.dimension) != kind:
            yield problem(WRONG_UNIT, _place(case, row.id), amount.raw, name=name, wanted=dimensions.written(kind))


def _deductions(case: Case, scheme: Scheme) -> Iterator[Problem]:
    """A person takes points away only where the scheme lets one, never less than nothing, and says why."""
    known: dict[str, Row] = {row.id: own.of_scheme(row) for row in scheme.indicators}
    slots = {slot.id: slot for slot in scheme.slots}
    known |= {each.id: own.of_department(each, slots[each.slot]) for each in case.indicators if each.slot in slots}
    for name, deduction in case.deductions.items():
        row = known.get(name)
        if row is None:
            yield problem(NO_SUCH_ROW, _place(case, name), name, scheme=scheme.id)
        elif not (scheme.manual_deductions or _reduces(row)) or deduction.points[0] < 0:
            yield problem(NO_DEDUCTION, _place(case, name), exact.plain(deduction.points), name=name)
        elif not deduction.reason.strip():
            yield problem(NO_REASON, _place(case, name), name)


def _reduces(row: Row) -> bool:
    """Whether points may be taken away for over-completion."""
    rule = (
        row.indicator.over_completion if row.indicator is not None else row.slot.over_completion if row.slot is not None else None
    )
    return rule is not None and rule.action == REDUCE


def _bonus(case: Case, scheme: Scheme) -> Iterator[Problem]:
    """An item of a level that the scheme names, with no more points than its level has."""
    levels = scheme.bonus.levels if scheme.bonus is not None else {}
    for item in case.bonus if levels else ():
        most = levels.get(item.level)
        if most is None or (item.points is not None and exact.compare(item.points, most) > 0):
            said = "、".join(f"{level} {exact.plain(points)}" for level, points in levels.items())
            yield problem(ABOVE_LEVEL, _place(case, "bonus"), f"{item.name}（{item.level}）", levels=said)
