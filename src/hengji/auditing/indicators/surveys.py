"""Satisfaction: whether anybody was asked, how many, and whether so many can give such a percentage."""

from __future__ import annotations

import re
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import compiled, either, first, most, occurs, places, prose, whole
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.auditing.indicators.rows import Indicators
    from hengji.auditing.wording.texts import Kind
    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.core.patterns import Pattern
    from hengji.rulebook.check import Check

_ENDS = "。；;\n"
NEAR, LEAST_ASKED, NEARBY = 1, 10, 8
"""Passages on either side in which the size of a survey may stand."""


def size(_: Indicators) -> Kind:
    """Percentages that no number of answers out of the stated size gives. `patterns`: a size (group `size`), a percentage (group `percent`)."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        yield from first(_impossible(check, report), most(check, 2))

    return find


def _impossible(check: Check, report: Report) -> Iterator[Remark]:
    size_of, percent_of = (compiled(pattern) for pattern in check.patterns)
    passages = list(prose(report))
    for index, passage in enumerate(passages):
        for place in percent_of.finditer(passage.text):
            sizes = _sizes(size_of, passages[max(0, index - NEAR) : index + NEAR + 1])
            groups = _groups(passage, place.start("percent"), report, check.words)
            if sizes and not any(possible(place["percent"], number) for number in (*sizes, *groups)):
                weighted = has(passage.text, check.words["weighted"])
                yield remark(
                    check, report, passage, *place.span("percent"), severity="notice" if weighted else "",
                    found=place["percent"], size="、".join(str(number) for number in sizes), nearest=nearest(place["percent"], sizes[-1]),
                )  # fmt: skip


def _sizes(pattern: Pattern, passages: list[Passage]) -> list[int]:
    found = [int(re.sub("[,，]", "", place["size"])) for passage in passages for place in pattern.finditer(passage.text)]
    return [number for number in dict.fromkeys(found) if number > 0]


def _groups(passage: Passage, begin: int, report: Report, words: Mapping[str, tuple[str, ...]]) -> list[int]:
    """The numbers of those asked in each group, told in the paragraph before a rate: 样本量 500 人，其中康复 200 人、就业 150 人; 向 26 名教师发放 26 份."""
    answers, satisfied = words["answers"], words["satisfied"]
    return [
        int(each.number)
        for each in report.within(passage)
        if each.stop <= begin
        and (each.whole >= 0 or each.plain.endswith(answers) or has(passage.text[each.stop : each.stop + NEARBY], satisfied))
        and each.dimension not in ("money", "ratio", "points", "")
        and each.number >= LEAST_ASKED
    ]


def possible(percent: str, size: int) -> bool:
    """Whether some number of answers out of `size` prints as `percent` (rounded, or cut off): 97.81 needs at least 137 answers.

    >>> possible("97.81", 50), possible("97.81", 137)
    (False, True)
    """
    stated = Decimal(percent)
    return any(stated in _printed(answers, size, percent) for answers in _near(stated, size))


def nearest(percent: str, size: int) -> str:
    """What the nearest numbers of answers would give."""
    shown = [f"{answers}/{size}＝{_printed(answers, size, percent)[0]:f}%" for answers in _near(Decimal(percent), size)]
    return "，".join(shown)


def _near(stated: Decimal, size: int) -> list[int]:
    answers = int(stated * size) // 100
    return [number for number in (answers, answers + 1) if 0 <= number <= size]


def _printed(answers: int, size: int, percent: str) -> tuple[Decimal, Decimal]:
    step = Decimal(1).scaleb(-len(percent.partition(".")[2]))
    share = exact.decimal((answers * 100, size), 12)
    return share.quantize(step, ROUND_HALF_UP), share.quantize(step, ROUND_FLOOR)


def missing(rows: Indicators) -> Kind:
    """A satisfaction was reached, and nothing says how many were asked. One remark; a notice where a method is named but no number,
    and where points were deducted for it or it is weighted of several: it was measured somehow, and claims no more than it has.
    """

    def find(check: Check, report: Report) -> Iterator[Remark]:
        text = report.document.text
        if occurs(check.patterns[1], report):
            return
        found = next(_spoken(check, report), None) or _in_table(rows)
        if found is not None:
            passage, begin, stop = found
            clause = _clause(passage.text, begin, stop)
            honest = has(text, check.words["methods"]) or has(clause, check.words["owned"])
            severity = "notice" if honest else ""
            yield remark(check, report, passage, begin, stop, severity=severity, found=passage.text[begin:stop])

    return find


def _clause(text: str, begin: int, stop: int) -> str:
    """The words between two stops around a place."""
    behind = [at for at in (text.find(mark, stop) for mark in _ENDS) if at >= 0]
    return text[max(text.rfind(mark, 0, begin) for mark in _ENDS) + 1 : min(behind, default=len(text))]


def _spoken(check: Check, report: Report) -> Iterator[tuple[Passage, int, int]]:
    """A percentage of satisfaction in a sentence that is no target."""
    targets = either(check.words["targets"])
    for passage, place in places(check.patterns[0], report):
        begin, stop = place.span("span")
        before, behind = passage.text[max(0, place.start() - 8) : begin], passage.text[stop : stop + 3]
        if targets.search(before) is None and not has(behind, check.words["behind"]):
            yield passage, begin, stop


def _in_table(rows: Indicators) -> tuple[Passage, int, int] | None:
    for row in rows.rows:
        reached = rows.value(row.actual)
        if row.level == "satisfied" and row.actual is not None and reached is not None and reached.unit == "%":
            return row.actual, 0, len(row.actual.text)
    return None


def replaced(check: Check, report: Report) -> Iterator[Remark]:
    """A paragraph about satisfaction that gives the percentage of another measure."""
    percent = compiled(check.patterns[0])
    heading = compiled(rf"(?P<head>[^。：:]{{1,{whole(check, 'lead', 24)}}})[。：:](?P<behind>.*)")
    for passage in prose(report):
        parted = heading.match(passage.text)
        head, behind = (parted["head"], parted["behind"]) if parted is not None else ("", "")
        found = percent.search(passage.text)
        if not has(head, check.words["about"]) or found is None or has(behind, check.words["asked"]):
            continue
        if has(behind, check.words["others"]):
            yield remark(check, report, passage, found.start(), found.end(), found=found[0])
            return
