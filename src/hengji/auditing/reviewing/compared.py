"""实际采购金额小于采购计划金额: two amounts compared in words by their names, held where the passage gives both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.index import VALUE_ROLES
from hengji.auditing.relation import AT_LEAST, AT_MOST, EQUAL, Relation, judge, statement
from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import prose
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_CLAUSE = re.compile(r"[^，。；：、（）()？！\n]{1,60}")
_MARKS = re.compile(r"[，。；：、（）()]")
_END = re.compile(r"(?:合计数|合计|总计|共计|数|为|是|达|有){1,3}$")
_LEAST, _FAR, _SHORT = 4, 240, 24
"""Letters of a name, and how far before the clause its amount may stand."""
_LESS, _MORE, _SAME = "less", "more", "equal"
_OUTTURN, _BUDGETS = "outturn", ("original", "revised")
_COMPARE = {_LESS: AT_MOST, _MORE: AT_LEAST, _SAME: EQUAL}


def names(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """A clause without figures that says of two amounts of its passage which is the less. `words`: less, more, equal, unless; outturn and budget, by which the two are called."""
    del index
    for passage in prose(report):
        for clause in _CLAUSE.finditer(passage.text) if has(passage.text, check.words[_LESS] + check.words[_MORE]) else ():
            for way, compare in _COMPARE.items():
                pair = _pair(clause, check.words[way], passage, report, check)
                if pair is not None:
                    yield from _found(check, report, passage, clause, pair, compare)
                    break


def _found(
    check: Check, report: Report, passage: Passage, clause: re.Match[str], pair: tuple[Figure, Figure], compare: str
) -> Iterator[Checked | Remark]:
    one, other = pair
    relation = Relation(check.id, (one.id,), target=other.id, compare=compare)
    outcome, said = judge(relation, report.figures), statement(relation, report.figures)
    yield Checked(check.code, outcome.verdict, relation.figures, said)
    if outcome.verdict is Verdict.IMPOSSIBLE:
        claim = clause[0].strip()
        yield remark(
            check, report, passage, *clause.span(), figures=relation.figures, claim=claim, one=one.plain, other=other.plain
        )


def _pair(
    clause: re.Match[str], words: Sequence[str], passage: Passage, report: Report, check: Check
) -> tuple[Figure, Figure] | None:
    """The amounts that are called by the words on both sides of a comparison; none where a figure stands in the clause."""
    word = next((each for each in sorted(words, key=len, reverse=True) if each in clause[0]), "")
    before_it = passage.text[max(passage.text.rfind("。", 0, clause.start()), clause.start() - _SHORT, 0) : clause.start()]
    if not word or has(clause[0], check.words.get("unless", ())) or has(before_it, check.words["apart"]):
        return None
    left, _, right = clause[0].partition(word)
    before = [
        each
        for each in report.within(passage)
        if each.role in VALUE_ROLES and clause.start() - _FAR <= each.begin and each.stop <= clause.end()
    ]
    if any(each.stop > clause.start() for each in before):
        return None
    if left.strip() in check.words["outturn"] and right.strip().startswith(check.words["budget"]):
        return _of_stages(before)
    one, other = _called(left.strip(), before, passage), _called(right.strip(), before, passage)
    if one is None or other is None or one.id == other.id or one.dimension != other.dimension:
        return None
    return one, other


def _of_stages(before: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """年初预算为 120.50 万元，支出决算为 131.20 万元，完成预算的 108.88%。决算数大于预算数: the last outturn before the words, and the budget right beside it."""
    spent = next((each for each in reversed(before) if each.dimension == "money"), None)
    if spent is None or spent.said_stage != _OUTTURN:
        return None
    beside = [each for each in before if each.dimension == "money" and each.id in (spent.id - 1, spent.id - 2)]
    budget = beside[-1] if beside else None
    if budget is None or budget.said_stage not in _BUDGETS or budget.concept != spent.concept:
        return None
    return spent, budget


def _called(words: str, figures: Sequence[Figure], passage: Passage) -> Figure | None:
    """The one amount before which the words stand as its name."""
    wanted = _END.sub("", words)
    named = [each for each in figures if len(wanted) >= _LEAST and _said(each, passage).endswith(wanted)]
    return named[0] if len({each.number for each in named}) == 1 else None


def _said(figure: Figure, passage: Passage) -> str:
    """The words of its clause before an amount, without those that only lead to a number."""
    return _END.sub("", _MARKS.split(passage.text[max(0, figure.begin - _FAR) : figure.begin])[-1].strip())
