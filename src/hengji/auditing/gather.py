"""Every check over one report: relations judged, identities held, findings chosen, and each figure's standing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from hengji.auditing import (
    agreement,
    claims,
    credible,
    diagnosis,
    direction,
    holding,
    joint,
    marks,
    restated,
    reviewing,
    slips,
    spoken,
    tables,
)
from hengji.auditing.index import Index
from hengji.auditing.periods import dated
from hengji.auditing.readings import Readings
from hengji.auditing.relation import (
    EQUAL,
    FORCED,
    ZERO_BASE,
    Outcome,
    Relation,
    by_last_digit,
    judge,
    only_limits,
    statement,
)
from hengji.auditing.remarks import remark
from hengji.auditing.sentences import (
    again,
    changes,
    closed,
    counts,
    frames,
    items,
    lists,
    products,
    rates,
    rest,
    scores,
    slipped,
    written,
    zero,
)
from hengji.core import exact
from hengji.core.audit import Checked, Remark, Standing, Status
from hengji.core.finding import Severity, Verdict
from hengji.rulebook.places import told as told_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)
_MOST_DIAGNOSED = 100
"""A report with more that is wrong gets no likely causes for the rest."""
_GOOD = (Verdict.CONSISTENT, Verdict.EXPLAINED)
_MARKS, _WORDS = re.compile(r"[，。；：、（）()\s]"), 14
_TWICE = (2, 1)
_PARTS, _LEFT, _MARKS_SUM, _ROWS = "list_parts", "balance", "table_points_sum", "table_parts"
_TOTALS = "table_total"
_TELLING, _BORNE_OUT, _MANY_DIGITS, _HUNDRED = 3, 2, 4, 100
"""Sums of so many terms, and so many of them, show that the columns of a table were guessed right."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A relation with its outcome."""

    relation: Relation
    outcome: Outcome


def check(report: Report, book: Book) -> tuple[tuple[Checked, ...], tuple[Remark, ...], tuple[Standing, ...]]:
    """The results, the findings in the order of weight and place, and a standing for every figure."""
    index = Index(report)
    judged, doubtful = _parted(report, index, book)
    results = [_result(each, report, book) for each in judged]
    failed = [each for each in judged if each.outcome.verdict is Verdict.IMPOSSIBLE]
    remarks = list(_remarks(failed, diagnosis.around(each.relation for each in judged), report, book))
    remarks.extend(zero.remarks([each.relation for each in judged if each.outcome.why == ZERO_BASE], report, book))
    for checked, found in (
        counts.check(report, book),
        claims.check(report, index, book),
        holding.check(report, book, _stages(judged, report)),
        reviewing.check(report, index, book),
        dated.check(report, book),
    ):
        results.extend(checked)
        remarks.extend(found)
    proved = spoken.of(results).proved
    checked, found = agreement.check(report, index, book, proved)
    results.extend(checked)
    remarks.extend(found)
    checked, found = restated.check(report, results, book)
    results.extend(checked)
    remarks.extend(found)
    for module in _worded():
        remarks.extend(module.check(report, book))  # type: ignore[attr-defined]
    results.extend(_not_told(each, report, book) for each in doubtful)
    findings = sorted(_once(remarks), key=lambda each: (ORDER.index(each.severity), each.start, each.code))
    findings = [replace(each, message=told_places(each.message, book)) if "¶" in each.message else each for each in findings]
    return tuple(results), tuple(findings), tuple(_standings(report, results, book))


def _worded() -> tuple[object, ...]:
    from hengji.auditing import indicators, periods, structure, wording

    return structure, wording, periods, indicators


def relations(report: Report, index: Index, book: Book) -> tuple[Relation, ...]:
    """Every relation that the report's words and tables name, each once; of two alike the certain one."""
    every: dict[tuple[object, ...], Relation] = {}
    found: Iterator[Iterable[Relation]] = iter(
        (
            changes.relations(report, index, book),
            rates.relations(report, index, book),
            lists.relations(report, book),
            closed.relations(report, book),
            again.relations(report, book.phrases["frames.balance_left"]),
            products.relations(report, book),
            written.relations(report, book),
            scores.relations(report, book),
            tables.relations(report, report.cells, book),
            items.relations(report, book),
            marks.relations(report, book),
        )
    )
    readings = Readings(report, book)
    for each in found:
        for relation in each:
            if readings.backwards(relation):
                continue
            known = every.get(relation.shape)
            if known is None or (relation.certain and not known.certain):
                every[relation.shape] = relation
    for relation in frames.relations(report, index, book, _answered(every.values(), report)):
        known = every.get(relation.shape)
        if known is None or (relation.bound, relation.certain) > (known.bound, known.certain):
            every[relation.shape] = relation
    for relation in rest.relations(tuple(every.values()), report, book):
        every.setdefault(relation.shape, relation)
    for relation in slipped.relations(tuple(every.values()), report, book):
        every.setdefault(relation.shape, relation)
    return tuple(every.values())


def _answered(found: Iterable[Relation], report: Report) -> frozenset[int]:
    """The figures for which a relation was found that is certain or that holds."""
    return frozenset(
        each.target for each in found if each.target >= 0 and (each.certain or judge(each, report.figures).verdict in _GOOD)
    )


def _not_told(one: Judged, report: Report, book: Book) -> Checked:
    """A sentence that does not add up without a trace of a slip: most likely its figures were not rightly understood, and nothing is said of them."""
    code, figures = book.checks[one.relation.check].code, one.relation.figures
    why = book.caption("audit.not_told")
    return Checked(code, Verdict.UNKNOWN, figures, statement(one.relation, report.figures), "", why, doubtful=True)


def _parted(report: Report, index: Index, book: Book) -> tuple[list[Judged], list[Judged]]:
    """What was judged, and what of it is not told: a relation that is not certain counts only where it holds, or where one wrong digit or the others of its kind speak for it."""
    other = Readings(report, book)
    every = _proved([_read(each, other, report) for each in relations(report, index, book)], report)
    doubtful = _doubtful(every, report)
    shared, readings = _shared(every, report), _readings(every)
    found = []
    for one in every:
        relation, verdict = one.relation, one.outcome.verdict
        sure = relation.certain and (relation.kinds_fit or not doubtful & _tables(relation, report))
        sure = sure or verdict in _GOOD or verdict is Verdict.NOT_APPLICABLE
        borne_out = _kind(relation, report) in shared or diagnosis.edit_like(
            relation, report.figures, alone=readings[relation.target] <= 1
        )
        borne_out = borne_out or (relation.check == _LEFT and diagnosis.copied(relation, report.figures))
        borne_out = borne_out or (relation.check == _ROWS and diagnosis.short_slip(relation, report.figures))
        borne_out = borne_out or _turned_round(relation, report) or slips.closes(relation, report.figures)
        borne_out = borne_out or (relation.check == _TOTALS and diagnosis.left_out(relation, report.figures))
        if sure or (borne_out and not _forced_perhaps(one, report) and not _has_its_rate(relation, report)):
            found.append(one)
    told, not_told = credible.parted(found, report, book)
    return _forced(told, report), not_told


def _proved(judged: list[Judged], report: Report) -> list[Judged]:
    """With those that fail together on one figure bound: one other number of it makes both hold."""
    failed = [each.relation for each in judged if each.outcome.verdict is Verdict.IMPOSSIBLE]
    good = [each.relation for each in judged if each.outcome.verdict in _GOOD]
    blame = {each.shape: each.blame for each in joint.proved(failed, good, report)}
    if not blame:
        return judged
    return [
        replace(each, relation=replace(each.relation, bound=True, certain=True, blame=blame[each.relation.shape]))
        if each.relation.shape in blame
        else each
        for each in judged
    ]


def _read(relation: Relation, other: Readings, report: Report) -> Judged:
    """A relation judged, in another reading of its sentence where it fails and that one holds; one that its sentence does not speak of is uncertain."""
    found = Judged(relation, judge(relation, report.figures))
    if found.outcome.verdict is not Verdict.IMPOSSIBLE:
        return found
    instead = other.mean(relation) if relation.bound else other.other(relation)
    if relation.bound and instead is None:
        return found
    if instead is not None:
        return Judged(instead, judge(instead, report.figures))
    meant = other.meant(relation)
    if meant is not relation:
        found = Judged(meant, judge(meant, report.figures))
    doubtful = other.elsewhere(relation) or _far_off(found, report)
    return replace(found, relation=replace(meant, certain=False)) if doubtful else found


def _turned_round(relation: Relation, report: Report) -> bool:
    """Whether a change holds to several digits the other way round: chance hardly does that."""
    target = report.figures[relation.target] if relation.target >= 0 else None
    return target is not None and len(target.number.as_tuple().digits) >= _TELLING and credible.turned(relation, report)


def _far_off(one: Judged, report: Report) -> bool:
    """Whether two amounts differ the other way round, and by another size, than the words say: one of them is not what was meant."""
    if one.relation.check != "change_difference" or one.outcome.verdict is not Verdict.IMPOSSIBLE:
        return False
    computed, stated = one.outcome.computed, report.figures[one.relation.target].value
    size = (abs(computed[0]), computed[1])
    near = exact.compare(size, exact.multiply(stated, _TWICE)) <= 0 and exact.compare(exact.multiply(size, _TWICE), stated) >= 0
    return computed[0] < 0 and not near


def _stages(judged: Iterable[Judged], report: Report) -> dict[int, str]:
    """The stage of the whole for parts that make it and that another word before them seemed to date."""
    found: dict[int, str] = {}
    for one in judged:
        whole = report.figures[one.relation.target] if one.relation.target >= 0 else None
        if whole is not None and whole.stage and one.relation.check == _PARTS and one.outcome.verdict in _GOOD:
            found |= {each: whole.stage for each in one.relation.plus if report.figures[each].stage != whole.stage}
    return found


def _shared(judged: Sequence[Judged], report: Report) -> frozenset[object]:
    """Wholes of which one passage tells several shares, when at least two of them hold, and twice as many as fail."""
    good, bad = Counter[object](), Counter[object]()
    for one in judged:
        if one.outcome.verdict is not Verdict.NOT_APPLICABLE:
            (good if one.outcome.verdict in _GOOD else bad)[_kind(one.relation, report)] += 1
    return frozenset(kind for kind in bad if kind is not None and good[kind] >= 2 * bad[kind])


def _kind(relation: Relation, report: Report) -> tuple[int, ...] | None:
    """One amount over one other, told in one passage; None for what is no such share."""
    target = report.figures[relation.target] if relation.target >= 0 else None
    alone = len(relation.over) == 1 and len(relation.plus) == 1 and not (relation.minus or relation.over_minus or relation.times)
    if target is None or not alone or target.dimension != "ratio" or relation.compare != EQUAL:
        return None
    return relation.over[0], target.passage


def _forced_perhaps(one: Judged, report: Report) -> bool:
    """A share without a sure whole that misses by its last digit alone: it may have been made to fit the others."""
    target = report.figures[one.relation.target] if one.relation.target >= 0 else None
    return target is not None and target.dimension == "ratio" and by_last_digit(one.outcome, target)


def _readings(judged: Iterable[Judged]) -> Counter[int]:
    """How many relations that fail and are not certain each rate, mean or product has."""
    return Counter(
        each.relation.target
        for each in judged
        if each.outcome.verdict is Verdict.IMPOSSIBLE and not each.relation.certain and not each.relation.is_sum
    )


def _has_its_rate(relation: Relation, report: Report) -> bool:
    """总执行率 96.33%。若只看项目资金，执行率 95.33%: of two amounts whose rate the passage prints, another rate is hardly meant."""
    if relation.certain or _kind(relation, report) is None:
        return False
    target = report.figures[relation.target]
    others = (
        each
        for each in report.within(report.passages[target.passage])
        if each.dimension == target.dimension and each.id != target.id
    )
    return any(
        len(each.number.as_tuple().digits) >= _MANY_DIGITS
        and judge(replace(relation, target=each.id), report.figures).verdict is Verdict.CONSISTENT
        for each in others
    )


def _tables(relation: Relation, report: Report) -> set[int]:
    return {report.passages[report.figures[each].passage].table for each in relation.figures}


def _doubtful(judged: Sequence[Judged], report: Report) -> set[int]:
    """Tables whose columns were guessed from a text and are not borne out by at least two sums, and as many as fail; full marks that make a hundred count twice."""
    good, bad = Counter[int](), Counter[int]()
    for one in judged:
        relation, verdict = one.relation, one.outcome.verdict
        if verdict is Verdict.IMPOSSIBLE and relation.certain:
            bad.update(_tables(relation, report))
        elif verdict is Verdict.CONSISTENT and relation.compare == EQUAL and _tells(relation, report):
            good.update(_tables(relation, report))
            good.update(_tables(relation, report) if _full_marks(relation, report) else ())
    guessed = {number for number, table in enumerate(report.document.tables) if not table.certain}
    return {each for each in guessed if good[each] < max(_BORNE_OUT, bad[each])}


def _full_marks(relation: Relation, report: Report) -> bool:
    """Whether three full marks or more make a hundred."""
    target = report.figures[relation.target] if relation.target >= 0 else None
    return relation.check == _MARKS_SUM and len(relation.plus) >= _TELLING and target is not None and target.number == _HUNDRED


def _tells(relation: Relation, report: Report) -> bool:
    """Whether a relation that holds shows that columns were guessed right: three amounts that are not nothing, two that make one of many digits, or a rate of many digits or of many rows."""
    terms = sum(report.figures[each].number != 0 for each in (*relation.plus, *relation.minus))
    target = report.figures[relation.target] if relation.target >= 0 else None
    many = target is not None and len(target.number.as_tuple().digits) >= _MANY_DIGITS
    return terms >= _TELLING or (many and terms > 1) if relation.is_sum else many or terms >= _TELLING


def _forced(judged: Sequence[Judged], report: Report) -> list[Judged]:
    """Shares that make 100 % to the digit: one of them may have been made to fit (轧差), and misses by one of its last digit."""
    closed = {
        each
        for one in judged
        if one.relation.constant is not None and one.outcome.verdict is Verdict.CONSISTENT
        for each in one.relation.figures
    }
    found = []
    for one in judged:
        target = one.relation.target
        missed = one.outcome.verdict is Verdict.IMPOSSIBLE and target in closed
        if missed and by_last_digit(one.outcome, report.figures[target]):
            one = replace(one, outcome=replace(one.outcome, verdict=Verdict.EXPLAINED, why=FORCED))  # noqa: PLW2901
        found.append(one)
    return found


def _result(one: Judged, report: Report, book: Book) -> Checked:
    outcome = one.outcome
    why = book.caption(f"explanation.{outcome.why}", allowed="") if outcome.why else ""
    gap = "" if outcome.verdict is Verdict.NOT_APPLICABLE else _amount(outcome.gap, one.relation, report)
    code = book.checks[one.relation.check].code
    limit = only_limits(one.relation, outcome)
    return Checked(code, outcome.verdict, one.relation.figures, statement(one.relation, report.figures), gap, why, limit)


def _amount(value: exact.Exact, relation: Relation, report: Report) -> str:
    """A computed value as it would be printed in the place of the stated one; a gap with as many decimals as it needs."""
    target = report.figures[relation.target if relation.target >= 0 else relation.plus[0]]
    if target.unit is None:
        return exact.plain(value, 4)
    decimals = max(
        (report.figures[each].decimals for each in relation.figures if report.figures[each].unit == target.unit), default=2
    )
    if target.unit.dimension == "ratio":
        decimals = max(target.decimals, 2)
    shown = exact.divide(value, target.unit.factor)
    return f"{exact.text(shown, decimals)}{target.unit.label}"


def _remarks(failed: Sequence[Judged], around: diagnosis.Around, report: Report, book: Book) -> Iterator[Remark]:
    """One finding for what one wrong figure can explain: the failed relations that share it are told together."""
    for at, (blamed, together) in enumerate(_grouped(failed)):
        yield _remark(together, blamed, around if at < _MOST_DIAGNOSED else None, report, book)


def _grouped(failed: Sequence[Judged]) -> Iterator[tuple[int, list[Judged]]]:
    """The failed relations by the figure that most of them share, of several the one to blame or the first; then those that share none, with −1."""
    left = dict(enumerate(failed))
    holding: dict[int, set[int]] = defaultdict(set)
    for at, each in left.items():
        for figure in each.relation.figures:
            holding[figure].add(at)
    blamed = {each.relation.blame for each in failed}
    queue = [(-len(places), figure not in blamed, figure) for figure, places in holding.items()]
    heapify(queue)
    while queue:
        times, _, figure = heappop(queue)
        now = len(holding[figure])
        if now < 2:  # noqa: PLR2004 - what stands in one relation is shared by none
            continue
        if now != -times:
            heappush(queue, (-now, figure not in blamed, figure))
            continue
        together = [left.pop(at) for at in sorted(holding[figure])]
        for at in tuple(holding[figure]):
            for other in failed[at].relation.figures:
                holding[other].discard(at)
        yield figure, together
    for each in left.values():
        yield -1, [each]


def _remark(together: Sequence[Judged], blamed: int, around: diagnosis.Around | None, report: Report, book: Book) -> Remark:
    first = together[0]
    check = book.checks[first.relation.check]
    relation, figures = first.relation, report.figures
    shown = (
        blamed
        if blamed >= 0
        else relation.blame
        if relation.blame >= 0
        else relation.target
        if relation.target >= 0
        else relation.plus[0]
    )
    figure = figures[shown]
    said = direction.span(relation, report, book)
    figure, begin, stop = said if said is not None else (figure, figure.begin, figure.stop)
    slots = {
        "statement": statement(relation, figures),
        "expected": _amount(first.outcome.computed, relation, report),
        "stated": figures[relation.target].plain if relation.target >= 0 else "",
        "difference": _amount(first.outcome.gap, relation, report),
        **{key: value or _called(relation, report) or book.caption("audit.this_figure") for key, value in relation.slots},
    }
    words = {"label": book.caption("audit.this_figure"), **slots}
    every = tuple(dict.fromkeys(each for one in together for each in one.relation.figures))
    hinted = together[:2] if around is not None else ()
    hints = tuple(dict.fromkeys(hint for one in hinted for hint in diagnosis.likely(one.relation, around or {}, report, book)))
    severity = check.severity if any(one.relation.certain for one in together) else "warning"
    found = remark(
        check, report, report.passages[figure.passage], begin, stop,
        figures=every, hints=hints, severity=severity, **words,
    )  # fmt: skip
    if len(together) > 1:
        also = "；".join(statement(one.relation, figures) for one in together[1:4])
        found = replace(found, message=found.message + book.caption("audit.also", statements=also, number=len(together) - 1))
    return found


def _called(relation: Relation, report: Report) -> str:
    """A total without a name is called by the words that stand before it."""
    if relation.target < 0 or not relation.is_sum or report.figures[relation.target].role not in ("value", "points"):
        return ""
    figure = report.figures[relation.target]
    words = _MARKS.split(report.passages[figure.passage].text[max(0, figure.begin - _WORDS) : figure.begin])[-1]
    return words if 1 < len(words) < _WORDS and not any(letter.isdigit() for letter in words) else ""


def _once(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """Each code and place once; a finding about the same figures as a weightier one is not told again."""
    seen: set[tuple[str, int, int]] = set()
    told: dict[int, list[frozenset[int]]] = defaultdict(list)
    for each in sorted(remarks, key=lambda each: (ORDER.index(each.severity), each.start)):
        mark = (each.code, each.start, each.end)
        figures = frozenset(each.figures)
        if mark in seen or (figures and any(figures <= other for other in told[min(figures)])):
            continue
        seen.add(mark)
        if figures and each.severity is not Severity.NOTICE:
            for one in figures:
                told[one].append(figures)
        yield each


def _standings(report: Report, results: Sequence[Checked], book: Book) -> Iterator[Standing]:
    verdicts: dict[int, set[Verdict]] = defaultdict(set)
    limited: set[int] = set()
    doubtful = {each for result in results if result.doubtful for each in result.figures}
    for result in results:
        for each in () if result.doubtful else result.settled:
            verdicts[each].add(result.verdict)
        limited.update(result.figures if result.limit else ())
    for figure in report.figures:
        found = verdicts[figure.id]
        if Verdict.IMPOSSIBLE in found:
            yield Standing(Status.CONTRADICTED)
        elif Verdict.CONSISTENT in found:
            yield Standing(Status.CONFIRMED)
        elif Verdict.EXPLAINED in found:
            yield Standing(Status.EXPLAINED)
        else:
            yield Standing(Status.UNCHECKED, book.caption(f"audit.{_reason(figure, found, limited, doubtful)}"))


def _reason(figure: Figure, found: set[Verdict], limited: set[int], doubtful: set[int]) -> str:
    if figure.id in doubtful:
        return "unchecked_doubtful"
    if Verdict.UNKNOWN in found:
        return "unchecked_part_missing"
    if Verdict.NOT_APPLICABLE in found:
        return "unchecked_not_applicable"
    if figure.id in limited:
        return "unchecked_limit"
    if not figure.label and not figure.concept:
        return "unchecked_no_name"
    return "unchecked_alone"
