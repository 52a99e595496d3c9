"""评分规则的种类: what kinds of rule there are, and where each is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.place import Place
    from hengji.rulebook.fields import Fields

METHOD = "method"
HOW = (METHOD, "row", "slot", "scheme", "case")


@dataclass(frozen=True, slots=True)
class Kind:
    """`how` says whether a method has it, or where else it is written; `snippet` stands so in `scheme`."""

    id: str
    label: str
    how: str
    means: str
    scheme: str
    snippet: str
    place: Place = field(compare=False)


def read_kind(fields: Fields) -> Kind:
    """A block of kinds.yaml."""
    how = fields.choice("how", HOW)
    wanted = "" if how == METHOD else None
    return Kind(
        fields.code("id"),
        fields.text("label"),
        how,
        fields.text("means"),
        fields.text("scheme", wanted),
        fields.text("snippet", wanted),
        fields.place,
    )
