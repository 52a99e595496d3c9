"""Where the elements below the text stand: the list of attachments from the left, signature and date from the right."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.layout import words
from hengji.auditing.layout.roles import ATTACHMENT_NOTE, BODY, LEVELS, SIGNATURE
from hengji.auditing.layout.told import INDENT, RIGHT_SPACE
from hengji.core import exact
from hengji.core.layout import CENTRE, RIGHT, Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.layout.roles import Part
    from hengji.auditing.layout.told import Teller
    from hengji.core.layout import Breach, Layout, Paragraph
    from hengji.rulebook.layout import Standard

WIDE_SPACE, SPACES = "\u3000", " \u00a0\t"
_LETTER = 10
"""Twentieths of a point in a letter for each half point of its size."""
_TEXT = frozenset({BODY, *(f"level{level}" for level in range(1, LEVELS + 1))})
_ITEM = re.compile(r"\d{1,2}[.．、]\s?")
_STOPS = "：:"


def spaces(text: str, letter: int) -> int:
    """How far the blanks at the beginning of a text reach."""
    count = len(text) - len(text.lstrip(WIDE_SPACE + SPACES))
    return sum(letter if each == WIDE_SPACE else letter // 2 for each in text[:count])


def width(text: str, letter: int) -> int:
    """How wide a text prints: a letter is as wide as it is tall, those of half width take half of it."""
    return sum(letter // 2 if each.isascii() else letter for each in text)


def from_left(paragraph: Paragraph, letter: int) -> int:
    """How far from the left edge its first line begins."""
    left = paragraph.left_letters * letter // 100 or paragraph.left
    first = paragraph.first_letters * letter // 100 or paragraph.first
    return left + first + spaces(paragraph.printed.lstrip("\f\n"), letter)


def from_right(paragraph: Paragraph, letter: int, line: int) -> int:
    """How far from the right edge a line ends; `line` is how wide the page prints."""
    text = paragraph.printed.strip("\f\n")
    right = paragraph.right_letters * letter // 100 or paragraph.right
    if paragraph.align == RIGHT:
        return right + spaces(text[::-1], letter)
    wide = width(text.strip(), letter)
    if paragraph.align == CENTRE:
        return (line - wide) // 2
    return line - from_left(paragraph, letter) - wide


def check(layout: Layout, parts: tuple[Part, ...], standard: Standard, teller: Teller) -> Iterator[Breach]:
    """The list of attachments, the signature and the date of a paper."""
    widths = {each.number: each.width - each.left - each.right for each in layout.sections}
    usual = standard.page.text_width
    begun = False
    for part in parts:
        begun = begun or part.role.id in _TEXT
        if part.role.id == ATTACHMENT_NOTE:
            yield from _note(part, widths.get(part.paragraph.section, usual), standard, teller)
    signed = [part for part in parts if part.role.id == SIGNATURE] if begun else []
    order = {id(part): at for at, part in enumerate(parts)}
    first = next((at for at, part in enumerate(parts) if part.role.id in _TEXT), len(parts))
    for part in signed:
        if order[id(part)] < first or not words.only_a_date(part.paragraph.printed.strip(), standard.writing):
            continue
        before = next((one for one, other in pairwise(parts) if other is part and one.role.id == SIGNATURE), None)
        signer = (
            before if before is not None and not words.only_a_date(before.paragraph.printed.strip(), standard.writing) else None
        )
        line = widths.get(part.paragraph.section, usual)
        yield from _signed(signer, part, line, standard, teller)


def _note(part: Part, line: int, standard: Standard, teller: Teller) -> Iterator[Breach]:
    """An entry of the list of attachments: two letters in, those after the first under its number, lines that go on under the name."""
    paragraph, letter, law = part.paragraph, part.role.size * _LETTER, standard.closing
    text = paragraph.printed.strip()
    leads = text.startswith(standard.words.attachment)
    wanted = (law.note if leads else law.more) * letter
    at, near = from_left(paragraph, letter), letter * law.near // 2
    left = paragraph.left_letters * letter // 100 or paragraph.left
    named = wanted + width(text[: _name_at(text)], letter)
    over = wanted + width(text, letter) > line
    if abs(at - wanted) <= near and (not over or abs(left - named) <= letter * law.near):
        return
    own = spaces(paragraph.printed.lstrip("\f\n"), letter)
    hang = named if over else 0
    edits: tuple[Edit, ...] = ()
    if own <= wanted:
        edits = (Edit("paragraph", paragraph.number, values={"first": wanted - own - hang, "left": hang, "letter": letter}),)
    found = teller.say("indent", first=_tenths(at, letter), left=_tenths(left, letter))
    said = teller.say("note_wanted" if leads else "more_wanted", letters=wanted // letter)
    yield teller.breach(INDENT, part, found, edits=edits, wanted=said)


def _name_at(text: str) -> int:
    """Where the name of an attachment begins, behind the word, the colon and its number."""
    stops = [text.find(stop) + 1 for stop in _STOPS if stop in text]
    start = min(stops, default=0)
    start = start if text[start:].strip() else 0
    found = _ITEM.match(text, start)
    return found.end() if found else start


def _signed(signer: Part | None, date: Part, line: int, standard: Standard, teller: Teller) -> Iterator[Breach]:
    """A date with who signs above it: with a seal the date stands four letters from the right and the name over its middle; without one the name
    stands two letters from the right and the date begins two letters after it. Either is right, so that both must be wrong to be told.
    """
    letter, law = date.role.size * _LETTER, standard.closing
    text = date.paragraph.printed.strip()
    numerals = words.chinese_date(text, standard.writing)
    wide = width(numerals.wanted if numerals is not None else text, letter)  # as it will be written
    name = width(signer.paragraph.printed.strip(), letter) if signer is not None else 0
    seal, plain = law.date * letter, max(law.signature * letter, law.signature * letter + name - law.shift * letter - wide)
    if signer is not None:
        over, beside = max(0, seal + (wide - name) // 2), max(law.signature * letter, plain + wide + law.shift * letter - name)
        wanted = teller.say("signature_wanted", seal=_tenths(over, letter), plain=_tenths(beside, letter))
        flush = (seal,) if name > wide else ()  # a name longer than its date often ends where the date does
        yield from _stands(signer, (over, beside, *flush), line, wanted, standard, teller)
    wanted = teller.say("date_wanted", seal=law.date, plain=_tenths(plain, letter), shift=law.shift)
    yield from _stands(date, (seal, plain), line, wanted, standard, teller)


def _stands(part: Part, places: tuple[int, ...], line: int, wanted: str, standard: Standard, teller: Teller) -> Iterator[Breach]:
    """Whether a line ends in one of its places; mended, it ends in the first."""
    paragraph, letter = part.paragraph, part.role.size * _LETTER
    found = from_right(paragraph, letter, line)
    near = letter * standard.closing.near
    if any(abs(found - each) <= near for each in places):
        return
    trailing = spaces(paragraph.printed.strip("\f\n")[::-1], letter)
    edit = Edit(
        "paragraph",
        paragraph.number,
        values={"align": RIGHT, "right": max(0, places[0] - trailing), "first": 0, "left": 0, "letter": letter},
    )
    said = teller.say("letters", count=_tenths(found, letter))
    yield teller.breach(RIGHT_SPACE, part, said, edits=(edit,), wanted=wanted)


def _tenths(length: int, letter: int) -> str:
    return exact.plain(exact.round_half_away((length, letter), 1))
