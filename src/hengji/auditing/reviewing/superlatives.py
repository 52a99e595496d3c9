"""执行率最低的是甲, 增幅最大的是乙, 户均最高的甲比最低的丙高; held against the rows of the table that has both the name and the measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.measures import Measures, nearest
from hengji.auditing.reviewing.spoken import claims
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.auditing.reviewing.measures import Measure
    from hengji.auditing.reviewing.spoken import Claim
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.check import Check

_LEAST = 3


def named(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """`patterns`: with `name`, `side`, and `noun` or the last noun of `words.nouns` before it. `words`: most; falls, nouns whose largest is the least
    of their column; apart, what says that only some rows are compared.
    """
    del index
    measures = Measures(check, report)
    for claim in claims(check, report, *range(len(check.patterns))):
        noun = _noun(check, claim)
        if noun and not has(claim.before[-_FAR:], check.words["apart"]):
            among = [each for each in measures.of(noun) if each.row(claim.found["name"]) is not None]
            measure = nearest(claim.passage, among)
            if measure is not None and len(measure.rows) >= _LEAST:
                yield from _held(check, report, claim, measure, noun)


_FAR = 40


def _noun(check: Check, claim: Claim) -> str:
    """The measure that the claim names, else the last that its sentence names before it."""
    own = claim.found.groupdict().get("noun") or ""
    said = own or claim.before[-_FAR:]
    found = [(said.rfind(word) + len(word), len(word), word) for word in check.words["nouns"] if word in said]
    return max(found)[2] if found else ""


def _held(check: Check, report: Report, claim: Claim, measure: Measure, noun: str) -> Iterator[Checked | Remark]:
    own = measure.row(claim.found["name"])
    most = (claim.found["side"] in check.words["most"]) != (noun in check.words["falls"])
    best = (max if most else min)(measure.rows, key=lambda row: row.value)
    if own is None:
        return
    if own.value == best.value:
        yield Checked(check.code, Verdict.CONSISTENT, (own.figure.id,), claim.found[0], limit=True)
        return
    yield Checked(check.code, Verdict.IMPOSSIBLE, (own.figure.id, best.figure.id), claim.found[0])
    yield remark(
        check, report, claim.passage, *claim.found.span(), figures=(own.figure.id, best.figure.id),
        claim=claim.found[0], name=own.label, a=own.figure.plain, other=best.label, b=best.figure.plain,
    )  # fmt: skip
