"""From a genre's outline to a paper: headings with numbers, statements, tables, annexes, and every relation between its figures."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import cache
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import yaml

from bench.audit.corpus.families import say
from bench.audit.corpus.model import HUNDRED, Model, department, plausible
from bench.audit.corpus.pieces import FIGURE, WORD, Block, Paper, Pieces, Slot
from bench.audit.corpus.weave import Said, Weaver, text
from bench.audit.relations import Relation, holds

if TYPE_CHECKING:
    from bench.audit.corpus.model import Rule
    from bench.audit.corpus.print import Hand

WORDS = Path(__file__).parent / "words"
DEV, HELD, FRESH, UNSEEN = "dev", "held", "fresh", "unseen"
HALVES = (DEV, HELD, FRESH, UNSEEN)
"""Of one model of a department: tuned on; two kept apart at first but looked at since; a fourth of another hand, looked at since too."""
STRANGE = "strange"
EVERY = (*HALVES, STRANGE)
"""With the half that is no model's but twenty texts with figures, and that is judged."""
NUMERALS = "一二三四五六七八九十"
LEVELS = {"h1": 1, "h2": 2, "h3": 3}


@cache
def words(half: str, genre: str = "") -> dict[str, Any]:
    """The phrasings of a half; with a genre, its own stand before those of all."""
    if not genre:
        found: dict[str, Any] = yaml.safe_load((WORDS / f"{half}.yaml").read_text(encoding="utf-8"))
        return found
    known = dict(words(half))
    for name, own in known["genres"][genre].get("words", {}).items():
        known[name] = {**known[name], **own} if isinstance(own, dict) else own
    return known


def paper(
    name: str, half: str, genre: str, layout: str, hand: Hand, *, number: int = 0, coarse: bool = True, last: Paper | None = None
) -> Paper:
    """A clean report, the same for the same name; the `number` chooses the unit.

    `coarse` amounts agree when printed in 万元; others only within rounding. `last` is the same unit's report of the year before.
    """
    said = words(half, genre)
    model = _department(name, half, HUNDRED if coarse else 1, last)
    year = model.year
    weaver = Weaver(model.dice, model, said, hand)
    unit = _unit(said, genre, number)
    blocks = tuple(_blocks(weaver, said["genres"][genre], unit))
    facts = {key: fact.value for key, fact in model.facts.items()}
    made = Paper(name, half, genre, layout, unit, year, blocks, facts)
    return replace(made, relations=tuple(_judged(relation, made) for relation in _relations(made, model, weaver.relations)))


def _department(name: str, half: str, grain: int, last: Paper | None) -> Model:
    """Out of the dice of the name; for the half that is judged thrown again until its sizes are plausible."""
    for again in count():
        dice = Random(f"{name} {again}" if again else name)  # noqa: S311 - dice, no secret
        year = dice.randint(2019, 2023) if last is None else last.year + 1
        model = department(dice, year, grain, None if last is None else last.facts)
        if half != UNSEEN or plausible(model):
            break
    return model


def _unit(known: dict[str, Any], genre: str, number: int) -> str:
    places, office = known["places"], known["genres"][genre].get("office")
    if office:
        return f"{places[number % len(places)]}{office}"
    bureaus = known["bureaus"]
    return f"{places[number % len(places)]}{bureaus[(number + number // len(places)) % len(bureaus)]}"


def _blocks(weaver: Weaver, outline: dict[str, Any], unit: str) -> list[Block]:
    blocks = [Block("title", weaver.weave(outline["title"], {"unit": text(unit)}))]
    counts = [0, 0, 0]
    for entry in outline["blocks"]:
        blocks += _entry(weaver, entry, counts)
    return [*blocks, *_annexes(weaver, outline.get("annexes", []))]


def _entry(weaver: Weaver, entry: dict[str, Any], counts: list[int]) -> list[Block]:
    ((kind, given),) = entry.items()
    if kind in LEVELS:
        return [_heading(weaver, LEVELS[kind], given, counts)]
    if kind == "fill":
        return [Block("paragraph", weaver.weave(weaver.pick("fillers", given)), say=f"fill {given}")]
    if kind == "table":
        return [table(weaver, given)]
    pieces: Pieces = ()
    for call in given:
        pieces += say(weaver, call)[1]
    return [Block("paragraph", pieces, say=" ".join(given))] if pieces else []


def _heading(weaver: Weaver, level: int, words_of: str, counts: list[int]) -> Block:
    counts[level - 1] += 1
    counts[level:] = [0] * (3 - level)
    numeral = NUMERALS[counts[level - 1] - 1]
    number = weaver.weave("{n}", {"n": _word(f"{numeral}、" if level == 1 else f"（{numeral}）", f"h{level}")})
    return Block("heading", (*number, *weaver.weave(words_of)), level)


def _word(shown: str, tag: str) -> Said:
    return Said(WORD, shown, tag=tag)


def _annexes(weaver: Weaver, annexes: list[list[str]]) -> list[Block]:
    if not annexes:
        return []
    name = weaver.words["annex_word"]
    said = {f"a{number}": _word(title, "annex") for number, (title, _) in enumerate(annexes, 1)}
    listed = " ".join(f"{{#{number}}}.{{a{number}}}" for number in range(1, len(annexes) + 1))
    blocks = [Block("paragraph", weaver.weave(weaver.words["closing_annexes"].replace("{list}", listed), said), say="annex list")]
    for number, (title, which) in enumerate(annexes, 1):
        blocks += [Block("annex", weaver.weave(f"{name}{{#{number}}} {title}")), table(weaver, which)]
    return blocks


def table(weaver: Weaver, name: str) -> Block:
    """A table of the words, its cells filled with figures without units."""
    form = weaver.words["tables"][name]
    rows = [tuple(weaver.weave(cell) for cell in form["head"]), *_body(weaver, form)]
    money = form.get("money", True)
    caption = "".join(piece if isinstance(piece, str) else piece.text for piece in weaver.weave(form["caption"]))
    return Block(
        "table", rows=tuple(rows), caption=caption, unit_line=weaver.hand.table_money if money else "", say=f"table {name}"
    )


def _body(weaver: Weaver, form: dict[str, Any]) -> list[tuple[Pieces, ...]]:
    if "cells" in form:
        return [tuple(weaver.weave(cell) for cell in row) for row in form["cells"]]
    keys = form["rows"] if isinstance(form["rows"], list) else weaver.model.parts[form["rows"]]
    rows = [_row(weaver, weaver.name(key), [f"{key}{suffix}" for suffix in form["columns"]]) for key in keys]
    if "total" in form:
        last = _row(weaver, form["total"][0], form["total"][1:])
        rows.insert(0 if form.get("first") else len(rows), last)
    return rows


def _row(weaver: Weaver, name: str, keys: list[str]) -> tuple[Pieces, ...]:
    return ((name,), *(weaver.weave(f"{{{key}!n}}") if key in weaver.model.facts else () for key in keys))


def _relations(made: Paper, model: Model, said: list[Relation]) -> list[Relation]:
    places = _places(made)
    order = {slot.id: number for number, slot in enumerate(made.slots())}
    found = [relation for relation in said if all(member in order for member in relation.members)]
    for number, rule in enumerate(model.rules):
        found += _instances(f"r{number}", rule, places, order)
    return [*found, *_repeats(places)]


def _places(made: Paper) -> dict[str, list[Slot]]:
    places: dict[str, list[Slot]] = {}
    for slot in made.slots():
        if slot.kind == FIGURE and slot.fact:
            places.setdefault(slot.fact, []).append(slot)
    return places


def _instances(name: str, rule: Rule, places: dict[str, list[Slot]], order: dict[int, int]) -> list[Relation]:
    keys = {*rule.plus, *rule.minus, *rule.times, *rule.over, *rule.over_minus}
    if rule.equals not in places or not all(key in places for key in keys):
        return []
    found = []
    for number, ends in enumerate(places[rule.equals]):
        near = {key: _nearest(places[key], order[ends.id], order).id for key in keys}
        sides = {side: tuple(near[key] for key in getattr(rule, side)) for side in ("plus", "minus", "times", "over", "over_minus")}
        found.append(Relation(f"{name}.{number}", rule.kind, **sides, equals=ends.id, compare=rule.compare))  # type: ignore[arg-type]  # sides only
    return found


def _nearest(slots: list[Slot], position: int, order: dict[int, int]) -> Slot:
    at = bisect_left([order[slot.id] for slot in slots], position)
    return min(slots[max(0, at - 1) : at + 1], key=lambda slot: abs(order[slot.id] - position))


def _repeats(places: dict[str, list[Slot]]) -> list[Relation]:
    return [
        Relation(f"same.{one.id}.{two.id}", "same", plus=(one.id,), equals=two.id)
        for slots in places.values()
        for one, two in pairwise(slots)
    ]


def _judged(relation: Relation, made: Paper) -> Relation:
    """With its verdict: shares forced to 100 are explained, everything else holds."""
    figures = made.figures()
    return (
        relation
        if holds(relation, figures)
        else replace(relation, verdict="explained" if holds(relation, figures, 4) else "impossible")
    )
