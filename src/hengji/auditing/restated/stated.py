"""A fact that two places of a report state with different figures: 资助困难学生 8,787 人次, and 8,877 人次 where the report sums up."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hengji.auditing import spoken
from hengji.auditing.relation import EQUAL, RATIO
from hengji.auditing.remarks import remark
from hengji.auditing.restated.naming import Namer
from hengji.auditing.restated.pairs import DIGITS, WORDS, Pairs
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.rulebook.codes import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hengji.auditing.restated.naming import Naming
    from hengji.auditing.spoken import Spoken
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

    Told = tuple[str, Naming, Naming]

_GOOD = (Verdict.CONSISTENT, Verdict.EXPLAINED)
_SHOWN = 60


def check(report: Report, results: Sequence[Checked], book: Book) -> tuple[list[Checked], list[Remark]]:
    """A finding for each figure that no check speaks of and that another place states otherwise; `results` are those of all other checks.

    Where both are borne out they are two facts; where another check contradicts one of them, it has told what is wrong.
    """
    found: list[Checked] = []
    remarks: list[Remark] = []
    for kind in book.kind("restated"):
        said = spoken.of(results)
        proofs, begins = _proofs(results), kind.words["begins"]
        pairs = Pairs(kind, report, Namer(kind, report))
        borne_out = [each for each in pairs.namings if each.figure.id in said.proved]
        for why, doubtful, other in _alone(pairs.found(said.told), said):
            one, sure = doubtful.figure, other.figure
            if any(pairs.same_fact(doubtful, each) for each in borne_out):
                continue
            ids = (one.id, sure.id)
            found.append(Checked(kind.code, Verdict.IMPOSSIBLE, ids, f"{one.plain} ≠ {sure.plain}"))
            remarks.append(
                remark(
                    kind, report, report.passages[one.passage], one.begin, one.stop, figures=ids,
                    label=_label(doubtful, other, begins), a=one.plain, other=_label(other, doubtful, begins), b=sure.plain, place=sure.place,
                    why=kind.pairs[why], proof=_proof(kind, proofs.get(sure.id, "")),
                )
            )  # fmt: skip
        found.extend(_agreeing(kind, pairs, spoken.of([*results, *found])))
    return found, remarks


def _agreeing(kind: Check, pairs: Pairs, said: Spoken) -> Iterator[Checked]:
    """A result for every two places that say the same, where no other check speaks of one of them."""
    for one, other in pairs.agreeing():
        ids = (one.figure.id, other.figure.id)
        if not said.told.issuperset(ids):
            yield Checked(kind.code, Verdict.CONSISTENT, ids, f"{one.figure.plain} ＝ {other.figure.plain}")


def _alone(pairs: Iterable[tuple[str, tuple[Naming, Naming]]], said: Spoken) -> Iterator[Told]:
    """Of each pair the figure that is doubted, and the other; none where the words are those of several figures."""
    told: dict[int, list[Told]] = defaultdict(list)
    for why, (one, other) in pairs:
        doubted = _doubted(one, other, said, why)
        if doubted is not None:
            told[doubted[0].figure.id].append((why, *doubted))
    values: dict[int, set[object]] = defaultdict(set)
    for every in told.values():
        for _, one, other in every:
            values[one.figure.id].add(other.figure.value)
            values[other.figure.id].add(one.figure.value)
    for every in told.values():
        why, one, other = every[0]
        if why != WORDS or len(values[one.figure.id]) == len(values[other.figure.id]) == 1:
            yield why, one, other


def _doubted(one: Naming, other: Naming, said: Spoken, why: str) -> tuple[Naming, Naming] | None:
    """The one that nothing bears out before the one that an equation does, or any check where their digits are those of a slip; of two that nothing is said of, the later one.

    Two rates of one name may have two bases (占总支出、占医疗收入): one of them must be borne out.
    """
    first, second = one.figure.id, other.figure.id
    sure = said.sound if why == DIGITS else said.proved
    if first in sure and second not in said.told:
        return other, one
    if second in sure and first not in said.told:
        return one, other
    if {first, second} & said.told or one.figure.dimension == RATIO:
        return None
    return other, one


def _proofs(results: Iterable[Checked]) -> Mapping[int, str]:
    """The first equation that bears a figure out."""
    found: dict[int, str] = {}
    for each in results:
        if each.verdict in _GOOD and EQUAL in each.statement and len(each.statement) <= _SHOWN:
            for figure in each.figures:
                found.setdefault(figure, each.statement)
    return found


def _proof(kind: Check, statement: str) -> str:
    return put(kind.pairs["proved"], {"statement": statement}) if statement else kind.pairs["unproved"]


def _label(one: Naming, other: Naming, begins: tuple[str, ...]) -> str:
    """Its own words, or what the law book or the other place calls it."""
    head = next((one.head[len(word) :] for word in begins if one.head.startswith(word) and one.head != word), one.head)
    return (head if len(head) > 1 else "") or one.noun or head or one.figure.label or other.head or other.noun
