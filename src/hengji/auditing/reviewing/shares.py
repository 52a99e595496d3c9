"""Ratios of named things that stand in other sections: 121 人，占全部委托观测员的 29.4%; told where a slip makes them close."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.closing import Ratio, closes
from hengji.auditing.reviewing.nouns import Nouns, bare, kind
from hengji.auditing.wording.letters import mostly_in, pairs_of
from hengji.auditing.wording.texts import compiled, prose
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_RATIO, _FAR, _SAME, _LEAST, _SHARE, _MOST, _EACH = "ratio", 60, "。；;", 2, "占", 200, 6


def of_named(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """占 with what it is a share of: the amount right before it or the one called by the words before 占, over the one called by the words behind.

    `patterns`: the clause before the rate with `part` and `whole`. `words`: begins and ends that do not tell a name; unless; not_names.
    """
    del index
    for passage, ratio in _ratios(check, report):
        yield from told(check, report, passage, ratio)


def _ratios(check: Check, report: Report) -> Iterator[tuple[Passage, Ratio]]:
    """The shares whose part and whole are each one figure."""
    nouns = Nouns(report)
    shares = (
        (passage, figure)
        for passage in prose(report)
        for figure in (report.within(passage) if _SHARE in passage.text else ())
        if figure.dimension == _RATIO and figure.number and _SHARE in passage.text[max(0, figure.begin - _FAR) : figure.begin]
    )
    for passage, figure in islice(shares, _MOST):
        ratio = _ratio(check, nouns, passage, figure)
        if ratio is not None:
            yield passage, ratio


def told(check: Check, report: Report, passage: Passage, ratio: Ratio) -> Iterator[Checked | Remark]:
    """A result where a ratio holds; a question where a slip makes it hold."""
    if ratio.holds:
        ids = (ratio.part.id, ratio.whole.id, ratio.printed.id)
        yield Checked(check.code, Verdict.CONSISTENT, ids, ratio.statement)
    elif (other := closes(ratio, report)) is not None and not (
        _own_whole(ratio, other)
        or _loosely(check, ratio, other)
        or _meant(check, ratio, other, passage.text[: ratio.printed.begin])
        or _of_one_column(ratio.whole, other, report)
    ):
        yield from failed(check, report, passage, ratio)


def _own_whole(ratio: Ratio, other: Figure) -> bool:
    """Whether what closes the ratio is another whole, told beside it, than the one that its words seem to call in another passage."""
    near = other.passage == ratio.printed.passage != ratio.whole.passage and other.id < ratio.printed.id
    return near and kind(other) == kind(ratio.whole)


def _loosely(check: Check, ratio: Ratio, other: Figure) -> bool:
    """Whether another whole closes the ratio and no words call the one that was taken by its name: 占支出预算的 4.60% is not of 重点项目支出."""
    if check.id != "named_share" or other.id in (ratio.printed.id, ratio.part.id) or kind(other) != kind(ratio.whole):
        return False
    wanted, label = bare(ratio.printed.against, check.words["begins"], check.words["ends"]), ratio.whole.label
    return not wanted or not (wanted in label or (label and label in wanted))


def _of_one_column(one: Figure, other: Figure, report: Report) -> bool:
    """Whether both stand in one column of a table: 占下达数 may be of any row's."""
    first, second = report.passages[one.passage], report.passages[other.passage]
    return first.table >= 0 and (first.table, first.column) == (second.table, second.column)


def _meant(check: Check, ratio: Ratio, other: Figure, before: str) -> bool:
    """Whether what closes the ratio is called by its words as well as the whole that was taken: 占“三公”经费 of the budget and of the outturn; 占改造小区总数 of 全市改造的小区."""
    if other.id == ratio.printed.id or kind(other) != kind(ratio.whole):
        return False
    said = before[-_FAR:]
    if other.passage == ratio.whole.passage and any(pair in said for pair in pairs_of(other.label)):
        return True  # 下达 A，其中公卫 B。公卫拨 C，占下达数 P%: of what was given for it
    wanted = bare(ratio.printed.against, check.words["begins"], check.words["ends"])
    return bool(other.label) and (other.label == ratio.whole.label or mostly_in(wanted, other.label))


def failed(check: Check, report: Report, passage: Passage, ratio: Ratio) -> Iterator[Checked | Remark]:
    """The result and the question of a ratio that does not hold."""
    ids = (ratio.part.id, ratio.whole.id, ratio.printed.id)
    yield Checked(check.code, Verdict.IMPOSSIBLE, ids, ratio.statement)
    yield remark(
        check, report, passage, ratio.printed.begin, ratio.printed.stop, figures=ids, label=_name(ratio.part), part=ratio.part.plain,
        whole=_name(ratio.whole), amount=ratio.whole.plain, place=ratio.whole.place, right=ratio.right, stated=ratio.printed.plain,
    )  # fmt: skip


def _name(figure: Figure) -> str:
    return figure.label or figure.plain


def _ratio(check: Check, nouns: Nouns, passage: Passage, rate: Figure) -> Ratio | None:
    figures = nouns.report.within(passage)
    before = nouns.report.figures[rate.id - 1] if figures[0].id < rate.id else None
    low = before.stop if before is not None else max(0, rate.begin - _FAR)
    said = passage.text[max(low, rate.begin - _FAR) : rate.begin]
    found = next((match for pattern in check.patterns if (match := compiled(pattern).search(said)) is not None), None)
    if found is None or has(found[0], check.words["unless"]):
        return None
    part = _part(check, nouns, found["part"], before, passage, rate)
    words = found.groupdict().get("whole") or ""
    if part is None or not part.number or has(words, check.words["not_names"]):
        return None
    whole = _whole(check, nouns, words, part)
    fits = whole is not None and whole.id != part.id and exact.compare(whole.value, part.value) >= 0
    return Ratio(rate, part, whole) if fits and whole is not None else None


def _whole(check: Check, nouns: Nouns, words: str, part: Figure) -> Figure | None:
    """What the words call; without words what the part is told as a part of."""
    if not words:
        return (
            nouns.report.figures[part.whole] if part.whole >= 0 and kind(nouns.report.figures[part.whole]) == kind(part) else None
        )
    wanted = bare(words, check.words["begins"], check.words["ends"])
    return nouns.only(wanted, part, _between(check))


def _between(check: Check) -> tuple[str, ...]:
    """The words that may stand between a name and its value."""
    return check.words["begins"] + check.words["ends"] + check.words["between"]


def _part(check: Check, nouns: Nouns, words: str, before: Figure | None, passage: Passage, rate: Figure) -> Figure | None:
    """The amount right before 占; where words stand there, the one amount that they call."""
    wanted = bare(words, check.words["begins"], check.words["ends"])
    if not wanted:
        near = before is not None and before.dimension != _RATIO and not set(_SAME) & set(passage.text[before.stop : rate.begin])
        priced = before is not None and has(passage.text[max(0, before.begin - _EACH) : before.begin], check.words["each"])
        return before if near and before is not None and not before.operator and not priced else None
    if len(wanted) < _LEAST:
        return None
    likes = [
        each
        for each in nouns.report.figures
        if each.label and each.label.endswith(wanted) and each.dimension not in (_RATIO, "points", "")
    ]
    found = nouns.only(wanted, likes[0], _between(check)) or likes[0] if likes else None
    return found if found is not None and len({each.number for each in likes}) == 1 else None
