"""A report that came back against what was printed: which figures a hand changed, added or took away, and which facts have moved on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.linked import bookmarks, exchanged, missing, pictures, turns
from hengji.linked.around import Surroundings
from hengji.linked.drift import MOVED, TURNED, Bound, Drift
from hengji.linked.holding import Held
from hengji.linked.ledger import Ledger
from hengji.linked.seats import Expected
from hengji.linked.typed import Typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.core.audit import Figure
    from hengji.core.document import Document
    from hengji.core.problem import Problem
    from hengji.linked.around import Span
    from hengji.linked.fixed import Fixed
    from hengji.linked.known import Known
    from hengji.reading.marked import Mark

NOTHING_EXPECTED = Expected()


@dataclass(frozen=True, slots=True)
class Compared:
    """All of it: the differences in the order of the text, what is odd about bookmarks, and how many figures were looked at."""

    drifts: tuple[Drift, ...]
    problems: tuple[Problem, ...]
    bound: tuple[Bound, ...]
    same: int
    numbers: int
    fixed: int
    template: str
    agreed: tuple[Bound, ...] = ()
    spans: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)


def compare(
    document: Document,
    marks: tuple[Mark, ...],
    numbers: Callable[[list[Span]], tuple[Figure, ...]],
    fixed: Fixed,
    known: Known | None,
    shown: tuple[tuple[str, str, str], ...] = (),
    expected: Expected = NOTHING_EXPECTED,
) -> Compared:
    """The document against its own bookmarks, and against an evaluation where there is one.

    `numbers` reads what stands around some spans of the document for its figures; that is the slow part, and left out where no digit stands
    outside of what is known. `shown` are the document's pictures.
    """
    around = Surroundings(document)
    ledger = Ledger(around, known)
    template, count = bookmarks.template_of(marks)
    bound, odd = bookmarks.read(marks, document, expected.copies)
    held = Held(bound, ledger, fixed)
    told = [each.bound for each in held.drifts if each.bound is not None]
    moved = exchanged.find(bound, held.spans, around, expected, count or missing.MOST, told)
    typed = Typed(around, held.covered, fixed, expected)
    strange, of_template = typed.digits()
    read = numbers(strange) if strange else ()
    drifts = (
        *held.drifts,
        *(_moved(each, held.spans[each.key], ledger) for each in moved),
        *missing.find(bound, count, around, known),
        *typed.numbers(read),
        *pictures.drawn(shown, known),
        *typed.units(),
    )
    return Compared(
        tuple(sorted(drifts, key=lambda each: (each.start < 0, each.start))), (*odd, *_turning(around)), bound, held.same, len(read),
        of_template, template, tuple(held.agreed), held.spans,
    )  # fmt: skip


def _moved(bound: Bound, span: Span, ledger: Ledger) -> Drift:
    text = ledger.around.text[slice(*span)]
    drift = ledger.drift(MOVED, bound, span, text, text)
    return replace(drift, key=f"{drift.key}-moved")


def _turning(around: Surroundings) -> Iterator[Problem]:
    """Every paragraph in which the direction of writing is turned."""
    for start, end, place in around.places if turns.kinds(around.text) else ():
        found = turns.kinds(around.text[start:end])
        if found:
            yield problem(TURNED, Place(around.file, place), found)
