"""The dictionary: units, axes, stages and concepts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core.quantity import Unit
from hengji.rulebook.yaml import Scalar

if TYPE_CHECKING:
    from hengji.core.place import Place
    from hengji.rulebook.fields import Fields

CONFIDENCE = ("V", "S", "R", "K+", "K")
WEAK = ("R", "K+", "K")
MOMENTS = ("flow", "opening", "closing", "point")


@dataclass(frozen=True, slots=True)
class Reference:
    """Where something official stands, and how sure we are of it."""

    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit with its ways of writing; `shown` marks the one in which a dimension's results are printed."""

    unit: Unit
    shown: bool
    spellings: tuple[str, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an axis; `parent` is the code above it."""

    code: str
    label: str
    parent: str


@dataclass(frozen=True, slots=True)
class AxisEntry:
    """A breakdown with its members and codes."""

    id: str
    label: str
    reference: Reference
    members: dict[str, Member]


@dataclass(frozen=True, slots=True)
class Stage:
    """年初预算, 全年预算, 决算."""

    id: str
    label: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another word for a concept, and where it was seen."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """What a figure can be about."""

    id: str
    label: str
    dimension: str
    moment: str
    stages: tuple[str, ...]
    synonyms: tuple[Synonym, ...]
    definition: str
    reference: Reference
    disclosure: str
    absent_zero: bool
    absent_reference: Reference | None
    any_sign: bool
    ambiguous: bool
    unit: str
    axes: tuple[str, ...]
    place: Place = field(compare=False)


def read_reference(fields: Fields, key: str = "reference", *, required: bool = True) -> Reference:
    """A `reference` block: source and confidence."""
    block = fields.block(key, required=required)
    if block is None:
        return Reference("", "K")
    reference = Reference(block.text("source"), block.choice("confidence", CONFIDENCE))
    block.done()
    return reference


def read_unit(fields: Fields) -> UnitEntry:
    """A block of units.yaml."""
    before = len(fields.problems)
    factor = fields.known("factor")
    if factor[0] <= 0 and len(fields.problems) == before:
        fields.problem("RB09", fields.node("factor"), fields.text("factor"), key="factor", allowed="＞ 0")
    unit = Unit(fields.text("id"), fields.text("label"), fields.text("dimension"), factor)
    return UnitEntry(unit, fields.truth("shown"), fields.texts("spellings"), fields.place)


def read_stage(fields: Fields) -> Stage:
    """A block of stages.yaml."""
    return Stage(fields.text("id"), fields.text("label"), fields.texts("synonyms"))


def read_axis(fields: Fields) -> AxisEntry:
    """A block of axes.yaml."""
    members = {}
    for block in fields.blocks("members", required=True):
        member = Member(block.code("code"), block.text("label"), block.code("parent", ""))
        if member.code in members:
            block.problem("RB10", None, member.code)
        members[member.code] = member
        block.done()
    for member in members.values():
        if member.parent and not _ends(member, members):
            fields.problem("RB22", fields.node("members"), f"{member.code}: {member.parent}", known="、".join(members))
    return AxisEntry(fields.text("id"), fields.text("label"), read_reference(fields), members)


def _ends(member: Member, members: dict[str, Member]) -> bool:
    """Whether the way up from a member ends at one without a parent: every code on it is listed, and none comes twice."""
    seen: set[str] = set()
    while member.parent:
        if member.code in seen or member.parent not in members:
            return False
        seen.add(member.code)
        member = members[member.parent]
    return True


def read_concept(fields: Fields) -> Concept:
    """A block of concepts/*.yaml."""
    return Concept(
        id=fields.text("id"),
        label=fields.text("label"),
        dimension=fields.text("dimension"),
        moment=fields.choice("moment", MOMENTS),
        stages=fields.texts("stages"),
        synonyms=tuple(_synonym(block) for block in fields.blocks("synonyms")),
        definition=fields.text("definition"),
        reference=read_reference(fields),
        disclosure=fields.choice("disclosure", ("public", "internal")),
        absent_zero=fields.choice("absent", ("zero", ""), "") == "zero",
        absent_reference=read_reference(fields, "absent_reference") if fields.has("absent_reference") else None,
        any_sign=fields.choice("sign", ("any", ""), "") == "any",
        ambiguous=fields.truth("ambiguous"),
        unit=fields.text("unit", ""),
        axes=fields.texts("axes"),
        place=fields.place,
    )


def _synonym(block: Fields) -> Synonym:
    synonym = Synonym(block.text("text"), block.texts("sources", required=True))
    block.done()
    return synonym


def scalar_text(node: object) -> str:
    """The text of a scalar node, or nothing."""
    return node.text if isinstance(node, Scalar) else ""
