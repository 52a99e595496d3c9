"""An amount that nothing confirms, one digit from another that the report prints again and again: 年初预算 3100.56 万元, elsewhere 1100.56 万元 three times."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from hengji.auditing import spoken
from hengji.auditing.agreement import slip
from hengji.auditing.remarks import remark
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hengji.core.audit import Figure, Remark, Report
    from hengji.rulebook.book import Book

_DIGITS, _MOST, _REACH = 5, 400, 40
_SENTENCE = re.compile("[。；]")


def check(report: Report, results: Iterable[Checked], book: Book) -> tuple[list[Checked], list[Remark]]:
    """A question for each; `results` are those of all other checks: what they confirm or contradict is left alone."""
    kinds = book.kind("near_twin")
    if not kinds:
        return [], []
    kind = kinds[0]
    said = spoken.of(results)
    amounts = _amounts(report)
    often = [same for same in amounts.values() if len(same) > 1 and any(each.id in said.proved for each in same)]
    found, remarks = [], []
    for one in _alone(amounts, said.told) if len(often) <= _MOST else ():
        near = [same for same in often if _near(one, same, report, kind.words["nearly"])]
        if len(near) == 1:
            other = near[0][0]
            found.append(Checked(kind.code, Verdict.IMPOSSIBLE, (one.id, other.id), f"{one.plain} ≠ {other.plain}"))
            remarks.append(
                remark(
                    kind, report, report.passages[one.passage], one.begin, one.stop, figures=(one.id, *(each.id for each in near[0])),
                    a=one.plain, b=other.plain, times=len(near[0]), place=other.place,
                )
            )  # fmt: skip
    return found, remarks


def _amounts(report: Report) -> dict[tuple[object, ...], list[Figure]]:
    """The amounts of many digits by what is printed."""
    found: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in report.figures:
        if (
            figure.dimension == "money"
            and figure.role in ("value", "base")
            and len(figure.number.normalize().as_tuple().digits) >= _DIGITS
        ):
            found[figure.number, figure.unit].append(figure)
    return found


def _alone(amounts: dict[tuple[object, ...], list[Figure]], told: frozenset[int]) -> Iterator[Figure]:
    """What is printed once and spoken of by no check."""
    return (
        same[0]
        for same in amounts.values()
        if len(same) == 1 and same[0].id not in told and not same[0].scope and not same[0].about
    )


def _near(one: Figure, same: Sequence[Figure], report: Report, nearly: tuple[str, ...]) -> bool:
    """Whether one digit sets them apart, stage and year of one of the others are its own, and its sentence does not say that they are nearly the same."""
    named = not one.label or any(each.label and (each.label in one.label or one.label in each.label) for each in same)
    said = _SENTENCE.split(report.passages[one.passage].text[one.stop : one.stop + _REACH])[0]
    if has(said, nearly):
        return False
    return named and slip(one, same[0]) and any(each.stage == one.stage and each.year == one.year for each in same)
