"""From a voice (figures, then a text) to a paper: figures are thrown, formulas computed, and every formula whose figures are all printed is a relation.

Figures: `name = 800..2600 万元 2` is thrown, `name = whole * 0.3..0.5 万元 2` thrown from another, `name := a + b 万元 2` computed (a relation),
`name == a / b` a second relation of the same figure, `a <= b` a claim of the text, `need a < b` only asked of the dice.
Text: `{name}`, `{a / b|%1}` with a unit and decimals, `{^a - b:up/down}` a verb by the sign, `{!right~wrong~kind~names}` a word that a slip may change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import count, pairwise
from pathlib import Path
from random import Random

from bench.audit.corpus.build import STRANGE
from bench.audit.corpus.pieces import FIGURE, WORD, Block, Paper, Piece, Pieces, Slot
from bench.audit.corpus.print import WIDE, rounded
from bench.audit.corpus.strange.formulas import Sides, sides, value
from bench.audit.relations import AT_MOST, FACTORS, Relation, holds

VOICES = Path(__file__).parent / "voices"
RANGE = re.compile(r"(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)")
DEFINED = re.compile(r"(\w+) (=|:=) (.+?) (万元|元|亿元|万|%|个百分点|n) (\d)")
BRACE = re.compile(r"\{([^{}]+)\}")
FORMAT = re.compile(r"(万元|元|亿元|万|%|个百分点|n)?(\d)?([b±,]*)")
MONEY = frozenset({"元", "万元", "亿元"})
TRIES = 4000


@dataclass(frozen=True, slots=True)
class Named:
    """A figure: its value in yuan or wholes, and how it is printed unless told otherwise."""

    value: Fraction
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word that a slip may change: into what, the kind of slip, and the figures that it speaks of."""

    slot: int
    wrong: str
    kind: str
    names: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """A voice at work: its figures, formulas and claims, and what was printed."""

    head: dict[str, str]
    named: dict[str, Named]
    formulas: dict[str, list[str]]
    claims: list[tuple[str, str]]
    words: list[Word] = field(default_factory=list)
    slots: int = 0

    @property
    def values(self) -> dict[str, Fraction]:
        """Every figure's value."""
        return {name: each.value for name, each in self.named.items()}


def voices() -> tuple[str, ...]:
    """The names of all voices, in order."""
    return tuple(sorted(path.stem for path in VOICES.glob("*.txt")))


def paper(name: str, voice: str, layout: str, edition: int) -> tuple[Paper, Sheet]:
    """The clean report of a voice in one of its editions (0 or 1): other figures, another place and year, some other sentences."""
    figures, _, body = (VOICES / f"{voice}.txt").read_text(encoding="utf-8").partition("\n---\n")
    sheet = _thrown(figures.splitlines(), name, edition)
    year = int(sheet.head["year"])
    unit = sheet.head["place"] + sheet.head["office"]
    blocks = tuple(_blocks(sheet, _told(body, sheet, edition)))
    made = Paper(name, STRANGE, voice, layout, unit, year, blocks, sheet.values)
    made = replace(made, relations=tuple(_relations(made, sheet)))
    _check(made)
    return made, sheet


def _check(made: Paper) -> None:
    slots = {slot.id: slot for slot in made.slots()}
    wrong = [each for each in made.relations if not holds(each, made.figures())]
    shown = [[f"{slots[member].fact}={slots[member].text}" for member in each.members] for each in wrong]
    assert not wrong, f"{made.name}: {shown}"


def _told(body: str, sheet: Sheet, edition: int) -> list[str]:
    year = int(sheet.head["year"])
    body = body.replace("{@}", sheet.head["place"]).replace("{U}", sheet.head["place"] + sheet.head["office"])
    body = re.sub(r"\{Y([+-]\d)?\}", lambda found: str(year + int(found.group(1) or 0)), body)
    mine, other = ("A>", "B>") if edition == 0 else ("B>", "A>")
    lines = [line.strip() for line in body.splitlines()]
    return [line.removeprefix(mine) for line in lines if line and not line.startswith(other)]


def _thrown(lines: list[str], name: str, edition: int) -> Sheet:
    for again in range(TRIES):
        sheet = _once(lines, Random(f"{name} {again}"), edition)  # noqa: S311 - dice, no secret
        if sheet is not None:
            return sheet
    raise AssertionError(f"{name}: the dice give no figures that fit")


def _once(lines: list[str], dice: Random, edition: int) -> Sheet | None:
    sheet = Sheet({}, {}, {}, [])
    for line in filter(None, map(str.strip, lines)):
        if found := re.match(r"(year|place|office|hand): ?(.*)", line):
            options = found.group(2).split("/")
            sheet.head[found.group(1)] = options[min(edition, len(options) - 1)]
        elif line.startswith("need "):
            if not _fits(line.removeprefix("need "), sheet):
                return None
        elif "<=" in line:
            if not _fits(line, sheet):
                return None
            one, two = line.split("<=")
            sheet.claims.append((one.strip(), two.strip()))
        elif "==" in line:
            one, two = line.split("==")
            sheet.formulas.setdefault(one.strip(), []).append(two.strip())
        else:
            _define(line, sheet, dice)
    return sheet


def _fits(line: str, sheet: Sheet) -> bool:
    one, how, two = re.split(r"(<=|<)", line)
    left, right = value(one, sheet.values), value(two, sheet.values)
    return left <= right if how == "<=" else left < right


def _define(line: str, sheet: Sheet, dice: Random) -> None:
    found = DEFINED.fullmatch(line)
    assert found, line
    name, how, formula, unit, decimals = found.groups()
    factor = FACTORS.get(unit, Fraction(1))
    drawn = RANGE.sub(lambda each: f"{dice.uniform(float(each.group(1)), float(each.group(2))):.6f}", formula)
    names = re.findall(r"[a-z]\w*", drawn)
    bare = how == "=" and all(sheet.named[each].unit == "n" for each in names)
    exact = value(drawn, sheet.values) * (factor if bare else 1)
    if how == "=":
        exact = Fraction(rounded(exact / factor, int(decimals))) * factor
    else:
        sheet.formulas.setdefault(name, []).append(formula)
    sheet.named[name] = Named(exact, unit, int(decimals))


def _blocks(sheet: Sheet, lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[tuple[Pieces, ...]] = []
    caption, unit = "", ""
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append(tuple(_pieces(sheet, cell.strip(), unit) for cell in line.strip("|").split(" | ")))
            continue
        if rows:
            assert len({len(row) for row in rows}) == 1, caption
            shown = re.sub(r"\d", "", unit)
            blocks.append(Block("table", rows=tuple(rows), caption=caption, unit_line="" if shown == "-" else shown, say=caption))
            rows = []
        if line.startswith("T:"):
            caption, unit = (part.strip() for part in line.removeprefix("T:").split("@"))
        elif line:
            blocks.append(_block(sheet, line))
    return blocks


def _block(sheet: Sheet, line: str) -> Block:
    marks = re.match(r"#*", line)
    level = len(marks.group()) if marks else 0
    pieces = _pieces(sheet, line[level:].strip(), "")
    if level == 0:
        return Block("paragraph", pieces, say="said")
    return Block("title", pieces) if level == 1 else Block("heading", pieces, level - 1)


def _pieces(sheet: Sheet, text: str, table: str) -> Pieces:
    out: list[Piece] = []
    at = 0
    for found in BRACE.finditer(text):
        out += [text[at : found.start()]] if found.start() > at else []
        out.append(_slot(sheet, found.group(1), table))
        at = found.end()
    return (*out, *([text[at:]] if at < len(text) else []))


def _slot(sheet: Sheet, told: str, table: str) -> Slot:
    sheet.slots += 1
    if told.startswith("!"):
        right, wrong, kind, names = told[1:].split("~")
        sheet.words.append(Word(sheet.slots, wrong, kind, tuple(names.split(",")) if names else ()))
        return Slot(sheet.slots, WORD, right, tag=kind)
    if told.startswith("^"):
        formula, verbs = told[1:].split(":")
        up, down = verbs.split("/")
        right, wrong = (up, down) if value(formula, sheet.values) >= 0 else (down, up)
        known = sides(formula)
        spoken = (formula.strip(),) if known is None else known.names
        sheet.words.append(Word(sheet.slots, wrong, "verb_against_figures", spoken))
        return Slot(sheet.slots, WORD, right, tag="verb")
    return _figure(sheet, told, table)


def _figure(sheet: Sheet, told: str, table: str) -> Slot:
    formula, _, form = (part.strip() for part in told.partition("|"))
    own = sheet.named.get(formula)
    if own is None and formula not in sheet.formulas:
        sheet.formulas[formula] = [formula]
    found = FORMAT.fullmatch(form)
    assert found, told
    unit = found.group(1) or (own.unit if own else "n")
    decimals = int(found.group(2)) if found.group(2) else (own.decimals if own else 0)
    flags = found.group(3)
    if table and unit in MONEY:
        unit = re.sub(r"\d", "", table)
        decimals = int(table[-1]) if table[-1].isdigit() else 2
        flags += "b"
    exact = (own.value if own else value(formula, sheet.values)) / FACTORS.get(unit, Fraction(1))
    number = rounded(exact, decimals)
    hand = sheet.head.get("hand", "")
    digits = f"{abs(number):,.{decimals}f}" if "," in flags or "sep" in hand else f"{abs(number):.{decimals}f}"
    number = number if "±" in flags else abs(number)
    sign = "-" if number < 0 else ""
    shown = "" if unit == "n" or "b" in flags else unit
    text = f"{sign}{digits}{' ' if shown in MONEY and 'space' in hand else ''}{shown}"
    if "wide" in hand:
        text = text.translate(WIDE)
    return Slot(sheet.slots, FIGURE, text, number, decimals, "" if unit == "n" else unit, formula)


def _relations(made: Paper, sheet: Sheet) -> list[Relation]:
    order = {slot.id: number for number, slot in enumerate(made.slots())}
    places: dict[str, list[Slot]] = {}
    for slot in made.slots():
        if slot.kind == FIGURE:
            places.setdefault(slot.fact, []).append(slot)
    numbers = count()
    found: list[Relation] = []
    for name, formulas in sheet.formulas.items():
        for formula in formulas:
            known = sides(formula)
            if known and name in places and all(each in places for each in known.names):
                found += [_instance(f"f{next(numbers)}", known, ends, places, order) for ends in places[name]]
    for one, two in sheet.claims:
        if one in places and two in places:
            found += [
                Relation(f"c{next(numbers)}", "claim", (each.id,), equals=_near(places[two], each, order), compare=AT_MOST)
                for each in places[one]
            ]
    same = [pair for slots in places.values() for pair in pairwise(slots) if pair[0].number == pair[1].number or _alike(*pair)]
    found = [signed for each in found if (signed := _signed(each, made, sheet))]
    return [*found, *(Relation(f"s{next(numbers)}", "same", (one.id,), equals=two.id) for one, two in same)]


def _alike(one: Slot, two: Slot) -> bool:
    assert one.number is not None
    assert two.number is not None
    return (one.number < 0) == (two.number < 0)


def _signed(relation: Relation, made: Paper, sheet: Sheet) -> Relation | None:
    """A fall is printed without its sign: then the difference is the other way round, or not to be told from what is printed."""
    if holds(relation, made.figures()):
        return relation
    other = replace(relation, plus=relation.minus, minus=relation.plus)
    if relation.minus and holds(other, made.figures()):
        return other
    facts = {slot.id: slot.fact for slot in made.slots()}
    fell = any(value(facts[member], sheet.values) < 0 for member in relation.members)
    return None if fell else relation


def _near(slots: list[Slot], to: Slot, order: dict[int, int]) -> int:
    return min(slots, key=lambda slot: abs(order[slot.id] - order[to.id])).id


def _instance(name: str, known: Sides, ends: Slot, places: dict[str, list[Slot]], order: dict[int, int]) -> Relation:
    near = {each: _near(places[each], ends, order) for each in known.names}

    def of(names: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(near[each] for each in names)

    kind = "rate" if known.over else "sum"
    return Relation(name, kind, of(known.plus), of(known.minus), of(known.times), of(known.over), of(known.over_minus), ends.id)
