"""Whether the numbers of levels are written as the standard writes them, follow each other, and are no more than four deep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.layout.ordinals import Ordinal
from hengji.auditing.layout.roles import ATTACHMENT, BODY, LEVELS, TITLE
from hengji.core.layout import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.layout.roles import Part
    from hengji.auditing.layout.told import Teller
    from hengji.core.layout import Breach
    from hengji.rulebook.layout import Standard

FORM, SEQUENCE, ORDER, DEPTH = "DC51", "DC52", "DC53", "DC54"
CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
"""Numbers that none of the four levels is written with, wherever they stand below a heading."""
_FULL = {"(": "（", ")": "）"}


def check(parts: tuple[Part, ...], standard: Standard, teller: Teller) -> Iterator[Breach]:
    """Through the paragraphs in order; a title or an attachment begins anew."""
    path: dict[int, Ordinal] = {}
    for part in parts:
        if part.role.id in {TITLE, ATTACHMENT} or standard.writing.part.match(part.paragraph.printed.strip()):
            path = {}
        ordinal = part.ordinal
        if part.paragraph.outline > LEVELS and part.role.id == BODY:
            yield teller.breach(DEPTH, part, part.paragraph.style)
        elif ordinal is not None and ordinal.level > LEVELS:
            if LEVELS in path or (path and ordinal.text in CIRCLED):
                yield teller.breach(DEPTH, part, ordinal.text)
        elif ordinal is not None and ordinal.decimal:
            yield teller.breach(FORM, part, ordinal.text, wanted=teller.say("level_wanted", found=ordinal.text))
        elif ordinal is not None:
            yield from _level(part, ordinal, path, teller)
            path = {level: kept for level, kept in path.items() if level < ordinal.level} | {ordinal.level: ordinal}


def _level(part: Part, ordinal: Ordinal, path: dict[int, Ordinal], teller: Teller) -> Iterator[Breach]:
    if not ordinal.well_formed:
        yield teller.breach(FORM, part, ordinal.text, edits=_brackets(part, ordinal), wanted=ordinal.wanted)
    before = path.get(ordinal.level)
    if before is None:
        deeper = next((path[level] for level in sorted(path) if level > ordinal.level), None)
        if deeper is not None and ordinal.level > 1:
            yield teller.breach(ORDER, part, ordinal.text, before=deeper.text)
        elif ordinal.value != 1 and ordinal.level <= 2:  # noqa: PLR2004 - lists in a text may go on from elsewhere
            wanted = Ordinal("", ordinal.level, 1, well_formed=True).wanted
            yield teller.breach(SEQUENCE, part, ordinal.text, before=teller.say("beginning"), wanted=wanted)
        return
    follows = ordinal.value == before.value + 1 or (ordinal.value == 1 and ordinal.level > 2)  # noqa: PLR2004 - a new list
    if not follows:
        wanted = Ordinal("", ordinal.level, before.value + 1, well_formed=True).wanted
        yield teller.breach(SEQUENCE, part, ordinal.text, before=before.text, wanted=wanted)


def _brackets(part: Part, ordinal: Ordinal) -> tuple[Edit, ...]:
    """Brackets of half width become full; anything else is for a person."""
    if not ordinal.halved or part.paragraph.label:
        return ()
    edits: list[Edit] = []
    at = 0
    start = len(part.paragraph.text) - len(part.paragraph.text.lstrip())
    for run in part.paragraph.runs:
        for place, letter in enumerate(run.text):
            if start <= at + place < start + len(ordinal.text) and letter in _FULL:
                edits.append(Edit("letter", part.paragraph.number, run.number, place, {"text": _FULL[letter]}))
        at += len(run.text)
    return tuple(edits)
