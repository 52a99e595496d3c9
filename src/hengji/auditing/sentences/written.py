"""Arithmetic that a text writes out: A×B＝C, A－B＝C, (A－B)÷B×100%＝C, 5万元/村×221村合计1105万元."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.relation import AT_MOST, Relation
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

WRITTEN, BY_HEAD, BEYOND = "written_arithmetic", "per_head", "over_execution"
_SAID, _OPENED = 8, ("（", "(", "［", "[", "【", "〔", "｛", "{")
_NO_HEADS = frozenset({"money", "ratio", "points", ""})
_NOT_ONE_NUMBER = frozenset({"range", "ratio", "fraction"})
_OPERATORS = {
    "＋": "+",
    "+": "+",
    "－": "-",
    "-": "-",
    "—": "-",
    "×": "*",
    "*": "*",
    "x": "*",
    "X": "*",
    "✕": "*",
    "÷": "/",
    "/": "/",
}
_PER = re.compile(r"/[\u4e00-\u9fff]{1,3}(?=[×*xX✕])")
_GAP = re.compile(r"[）)\s]{0,2}(?P<operator>[＋+－\-—×*xX✕÷/])[（(\s]{0,2}")
_NAMED_PLUS = re.compile(r"[）)\s]{0,2}(?P<operator>[＋+－×*÷])[（(\s]{0,2}[\u4e00-\u9fff]{1,12}")
_EQUALS = re.compile(r"[）)\s]{0,2}(?:(?:[×*]\s?100%)?\s?[＝=]|合计|共计|共需|共)\s?(?:约)?")


def relations(report: Report, book: Book) -> Iterator[Relation]:
    """A chain of figures with one kind of operator between them, and the figure that it is said to make; unit price, number and amount."""
    yield from _products(report, book)
    yield from _paid_first(report, book)
    at = 0
    while at < len(report.figures):
        chain, signs, target = _chain(report, at)
        if target is not None and len(chain) > 1:
            relation = _relation(chain, signs, target)
            if relation is not None:
                yield relation
                yield from _beyond_budget(chain, signs, target)
        elif target is None and len(chain) > 1 and set(signs) == {"+"}:
            yield from _bracketed(chain, report)
        at += max(1, len(chain))


def _beyond_budget(chain: list[Figure], signs: str, target: Figure) -> Iterator[Relation]:
    """全年支出 A÷全年预算 B＝105%: more was spent than the budget of the whole year."""
    if signs == "/" and target.dimension == "ratio" and (chain[0].stage, chain[1].stage) == ("outturn", "revised"):
        spent, budget = chain
        yield Relation(BEYOND, (spent.id,), target=budget.id, compare=AT_MOST, slots=(("label", spent.label),))


def _bracketed(chain: list[Figure], report: Report) -> Iterator[Relation]:
    """97.2 分（投入 13.5 分＋过程 23.8 分＋…）: the figure right before the bracket."""
    first = chain[0]
    before = report.figures[first.id - 1] if first.id else None
    if before is None or before.passage != first.passage or before.dimension != first.dimension:
        return
    between = report.passages[first.passage].text[before.stop : first.begin]
    if between[:1] in _OPENED and not has(between, "。；"):
        yield Relation(WRITTEN, tuple(figure.id for figure in chain), target=before.id, slots=(("label", before.label),))


def _products(report: Report, book: Book) -> Iterator[Relation]:
    """按每人 3,100 元的标准补助 279 人，共支出 864,900 元."""
    per, sums = book.phrases["clauses.per"], (*book.phrases["clauses.summing"], *book.phrases["frames.paid"])
    averages = book.phrases["frames.averages"]
    for first in report.figures[:-2]:
        second, amount = report.figures[first.id + 1], report.figures[first.id + 2]
        price, count = (first, second) if first.dimension == "money" else (second, first)
        text = report.passages[price.passage].text
        one = price.passage == count.passage == amount.passage and price.dimension == amount.dimension == "money"
        if not one or _not_counted(count, book) or "。" in text[first.stop : second.begin]:
            continue
        before, between = text[max(0, price.begin - 8) : price.begin], text[second.stop : amount.begin]
        said = has(before, per) or text[price.stop : price.stop + 1] in ("/", "／")
        twice = sum(text[max(0, price.begin - 12) : price.begin].count(word) for word in per if len(word) == 1) > 1
        if (
            said
            and price.year == count.year == amount.year
            and not twice
            and any(word in between or word[:1] in between for word in sums)
            and not has(between, "。；")
        ):
            if has(before, averages):
                yield Relation(BY_HEAD, (amount.id,), over=(count.id,), target=price.id, slots=(("label", amount.label),))
            else:
                yield Relation(WRITTEN, (price.id,), times=(count.id,), target=amount.id, slots=(("label", amount.label),))


def _not_counted(count: Figure, book: Book) -> bool:
    """Whether a figure is no number of heads, is about so many, or counts in 万亩 and its like, which are not reckoned in 亩."""
    return count.dimension in _NO_HEADS or count.about or count.measure.startswith(book.phrases["frames.magnitudes"])


def _paid_first(report: Report, book: Book) -> Iterator[Relation]:
    """兑付 224.4 万元，涉及 556 人，补贴标准 4,400 元."""
    per, paid = book.phrases["clauses.per"], book.phrases["frames.paid"]
    for amount in report.figures[:-2]:
        count, price = report.figures[amount.id + 1 : amount.id + 3]
        text = report.passages[amount.passage].text
        one = amount.passage == count.passage == price.passage and price.dimension == amount.dimension == "money"
        if not one or _not_counted(count, book) or "。" in text[amount.stop : price.begin]:
            continue
        before, between = text[max(0, amount.begin - _SAID) : amount.begin], text[count.stop : price.begin]
        if has(before, paid) and has(between, per) and len(between) < 2 * _SAID:
            if has(between, book.phrases["frames.averages"]):
                yield Relation(BY_HEAD, (amount.id,), over=(count.id,), target=price.id, slots=(("label", amount.label),))
            else:
                yield Relation(WRITTEN, (price.id,), times=(count.id,), target=amount.id, slots=(("label", amount.label),))


def _chain(report: Report, first: int) -> tuple[list[Figure], str, Figure | None]:
    chain, signs = [report.figures[first]], ""
    text = report.passages[chain[0].passage].text
    for after in report.figures[first + 1 : first + 40]:
        if after.passage != chain[0].passage:
            break
        between = _PER.sub("", text[chain[-1].stop : after.begin])
        match = _GAP.fullmatch(between) or _NAMED_PLUS.fullmatch(between)
        if match is not None:
            chain.append(after)
            signs += _OPERATORS[match["operator"]]
            continue
        return chain, signs, after if signs and _EQUALS.fullmatch(between) is not None else None
    return chain, signs, None


def _of_marks(chain: list[Figure], target: Figure) -> bool:
    """20×96.59%＝19.32 分: full marks without their unit."""
    return target.dimension == "points" and {figure.dimension for figure in chain} == {"", "ratio"}


def _relation(chain: list[Figure], signs: str, target: Figure) -> Relation | None:
    if any(figure.role in _NOT_ONE_NUMBER for figure in (*chain, target)):
        return None
    ids = [figure.id for figure in chain]
    slots = (("label", target.label),)
    if set(signs) <= {"+", "-"}:
        bare = [figure for figure in chain if not figure.dimension]
        if any(figure.dimension not in (target.dimension, "") for figure in chain) or 0 < len(bare) < len(chain):
            return None
        scale = (
            target.unit.factor if bare and target.unit is not None else exact.ONE
        )  # 48+45+20＝113 万元: each in the unit of what they make
        plus = (ids[0], *(each for each, sign in zip(ids[1:], signs, strict=True) if sign == "+"))
        minus = tuple(each for each, sign in zip(ids[1:], signs, strict=True) if sign == "-")
        return Relation(WRITTEN, plus, minus, target=target.id, scale=scale, slots=slots)
    if set(signs) == {"*"} and (target.dimension in {figure.dimension for figure in chain} or _of_marks(chain, target)):
        return Relation(WRITTEN, (ids[0],), times=tuple(ids[1:]), target=target.id, slots=slots)
    if signs == "/" and target.dimension == "ratio" and chain[0].dimension == chain[1].dimension:
        return Relation(WRITTEN, (ids[0],), over=(ids[1],), target=target.id, slots=slots)
    return None
