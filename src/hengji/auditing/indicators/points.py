"""Points of single rows: taken off where the target is met, given in full where it is not, or out of the proportion that the other rows keep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.indicators import graded
from hengji.auditing.indicators.targets import cell
from hengji.auditing.wording.texts import either, first, most, sentences, whole
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.auditing.indicators.graded import Graded
    from hengji.auditing.indicators.rows import Indicators
    from hengji.auditing.wording.texts import Kind
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.check import Check

    Table = tuple[Graded, ...]

_LETTERS = re.compile(r"[\u4e00-\u9fff]{2,}")
_PAIR, _LONG = 2, 8


def met_lost(rows: Indicators) -> Kind:
    """Points taken off although the target is met, where neither the row nor any sentence says why. `words`: lost, how points are told to be taken off;
    generic, what many names share.
    """

    def find(check: Check, report: Report) -> Iterator[Remark]:
        found = (each for table in graded.tables(rows) for each in _met_lost(check, report, table))
        yield from first(found, most(check, 2))

    return find


def _met_lost(check: Check, report: Report, table: Table) -> Iterator[Remark]:
    met = [each for each in table if each.met]
    apart = [each for each in met if not each.full]
    alike = max(len(met) - len(apart), _in_proportion(table))
    if alike < whole(check, "least", 2) or len(apart) > whole(check, "most_apart", 2):
        return
    for each in apart:
        if each.row.points is None or each.row.actual is None or each.row.target is None:
            continue
        if not _LETTERS.search(each.row.remarks) and not _told(check, report, each, table):
            yield cell(
                check, report, each.row.actual, name=each.row.name.text, target=each.row.target.text, actual=each.row.actual.text,
                points=each.row.points.text, weight=f"{each.weight:f}", lost=f"{each.weight - each.points:f}",
                implied=_implied(check, each, table),
            )  # fmt: skip


def _in_proportion(table: Table) -> int:
    """How many rows are scored in proportion to what was reached."""
    places = graded.decimals(table)
    return sum(graded.follows(each, places) for each in table)


def _implied(check: Check, each: Graded, table: Table) -> str:
    """What the points would mean for the value reached, where other rows are scored in proportion; empty where it is not known."""
    if _in_proportion(table) < _PAIR or each.actual != each.target or not each.weight:
        return ""
    value = exact.divide(exact.multiply(exact.of(each.points), exact.of(each.target)), exact.of(each.weight))
    return check.pairs["implied"].replace("〔value〕", exact.plain(value, 2))


def _told(check: Check, report: Report, each: Graded, table: Table) -> bool:
    """Whether a sentence outside the table takes points off under this name, or just as many points under no other name."""
    own = _keys(check, each)
    others = [key for other in table if other is not each for key in _keys(check, other) if key not in own]
    lost = f"{(each.weight - each.points).normalize():f}"
    amount = re.compile(rf"(?<![\d.]){re.escape(lost)}0?\s?分")
    for passage in report.passages:
        if passage.table == each.row.table and len(passage.text) < _LONG:
            continue
        for low, high in sentences(passage.text, clauses=True):
            said = passage.text[low:high]
            if has(said, check.words["lost"]) and (has(said, own) or (amount.search(said) and not has(said, tuple(others)))):
                return True
    return False


def _keys(check: Check, each: Graded) -> tuple[str, ...]:
    """The pairs of letters by which a name is known in a sentence, without what many names share."""
    name = "".join(each.row.name.text.split())
    parts = _LETTERS.findall(either(check.words["generic"]).sub("，", name)) or [name]
    return tuple(dict.fromkeys(part[at : at + _PAIR] for part in parts for at in range(len(part) - 1)))


def missed_full(check: Check, report: Report, rows: Indicators) -> Iterator[Remark]:
    """All the points of a row that missed its target, in tables of any header; silent where the table gives full marks for most of what was missed,
    and where the row says that it may. `words`: allowed.
    """
    for table in graded.tables(rows):
        missed = [each for each in table if not each.met]
        full = [each for each in missed if each.full and not graded.rounds_to_full(each, graded.decimals(table))]
        if len(full) > len(missed) - len(full) + 1:
            continue
        for each in full:
            if each.row.actual is not None and each.row.target is not None and not has(each.row.remarks, check.words["allowed"]):
                yield cell(
                    check, report, each.row.actual, name=each.row.name.text, target=each.row.target.text, actual=each.row.actual.text
                )  # fmt: skip


def out_of_proportion(rows: Indicators) -> Kind:
    """One row's points where every other row that missed its target has full marks × reached ÷ target. `numbers`: least, how many others."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        for table in graded.tables(rows):
            yield from _out_of_proportion(check, report, table)

    return find


def _out_of_proportion(check: Check, report: Report, table: Table) -> Iterator[Remark]:
    places = graded.decimals(table)
    missed = [each for each in table if each.linear is not None and not each.full]
    apart = [each for each in missed if not graded.follows(each, places)]
    if len(apart) != 1 or len(missed) - 1 < whole(check, "least", 3):
        return
    [each] = apart
    as_printed = -int(each.points.as_tuple().exponent) == places
    if each.linear is None or each.row.points is None or not as_printed or graded.rounds_to_full(each, places):
        return
    if has(each.row.remarks, check.words["lost"]) or each.row.target is None or each.row.actual is None:
        return
    yield cell(
        check, report, each.row.points, name=each.row.name.text, target=each.row.target.text, actual=each.row.actual.text,
        weight=f"{each.weight:f}", points=each.row.points.text, right=exact.text(each.linear, places), others=len(missed) - 1,
    )  # fmt: skip


def spans(found: Iterable[Remark]) -> set[tuple[int, int]]:
    """The spans of some remarks."""
    return {(each.start, each.end) for each in found}
