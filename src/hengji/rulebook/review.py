"""复核准则: what a reviewer of the report looks at, criterion by criterion, and what each costs; a dated list with its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.concept import Reference, read_reference

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.place import Place
    from hengji.rulebook.fields import Fields

INDICATORS, REPORT = "indicators", "report"
PROGRAM, PERSON = "program", "person"
ABOUT, JUDGES = (INDICATORS, REPORT), (PROGRAM, PERSON)
HUNDRED = exact.of(100)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion. `findings` maps a code, a code with a severity (`PF02 notice`), or a family of two letters, to the share of an indicator's weight
    that it costs, 0 for a remark only.

    `rows` are words of the indicators it is about, none for all; `weight` the concept of their weight where the report has no table of indicators.
    `needs` are roles of figures without which it has nothing to look at. `material` is what must be handed in beside the report, and `without` the share
    that each indicator loses where it was not. `judge` says whether the program can find the criterion met. `steps` are the shares that only a person takes away.
    """

    id: str
    title: str
    about: str
    rows: tuple[str, ...]
    weight: str
    needs: tuple[str, ...]
    findings: dict[str, Exact]
    material: str
    without: Exact
    judge: str
    advice: str
    reference: Reference
    place: Place = field(compare=False)
    steps: tuple[Exact, ...] = ()

    @property
    def scale(self) -> tuple[Exact, ...]:
        """The shares of an indicator's weight that a person may take away by this criterion, the largest first."""
        found = {exact.reduce(share) for share in (*self.steps, *self.findings.values(), self.without) if share[0]}
        return tuple(sorted(found, key=lambda share: -share[0] * 10**6 // share[1]))


@dataclass(frozen=True, slots=True)
class Review:
    """The criteria of one review. `total` is the concept of the self-score, `total_words` the ways to say it, the surest first, `total_links` letters
    that may stand between them and the points, `full` the concept of
    the full marks, `sums` words of rows that add up others, `table` the words for the table of indicators, `materials` those for what is handed in beside it.
    """

    id: str
    title: str
    total: str
    total_words: tuple[str, ...]
    total_links: str
    full: str
    sums: tuple[str, ...]
    table: str
    materials: dict[str, str]
    criteria: tuple[Criterion, ...]
    reference: Reference
    place: Place = field(compare=False)

    def criterion_of(self, code: str, severity: str) -> tuple[Criterion, Exact] | None:
        """The criterion that a finding hits, and its share: the one that names the code, before one that names its family."""
        for key in (f"{code} {severity}", code, code[:2]):
            for criterion in self.criteria:
                if key in criterion.findings:
                    return criterion, criterion.findings[key]
        return None


def read_review(fields: Fields) -> Review:
    """A file of reviews/."""
    materials = fields.words("materials")
    review = Review(
        id=fields.text("id"),
        title=fields.text("title"),
        total=fields.text("total"),
        total_words=fields.texts("total_words"),
        total_links=fields.text("total_links", ""),
        full=fields.text("full"),
        sums=fields.texts("sums"),
        table=fields.text("table"),
        materials=materials,
        criteria=tuple(_criterion(block, materials) for block in fields.blocks("criteria", required=True)),
        reference=read_reference(fields),
        place=fields.place,
    )
    fields.done()
    return review


def _criterion(fields: Fields, materials: dict[str, str]) -> Criterion:
    material = fields.choice("material", (*materials, ""), "")
    criterion = Criterion(
        id=fields.code("id"),
        title=fields.text("title"),
        about=fields.choice("about", ABOUT),
        rows=fields.texts("rows"),
        weight=fields.text("weight", ""),
        needs=fields.texts("needs"),
        findings=_shares(fields),
        material=material,
        without=_share(fields.number("without", required=False)),
        judge=fields.choice("judge", JUDGES),
        advice=fields.text("advice"),
        reference=read_reference(fields),
        place=fields.place,
        steps=_steps(fields),
    )
    fields.done()
    return criterion


def _steps(fields: Fields) -> tuple[Exact, ...]:
    """The percentages that the words of a criterion name and no finding of the program stands for."""
    found = [(node, fields.exact(node, "steps")) for node in fields.sequence("steps")]
    for node, percent in found:
        if percent is not None and not 0 < percent[0] <= 100 * percent[1]:
            fields.problem("RB07", node, exact.plain(percent), key="steps")
    return tuple(_share(percent) for _, percent in found if percent is not None)


def _shares(fields: Fields) -> dict[str, Exact]:
    found = {}
    for code, node in fields.pairs("findings"):
        percent = fields.exact(node, code)
        if percent is not None and not 0 <= percent[0] <= 100 * percent[1]:
            fields.problem("RB07", node, exact.plain(percent), key=code)
        found[code] = _share(percent)
    return found


def _share(percent: Exact | None) -> Exact:
    """A percentage of the law book as a share of 1; none counts as a remark without points."""
    return exact.reduce(exact.divide(percent, HUNDRED)) if percent is not None else exact.ZERO
