"""What is sent: public facts and the score sheet's public lines, in the words of the law book; nothing that a clerk wrote in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown
from hengji.reading.proposals.bound import MONEY, public_facts, public_line
from hengji.rulebook import codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.sheet import Line
    from hengji.rulebook.book import Book
    from hengji.rulebook.narration import Narration, Section

DECIMALS = 2


def put(template: str, **slots: object) -> str:
    """A line of the law book with its slots filled."""
    return codes.put(template, {name: str(value) for name, value in slots.items()})


def question(evaluation: Evaluation, book: Book, narration: Narration, section: Section) -> str:
    """What is asked for a section, with all material."""
    return "\n".join((section.ask, "", *_lines(evaluation, book, narration)))


def asked(narration: Narration, section: Section) -> str:
    """The prompt without its material."""
    return f"{narration.system}\n{section.ask}"


def _lines(evaluation: Evaluation, book: Book, narration: Narration) -> Iterator[str]:
    said, sheet, case = narration.material, evaluation.sheet, evaluation.case
    yield put(said["head"], unit=case.unit, year=case.year, scheme=sheet.title)
    yield said["facts"]
    yield from (_fact(fact, book, narration) for fact in public_facts(evaluation, book) if isinstance(fact.value, Quantity))
    yield said["lines"]
    yield from (_line(line, narration) for line in sheet.lines if public_line(line, book))
    if not isinstance(sheet.total, Unknown):
        yield put(said["total"], total=exact.plain(sheet.total, DECIMALS))


def _fact(fact: Fact, book: Book, narration: Narration) -> str:
    said, value = narration.material, fact.value
    stage = put(said["stage"], stage=book.stages[fact.context.stage].label) if fact.context.stage else ""
    members = "".join(
        put(said["member"], axis=book.axes[axis].label, member=_member(axis, code, book)) for axis, code in fact.context.members
    )
    text = _amount(value, book) if isinstance(value, Quantity) else ""
    return put(
        said["fact"], year=fact.context.year, label=book.concepts[fact.concept].label, stage=stage, members=members, value=text
    )


def _member(axis: str, code: str, book: Book) -> str:
    member = book.axes[axis].members.get(code)
    return member.label if member is not None else code


def _amount(value: Quantity, book: Book) -> str:
    """As the report prints it."""
    if value.unit.dimension != MONEY:
        return value.printed
    unit = book.shown[MONEY]
    return f"{exact.text(exact.divide(value.value, unit.factor), DECIMALS)}{unit.label}"


def _line(line: Line, narration: Narration) -> str:
    said, parts = narration.material, []
    for key, value in (("weight", line.weight), ("points", line.points), ("deduction", line.deduction)):
        if _told(key, value) and value is not None and not isinstance(value, Unknown):
            parts.append(put(said[key], points=exact.plain(value, DECIMALS)))
    if line.measure is not None and line.measure_text and not isinstance(line.measure.value, Unknown):
        parts.append(put(said["actual"], text=line.measure_text))
    if isinstance(line.points, Unknown):
        parts.append(said["unscored"])
    return put(said["line"], name=line.path[-1] if line.path else line.id, parts="，".join(parts))


def _told(key: str, value: Exact | Unknown | None) -> bool:
    """A deduction of nothing is not told."""
    return key != "deduction" or (value is not None and not isinstance(value, Unknown) and value[0] != 0)
