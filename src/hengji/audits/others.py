"""Reports held against each other: what the others of a run show of each, put into its audit as if it had been found there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.core.audit import Audit, Beside, Standing, Status
from hengji.core.finding import Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.auditing.similarity import Copied, Left, Outlier, Sketch
    from hengji.auditing.years import Stated
    from hengji.core.audit import Checked, Remark
    from hengji.rulebook.book import Book

ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)


def between(sketches: list[Sketch], said: list[Stated], book: Book) -> dict[str, Beside]:
    """What reports show of each other, by the name of the document in which it is told."""
    from hengji.auditing import years
    from hengji.auditing.similarity import names_left, pairs, peers, remarks

    found: dict[str, list[Remark]] = {}
    checked: dict[str, list[Checked]] = {}
    every: Iterator[Copied | Left | Outlier] = (
        each for some in (pairs(sketches, book), names_left(sketches), peers(sketches, book)) for each in some
    )
    for each in every:
        for name, remark in remarks(each, book):
            found.setdefault(name, []).append(remark)
    for name, beside in years.compare(said, book):
        found.setdefault(name, []).extend(beside.findings)
        checked.setdefault(name, []).extend(beside.results)
    return {name: Beside(tuple(checked.get(name, ())), tuple(found.get(name, ()))) for name in {**found, **checked}}


def joined(audit: Audit, beside: Beside) -> Audit:
    """The audit of a report with what others show of it: further results, figures that they settle, findings by their weight."""
    verdicts: dict[int, set[Verdict]] = {}
    for result in beside.results:
        for number in result.settled:
            verdicts.setdefault(number, set()).add(result.verdict)
    standings = tuple(_settled(each, verdicts.get(number, set())) for number, each in enumerate(audit.standings))
    findings = sorted([*audit.findings, *_once(beside.findings)], key=lambda each: ORDER.index(each.severity))
    return replace(audit, standings=standings, results=(*audit.results, *beside.results), findings=tuple(findings))


def _once(found: Iterable[Remark]) -> Iterator[Remark]:
    """Each code, place and wording once."""
    return iter({(each.code, each.start, each.end, each.message): each for each in found}.values())


def _settled(standing: Standing, found: set[Verdict]) -> Standing:
    """A figure's standing after further checks: against it before for it, for it before explained."""
    if Verdict.IMPOSSIBLE in found or standing.status is Status.CONTRADICTED:
        return Standing(Status.CONTRADICTED)
    if Verdict.CONSISTENT in found or standing.status is Status.CONFIRMED:
        return Standing(Status.CONFIRMED)
    if Verdict.EXPLAINED in found:
        return Standing(Status.EXPLAINED)
    return standing
