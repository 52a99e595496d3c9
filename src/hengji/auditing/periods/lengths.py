"""How long a text says that a period was, against its two dates: 自9月15日起，9月25日结束，历时7天."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing import numerals
from hengji.auditing.periods.clauses import LOOSE, WORDS
from hengji.auditing.periods.measured import DAYS, MONTHS, WEEKS, WORKING_DAYS, YEARS, Length, days
from hengji.auditing.periods.moments import YEAR
from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import compiled, either
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has
from hengji.rulebook.codes import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.periods.clauses import Clause, Span
    from hengji.auditing.periods.moments import Moment
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.check import Check

NUMBER = r"(?P<number>\d{1,4}(?:\.\d{1,2})?|[一二两三四五六七八九十百]{1,4})"
UNIT = r"(?P<unit>个?工作日|天|日|个月|年|周|个星期)"
_UNITS = {
    "天": DAYS,
    "日": DAYS,
    "个月": MONTHS,
    "年": YEARS,
    "周": WEEKS,
    "个星期": WEEKS,
    "工作日": WORKING_DAYS,
    "个工作日": WORKING_DAYS,
}
_MORE = re.compile(r"[\d一二两三四五六七八九十]")
_STOPS = re.compile(r"[，,；;。（）()]")
_ENDS = re.compile(r"[，,；;。（）()]|\Z")
_REACH, _AHEAD, _SHORT = 30, 24, 4
Found = tuple[list[Checked], list["Remark"]]


def read(found: re.Match[str], *, most: bool = False) -> Length:
    """The length that a match of NUMBER and UNIT states."""
    text = found["number"]
    number = Decimal(text) if text[0].isdecimal() else Decimal(numerals.value(text.replace("两", "二")))
    return Length(number, _UNITS[found["unit"]], found.start("number"), found.end("unit"), most)


def exactly(clause: Clause, found: re.Match[str]) -> bool:
    """Whether a length is stated outright: nothing makes it 约 or 余, and it does not go on (1年2个月)."""
    behind = clause.text[found.end("unit") : found.end("unit") + _SHORT]
    before = clause.text[max(0, found.start("number") - _SHORT) : found.start("number")]
    return not (
        behind.startswith(clause.words["about_behind"]) or _MORE.match(behind) or before.endswith(clause.words["about_before"])
    )


def check(kind: Check, report: Report, clause: Clause) -> Found:
    """A result for each length of a clause that fits its dates, a result and a remark where it fits no two of them."""
    results: list[Checked] = []
    remarks: list[Remark] = []
    for length, span, sure in _stated(clause):
        ids = figures(report, clause, length)
        fits = length.fits(span.one, span.other)
        exact = span.one.exact and span.other.exact and length.unit == DAYS and not length.most
        if fits and ids and exact:
            results.append(Checked(kind.code, Verdict.CONSISTENT, ids, _said(clause, length, span, " ＝ ")))
        elif sure and not any(length.fits(one, other) for one, other in pairs(clause)):
            if ids:
                results.append(Checked(kind.code, Verdict.IMPOSSIBLE, ids, _said(clause, length, span, " ≠ ")))
            remarks.append(_remark(kind, report, clause, (length, span), ids))
    return results, remarks


def figures(report: Report, clause: Clause, length: Length) -> tuple[int, ...]:
    """The figure of the report that a length is, if it is one."""
    return tuple(each.id for each in report.within(clause.passage) if each.begin < length.stop and length.begin < each.stop)


def pairs(clause: Clause) -> Iterator[tuple[Moment, Moment]]:
    """Every two moments of a clause, in order."""
    return ((one, other) for at, one in enumerate(clause.moments) for other in clause.moments[at + 1 :])


def _said(clause: Clause, length: Length, span: Span, sign: str) -> str:
    one, other = (clause.text[each.begin : each.stop] for each in (span.one, span.other))
    return f"{one}—{other}{sign}{clause.text[length.begin : length.stop]}"


def _remark(kind: Check, report: Report, clause: Clause, told: tuple[Length, Span], ids: tuple[int, ...]) -> Remark:
    length, span = told
    low, high = days(span.one, span.other)
    words = kind.pairs["days" if span.one.exact and span.other.exact else "about"]
    begins, ends = (clause.text[each.begin : each.stop] for each in (span.one, span.other))
    begin, stop = min(length.begin, span.one.begin), max(length.stop, span.other.stop)
    expected = put(words, {"low": low, "high": high})
    stated = clause.text[length.begin : length.stop]
    return remark(
        kind, report, clause.passage, begin, stop, figures=ids, stated=stated, begins=begins, ends=ends, expected=expected
    )


def _stated(clause: Clause) -> Iterator[tuple[Length, Span, bool]]:
    """The lengths of a clause, each with the period that it measures, and whether it can contradict it."""
    words, text = clause.words, clause.text
    leads = either((*words["lengths"], *words["lengths_weak"], *words["lengths_within"])).pattern
    pattern = rf"(?P<lead>{leads}|[（(])(?:{either((*words['length_links'], *words['about_before'])).pattern}){{0,2}}{NUMBER}{UNIT}"
    for found in compiled(pattern).finditer(text, clause.begin, clause.stop):
        if (
            not clause.spans
            or not exactly(clause, found)
            or has(found.group()[: found.start("number") - found.start()], words["about_before"])
        ):
            continue
        lead = found["lead"]
        length = read(found, most=lead in words["lengths_within"])
        strong = lead in words["lengths"]
        span = _behind(clause, found, strong=strong) or (_ahead(clause, length) if strong else None)
        if span is not None:
            yield length, span, not _other_dates(clause, span, length) and (strong or length.most or _whole(clause, span, length))


def _whole(clause: Clause, span: Span, length: Length) -> bool:
    """Whether 共 tells the length of the only period: 自…至…，共7天 that ends its part, both in one bracket, 合同期…至…, or more days than there are; 共7天培训 and 优良天数（…至…）共312天 count something else."""
    closed = _ENDS.match(clause.text, length.stop, clause.stop) is not None or length.stop == clause.stop
    if not closed or len(clause.spans) > 1:
        return False
    between = clause.text[span.other.stop : length.begin]
    aside = max(clause.text.rfind(mark, clause.begin, span.one.begin) for mark in "（(")
    inside = aside >= 0 and not has(clause.text[aside : length.begin], "）)")
    over = length.unit == DAYS and length.number > days(span.one, span.other)[1]
    named = length.unit == YEARS or has(clause.before(span.one), clause.words["lengths"])
    return over or inside or named or (clause.opens(span.one) == WORDS and not has(between, "）)"))


def _other_dates(clause: Clause, span: Span, length: Length) -> bool:
    """Whether a date that is no part of the period stands between it and its length."""
    low, high = sorted((span.other.stop, length.begin)) if length.begin >= span.other.stop else (length.stop, span.one.begin)
    return any(low <= each.begin < high and each.level != YEAR for each in clause.moments)


def _behind(clause: Clause, found: re.Match[str], *, strong: bool) -> Span | None:
    """The last period before a length, where nothing between says that the length is of another thing."""
    begin = found.start()
    span = next((each for each in reversed(clause.spans) if each.other.stop <= begin), None)
    if span is None or begin - span.other.stop > _REACH or (span.how == LOOSE and not strong):
        return None
    gap = clause.text[span.other.stop : begin]
    lead = _STOPS.split(gap)[-1]
    if clause.text.startswith(clause.words["length_of"], found.end()):
        return None
    if has(lead, clause.words["length_planned"]) or has(gap, clause.words["apart"]):
        return None
    if found["lead"] in "（(":
        return span if not gap else None
    if not strong and len(_STOPS.split(gap)) > 2:  # noqa: PLR2004 - one comma
        return None
    filling = either((*clause.words["length_lead"], *clause.words["fillers"], *clause.words["until_behind"]))
    rest = filling.sub("", lead)
    own = rest in clause.text[clause.begin : span.one.begin] or len(_STOPS.split(gap)) == 1
    return span if own else None


def _ahead(clause: Clause, length: Length) -> Span | None:
    """为期60天的行动自…至…; 工期60天（…至…）: the period right behind its length."""
    behind = clause.text[length.stop : length.stop + 1]
    span = next((each for each in clause.spans if each.one.begin >= length.stop), None)
    if span is None or behind not in ("的", "（", "(") or span.one.begin - length.stop > _AHEAD:
        return None
    between = clause.text[length.stop + 1 : span.one.begin]
    plain = not _STOPS.search(between) and not has(between, clause.words["apart"])
    before = _STOPS.split(clause.text[max(clause.begin, length.begin - _AHEAD) : length.begin])[-1]
    return span if plain and not has(before, clause.words["length_planned"]) else None
