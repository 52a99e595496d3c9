"""A table while it is read: what its cells state, what is wrong with it, and the control totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.problem import Problem, problem

if TYPE_CHECKING:
    from hengji.core.context import Members
    from hengji.core.exact import Exact
    from hengji.core.place import Place
    from hengji.core.quantity import Quantity, Unit
    from hengji.reading.formats.spreadsheet import Spot
    from hengji.reading.tables.find import Found
    from hengji.reading.tables.header import Header
    from hengji.reading.tables.words import Words

MONEY = "money"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence below a table, as it stands there."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure as a cell states it. Several `stages` are left open by the printed word; `otherwise` is taken where nothing settles it.

    `label` is the printed label of a code that its axis does not list, else empty; `finest` the most decimals that the table prints.
    """

    concept: str
    stages: tuple[str, ...]
    otherwise: str
    year: int
    members: Members
    amount: Quantity
    place: Place
    source: str
    quote: str
    label: str = ""
    finest: int = 0


@dataclass(slots=True)
class Reading:
    """One table being read; `money` is the unit of its unit line. What many cells share is gathered, and said once."""

    found: Found
    header: Header
    words: Words
    money: Unit | None
    stated: str = ""
    notes: tuple[Sentence, ...] = ()
    statements: list[Statement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    fits: bool = True
    rows: int = 0
    figures: int = 0
    total: Exact = exact.ZERO
    not_stated: int = 0
    asked_unit: bool = False
    finer: list[tuple[Spot, str]] = field(default_factory=list)
    unstaged: list[Spot] = field(default_factory=list)
    number_codes: list[Spot] = field(default_factory=list)

    def problem(self, code: str, spot: Spot, what: object = "", **slots: object) -> None:
        """A problem at a cell."""
        self.problems.append(problem(code, self.found.grid.place(*spot), what, title=self.found.form.title, **slots))

    def count(self, amount: Quantity) -> None:
        """Adds a figure to the control totals."""
        self.figures += 1
        if amount.unit.dimension == MONEY:
            self.total = exact.add(self.total, amount.value)
