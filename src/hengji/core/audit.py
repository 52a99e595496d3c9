"""What an audit of a report finds: its figures, what each is and whether it was checked, the results, and the findings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.once import latest
from hengji.core.quantity import Quantity

if TYPE_CHECKING:
    from decimal import Decimal

    from hengji.core.document import Document, Passage
    from hengji.core.exact import Exact
    from hengji.core.finding import Severity
    from hengji.core.problem import Problem
    from hengji.core.quantity import Unit


class Status(StrEnum):
    """What the checks came to for one figure; `unchecked` is no pass."""

    CONFIRMED = "confirmed"
    EXPLAINED = "explained"
    CONTRADICTED = "contradicted"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with a meaning, where it stands, and what it is as far as the words say.

    `start` and `end` count code points of the document's text; `passage`, `begin`, `stop` say the same in the passage.
    `number` is as printed (a fall is positive where the word says 减少); `unit` None where none is printed or known, `measure` a measure word
    that the law book lacks. `concept` is the id in the law book or empty; `label` the words that name the figure. `stage` is original, revised, outturn or empty;
    `year` the year it is of, or None. `members` are (axis, code). `scope` names another subject than the reporting department.
    `role` is value, base, change, rate, share, completion, target, actual, weight, points, deduction, or empty.
    `direction` is 1 or −1 where a word says more or less. `against` are the words of what it is compared with or is a share of, `against_name` the concept or the plain name in them.
    `subject` is the figure whose change, rate or share it is, `base` the figure it is compared with, `whole` the figure it is said to be a part of;
    −1 where the words name none. `open_list` says that the list in which it stands may leave parts out, `open_stage` that its words (预算数) may mean the year's beginning or its end; `certain` is False in a table whose columns were guessed, `own_name` where the name stands in other words than its own.
    `said_stage` is the stage that the words say, also where the concept has none.
    """

    id: int
    start: int
    end: int
    text: str
    number: Decimal
    decimals: int
    unit: Unit | None
    passage: int
    begin: int
    stop: int
    place: str
    measure: str = ""
    operator: str = ""
    about: bool = False
    label: str = ""
    concept: str = ""
    stage: str = ""
    year: int | None = None
    members: tuple[tuple[str, str], ...] = ()
    scope: str = ""
    role: str = ""
    direction: int = 0
    against: str = ""
    against_name: str = ""
    subject: int = -1
    base: int = -1
    whole: int = -1
    open_list: bool = False
    open_stage: bool = False
    certain: bool = True
    own_name: bool = True
    said_stage: str = ""

    @property
    def plain(self) -> str:
        """Its text on one line, without the spaces and line ends that a page put in."""
        return "".join(self.text.split())

    @property
    def dimension(self) -> str:
        """Of its unit; a measure word is a dimension of its own, and a bare number has none."""
        return self.unit.dimension if self.unit is not None else self.measure

    @property
    def value(self) -> Exact:
        """In the base unit of its dimension."""
        number = exact.of(self.number)
        return exact.multiply(number, self.unit.factor) if self.unit is not None else number

    @property
    def quantity(self) -> Quantity | None:
        """As an amount, where the unit is known."""
        return Quantity(self.number, self.unit, self.decimals, self.text) if self.unit is not None else None


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was read: what every check is given. `figures` stand in the order of the text, and `id` is their position.

    `unit` and `year` are the department and the year that the report is about, empty and None where it does not say.
    `cells` are the names of the cells of each table (reading.cell_names), parallel to the document's tables.
    """

    document: Document
    passages: tuple[Passage, ...]
    figures: tuple[Figure, ...]
    unit: str = ""
    year: int | None = None
    title: str = ""
    cells: tuple[tuple[Any, ...], ...] = ()

    def within(self, passage: Passage) -> tuple[Figure, ...]:
        """The figures of a passage, in order."""
        return _by_passage(self).get(passage.index, ())


@latest
def _by_passage(report: Report) -> dict[int, tuple[Figure, ...]]:
    """The figures of each passage that has any."""
    found: dict[int, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        found[figure.passage].append(figure)
    return {passage: tuple(figures) for passage, figures in found.items()}


@dataclass(frozen=True, slots=True)
class Checked:
    """One check of one rule over figures of a document; `figures` are their ids.

    `limit` says that they were only held against a limit that is no figure of the report (≤100%、≥90分为优): that holds for most other figures too, and confirms none.
    `doubtful` says that its figures do not fit together and that nothing is told of it: they were most likely not rightly understood (verdict unknown).
    """

    rule: str
    verdict: Verdict
    figures: tuple[int, ...]
    statement: str
    difference: str = ""
    explanation: str = ""
    limit: bool = False
    doubtful: bool = False

    @property
    def settled(self) -> tuple[int, ...]:
        """The figures that the check settles: of a limit that is kept, none."""
        return () if self.limit and self.verdict is not Verdict.IMPOSSIBLE else self.figures


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another report of the run says: what it is called, its file, the place and the words there.

    `start` and `end` are the span of one's own text that is held against it.
    """

    report: str
    file: str
    place: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reviewer should look at: the finding of an audit, with its span of the text.

    `message` is one or two sentences that stand alone, `advice` a sentence that a reviewer can send, `hints` what it may come from.
    `elsewhere` are the statements of other reports of the run that it is about.
    """

    code: str
    severity: Severity
    title: str
    message: str
    start: int
    end: int
    place: str
    quote: str
    figures: tuple[int, ...] = ()
    basis: str = ""
    advice: str = ""
    hints: tuple[str, ...] = ()
    cannot_know: str = ""
    difference: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What the other reports of a run show of one."""

    results: tuple[Checked, ...] = ()
    findings: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure's status, and why it was not checked."""

    status: Status
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything that was read and concluded of one document. `standings` runs parallel to `figures`."""

    document: Document
    unit: str
    year: int | None
    title: str
    figures: tuple[Figure, ...]
    standings: tuple[Standing, ...]
    results: tuple[Checked, ...]
    findings: tuple[Remark, ...]
    problems: tuple[Problem, ...]
    digest: str
    engine: str
