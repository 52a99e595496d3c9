"""What a scheme demands of a sheet beside its points: reasons for deductions, core indicators scored, a second scorer's deviation explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.finding import Finding, Severity
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.rulebook import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.sheet import Line, ScoreSheet
    from hengji.rulebook.book import Book
    from hengji.rulebook.concept import Reference
    from hengji.rulebook.scheme import Scheme

NO_REASON, EMPTY_REASON, DEVIATION, CORE = "SC80", "SC81", "SC82", "SC83"
_MARKS = str.maketrans("", "", " 　，。；、,.;！!")


def check(sheet: ScoreSheet, book: Book) -> tuple[Finding, ...]:
    """Findings where the sheet does not hold what its scheme demands."""
    scheme = book.schemes[sheet.scheme]
    return (*_reasons(sheet, scheme, book), *_second(sheet, scheme, book), *_core(sheet, scheme, book))


def _finding(book: Book, code: str, severity: Severity, reference: Reference, subject: str = "", **slots: str) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        title=book.codes[code].title,
        message=book.caption(f"demands.{code}", subject=subject, **slots),
        basis=reference.source,
        advice=book.caption(f"demands.{code}_advice", subject=subject, **slots),
        subject=subject,
    )


def _reasons(sheet: ScoreSheet, scheme: Scheme, book: Book) -> Iterator[Finding]:
    """A line below its weight says why, in words that say something (偏差原因及改进措施)."""
    rule = scheme.reasons
    for line in sheet.lines if rule is not None else ():
        if rule is None or line.status is Status.NOT_APPLICABLE or line.deduction is None or line.deduction[0] <= 0:
            continue
        subject, lost = _named(line), exact.text(line.deduction, scheme.points_decimals)
        if line.taken is not None:  # whoever took the points away has said why
            continue
        if not line.reason_given:
            yield _finding(book, NO_REASON, Severity.WARNING, rule.reference, subject, deduction=lost)
        elif line.reason_given.translate(_MARKS) in rule.refused:
            yield _finding(book, EMPTY_REASON, Severity.WARNING, rule.reference, subject, deduction=lost, reason=line.reason_given)


def _named(line: Line) -> str:
    return f"{line.id} {line.path[-1]}"


def _second(sheet: ScoreSheet, scheme: Scheme, book: Book) -> Iterator[Finding]:
    """Another scorer's total that is further from the unit's own than the scheme takes without a reason."""
    rule = scheme.second_scorer
    for second in sheet.second if rule is not None else ():
        if rule is None or rule.explain_above is None or second.deviation is None or second.reason:
            continue
        gap = second.deviation if second.deviation[0] >= 0 else exact.negative(second.deviation)
        if exact.compare(gap, rule.explain_above) > 0:
            said = {"kind": book.caption(f"docx.kind_{second.kind}"), "total": exact.plain(second.total)}
            rate = show.percent(second.deviation)
            yield _finding(
                book, DEVIATION, Severity.WARNING, rule.reference, rate=rate, above=show.percent(rule.explain_above, 0), **said
            )


def _core(sheet: ScoreSheet, scheme: Scheme, book: Book) -> Iterator[Finding]:
    """A core indicator that is not scored."""
    if scheme.core is not None:
        for line in sheet.lines:
            if line.core and isinstance(line.points, Unknown):
                yield _finding(book, CORE, Severity.WARNING, scheme.core.reference, _named(line))
