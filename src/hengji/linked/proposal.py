"""接受: what a hand wrote, as lines that the clerk can put into case.yaml; no fact changes by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from hengji.core.quantity import DATE, Quantity
from hengji.linked import cells
from hengji.rulebook import amounts
from hengji.writing.figures import BESIDE_FORMS, about

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.linked.drift import Drift
    from hengji.rulebook.book import Book

OWN_UNIT = ("|cell", "|live")
"""Ends of ids of cells that hold a fact in the unit in which it was filled in; forms have their own."""
TEXT, TRUTH = "text", "truth"
NARRATIVE, REASON_ENDS = "docx.narrative_", 3
_FACT = re.compile(r"([a-z0-9_]+)/(\d{4})/([a-z_]*)/([^|]*)(\|number|\|[^|]+)?")


_BARE = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A fact to be changed: its name as case.yaml writes it, what the hand wrote, its id and its concept."""

    name: str
    value: str
    old: str
    place: str
    figure: str = ""
    concept: str = ""


def fact(drift: Drift, book: Book, year: int, stated: Mapping[str, tuple[str, str]] | None = None) -> Proposed | None:
    """The fact that a change by hand would change; None where the figure is computed, or nobody knows what it is.

    `stated` are the facts as they were filled in, number and unit by their ids.
    """
    found = None if drift.figure.endswith(BESIDE_FORMS) else _FACT.fullmatch(drift.figure)
    if found is not None and found[1] in book.concepts:
        members = tuple((axis, code) for axis, _, code in (each.partition(":") for each in found[4].split(",") if each))
        name = _name(book, found[1], found[3], members, year - int(found[2]))
        figure = drift.figure.partition("|")[0]
        value = drift.new if found[5] is None else _with_unit(drift, book, found[1], (stated or {}).get(figure))
        return Proposed(name, value, cells.per_cent(drift.old) if drift.rate else drift.old, drift.place, figure, found[1])
    typed = drift.typed
    if typed is not None and typed.concept in book.concepts and typed.role == "value":
        back = year - typed.year if typed.year is not None else 0
        figure = about(typed.concept, typed.year or year, typed.stage, typed.members)
        return Proposed(
            _name(book, typed.concept, typed.stage, typed.members, back), typed.plain, "", drift.place, figure, typed.concept
        )
    return None


def _with_unit(drift: Drift, book: Book, concept: str, stated: tuple[str, str] | None) -> str:
    """What stands in a cell that shows no unit, with the unit that the number has there: a rate in a workbook is shown in per cent."""
    if drift.rate:
        return cells.per_cent(drift.new) if drift.number else drift.new
    return f"{drift.new}{_unit(drift, book, concept, stated)}" if _BARE.fullmatch(drift.new) else drift.new


def _unit(drift: Drift, book: Book, concept: str, stated: tuple[str, str] | None) -> str:
    """The unit in which what is printed is what was filled in; the one that is shown else."""
    shown = book.shown.get(book.concepts[concept].dimension)
    label = shown.label if shown is not None else ""
    own = amounts.quantity("".join(stated), book.spellings) if stated is not None else None
    if not isinstance(own, Quantity):
        return label
    first = (own.unit.label, label) if drift.figure.endswith(OWN_UNIT) else (label, own.unit.label)
    for unit in dict.fromkeys((*first, *book.spellings)):
        now = amounts.quantity(f"{drift.now}{unit}", book.spellings)
        if isinstance(now, Quantity) and now.unit.dimension == own.unit.dimension and now.compare(own) == 0:
            return unit
    return label


def no_value(proposed: Proposed, book: Book) -> bool:
    """Whether what a hand wrote cannot be filled in: it is no amount with a unit of the right kind, or neither 是 nor 否.

    A percentage stands for itself; digits in Chinese, words and signs are no amount.
    """
    concept = book.concepts[proposed.concept]
    if concept.dimension == TEXT:
        return not proposed.value.strip()
    if concept.dimension == TRUTH:
        return proposed.value not in {book.caption("show.yes"), book.caption("show.no")}
    if concept.dimension == DATE:
        return isinstance(amounts.day(proposed.value), amounts.Misread)
    amount = amounts.quantity(proposed.value, book.spellings)
    if not isinstance(amount, Quantity) or amount.unit.dimension != concept.dimension:
        return True
    return amount.number < 0 and not concept.any_sign


def at_odds(proposed: Iterable[Proposed]) -> dict[str, tuple[Proposed, ...]]:
    """Facts that were changed in several places to several values, by their names."""
    by_name: dict[str, dict[str, Proposed]] = {}
    for each in proposed:
        by_name.setdefault(each.name, {}).setdefault(each.value, each)
    return {name: tuple(values.values()) for name, values in by_name.items() if len(values) > 1}


def _name(book: Book, concept: str, stage: str, members: tuple[tuple[str, str], ...], back: int) -> str:
    """A fact as 衡式 names it: the label, a stage other than the first, members, the year before around it."""
    own = book.concepts[concept]
    basis = [book.stages[stage].label] if stage and own.stages and stage != own.stages[0] else []
    basis += [f"{book.axes[axis].label}:{code}" for axis, code in members if axis in book.axes]
    name = f"{own.label}[{', '.join(basis)}]" if basis else own.label
    for _ in range(max(0, back)):
        name = f"{book.caption('docx.prior')}({name})"
    return name


def base(figure: str, book: Book) -> tuple[str, ...]:
    """The facts that a computed figure rests on, as far as its id tells them, by their labels."""
    return tuple(
        dict.fromkeys(book.concepts[found].label for found in re.findall(r"([a-z0-9_]+)/\d{4}/", figure) if found in book.concepts)
    )


def content(
    proposed: Iterable[Proposed], words: Iterable[Drift], book: Book, report: str, places: Mapping[str, str], former: str = ""
) -> bytes:
    """The proposal as a piece of case.yaml: facts to put in place of the old ones; words and their numbers as remarks.

    `places` tell by a fact's id where it was filled in. What a `former` proposal says stays, but for facts that this one says anew: those become remarks.
    """
    file = places.get("", "")
    lead = book.caption(
        "drift.proposal_lead_sheet" if _is_workbook(file) else "drift.proposal_lead", report=_plain(report), file=file
    )
    entries = [(_fact_line(each, book, report), _remarks(each, book, places)) for each in proposed]
    kept = _kept(former, [line for line, _ in entries], book)
    lines = kept or [f"# {line}" for line in lead.split("\n")]
    if entries and "facts:" not in lines:
        lines.append("facts:")
    for line, remarks in entries:
        if line not in lines:
            lines += [*remarks, line]
    for drift in words:
        remark = f"# {_words(drift, book, file)}"
        lines += [] if remark in lines else [remark]
    return ("\n".join(lines) + "\n").encode()


def _fact_line(each: Proposed, book: Book, report: str) -> str:
    at = book.caption("drift.proposal_at", report=_plain(report), place=_plain(each.place))
    return f"  - {{name: {_quoted(each.name)}, value: {_quoted(each.value)}, at: {_quoted(at)}}}"


def _remarks(each: Proposed, book: Book, places: Mapping[str, str]) -> list[str]:
    """What was printed, and where the clerk fills it in."""
    told = [book.caption("drift.proposal_old", old=_plain(each.old) or book.caption("drift.none"), place=_plain(each.place))]
    place = places.get(each.figure, "")
    if place:
        told.append(_where(place, each.name, book))
    return [f"  # {line}" for line in told]


def _where(place: str, name: str, book: Book) -> str:
    """The cell of a workbook, or the line of a case and the field of a page."""
    file, _, where = place.partition(":")
    if "!" in where:
        sheet, _, cell = where.partition("!")
        return book.caption("drift.proposal_cell", file=_plain(file), sheet=_plain(sheet), cell=_plain(cell))
    return book.caption("drift.proposal_line", file=_plain(file), line=where.partition(":")[0] or "1", name=_within(_plain(name)))


def _words(drift: Drift, book: Book, file: str) -> str:
    """A number in words: in which text it stands, which one it was, and the words around it."""
    around = (
        f"{drift.around[0]}【{drift.old} → {drift.new}】{drift.around[1]}"
        if drift.old
        else f"{drift.around[0]}【{drift.new}】{drift.around[1]}"
    )
    name = _plain(file) or book.caption("drift.proposal_source")
    where = "" if drift.typed is not None else _section(drift.figure, book, file)
    key = "number" if drift.typed is not None else "words" if where else "elsewhere"
    called = "" if drift.typed is not None else _plain(drift.called)
    return book.caption(
        f"drift.proposal_{key}", place=_plain(drift.place), called=called, around=_plain(around), file=name, where=where
    )


def _section(figure: str, book: Book, file: str) -> str:
    """Where in case.yaml a text was written: a paragraph of the narrative, or the reason for an indicator or a figure. Nothing where unknown."""
    if _is_workbook(file):
        return ""
    first, *parts = figure.split("/")
    keys = {said: key.removeprefix(NARRATIVE) for key, said in book.captions.items() if key.startswith(NARRATIVE)}
    if first == "list" and len(parts) == REASON_ENDS:
        if parts[2] == book.caption("docx.field_given"):
            return book.caption("drift.proposal_reason", entry=parts[1])
        if parts[0] in keys and parts[1].isdecimal():
            return book.caption("drift.proposal_paragraph", section=keys[parts[0]], number=parts[1])
    label = parts[0].partition(".")[0] if first == "value" and len(parts) == 1 and "." in parts[0] else ""
    known = any(concept.label == label for concept in book.concepts.values())
    return book.caption("drift.proposal_reason", entry=label) if known else ""


def _within(text: str) -> str:
    """A text that is to stand in quotation marks: its own become single ones."""
    return text.replace("“", "‘").replace("”", "’")


def _kept(former: str, new: list[str], book: Book) -> list[str]:
    """The lines of a former proposal, those for facts that are proposed again as remarks."""
    again = {line.partition(", value:")[0] for line in new}
    lines = former.rstrip("\n").split("\n") if former.strip() else []
    return [
        f"  # {book.caption('drift.proposal_former')}{line.strip().removeprefix('- ')}"
        if line not in new and line.partition(", value:")[0] in again
        else line
        for line in lines
    ]


def adds_to(former: bytes) -> str | None:
    """A former proposal as text, where it is one that can be added to."""
    try:
        text = former.decode()
        tree = yaml.compose(text)
    except (UnicodeDecodeError, yaml.YAMLError):
        return None
    if tree is None:
        return text
    plain = isinstance(tree, yaml.MappingNode) and len(tree.value) == 1 and tree.value[0][0].value == "facts"
    return text if plain and "\nfacts:\n" in f"\n{text}" else None


def _is_workbook(file: str) -> bool:
    return file.lower().endswith(".xlsx")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """A text in YAML's double quotes."""
    return '"' + _plain(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
