"""几个低于 85%, 四升两降, 超出预算的只有甲, 均低于上年: rows of a table counted and held against the words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing.numerals import value
from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.measures import Measures, nearest
from hengji.auditing.reviewing.spoken import claims
from hengji.auditing.wording.texts import compiled
from hengji.core.audit import Checked
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.index import Index
    from hengji.auditing.reviewing.measures import Measure, Row
    from hengji.auditing.reviewing.spoken import Claim
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.check import Check

_LEAST, _SHOWN = 3, 4
_PERCENT, _TIMES = 100, 10
"""A rate printed without its sign; no row reaches ten times what was planned."""


def counted(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """执行率低于 85% 的有 2 个: `count` of the rows lies beyond `limit`; where the sentence says of how many, the table has as many."""
    del index
    measures = Measures(check, report)
    for claim in claims(check, report, *range(1, len(check.patterns))):
        noun = next((word for word in check.words["nouns"] if claim.found["noun"].endswith(word)), "")
        measure = nearest(claim.passage, measures.of(noun)) if noun else None
        if measure is None or len(measure.rows) < _LEAST or not _as_many(check, claim, len(measure.rows)):
            continue
        rows = [row for row in measure.rows if _beyond(check, claim.found["side"], row, Fraction(claim.found["limit"]))]
        yield from _judged(check, report, claim, rows, agrees=len(rows) == value(claim.found["count"]))


def done(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """5 项工程量中有 4 项完成计划: `count` of the rows reach what was planned (or do not, where `side` is one of `words.below`), in the one table of `all` rows."""
    del index
    measures = Measures(check, report)
    for claim in claims(check, report):
        every, side = value(claim.found["all"]), claim.found["side"]
        among = [each for noun in check.words["nouns"] for each in measures.of(noun) if len(each.rows) == every]
        measure = nearest(claim.passage, among) if among and every >= _LEAST else None
        if measure is None or len({each.at for each in among if each.table == measure.table}) != 1:
            continue
        full = _PERCENT if max(row.value for row in measure.rows) > _TIMES else 1
        below = side.startswith(check.words["below"])
        rows = [row for row in measure.rows if (row.value < full) == below]
        yield from _judged(check, report, claim, rows, agrees=len(rows) == value(claim.found["count"]))


def _as_many(check: Check, claim: Claim, rows: int) -> bool:
    """Whether the last number of things that the sentence names before is that of the table's rows."""
    every = compiled(check.patterns[0]).findall(claim.before)
    return not every or value(every[-1]) == rows


def _beyond(check: Check, side: str, row: Row, limit: Fraction) -> bool:
    if row.figure.dimension == "ratio":
        limit = Fraction(limit, 100)
    if side in check.words["at_least"]:
        return row.value >= limit
    return row.value < limit if side in check.words["below"] else row.value > limit


def ups_and_downs(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """四升两降: the rows that rise and those that fall, of the one table of as many rows by the first noun that has one."""
    del index
    measures = Measures(check, report)
    for claim in claims(check, report):
        up, down, flat = (value(claim.found[key]) if claim.found[key] else 0 for key in ("up", "down", "flat"))
        measure = _changes(measures, claim, up + down + flat)
        if measure is not None:
            rows = [row for row in measure.rows if row.value > 0]
            falls = sum(row.value < 0 for row in measure.rows)
            yield from _judged(check, report, claim, rows, agrees=(len(rows), falls) == (up, down))


def _changes(measures: Measures, claim: Claim, rows: int = 0) -> Measure | None:
    """The changes of the rows of the nearest table, by the first noun that has one."""
    for noun in measures.check.words["nouns"]:
        among = [each for each in measures.of(noun) if rows in (0, len(each.rows))]
        found = nearest(claim.passage, among) if among else None
        if found is not None:
            return found
    return None


def only_over(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """超出年初预算的只有甲一类: the one row that is above nothing left."""
    del index
    measures = Measures(check, report)
    for claim in claims(check, report):
        measure = _changes(measures, claim)
        own = measure.row(claim.found["name"]) if measure is not None else None
        if measure is not None and own is not None:
            rows = [row for row in measure.rows if row.value > 0]
            yield from _judged(check, report, claim, rows, agrees=rows == [own])


def all_moved(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """甲、乙、丙三项均低于上年: the rows that the sentence names before it; one that it excepts is not on the same side."""
    del index
    measures = Measures(check, report)
    for claim in claims(check, report):
        measure = _changes(measures, claim)
        said = claim.before.rpartition("；")[2]
        named = [row for row in measure.rows if row.label in said] if measure is not None else []
        but = measure.row(claim.found["but"]) if measure is not None and claim.found["but"] else None
        if len(named) < _LEAST - 1 or (but is None) == bool(claim.found["but"]):
            continue
        up = claim.found["way"] in check.words["more"]
        apart = [row for row in named if not (row.value > 0 if up else row.value < 0)]
        yield from _judged(check, report, claim, apart or named, agrees=apart == ([but] if but is not None else []))


def _judged(check: Check, report: Report, claim: Claim, rows: Sequence[Row], *, agrees: bool) -> Iterator[Checked | Remark]:
    ids = tuple(row.figure.id for row in rows)
    if agrees:
        yield Checked(check.code, Verdict.CONSISTENT, ids, claim.found[0], limit=True)
        return
    said = "、".join(f"{row.label}（{row.figure.plain}）" for row in rows[:_SHOWN]) or check.pairs["none"]
    yield Checked(check.code, Verdict.IMPOSSIBLE, ids, claim.found[0])
    yield remark(
        check, report, claim.passage, *claim.found.span(), figures=ids, claim=claim.found[0], rows=said, count=len(rows),
    )  # fmt: skip
