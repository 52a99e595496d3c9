"""What a person typed, as it is read: an amount in every way in which people write one, a day, a choice, a paragraph."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import HIDDEN, Problem, problem
from hengji.core.quantity import Quantity
from hengji.filling import doubts, letters
from hengji.filling.form import FACT
from hengji.reading import numbers
from hengji.reading.entries import Entries
from hengji.rulebook import amounts, sheets
from hengji.rulebook.amounts import Misread
from hengji.rulebook.sheets import AMOUNT, ANYTHING, CODE, DATE, LINEWISE, LIST, NUMBER, PARAGRAPHS, TEXT, TRUTH

if TYPE_CHECKING:
    from hengji.core.quantity import Unit
    from hengji.filling.form import Entry, Form
    from hengji.rulebook.book import Book

STRANGE, NO_CHOICE, TOO_LONG, NOT_A_NUMBER, BLANK_SIGN = "WF11", "IN42", "WF12", "IN01", "WF13"
WRONG_UNIT, NEGATIVE = "IN08", "IN17"
MOST_TYPED, MOST_PARAGRAPH, MOST_LINE = 20_000, 2_000, 400
READER = "web"
AREA, YUAN = "area", "元"
_POINTS = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?")
_NOTHING = re.compile(r"[-－—–/／\\、。·]+|无|无数据|免填|不适用|n/?a", re.IGNORECASE)
_WHOLE = re.compile(r"[整正]$")
_NUMERALS = re.compile(r"[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]+")
_ALLOWED = "\n\r\t"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a field says: `canonical` is how the case spells it, `shown` how a person sees that it was understood; or the problem.

    `doubt` is asked about and stops nothing.
    """

    canonical: str = ""
    shown: str = ""
    unit: str = ""
    problem: Problem | None = None
    doubt: Problem | None = None


def read(entry: Entry, text: str, found: Form) -> Reading:
    """A field as it is read; empty where nothing stands in it. Problems IN01–IN08, IN16, IN17, IN42, WF11–WF13."""
    stripped = unicodedata.normalize("NFC", text).strip()
    place = Place(entry.label)
    strange = next((letter for letter in stripped if _strange(letter)), "")
    if strange:
        return _refused(problem(STRANGE, place, stripped, points=f"U+{ord(strange):04X}"))
    if len(stripped) > MOST_TYPED or (entry.kind not in {PARAGRAPHS, LINEWISE} and len(stripped) > MOST_LINE):
        return _refused(problem(TOO_LONG, place, f"{len(stripped)}", most=MOST_TYPED if entry.kind == PARAGRAPHS else MOST_LINE))
    if not stripped:
        return Reading()
    counted = entry.kind in {AMOUNT, ANYTHING} or (entry.kind == NUMBER and not _POINTS.fullmatch(stripped))
    if counted and _NOTHING.fullmatch(stripped):
        return _refused(problem(BLANK_SIGN, place, stripped))
    if entry.kind == AMOUNT:
        return _amount(entry, stripped, found, place)
    return _other(entry, stripped, found, place)


def _strange(letter: str) -> bool:
    return letter not in _ALLOWED and unicodedata.category(letter) in HIDDEN


def _refused(wrong: Problem) -> Reading:
    return Reading(problem=wrong)


def _other(entry: Entry, text: str, found: Form, place: Place) -> Reading:
    if entry.kind == PARAGRAPHS:
        longest = max(len(each.strip()) for each in text.splitlines())
        return Reading(text) if longest <= MOST_PARAGRAPH else _refused(problem(TOO_LONG, place, str(longest), most=MOST_PARAGRAPH))
    if entry.kind in {LIST, TRUTH}:
        return Reading(text) if text in entry.choices else _refused(problem(NO_CHOICE, place, text, known="、".join(entry.choices)))
    if entry.kind == NUMBER:
        return _points(entry, text, found, place)
    if entry.kind == DATE and entry.key.startswith(f"{FACT}/"):
        day = amounts.day(text)
        wrong = problem(day.code, place, day.found, **dict(day.slots)) if isinstance(day, Misread) else None
        return Reading(problem=wrong) if wrong else Reading(text, str(day))
    if entry.kind == ANYTHING:
        return _anything(text, found.book)
    if entry.kind in {TEXT, CODE, DATE}:
        return Reading(" ".join(text.split("\n")), doubt=doubts.of_text(entry, text, found))
    return Reading(text)


def _points(entry: Entry, text: str, found: Form, place: Place) -> Reading:
    """Points, or a weight: never below zero but where points are taken off."""
    plain = letters.narrow(text).removesuffix("分").strip()
    if not _POINTS.fullmatch(plain):
        return _refused(problem(NOT_A_NUMBER, place, text))
    if plain.startswith("-") and not entry.key.startswith("deductions/"):
        return _refused(problem(NEGATIVE, place, text, name=entry.label))
    return Reading(plain, plain, doubt=doubts.of_points(entry, plain, found))


def _amount(entry: Entry, text: str, found: Form, place: Place) -> Reading:
    """An amount of a fact (with the fact's own dimension and sign), or of another cell in its column's unit."""
    assumed = found.book.spellings.get(entry.unit)
    strict = amounts.quantity(text, found.book.spellings, assumed)
    quantity = wide(text, found.book, entry.unit) if isinstance(strict, Misread) else strict
    quantity = _many(text, quantity, assumed, found.book)
    if quantity is None:
        again = amounts.quantity(letters.narrow(text), found.book.spellings, assumed)
        wrong = again if isinstance(again, Misread) else Misread(NOT_A_NUMBER, text)
        return _refused(problem(wrong.code, place, text, **dict(wrong.slots)))
    canonical = quantity.printed
    group, _, name = entry.key.partition("/")
    ref = sheets.reference(name, found.book) if group == FACT else None
    if assumed is not None and quantity.unit.dimension != assumed.dimension:
        said = found.book.concepts[ref.concept].label if ref is not None else entry.label
        return _refused(problem(WRONG_UNIT, place, text, name=said, wanted=assumed.label))
    if group == FACT:
        entries = Entries(found.book, "", found.year, "", READER)
        if ref is not None:
            entries.fact(ref, canonical, place)
        if entries.problems:
            return _refused(entries.problems[0])
    elif quantity.number < 0:
        return _refused(problem(NEGATIVE, place, text, name=entry.label))
    return Reading(canonical, shown(quantity, assumed), quantity.unit.label, doubt=doubts.of_amount(entry, quantity, text, found))


def _many(text: str, quantity: Quantity | None, assumed: Unit | None, book: Book) -> Quantity | None:
    """The amount; a bare 万 or 亿 behind a number of things is so many of the field's unit, never money."""
    if quantity is None or assumed is None or assumed.dimension not in doubts.COUNTED | {AREA}:
        return quantity
    bare = book.spellings.get(letters.narrow(text).strip()[-1:])
    if bare is None or quantity.unit != bare or bare.label == text.strip()[-len(bare.label) :]:
        return quantity
    number = Decimal(exact.plain(exact.divide(quantity.value, book.spellings[YUAN].factor))).normalize()
    return Quantity(number, assumed, 0, f"{number:f}{assumed.label}")


def _anything(text: str, book: Book) -> Reading:
    """Something of any dimension: an amount with its unit where it is one, else the words."""
    strict = amounts.quantity(text, book.spellings)
    return Reading(strict.printed, shown(strict), strict.unit.label) if isinstance(strict, Quantity) else Reading(text)


def wide(text: str, book: Book, unit: str = "") -> Quantity | None:
    """An amount in the ways that a strict reader refuses: full-width digits, 壹佰零伍万元整, 1,105.00万, a space before the unit.

    None where the text says anything beside one amount.
    """
    plain = _WHOLE.sub("", letters.narrow(text).strip())
    if _NUMERALS.fullmatch(plain):
        plain += unit
    marks = numbers.marks(plain, book.spellings)
    if len(marks) != 1 or marks[0].kind is not numbers.Kind.FIGURE:
        return None
    mark = marks[0]
    if (
        plain[: mark.start].strip() not in {"", "-"}
        or plain[mark.end :].strip()
        or mark.operator
        or mark.about
        or mark.second is not None
        or mark.form
    ):
        return None
    assumed = mark.unit or book.spellings.get(unit)
    if mark.number is None or assumed is None or mark.measure:
        return None
    return Quantity(mark.number, assumed, mark.decimals, f"{mark.number:f}{assumed.label}")


def shown(quantity: Quantity, asked: Unit | None = None) -> str:
    """An amount as a person checks it: thousands separated, the unit behind it, and what that is in the unit that was asked for."""
    said = _grouped(quantity.number, quantity.unit)
    if asked is None or asked == quantity.unit or asked.dimension != quantity.unit.dimension:
        return said
    return f"{said}，合 {_grouped(Decimal(exact.plain(exact.divide(quantity.value, asked.factor))), asked)}"


def _grouped(number: Decimal, unit: Unit) -> str:
    gap = "" if unit.label in {"%", "‰"} else " "
    return f"{number:,f}{gap}{unit.label}"
