"""仍有 94 个小区未实行撤桶并点, 距 60% 的目标还差 10.7 个百分点, 空编 8 名: differences of things that stand in other sections."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import slip
from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.nouns import Nouns, bare, kind
from hengji.auditing.reviewing.spoken import claims
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.auditing.reviewing.spoken import Claim
    from hengji.core.audit import Figure, Remark, Report
    from hengji.rulebook.check import Check

_MOST, _LEAST, _LONG, _BACK = 100, 2, 4, 40
_MARKS = "，。；：、.．）)"
_RATES = frozenset({"share", "value", "actual", "rate", "completion"})


def left(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """仍有 `count` 未 `verb`: the whole less those of which the verb is told, where the words make these a part of it and a slip makes it close."""
    del index
    nouns = Nouns(report)
    for claim in islice(claims(check, report), _MOST):
        own = _figure(report, claim, "count")
        done = _done(check, nouns, claim, own) if own is not None else None
        whole = report.figures[done.whole] if done is not None and done.whole >= 0 else None
        if own is not None and done is not None and whole is not None and kind(whole) == kind(own):
            yield from _held(check, report, claim, own, whole.number - done.number, (whole, done))


def _done(check: Check, nouns: Nouns, claim: Claim, own: Figure) -> Figure | None:
    """The count of those of which the verb is told: its first words are enough."""
    verb = claim.found["verb"]
    for words in dict.fromkeys((verb, verb[:_LONG])):
        found = nouns.only(words, own, check.words["between"])
        if found is not None and len(words) >= _LEAST:
            return found
    return None


def vacant(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """空编 `count`: by `pairs`, the word to what it is the difference of: names of the whole - names of the part."""
    del index
    nouns = Nouns(report)
    for claim in islice(claims(check, report), _MOST):
        own = _figure(report, claim, "count")
        names, _, less = check.pairs[claim.found["word"]].partition("-")
        whole = _one_of(check, nouns, names, own) if own is not None else None
        part = _one_of(check, nouns, less, own) if own is not None else None
        if own is not None and whole is not None and part is not None and whole.number >= part.number:
            yield from _held(check, report, claim, own, whole.number - part.number, (whole, part))


def _one_of(check: Check, nouns: Nouns, names: str, own: Figure) -> Figure | None:
    """The one figure of the first of several names that has one."""
    return next((each for name in names.split("、") if (each := nouns.only(name, own, check.words["between"])) is not None), None)


def _held(
    check: Check, report: Report, claim: Claim, own: Figure, right: Decimal, terms: tuple[Figure, Figure]
) -> Iterator[Checked | Remark]:
    ids = (*(each.id for each in terms), own.id)
    statement = f"{terms[0].plain} － {terms[1].plain} ＝ {right}"
    if own.number == right:
        yield Checked(check.code, Verdict.CONSISTENT, ids, statement)
    elif slip(own, right):
        yield Checked(check.code, Verdict.IMPOSSIBLE, ids, statement)
        yield remark(
            check, report, claim.passage, own.begin, own.stop, figures=ids, claim=claim.found[0].lstrip(_MARKS), stated=own.plain,
            one=terms[0].plain, other=terms[1].plain, place=terms[1].place, right=right,
        )  # fmt: skip


def aim(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """甲比例距 60% 的目标还差 10.7 个百分点: the aim less the one rate that the report tells of that name."""
    del index
    for claim in islice(claims(check, report), _MOST):
        own = _figure(report, claim, "count")
        rate = _rate(check, report, claim)
        if own is None or rate is None:
            continue
        right = abs(Decimal(claim.found["limit"]) - rate.number)
        ids, statement = (rate.id, own.id), f"|{claim.found['limit']}% － {rate.plain}| ＝ {right}"
        if abs(right - own.number) <= Decimal(1).scaleb(-own.decimals):
            yield Checked(check.code, Verdict.CONSISTENT, ids, statement)
            continue
        yield Checked(check.code, Verdict.IMPOSSIBLE, ids, statement)
        yield remark(
            check, report, claim.passage, own.begin, own.stop, figures=ids, claim=claim.found[0].lstrip(_MARKS), stated=own.plain,
            one=f"{claim.found['limit']}%", other=rate.plain, place=rate.place, right=right,
        )  # fmt: skip


def unreached(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """满意度离目标尚有 3.8 个百分点: the one aim and the one rate that a row or a passage gives beside each other under that name; told where a slip makes it close."""
    del index
    for claim in islice(claims(check, report), _MOST):
        own = _figure(report, claim, "count")
        wanted = bare(claim.found["noun"], check.words["begins"], check.words["ends"])
        pairs = list(_beside(check, report, wanted, own)) if own is not None and len(wanted) > _LEAST else []
        if own is not None and len({(aim.number, rate.number) for aim, rate in pairs}) == 1:
            target, rate = pairs[0]
            yield from _held(check, report, claim, own, abs(target.number - rate.number), (target, rate))


def _beside(check: Check, report: Report, wanted: str, own: Figure) -> Iterator[tuple[Figure, Figure]]:
    """The aim and the rate of a name, where a row of a table or a passage has one of each."""
    found: dict[tuple[int, int, int], list[Figure]] = {}
    for each in report.figures:
        passage = report.passages[each.passage]
        if each.dimension != "ratio" or each.id == own.id or each.role in ("rate", "change") or not _said_of(report, each, wanted):
            continue
        found.setdefault((passage.table, passage.row, -1 if passage.table >= 0 else passage.index), []).append(each)
    for together in found.values():
        aims = [each for each in together if _is_aim(check, report, each)]
        rates = [each for each in together if each not in aims and each.year in (report.year, None)]
        if len({each.number for each in aims}) == len({each.number for each in rates}) == 1:
            yield aims[0], rates[0]


def _said_of(report: Report, figure: Figure, wanted: str) -> bool:
    """Whether a figure is called by a name: in its label, or in the words of its sentence before it."""
    passage = report.passages[figure.passage]
    said = passage.text[max(0, figure.begin - _BACK) : figure.begin].rpartition("。")[2].rpartition("；")[2]
    return wanted in figure.label or (passage.table < 0 and wanted in said)


def _is_aim(check: Check, report: Report, figure: Figure) -> bool:
    before = report.passages[figure.passage].text[max(0, figure.begin - _LONG * 2) : figure.begin]
    return figure.role == "target" or has(before.rpartition("，")[2], check.words["aims"])


def _rate(check: Check, report: Report, claim: Claim) -> Figure | None:
    """The one rate of a name before it, in another section or this; the name's first words may be left out."""
    wanted = plain(bare(claim.found["noun"], check.words["begins"], check.words["ends"])).translate(_QUOTES)
    found = [
        each
        for each in report.figures
        if each.dimension == "ratio"
        and each.role in _RATES
        and not each.plain.endswith(check.words["points"])
        and each.year in (report.year, None)
        and len(wanted) > _LEAST
        and plain(each.label).translate(_QUOTES) == wanted
    ]
    return found[0] if len({each.number for each in found}) == 1 else None


_QUOTES = str.maketrans("", "", "“”\"'")


def _figure(report: Report, claim: Claim, group: str) -> Figure | None:
    """The figure in a group of the match."""
    begin = claim.found.start(group)
    return next((each for each in report.within(claim.passage) if each.begin <= begin < each.stop), None)
