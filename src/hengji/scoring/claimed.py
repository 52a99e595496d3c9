"""自评申报分: the score that a department claims, held against its own parts and against the score computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.finding import Finding, Result, Severity, Verdict
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown, Why
from hengji.expr.scalar import Value, evaluate
from hengji.rulebook import method as methods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.case import Case
    from hengji.core.exact import Exact
    from hengji.core.sheet import Line, ScoreSheet
    from hengji.expr.tree import Local, OverAxis, Ref
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Alternative

LINES, LINE, ABOVE, GRADE, SUBTOTALS, DEDUCTIONS, NO_PARTS, NO_REASON, OVER, COMPUTED = (
    "SC01", "SC02", "SC03", "SC04", "SC05", "SC06", "SC07", "SC08", "PF01", "SC09",
)  # fmt: skip


def check(case: Case, sheet: ScoreSheet, book: Book) -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """Results for the arithmetic of what is claimed; findings where it contradicts itself or the computation."""
    results = tuple(_results(case, sheet, book))
    return results, (*_contradictions(results, book), *_findings(case, sheet, book))


def _add(values: list[Exact]) -> Exact:
    total = exact.ZERO
    for value in values:
        total = exact.add(total, value)
    return total


def _results(case: Case, sheet: ScoreSheet, book: Book) -> Iterator[Result]:
    claims = case.claims
    if claims.total is None:
        return
    claimed = dict(claims.lines)
    ids = [line.id for line in sheet.lines]
    beside = _beside(sheet)
    if ids and all(name in claimed for name in ids):
        yield _sum(LINES, [claimed[name] for name in ids], beside, claims.total)
    if claims.subtotals:
        yield _sum(SUBTOTALS, [value for _, value in claims.subtotals], beside, claims.total)
    if claims.deductions:
        yield _deducted(sheet, case, beside)
    yield from _grade_result(case, sheet, book)


def _beside(sheet: ScoreSheet) -> tuple[Exact, ...] | None:
    """What a total may hold beside its lines: nothing, or the bonus; None where that cannot be told (不下结论)."""
    if any(line.status is Status.NOT_APPLICABLE and isinstance(line.points, Unknown) for line in sheet.lines):
        return None
    if not sheet.bonus:
        return (exact.ZERO,)
    return None if sheet.bonus_points is None else (exact.ZERO, sheet.bonus_points)


def _verdict(total: Exact, beside: tuple[Exact, ...] | None, stated: Exact) -> Verdict:
    if any(exact.compare(exact.add(total, more), stated) == 0 for more in beside or (exact.ZERO,)):
        return Verdict.CONSISTENT
    return Verdict.UNKNOWN if beside is None else Verdict.IMPOSSIBLE


def _sum(code: str, parts: list[Exact], beside: tuple[Exact, ...] | None, stated: Exact) -> Result:
    total = _add(parts)
    verdict = _verdict(total, beside, stated)
    words = f"{' ＋ '.join(exact.plain(part) for part in parts)} ＝ {exact.plain(total)}"
    return Result(code, verdict, words, exact.plain(_gap(total, stated)))


def _gap(a: Exact, b: Exact) -> Exact:
    gap = exact.subtract(a, b)
    return gap if gap[0] >= 0 else exact.negative(gap)


def _deducted(sheet: ScoreSheet, case: Case, beside: tuple[Exact, ...] | None) -> Result:
    """Full marks less the stated deductions."""
    stated = case.claims.total or exact.ZERO
    lost = [exact.subtract(weight, points) for _, weight, points, _ in case.claims.deductions]
    total = exact.subtract(sheet.full_marks, _add(lost))
    verdict = _verdict(total, beside, stated)
    words = f"{exact.plain(sheet.full_marks)} － {' － '.join(exact.plain(each) for each in lost)} ＝ {exact.plain(total)}"
    return Result(DEDUCTIONS, verdict, words, exact.plain(_gap(total, stated)))


def _grade_result(case: Case, sheet: ScoreSheet, book: Book) -> Iterator[Result]:
    """The grade word that a place's own map gives for the claimed total."""
    scheme, total = book.schemes[sheet.scheme], case.claims.total
    if not case.claims.grade or total is None or not scheme.grades:
        return
    step = next((step for step in scheme.grades if exact.compare(total, step.lowest) >= 0), None)
    fits = step is not None and case.claims.grade in (step.label, *step.also)
    words = book.caption("claimed.grade", total=exact.plain(total), label=step.label if step else "", grade=case.claims.grade)
    yield Result(GRADE, Verdict.CONSISTENT if fits else Verdict.IMPOSSIBLE, words)


def _contradictions(results: tuple[Result, ...], book: Book) -> Iterator[Finding]:
    for result in results:
        if result.verdict is Verdict.IMPOSSIBLE:
            yield _finding(book, result.rule, Severity.ERROR, found=result.statement, difference=result.difference)


def _finding(book: Book, code: str, severity: Severity, subject: str = "", **slots: str) -> Finding:
    page = book.codes[code]
    return Finding(
        code=code,
        severity=severity,
        title=page.title,
        message=book.caption(f"claimed.{code}", subject=subject, **slots),
        difference=slots.get("difference", ""),
        basis=book.caption("claimed.basis"),
        advice=book.caption(f"claimed.{code}_advice", subject=subject, **slots),
        subject=subject,
    )


def _findings(case: Case, sheet: ScoreSheet, book: Book) -> Iterator[Finding]:
    for line in sheet.lines:
        yield from _line_findings(line, book)
    claims = case.claims
    if claims.total is not None and not claims.lines and not claims.deductions:
        yield _finding(book, NO_PARTS, Severity.WARNING, total=exact.plain(claims.total))
    for name, weight, points, reason in claims.deductions:
        if exact.compare(points, weight) < 0 and not reason:
            yield _finding(book, NO_REASON, Severity.WARNING, subject=name, deduction=exact.plain(exact.subtract(weight, points)))
    if claims.total is not None and not isinstance(sheet.total, Unknown) and exact.compare(claims.total, sheet.total):
        yield _finding(book, COMPUTED, Severity.WARNING, claimed=exact.plain(claims.total), computed=exact.plain(sheet.total))


def _line_findings(line: Line, book: Book) -> Iterator[Finding]:
    subject = f"{line.id} {line.path[-1]}"
    for caution in line.cautions:
        if not line.reason_given:
            yield _finding(book, OVER, Severity.WARNING, subject=subject, caution=caution)
    if line.claimed is None:
        return
    claimed = exact.plain(line.claimed)
    if line.weight is not None and exact.compare(line.claimed, line.weight) > 0:
        yield _finding(book, ABOVE, Severity.ERROR, subject=subject, claimed=claimed, weight=exact.plain(line.weight))
    elif not isinstance(line.points, Unknown) and line.status is Status.SCORED and exact.compare(line.claimed, line.points):
        known = _known_rules(line, book)
        points = exact.plain(line.points)
        yield _finding(
            book, LINE, Severity.WARNING, subject=subject, claimed=claimed, points=points, measure=line.measure_text, known=known
        )


def _known_rules(line: Line, book: Book) -> str:
    """Which of the known rules gives the claimed points, and what each of the others gives."""
    value = line.measure.value if line.measure is not None else None
    tried = [
        (other.label, points)
        for other in book.alternatives.values()
        if line.id in other.rows and isinstance(value, tuple)
        for points in [_under(other, value)]
        if points is not None
    ]
    fits = [(label, points) for label, points in tried if line.claimed is not None and exact.compare(points, line.claimed) == 0]
    said = [book.caption("claimed.fits", rule=label, points=exact.plain(points)) for label, points in fits] or [
        book.caption("claimed.no_rule")
    ]
    rest = [
        book.caption("claimed.other", rule=label, points=exact.plain(points))
        for label, points in tried
        if (label, points) not in fits
    ]
    if rest:
        said.append(book.caption("claimed.others", rules="；".join(rest)))
    return "。".join(said)


class _Measured:
    """A measure as the only thing that a rule knows."""

    def __init__(self, value: Exact) -> None:
        self.value = value

    def fact(self, ref: Ref) -> Value:
        return Unknown(Why.MISSING, (ref.label,))

    def listed(self, over: OverAxis) -> list[Exact]:
        raise TypeError(over)

    def local(self, local: Local) -> Value:
        return self.value if local.name == methods.MEASURE else Unknown(Why.NOT_ENTERED, (local.name,))


def _under(other: Alternative, value: Exact) -> Exact | None:
    """The points of a measure under a known rule, to two decimals."""
    bound = other.indicator.bound
    points = evaluate(bound.points, _Measured(value)) if bound is not None else None
    return exact.round_half_away(points, 2) if isinstance(points, tuple) else None
