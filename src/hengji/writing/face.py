"""What a public page shows of an evaluation, as plain values: only what the dictionary calls public, each figure with definition, source, computation and use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hengji.core.finding import Verdict
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown
from hengji.writing import numerals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.finding import Result
    from hengji.core.sheet import Line
    from hengji.rulebook.book import Book

PUBLIC = "public"
CONCLUDED = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED, Verdict.IMPOSSIBLE})


def is_public(facts: Iterable[Fact], book: Book) -> bool:
    """Whether the dictionary calls every one of these facts public; a concept that it does not know is not."""
    return all(fact.concept in book.concepts and book.concepts[fact.concept].disclosure == PUBLIC for fact in facts)


def face(evaluation: Evaluation, book: Book) -> dict[str, Any]:
    """The page's content; names of judges are replaced by what they are, and what is withheld is counted."""
    case, sheet = evaluation.case, evaluation.sheet
    facts = [fact for fact in case.facts if is_public([fact], book)]
    number = {id(fact): at for at, fact in enumerate(facts, 1)}
    shown = [result for result in evaluation.results if result.verdict in CONCLUDED and is_public(result.facts, book)]
    used = _uses(sheet.lines, shown)
    tree = {
        "unit": case.unit,
        "year": case.year,
        "scheme": sheet.scheme,
        "scheme_title": sheet.title,
        "scheme_digest": book.schemes[sheet.scheme].digest if sheet.scheme in book.schemes else "",
        "total": None if isinstance(sheet.total, Unknown) else numerals.points(sheet.total),
        "full_marks": numerals.points(sheet.full_marks),
        "grade": sheet.grade or "",
        "why_no_total": sheet.why_no_total,
        "claimed": _points(sheet.claimed_total),
        "claimed_grade": sheet.claimed_grade,
        "lines": [_line(line, book) for line in sheet.lines],
        "limits": [{"label": each.label, "statement": each.statement, "reference": each.reference} for each in sheet.limits],
        "bonus": [{"name": each.name, "body": each.body, "points": _points(each.points)} for each in sheet.bonus],
        "notes": list(sheet.notes),
        "figures": [_figure(fact, number[id(fact)], used.get(id(fact), []), book) for fact in facts],
        "checks": [_check(result, number) for result in shown],
        "counts": {each.value: sum(result.verdict is each for result in evaluation.results) for each in Verdict},
        "withheld": len(case.facts) - len(facts),
        "text": [part for key, texts in case.narrative.items() if texts for part in _chapter(key, texts, book)],
        "rulebook": evaluation.digest,
        "engine": evaluation.engine,
    }
    names = sorted({name for name in _judges(evaluation) if len(name) > 1}, key=len, reverse=True)
    return {key: _without(value, names, book.caption("web.judge")) for key, value in tree.items()}


def _chapter(key: str, texts: Sequence[str], book: Book) -> list[dict[str, Any]]:
    """A chapter of the report: its heading, as the law book calls it, and its paragraphs."""
    heading = book.captions.get(f"docx.narrative_{key}", "")
    head = [{"kind": "heading", "level": 3, "text": heading}] if heading else []
    return [*head, *({"kind": "paragraph", "text": text} for text in texts)]


def _judges(evaluation: Evaluation) -> Iterable[str]:
    for line in evaluation.sheet.lines:
        if line.judgement is not None:
            yield line.judgement.judge


def _without(value: Any, names: Sequence[str], word: str) -> Any:
    """The same value with names replaced in every text."""
    if isinstance(value, str):
        for name in names:
            value = value.replace(name, word)
        return value
    if isinstance(value, list):
        return [_without(each, names, word) for each in value]
    return {key: _without(each, names, word) for key, each in value.items()} if isinstance(value, dict) else value


def _uses(lines: Sequence[Line], results: Sequence[Result]) -> dict[int, list[list[str]]]:
    """Where each fact was used: rows of the score sheet and checks, as kind, code and name."""
    uses: dict[int, list[list[str]]] = {}
    for line in lines:
        for fact in line.measure.facts if line.measure is not None else ():
            uses.setdefault(id(fact), []).append(["line", line.id, line.path[-1] if line.path else line.id])
    for result in results:
        for fact in result.facts:
            uses.setdefault(id(fact), []).append(["check", result.rule, result.rule])
    return uses


def _line(line: Line, book: Book) -> dict[str, Any]:
    public = is_public(line.measure.facts if line.measure is not None else (), book)
    told = {
        "target": line.target,
        "measure": line.measure_text,
        "words": line.measure.words if line.measure is not None else "",
        "statement": line.statement,
        "reason": line.reason,
        "reason_given": line.reason_given,
        "full_marks_if": line.full_marks_if,
    }
    return {
        "code": line.id,
        "path": list(line.path),
        "weight": _points(line.weight),
        "points": None if isinstance(line.points, Unknown) else numerals.points(line.points),
        "deduction": _points(line.deduction),
        "claimed": _points(line.claimed),
        "status": line.status.value,
        "formula": line.formula,
        "reference": line.reference,
        "confidence": line.confidence,
        "withheld": not public,
        **(told if public else dict.fromkeys(told, "")),
    }


def _figure(fact: Fact, number: int, used: list[list[str]], book: Book) -> dict[str, Any]:
    concept, value = book.concepts[fact.concept], fact.value
    stage = book.stages.get(fact.context.stage)
    members = []
    for axis, code in fact.context.members:
        member = book.axes[axis].members.get(code) if axis in book.axes else None
        members.append(member.label if member is not None else code)
    return {
        "number": number,
        "name": concept.id,
        "label": concept.label,
        "members": members,
        "year": fact.context.year,
        "stage": stage.label if stage is not None else "",
        "value": f"{value.number:,f}" if isinstance(value, Quantity) else _word(value, book),
        "unit": value.unit.label if isinstance(value, Quantity) else "",
        "definition": concept.definition,
        "reference": concept.reference.source,
        "source": fact.provenance.said or str(fact.provenance.place),
        "quote": fact.provenance.quote if not fact.provenance.said else "",
        "used": used,
    }


def _word(value: object, book: Book) -> str:
    return book.caption("web.yes" if value else "web.no") if isinstance(value, bool) else str(value)


def _check(result: Result, number: dict[int, int]) -> dict[str, Any]:
    return {
        "code": result.rule,
        "verdict": result.verdict.value,
        "statement": result.statement,
        "explanation": result.explanation,
        "figures": sorted({number[id(fact)] for fact in result.facts if id(fact) in number}),
    }


def _points(value: Exact | None) -> str | None:
    return None if value is None else numerals.points(value)
