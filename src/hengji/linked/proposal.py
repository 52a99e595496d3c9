"""接受: what a hand wrote, as lines that the clerk can put into case.yaml; no fact changes by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from hengji.writing.figures import about

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    figure: str = ""


def fact(drift: Drift, book: Book, year: int, unit: str = "") -> Proposed | None:
    """The fact that a change by hand would change; None where the figure is computed, or nobody knows what it is."""
    found = _FACT.fullmatch(drift.figure)
    if found is not None and found[1] in book.concepts:
        members = tuple((axis, code) for axis, _, code in (each.partition(":") for each in found[4].split(",") if each))
        name = _name(book, found[1], found[3], members, year - int(found[2]))
        value = drift.new if found[5] is None else f"{drift.new}{unit or _shown(book, found[1])}"
        return Proposed(name, value, drift.old, drift.place, drift.figure.partition("|")[0])
    typed = drift.typed
    if typed is not None and typed.concept in book.concepts and typed.role == "value":
        back = year - typed.year if typed.year is not None else 0
        figure = about(typed.concept, typed.year or year, typed.stage, typed.members)
        return Proposed(_name(book, typed.concept, typed.stage, typed.members, back), typed.plain, "", drift.place, figure)
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
    return book.caption("drift.proposal_line", file=_plain(file), line=where.partition(":")[0] or "1", name=_plain(name))


def _words(drift: Drift, book: Book, file: str) -> str:
    """A number in words: in which text it stands, which one it was, and the words around it."""
    around = (
        f"{drift.around[0]}【{drift.old} → {drift.new}】{drift.around[1]}"
        if drift.old
        else f"{drift.around[0]}【{drift.new}】{drift.around[1]}"
    )
    key = "drift.proposal_words" if drift.called else "drift.proposal_number"
    return book.caption(
        key,
        place=_plain(drift.place),
        called=_plain(drift.called),
        around=_plain(around),
        file=_plain(file) or book.caption("drift.proposal_source"),
    )


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
