"""A finding from a check of the law book: its words filled, its place and quote taken from the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.audit import Remark
from hengji.core.finding import Severity
from hengji.rulebook.codes import put

if TYPE_CHECKING:
    from hengji.core.audit import Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

MOST_QUOTED = 60


def remark(
    check: Check,
    report: Report,
    passage: Passage,
    begin: int,
    stop: int,
    *,
    figures: tuple[int, ...] = (),
    hints: tuple[str, ...] = (),
    severity: str = "",
    **slots: object,
) -> Remark:
    """The finding of a check at a span of a passage; `slots` fill its message and advice."""
    start, end = passage.span(begin, stop)
    words = {name: str(value) for name, value in slots.items()}
    quote = passage.text[begin:stop]
    return Remark(
        code=check.code,
        severity=Severity(severity or check.severity),
        title=check.title,
        message=put(check.message, words),
        start=start,
        end=end,
        place=place(report, passage, begin, stop),
        quote=quote if len(quote) <= MOST_QUOTED else quote[: MOST_QUOTED - 1] + "…",
        figures=figures,
        basis=check.reference.source,
        advice=put(check.advice, words),
        hints=hints,
        cannot_know=put(check.cannot_know, words),
        difference=words.get("difference", ""),
    )


def place(report: Report, passage: Passage, begin: int, stop: int) -> str:
    """File, passage and the letters of it, as a person looks it up."""
    return f"{report.document.name}:{passage.place}[{begin}:{stop}]"
