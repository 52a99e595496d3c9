"""What is left at the end of the year: two amounts for it, and an amount that is said to be nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import MONEY, OUTTURN, explained, of_concept, only, same, told
from hengji.auditing.wording.texts import compiled, prose, sentence_around, whole
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check


def apart(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """Stock and carry-over of one year's end differ, and no word says what the stock holds and what it leaves out."""
    del index
    carried = only(of_concept(report, check.pairs["carried"], OUTTURN))
    stock = only(tuple(each for each in of_concept(report, check.pairs["stock"]) if each.year == report.year))
    if carried is None or stock is None or not stock.number or same(carried, stock):
        return
    if not explained(check.words["subjects"], check.words["reasons"], report, stock):
        yield remark(
            check, report, report.passages[stock.passage], stock.begin, stock.stop, figures=(stock.id, carried.id),
            stock=told(stock), carried=told(carried), label=stock.label, other=carried.label,
        )  # fmt: skip


def said_zero(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """A sentence that gives an amount and then says that it should be nothing. `patterns`: the claim, with `name` before it."""
    del index
    claim = compiled(check.patterns[0])
    for passage in prose(report):
        for found in claim.finditer(passage.text):
            low, high = sentence_around(passage.text, found.start(), found.end())
            if has(passage.text[low:high], check.words["unless"]):
                continue
            amount = _amount(passage, low, found.start(), found["name"], report, whole(check, "letters", 4))
            if amount is not None:
                yield remark(
                    check, report, passage, found.start(), found.end(), figures=(amount.id, *_zeros(found.span(), passage, report)),
                    claim=found[0], amount=told(amount), label=amount.label,
                )  # fmt: skip


def _zeros(span: tuple[int, int], passage: Passage, report: Report) -> tuple[int, ...]:
    """The figure that says nothing, where it is printed as a digit."""
    return tuple(each.id for each in report.within(passage) if span[0] <= each.begin < span[1] and not each.number)


def _amount(passage: Passage, low: int, high: int, name: str, report: Report, letters: int) -> Figure | None:
    """An amount of the sentence that is not nothing and whose name shares enough letters with the name in the claim."""
    for each in report.within(passage):
        inside = low <= each.begin < high and each.dimension == MONEY and each.role == "value"
        if inside and each.number and each.year == report.year and _shared(each.label, name, letters):
            return each
    return None


def _shared(label: str, name: str, letters: int) -> bool:
    return any(label[at : at + letters] in name for at in range(len(label) - letters + 1))
