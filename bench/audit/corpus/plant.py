"""Errors of known kinds: each is one edit (or the few that one slip of a writer makes), with the slots that show it and those that disagree with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bench.audit.corpus.numerals import SPELLED, arabic, spelled
from bench.audit.corpus.pieces import FIGURE, WORD, Block, Paper, Slot
from bench.audit.corpus.print import in_unit, rounded
from bench.audit.relations import AT_MOST, EQUAL, FACTORS, PER_CENT, Printed, holds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

DIGITS = re.compile(r"[0-9０-９][0-9０-９,，.．]*")
NARROW = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
TRIES = 30
FIRST = 1000
"""Between the numbers of the two slots of a paragraph that stands twice."""


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted error: what was edited, where it shows (`slots`), what it disagrees with (`partners`), and a word on it.

    `cut` are blocks taken out, `added` (position, block) put in.
    """

    kind: str
    edits: dict[int, str]
    slots: tuple[int, ...]
    partners: tuple[int, ...] = ()
    note: str = ""
    cut: tuple[int, ...] = ()
    added: tuple[tuple[int, Block], ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What a slip is made on: the paper, its figures by fact, and in which block each slot stands."""

    paper: Paper
    dice: Random
    words: dict[str, Any]
    taken: set[int] = field(default_factory=set)

    def figures(self, *, tables: bool = False) -> list[Slot]:
        """Figures of facts that no other slip has touched, shuffled."""
        found = [
            slot
            for block in self.paper.blocks
            if tables or block.kind != "table"
            for slot in _slots(block)
            if slot.kind == FIGURE and slot.fact
        ]
        found = [slot for slot in found if slot.id not in self.taken]
        self.dice.shuffle(found)
        return found

    def tagged(self, *tags: str) -> list[Slot]:
        """Words of some tags, shuffled."""
        found = [slot for slot in self.paper.slots() if slot.tag in tags and slot.id not in self.taken]
        self.dice.shuffle(found)
        return found

    def block_of(self, slot: Slot) -> int:
        """The position of the block that holds a slot."""
        return next(number for number, block in enumerate(self.paper.blocks) if any(each.id == slot.id for each in _slots(block)))

    def value(self, fact: str, unit: str) -> Fraction:
        """A fact in a unit."""
        return in_unit(self.paper.facts[fact], unit)


def _slots(block: Block) -> list[Slot]:
    return [piece for pieces in block.each() for piece in pieces if isinstance(piece, Slot)]


def restyled(slot: Slot, number: Decimal) -> str:
    """Another number in the hand of the slot: its separators, its width, its numerals, its unit."""
    found = DIGITS.search(slot.text)
    if found is None:
        return SPELLED.sub(spelled(abs(number)), slot.text, count=1)
    plain = found.group().translate(NARROW)
    digits = f"{abs(number):,f}" if "," in plain else f"{abs(number):f}"
    if found.group() != plain:
        digits = digits.translate(WIDE)
    return slot.text[: found.start()] + digits + slot.text[found.end() :]


def printed(slot: Slot, text: str) -> Printed:
    """What an edited figure says."""
    found = DIGITS.search(text)
    if found is None:
        said = SPELLED.search(text)
        assert said is not None
        return Printed(arabic(said.group()), 0, slot.unit)
    digits = found.group().translate(NARROW).replace(",", "")
    unit = next((unit for unit in sorted(FACTORS, key=len, reverse=True) if text[found.end() :].strip() == unit), slot.unit)
    number = Decimal(digits) * (-1 if text[: found.start()].endswith("-") else 1)
    return Printed(number, len(digits.partition(".")[2]), unit)


def broken(paper: Paper, edits: dict[int, str]) -> tuple[int, ...]:
    """The other figures of the relations that the edits break, beyond what rounding or cutting off explains; empty where none breaks."""
    slots = {slot.id: slot for slot in paper.slots()}
    figures = {key: printed(slots[key], edits[key]) if key in edits else slot for key, slot in paper.figures().items()}
    touched = [relation for relation in paper.relations if relation.computable and set(relation.members) & set(edits)]
    bad = [relation for relation in touched if relation.verdict == "consistent" and not holds(relation, figures, 3)]
    if not any(relation.compare in {EQUAL, AT_MOST} for relation in bad):
        return ()
    return tuple(dict.fromkeys(member for relation in bad for member in relation.members if member not in edits)) or tuple(edits)


def _figure(desk: Desk, kind: str, slots: Iterable[Slot], change: Callable[[Slot], Decimal | None], note: str = "") -> Plant | None:
    for slot in list(slots)[:TRIES]:
        number = change(slot)
        if number is None or number == slot.number:
            continue
        edits = {slot.id: restyled(slot, number)}
        partners = broken(desk.paper, edits)
        if partners and edits[slot.id] != slot.text:
            return Plant(kind, edits, (slot.id,), partners, note or f"{slot.text} → {edits[slot.id]}")
    return None


def _ending(desk: Desk, *endings: str, tables: bool = False) -> list[Slot]:
    return [slot for slot in desk.figures(tables=tables) if slot.fact.endswith(endings)]


def _stem(slot: Slot) -> str:
    return slot.fact.rsplit(".", 1)[0]


def increase_is_last(desk: Desk) -> Plant | None:
    """Last year's total printed as the increase."""
    return _figure(
        desk,
        "increase_is_last",
        _ending(desk, ".diff"),
        lambda slot: rounded(desk.value(f"{_stem(slot)}.last", slot.unit), slot.decimals),
    )


def divided_by_this_year(desk: Desk) -> Plant | None:
    """The rate of a change divided by this year instead of last."""

    def change(slot: Slot) -> Decimal:
        stem = _stem(slot)
        return rounded(desk.paper.facts[f"{stem}.diff"] / desk.paper.facts[stem] * 100, slot.decimals)

    return _figure(desk, "divided_by_this_year", _ending(desk, ".rate"), change)


def difference_as_rate(desk: Desk) -> Plant | None:
    """The difference in 万元 printed as a per cent."""
    return _figure(
        desk, "difference_as_rate", _ending(desk, ".rate"), lambda slot: rounded(desk.value(f"{_stem(slot)}.diff", "万元"), 2)
    )


def copied_from_above(desk: Desk) -> Plant | None:
    """A figure copied from the statement before."""
    order = [slot for slot in desk.paper.slots() if slot.kind == FIGURE and slot.fact]

    def change(slot: Slot) -> Decimal | None:
        at = next(number for number, each in enumerate(order) if each.id == slot.id)
        above = [
            each
            for each in order[max(0, at - 12) : at]
            if each.unit == slot.unit and each.decimals == slot.decimals and _stem(each) != _stem(slot)
        ]
        return above[-1].number if above else None

    return _figure(desk, "copied_from_above", _ending(desk, ".rate", ".pct", ".diff"), change)


def _long(desk: Desk) -> list[Slot]:
    return [slot for slot in desk.figures() if slot.number is not None and slot.number >= 10 and slot.decimals]


def digits_swapped(desk: Desk) -> Plant | None:
    """Two neighbouring digits exchanged."""

    def change(slot: Slot) -> Decimal | None:
        digits = f"{slot.number:f}"
        places = [
            at
            for at in range(len(digits) - 1)
            if digits[at].isdigit() and digits[at + 1].isdigit() and digits[at] != digits[at + 1]
        ]
        places = [at for at in places if not (at == 0 and digits[1] == "0")]
        if not places:
            return None
        at = desk.dice.choice(places)
        return Decimal(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])

    return _figure(desk, "digits_swapped", _long(desk), change)


def digit_wrong(desk: Desk) -> Plant | None:
    """One digit mistyped."""

    def change(slot: Slot) -> Decimal:
        digits = list(f"{slot.number:f}")
        at = desk.dice.choice([at for at, digit in enumerate(digits) if digit.isdigit()])
        digits[at] = desk.dice.choice([digit for digit in "123456789" if digit != digits[at]])
        return Decimal("".join(digits))

    return _figure(desk, "digit_wrong", _long(desk), change)


def digit_lost(desk: Desk) -> Plant | None:
    """A digit left out before the point."""

    def change(slot: Slot) -> Decimal | None:
        whole, _, rest = f"{slot.number:f}".partition(".")
        at = desk.dice.randrange(len(whole))
        kept = whole[:at] + whole[at + 1 :]
        return Decimal(f"{kept}.{rest}") if kept and not kept.startswith("0") else None

    return _figure(desk, "digit_lost", _long(desk), change)


def digit_added(desk: Desk) -> Plant | None:
    """A digit typed twice."""

    def change(slot: Slot) -> Decimal:
        whole, _, rest = f"{slot.number:f}".partition(".")
        at = desk.dice.randrange(len(whole))
        return Decimal(f"{whole[: at + 1]}{whole[at]}{whole[at + 1 :]}.{rest}")

    return _figure(desk, "digit_added", _long(desk), change)


def point_lost(desk: Desk) -> Plant | None:
    """The decimal point left out."""
    return _figure(desk, "point_lost", _long(desk), lambda slot: Decimal(f"{slot.number:f}".replace(".", "")))


def factor_in_rate(desk: Desk) -> Plant | None:
    """A rate ten or a hundred times too large or too small."""
    slots = [slot for slot in desk.figures() if slot.unit == "%"]

    def change(slot: Slot) -> Decimal:
        assert slot.number is not None
        return slot.number * desk.dice.choice((Decimal(10), Decimal(100), Decimal("0.1")))

    return _figure(desk, "factor_in_rate", slots, change)


def factor_in_amount(desk: Desk) -> Plant | None:
    """An amount ten, a hundred or ten thousand times too large."""
    slots = [slot for slot in desk.figures() if slot.unit in FACTORS and slot.unit not in PER_CENT]

    def change(slot: Slot) -> Decimal:
        assert slot.number is not None
        return rounded(Fraction(slot.number) * desk.dice.choice((10, 100, 10000)), slot.decimals)

    return _figure(desk, "factor_in_amount", slots, change)


def wrong_in_second_summary(desk: Desk) -> Plant | None:
    """A total that was stated before is stated again with another value."""
    seen: set[str] = set()
    again = []
    for slot in desk.paper.slots():
        if slot.kind == FIGURE and slot.fact in seen and slot.id not in desk.taken:
            again.append(slot)
        seen.add(slot.fact)
    narrative = {slot.id for slot in desk.figures()}
    again = [slot for slot in again if slot.id in narrative and slot.unit in FACTORS]
    desk.dice.shuffle(again)
    return _figure(desk, "wrong_in_second_summary", again, lambda slot: _nudged(desk, slot))


def _nudged(desk: Desk, slot: Slot) -> Decimal:
    assert slot.number is not None
    share = Fraction(desk.dice.choice((-1, 1)) * desk.dice.randint(12, 95), 1000)
    return rounded(Fraction(slot.number) * (1 + share), slot.decimals)


SCOPES = (
    ("spending", "basic"),
    ("basic", "spending"),
    ("revenue", "appropriated"),
    ("appropriated", "revenue"),
    ("spending", "project"),
    ("basic", "personnel"),
    ("cars", "fuel"),
    ("public", "cars"),
    ("basic", "closing"),
)


def other_scope(desk: Desk) -> Plant | None:
    """Another label's amount under this label."""
    facts = desk.paper.facts
    pairs = [(slot, other) for slot in desk.figures() for fact, other in SCOPES if slot.fact == fact and other in facts]
    for slot, other in pairs:
        made = _figure(desk, "other_scope", [slot], _another(desk, other))
        if made:
            return made
    return None


def _another(desk: Desk, fact: str) -> Callable[[Slot], Decimal]:
    return lambda slot: rounded(desk.value(fact, slot.unit), slot.decimals)


def unit_wrong(desk: Desk) -> Plant | None:
    """元 or 亿元 written for 万元."""
    for slot in [slot for slot in desk.figures() if slot.text.endswith("万元")][:TRIES]:
        text = slot.text.removesuffix("万元") + desk.dice.choice(("元", "亿元"))
        partners = broken(desk.paper, {slot.id: text})
        if partners:
            return Plant("unit_wrong", {slot.id: text}, (slot.id,), partners, f"{slot.text} → {text}")
    return None


def _beside(desk: Desk, slot: Slot) -> tuple[int, ...]:
    """The figures of the same fact in the same block."""
    block = desk.paper.blocks[desk.block_of(slot)]
    return tuple(
        each.id
        for each in _slots(block)
        if each.kind == FIGURE and each.fact.split(".")[0] == slot.fact and each.id not in desk.taken
    )


def verb_against_sign(desk: Desk) -> Plant | None:
    """One verb says the opposite of the figures and of the verb beside it."""
    for slot in desk.tagged("up", "grow", "more"):
        near = _beside(desk, slot)
        if len(near) >= 2 and slot.text in desk.words["opposite"] and desk.paper.facts.get(f"{slot.fact}.diff", Fraction(1)):
            text = desk.words["opposite"][slot.text]
            return Plant("verb_against_sign", {slot.id: text}, (slot.id,), near, f"{slot.text} → {text}")
    return None


def both_verbs(desk: Desk) -> Plant | None:
    """Both verbs of the template left standing."""
    for slot in desk.tagged("up", "grow"):
        if slot.text in desk.words["both"]:
            text = desk.words["both"][slot.text]
            return Plant("both_verbs", {slot.id: text}, (slot.id,), _beside(desk, slot), f"{slot.text} → {text}")
    return None


def fall_above_100(desk: Desk) -> Plant | None:
    """A fall of more than 100 per cent."""
    facts = desk.paper.facts
    falls = [slot for slot in _ending(desk, ".rate") if facts[_stem(slot)] < facts[f"{_stem(slot)}.last"]]
    return _figure(desk, "fall_above_100", falls, lambda slot: rounded(Fraction(slot.number or 0) + 100, slot.decimals))


LISTED = ("shares", "parts", "function_shares", "tasks", "three_public", "procurement", "vehicles")


def _wholes(desk: Desk, *families: str) -> list[tuple[Slot, list[Slot]]]:
    """Totals with their parts in the same block."""
    slots = {slot.id: slot for slot in desk.paper.slots()}
    found = []
    for relation in desk.paper.relations:
        if relation.kind != "sum" or relation.equals is None or len(relation.plus) < 2 or set(relation.members) & desk.taken:
            continue
        members = [slots[member] for member in relation.members]
        places = {desk.block_of(member) for member in members}
        if len(places) == 1 and desk.paper.blocks[next(iter(places))].say.split()[0] in families:
            found.append((slots[relation.equals], [slots[member] for member in relation.plus]))
    desk.dice.shuffle(found)
    return found


def beside_not_inside(desk: Desk) -> Plant | None:
    """其中 names a part that the total does not hold."""
    for whole, parts in _wholes(desk, "shares", "parts", "function_shares", "tasks"):
        made = _figure(desk, "beside_not_inside", [whole], _without(parts[-1]))
        if made:
            return made
    return None


def _without(part: Slot) -> Callable[[Slot], Decimal]:
    return lambda slot: rounded(Fraction(slot.number or 0) - Fraction(part.number or 0), slot.decimals)


def part_above_whole(desk: Desk) -> Plant | None:
    """A part larger than its whole."""
    slots = {slot.id: slot for slot in desk.paper.slots()}
    pairs = [
        (slots[r.plus[0]], slots[r.equals])
        for r in desk.paper.relations
        if r.compare == AT_MOST and r.equals is not None and not set(r.members) & desk.taken
    ]
    pairs = [
        (part, whole)
        for part, whole in pairs
        if desk.block_of(part) == desk.block_of(whole) and desk.paper.blocks[desk.block_of(part)].kind != "table"
    ]
    desk.dice.shuffle(pairs)
    for part, whole in pairs:
        made = _figure(desk, "part_above_whole", [part], _above(desk, whole))
        if made:
            return made
    return None


def _above(desk: Desk, whole: Slot) -> Callable[[Slot], Decimal]:
    value = whole.printed.value * Fraction(desk.dice.randint(112, 148), 100)
    return lambda slot: rounded(value / slot.printed.factor, slot.decimals)


def sum_off(desk: Desk) -> Plant | None:
    """A total that its parts do not make."""
    slots = [each for whole, parts in _wholes(desk, *LISTED) for each in (whole, *parts)]
    desk.dice.shuffle(slots)
    return _figure(
        desk,
        "sum_off",
        slots,
        lambda slot: _nudged(desk, slot) if slot.decimals else Decimal((slot.number or 0) + desk.dice.choice((1, 2))),
    )


def _of_facts(kind: str, *facts: str, tables: bool = False) -> Callable[[Desk], Plant | None]:
    def slip(desk: Desk) -> Plant | None:
        slots = [slot for slot in desk.figures(tables=tables) if slot.fact in facts]
        return _figure(desk, kind, slots, lambda slot: _stepped(desk, slot))

    return slip


def _stepped(desk: Desk, slot: Slot) -> Decimal | None:
    assert slot.number is not None
    if slot.unit in FACTORS:
        return _nudged(desk, slot)
    step = Decimal(desk.dice.choice((1, 2, 3))) if not slot.decimals else Decimal(desk.dice.choice(("0.5", "1", "1.5")))
    return slot.number + step


def rate_wrong(desk: Desk) -> Plant | None:
    """A rate that its two amounts do not give."""
    slots = [
        slot
        for slot in desk.figures()
        if slot.fact.endswith((".pct", ".rate")) or slot.fact in {"execution", "control", "satisfaction", "pj_rate"}
    ]
    return _figure(
        desk,
        "rate_wrong",
        slots,
        lambda slot: rounded(Fraction(slot.number or 0) + Fraction(desk.dice.randint(110, 900), 100), slot.decimals),
    )


def shares_not_100(desk: Desk) -> Plant | None:
    """A share changed so that the list no longer makes 100."""
    slots = [slot for slot in desk.figures() if "/" in slot.fact]
    return _figure(
        desk,
        "shares_not_100",
        slots,
        lambda slot: rounded(Fraction(slot.number or 0) + desk.dice.choice((1, 2, 3, 10)), slot.decimals),
    )


def count_of_list(desk: Desk) -> Plant | None:
    """The number of things listed is another than the number said."""
    return _figure(
        desk,
        "count_of_list",
        [slot for slot in desk.figures() if slot.fact == "offices"],
        lambda slot: (slot.number or Decimal(0)) + desk.dice.choice((-1, 1, 2)),
    )


def stale_year(desk: Desk) -> Plant | None:
    """The work of the year told under last year's number."""
    for slot in desk.tagged("y"):
        if desk.paper.blocks[desk.block_of(slot)].say == "fill work":
            text = restyled(replace(slot, number=Decimal(desk.paper.year)), Decimal(desk.paper.year - 1))
            return Plant("stale_year", {slot.id: text}, (slot.id,), (), f"{slot.text} → {text}")
    return None


def text_against_table(desk: Desk) -> Plant | None:
    """A cell of a table against the same fact in the text."""
    told = {slot.fact for slot in desk.figures()}
    narrative = {slot.id for slot in desk.figures()}
    cells = [slot for slot in desk.figures(tables=True) if slot.id not in narrative and slot.fact in told]
    return _figure(desk, "text_against_table", cells, lambda slot: _stepped(desk, slot))


def claim_against_figure(desk: Desk) -> Plant | None:
    """Within the budget, it is said, beside figures that are above it."""
    for slot in desk.tagged("claim"):
        if desk.paper.facts[slot.fact] * 100 > desk.paper.facts[f"{slot.fact}.plan"] * 102:
            text = desk.dice.choice(desk.words["false_claims"])
            return Plant("claim_against_figure", {slot.id: text}, (slot.id,), _beside(desk, slot), text)
    return None


def rate_from_zero(desk: Desk) -> Plant | None:
    """A rate of growth, and not the customary 100, on a base of zero."""
    for slot in [slot for slot in desk.figures() if slot.fact == "hundred"]:
        near = tuple(each.id for each in _slots(desk.paper.blocks[desk.block_of(slot)]) if each.fact in {"fresh", "nil"})
        text = restyled(slot, Decimal(desk.dice.randint(1500, 8000)).scaleb(-2))
        return Plant("rate_from_zero", {slot.id: text}, (slot.id,), near, text)
    return None


def execution_above_100(desk: Desk) -> Plant | None:
    """More spent than the budget of the whole year, the rate printed accordingly."""
    slots = [slot for slot in desk.paper.slots() if slot.fact in {"revised", "execution"}]
    if not slots or {slot.id for slot in slots} & desk.taken:
        return None
    spent, budget = (
        desk.paper.facts["spending"],
        Fraction(int(desk.paper.facts["spending"] * desk.dice.randint(84, 95) / 10000) * 100),
    )
    edits = {}
    for slot in slots:
        value = budget if slot.fact == "revised" else spent / budget
        edits[slot.id] = restyled(slot, rounded(in_unit(value, slot.unit), slot.decimals))
    near = tuple(slot.id for slot in desk.paper.slots() if slot.fact == "spending")
    return Plant("execution_above_100", edits, tuple(edits), near, "、".join(edits.values()))


def _word(kind: str, tag: str, key: str) -> Callable[[Desk], Plant | None]:
    def slip(desk: Desk) -> Plant | None:
        wrong = dict(map(tuple, desk.words[key]))
        for slot in desk.tagged(tag):
            return Plant(kind, {slot.id: wrong[slot.text]}, (slot.id,), (), f"{slot.text} → {wrong[slot.text]}")
        return None

    return slip


def measure_word(desk: Desk) -> Plant | None:
    """份 for 分 after a deduction."""
    for slot in [slot for slot in desk.figures() if slot.fact.endswith(".lost") and slot.text.endswith("分")]:
        text = slot.text.removesuffix("分") + "份"
        return Plant("measure_word", {slot.id: text}, (slot.id,), (), f"{slot.text} → {text}")
    return None


NUMERALS = "一二三四五六七八九十"


def heading_skipped(desk: Desk) -> Plant | None:
    """A chapter number is left out."""
    headings = [slot for slot in desk.paper.slots() if slot.kind == WORD and slot.tag == "h1" and slot.id not in desk.taken]
    if len(headings) < 3:
        return None
    slot = headings[-1]
    at = NUMERALS.index(slot.text[0])
    text = NUMERALS[at + 1] + slot.text[1:]
    return Plant(
        "heading_skipped", {slot.id: text}, (slot.id,), tuple(each.id for each in headings[-3:-1]), f"{slot.text} → {text}"
    )


def _fresh(desk: Desk, text: str) -> Slot:
    return Slot(max(slot.id for slot in desk.paper.slots()) + 1 + len(desk.taken), WORD, text, tag="added")


def placeholder_left(desk: Desk) -> Plant | None:
    """A line or a row of the template left unfilled."""
    tables = [number for number, block in enumerate(desk.paper.blocks) if block.say in {"table scores", "table indicators"}]
    if tables and desk.dice.randrange(2) and not {slot.id for slot in _slots(desk.paper.blocks[tables[-1]])} & desk.taken:
        return _row_left(desk, tables[-1])
    slot = _fresh(desk, desk.words["placeholder"]["paragraph"])
    at = next((number for number, block in enumerate(desk.paper.blocks) if block.say == "fill problem"), len(desk.paper.blocks))
    return Plant("placeholder_left", {}, (slot.id,), (), slot.text, added=((at, Block("paragraph", (slot,), say="added")),))


def _row_left(desk: Desk, at: int) -> Plant:
    block = desk.paper.blocks[at]
    shown: list[str] = desk.words["placeholder"]["row"]
    slot = _fresh(desk, shown[0])
    rest = tuple((text,) if text else () for text in shown[1 : len(block.rows[0])])
    changed = replace(block, rows=(*block.rows[:-1], ((slot,), *rest), block.rows[-1]))
    return Plant("placeholder_left", {}, (slot.id,), (), slot.text, cut=(at,), added=((at, changed),))


def annex_missing(desk: Desk) -> Plant | None:
    """An annex is announced and not there."""
    names = [slot for slot in desk.paper.slots() if slot.tag == "annex"]
    places = [number for number, block in enumerate(desk.paper.blocks) if block.kind == "annex"]
    if not names or not places or names[-1].id in desk.taken:
        return None
    gone = {slot.id for number in (places[-1], places[-1] + 1) for slot in _slots(desk.paper.blocks[number])}
    if gone & desk.taken:
        return None
    return Plant(
        "annex_missing",
        {},
        (names[-1].id,),
        tuple(slot.id for slot in names[:-1]),
        names[-1].text,
        cut=(places[-1], places[-1] + 1),
    )


def paragraph_repeated(desk: Desk) -> Plant | None:
    """The same paragraph stands twice; either place shows it."""
    wanted = ("fill problem", "fill rules", "fill plan", "fill duty")
    found = [(number, block) for number, block in enumerate(desk.paper.blocks) if block.say.startswith(wanted)]
    found = [(number, block) for number, block in found if not {slot.id for slot in _slots(block)} & desk.taken]
    if not found:
        return None
    number, block = desk.dice.choice(found)
    shown = "".join(piece if isinstance(piece, str) else piece.text for piece in block.pieces)
    second = _fresh(desk, shown)
    first = replace(second, id=second.id + FIRST)
    at = min(len(desk.paper.blocks), number + 3)
    while at < len(desk.paper.blocks) and desk.paper.blocks[at].kind == "table":
        at += 1
    twice = ((number, Block("paragraph", (first,), say="added")), (at, Block("paragraph", (second,), say="added")))
    inside = tuple(slot.id for slot in _slots(block))
    return Plant("paragraph_repeated", {}, (second.id,), (first.id, *inside), shown[:20], cut=(number,), added=twice)


KINDS: dict[str, Callable[[Desk], Plant | None]] = {
    "increase_is_last": increase_is_last,
    "divided_by_this_year": divided_by_this_year,
    "difference_as_rate": difference_as_rate,
    "copied_from_above": copied_from_above,
    "digits_swapped": digits_swapped,
    "digit_wrong": digit_wrong,
    "digit_lost": digit_lost,
    "digit_added": digit_added,
    "point_lost": point_lost,
    "factor_in_rate": factor_in_rate,
    "factor_in_amount": factor_in_amount,
    "wrong_in_second_summary": wrong_in_second_summary,
    "other_scope": other_scope,
    "unit_wrong": unit_wrong,
    "verb_against_sign": verb_against_sign,
    "both_verbs": both_verbs,
    "fall_above_100": fall_above_100,
    "beside_not_inside": beside_not_inside,
    "part_above_whole": part_above_whole,
    "sum_off": sum_off,
    "rate_wrong": rate_wrong,
    "three_public_parts": _of_facts("three_public_parts", "public", "abroad", "cars", "purchase", "fuel", "guests"),
    "carry_over": _of_facts("carry_over", "opening", "closing", "income", "outgo"),
    "headcount": _of_facts("headcount", "posts", "posts_admin", "posts_unit", "staff", "staff_admin", "supported"),
    "vehicles_by_use": _of_facts("vehicles_by_use", "vehicles", "v_law", "v_other", "v_leaders"),
    "procurement_parts": _of_facts("procurement_parts", "procured", "goods", "works", "services"),
    "product": _of_facts("product", "subsidy", "standard", "heads"),
    "score_sum": _of_facts("score_sum", "score", "s_in", "s_process", "s_output", "s_effect"),
    "weight_sum": _of_facts("weight_sum", "w_in", "w_process", "w_output", "w_effect", tables=True),
    "deduction": _of_facts("deduction", "s_in.lost", "s_process.lost", "s_output.lost", "s_effect.lost", "lost"),
    "survey": _of_facts("survey", "satisfied", "valid"),
    "shares_not_100": shares_not_100,
    "count_of_list": count_of_list,
    "stale_year": stale_year,
    "text_against_table": text_against_table,
    "claim_against_figure": claim_against_figure,
    "rate_from_zero": rate_from_zero,
    "execution_above_100": execution_above_100,
    "near_miss": _word("near_miss", "phrase", "phrases"),
    "outdated_law": _word("outdated_law", "law", "laws"),
    "measure_word": measure_word,
    "heading_skipped": heading_skipped,
    "placeholder_left": placeholder_left,
    "annex_missing": annex_missing,
    "paragraph_repeated": paragraph_repeated,
}

FORM = frozenset(
    {"near_miss", "measure_word", "heading_skipped", "placeholder_left", "annex_missing", "paragraph_repeated", "outdated_law"}
)
"""Slips of wording and form, of which a notice is enough."""


def planted(paper: Paper, plants: list[Plant]) -> Paper:
    """The paper with all slips in it."""
    edits = {key: text for plant in plants for key, text in plant.edits.items()}
    blocks: list[Block] = []
    cut = {number for plant in plants for number in plant.cut}
    added = [each for plant in plants for each in plant.added]
    for number, block in enumerate(paper.blocks):
        blocks += [more for at, more in added if at == number]
        if number not in cut:
            blocks.append(block)
    blocks += [more for at, more in added if at >= len(paper.blocks)]
    return replace(paper, blocks=tuple(blocks), edits=edits)


def plant(paper: Paper, kinds: Iterable[str], count: int, dice: Random, words: dict[str, Any]) -> list[Plant]:
    """Up to `count` slips of the kinds, in their order, none of which touches another."""
    desk = Desk(paper, dice, words)
    made: list[Plant] = []
    for kind in kinds:
        found = KINDS[kind](desk)
        if found is None or set(found.slots) & desk.taken:
            continue
        made.append(found)
        desk.taken.update(found.slots, found.partners, found.edits)
        if len(made) == count:
            break
    return made
