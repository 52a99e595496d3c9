"""总分的上限: what keeps the total down whatever the lines come to (一票否决, 按执行率限分), and what a section of lines can come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.expr import dimensions, errors
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.tree import ByBands, Local, Node, Number, walk
from hengji.expr.unfold import Lists, unfold
from hengji.rulebook.concept import Reference, read_reference
from hengji.rulebook.identity import read_formula
from hengji.rulebook.members import read_bands

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.place import Place
    from hengji.expr.names import Vocabulary
    from hengji.rulebook.fields import Fields

ZERO, POINTS, GRADE = "zero", "points", "grade"
THEN = (ZERO, POINTS, GRADE)


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决: where `when` holds, the total is at most `most`, or the grade no better than `grade`.

    `stated`: no fact says it; a person answers yes or no for each unit (`when` is then a name with the veto's id).
    """

    id: str
    label: str
    when: Node
    stated: bool
    most: Exact | None
    grade: str
    reference: Reference
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Cap:
    """限分: the total is at most `most`, steps of points over `measure`."""

    id: str
    label: str
    measure: Node
    most: Node
    reference: Reference
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A run of lines by the beginning of their path: what they are worth together, to what their stated weights add up, and the most they can earn.

    `base` None: the stated weights are the weights themselves; else a line is worth its stated weight ÷ base × weight.
    """

    path: tuple[str, ...]
    weight: Exact
    base: Exact | None
    most: Exact | None
    place: Place = field(compare=False)


def read_vetoes(head: Fields, vocabulary: Vocabulary) -> tuple[Veto, ...]:
    """The vetoes of a scheme."""
    found = []
    for block in head.blocks("vetoes"):
        veto = _veto(block, vocabulary)
        block.done()
        if veto is not None:
            found.append(veto)
    return tuple(found)


def _veto(block: Fields, vocabulary: Vocabulary) -> Veto | None:
    name, label = block.code("id"), block.text("label")
    stated = block.text("when", "null") in {"null", ""}
    when = Local(name) if stated else read_formula(block, "when", vocabulary)
    then = block.choice("then", THEN)
    most = exact.ZERO if then == ZERO else block.known("points") if then == POINTS else None
    grade = block.text("grade") if then == GRADE else ""
    reference = read_reference(block)
    return None if when is None else Veto(name, label, when, stated, most, grade, reference, block.place)


def read_caps(head: Fields, vocabulary: Vocabulary) -> tuple[Cap, ...]:
    """The steps by which a measure limits the total."""
    found = []
    for block in head.blocks("caps"):
        cap = _cap(block, vocabulary)
        block.done()
        if cap is not None:
            found.append(cap)
    return tuple(found)


def _cap(block: Fields, vocabulary: Vocabulary) -> Cap | None:
    name, label, text = block.code("id"), block.text("label"), block.text("measure")
    bands, reference = read_bands(block, vocabulary), read_reference(block)
    try:
        measure = parse(text, vocabulary)
        most = unfold(ByBands(measure), Lists(bands))
        found = dimensions.check(most, {})
    except FormulaError as error:
        block.problems.append(error.problem(block.place_of("measure")))
        return None
    if found != dimensions.of("points"):
        block.problems.append(FormulaError(errors.DIMENSION, 0, dimensions.written(found), wanted="points").problem(block.place))
        return None
    return Cap(name, label, measure, most, reference, block.place)


def most_of(node: Node) -> list[Exact]:
    """The limits that a cap can set, as its steps name them."""
    return [each.value for each in walk(node) if isinstance(each, Number) and each.dimension == "points"]


def read_sections(head: Fields) -> tuple[Section, ...]:
    """The sections of a scheme."""
    found = []
    for block in head.blocks("sections"):
        path, weight = block.texts("path", required=True), block.known("weight")
        base, most = block.number("base", required=False), block.number("most", required=False)
        if base is not None and base[0] <= 0:
            block.problem("RB09", block.node("base"), exact.plain(base), key="base", allowed="＞ 0")
            base = None
        block.done()
        found.append(Section(path, weight, base, most, block.place))
    return tuple(found)


def share(path: tuple[str, ...], sections: tuple[Section, ...]) -> Exact:
    """By what a stated weight is multiplied: the product over the sections around it of weight ÷ base."""
    factor = exact.ONE
    for section in sections:
        if section.base is not None and path[: len(section.path)] == section.path:
            factor = exact.multiply(factor, exact.divide(section.weight, section.base))
    return exact.reduce(factor)
