"""evaluation.json: the evaluation for machines, in the order and with the keys of the contract."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown
from hengji.rulebook import show
from hengji.writing import printed
from hengji.writing.figures import short

if TYPE_CHECKING:
    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.finding import Finding, Result
    from hengji.core.sheet import LimitLine, Line, SecondTotal
    from hengji.rulebook.book import Book
    from hengji.writing.charts.bars import Drawing
    from hengji.writing.figures import Placed

POINTS_DECIMALS = 2
LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Linked:
    """The figures that were placed in the report and in the two workbooks, in their order: what a bookmark's short id stands for."""

    report: tuple[Placed, ...]
    sheet: tuple[Placed, ...] = ()
    tables: tuple[Placed, ...] = ()
    static: tuple[str, ...] = ()
    pictures: tuple[Drawing, ...] = ()

    @property
    def tree(self) -> dict[str, object]:
        """As plain values; `static` are the numbers that a template of the bureau's own prints itself, `pictures` what the report draws."""
        own: dict[str, object] = {"static": list(self.static)} if self.static else {}
        own |= {"pictures": [each.tree for each in self.pictures]} if self.pictures else {}
        return {name: [_placed(each) for each in getattr(self, name)] for name in ("report", "sheet", "tables")} | own


def document(evaluation: Evaluation, book: Book, linked: Linked | None = None) -> str:
    """The whole evaluation as JSON text, the same for the same case, law book and engine; the figures of its documents, where they are written, at the end."""
    whole = tree(evaluation, book)
    if linked is not None:
        whole = {**whole, LINKED: linked.tree}
    return printed.text(whole) + "\n"


def _placed(each: Placed) -> dict[str, object]:
    kind: dict[str, object] = ({"words": True} if each.words else {}) | ({"kind": each.kind} if each.kind else {})
    return {
        "number": each.number,
        "short": short(each.figure),
        "id": each.figure,
        "called": each.called,
        "printed": each.printed,
    } | kind


def tree(evaluation: Evaluation, book: Book) -> dict[str, object]:
    """The evaluation as plain values; `provenance` holds all that says where a fact was read."""
    case, sheet = evaluation.case, evaluation.sheet
    facts = list(case.facts)
    number = {id(fact): at for at, fact in enumerate(facts, start=1)}
    return {
        "unit": case.unit,
        "year": case.year,
        "scheme": sheet.scheme,
        "scheme_title": sheet.title,
        "scheme_digest": book.schemes[sheet.scheme].digest,
        "total": None if isinstance(sheet.total, Unknown) else exact.text(sheet.total, POINTS_DECIMALS),
        "grade": sheet.grade,
        "why_no_total": sheet.why_no_total,
        "full_marks": exact.plain(sheet.full_marks),
        "computed": exact.text(sheet.computed, POINTS_DECIMALS),
        "entered": exact.text(sheet.entered, POINTS_DECIMALS),
        "unscored": list(sheet.unscored),
        "claimed": {"total": claimed(sheet.claimed_total), "grade": sheet.claimed_grade, "kind": case.claims.kind},
        "lines": [_line(line) for line in sheet.lines],
        "bonus": [
            {"name": b.name, "body": b.body, "date": b.date, "level": b.level, "points": points(b.points)} for b in sheet.bonus
        ],
        "limits": [_limit(limit) for limit in sheet.limits],
        "second": [_second(second) for second in sheet.second],
        "notes": list(sheet.notes),
        "findings": [_finding(finding, number) for finding in evaluation.findings],
        "results": [_result(result, number) for result in evaluation.results],
        "facts": [_fact(fact, number[id(fact)], book) for fact in facts],
        "rulebook": evaluation.digest,
        "engine": evaluation.engine,
        **({"accepted": [asdict(each) for each in case.accepted]} if case.accepted else {}),
        "provenance": {"source": case.source, "facts": [_provenance(fact, number[id(fact)]) for fact in facts]},
    }


def points(value: Exact | None) -> str | None:
    """Points as a decimal in text."""
    return None if value is None else exact.plain(value)


def claimed(value: Exact | None) -> str | None:
    """Points that a unit claims, with the decimals of the points beside them: 98.4 is printed 98.40, and 98.405 keeps its third.

    >>> claimed((984, 10)), claimed((98405, 1000)), claimed(None)
    ('98.40', '98.405', None)
    """
    if value is None:
        return None
    short = 10**POINTS_DECIMALS % (value[1] or 1) == 0
    return exact.text(value, POINTS_DECIMALS) if short else exact.plain(value)


def _line(line: Line) -> dict[str, object]:
    known = not isinstance(line.points, Unknown)
    return {
        "code": line.id,
        "path": list(line.path),
        "weight": points(line.weight),
        "target": line.target,
        "measure": line.measure_text,
        "points": exact.text(line.points, POINTS_DECIMALS) if not isinstance(line.points, Unknown) and known else None,
        "claimed": claimed(line.claimed),
        "status": line.status.value,
        "formula": line.formula,
        "statement": line.statement,
        "deduction": points(line.deduction),
        "reason": line.reason,
        "reason_given": line.reason_given,
        "full_marks_if": line.full_marks_if,
        "confidence": line.confidence,
        "reference": line.reference,
        "evidence": list(line.evidence),
        "cautions": list(line.cautions),
        "core": line.core,
        "taken": points(line.taken),
        "second": {kind: points(value) for kind, value in line.second},
    }


def _limit(limit: LimitLine) -> dict[str, object]:
    return {
        "id": limit.id,
        "label": limit.label,
        "held": limit.held,
        "most": points(limit.most),
        "grade": limit.grade,
        "statement": limit.statement,
        "reference": limit.reference,
    }


def _second(second: SecondTotal) -> dict[str, object]:
    deviation = None if second.deviation is None else show.percent(second.deviation)
    return {"kind": second.kind, "total": exact.plain(second.total), "deviation": deviation, "reason": second.reason}


def _finding(finding: Finding, number: dict[int, int]) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "title": finding.title,
        "message": finding.message,
        "difference": finding.difference,
        "hints": list(finding.hints),
        "cannot_know": finding.cannot_know,
        "basis": finding.basis,
        "advice": finding.advice,
        "subject": finding.subject,
        "facts": [number[id(fact)] for fact in finding.evidence if id(fact) in number],
    }


def _result(result: Result, number: dict[int, int]) -> dict[str, object]:
    return {
        "rule": result.rule,
        "verdict": result.verdict.value,
        "statement": result.statement,
        "difference": result.difference,
        "explanation": result.explanation,
        "missing": list(result.missing),
        "facts": [number[id(fact)] for fact in result.facts if id(fact) in number],
    }


def _fact(fact: Fact, number: int, book: Book) -> dict[str, object]:
    concept, context, value = book.concepts[fact.concept], fact.context, fact.value
    amount = isinstance(value, Quantity)
    return {
        "id": number,
        "concept": concept.id,
        "label": concept.label,
        "year": context.year,
        "stage": context.stage,
        "members": [list(member) for member in context.members],
        "value": f"{value.number:f}"
        if isinstance(value, Quantity) and amount
        else value
        if isinstance(value, bool)
        else str(value),
        "unit": value.unit.label if isinstance(value, Quantity) else "",
    }


def _provenance(fact: Fact, number: int) -> dict[str, object]:
    source = fact.provenance
    return {"id": number, "place": str(source.place), "quote": source.quote, "reader": source.reader, "said": source.said}
