"""One amount under two names: a change told of another subject than the table's, and a share whose whole is named differently."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from hengji.auditing.index import name
from hengji.auditing.relation import Relation, judge, statement
from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import MONEY, OUTTURN
from hengji.auditing.wording.texts import whole as number
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.exact import Exact
    from hengji.rulebook.check import Check

Name = tuple[object, ...]
Pair = tuple["Figure", "Figure"]
Rows = dict["Name", "Pair"]
_LONG_ENOUGH = 4


def apart(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """A change whose name no row of the table has, while one row that the sentence leaves out has exactly this change.

    Only where the other changes of the sentence fit their rows: then the table is the one the sentence speaks of.
    """
    del index
    tables = _tables(report)
    holding = _by_name(tables)
    told: set[tuple[Name, Name]] = set()
    for changes in _changes(report):
        for rows in _spoken_of(changes, tables, holding, number(check, "least", 2)):
            for change, row in _misnamed(changes, rows):
                more, less = rows[row]
                ids = (more.id, less.id, change.id)
                relation = Relation(check.id, ids[:1], ids[1:2], target=change.id)
                said = statement(relation, report.figures)
                yield Checked(check.code, Verdict.IMPOSSIBLE if change.members else Verdict.UNKNOWN, ids, said)
                if (_name(change), row) not in told:
                    told.add((_name(change), row))
                    yield remark(
                        check, report, report.passages[change.passage], change.begin, change.stop, figures=ids,
                        label=change.label, change=change.plain, other=more.label, place=more.place, statement=said,
                        severity="" if change.members else "warning",
                    )  # fmt: skip


def _changes(report: Report) -> Iterator[list[Figure]]:
    """The changes of amounts of each passage outside tables."""
    found: dict[int, list[Figure]] = defaultdict(list)
    for each in report.figures:
        named = each.direction and each.dimension == MONEY and (each.label or each.members)
        if each.role == "change" and named and report.passages[each.passage].table < 0:
            found[each.passage].append(each)
    return iter(found.values())


def _tables(report: Report) -> list[Rows]:
    """For each table and each thing that the outturn stands beside (a budget, the year before): the pair of each name."""
    outturns: dict[int, Rows] = defaultdict(dict)
    others: dict[tuple[int, str, int | None], dict[Name, Figure]] = defaultdict(dict)
    for each in report.figures:
        table = report.passages[each.passage].table
        if table < 0 or each.role != "value" or each.dimension != MONEY or not (each.label or each.members):
            continue
        if each.stage == OUTTURN and each.year == report.year:
            outturns[table].setdefault(_name(each), (each, each))
        else:
            others[table, each.stage, each.year].setdefault(_name(each), each)
    return [
        {key: (outturns[table][key][0], base) for key, base in column.items() if key in outturns[table]}
        for (table, _, _), column in others.items()
    ]


def _name(figure: Figure) -> Name:
    return figure.members or (name(figure),)


def _by_name(tables: list[Rows]) -> dict[Name, list[int]]:
    """The tables that have a row of a name."""
    found: dict[Name, list[int]] = defaultdict(list)
    for at, rows in enumerate(tables):
        for row in rows:
            found[row].append(at)
    return found


def _spoken_of(changes: list[Figure], tables: list[Rows], holding: dict[Name, list[int]], least: int) -> Iterator[Rows]:
    """The tables whose rows at least so many of the changes fit."""
    fits: dict[int, int] = defaultdict(int)
    for each in changes:
        for at in holding.get(_name(each), ()):
            fits[at] += _same_change(each, tables[at][_name(each)])
    return (tables[at] for at, times in fits.items() if times >= least)


def _misnamed(changes: list[Figure], rows: Rows) -> Iterator[tuple[Figure, Name]]:
    named = {each.id: _row_of(each, rows) for each in changes}
    left = [row for row in rows if row not in named.values()]
    for change in changes:
        candidates = [row for row in left if _same_change(change, rows[row])]
        if named[change.id] is None and change.number and len(candidates) == 1 and _both_known(change, rows[candidates[0]][0]):
            yield change, candidates[0]


def _both_known(change: Figure, outturn: Figure) -> bool:
    """Whether the law book knows both names, so that they are not two ways of saying one thing."""
    return bool((change.members and outturn.members) or (change.concept and outturn.concept))


def _row_of(change: Figure, rows: Rows) -> Name | None:
    """The row that a change names; one name that holds the other is the same thing in more or fewer words."""
    if _name(change) in rows:
        return _name(change)
    for row, (outturn, _) in rows.items():
        if change.label and outturn.label and (change.label in outturn.label or outturn.label in change.label):
            return row
    return None


def _same_change(change: Figure, pair: Pair) -> bool:
    more, less = pair
    return exact.compare(exact.subtract(more.value, less.value), _signed(change)) == 0


def _signed(change: Figure) -> Exact:
    return exact.multiply(change.value, (change.direction, 1))


def whole(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """A share of a whole that the report nowhere gives, while one amount under a wider name makes exactly this share.

    The wider name lacks a word of the narrower one (一般公共预算支出, 一般公共预算项目支出总额): they cannot be one amount as long as
    there is anything beside the narrower thing.
    """
    amounts = [each for each in report.figures if each.role == "value"]
    shares = (each for each in report.figures if each.role == "share" and each.whole < 0 <= each.subject and _narrow(each, check))
    for share in islice(shares, number(check, "most", 20)):
        part = report.figures[share.subject]
        if index.named(share.against, part.dimension, share) is not None:
            continue
        wide = _wide(share, check)
        fitting = [each for each in amounts if _fits(check, part, each, share, wide, report)]
        if len({exact.reduce(each.value) for each in fitting}) == 1:
            base = fitting[0]
            relation = Relation(check.id, (part.id,), over=(base.id,), target=share.id)
            said = statement(relation, report.figures)
            yield Checked(check.code, Verdict.EXPLAINED, relation.figures, said, explanation=check.pairs["explanation"])
            yield remark(
                check, report, report.passages[share.passage], share.begin, share.stop, figures=relation.figures,
                whole=share.against, other=wide, amount=base.plain, place=base.place, statement=said,
            )  # fmt: skip


def _narrow(share: Figure, check: Check) -> bool:
    return len(share.against) > _LONG_ENOUGH and has(share.against, check.words["narrow"])


def _fits(check: Check, part: Figure, base: Figure, share: Figure, wide: str, report: Report) -> bool:
    """Whether an amount of a wider name makes the share to its printed digit."""
    if base.dimension != part.dimension or base.id == part.id or base.number <= part.number:
        return False
    before = report.passages[base.passage].text[max(0, base.begin - 2 * len(wide)) : base.begin].rstrip()
    if len(wide) < _LONG_ENOUGH or not before.endswith(wide):
        return False
    relation = Relation(check.id, (part.id,), over=(base.id,), target=share.id)
    return judge(relation, report.figures).verdict is Verdict.CONSISTENT


def _wide(share: Figure, check: Check) -> str:
    """The name of the whole without the words that make it narrower and without 总额."""
    wide = share.against
    for word in (*check.words["narrow"], *check.words["ending"]):
        wide = wide.replace(word, "")
    return wide
