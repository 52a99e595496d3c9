"""Words about all of them: 均达标, 执行率均在 95% 以上, 均未超预算; held against the rows of the table that they speak of."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.indicators.rows import filled
from hengji.auditing.indicators.rows import read as read_indicators
from hengji.auditing.indicators.scored import misses
from hengji.auditing.numerals import value
from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.columns import columns, headed, nearest
from hengji.auditing.reviewing.figures import told
from hengji.auditing.reviewing.spoken import claims
from hengji.auditing.wording.texts import compiled, prose
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from hengji.auditing.index import Index
    from hengji.auditing.indicators.rows import Indicators, Row
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

SHOWN, _LEAST = 3, 3


def _claims(check: Check, report: Report) -> Iterator[tuple[Passage, Match[str], str]]:
    """Where the pattern stands in prose, with its sentence."""
    return ((claim.passage, claim.found, claim.sentence) for claim in claims(check, report))


def all_rates(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """执行率均在 95% 以上: every row of the column of that name; with 其余三项 or 五个项目 at least as many, or a table of as many."""
    del index
    for passage, found, sentence in _claims(check, report):
        among = [each for each in columns(report) if (head := headed(each)).endswith("率") and found["noun"].endswith(head)]
        for column in nearest(passage, among)[:1]:
            limit = Decimal(found["limit"])
            before = sentence[: sentence.find(found[0]) + len(found["noun"]) - len(headed(column))]
            exactly = found["more"] is None and not has(found[0], check.words["more"])
            rows = [(label, each) for label, each in column.rows if each.unit is None or each.dimension == "ratio"]
            short = [(label, each) for label, each in rows if (each.number != limit if exactly else each.number < limit)]
            rest, counted = (compiled(pattern).search(before) for pattern in check.patterns[1:3])
            if rest is not None:
                wrong = len(rows) - len(short) < value(rest["count"]) <= len(rows)
            else:
                wrong = bool(short) and (counted is None or value(counted["count"]) == len(rows))
            if len(rows) >= _LEAST and wrong:
                yield from _told(check, report, passage, found, short)


def _told(
    check: Check, report: Report, passage: Passage, found: Match[str], rows: list[tuple[str, Figure]]
) -> Iterator[Checked | Remark]:
    ids = tuple(each.id for _, each in rows)
    said = "、".join(f"{label}{each.plain}" for label, each in rows[:SHOWN])
    yield Checked(check.code, Verdict.IMPOSSIBLE, ids, said)
    yield remark(check, report, passage, *found.span(), figures=ids, claim=found[0], rows=said)


def none_over(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """均未超预算: in no row of the nearest table is what was spent more than its budget."""
    del index
    for passage, found, _ in _claims(check, report):
        spent = [
            each
            for each in columns(report)
            if has(each.header, check.words["spent"]) and not has(each.header, check.words["not_columns"])
        ]
        for actual in nearest(passage, spent)[:1]:
            budgets = [
                each for each in columns(report)
                if (each.table, each.part) == (actual.table, actual.part) and has(each.header, check.words["budget"])
                and not has(each.header, (*check.words["spent"], *check.words["not_columns"]))
            ]  # fmt: skip
            over = [
                (label, figure)
                for label, figure in actual.rows
                if len(budgets) == 1
                and (limit := budgets[0].row(label)) is not None
                and limit.dimension == figure.dimension == "money"
                and exact.compare(figure.value, limit.value) > 0
            ]
            if over:
                yield from _told(check, report, passage, found, over)


def all_reached(check: Check, report: Report, book: Book) -> Iterator[Remark]:
    """各项数量指标均达到目标: no row of that level falls short; where the words name no level, none at all."""
    rows = read_indicators(report, book)
    for passage, found, _ in _claims(check, report):
        levels = {level for level, word in check.pairs.items() if word in found["who"]}
        short = [
            row for row in filled(rows) if (not levels or row.level in levels or _counted(row, rows, levels)) and _short(row, rows)
        ]
        if short:
            said = "、".join(f"{row.name.text}（{_text(row.target)}，{_text(row.actual)}）" for row in short[:SHOWN])
            yield remark(check, report, passage, *found.span(), claim=found[0], rows=said)


def none_left(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """年末无结转结余: the department states no amount that it carries over; words of one fund or one project speak of that alone."""
    del index
    left = [each for each in report.figures if each.concept in check.words["concepts"] and each.number > 0 and each.role == "value"]
    left = [each for each in left if not each.scope and not each.members and each.year in (report.year, None)]
    for passage, found, _ in _claims(check, report) if left else ():
        own = [each for each in left if each.passage != passage.index]
        if own:
            yield remark(
                check, report, passage, *found.span(), figures=(own[0].id,), claim=found[0], label=own[0].label, amount=told(own[0])
            )  # fmt: skip


def split_count(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """8 项指标中，完成 6 项，未完成 2 项: the two make the whole."""
    del index
    for passage in prose(report):
        for found in compiled(check.patterns[0]).finditer(passage.text):
            total = value(found["one"]) + value(found["other"])
            if total != value(found["all"]):
                yield remark(
                    check, report, passage, *found.span(), whole=found["whole"], done=found["done"], left=found["left"], sum=total
                )  # fmt: skip


def _counted(row: Row, rows: Indicators, levels: set[str]) -> bool:
    """Whether a row without a level is one of quantity: its target is no rate."""
    target = rows.value(row.target)
    return levels == {"quantity"} and not row.level and target is not None and target.unit != "%"


def _short(row: Row, rows: Indicators) -> bool:
    target, actual = rows.value(row.target), rows.value(row.actual)
    if target is None or actual is None:
        return False
    return misses(target, actual, rows.words["dates"], costs=row.level in {"cost", "time"})


def _text(cell: Passage | None) -> str:
    return cell.text.strip() if cell is not None else ""
