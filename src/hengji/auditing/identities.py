"""勾稽: every identity of the law book held against the facts of one department."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing import hints, tolerance
from hengji.core import exact
from hengji.core.finding import Finding, Result, Severity, Verdict
from hengji.core.once import once
from hengji.core.trace import Trace
from hengji.core.unknown import Unknown
from hengji.core.words import has
from hengji.expr import dimensions
from hengji.expr.facts import Facts
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Number, Ref, children, refs
from hengji.expr.words import formula as written
from hengji.rulebook import show

if TYPE_CHECKING:
    from hengji.auditing.tolerance import Comparison
    from hengji.core.case import Case
    from hengji.rulebook.book import Book
    from hengji.rulebook.identity import Identity


def check(case: Case, book: Book, said: str = "") -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """A result for every identity, and a finding for each that the figures contradict.

    `said` is the text of a report: what it names, it may state in a way that was not read, and is not called missing.
    """
    facts = Facts(case.facts, case.year, book.parents, show.phrases(book))
    held = {identity.code: (identity, *hold(identity, facts, book)) for identity in book.identities.values()}
    forced = _forced_shares(held)
    results, findings = [], []
    for identity, found, compared in held.values():
        result = _explained_as_forced(identity, found, compared, forced, facts, book)
        results.append(result)
        if compared is not None and result.verdict is Verdict.IMPOSSIBLE:
            findings.append(_finding(identity, facts, book, compared, result))
        elif identity.least and result.verdict is Verdict.UNKNOWN:
            findings.extend(_least(identity, facts, book, said))
    return tuple(results), tuple(findings)


Held = dict[str, tuple["Identity", Result, "Comparison | None"]]


def _forced_shares(held: Held) -> frozenset[Ref]:
    """The stated shares that a consistent sum makes come to 100 % exactly: one of them was made to fit (轧差)."""
    whole = (100, 100)
    found: set[Ref] = set()
    for identity, result, _ in held.values():
        closes = any(isinstance(side, Number) and exact.compare(side.value, whole) == 0 for side in children(identity.formula))
        if closes and result.verdict is Verdict.CONSISTENT:
            found.update(refs(identity.formula))
    return frozenset(found)


def _explained_as_forced(
    identity: Identity, result: Result, compared: Comparison | None, forced: frozenset[Ref], facts: Facts, book: Book
) -> Result:
    """A share that misses by no more than one of its last printed digit is explained by the sum of 100.00."""
    if compared is None or result.verdict is not Verdict.IMPOSSIBLE or identity.tolerance != tolerance.RATE:
        return result
    for side in (identity.formula.left, identity.formula.right):
        amount = tolerance.amount(side, facts)
        if isinstance(side, Ref) and side in forced and amount is not None:
            gap = exact.subtract(compared.left, compared.right)
            if exact.compare((abs(gap[0]), gap[1]), exact.multiply(amount.half_digit, (2, 1))) <= 0:
                return replace(result, verdict=Verdict.EXPLAINED, explanation=book.caption("explanation.forced_to_whole"))
    return result


def _names(label: str, book: Book) -> tuple[str, ...]:
    """What texts call a concept that has this label."""
    concept = book.by_label.get(label)
    return (label, *(each.text for each in concept.synonyms)) if concept is not None else (label,)


def _least(identity: Identity, facts: Facts, book: Book, said: str) -> list[Finding]:
    """A warning that names the least amount which the missing side must be."""
    least, right = evaluate(identity.formula.left, facts), evaluate(identity.formula.right, facts)
    if not isinstance(least, tuple) or least[0] <= 0 or not isinstance(right, Unknown):
        return []
    if has(said, _names(right.missing[0], book)):
        return []
    other = evaluate(identity.implied, facts) if identity.implied is not None else None
    if isinstance(other, tuple) and exact.compare(other, least) >= 0:
        return []
    value = show.number(book, least, _dimension(identity))
    message = book.caption(
        "audit.least", rule=identity.message, words=facts.words(identity.formula.left), value=value, name=right.missing[0]
    )
    used = facts.used(identity.formula.left)
    return [
        Finding(
            code=identity.code,
            severity=Severity.WARNING,
            title=identity.title,
            message=message,
            difference=value,
            cannot_know=identity.cannot_know,
            basis=identity.reference.source,
            advice=identity.advice,
            evidence=tuple(dict.fromkeys(use.fact for use in used if use.fact is not None)),
        )
    ]


def hold(identity: Identity, facts: Facts, book: Book) -> tuple[Result, Comparison | None]:
    """One identity held against the facts: the result, and both sides where they could be computed."""
    applies = evaluate(identity.applies, facts) if identity.applies is not None else True
    if applies is False:
        words = facts.words(identity.applies) if identity.applies is not None else ""
        explanation = book.caption("explanation.not_applicable")
        return Result(identity.code, Verdict.NOT_APPLICABLE, words, explanation=explanation), None
    compared = tolerance.judge(identity, facts, facts) if applies is True else None
    if compared is None:
        return _unknown(identity, facts, applies, book), None
    return _judged(identity, facts, book, compared), compared


def _unknown(identity: Identity, facts: Facts, applies: object, book: Book) -> Result:
    """What is missing, by name."""
    values = [applies, evaluate(identity.formula.left, facts), evaluate(identity.formula.right, facts)]
    missing = dict.fromkeys(name for value in values if isinstance(value, Unknown) for name in value.missing)
    return Result(identity.code, Verdict.UNKNOWN, _in_words(identity, book), missing=tuple(missing))


def _in_words(identity: Identity, book: Book) -> str:
    """The formula as it is read, the same for every report."""
    known = _read(book)
    if id(identity) not in known:
        known[id(identity)] = identity, show.formula(book, identity.formula)
    return known[id(identity)][1]


@once
def _read(book: Book) -> dict[int, tuple[Identity, str]]:  # noqa: ARG001 - each book has its own
    """The formulas of a book in words, as they are asked for."""
    return {}


def _judged(identity: Identity, facts: Facts, book: Book, compared: Comparison) -> Result:
    used = facts.used(identity.formula)
    words = facts.words(identity.formula)
    difference = exact.subtract(compared.left, compared.right)
    shown = show.number(book, difference if difference[0] >= 0 else exact.negative(difference), _dimension(identity))
    return Result(
        rule=identity.code,
        verdict=compared.verdict,
        statement=words,
        difference=shown,
        explanation=_explanation(identity, compared, book),
        facts=tuple(dict.fromkeys(use.fact for use in used if use.fact is not None)),
        trace=Trace(written(identity.formula), words, compared.verdict is Verdict.CONSISTENT, used),
    )


def _dimension(identity: Identity) -> dimensions.Dimension:
    found = dimensions.check(identity.formula.left, {})
    return dimensions.check(identity.formula.right, {}) if found == dimensions.ANY else found


def _explanation(identity: Identity, compared: Comparison, book: Book) -> str:
    if compared.verdict is not Verdict.EXPLAINED:
        return ""
    if identity.tolerance == tolerance.RATE:
        return book.caption("explanation.rate_rounding")
    return book.caption("explanation.rounding", allowed=show.number(book, compared.allowed, _dimension(identity)))


def _finding(identity: Identity, facts: Facts, book: Book, compared: Comparison, result: Result) -> Finding:
    """What the figures say, what it may be, and what the check cannot know."""
    left, right = identity.formula.left, identity.formula.right
    if isinstance(left, Ref) and not isinstance(right, Ref):
        left, right, compared_left = right, left, compared.right
    else:
        compared_left = compared.left
    message = book.caption(
        "audit.equal" if identity.formula.operator == "＝" else "audit.bound",
        left=facts.words(left),
        value=show.number(book, compared_left, _dimension(identity)),
        right=facts.words(right),
        formula=result.statement,
        difference=result.difference,
        rule=identity.message,
    )
    return Finding(
        code=identity.code,
        severity=Severity(identity.severity),
        title=identity.title,
        message=message,
        difference=result.difference,
        hints=tuple(hints.likely(identity, facts, book)),
        cannot_know=identity.cannot_know,
        basis=identity.reference.source,
        advice=identity.advice,
        evidence=result.facts,
    )
