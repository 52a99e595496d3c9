"""A page of a PDF file as pdfium sees it: letters, drawn lines and pictures, turned so that the text stands upright."""

from __future__ import annotations

import math
from collections import Counter
from ctypes import c_float, c_int
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import pypdfium2.raw as pdfium

from hengji.reading.formats.parts.letters import Letter, plain
from hengji.reading.formats.parts.ruled import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypdfium2 import PdfPage

Matrix: TypeAlias = "tuple[float, float, float, float, float, float]"
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_THIN, _STRAIGHT, _DEPTH, _MOST_OBJECTS, _MOST_POINTS, _MOST_LETTERS = 3.0, 1.0, 8, 50_000, 400, 200_000
_REPLACED, _NO_LETTERS, _LEANING = "\ufffd", frozenset({0, 0xFFFD, 0xFFFE, 0xFFFF}), 8
_QUARTER, _TURN = 90, 360
_NO_INK = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})


@dataclass(frozen=True, slots=True)
class Page:
    """Sizes in points. `turned` are letters that lean otherwise than the page and were left out; `strange` letters without a code.

    `unseen` counts pieces of text that are printed without ink: what a scanner's program believes to have recognized in a picture.
    """

    width: float
    height: float
    letters: list[Letter]
    rules: list[Rule]
    pictures: int
    turned: str
    strange: int
    unseen: int


@dataclass(frozen=True, slots=True)
class _Raw:
    text: str
    box: tuple[float, float, float, float]
    angle: int


def page_of(page: PdfPage) -> Page:
    """What a page shows."""
    width, height = page.get_width(), page.get_height()
    if page.get_rotation() % 180:
        width, height = height, width
    raw = list(_raw_letters(page))
    angle = Counter(round(each.angle / _QUARTER) * _QUARTER % _TURN for each in raw if each.text.strip()).most_common(1)
    turn = angle[0][0] if angle else 0
    upright = _turner(turn, width, height)
    kept = [each for each in raw if _lean(each.angle, turn) <= _LEANING]
    found = [Letter(each.text, *_upright_box(each.box, upright)) for each in kept]
    turned = "".join(each.text for each in raw if _lean(each.angle, turn) > _LEANING and each.text.strip())
    rules, pictures, unseen = _drawn(page, upright)
    sides = (height, width) if turn % 180 else (width, height)
    return Page(*sides, found, rules, pictures, turned, sum(each.text == _REPLACED for each in kept), unseen)


def _lean(angle: int, turn: int) -> int:
    off = (angle - turn) % _TURN
    return min(off, _TURN - off)


def _turner(turn: int, width: float, height: float) -> Callable[[float, float], tuple[float, float]]:
    """From the page's own points (from the lower left) to points from the upper left as the text is read."""
    return {
        0: lambda x, y: (x, height - y),
        90: lambda x, y: (y, x),
        180: lambda x, y: (width - x, y),
        270: lambda x, y: (height - y, width - x),
    }[turn]


def _upright_box(
    box: tuple[float, float, float, float], upright: Callable[[float, float], tuple[float, float]]
) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = upright(box[0], box[1]), upright(box[2], box[3])
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


# ---- letters


def _raw_letters(page: PdfPage) -> Iterator[_Raw]:
    """Every letter that was printed, none that pdfium made up between them."""
    text = page.get_textpage()
    rectangle = pdfium.FS_RECTF()
    high = 0
    try:
        for index in range(min(text.count_chars(), _MOST_LETTERS)):
            code = pdfium.FPDFText_GetUnicode(text, index)
            if pdfium.FPDFText_IsGenerated(text, index) == 1 or code in {10, 13}:
                continue
            if 0xD800 <= code <= 0xDBFF:  # noqa: PLR2004 - the first half of a letter
                high = code
                continue
            letter, high = _letter(code, high), 0
            if pdfium.FPDFText_HasUnicodeMapError(text, index) == 1:
                letter = _REPLACED
            if letter and pdfium.FPDFText_GetLooseCharBox(text, index, rectangle):
                angle = -round(math.degrees(pdfium.FPDFText_GetCharAngle(text, index)))  # pdfium turns clockwise
                yield _Raw(letter, (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), angle % _TURN)
    finally:
        text.close()


def _letter(code: int, high: int) -> str:
    if 0xDC00 <= code <= 0xDFFF:  # noqa: PLR2004 - the second half of a letter
        return chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00) if high else _REPLACED
    if code in _NO_LETTERS or code > 0x10FFFF:  # noqa: PLR2004 - beyond Unicode
        return _REPLACED
    if code in {2, 0xAD}:  # a hyphen at the end of a line that pdfium marks
        return "-"
    if code < 32 or code in {0xA0, 0x3000}:  # noqa: PLR2004 - blanks of all kinds
        return " "
    return plain(chr(code))


# ---- lines and pictures


def _drawn(page: PdfPage, upright: Callable[[float, float], tuple[float, float]]) -> tuple[list[Rule], int, int]:
    """Lines, and how many pictures and pieces of text without ink."""
    rules: list[Rule] = []
    pictures = unseen = 0
    for count, (kind, item, matrix) in enumerate(_objects(page.raw, _PLAIN, 0)):
        if count > _MOST_OBJECTS:
            return [], pictures, unseen
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            unseen += pdfium.FPDFTextObj_GetTextRenderMode(item) in _NO_INK
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules += _rules(item, matrix, upright)
    return rules, pictures, unseen


def _objects(holder: Any, matrix: Matrix, depth: int) -> Iterator[tuple[int, Any, Matrix]]:
    """Objects of a page and of the forms on it, each with the matrix of its points."""
    count = pdfium.FPDFFormObj_CountObjects(holder) if depth else pdfium.FPDFPage_CountObjects(holder)
    get = pdfium.FPDFFormObj_GetObject if depth else pdfium.FPDFPage_GetObject
    for index in range(max(count, 0)):
        item = get(holder, index)
        if not item:
            continue
        kind = pdfium.FPDFPageObj_GetType(item)
        own = pdfium.FS_MATRIX()
        found = matrix
        if pdfium.FPDFPageObj_GetMatrix(item, own):
            found = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < _DEPTH:
                yield from _objects(item, found, depth + 1)
        else:
            yield kind, item, found


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _rules(path: Any, matrix: Matrix, upright: Callable[[float, float], tuple[float, float]]) -> Iterator[Rule]:
    """Lines that are stroked, and filled boxes so thin that they are lines."""
    fill, stroke = c_int(), c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
        return
    for outline in _outlines(path, matrix, upright):
        lefts, tops = [x for x, _ in outline], [y for _, y in outline]
        left, right, top, bottom = min(lefts), max(lefts), min(tops), max(tops)
        if min(right - left, bottom - top) <= _THIN and (stroke.value or fill.value):
            if right - left > bottom - top:
                yield Rule(False, (top + bottom) / 2, left, right)
            elif bottom - top > right - left:
                yield Rule(True, (left + right) / 2, top, bottom)
        elif stroke.value:
            yield from _sides(outline)


def _sides(outline: list[tuple[float, float]]) -> Iterator[Rule]:
    for (x, y), (other_x, other_y) in pairwise(outline):
        if abs(y - other_y) <= _STRAIGHT < abs(x - other_x):
            yield Rule(False, (y + other_y) / 2, min(x, other_x), max(x, other_x))
        elif abs(x - other_x) <= _STRAIGHT < abs(y - other_y):
            yield Rule(True, (x + other_x) / 2, min(y, other_y), max(y, other_y))


def _outlines(
    path: Any, matrix: Matrix, upright: Callable[[float, float], tuple[float, float]]
) -> Iterator[list[tuple[float, float]]]:
    """The pieces of a path that are straight, as points on the upright page; one with curves is a drawing."""
    count = pdfium.FPDFPath_CountSegments(path)
    if not 0 < count <= _MOST_POINTS * 10:
        return
    points: list[tuple[float, float]] = []
    a, b, c, d, e, f = matrix
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return
        x, y = c_float(), c_float()
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            return
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(upright(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if points:
        yield points
