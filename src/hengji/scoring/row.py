"""One row scored: measure, points, the words of both, and the reason of what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.sheet import Line, Status
from hengji.core.trace import Trace
from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions
from hengji.expr.parse import parse
from hengji.expr.scalar import Value, evaluate
from hengji.expr.words import formula
from hengji.rulebook import method as methods
from hengji.rulebook import show
from hengji.rulebook.rules import REDUCE
from hengji.rulebook.scheme import FIRST, REDISTRIBUTE, SECOND, TOTAL
from hengji.scoring.desk import Desk, Ready, ready
from hengji.scoring.given import RowFacts
from hengji.scoring.receipt import full_marks_if

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.rulebook.rules import NotApplicable
    from hengji.scoring.own import Row


BLANK = "blank"
MOST_JUDGED = 256
"""How many lines of a row are kept: a checklist of eight answers has as many."""
_CLAIMED = Line._fields.index("claimed")


if TYPE_CHECKING:
    _line = Line
else:

    def _line(*fields: object) -> Line:
        """A line of all its fields: made as a tuple, for the thirty names of its own maker cost a twentieth of the whole."""
        return tuple.__new__(Line, fields)


class _Outcome(NamedTuple):
    """How a row came out."""

    status: Status
    points: Exact | Unknown
    because: str = ""
    unrounded: Exact | None = None
    goes_to: tuple[str, ...] = ()
    taken: Exact | None = None


def score_row(row: Row, at: Desk, claimed: Exact | None = None) -> Line:
    """The line of a row."""
    made = ready(row, at)
    if made.formulas.judged_alone and _nothing_else(row.id, at.case):
        return _judged(made, at, claimed)
    return _line_of(made, at, claimed)


def _nothing_else(row: str, case: Case) -> bool:
    """Whether the case says nothing of a row but what a judge entered, what is claimed and why points are missing."""
    return not (
        case.second_scores
        or row in case.not_applicable
        or row in case.deductions
        or row in case.entries
        or row in case.chosen
        or row in case.peers
    )


def _judged(made: Ready, at: Desk, claimed: Exact | None) -> Line:
    """The line of a row that rests on nothing but what a judge entered: the same for every case where the same was entered, and so worked out once.

    What is claimed is put into it; a reason that the clerk gave belongs to what is asked.
    """
    known, asked = made.formulas.judged, (made.judgement, at.case.reasons.get(made.row.id, ""))
    kept = known.get(asked)
    if kept is None or kept[0] is not at.scheme or kept[1] is not at.book:
        if len(known) >= MOST_JUDGED:
            known.clear()
        kept = known[asked] = at.scheme, at.book, _line_of(made, at, None)
    line = kept[2]
    return line if claimed is None else tuple.__new__(Line, (*line[:_CLAIMED], claimed, *line[_CLAIMED + 1 :]))


def _line_of(made: Ready, at: Desk, claimed: Exact | None) -> Line:
    row = made.row
    given = RowFacts(at, made)
    given.settle()
    outcome, trace = _outcome(made, given), _trace(made, given)
    measure = row.actual_text if made.formulas.measure is None else given.shown()
    weight, points = row.weight, outcome.points
    deduction = None if weight is None or isinstance(points, Unknown) else exact.subtract(weight, points)
    lost = deduction is not None and deduction[0] > 0
    return _line(  # in the order of its fields
        row.id,
        row.path,
        row.weight,
        outcome.status,
        outcome.points,
        trace,
        measure,
        _method_words(made, at.book),
        _statement(made, given, outcome, trace, measure),
        row.confidence,
        row.reference,
        deduction,
        _reason(made, given, outcome, deduction, measure) if lost or outcome.because else "",
        _reason_given(made, at)
        if row.own is not None or made.judgement is not None or at.case.reasons or at.case.deductions
        else "",
        _full_marks_if(made, given, outcome) if lost and outcome.status is not Status.NOT_APPLICABLE else "",
        claimed,
        row.target_text if row.own is None else _target_text(row, given),
        row.actual_text,
        made.judgement,
        () if row.over_completion is None else _cautions(made, given),
        row.evidence if made.judgement is None else _evidence(made),
        row.standard,
        row.explanation,
        row.slot.id if row.slot else "",
        row.core,
        outcome.unrounded,
        outcome.goes_to,
        outcome.taken,
        _second(row, at.case) if at.case.second_scores else (),
    )


def _method_words(made: Ready, book: Book) -> str:
    """The method as it is read, the same for every case."""
    if made.row.method is None:
        return ""
    said = made.formulas.said_method
    if not said:
        said.append(book.caption("score.formula", formula=show.formula(book, made.row.method.formula)))
    return said[0]


def _second(row: Row, case: Case) -> tuple[tuple[str, Exact], ...]:
    """The points that other scorers give the row."""
    return tuple((score.kind, points) for score in case.second_scores if (points := score.of(row.id)) is not None)


def _full_marks_if(made: Ready, given: RowFacts, outcome: _Outcome) -> str:
    """What would have earned full marks; where a person took points away, that comes back first."""
    book = given.at.book
    if outcome.taken is None:
        return full_marks_if(made, given, outcome.status)
    before = given.at.scheme.rounding.at(_before(made, given), given.at.scheme.rounding.points)
    if made.row.weight is not None and exact.compare(before, made.row.weight) >= 0:
        return book.caption("score.full_taken")
    return book.caption("score.full_taken_and", more=full_marks_if(made, given, outcome.status))


def _outcome(made: Ready, given: RowFacts) -> _Outcome:
    row = made.row
    if row.not_applicable is not None or row.own is not None or given.at.case.not_applicable:
        absent = _not_applicable(made, given)
        if absent is not None:
            return absent
    if row.weight is None:
        return _unknown(Unknown(Why.NO_WEIGHT), given)
    if made.formulas.points is None:
        return _unknown(Unknown(Why.NO_METHOD), given)
    value, entered = _points(made, given)
    if isinstance(value, tuple):
        return _taken(row, given, Status.ENTERED if entered else Status.SCORED, value)
    if isinstance(value, Unknown):
        return _unknown(value, given)
    raise TypeError("the dimension check lets no truth value through")


def _unknown(value: Unknown, given: RowFacts) -> _Outcome:
    return _Outcome(Status.UNKNOWN, value, given.at.book.explain_unknown(value.why.value, value.missing))


def _taken(row: Row, given: RowFacts, status: Status, value: Exact) -> _Outcome:
    """The points rounded, less what a person took away of them with a reason; never below 0."""
    rounding, deductions = given.at.scheme.rounding, given.at.case.deductions
    points, deduction = rounding.at(value, rounding.points), deductions.get(row.id) if deductions else None
    if deduction is None:
        return _Outcome(status, points, "", value)
    left, exactly = (exact.subtract(each, deduction.points) for each in (points, value))
    return _Outcome(status, _not_negative(left), unrounded=_not_negative(exactly), taken=deduction.points)


def _not_negative(value: Exact) -> Exact:
    return value if value[0] > 0 else exact.ZERO


def _points(made: Ready, given: RowFacts) -> tuple[Value, bool]:
    """The points, and whether what a person entered decided them."""
    if not made.formulas.entered_names:
        return given.points(), False
    if made.formulas.by_hand:
        return given.points(), True
    given.with_entries = False
    without = given.points()
    given.with_entries = True
    return (given.points(), True) if isinstance(without, Unknown) else (without, False)


def _not_applicable(made: Ready, given: RowFacts) -> _Outcome | None:
    """Not applicable by the scheme's own condition or by the clerk's statement, with what the scheme then does."""
    row, case = made.row, given.at.case
    if row.own is not None and row.slot is not None and row.own.operator == BLANK and row.slot.blank_target == REDISTRIBUTE:
        return _Outcome(
            Status.NOT_APPLICABLE, Unknown(Why.NO_WEIGHT), given.at.book.caption("score.blank_target"), goes_to=(row.slot.id,)
        )
    rule, stated = row.not_applicable, case.not_applicable.get(row.id, "")
    holds = rule is not None and rule.when is not None and given.decided(rule.when) is True
    return _absent(row, rule, stated, given) if stated or holds else None


def _absent(row: Row, rule: NotApplicable | None, stated: str, given: RowFacts) -> _Outcome:
    """What a scheme does with a row that is not applicable."""
    book = given.at.book
    because = stated or (given.words(rule.when) if rule is not None and rule.when is not None else "")
    then = rule.then if rule is not None else "unknown"
    goes_to = rule.to if rule is not None and then == REDISTRIBUTE else ()
    key = (
        f"{then}_{goes_to[0]}"
        if goes_to and goes_to[0] in (FIRST, SECOND)
        else f"{then}_to"
        if goes_to not in ((), (TOTAL,))
        else then
    )
    words = book.caption(f"score.not_applicable_{key}", because=because, to="、".join(goes_to))
    if then == "unknown" or (row.weight is None and then == "full"):
        return _Outcome(Status.UNKNOWN, Unknown(Why.NO_METHOD), words)
    if then == REDISTRIBUTE:
        return _Outcome(Status.NOT_APPLICABLE, Unknown(Why.NO_WEIGHT), words, goes_to=goes_to)
    points = row.weight if then == "full" and row.weight is not None else exact.ZERO
    return _Outcome(Status.NOT_APPLICABLE, points, words, unrounded=points)


def _trace(made: Ready, given: RowFacts) -> Trace | None:
    formulas = made.formulas
    if formulas.measure is None:
        return None
    words = given.said(formulas.sentence(formulas.measure, given.at.book))
    return Trace(formulas.written, words, given.measured, given.at.facts.used(formulas.measure))


def _statement(made: Ready, given: RowFacts, outcome: _Outcome, trace: Trace | None, measure: str) -> str:
    """The measure and the points in words, as far as each is known; what is unknown says what is missing."""
    said = ""
    if trace is not None:
        key = "score.measure_same" if trace.words.endswith(measure) else "score.measure"
        said = given.at.book.caption(key, words=trace.words, value=measure)
    row, points = made.row, outcome.points
    if outcome.taken is None and not row.members and not isinstance(points, Unknown) and not outcome.because:
        if made.formulas.points is None:
            return said
        earned = _points_words(made, given, outcome.status, points)
        return f"{said}；{earned}" if said else earned
    parts = [said] if said else []
    if row.members and outcome.status is not Status.NOT_APPLICABLE:
        parts += _members(made, given)
    if outcome.because:
        parts.append(outcome.because)
    elif not isinstance(points, Unknown) and made.formulas.points is not None:
        before = (
            points if outcome.taken is None else given.at.scheme.rounding.at(_before(made, given), given.at.scheme.rounding.points)
        )
        parts.append(_points_words(made, given, outcome.status, before))
    if outcome.taken is not None and not isinstance(points, Unknown):
        parts.append(_taken_words(row, given, points))
    return "；".join(parts)


def _members(made: Ready, given: RowFacts) -> list[str]:
    """What each member with a method of its own earns, before it is chosen or compared."""
    book, said = given.at.book, []
    for member in made.row.members:
        if member.method is not None and methods.EARNED in member.given:
            value = evaluate(member.given[methods.EARNED], given)
            points = (
                show.points(value, given.at.scheme.rounding.points) if isinstance(value, tuple) else book.caption("show.unknown")
            )
            said.append(
                book.caption("score.member", label=member.label, points=points, weight=show.points(member.weight or exact.ZERO))
            )
    return [book.caption("score.members", members="，".join(said))] if said else []


def _before(made: Ready, given: RowFacts) -> Exact:
    """The points before a person took any away."""
    value, _ = _points(made, given)
    return value if isinstance(value, tuple) else exact.ZERO


def _taken_words(row: Row, given: RowFacts, points: Exact) -> str:
    deduction = given.at.case.deductions[row.id]
    return given.at.book.caption(
        "score.taken",
        judge=deduction.judge or given.at.book.caption("score.no_judge"),
        taken=show.points(deduction.points),
        reason=deduction.reason or given.at.book.caption("score.gap"),
        points=show.points(points, given.at.scheme.rounding.points),
    )


def _points_words(made: Ready, given: RowFacts, status: Status, points: Exact) -> str:
    book, formulas = given.at.book, made.formulas
    printed = show.points(points, given.at.scheme.rounding.points)
    if formulas.points is not None and (status is Status.SCORED or formulas.filled_in):
        said = book.caption("score.points", words=given.said(formulas.sentence(formulas.points, book)), points=printed)
        return said + _source(made.row, given) if given.at.case.entries or given.at.case.peers else said
    return _judged_words(made, book, printed)


def _judged_words(made: Ready, book: Book, printed: str) -> str:
    """Points that a judge gave, and as what: points on the row's own scale, a tier, answers to a checklist."""
    judgement = made.judgement
    judge = judgement.judge if judgement and judgement.judge else book.caption("score.no_judge")
    words = book.caption("score.entered", judge=judge, points=printed)
    if judgement is not None and judgement.points is not None and made.row.scale not in (None, made.row.weight):
        stated = {"given": show.points(judgement.points), "scale": show.points(made.row.scale)}
        words = book.caption("score.entered_scaled", judge=judge, points=printed, **stated)
    if judgement is not None and judgement.tier:
        words += book.caption("score.tier", tier=judgement.tier)
    if judgement is not None and judgement.answers:
        count = judgement.answers.count
        words += book.caption("score.answers", met=count(True), unmet=count(False), open=count(None))
    return words


def _source(row: Row, given: RowFacts) -> str:
    """The source that was named for what was filled in, or for the peers."""
    case = given.at.case
    filled, group = case.entries.get(row.id), case.peers.get(row.id)
    said = [filled.source] if filled is not None and filled.source else []
    said += [group.source] if group is not None and group.source else []
    return given.at.book.caption("score.source", source="、".join(said)) if said else ""


def _reason(made: Ready, given: RowFacts, outcome: _Outcome, deduction: Exact | None, measure: str) -> str:
    """Why points are missing, from the computation alone."""
    if outcome.because:
        return outcome.because
    book = given.at.book
    lost = show.points(deduction or exact.ZERO, given.at.scheme.rounding.points)
    if outcome.taken is not None:
        return _taken_words(made.row, given, outcome.points if not isinstance(outcome.points, Unknown) else exact.ZERO)
    if made.row.method is not None and (outcome.status is Status.SCORED or made.formulas.filled_in):
        key = "score.shortfall" if measure else "score.shortfall_unmeasured"
        return book.caption(key, measure=measure, method=made.row.method.label, deduction=lost)
    return book.caption("score.entered_shortfall", deduction=lost)


def _reason_given(made: Ready, at: Desk) -> str:
    """The clerk's own explanation."""
    row, case = made.row, at.case
    own = row.own.reason if row.own else ""
    said = own or (made.judgement.reason if made.judgement else "") or case.reasons.get(row.id, "")
    taken = case.deductions.get(row.id) if case.deductions and not said else None
    return said if taken is None else taken.reason


def _evidence(made: Ready) -> tuple[str, ...]:
    row, judgement = made.row, made.judgement
    return judgement.evidence if row.own is None and judgement is not None and judgement.evidence else row.evidence


def _cautions(made: Ready, given: RowFacts) -> tuple[str, ...]:
    """What a reviewer would ask beside the points: an actual value far above its target."""
    row = made.row
    rule = row.over_completion
    if rule is None or rule.action == "none" or not isinstance(given.measured, tuple):
        return ()
    target = exact.ONE if row.own is None else _target(made, given)
    if target is None or target[0] <= 0:
        return ()
    rate = exact.divide(given.measured, target)
    over = exact.compare(rate, rule.above)
    if over < 0 or (over == 0 and not rule.closed):
        return ()
    reason = _reason_given(made, given.at)
    reduced = rule.action == REDUCE and row.id in given.at.case.deductions
    key = "score.over_reduced" if reduced else "score.over_explained" if reason else f"score.over_{rule.action}"
    return (given.at.book.caption(key, rate=show.percent(rate), above=show.percent(rule.above, 0), reason=reason),)


def _target_text(row: Row, given: RowFacts) -> str:
    """A target as the department wrote it; one that is computed from facts with the amount that it comes to."""
    own = row.own
    if own is None or not own.target_formula:
        return row.target_text
    book = given.at.book
    node = parse(own.target_formula, book.vocabulary)
    value, dimension = evaluate(node, given), dimensions.check(node, {})
    unit = next((book.shown[name] for name, power in dimension if power == 1 and name in book.shown), None)
    if not isinstance(value, tuple) or unit is None or len(dimension) != 1:
        return own.target_text
    sign = next((mark for mark in show.SIGNS if own.target_text.startswith(mark)), "")
    amount = f"{exact.text(exact.divide(value, unit.factor), show.TARGET_DECIMALS)}{unit.label}"
    return book.caption("score.target_computed", sign=sign, amount=amount, formula=formula(node))


def _target(made: Ready, given: RowFacts) -> Exact | None:
    """The target of an indicator that wants at least so much, in base units."""
    own = made.row.own
    if own is None or own.operator not in ("at_least", "above"):
        return None
    if own.target_formula:
        value = evaluate(parse(own.target_formula, given.at.book.vocabulary), given)
        return value if isinstance(value, tuple) else None
    return own.target.value if isinstance(own.target, Quantity) else None
