"""One row scored: measure, points, the words of both, and the reason of what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.sheet import Line, Status
from hengji.core.trace import Trace
from hengji.core.unknown import Unknown, Why
from hengji.expr.parse import parse
from hengji.expr.scalar import Value, evaluate
from hengji.expr.words import formula
from hengji.rulebook import show
from hengji.scoring.desk import Desk, Ready, RowFacts, ready
from hengji.scoring.receipt import full_marks_if

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.scoring.own import Row


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How a row came out."""

    status: Status
    points: Exact | Unknown
    because: str = ""


def score_row(row: Row, at: Desk, claimed: Exact | None = None) -> Line:
    """The line of a row."""
    made = ready(row, at)
    given = RowFacts(at, made)
    given.measured = given.measure()
    outcome, trace = _outcome(made, given), _trace(made, given)
    deduction = _deduction(row, outcome)
    lost = deduction is not None and deduction[0] > 0
    return Line(
        id=row.id,
        path=row.path,
        weight=row.weight,
        status=outcome.status,
        points=outcome.points,
        measure=trace,
        measure_text=_measure_text(made, given),
        formula=at.book.caption("score.formula", formula=row.method.words) if row.method else "",
        statement=_statement(made, given, outcome, trace),
        confidence=row.confidence,
        reference=row.reference,
        deduction=deduction,
        reason=_reason(made, given, outcome, deduction) if lost or outcome.because else "",
        reason_given=_reason_given(made, at),
        full_marks_if=full_marks_if(made, given, outcome.status) if lost and outcome.status is not Status.NOT_APPLICABLE else "",
        claimed=claimed,
        target=row.own.target_text if row.own else "",
        actual=row.own.actual_text if row.own else "",
        judgement=made.judgement,
        cautions=tuple(_cautions(made, given)),
        evidence=_evidence(made),
        standard=row.indicator.standard if row.indicator else "",
        explanation=row.indicator.explanation if row.indicator else "",
        slot=row.slot.id if row.slot else "",
    )


def _outcome(made: Ready, given: RowFacts) -> _Outcome:
    row, book = made.row, given.at.book
    absent = _not_applicable(made, given)
    if absent is not None:
        return absent
    if row.weight is None:
        return _Outcome(Status.UNKNOWN, Unknown(Why.NO_WEIGHT), book.explain_unknown(Why.NO_WEIGHT.value, ()))
    if made.points is None:
        return _Outcome(Status.UNKNOWN, Unknown(Why.NO_METHOD), book.explain_unknown(Why.NO_METHOD.value, ()))
    value, entered = _points(made, given)
    if isinstance(value, tuple):
        status = Status.ENTERED if entered else Status.SCORED
        return _Outcome(status, exact.round_half_away(value, given.at.scheme.points_decimals))
    if isinstance(value, Unknown):
        return _Outcome(Status.UNKNOWN, value, book.explain_unknown(value.why.value, value.missing))
    raise TypeError("the dimension check lets no truth value through")


def _points(made: Ready, given: RowFacts) -> tuple[Value, bool]:
    """The points, and whether what a person entered decided them."""
    if not made.entered_names:
        return given.points(), False
    given.with_entries = False
    without = given.points()
    given.with_entries = True
    return (given.points(), True) if isinstance(without, Unknown) else (without, False)


def _not_applicable(made: Ready, given: RowFacts) -> _Outcome | None:
    """Not applicable by the scheme's own condition or by the clerk's statement, with what the scheme then does."""
    row, case, book = made.row, given.at.case, given.at.book
    rule = row.indicator.not_applicable if row.indicator else None
    stated = case.not_applicable.get(row.id, "")
    holds = rule is not None and rule.when is not None and evaluate(rule.when, given) is True
    if not (stated or holds):
        return None
    because = stated or (given.words(rule.when) if rule is not None and rule.when is not None else "")
    then = rule.then if rule is not None else "unknown"
    words = book.caption(f"score.not_applicable_{then}", because=because)
    if then == "unknown" or (row.weight is None and then == "full"):
        return _Outcome(Status.UNKNOWN, Unknown(Why.NO_METHOD), words)
    if then == "redistribute":
        return _Outcome(Status.NOT_APPLICABLE, Unknown(Why.NO_WEIGHT), words)
    return _Outcome(Status.NOT_APPLICABLE, row.weight if then == "full" and row.weight is not None else exact.ZERO, words)


def _deduction(row: Row, outcome: _Outcome) -> Exact | None:
    if row.weight is None or isinstance(outcome.points, Unknown):
        return None
    return exact.subtract(row.weight, outcome.points)


def _trace(made: Ready, given: RowFacts) -> Trace | None:
    if made.measure is None:
        return None
    words = given.words(made.measure)
    return Trace(formula(made.measure), words, given.measured, given.at.facts.used(made.measure))


def _measure_text(made: Ready, given: RowFacts) -> str:
    if made.measure is None:
        return made.row.own.actual_text if made.row.own else ""
    return show.value(given.at.book, given.measured, made.dimension)


def _statement(made: Ready, given: RowFacts, outcome: _Outcome, trace: Trace | None) -> str:
    """The measure and the points in words, as far as each is known; what is unknown says what is missing."""
    book, parts = given.at.book, []
    if trace is not None:
        words = trace.words
        value = show.value(book, given.measured, made.dimension)
        key = "score.measure_same" if words.endswith(value) else "score.measure"
        parts.append(book.caption(key, words=words, value=value))
    if outcome.because:
        parts.append(outcome.because)
    elif not isinstance(outcome.points, Unknown) and made.points is not None:
        parts.append(_points_words(made, given, outcome.status, outcome.points))
    return "；".join(parts)


def _points_words(made: Ready, given: RowFacts, status: Status, points: Exact) -> str:
    book = given.at.book
    printed = exact.text(points, given.at.scheme.points_decimals)
    if status is Status.SCORED and made.points is not None:
        return book.caption("score.points", words=given.words(made.points), points=printed)
    judgement = made.judgement
    words = book.caption(
        "score.entered", judge=judgement.judge if judgement and judgement.judge else book.caption("score.no_judge"), points=printed
    )
    if judgement is not None and judgement.tier:
        words += book.caption("score.tier", tier=judgement.tier)
    if judgement is not None and judgement.answers:
        counts = [judgement.answers.count(kind) for kind in (True, False, None)]
        words += book.caption("score.answers", met=counts[0], unmet=counts[1], open=counts[2])
    return words


def _reason(made: Ready, given: RowFacts, outcome: _Outcome, deduction: Exact | None) -> str:
    """Why points are missing, from the computation alone."""
    if outcome.because:
        return outcome.because
    book = given.at.book
    lost = exact.text(deduction or exact.ZERO, given.at.scheme.points_decimals)
    if outcome.status is Status.SCORED and made.row.method is not None:
        measure = _measure_text(made, given)
        return book.caption("score.shortfall", measure=measure, method=made.row.method.label, deduction=lost)
    return book.caption("score.entered_shortfall", deduction=lost)


def _reason_given(made: Ready, at: Desk) -> str:
    """The clerk's own explanation."""
    own = made.row.own.reason if made.row.own else ""
    judged = made.judgement.reason if made.judgement else ""
    return own or judged or at.case.reasons.get(made.row.id, "")


def _evidence(made: Ready) -> tuple[str, ...]:
    if made.row.own is not None:
        return made.row.own.evidence
    if made.judgement is not None and made.judgement.evidence:
        return made.judgement.evidence
    return made.row.indicator.evidence if made.row.indicator else ()


def _cautions(made: Ready, given: RowFacts) -> list[str]:
    """What a reviewer would ask beside the points: an actual value far above its target."""
    row = made.row
    rule = row.slot.over_completion if row.slot else row.indicator.over_completion if row.indicator else None
    if rule is None or not isinstance(given.measured, tuple):
        return []
    target = exact.ONE if row.own is None else _target(made, given)
    if target is None or target[0] <= 0:
        return []
    rate = exact.divide(given.measured, target)
    if exact.compare(rate, rule.above) <= 0:
        return []
    reason = _reason_given(made, given.at)
    key = "score.over_explained" if reason else f"score.over_{rule.action}"
    return [given.at.book.caption(key, rate=show.percent(rate), above=show.percent(rule.above, 0), reason=reason)]


def _target(made: Ready, given: RowFacts) -> Exact | None:
    """The target of an indicator that wants at least so much, in base units."""
    own = made.row.own
    if own is None or own.operator != "at_least":
        return None
    if own.target_formula:
        value = evaluate(parse(own.target_formula, given.at.book.vocabulary), given)
        return value if isinstance(value, tuple) else None
    return own.target.value if isinstance(own.target, Quantity) else None
