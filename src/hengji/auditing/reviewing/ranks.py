"""Words that order things: 甲的执行率最高, 乙低于甲, 逐年增长; held against the rows of a table or the amounts of the sentence."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.columns import columns, headed, nearest
from hengji.auditing.wording.texts import compiled, has, prose, sentence_around
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_LEAST, _NAME = 3, 3
_VALUES = frozenset({"value", "base", "share", "rate", "completion", "actual", ""})


def extreme(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """甲的执行率最高: the row of that name in the column of that noun, else the amounts of the sentence by their names."""
    del index
    for passage in prose(report):
        for found in compiled(check.patterns[0]).finditer(passage.text):
            low, high = sentence_around(passage.text, *found.span())
            sentence = passage.text[low:high]
            if has(sentence, check.words["unless"]):
                continue
            most = found["side"] in check.words["most"]
            name = plain(found["name"])
            told = [
                each for each in (_rows(check, report, passage, name, found, sentence), _spoken(report, passage, low, high)) if each
            ]
            for rows in told[:1] if len(name) >= _NAME else ():
                yield from _held(check, report, passage, found, rows, name, most=most)


def _held(
    check: Check,
    report: Report,
    passage: Passage,
    found: Match[str],
    rows: tuple[tuple[str, Figure], ...],
    name: str,
    *,
    most: bool,
) -> Iterator[Checked | Remark]:
    own = next((figure for label, figure in rows if label == name), None)
    if own is None or len(rows) < _LEAST:
        return
    beyond = [
        (label, each)
        for label, each in rows
        if (exact.compare(each.value, own.value) > 0 if most else exact.compare(each.value, own.value) < 0)
    ]
    if not beyond:
        yield Checked(check.code, Verdict.CONSISTENT, (own.id,), found[0], limit=True)
        return
    label, other = (max if most else min)(beyond, key=lambda pair: Fraction(*pair[1].value))
    yield remark(
        check, report, passage, *found.span(), figures=(own.id, other.id),
        claim=found[0], name=name, a=own.plain, other=label, b=other.plain,
    )  # fmt: skip


def _rows(
    check: Check, report: Report, passage: Passage, name: str, found: Match[str], sentence: str
) -> tuple[tuple[str, Figure], ...]:
    """The column whose header is the noun of the claim, or the one noun that its sentence names before."""
    noun = found["noun"] or next((word for word in check.words["nouns"] if word in sentence[: sentence.find(found[0])]), "")
    among = [each for each in columns(report) if noun and each.row(name) is not None and headed(each).endswith(noun)]
    chosen = nearest(passage, among)
    return chosen[0].rows if len(chosen) == 1 else ()


def _spoken(report: Report, passage: Passage, low: int, high: int) -> tuple[tuple[str, Figure], ...]:
    """The amounts of a sentence by their names, where they are of one dimension and every one has a name of its own."""
    figures = [each for each in report.within(passage) if low <= each.begin < high and each.role in _VALUES]
    figures = [each for each in figures if each.label]
    names = [plain(each.label) for each in figures]
    one = len({each.dimension for each in figures}) == 1 and len(set(names)) == len(names)
    return tuple(zip(names, figures, strict=True)) if one else ()


def compared_rows(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """乙标段扣款比例低于甲标段: two rows of one column."""
    del index
    for passage in prose(report):
        for found in compiled(check.patterns[0]).finditer(passage.text):
            low, high = sentence_around(passage.text, *found.span())
            if has(passage.text[low:high], check.words["unless"]):
                continue
            yield from _compared(check, report, passage, found)


def _compared(check: Check, report: Report, passage: Passage, found: Match[str]) -> Iterator[Checked | Remark]:
    among: dict[int, tuple[Figure, Figure]] = {}
    for column in columns(report):
        names = [label for label, _ in column.rows]
        one = max((label for label in names if plain(found["one"]).endswith(label)), key=len, default="")
        other = max((label for label in names if plain(found["other"]).startswith(label)), key=len, default="")
        first, second = column.row(one), column.row(other)
        if one and other and one != other and first is not None and second is not None and headed(column).endswith(found["noun"]):
            among[column.table] = first, second
    if len(among) != 1:
        return
    first, second = next(iter(among.values()))
    sign = exact.compare(first.value, second.value)
    more = found["side"] in check.words["most"]
    if sign and (sign > 0) != more:
        yield remark(
            check, report, passage, *found.span(), figures=(first.id, second.id),
            claim=found[0], name=found["one"], a=first.plain, other=found["other"], b=second.plain,
        )  # fmt: skip


def steady(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """逐年增长：2022 年 31.6，2023 年 38.2，2024 年 36.9: amounts of one kind and of three years or more."""
    del index
    for passage in prose(report):
        for found in compiled(check.patterns[0]).finditer(passage.text):
            low, high = sentence_around(passage.text, *found.span())
            if has(passage.text[low:high], check.words["unless"]):
                continue
            figures = [
                each for each in report.within(passage) if found.end() <= each.begin < high and each.role in _VALUES and each.year
            ]
            years = [each.year for each in figures if each.year is not None]
            one = len({each.dimension for each in figures}) == 1 and len({each.label for each in figures}) == 1
            if len(figures) < _LEAST or not one or years != sorted(set(years)):
                continue
            up = found["way"] in check.words["most"]
            for before, after in pairwise(figures):
                sign = exact.compare(after.value, before.value)
                if sign == 0 or (sign > 0) != up:
                    yield remark(
                        check, report, passage, *found.span(), figures=(before.id, after.id),
                        claim=found[0], name=f"{before.year}年", a=before.plain, other=f"{after.year}年", b=after.plain,
                    )  # fmt: skip
                    break
