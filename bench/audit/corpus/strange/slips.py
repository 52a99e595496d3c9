"""Slips in a report of the half `strange`: each breaks a relation whose figures are all printed, by more than rounding or cutting off explains."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bench.audit.corpus.pieces import FIGURE, Paper, Slot
from bench.audit.corpus.plant import Plant, broken, restyled
from bench.audit.corpus.print import in_unit, rounded
from bench.audit.corpus.strange.formulas import sides
from bench.audit.corpus.strange.formulas import value as value_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from bench.audit.corpus.strange.formulas import Sides
    from bench.audit.corpus.strange.sheet import Sheet

MONEY = ("万元", "亿元", "元")


@dataclass(slots=True)
class Desk:
    """A paper, what is known of its figures, and the slots that are already part of a slip."""

    paper: Paper
    sheet: Sheet
    dice: Random
    taken: set[int] = field(default_factory=set)

    def figures(self, *, tables: bool = False, text: bool = True) -> list[Slot]:
        """Figures that no slip has touched, shuffled."""
        blocks = [block for block in self.paper.blocks if (tables if block.kind == "table" else text)]
        found = [
            piece
            for block in blocks
            for pieces in block.each()
            for piece in pieces
            if isinstance(piece, Slot) and piece.kind == FIGURE and piece.id not in self.taken
        ]
        self.dice.shuffle(found)
        return found

    def formulas(self, slot: Slot) -> list[Sides]:
        """What a figure is computed from."""
        return [known for formula in self.sheet.formulas.get(slot.fact, []) if (known := sides(formula))]

    def value(self, formula: str, slot: Slot) -> Decimal:
        """A formula in the unit and decimals of a slot."""
        return rounded(abs(in_unit(value_of(formula, self.sheet.values), slot.unit)), slot.decimals)


def _edit(desk: Desk, kind: str, slots: list[Slot], change: Callable[[Slot], Decimal | None]) -> Plant | None:
    for slot in slots:
        number = change(slot)
        if number is None or slot.number is None or number <= 0 or number == abs(slot.number):
            continue
        made = _plant(desk, kind, slot, restyled(slot, number))
        if made is not None:
            return made
    return None


def _plant(desk: Desk, kind: str, slot: Slot, text: str) -> Plant | None:
    if text == slot.text:
        return None
    partners = broken(desk.paper, {slot.id: text})
    if not partners or set(partners) & desk.taken:
        return None
    return Plant(kind, {slot.id: text}, (slot.id,), partners, f"{slot.text} → {text} ({slot.fact})")


def _digits(slot: Slot) -> str:
    return f"{abs(slot.number or 0):.{slot.decimals}f}"


def digits_swapped(desk: Desk) -> Plant | None:
    """Two neighbouring digits before the point exchanged."""

    def change(slot: Slot) -> Decimal | None:
        digits = _digits(slot)
        whole = digits.partition(".")[0]
        places = [at for at in range(len(whole) - 1) if whole[at] != whole[at + 1] and not (at == 0 and whole[1] == "0")]
        if not places:
            return None
        at = desk.dice.choice(places)
        return Decimal(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])

    return _edit(desk, "digits_swapped", desk.figures(), change)


def _one_digit(desk: Desk, kind: str, slots: list[Slot]) -> Plant | None:
    def change(slot: Slot) -> Decimal:
        digits = list(_digits(slot))
        places = [at for at, digit in enumerate(digits) if digit.isdigit()]
        at = desk.dice.choice(places[: max(1, len(places) - 1)])
        digits[at] = desk.dice.choice([digit for digit in "123456789" if digit != digits[at]])
        return Decimal("".join(digits))

    return _edit(desk, kind, slots, change)


def digit_wrong(desk: Desk) -> Plant | None:
    """One digit mistyped, of money or a rate in a sentence."""
    return _one_digit(desk, "digit_wrong", [slot for slot in desk.figures() if slot.unit])


def count_wrong(desk: Desk) -> Plant | None:
    """One digit mistyped in a number of people, cases, acres and the like."""
    return _one_digit(desk, "count_wrong", [slot for slot in desk.figures() if slot.unit in {"", "万"}])


def table_cell_wrong(desk: Desk) -> Plant | None:
    """One digit mistyped in a table."""
    return _one_digit(desk, "table_cell_wrong", desk.figures(tables=True, text=False))


def digit_lost(desk: Desk) -> Plant | None:
    """A digit before the point left out."""

    def change(slot: Slot) -> Decimal | None:
        whole, point, rest = _digits(slot).partition(".")
        if len(whole) < 3:
            return None
        at = desk.dice.randrange(1, len(whole))
        return Decimal(f"{whole[:at]}{whole[at + 1 :]}{point}{rest}")

    return _edit(desk, "digit_lost", desk.figures(), change)


def point_moved(desk: Desk) -> Plant | None:
    """The decimal point a place to the left or the right."""

    def change(slot: Slot) -> Decimal | None:
        if not slot.decimals or slot.number is None:
            return None
        return rounded(abs(Fraction(slot.number)) * desk.dice.choice((Fraction(10), Fraction(1, 10))), slot.decimals)

    return _edit(desk, "point_moved", desk.figures(), change)


def unit_wrong(desk: Desk) -> Plant | None:
    """Another unit of money than that of the digits."""
    for slot in desk.figures():
        unit = next((unit for unit in MONEY if slot.text.endswith(unit)), "")
        if unit:
            text = slot.text.removesuffix(unit) + ("万元" if unit != "万元" else desk.dice.choice(("元", "亿元")))
            made = _plant(desk, "unit_wrong", slot, text)
            if made is not None:
                return made
    return None


def wrong_base(desk: Desk) -> Plant | None:
    """The rate of a change divided by the new amount instead of the old."""

    def change(slot: Slot) -> Decimal | None:
        for known in desk.formulas(slot):
            if known.minus and known.over == known.minus and len(known.plus) == 1:
                return desk.value(f"({known.plus[0]} - {known.minus[0]}) / {known.plus[0]}", slot)
            if known.plus and known.over == known.plus and len(known.minus) == 1:
                return desk.value(f"({known.plus[0]} - {known.minus[0]}) / {known.minus[0]}", slot)
            if len(known.plus) == len(known.over) == 1 and not known.minus:
                return _of_difference(desk, slot, known)
        return None

    return _edit(desk, "wrong_base", [slot for slot in desk.figures() if slot.unit == "%"], change)


def _of_difference(desk: Desk, slot: Slot, known: Sides) -> Decimal | None:
    for formula in desk.sheet.formulas.get(known.plus[0], []):
        parts = sides(formula)
        if parts and len(parts.plus) == len(parts.minus) == 1 and not parts.over:
            other = {parts.plus[0]: parts.minus[0], parts.minus[0]: parts.plus[0]}.get(known.over[0])
            if other:
                return desk.value(f"{known.plus[0]} / {other}", slot)
    return None


def upside_down(desk: Desk) -> Plant | None:
    """A quotient the wrong way round."""

    def change(slot: Slot) -> Decimal | None:
        for known in desk.formulas(slot):
            if len(known.plus) == len(known.over) == 1 and not known.minus and not known.over_minus:
                number = desk.value(f"{known.over[0]} / {known.plus[0]}", slot)
                return number if slot.unit != "元" and number < 1000 else None
        return None

    return _edit(desk, "upside_down", desk.figures(), change)


def old_amount_as_change(desk: Desk) -> Plant | None:
    """The amount before printed where the change should stand."""

    def change(slot: Slot) -> Decimal | None:
        for known in desk.formulas(slot):
            if not known.over and len(known.plus) == len(known.minus) == 1:
                return desk.value(desk.dice.choice((known.minus[0], known.plus[0])), slot)
        return None

    return _edit(desk, "old_amount_as_change", desk.figures(), change)


def part_forgotten(desk: Desk) -> Plant | None:
    """A total without one of its parts."""

    def change(slot: Slot) -> Decimal | None:
        for known in desk.formulas(slot):
            if not known.over and not known.minus and len(known.plus) >= 2:
                return desk.value(f"{slot.fact} - {desk.dice.choice(known.plus)}", slot) if slot.fact in desk.sheet.named else None
        return None

    return _edit(desk, "part_forgotten", desk.figures(tables=True), change)


def copied_from_near(desk: Desk) -> Plant | None:
    """The figure before, of the same unit, printed once more."""
    order = [slot for slot in desk.paper.slots() if slot.kind == FIGURE]

    def change(slot: Slot) -> Decimal | None:
        at = next(number for number, each in enumerate(order) if each.id == slot.id)
        near = [each for each in order[max(0, at - 4) : at] if (each.unit, each.decimals) == (slot.unit, slot.decimals)]
        near = [each for each in near if each.fact != slot.fact]
        return abs(near[-1].number) if near and near[-1].number is not None else None

    return _edit(desk, "copied_from_near", desk.figures(), change)


def second_mention_differs(desk: Desk) -> Plant | None:
    """A figure that was told before is told again a little differently."""
    seen: set[str] = set()
    again = set()
    for slot in desk.paper.slots():
        if slot.kind == FIGURE and slot.fact in seen:
            again.add(slot.id)
        seen.add(slot.fact)

    def change(slot: Slot) -> Decimal:
        share = Fraction(desk.dice.choice((-1, 1)) * desk.dice.randint(15, 120), 1000)
        return rounded(abs(Fraction(slot.number or 0)) * (1 + share), slot.decimals)

    return _edit(desk, "second_mention_differs", [slot for slot in desk.figures() if slot.id in again], change)


def score_wrong(desk: Desk) -> Plant | None:
    """A score, alone or the sum, off by a few tenths or points."""
    slots = [
        slot
        for slot in desk.figures(tables=True)
        if slot.fact.startswith(("score", "s1", "s2", "s3", "s4", "t1", "t2", "t3", "t4"))
    ]
    slots = [slot for slot in slots if slot.decimals and not slot.unit]
    return _edit(
        desk, "score_wrong", slots, lambda slot: abs(slot.number or Decimal()) - Decimal(desk.dice.choice(("1", "1.2", "0.9")))
    )


def _worded(desk: Desk, *kinds: str) -> Plant | None:
    slots = {slot.id: slot for slot in desk.paper.slots()}
    words = [word for word in desk.sheet.words if word.kind in kinds and word.slot not in desk.taken]
    desk.dice.shuffle(words)
    for word in words:
        partners = _spoken_of(desk, word.slot, word.names)
        if word.names and (not partners or set(partners) & desk.taken):
            continue
        note = f"{slots[word.slot].text} → {word.wrong} ({', '.join(word.names)})"
        return Plant(kinds[0] if len(kinds) == 1 else word.kind, {word.slot: word.wrong}, (word.slot,), partners, note)
    return None


def _spoken_of(desk: Desk, word: int, names: tuple[str, ...]) -> tuple[int, ...]:
    """The nearest figures of the names, and of what is computed from them alone."""
    order = {slot.id: number for number, slot in enumerate(desk.paper.slots())}
    near: dict[str, Slot] = {}
    wanted = set(names)
    for name in names:
        for known in (sides(formula) for formula in desk.sheet.formulas.get(name, [])):
            wanted |= set(known.names) if known else set()
    wanted |= {
        fact
        for fact, formulas in desk.sheet.formulas.items()
        if any((known := sides(formula)) and set(known.names) <= wanted for formula in formulas)
    }
    for slot in desk.paper.slots():
        if slot.kind == FIGURE and slot.fact in wanted:
            old = near.get(slot.fact)
            if old is None or abs(order[slot.id] - order[word]) < abs(order[old.id] - order[word]):
                near[slot.fact] = slot
    return tuple(slot.id for slot in near.values())


def verb_against_figures(desk: Desk) -> Plant | None:
    """A rise told as a fall, or a fall as a rise."""
    return _worded(desk, "verb_against_figures")


def claim_reversed(desk: Desk) -> Plant | None:
    """Above told as below, reached as not reached, against the figures beside it."""
    return _worded(desk, "claim_reversed")


def word_wrong(desk: Desk) -> Plant | None:
    """A sum or an average in words that its figures do not give."""
    return _worded(desk, "average_wrong", "list_sum_wrong", "fold_wrong")


SLIPS: dict[str, Callable[[Desk], Plant | None]] = {
    each.__name__: each
    for each in (
        digits_swapped,
        verb_against_figures,
        wrong_base,
        part_forgotten,
        count_wrong,
        second_mention_differs,
        unit_wrong,
        table_cell_wrong,
        claim_reversed,
        old_amount_as_change,
        digit_wrong,
        upside_down,
        point_moved,
        copied_from_near,
        digit_lost,
        score_wrong,
        word_wrong,
    )
}


def plants(desk: Desk, kinds: list[str], wanted: int) -> list[Plant]:
    """So many slips that share no figure; the kinds that were made move to the end of the queue."""
    made: list[Plant] = []
    for kind in list(kinds):
        found = SLIPS[kind](desk)
        if found is None:
            continue
        made.append(found)
        desk.taken |= {*found.slots, *found.partners}
        kinds.remove(kind)
        kinds.append(kind)
        if len(made) == wanted:
            break
    return made
