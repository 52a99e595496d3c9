"""预算执行率 96.38%, whose two amounts stand in other sentences: the only budget of its stage that the report states, and the only spending of the year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground
    from hengji.core.audit import Figure, Report

COMPLETION = "completion_rate"
_ROLES = frozenset({"value", "base"})
_MOST, _BACK, _MANY, _SHORT = (13, 10), 12, 500, 2
_BUDGETS = ("executed_revised", "executed_original", "executed_bare")


def of(ground: Ground) -> Iterator[Relation]:
    """Every rate of execution of the whole budget without both its amounts in its sentence."""
    report = ground.report
    rates = [each for each in report.figures if each.id not in ground.taken and _of_all(ground, each)]
    if not rates:
        return
    money = [each for each in report.figures if each.dimension == "money" and each.role in _ROLES and _in_prose(report, each)]
    spent = [each for each in money if _clause(report, each) in ground.words["executed_spent"]]
    revised = [each for each in money if _clause(report, each).endswith(ground.words["executed_revised"])]
    original = [each for each in money if _clause(report, each).endswith(ground.words["executed_original"])]
    for rate in rates:
        said = _clause(report, rate)
        at_first = has(said, ground.words["executed_original"])
        budgets = original if at_first else revised
        if not budgets and not at_first and not _adjusted(ground, original):
            budgets = original
        one, two = _only(spent, rate), _only(budgets, rate)
        if one is None or two is None or not _of_these(report, rate, one, two, bare=said in ground.words["executed_rates"][:1]):
            continue
        yield from _completed(one, two, rate)


def of_budget(ground: Ground) -> Iterator[Relation]:
    """全年支出 A，为调整后预算的 96.38%: the budget of that name that stands in another sentence, the only one before it in its passage or the only one of all."""
    report = ground.report
    called: list[tuple[Figure, str]] | None = None
    for rate in report.figures:
        named = rate.role == "completion" and rate.dimension == "ratio" and rate.base < 0 <= rate.subject
        if not named or rate.id in ground.taken or rate.about or not _in_prose(report, rate):
            continue
        spent = report.figures[rate.subject]
        if not _is_spending(ground, rate, spent):
            continue
        if called is None:
            called = _all_budgets(ground)
        budgets = _budgets(ground, rate, called)
        budget = _only(budgets, rate)
        if budget is not None and budget.dimension == spent.dimension:
            yield from _completed(spent, budget, rate)


def _all_budgets(ground: Ground) -> list[tuple[Figure, str]]:
    """The amounts of prose that are called a budget, each with its clause; none where they are so many that none is the only one."""
    report = ground.report
    names = tuple(word for key in _BUDGETS for word in ground.words[key])
    money = (each for each in report.figures if each.dimension == "money" and each.role in _ROLES and _in_prose(report, each))
    found = [(each, clause) for each in money if (clause := _clause(report, each)).endswith(names)]
    return found if len(found) <= _MANY else []


def _completed(spent: Figure, budget: Figure, rate: Figure) -> Iterator[Relation]:
    if exact.compare(spent.value, exact.multiply(budget.value, _MOST)) <= 0:
        slots = (("label", spent.label), ("whole", budget.label))
        yield Relation(COMPLETION, (spent.id,), over=(budget.id,), target=rate.id, bound=True, slots=slots)


def _is_spending(ground: Ground, rate: Figure, spent: Figure) -> bool:
    """Whether the amount right before a rate is all that was spent in the year: no word in its clause speaks of a part."""
    report = ground.report
    if (
        spent.passage != rate.passage
        or spent.id != rate.id - 1
        or "。" in report.passages[rate.passage].text[spent.stop : rate.begin]
    ):
        return False
    words = _clause(report, spent)
    for word in ground.words["executed_plain"]:
        words = words.replace(word, "")
    return _clause(report, spent) in ground.words["executed_spent"] or words in ground.words["executed_done"]


def _budgets(ground: Ground, rate: Figure, called: Sequence[tuple[Figure, str]]) -> list[Figure]:
    """The amounts of prose that are called as the words before a rate call the budget; 预算 alone where there is but one stage of it."""
    said = rate.against
    words = next((ground.words[key] for key in ("executed_revised", "executed_original") if said.endswith(ground.words[key])), ())
    if not words and said not in ground.words["executed_bare"]:
        return []
    words = words or tuple(word for key in _BUDGETS for word in ground.words[key])
    return [each for each, clause in called if clause.endswith(words) and not _of_a_part(ground, clause, words)]


def _of_a_part(ground: Ground, clause: str, words: Sequence[str]) -> bool:
    """项目支出全年预算: whether more than a short word (我局) stands before the name of a budget."""
    word = max((each for each in words if clause.endswith(each)), key=len)
    before = clause.removesuffix(word)
    for plain in ground.words["executed_plain"]:
        before = before.replace(plain, "")
    return len(before) > _SHORT


def _in_prose(report: Report, figure: Figure) -> bool:
    return prose(report.passages[figure.passage])


def _clause(report: Report, figure: Figure) -> str:
    """The words right before a figure, without the year and the words that only join."""
    text = report.passages[figure.passage].text
    words = CLAUSE.split(text[max(0, figure.begin - FAR) : figure.begin].rpartition("。")[2])[-1].strip("）) ")
    words = re.sub(r"^(?:\d{4}年度?|\d+[.、]|[（(]?[一二三四五六七八九十]+[）)、.])", "", words)
    while words.endswith(("为", "是", "达", "达到", "约", "共", "共计")):
        words = words[:-1].removesuffix("达").removesuffix("共")
    return words


def _of_all(ground: Ground, figure: Figure) -> bool:
    """Whether a rate is that of the whole budget: no word in its clause speaks of a part."""
    if (
        figure.dimension != "ratio"
        or figure.about
        or figure.role in ("target", "rate", "share")
        or not _in_prose(ground.report, figure)
    ):
        return False
    words = _clause(ground.report, figure)
    for word in ground.words["executed_plain"]:
        words = words.replace(word, "")
    return words in ground.words["executed_rates"] and _is_stated(ground, figure)


def _is_stated(ground: Ground, rate: Figure) -> bool:
    """Whether what stands behind a rate does not make it a mark, a plan or a limit, and no bracket reckons it otherwise."""
    behind = ground.report.passages[rate.passage].text[rate.stop : rate.stop + 2]
    return not behind.startswith(("以", "的", "（", "(", "左", "至", "—", "-"))


def _adjusted(ground: Ground, original: Sequence[Figure]) -> bool:
    """Whether the report says that its budget was adjusted: then the amount at first is not what the rate is of."""
    words = ("budget_come", "budget_gone")
    return not original or any(word in ground.report.document.text for key in words for word in ground.words[key])


def _of_these(report: Report, rate: Figure, spent: Figure, budget: Figure, *, bare: bool) -> bool:
    """Whether the sentence of a rate tells no other amount; without 预算 one of the two stands in its passage."""
    text = report.passages[rate.passage].text
    begin = text.rfind("。", 0, rate.begin)
    for each in report.figures[max(0, rate.id - _BACK) : rate.id]:
        here = each.passage == rate.passage and each.begin > begin and each.dimension == "money"
        if here and each.id not in (spent.id, budget.id) and each.whole not in (spent.id, budget.id):
            return False
    if _of_a_part_before(report, rate, spent, text):
        return False
    return not bare or rate.passage in (spent.passage, budget.passage)


def _of_a_part_before(report: Report, rate: Figure, spent: Figure, text: str) -> bool:
    """其中：基本支出 B，执行率 P，项目支出 C，执行率 Q: right behind a part, and the whole has its own rate or other parts follow."""
    part = report.figures[rate.id - 1] if rate.id else rate
    if part.passage != rate.passage or part.whole < 0 or part.dimension != spent.dimension or "。" in text[part.stop : rate.begin]:
        return False
    told = any(each.dimension == rate.dimension and not each.about for each in report.figures[spent.id + 1 : rate.id])
    after = report.figures[rate.id + 1 : rate.id + _BACK]
    end = text.find("。", rate.stop)
    return told or any(
        each.passage == rate.passage and each.dimension == part.dimension and (end < 0 or each.begin < end) for each in after
    )


def _only(found: Sequence[Figure], rate: Figure) -> Figure | None:
    """The one amount that all of them state for the year of the rate."""
    same = [each for each in found if each.year == rate.year and not each.scope]
    same = [each for each in same if each.passage == rate.passage and each.id < rate.id] or same
    return same[0] if len({each.value for each in same}) == 1 else None
