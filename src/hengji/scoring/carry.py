"""A case taken from the scheme under which it was filled in to another: what people entered goes with the rows that both schemes have.

Facts need nothing. What a person entered for a row is a share of its weight: where the weight differs, the same share of the new one is
supposed, and the row is named as supposed. Where the tiers differ, nobody has judged yet, and the row stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from hengji.core import exact
from hengji.core.case import Claims
from hengji.rulebook.difference.matching import match
from hengji.rulebook.scheme import Indicator, Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.case import Case, Deduction, OwnIndicator
    from hengji.core.exact import Exact
    from hengji.core.sheet import Judgement
    from hengji.rulebook.difference.matching import Row
    from hengji.rulebook.scheme import Scheme


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Carried:
    """The case as it would be filled in under another scheme; `supposed` are the rows whose entries rest on a supposition."""

    case: Case
    supposed: frozenset[str] = frozenset()


def carry(case: Case, source: Scheme, target: Scheme) -> Carried:
    """A case of one scheme under another; claims of the report do not go with it."""
    if source is target:
        return Carried(replace(case, scheme=target.id, claims=Claims(), second_scores=()))
    rows = {pair.before.id: (pair.before, pair.after) for pair in match(source.rows, target.rows) if pair.before and pair.after}
    supposed: set[str] = set()
    judgements = {}
    owns = {own.id: own.slot for own in case.indicators}
    for name, judgement in case.judgements.items():
        pair = rows.get(owns.get(name, name))
        if pair is not None:
            judgements[name if name in owns else pair[1].id] = _judgement(judgement, *pair, supposed)
    return Carried(
        replace(
            case,
            scheme=target.id,
            claims=Claims(),
            judgements=judgements,
            indicators=tuple(_own(own, *rows[own.slot], supposed) for own in case.indicators if own.slot in rows),
            not_applicable=_renamed(case.not_applicable, rows),
            entries=_renamed(case.entries, rows),
            chosen=_renamed(case.chosen, rows),
            peers={
                new.id: case.peers[name] for name, (old, new) in rows.items() if name in case.peers and _measured_alike(old, new)
            },
            deductions=_deducted(case, rows, supposed) if target.manual_deductions else {},
            vetoes={veto.id: case.vetoes[veto.id] for veto in target.vetoes if veto.id in case.vetoes},
            second_scores=(),
            bonus=case.bonus if target.bonus is not None else (),
        ),
        frozenset(supposed),
    )


def _renamed(entries: Mapping[str, T], rows: Mapping[str, tuple[Row, Row]]) -> dict[str, T]:
    """What was entered for rows that both schemes have, under the numbers of the other one."""
    return {rows[name][1].id: entry for name, entry in entries.items() if name in rows}


def _measured_alike(old: Row, new: Row) -> bool:
    """Whether peers of one row are peers of the other: they are compared by the same measure."""
    return isinstance(old, Indicator) and isinstance(new, Indicator) and (old.measure, old.peers) == (new.measure, new.peers)


def _deducted(case: Case, rows: Mapping[str, tuple[Row, Row]], supposed: set[str]) -> dict[str, Deduction]:
    """What a person took away, as the same share of the weight."""
    found = {}
    for name, deduction in case.deductions.items():
        points = _share(deduction.points, *rows[name], supposed) if name in rows else None
        if points is not None:
            found[rows[name][1].id] = replace(deduction, points=points)
    return found


def _judgement(judgement: Judgement, old: Row, new: Row, supposed: set[str]) -> Judgement:
    if old.tiers != new.tiers:
        return replace(judgement, tier="", points=None, answers=_answers(judgement, old, new))
    return replace(judgement, points=_share(judgement.points, old, new, supposed), answers=_answers(judgement, old, new))


def _share(points: Exact | None, old: Row, new: Row, supposed: set[str]) -> Exact | None:
    """The same share of another weight; nothing where either weight is unknown."""
    if points is None or old.weight is None or new.weight is None or not old.weight[0]:
        return None
    if not exact.compare(old.weight, new.weight):
        return points
    supposed.add(new.id)
    return exact.reduce(exact.divide(exact.multiply(points, new.weight), old.weight))


def _answers(judgement: Judgement, old: Row, new: Row) -> tuple[bool | None, ...]:
    """The answers to the points of a checklist, by what the points say."""
    if not isinstance(old, Indicator) or not isinstance(new, Indicator) or not judgement.answers:
        return judgement.answers
    said = {each.label: answer for each, answer in zip(old.items, judgement.answers, strict=False)}
    return tuple(said.get(each.label) for each in new.items)


def _own(own: OwnIndicator, old: Row, new: Row, supposed: set[str]) -> OwnIndicator:
    """A department's own indicator in the slot of the other scheme: its share of the slot stays."""
    if not isinstance(new, Slot) or old.weight is None or new.weight is None:
        return replace(own, slot=new.id)
    weight = own.weight
    if exact.compare(old.weight, new.weight) and old.weight[0]:
        supposed.add(new.id)
        weight = exact.reduce(exact.divide(exact.multiply(own.weight, new.weight), old.weight))
    kept = old.tiers == new.tiers
    points = _share(own.points, old, new, supposed) if kept else None
    return replace(own, slot=new.id, weight=weight, points=points, tier=own.tier if kept else "")
