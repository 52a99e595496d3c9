"""Which pictures a report shows, and of what: data, so that the program names no figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.place import Place
    from hengji.rulebook.fields import Fields

FILE = "charts.yaml"
YEARS, STAGES, PARTS, DEDUCTIONS = "years", "stages", "parts", "deductions"
KINDS = (YEARS, STAGES, PARTS, DEDUCTIONS)


@dataclass(frozen=True, slots=True)
class Row:
    """A concept by its label; `within` the label of the row that contains it, or nothing."""

    name: str
    within: str


@dataclass(frozen=True, slots=True)
class ChartEntry:
    """`name` is how a template calls the picture, `says` what it shows to who cannot see it, `whole` the concept that parts are shares of."""

    id: str
    name: str
    kind: str
    title: str
    says: str
    whole: str
    rows: tuple[Row, ...]
    place: Place = field(compare=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every concept that the picture speaks of."""
        return tuple(dict.fromkeys((*([self.whole] if self.whole else []), *(row.name for row in self.rows))))


def read_chart(fields: Fields) -> ChartEntry:
    """A block of charts.yaml."""
    name, kind = fields.code("id"), fields.choice("kind", KINDS)
    rows = []
    for block in fields.blocks("rows", required=kind != DEDUCTIONS):
        rows.append(Row(block.text("name"), block.text("within", "")))
        block.done()
    return ChartEntry(
        id=name,
        name=fields.text("name"),
        kind=kind,
        title=fields.text("title"),
        says=fields.text("says"),
        whole=fields.text("whole", None if kind == PARTS else ""),
        rows=tuple(rows),
        place=fields.place,
    )
