"""Whether the command noticed a planted error: a finding that the clean twin does not have touches it or what disagrees with it.

It must be a finding of weight, but for slips of wording and form, of which a notice is enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.audit.corpus.plant import FORM

if TYPE_CHECKING:
    from bench.audit.corpus.layouts import Laid
    from bench.audit.corpus.make import Case
    from bench.audit.corpus.plant import Plant
    from bench.audit.tool import Answer, Finding

Spans = dict[int, tuple[int, int]]
TOKEN = re.compile(r"(?<=\d)\.(\d{1,12}?)(0{0,12})(?!\d)")
IGNORED = frozenset(" \t\r\n\v\f\u3000\u00a0,|")
CONTEXTS = (12, 6, 3)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one planted error: whether it was touched at all, touched itself, and by which codes."""

    plant: Plant
    touched: bool
    direct: bool
    codes: tuple[str, ...]


def folded(text: str) -> tuple[str, list[int]]:
    """A text without white space, separators and the last zeros of decimals, and where each of its characters stood.

    >>> folded("1,234.50 a")[0]
    '1234.5a'
    """
    drop = {at for at, character in enumerate(text) if character in IGNORED}
    for found in TOKEN.finditer(text):
        first = found.start(1) - 1 if found.group(1) == "0" else found.start(2)
        drop.update(range(first, found.end(2)))
    kept = [(at, character) for at, character in enumerate(text) if at not in drop]
    return "".join(character for _, character in kept), [at for at, _ in kept]


def located(laid: Laid, text: str) -> Spans:
    """Where the slots of a report stand in the text of the reader; slots that it does not show are left out."""
    if laid.spans is not None:
        return laid.spans
    stream, index = folded(laid.stream)
    back = {at: number for number, at in enumerate(index)}
    shown, places = folded(text)
    spans: Spans = {}
    cursor = 0
    for slot, (start, end) in sorted(laid.places.items(), key=lambda each: each[1]):
        inside = [back[at] for at in range(start, end) if at in back]
        if not inside:
            continue
        at = _found(stream, inside[0], inside[-1] + 1, shown, cursor)
        if at >= 0:
            spans[slot] = (places[at], places[at + len(inside) - 1] + 1)
            cursor = at
    return spans


def _found(stream: str, start: int, end: int, shown: str, cursor: int) -> int:
    for context in CONTEXTS:
        before = min(context, start)
        for begin in (max(0, cursor - before), 0):
            at = shown.find(stream[start - before : end], begin)
            if at >= 0:
                return at + before
    return -1


def key(finding: Finding, spans: Spans) -> tuple[str, bool, frozenset[int]]:
    """What makes a finding the same in both twins: its code, whether it is of weight, and the slots that it touches."""
    return finding.code, finding.of_weight, frozenset(slot for slot, span in spans.items() if finding.touches(span))


def verdicts(case: Case, clean: Answer, bad: Answer) -> list[Verdict]:
    """Of every planted error of a case."""
    known = located(case.clean_file, clean.text)
    before = {key(finding, known) for finding in clean.findings}
    spans = located(case.bad_file, bad.text)
    new = [finding for finding in bad.findings if key(finding, spans) not in before]
    return [_verdict(plant, [each for each in new if each.of_weight or plant.kind in FORM], spans) for plant in case.plants]


def _verdict(plant: Plant, new: list[Finding], spans: Spans) -> Verdict:
    own = [spans[slot] for slot in plant.slots if slot in spans]
    around = own + [spans[slot] for slot in plant.partners if slot in spans]
    touching = [finding for finding in new if finding.touches(*around)]
    return Verdict(
        plant,
        bool(touching),
        any(finding.touches(*own) for finding in touching),
        tuple(sorted({finding.code for finding in touching})),
    )
