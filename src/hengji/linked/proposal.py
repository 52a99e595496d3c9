"""接受: what a hand wrote, as lines that the clerk can put into case.yaml; no fact changes by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.linked.compare import Drift
    from hengji.rulebook.book import Book

_FACT = re.compile(r"([a-z0-9_]+)/(\d{4})/([a-z_]*)/([^|]*)(\|number|\|[^|]+)?")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A fact to be changed: its name as case.yaml writes it, and what the hand wrote."""

    name: str
    value: str
    old: str
    place: str


def fact(drift: Drift, book: Book, year: int, unit: str = "") -> Proposed | None:
    """The fact that a change by hand would change; None where the figure is computed, or nobody knows what it is."""
    found = _FACT.fullmatch(drift.figure)
    if found is not None and found[1] in book.concepts:
        members = tuple((axis, code) for axis, _, code in (each.partition(":") for each in found[4].split(",") if each))
        name = _name(book, found[1], found[3], members, year - int(found[2]))
        value = drift.new if found[5] is None else f"{drift.new}{unit or _shown(book, found[1])}"
        return Proposed(name, value, drift.old, drift.place)
    typed = drift.typed
    if typed is not None and typed.concept in book.concepts and typed.role == "value":
        back = year - typed.year if typed.year is not None else 0
        return Proposed(_name(book, typed.concept, typed.stage, typed.members, back), typed.plain, "", drift.place)
    return None


def _name(book: Book, concept: str, stage: str, members: tuple[tuple[str, str], ...], back: int) -> str:
    """A fact as 衡式 names it: the label, a stage other than the first, members, the year before around it."""
    own = book.concepts[concept]
    basis = [book.stages[stage].label] if stage and own.stages and stage != own.stages[0] else []
    basis += [f"{book.axes[axis].label}:{code}" for axis, code in members if axis in book.axes]
    name = f"{own.label}[{', '.join(basis)}]" if basis else own.label
    for _ in range(max(0, back)):
        name = f"{book.caption('docx.prior')}({name})"
    return name


def _shown(book: Book, concept: str) -> str:
    unit = book.shown.get(book.concepts[concept].dimension)
    return unit.label if unit is not None else ""


def base(figure: str, book: Book) -> tuple[str, ...]:
    """The facts that a computed figure rests on, as far as its id tells them, by their labels."""
    return tuple(
        dict.fromkeys(book.concepts[found].label for found in re.findall(r"([a-z0-9_]+)/\d{4}/", figure) if found in book.concepts)
    )


def content(proposed: Iterable[Proposed], words: Iterable[Drift], book: Book, report: str) -> bytes:
    """The proposal as a piece of case.yaml: facts to put in place of the old ones; words and their numbers as remarks."""
    lines = [f"# {line}" for line in book.caption("drift.proposal_lead", report=_plain(report)).split("\n")]
    facts = list(proposed)
    if facts:
        lines.append("facts:")
    for each in facts:
        lines.append(
            f"  # {book.caption('drift.proposal_old', old=_plain(each.old) or book.caption('drift.none'), place=_plain(each.place))}"
        )
        at = book.caption("drift.proposal_at", report=_plain(report), place=_plain(each.place))
        lines.append(f"  - {{name: {_quoted(each.name)}, value: {_quoted(each.value)}, at: {_quoted(at)}}}")
    for drift in words:
        around = f"{drift.around[0]}【{drift.new}】{drift.around[1]}"
        lines.append(
            f"# {book.caption('drift.proposal_words', place=_plain(drift.place), old=_plain(drift.old), new=_plain(around))}"
        )
    return ("\n".join(lines) + "\n").encode()


def _plain(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """A text in YAML's double quotes."""
    return '"' + _plain(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
