"""The digit-flip test: one digit of a figure changed so that a relation breaks beyond its tolerance; does a new finding of weight touch it?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from bench.audit.corpus.pieces import FIGURE
from bench.audit.corpus.plant import broken, restyled
from bench.audit.relations import EQUAL, Printed, holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.audit.corpus.pieces import Paper, Slot
    from bench.audit.relations import Relation
    from bench.audit.seeds import Seed
    from bench.audit.tool import Answer

DIGIT = re.compile(r"[0-9０-９]")
NUMBER = re.compile(r"[0-9０-９][0-9０-９,，.．\s]*")
NARROW = str.maketrans("０１２３４５６７８９．", "0123456789.", ",， \n\r\t\u3000")
BEYOND = 3
"""In halves of the last digit of what is compared: more than cutting off explains."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A changed text, where it was changed, and the spans of which one must be touched."""

    name: str
    text: str
    spans: tuple[tuple[int, int], ...]
    note: str
    kinds: tuple[str, ...]


def breaks(relation: Relation, figures: dict[int, Printed], start: int, changed: Printed) -> bool:
    """Whether a relation that holds no longer does with one figure changed."""
    if start not in relation.members or holds(relation, figures, BEYOND) is not True:
        return False
    return holds(relation, {**figures, start: changed}, BEYOND) is False


def of_seed(seed: Seed, variants: int) -> Iterator[Flip]:
    """Up to so many flips of every figure that takes part in a relation."""
    ends, figures = seed.ends, seed.printed
    for start in seed.related:
        dice = Random(f"flip {seed.name} {start}")  # noqa: S311 - dice, no secret
        made = 0
        for at, digit, changed in _changes(seed.text, start, ends[start], figures[start], dice):
            bad = [relation for relation in seed.relations if breaks(relation, figures, start, changed)]
            if bad and made < variants:
                made += 1
                spans = [
                    (member, ends[member])
                    for member in dict.fromkeys([start, *(member for each in bad for member in each.members)])
                ]
                text = seed.text[:at] + digit + seed.text[at + 1 :]
                kinds = tuple(sorted({each.kind if each.compare == EQUAL else "claim" for each in bad}))
                yield Flip(
                    f"flip-{seed.name}-{start:05d}-{made}.txt",
                    text,
                    tuple(spans),
                    f"{figures[start].number} → {changed.number} {figures[start].unit}",
                    kinds,
                )


def _changes(text: str, start: int, end: int, figure: Printed, dice: Random) -> Iterator[tuple[int, str, Printed]]:
    found = NUMBER.search(text, start, end)
    if found is None or Decimal(_plain(found.group())) != figure.number:
        return
    places = [at for at in range(found.start(), found.end()) if DIGIT.match(text[at])]
    choices = [(at, digit) for at in places for digit in "0123456789" if digit != text[at].translate(NARROW)]
    dice.shuffle(choices)
    for at, digit in choices:
        whole = _plain(text[found.start() : at] + digit + text[at + 1 : found.end()])
        if len(whole) > 1 and whole[0] == "0" and whole[1] != ".":
            continue
        yield at, digit, replace(figure, number=Decimal(whole))


def _plain(text: str) -> str:
    return text.translate(NARROW).rstrip(".")


def noticed(flip: Flip, before: Answer, after: Answer) -> bool:
    """Whether a new finding of weight touches the figure or a partner."""
    known = {(finding.code, finding.spans) for finding in before.weighty}
    return any(finding.touches(*flip.spans) for finding in after.weighty if (finding.code, finding.spans) not in known)


@dataclass(frozen=True, slots=True)
class Edit:
    """A flip of a made report: the paper with it, the slot, and the slots that disagree with it."""

    paper: Paper
    slot: Slot
    partners: tuple[int, ...]
    note: str


def of_paper(paper: Paper, count: int) -> list[Edit]:
    """So many flips of figures that take part in a relation, each in a paper of its own."""
    dice = Random(f"flip {paper.name}")  # noqa: S311 - dice, no secret
    slots = [slot for slot in paper.slots() if slot.kind == FIGURE and slot.fact]
    dice.shuffle(slots)
    made: list[Edit] = []
    for slot in slots:
        edit = _edit(paper, slot, dice)
        if edit is not None:
            made.append(edit)
        if len(made) == count:
            break
    return made


def _edit(paper: Paper, slot: Slot, dice: Random) -> Edit | None:
    digits = f"{slot.number:f}"
    choices = [(at, digit) for at, old in enumerate(digits) if old.isdigit() for digit in "0123456789" if digit != old]
    dice.shuffle(choices)
    for at, digit in choices[:20]:
        changed = digits[:at] + digit + digits[at + 1 :]
        if len(changed) > 1 and changed[0] == "0" and changed[1] != ".":
            continue
        text = restyled(slot, Decimal(changed))
        partners = broken(paper, {slot.id: text})
        if partners and DIGIT.search(text) and _alone(slot.text, text):
            return Edit(replace(paper, edits={slot.id: text}), slot, partners, f"{slot.text} → {text} ({slot.fact})")
    return None


def _alone(before: str, after: str) -> bool:
    return len(before) == len(after) and sum(one != two for one, two in zip(before, after, strict=True)) == 1
