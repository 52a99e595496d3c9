"""Words about budgets and results that the report's own figures speak against."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing.index import name
from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import MONEY, ORIGINAL, OUTTURN, REVISED, of_concept, only, percent, same, told
from hengji.auditing.wording.texts import compiled, prose, sentence_around, sentences, whole
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.core.exact import Exact
    from hengji.rulebook.check import Check


def _claims(check: Check, report: Report) -> Iterator[tuple[Passage, Match[str]]]:
    """Where the first pattern stands in prose, unless its sentence holds a word of `unless`."""
    pattern = compiled(check.patterns[0])
    for passage in prose(report):
        for found in pattern.finditer(passage.text):
            low, high = sentence_around(passage.text, found.start(), found.end())
            if not has(passage.text[low:high], check.words.get("unless", ())):
                yield passage, found


def not_adjusted(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """The budget is said not to have been changed, while something was spent for which there was none, or two budgets differ."""
    claim = next(_claims(check, report), None)
    pair = _changed(check, report) or _from_nothing(report, index) if claim is not None else None
    if claim is None or pair is None:
        return
    before, after = pair
    passage, found = claim
    yield remark(
        check, report, passage, found.start(), found.end(), claim=found[0], label=after.label,
        before=told(before), after=told(after), place=after.place,
    )  # fmt: skip


def _changed(check: Check, report: Report) -> tuple[Figure, Figure] | None:
    for concept in check.words["concepts"]:
        before, after = only(of_concept(report, concept, ORIGINAL)), only(of_concept(report, concept, REVISED))
        if before is not None and after is not None and not (before.open_stage or same(before, after)):
            return before, after
    return None


def _from_nothing(report: Report, index: Index) -> tuple[Figure, Figure] | None:
    """A class of expenditure without a budget for which something was spent."""
    for spent in report.figures:
        if spent.members and spent.stage == OUTTURN and spent.role == "value" and spent.number and spent.dimension == MONEY:
            budget = index.about(spent, stage=ORIGINAL)
            if budget is not None and not budget.number and name(budget) == name(spent):
                return budget, spent
    return None


def cost_below_rate(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """Cost targets that keep within a share of the budget which the department as a whole exceeded. `patterns`: a target with its `percent`."""
    del index
    pattern = compiled(check.patterns[0])
    targets = [(each, found) for each in report.passages if each.table >= 0 and (found := pattern.search(each.text))]
    rate = _rate(check, report)
    if len(targets) < whole(check, "least", 2) or rate is None:
        return
    share, figures, shown = rate
    limits = [exact.divide((int(found["percent"]), 1), (100, 1)) for _, found in targets]
    if all(exact.compare(each, share) < 0 for each in limits):
        passage, found = targets[0]
        low, high = (min(int(found["percent"]) for _, found in targets), max(int(found["percent"]) for _, found in targets))
        yield remark(
            check, report, passage, found.start(), found.end(), figures=figures, count=len(targets),
            limits=f"{low}%" if low == high else f"{low}%–{high}%", rate=shown, found=found[0],
        )  # fmt: skip


def _rate(check: Check, report: Report) -> tuple[Exact, tuple[int, ...], str] | None:
    """The share of its budget that the department spent: as printed, else over the year's budget, else over the one at its beginning."""
    for concept in check.words["rates"]:
        printed = [each for each in report.figures if each.concept == concept and each.year in (report.year, None)]
        if printed:
            return printed[0].value, (printed[0].id,), printed[0].plain
    spent = only(of_concept(report, check.pairs["spent"], OUTTURN))
    for stage in (REVISED, ORIGINAL):
        budget = only(of_concept(report, check.pairs["spent"], stage))
        if spent is not None and budget is not None and budget.number:
            return exact.divide(spent.value, budget.value), (spent.id, budget.id), percent(spent.value, budget.value)
    return None


def no_difference(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """No difference between budget and outturn is claimed: held where the passage gives both, else a notice with what is left over."""
    del index
    for passage, found in _claims(check, report):
        near = [each for each in report.within(passage) if each.role in ("value", "base") and each.dimension == MONEY]
        stages = {each.stage: each for each in reversed(near)}
        spent, revised, original = (stages.get(stage) for stage in (OUTTURN, REVISED, ORIGINAL))
        budget = revised or original
        if spent is not None and budget is not None and same(spent, budget):
            yield Checked(check.code, Verdict.CONSISTENT, (spent.id, budget.id), f"{spent.plain} ＝ {budget.plain}")
            continue
        left = next((each for each in of_concept(report, check.pairs["left"], OUTTURN) if each.number), None)
        if left is not None:
            yield remark(
                check, report, passage, found.start(), found.end(), figures=(left.id,), claim=found[0], label=left.label,
                left=told(left),
            )  # fmt: skip
            return


def difference_of_adjusted(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """按调整后的预算数计算，差异率为 0, where the passage gives the adjusted budget and the outturn, and they give another. `words`: adjusted; group `rate`."""
    del index
    for passage, found in _claims(check, report):
        low, high = sentence_around(passage.text, found.start(), found.end())
        near = [each for each in report.within(passage) if each.role in ("value", "base") and each.dimension == MONEY]
        stages = {each.stage: each for each in near if each.stop <= found.start()}
        spent, revised = stages.get(OUTTURN), stages.get(REVISED)
        if spent is None or revised is None or name(spent) != name(revised) or spent.id != revised.id + 1:
            continue
        if has(passage.text[low:high], check.words["adjusted"]) and not _rate_of(spent, revised, found["rate"]):
            ids = (revised.id, spent.id)
            yield Checked(check.code, Verdict.IMPOSSIBLE, ids, f"{revised.plain} ≠ {spent.plain}")
            yield remark(
                check, report, passage, found.start(), found.end(), figures=ids, claim=found[0],
                one=revised.plain, other=spent.plain,
            )  # fmt: skip


def _rate_of(spent: Figure, budget: Figure, stated: str) -> bool:
    """Whether two amounts differ by a rate in per cent, as far as its digits go; 0 and 零 say that they do not differ at all."""
    if stated == "零" or not Decimal(stated.rstrip("%")) or not budget.number:
        return same(spent, budget)
    gap = exact.subtract(spent.value, budget.value)
    rate = exact.multiply(exact.divide((abs(gap[0]), gap[1]), budget.value), (100, 1))
    decimals = len(stated.rstrip("%").partition(".")[2])
    return exact.compare(exact.round_half_away(rate, decimals), exact.of(Decimal(stated.rstrip("%")))) == 0


def grade_word(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """The conclusion says one grade's word and the grade beside it is another. `pairs`: word of the conclusion to the grade it belongs to."""
    del index
    grade = compiled(check.patterns[0])
    for passage in prose(report):
        found = grade.search(passage.text)
        for low, high in sentences(passage.text) if found is not None else ():
            conclusion = compiled(check.patterns[1]).search(passage.text, low, high)
            if (
                found is not None
                and conclusion is not None
                and check.pairs.get(conclusion["word"], "") not in ("", found["grade"][:1])
            ):
                yield remark(
                    check, report, passage, *conclusion.span(), found=conclusion[0], grade=found["grade"],
                )  # fmt: skip
                return


def grade_of_score(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """A total score and the grade beside it, by the bounds of `numbers` (a bound belongs to its grade); `pairs`: word to grade."""
    del index
    near, most, least = (Fraction(*check.numbers[key]) for key in ("near", "most", "least"))
    bounds = sorted(((Fraction(*check.numbers[grade]), grade) for grade in set(check.pairs.values())), reverse=True)
    for passage in prose(report):
        own = compiled(check.patterns[1]).search(passage.text)
        if own is not None and Fraction(own["bound"]) != bounds[0][0]:
            continue  # 85 分以上为优: it has bounds of its own
        for found in compiled(check.patterns[0]).finditer(passage.text):
            score = _score(report, passage, found.start(), check)
            if score is None or found.start() - score.stop > near or not least < Fraction(score.number) <= most:
                continue
            lowest, right = next((bound, grade) for bound, grade in bounds if Fraction(score.number) >= bound)
            if check.pairs[found["grade"]] == right:
                yield Checked(check.code, Verdict.CONSISTENT, (score.id,), f"{score.plain} ≥ {lowest}", limit=True)
                continue
            yield remark(
                check, report, passage, *found.span("grade"), figures=(score.id,), score=score.plain, grade=found["grade"],
                right=right, lowest=f"{lowest}",
            )  # fmt: skip


def _score(report: Report, passage: Passage, before: int, check: Check) -> Figure | None:
    """The total before a grade: the largest of the points that the words call a score; 总分 100 分，自评 89.56 分: the full marks only where they stand alone."""
    found = [
        each
        for each in report.within(passage)
        if each.role == "points"
        and each.stop <= before
        and each.whole < 0
        and has(passage.text[max(0, each.begin - len("综合绩效自评得分为")) : each.begin], check.words["total"])
    ]
    most = Fraction(*check.numbers["most"])
    score = max((each for each in found if Fraction(each.number) < most), key=lambda each: each.number, default=None)
    points = [each for each in report.within(passage) if each.role == "points" and each.stop <= before]
    return score or (found[0] if found and len(points) == len(found) else None)


def problem(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """A shortcoming told where the indicators are gone through, outside the chapter of problems, without a point taken off there."""
    del index
    pattern = compiled(check.patterns[0])
    if not has(report.document.text, check.words["scored"]):
        return
    for passage in prose(report):
        found = pattern.search(passage.text)
        if found is None or has("".join(passage.section), check.words["problems"]) or has(passage.text, check.words["taken"]):
            continue
        if has("".join(passage.section), check.words["about"]):
            yield remark(check, report, passage, *found.span(), found=found[0])
            return
