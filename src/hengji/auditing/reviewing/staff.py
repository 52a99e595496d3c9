"""The staff that the treasury supports, as an indicator gives it, and the staff that the report counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import of_concept
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.exact import Exact
    from hengji.rulebook.check import Check


def supported(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """A target or value of supported staff that no count of those in post and those retired makes."""
    del index
    told = next((each for each in report.figures if _is_told(each, check)), None)
    if told is None:
        return
    retired = of_concept(report, check.pairs["retired"])
    sums: dict[Exact, tuple[tuple[int, ...], str]] = {}
    for parts in _in_post(check, report):
        for other in retired[:1]:
            total = exact.reduce(exact.add(_sum(parts), other.value))
            words = " ＋ ".join(exact.plain(each.value) for each in (*parts, other))
            sums.setdefault(total, ((*(each.id for each in parts), other.id), f"{words} ＝ {exact.plain(total)}"))
    if sums and exact.reduce(exact.of(told.number)) not in sums:
        for found, words in sums.values():
            yield Checked(check.code, Verdict.IMPOSSIBLE, (*found, told.id), f"{words} ≠ {told.plain}")
        ids = tuple(dict.fromkeys((told.id, *(each for found, _ in sums.values() for each in found))))
        yield remark(
            check, report, report.passages[told.passage], told.begin, told.stop, figures=ids, label=told.label, told=told.plain,
            sums="；".join(words for _, words in sums.values()),
        )  # fmt: skip


def _is_told(figure: Figure, check: Check) -> bool:
    """An indicator of the whole staff; a value that has its concept is held by the identities."""
    return (
        figure.role in ("target", "actual")
        and has(figure.label, check.words["names"])
        and not has(figure.label, check.words["unless"])
    )


def _in_post(check: Check, report: Report) -> Iterator[tuple[Figure, ...]]:
    """Those in post, as one number and as the sum of their kinds."""
    for each in of_concept(report, check.pairs["in_post"])[:1]:
        yield (each,)
    kinds = tuple(found[0] for concept in check.words["kinds"] if (found := of_concept(report, concept)))
    if len(kinds) > 1:
        yield kinds


def _sum(figures: tuple[Figure, ...]) -> Exact:
    total = exact.ZERO
    for each in figures:
        total = exact.add(total, each.value)
    return total
