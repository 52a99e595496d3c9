"""Words that order things: 甲的执行率最高, 乙低于甲, 逐年增长; held against the rows of a table or the amounts of the sentence."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.columns import columns, headed, nearest
from hengji.auditing.reviewing.spoken import claims
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.auditing.reviewing.spoken import Claim
    from hengji.core.audit import Figure, Remark, Report
    from hengji.rulebook.check import Check

_LEAST, _NAME = 3, 3
_VALUES = frozenset({"value", "base", "share", "rate", "completion", "actual", ""})


def extreme(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """甲的执行率最高: the row of that name in the column of that noun, else the amounts of the sentence by their names."""
    del index
    for claim in claims(check, report):
        most, name = claim.found["side"] in check.words["most"], plain(claim.found["name"])
        rows = _rows(check, report, claim, name) or _spoken(report, claim)
        if len(name) >= _NAME and rows:
            yield from _held(check, report, claim, rows, name, most=most)


def _held(
    check: Check, report: Report, claim: Claim, rows: tuple[tuple[str, Figure], ...], name: str, *, most: bool
) -> Iterator[Checked | Remark]:
    own = next((figure for label, figure in rows if label == name), None)
    if own is None or len(rows) < _LEAST:
        return
    beyond = [
        (label, each)
        for label, each in rows
        if (exact.compare(each.value, own.value) > 0 if most else exact.compare(each.value, own.value) < 0)
    ]
    if not beyond:
        yield Checked(check.code, Verdict.CONSISTENT, (own.id,), claim.found[0], limit=True)
        return
    label, other = (max if most else min)(beyond, key=lambda pair: Fraction(*pair[1].value))
    yield _opposed(check, report, claim, (name, own), (label, other))


def _opposed(check: Check, report: Report, claim: Claim, one: tuple[str, Figure], two: tuple[str, Figure]) -> Remark:
    """What a claim says of one, and the other that speaks against it."""
    (name, own), (label, other) = one, two
    return remark(
        check, report, claim.passage, *claim.found.span(), figures=(own.id, other.id),
        claim=claim.found[0], name=name, a=own.plain, other=label, b=other.plain,
    )  # fmt: skip


def _rows(check: Check, report: Report, claim: Claim, name: str) -> tuple[tuple[str, Figure], ...]:
    """The column whose header is the noun of the claim, or the one noun that its sentence names before."""
    noun = claim.found["noun"] or next((word for word in check.words["nouns"] if word in claim.before), "")
    among = [each for each in columns(report) if noun and each.row(name) is not None and headed(each).endswith(noun)]
    chosen = nearest(claim.passage, among)
    return chosen[0].rows if len(chosen) == 1 else ()


def _spoken(report: Report, claim: Claim) -> tuple[tuple[str, Figure], ...]:
    """The amounts of a sentence by their names, where they are of one dimension and every one has a name of its own."""
    figures = [each for each in report.within(claim.passage) if claim.low <= each.begin < claim.high and each.role in _VALUES]
    figures = [each for each in figures if each.label]
    names = [plain(each.label) for each in figures]
    one = len({each.dimension for each in figures}) == 1 and len(set(names)) == len(names)
    return tuple(zip(names, figures, strict=True)) if one else ()


def compared_rows(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """乙标段扣款比例低于甲标段: two rows of one column."""
    del index
    for claim in claims(check, report):
        found = claim.found
        among: dict[int, tuple[Figure, Figure]] = {}
        for column in columns(report):
            names = [label for label, _ in column.rows]
            one = max((label for label in names if plain(found["one"]).endswith(label)), key=len, default="")
            other = max((label for label in names if plain(found["other"]).startswith(label)), key=len, default="")
            first, second = column.row(one), column.row(other)
            if (
                one
                and other
                and one != other
                and first is not None
                and second is not None
                and headed(column).endswith(found["noun"])
            ):
                among[column.table] = first, second
        if len(among) == 1:
            first, second = next(iter(among.values()))
            sign = exact.compare(first.value, second.value)
            if sign and (sign > 0) != (found["side"] in check.words["most"]):
                yield _opposed(check, report, claim, (found["one"], first), (found["other"], second))


def steady(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """逐年增长：2022 年 31.6，2023 年 38.2，2024 年 36.9: amounts of one kind and of three years or more."""
    del index
    for claim in claims(check, report):
        figures = [
            each
            for each in report.within(claim.passage)
            if claim.found.end() <= each.begin < claim.high and each.role in _VALUES and each.year
        ]
        years = [each.year for each in figures if each.year is not None]
        one = len({each.dimension for each in figures}) == 1 and len({each.label for each in figures}) == 1
        if len(figures) < _LEAST or not one or years != sorted(set(years)):
            continue
        up = claim.found["way"] in check.words["most"]
        for before, after in pairwise(figures):
            sign = exact.compare(after.value, before.value)
            if sign == 0 or (sign > 0) != up:
                yield _opposed(check, report, claim, (f"{before.year}年", before), (f"{after.year}年", after))
                break
