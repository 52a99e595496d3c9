"""The identities of the law book over the figures of a report: figures that are known become facts, results and findings come back to the figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from hengji.auditing import identities
from hengji.auditing.relation import EQUAL
from hengji.core import exact
from hengji.core.audit import Checked, Remark
from hengji.core.case import Case
from hengji.core.context import Context
from hengji.core.fact import Fact, Provenance
from hengji.core.factset import FactSet
from hengji.core.finding import Severity, Verdict
from hengji.core.place import Place
from hengji.core.quantity import Quantity
from hengji.core.words import has
from hengji.expr.facts import Facts
from hengji.expr.scalar import evaluate
from hengji.expr.tree import refs
from hengji.expr.words import formula as written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.core.audit import Figure, Report
    from hengji.core.finding import Finding
    from hengji.expr.tree import Binary
    from hengji.rulebook.book import Book

_READER = "report"
_BEHIND, _DEEPEST, _MONEY, _HUNDRED = 6, 8, "money", (100, 1)
_ROLES = frozenset({"value", "base", "completion", "points"})


def check(report: Report, book: Book, stages: Mapping[int, str] = MappingProxyType({})) -> tuple[list[Checked], list[Remark]]:
    """Every identity that a report's own figures decide; findings at the figures that they name.

    `stages` holds the stage of parts that make a whole of another stage than the word before them says: 决算 20 万元，预算 21 万元，其中….
    """
    if report.year is None:
        return [], []
    by_fact, stated = _facts(report, book, stages)
    if not by_fact:
        return [], []
    facts = [fact for same in stated.values() for fact, _ in same]
    case = Case(report.unit, report.year, "", FactSet(facts), report.document.sha256)
    found, findings = identities.check(case, book, "".join(passage.text for passage in report.passages))
    given = Facts(case.facts, case.year, book.parents)
    together = {
        finding.code for finding in findings if _holds_together(finding, stated, report, book) or _carried(finding, report, book)
    }
    unread = {finding.code for finding in findings if _may_be_unread(finding, given, report, book)} - together
    results = []
    for result in found:
        if result.rule in together and result.verdict is Verdict.IMPOSSIBLE:
            continue
        ids = tuple(dict.fromkeys(by_fact[fact.provenance.place] for fact in result.facts))
        if result.verdict in (Verdict.UNKNOWN, Verdict.NOT_APPLICABLE) or not ids:
            continue
        if result.rule in unread and result.verdict is Verdict.IMPOSSIBLE:
            why = book.caption("audit.unchecked_part_missing")
            results.append(Checked(result.rule, Verdict.UNKNOWN, ids, result.statement, explanation=why))
            continue
        limit = _limit(book.identities[result.rule].formula)
        results.append(Checked(result.rule, result.verdict, ids, result.statement, result.difference, result.explanation, limit))
    return results, [
        _remark(finding, by_fact, report) for finding in findings if finding.evidence and finding.code not in together | unread
    ]


def _limit(formula: Binary) -> bool:
    """Whether figures are only held against a limit of the rule: 预算调整率 ≤ 30%."""
    return formula.operator != EQUAL and not all(refs(side) for side in (formula.left, formula.right))


Stated = dict[tuple[object, ...], list[tuple[Fact, "Figure"]]]


def _holds_together(finding: Finding, stated: Stated, report: Report, book: Book) -> bool:
    """Whether a thing is stated with two values, and wherever they stand together in one table or passage they agree: 编制 64 in the text, 68 beside 在职 67 in a table."""
    keys = [fact.key for fact in finding.evidence]
    identity = book.identities.get(finding.code)
    if identity is None or len(keys) < 2 or all(len({figure.value for _, figure in stated[key]}) == 1 for key in keys):  # noqa: PLR2004 - one side alone agrees with nothing
        return False
    blocks: dict[tuple[int, int], dict[tuple[object, ...], Fact]] = defaultdict(dict)
    for key in keys:
        for fact, figure in stated[key]:
            passage = report.passages[figure.passage]
            blocks[(passage.table, -1) if passage.table >= 0 else (-1, passage.index)].setdefault(key, fact)
    whole = [FactSet(facts.values()) for facts in blocks.values() if len(facts) == len(set(keys))]
    verdicts = {identities.hold(identity, Facts(facts, report.year or 0, book.parents), book)[0].verdict for facts in whole}
    return bool(verdicts) and verdicts <= {Verdict.CONSISTENT, Verdict.EXPLAINED}


def _prints(figure: Figure, gap: exact.Exact) -> bool:
    """Whether an amount of more than two digits is the gap: shorter ones meet by chance."""
    long = len(figure.number.normalize().as_tuple().digits) > 2  # noqa: PLR2004
    return long and figure.dimension == _MONEY and exact.compare(figure.value, gap) == 0


def _may_be_unread(finding: Finding, facts: Facts, report: Report, book: Book) -> bool:
    """Whether parts that were not found are taken for nothing on the side that is too small, or what is missing is printed: a report may call them otherwise.

    Nor is told what misses by many times: one of the figures is of something else. A known slip is told.
    """
    identity, check = book.identities.get(finding.code), next(iter(book.kind("agreement")), None)
    if identity is None or check is None or finding.hints or identity.formula.operator != EQUAL:
        return False
    sides = [(side, evaluate(side, facts)) for side in (identity.formula.left, identity.formula.right)]
    sums = not has(written(identity.formula), "－÷×")
    for (side, own), (_, other) in (sides, sides[::-1]):
        missing = any(facts.statement(term) is None for term in refs(side))
        if not isinstance(own, tuple) or not isinstance(other, tuple):
            continue
        if sums and own[0] > 0 and exact.compare(exact.multiply(own, check.numbers["times"]), other) < 0:
            return True
        gap = exact.subtract(own, other)
        size = exact.multiply((abs(gap[0]), gap[1]), _HUNDRED)
        short = gap[0] < 0 and exact.compare(size, exact.multiply(other, check.numbers["unread"])) > 0
        if missing and (short or any(_prints(each, gap) for each in report.figures)):
            return True
    return False


def _carried(finding: Finding, report: Report, book: Book) -> bool:
    """Whether the two sides are apart by an amount that the report states as carried over: 支出总计 without 结转; or by what two such amounts differ by, 收支总计 without 年初结转 and 年末结转."""
    identity = book.identities.get(finding.code)
    amounts = [fact.value for fact in finding.evidence if isinstance(fact.value, Quantity)]
    if identity is None or not identity.carried or len(amounts) != 2:  # noqa: PLR2004 - two amounts
        return False
    one, other = amounts
    gap = exact.subtract(one.value, other.value)
    size = (abs(gap[0]), gap[1])
    values = {
        each.value for each in report.figures
        if each.dimension == one.unit.dimension and each.role in _ROLES and _is_called(each, report, identity.carried)
    }  # fmt: skip
    apart = (exact.subtract(each, other) for each in values for other in (exact.ZERO, *values))
    return any(exact.compare(each, size) == 0 for each in apart)


def _is_called(figure: Figure, report: Report, words: tuple[str, ...]) -> bool:
    """Whether an amount's name, or what is said right behind it (2.57 万元由财政收回), holds one of the words."""
    return has(figure.label, words) or has(report.passages[figure.passage].text[figure.stop : figure.stop + _BEHIND], words)


def _facts(report: Report, book: Book, stages: Mapping[int, str]) -> tuple[dict[Place, int], Stated]:
    """The facts of the department itself by what they are about; what most places say comes first."""
    by_fact: dict[Place, int] = {}
    narrower = _narrower(report, book)
    found: dict[tuple[object, ...], list[tuple[Fact, Figure]]] = defaultdict(list)
    for figure in report.figures:
        quantity = figure.quantity
        if (
            quantity is None
            or figure.role not in _ROLES
            or not figure.concept
            or figure.scope
            or figure.concept in narrower
            or _of_funds(figure, report, book.phrases["clauses.narrower"])
            or figure.about
            or _of_change(figure, report)
            or not figure.certain
        ):
            continue
        concept = book.concepts[figure.concept]
        year = figure.year if figure.year is not None else report.year
        stage = stages.get(figure.id, figure.stage) if concept.stages else ""
        if year is None or concept.dimension != figure.dimension or (stage and stage not in concept.stages):
            continue
        place = Place(report.document.name, f"#{figure.id}")
        context = Context(report.unit, year, stage, figure.members)
        fact = Fact(concept.id, context, quantity, Provenance(report.document.sha256, place, figure.text, _READER, "recognised"))
        by_fact[place] = figure.id
        found[fact.key].append((fact, figure))
    return by_fact, {key: _commonest(same, book.phrases["clauses.ambiguous"]) for key, same in found.items()}


def _narrower(report: Report, book: Book) -> frozenset[str]:
    """Concepts that somewhere stand as parts of a narrower whole: 人员经费 below 财政拨款基本支出 is no part of all 基本支出."""
    words = book.phrases["clauses.narrower"]
    found = set()
    known: dict[str, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        if figure.concept:
            known[figure.label].append(figure)
    for figure in report.figures:
        whole = report.figures[figure.whole] if figure.whole >= 0 else None
        if whole is not None and figure.concept and figure.concept not in found and not has(figure.label, words):
            wider = whole.label
            for word in words:
                wider = wider.replace(word, "")
            if wider != whole.label and any(_apart(other, whole) for other in known.get(wider, ())):
                found.add(figure.concept)
    return frozenset(found)


def _of_funds(figure: Figure, report: Report, funds: tuple[str, ...]) -> bool:
    """Whether a figure is a part of what is only called by its funds: 财政拨款执行 A，其中基本支出 B is no more than the part of 基本支出 that they paid."""
    seen = 0
    while figure.whole >= 0 and seen < _DEEPEST:
        figure, seen = report.figures[figure.whole], seen + 1
        if figure.label in funds and not figure.concept:
            return not any(each.concept and each.number == figure.number for each in report.figures)
    return False


def _of_change(figure: Figure, report: Report) -> bool:
    """年中追加 113.40 万元，其中人员经费 26.40 万元: a part of what was added, not the whole of its name."""
    return figure.whole >= 0 and report.figures[figure.whole].role == "change"


def _apart(other: Figure, whole: Figure) -> bool:
    """Whether a figure of the wider name is of the same stage and year, and another amount."""
    same = (other.stage, other.year, other.dimension) == (whole.stage, whole.year, whole.dimension)
    return same and other.number != whole.number


def _commonest(same: Iterable[tuple[Fact, Figure]], ambiguous: tuple[str, ...]) -> list[tuple[Fact, Figure]]:
    every = list(same)
    count = Counter(figure.value for _, figure in every)
    return sorted(every, key=lambda pair: (pair[1].label in ambiguous, -count[pair[1].value]))


def _severity(finding: Finding, ids: tuple[int, ...], report: Report) -> Severity:
    """Where a figure's words leave its stage open, a contradiction is a question."""
    certain = not any(report.figures[each].open_stage for each in ids)
    return finding.severity if certain or finding.severity is not Severity.ERROR else Severity.WARNING


def _remark(finding: Finding, by_fact: dict[Place, int], report: Report) -> Remark:
    ids = tuple(dict.fromkeys(by_fact[fact.provenance.place] for fact in finding.evidence))
    figure = report.figures[ids[-1]]
    passage = report.passages[figure.passage]
    return Remark(
        code=finding.code,
        severity=_severity(finding, ids, report),
        title=finding.title,
        message=finding.message,
        start=figure.start,
        end=figure.end,
        place=f"{report.document.name}:{figure.place}",
        quote=passage.text[max(0, figure.begin - 12) : figure.stop],
        figures=ids,
        basis=finding.basis,
        advice=finding.advice,
        hints=finding.hints,
        cannot_know=finding.cannot_know,
        difference=finding.difference,
    )
