"""What a scheme says of all its lines: rounding, bonus, reasons, core indicators, manual deductions, a second scorer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.concept import Reference, read_reference

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.expr.tree import Node
    from hengji.rulebook.fields import Fields

MOST_DECIMALS, POINTS_DECIMALS = 10, 2
HALF_UP, DOWN = "half_up", "down"
MODES = (HALF_UP, DOWN)
OF_ROUNDED, OF_EXACT = "of_rounded", "of_exact"
SUMS = (OF_ROUNDED, OF_EXACT)
SCORERS = ("department", "finance_check")
REDUCE = "reduce"
ACTIONS = ("explain", "note", REDUCE, "none")


@dataclass(frozen=True, slots=True)
class Rounding:
    """Decimals of rates (None: not rounded, else 四舍五入), of points and of the total; `mode` of these two is half_up (四舍五入) or down (截断).

    `sum` of_rounded: the total adds the printed points; of_exact: it adds the points as computed and is rounded once.
    """

    rate: int | None = None
    points: int = POINTS_DECIMALS
    total: int = POINTS_DECIMALS
    mode: str = HALF_UP
    sum: str = OF_ROUNDED

    def at(self, value: Exact, decimals: int) -> Exact:
        """A value at so many decimals."""
        scale = 10**decimals
        if self.mode == HALF_UP and value[0] >= 0 and decimals >= 0:
            return (2 * scale * value[0] + value[1]) // (2 * value[1]), scale
        if self.mode == HALF_UP:
            return exact.round_half_away(value, decimals)
        whole = abs(value[0]) * scale // value[1]
        return (-whole if value[0] < 0 else whole), scale


@dataclass(frozen=True, slots=True)
class Bonus:
    """加分项: `cap` and `points` None are unknown; `levels` gives the points of an item by its level, `total_cap` the most that a total may be with it."""

    cap: Exact | None
    may_exceed: bool
    points: Exact | None
    reference: Reference | None
    levels: dict[str, Exact]
    total_cap: Exact | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """A line below its weight needs a reason; one that says no more than a word of `refused` is none."""

    refused: tuple[str, ...]
    reference: Reference


@dataclass(frozen=True, slots=True)
class Core:
    """核心指标: at least `least` rows are core ones and they are worth at least `weight` together; each of them must be scored."""

    least: int
    weight: Exact
    reference: Reference


@dataclass(frozen=True, slots=True)
class SecondScorer:
    """复核: who else scores, and from which deviation (自评－复核)÷自评 on a reason is asked for."""

    kinds: tuple[str, ...]
    explain_above: Exact | None
    reference: Reference


def read_rounding(head: Fields) -> Rounding:
    """The rounding of a scheme."""
    block = head.block("rounding", required=True)
    if block is None:
        return Rounding()
    found = {key: _decimals(block, key, required=key == "points") for key in ("rate", "points", "total")}
    points = POINTS_DECIMALS if found["points"] is None else found["points"]
    total = points if found["total"] is None else found["total"]
    rounding = Rounding(found["rate"], points, total, block.choice("mode", MODES, HALF_UP), block.choice("sum", SUMS, OF_ROUNDED))
    block.done()
    return rounding


def _decimals(block: Fields, key: str, *, required: bool) -> int | None:
    node = block.node(key, required=required)
    decimals = None if node is None else block.whole(node, "rounding")
    if decimals is not None and not 0 <= decimals <= MOST_DECIMALS:
        block.problem("RB09", node, decimals, key="rounding", allowed=f"0–{MOST_DECIMALS}")
    return decimals


def read_bonus(head: Fields) -> Bonus | None:
    """The bonus of a scheme, or None where it has none: then no item may be entered."""
    block = head.block("bonus")
    if block is None:
        return None
    reference = read_reference(block) if block.has("reference") else None
    block.text("items", "")
    levels = {}
    for name, node in block.pairs("levels"):
        points = block.exact(node, name)
        if points is not None:
            levels[name] = points
    bonus = Bonus(
        block.number("cap", required=False),
        block.truth("may_exceed"),
        block.number("points", required=False),
        reference,
        levels,
        block.number("total_cap", required=False),
    )
    block.done()
    return bonus


def read_reasons(head: Fields) -> Reasons | None:
    """Whether a line below its weight needs a reason."""
    block = head.block("reasons")
    if block is None:
        return None
    found = Reasons(block.texts("refused"), read_reference(block))
    block.done()
    return found


def read_core(head: Fields) -> Core | None:
    """What the core indicators must cover."""
    block = head.block("core")
    if block is None:
        return None
    least = block.number("least")
    found = Core(0 if least is None else least[0] // least[1], block.known("weight"), read_reference(block))
    block.done()
    return found


def read_second_scorer(head: Fields, explain_above: Exact | None) -> SecondScorer | None:
    """Who scores beside the unit itself."""
    block = head.block("second_scorer")
    if block is None:
        return None
    kinds = block.texts("kinds", required=True)
    for kind in kinds:
        if kind not in SCORERS:
            block.problem("RB09", block.node("kinds"), kind, key="kinds", allowed="、".join(SCORERS))
    block.text("explain_above", "")
    found = SecondScorer(kinds, explain_above, read_reference(block))
    block.done()
    return found


@dataclass(frozen=True, slots=True)
class OverCompletion:
    """Above which share of the target (`closed`: from it on) something is done.

    explain: a reason is asked for; note: it is noted; reduce: a person takes points away by the deviation and says why; none: nothing.
    """

    above: Exact
    action: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """When an indicator has no object, and what then happens to its points.

    `to` says who takes redistributed points over: `total` (everyone else), `first` or `second` (the rest of that level), or the ids of rows.
    """

    when: Node | None
    then: str
    to: tuple[str, ...] = ("total",)
