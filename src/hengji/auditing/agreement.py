"""The same fact wherever it is stated: equal statements confirm each other, different ones are shown with both places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.index import SCORES, name, prose
from hengji.auditing.remarks import remark
from hengji.core import exact
from hengji.core.audit import Checked, Remark
from hengji.core.finding import Verdict
from hengji.core.quantity import ROUNDED
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

_LONG_ENOUGH = 4
"""A label of fewer letters names too many things for two numbers to be the same fact."""
FAR, _HUNDRED = "far", (100, 1)
_MOST_READINGS = 24
"""What is stated with more values is no single fact."""
_SURE = frozenset({"money", "person", "vehicle", "area", "points"})
_ENDS = (*"，。；、：）),;", "")
_MARK, _BEHIND = re.compile("[，。；]"), 60
_ORIGINAL, _REVISED, _REACH, _NEAR = "original", "revised", 40, 12


def check(report: Report, index: Index, book: Book, proved: frozenset[int] = frozenset()) -> tuple[list[Checked], list[Remark]]:
    """A result for each fact that is stated more than once, and a finding where two statements differ.

    `proved` are the figures that another check confirms: a statement that is proved speaks against one that is not.
    """
    results: list[Checked] = []
    remarks: list[Remark] = []
    checks = book.kind("agreement")
    for same in index.groups() if checks else ():
        first = same[0]
        if not (first.concept or len(first.label) >= _LONG_ENOUGH):
            continue
        agreeing, differing = _split(same)
        for group in agreeing:
            ids = tuple(figure.id for figure in group)
            results.append(Checked(checks[0].code, Verdict.CONSISTENT, ids, " ＝ ".join(figure.plain for figure in group[:4])))
        for one, other in differing:
            ids = (one.id, other.id)
            said = f"{one.plain} ≠ {other.plain}"
            scope = _scope_said(one, other, report)
            doubtful = _ambiguous(one, other, book) or _adjusted(one, other, index) or _either(one, other, report, book)
            twice = scope is None and _said_twice(one, other, report, book.phrases["clauses.basis"])
            twice = twice and not any(_full_marks(each, report, book.phrases["doubts.full_marks"]) for each in (one, other))
            elsewhere = _of_other_wholes(one, other, report, proved)
            if scope is not None and not elsewhere:
                words = book.caption("explanation.stated_scope")
                results.append(Checked(checks[0].code, Verdict.EXPLAINED, (*ids, scope.id), said, explanation=words))
                continue
            if not twice and (elsewhere or doubtful or not _comparable(one, other, report, proved, checks[0])):
                words = book.caption("audit.basis_unclear")
                results.append(Checked(checks[0].code, Verdict.UNKNOWN, ids, said, explanation=words))
                continue
            results.append(Checked(checks[0].code, Verdict.IMPOSSIBLE, ids, said))
            remarks.append(
                remark(
                    checks[0], report, report.passages[other.passage], other.begin, other.stop, figures=ids, label=one.label, severity="warning" if twice else "",
                    first=one.place, a=one.plain, second=other.place, b=other.plain, what=_what(one, book),
                )
            )  # fmt: skip
    return results, remarks


def _ambiguous(one: Figure, other: Figure, book: Book) -> bool:
    """Whether one of two names means different things in different places."""
    return one.label != other.label and bool({one.label, other.label} & set(book.phrases["clauses.ambiguous"]))


def _adjusted(one: Figure, other: Figure, index: Index) -> bool:
    """Whether one of two budgets is the adjusted one, which is stated as such elsewhere: 支出预算 alone may be either."""
    if one.stage != _ORIGINAL:
        return False
    revised = index.about(one, stage=_REVISED)
    return revised is not None and any(equal(each, revised) for each in (one, other))


def _either(one: Figure, other: Figure, report: Report, book: Book) -> bool:
    """Whether a sentence says only 预算, which may be the adjusted budget, and the two are no slip of each other."""
    if one.stage != _ORIGINAL:
        return False
    if any(_beside_revised(each, report) for each in (one, other)):
        return True
    if slip(one, other):
        return False
    first = tuple(word for word in book.phrases["clauses.original"] if word.startswith(book.phrases["clauses.beginning"]))
    for each in (one, other):
        passage = report.passages[each.passage]
        if prose(passage) and not has(passage.text[max(0, each.begin - _REACH) : each.begin], first):
            return True
    return False


def _beside_revised(figure: Figure, report: Report) -> bool:
    """调整后基本支出预算为 A，项目支出预算为 B: the second is the adjusted one too, though its own words do not say so."""
    before = report.figures[figure.id - 1] if figure.id else figure
    passage = report.passages[figure.passage]
    near = before.passage == figure.passage and "。" not in passage.text[before.stop : figure.begin]
    return near and before.stage == _REVISED and figure.said_stage == _ORIGINAL and prose(passage)


def _what(figure: Figure, book: Book) -> str:
    stage = book.stages[figure.stage].label if figure.stage in book.stages else ""
    return f"{figure.year if figure.year is not None else ''} {stage}".strip()


def _split(same: Sequence[Figure]) -> tuple[list[list[Figure]], list[tuple[Figure, Figure]]]:
    """Statements that say the same at their printed digits, and one pair for each further reading."""
    groups: list[list[Figure]] = []
    for figure in same:
        for group in groups:
            if equal(group[0], figure):
                group.append(figure)
                break
        else:
            groups.append([figure])
        if len(groups) > _MOST_READINGS:
            return [], []
    most = max(groups, key=len)
    return [group for group in groups if len(group) > 1], [(most[0], group[0]) for group in groups if group is not most]


def equal(one: Figure, other: Figure) -> bool:
    """Equal at the coarser of the two printed digits."""
    if exact.compare(one.value, other.value) == 0:
        return True
    if one.unit is None or other.unit is None or one.dimension not in ROUNDED:
        return False
    for coarse, fine in ((one, other), (other, one)):
        unit = coarse.unit
        if unit is not None:
            shown = exact.round_half_away(exact.divide(fine.value, unit.factor), coarse.decimals)
            if exact.compare(shown, exact.of(coarse.number)) == 0:
                return True
    return one.about or other.about


def _comparable(one: Figure, other: Figure, report: Report, proved: frozenset[int], check: Check) -> bool:
    """Whether two statements surely speak of one thing: they stand in one chapter, or one wrong digit makes them equal."""
    if one.operator or other.operator or one.whole == other.id or other.whole == one.id or _rows_of_column(one, other, report):
        return False
    if any(said(one, report, check) != said(other, report, check) for said in (_paid_by, _of_last_year, _aimed, _of_funds)):
        return False
    if not slip(one, other) and _siblings(one, other, report, check):
        return False
    if not all(each.certain and not each.open_stage and not each.open_list for each in (one, other)):
        return False
    if _in_one_breath(one, other, report):
        return False
    if slip(one, other) and one.own_name and other.own_name:
        return True
    if _far_apart(one, other, check):
        return False
    if not one.concept or one.dimension not in _SURE or not (one.own_name and other.own_name) or "base" in (one.role, other.role):
        return False
    here = _section(one, report)
    if (one.id in proved) != (other.id in proved):
        return True
    return bool(here) and here == _section(other, report)


def _paid_by(figure: Figure, report: Report, check: Check) -> bool:
    """当年财政拨款支出 A 万元，其中基本支出 B 万元: what those funds paid of it, beside all of it."""
    whole = report.figures[figure.whole] if figure.whole >= 0 else None
    return whole is not None and any(word in whole.label and word not in figure.label for word in check.words["funds"])


def _of_last_year(figure: Figure, report: Report, check: Check) -> bool:
    """上年“三公”经费 A 万元，其中公务接待费 B 万元: what stands in a sentence that begins with last year, with the same year as the report's."""
    passage = report.passages[figure.passage]
    sentence = passage.text[passage.text.rfind("。", 0, figure.begin) + 1 : figure.begin]
    return prose(passage) and sentence.lstrip().startswith(check.words["last_year"])


def _of_funds(figure: Figure, report: Report, check: Check) -> bool:
    """三、一般公共预算财政拨款支出情况 …项目支出 B: what a chapter about some funds tells is of those funds."""
    return any(has(title, check.words["funds"]) for title in report.passages[figure.passage].section)


def _aimed(figure: Figure, report: Report, check: Check) -> bool:
    """（三）年度绩效目标 …示范面积 5000 亩: what a chapter of aims sets, which another chapter says was reached, or not."""
    passage = report.passages[figure.passage]
    title = passage.section[-1] if passage.section else ""
    return prose(passage) and has(title, check.words["aims"]) and not has(title, check.words["reached"])


def _siblings(one: Figure, other: Figure, report: Report, check: Check) -> bool:
    """（一）救助 …全年支出 A；（二）福利中心 …全年支出 B: a bare total under two headings of one chapter is of what each heading names."""
    first, second = (report.passages[each.passage].section for each in (one, other))
    bare = all(each.label in check.words["bare"] for each in (one, other))
    return bare and len(first) == len(second) > 1 and first[:-1] == second[:-1] and first != second


def _far_apart(one: Figure, other: Figure, check: Check) -> bool:
    """Whether two amounts differ by more than the check's `far`, in per cent of the larger: they are of two things."""
    far = check.numbers.get(FAR)
    gap = exact.multiply(exact.subtract(one.value, other.value), _HUNDRED)
    sides = (one.value, other.value)
    return far is not None and all(
        exact.compare((abs(gap[0]), gap[1]), exact.multiply((abs(side[0]), side[1]), far)) > 0 for side in sides
    )


def _in_one_breath(one: Figure, other: Figure, report: Report) -> bool:
    """Whether one sentence says both: nobody states one fact twice in it."""
    first, second = sorted((one, other), key=lambda each: each.id)
    return first.passage == second.passage and "。" not in report.passages[first.passage].text[first.stop : second.begin]


def _rows_of_column(one: Figure, other: Figure, report: Report) -> bool:
    """Whether two figures stand in one column or one row of one table: its rows are of several things, whatever their words, and so are its columns."""
    first, second = (report.passages[each.passage] for each in (one, other))
    if first.table < 0 or first.table != second.table:
        return False
    return (first.column == second.column) != (first.row == second.row)


def _said_twice(one: Figure, other: Figure, report: Report, basis: Sequence[str]) -> bool:
    """A change of one name against one base, or a part of a score and its full marks, told in two sentences: there is no second one of it."""
    if one.role != other.role or name(one) != name(other) or not (_part_of_score(one, other) or _own_change(one, other)):
        return False
    sections = report.passages[one.passage].section, report.passages[other.passage].section
    siblings = sections[0] != sections[1] and sections[0][:-1] == sections[1][:-1] and len(sections[0]) > 1
    apart = one.passage != other.passage or "。" in report.passages[one.passage].text[one.stop : other.begin]
    if siblings or not apart or (one.stage, one.year) != (other.stage, other.year):
        return False
    return all(prose(report.passages[each.passage]) and _plainly(each, report, basis) for each in (one, other))


def _plainly(figure: Figure, report: Report, basis: Sequence[str]) -> bool:
    """Whether a mark ends its clause right behind it, and its sentence names no basis of its own: 剔除一次性因素, 按可比口径."""
    text = report.passages[figure.passage].text
    sentence = text[text.rfind("。", 0, figure.begin) + 1 : figure.begin]
    return text[figure.stop : figure.stop + 1] in _ENDS and not has(sentence, basis)


def _full_marks(figure: Figure, report: Report, words: Sequence[str]) -> bool:
    """按照投入 20 分、过程 20 分、产出 60 分设定权重: whether the words behind a list of points say that they are what may be gained."""
    behind = report.passages[figure.passage].text[figure.stop : figure.stop + _BEHIND]
    return figure.role in SCORES and has(_MARK.split(behind)[0], words)


def _of_other_wholes(one: Figure, other: Figure, report: Report, proved: frozenset[int]) -> bool:
    """本级支出 2000 万元，其中基本支出…; 所属单位支出 1102 万元，其中基本支出…: parts of two amounts, and each list adds up."""
    if one.whole < 0 or other.whole < 0 or not {one.id, other.id} <= proved:
        return False
    return report.figures[one.whole].number != report.figures[other.whole].number


def _part_of_score(one: Figure, other: Figure) -> bool:
    """Whether one of two scores is a part of a total and the other stands alone, and is not that total."""
    own = one.whole == other.id or other.whole == one.id
    return one.role in SCORES and not own and (one.whole < 0) != (other.whole < 0)


def _own_change(one: Figure, other: Figure) -> bool:
    return one.role == "change" and one.own_name and other.own_name


def slip(one: Figure, other: Figure) -> bool:
    """Whether two long numbers of one unit differ in one digit, or in two neighbouring ones exchanged."""
    decimals = max(one.decimals, other.decimals)
    left, right = (f"{figure.number:.{decimals}f}" for figure in (one, other))
    if one.unit != other.unit or len(left) != len(right) or len(left.replace(".", "")) < _LONG_ENOUGH:
        return False
    apart = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(apart) == 1:
        return True
    first, last = (apart[0], apart[-1]) if apart else (0, 0)
    return len(apart) == 2 and (left[first], left[last]) == (right[last], right[first]) and not left[first + 1 : last].strip(".")  # noqa: PLR2004


def _section(figure: Figure, report: Report) -> str:
    """The chapter in which it stands: one chapter's subject may differ from another's."""
    section = report.passages[figure.passage].section
    return section[0] if section else ""


def _scope_said(one: Figure, other: Figure, report: Report) -> Figure | None:
    """A figure of the report that is the difference and belongs to another office: 编制 64 and 68, with the four of the stationed group."""
    gap = exact.subtract(one.value, other.value)
    size = (abs(gap[0]), gap[1])
    if one.dimension not in ("person", "vehicle"):
        return None
    near = report.figures[max(0, one.id - _NEAR) : one.id + _NEAR]
    return next(
        (
            each
            for each in near
            if each.id not in (one.id, other.id)
            and exact.compare(each.value, size) == 0
            and each.dimension == one.dimension
            and not each.concept
        ),
        None,
    )
