"""What is kept while a passage is read: each figure as far as it is known, what is spoken of, and the lists that are open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.reading.clauses.names import Name
    from hengji.reading.numbers import Mark

LISTED = frozenset({"value", "points", "weight"})
"""The roles of parts and wholes."""
RATIO, POINTS = "ratio", "points"


@dataclass(slots=True)
class Heard:
    """A figure while its sentence is read. Positions are within the passage; the other figures are indexes of the same list."""

    mark: Mark
    begin: int
    stop: int
    sentence: int
    depth: int
    tail: str = ""
    before: str = ""
    role: str = "value"
    direction: int = 0
    against: str = ""
    against_name: str = ""
    name: Name | None = None
    year: int | None = None
    stage: str = ""
    weak: bool = False
    subject: int = -1
    base: int = -1
    whole: int = -1
    open_list: bool = False
    kind: str = ""
    scope: str = ""
    own: bool = False
    compared: bool = False

    @property
    def dimension(self) -> str:
        """Of its unit, or its measure word."""
        return self.mark.unit.dimension if self.mark.unit is not None else self.mark.measure


@dataclass(slots=True)
class Frame:
    """What is being spoken of at one depth of brackets."""

    topic: Name | None = None
    stage: str = ""
    year: int | None = None
    base: int = -1
    scope: str = ""
    values: list[int] = field(default_factory=list)
    lists: list[Listing] = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    """A list of parts that is open: the whole, whether its words surely say so, and the separators seen."""

    whole: int
    sure: bool = True
    items: list[int] = field(default_factory=list)
    commas: bool = False


def inner(outer: Frame) -> Frame:
    """A bracket goes on with what stands before it."""
    return Frame(outer.topic, outer.stage, outer.year, -1, outer.scope, list(outer.values[-3:]))
