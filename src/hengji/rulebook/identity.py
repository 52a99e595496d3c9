"""勾稽关系: a comparison that true figures satisfy, with what to say when they do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.expr import dimensions, errors
from hengji.expr.errors import FormulaError
from hengji.expr.functions import COMPARISONS
from hengji.expr.parse import parse
from hengji.expr.tree import Binary, Node
from hengji.rulebook.concept import Reference, read_reference

if TYPE_CHECKING:
    from hengji.core.place import Place
    from hengji.expr.names import Vocabulary
    from hengji.rulebook.fields import Fields

TOLERANCES = ("sum", "rate", "exact")
SEVERITIES = ("error", "warning", "notice")
HINTS = ("digits_swapped", "digit_lost", "factor", "unit_slip", "wrong_base", "last_year_total", "copied", "sign", "part_outside")


@dataclass(frozen=True, slots=True)
class Identity:
    """`formula` is one comparison; `applies` says for which departments it speaks.

    `least`: the left side is the least that the right side can be, and is named where the right side is not stated,
    unless `implied`, an amount that the right side must then have, is not less.
    `carried`: a report that states an amount of such a name, as large as the gap, has left it out of one side and contradicts nothing.
    """

    code: str
    rule: str
    title: str
    formula: Binary
    applies: Node | None
    tolerance: str
    severity: str
    message: str
    hints: tuple[str, ...]
    cannot_know: str
    advice: str
    reference: Reference
    least: bool
    implied: Node | None
    carried: tuple[str, ...]
    place: Place = field(compare=False)


def read_identity(fields: Fields, vocabulary: Vocabulary) -> Identity | None:
    """A block of identities/*.yaml; None where its formula cannot be used."""
    formula = read_formula(fields, "formula", vocabulary)
    applies = read_formula(fields, "applies", vocabulary) if fields.has("applies") else None
    implied = read_formula(fields, "implied", vocabulary, truth=False) if fields.has("implied") else None
    hints = fields.texts("hints")
    for hint in hints:
        if hint not in HINTS:
            fields.problem("RB09", fields.node("hints"), hint, key="hints", allowed="、".join(HINTS))
    words = [fields.text(key) for key in ("code", "rule", "title", "message", "cannot_know", "advice")]
    code, rule, title, message, cannot_know, advice = words
    tolerance, severity = fields.choice("tolerance", TOLERANCES), fields.choice("severity", SEVERITIES)
    reference, least = read_reference(fields), fields.truth("least")
    if formula is None:
        return None
    if not (isinstance(formula, Binary) and formula.operator in COMPARISONS):
        fields.problem("RB11", fields.node("formula"), fields.text("formula"))
        return None
    return Identity(
        code,
        rule,
        title,
        formula,
        applies,
        tolerance,
        severity,
        message,
        hints,
        cannot_know,
        advice,
        reference,
        least,
        implied,
        fields.texts("carried") if fields.has("carried") else (),
        fields.place,
    )


def read_formula(fields: Fields, key: str, vocabulary: Vocabulary, *, truth: bool = True) -> Node | None:
    """A formula over facts with its dimensions checked: a comparison, or with `truth=False` an amount."""
    place = fields.place_of(key)
    try:
        node = parse(fields.text(key), vocabulary)
        kind = dimensions.check(node, {})
    except FormulaError as error:
        fields.problems.append(error.problem(place))
        return None
    if (kind == dimensions.TRUTH) != truth:
        found, wanted = ("number", "truth") if truth else ("truth", "number")
        fields.problems.append(FormulaError(errors.TYPE, 0, found, wanted=wanted).problem(place))
        return None
    return node
