"""The marks in a Word template: found although Word splits them over runs, checked, and moved into attributes that the filler reads."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.writing.package import BODY, TEXT_PARTS, parse, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from hengji.core.problem import Problem

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P, R, T, TBL, TR, TC, RPR = (f"{W}{tag}" for tag in ("p", "r", "t", "tbl", "tr", "tc", "rPr"))
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BREAKS = frozenset(f"{W}{tag}" for tag in ("br", "cr", "tab", "drawing", "fldChar", "object", "pict", "sym"))

NAME, AT, EACH_OF, WHEN = "hj-name", "hj-at", "hj-each", "hj-when"

_BLANK = re.compile(r"[\s　]+")
_MARK = re.compile(r"(?<!\{)\{\{([^{}\n]*)\}\}(?!\})")
_LEFT_OVER = re.compile(r"[{｛]{2}|[}｝]{2}")
_BRACE = re.compile(r"[{｛]{2}|[}｝]{2}|\{%")
_OTHER_LANGUAGE = re.compile(r"\{%|%\}|\{#|#\}")
_CODE = re.compile(r"""[|'"%#*=<>\\`$&;!]|__|\(\)|^\s*$|[A-Za-z_]\w*\.[A-Za-z_]|\d\s*[*/+-]\s*\d|\.\w+\(""")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a template's marks, which the law book has: what repeats, what wants a value or none, what stands between names of which
    one is enough, what asks behind a name why there is no value, and the fields by which a member of a list is known.
    """

    each: str
    wanted: str
    unwanted: str
    either: str
    why: str
    known_by: tuple[str, ...]

    def governing(self, mark: str) -> tuple[str, str] | None:
        """The first word of a mark that governs a row or a paragraph, and what it names; None for a mark that stands for a value."""
        word, *rest = _BLANK.split(mark, maxsplit=1)
        return (word, rest[0].strip()) if rest and word in {self.each, self.wanted, self.unwanted} else None

    def names(self, mark: str) -> list[str]:
        """The names of a condition."""
        return re.split(rf"[\s　]+{re.escape(self.either)}[\s　]+", mark)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text element and where it stands in its paragraph's text."""

    element: _Element
    start: int
    end: int


def mark(root: _Element, file: str, words: Words) -> tuple[Problem, ...]:
    """Turns the marks of a part into attributes, in place; what cannot be a mark stays as it stands and is a problem."""
    problems: list[Problem] = []
    for number, paragraph in enumerate(root.iter(P), 1):
        problems += _mark_paragraph(paragraph, Place(file, f"¶{number}"), words)
    problems += [found for row in root.iter(TR) if row.get(EACH_OF) for found in _unbalanced(row, file)]
    return tuple(problems)


def _unbalanced(row: _Element, file: str) -> Iterator[Problem]:
    """A row that repeats must be whole: all columns of its table, none of them the rest of a cell that begins above."""
    table = next(row.iterancestors(TBL), None)
    grid = len(table.findall(f"{W}tblGrid/{W}gridCol")) if table is not None else 0
    cells = row.findall(TC)
    widths = [int(_value(cell, f"{W}tcPr/{W}gridSpan") or "1") for cell in cells]
    beside = sum(int(_value(row, f"{W}trPr/{W}{side}") or "0") for side in ("gridBefore", "gridAfter"))
    merged = [
        (mark := cell.find(f"{W}tcPr/{W}vMerge")) is not None and mark.get(f"{W}val", "continue") != "restart" for cell in cells
    ]
    own = sum(width for width, goes_on in zip(widths, merged, strict=True) if not goes_on)
    if any(merged) or (grid and sum(widths) + beside != grid):
        text = "".join(text_of(paragraph) for paragraph in row.iter(P))
        yield problem("DC21", place_of(row, file), text, count=own, wanted=grid or sum(widths))


def _value(element: _Element, path: str) -> str:
    """A setting of an element where it is a plain number."""
    found = element.find(path)
    text = found.get(f"{W}val", "") if found is not None else ""
    return text if text.isascii() and text.isdigit() and len(text) < 6 else ""  # noqa: PLR2004 - no table has more columns


@lru_cache(maxsize=32)
def static(template: bytes) -> tuple[str, ...]:
    """The pieces of text that a template prints itself, cut where its marks stand."""
    parts = unpack(template)
    roots = [parse(parts[name]) for name in sorted(parts) if TEXT_PARTS.fullmatch(name)]
    pieces = (piece for root in roots for paragraph in root.iter(P) for piece in _MARK.sub("\0", text_of(paragraph)).split("\0"))
    return tuple(dict.fromkeys(piece for piece in pieces if piece.strip()))


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a template: the list that it repeats for, and its marks with the letters that the template prints before each;
    `pieces` has one more, behind the last.
    """

    each: str
    names: tuple[str, ...]
    pieces: tuple[str, ...]
    in_table: bool


@lru_cache(maxsize=32)
def body_lines(template: bytes, words: Words) -> tuple[Line, ...]:
    """The paragraphs of a template's body that hold marks, in their order; conditions are left out, they print nothing."""
    found: list[Line] = []
    for paragraph in parse(unpack(template)[BODY]).iter(P):
        whole = _MARK.split(text_of(paragraph))
        pieces, names, each = [whole[0]], list[str](), ""
        for name, behind in zip(whole[1::2], whole[2::2], strict=True):
            word = words.governing(name.strip())
            if word is None:
                names.append(name.strip())
                pieces.append(behind)
            else:
                each = word[1] if word[0] == words.each else each
                pieces[-1] += behind
        if names:
            found.append(Line(each, tuple(names), tuple(pieces), next(paragraph.iterancestors(TBL), None) is not None))
    return tuple(found)


def wants_something(template: bytes) -> bool:
    """Whether a template has anything that looks like a mark; what is wrong with it is told when it is filled."""
    parts = unpack(template)
    roots = (parse(parts[name]) for name in sorted(parts) if TEXT_PARTS.fullmatch(name))
    return any(_BRACE.search(text_of(paragraph)) for root in roots for paragraph in root.iter(P))


def place_of(element: _Element, file: str) -> Place:
    """The place that an element was marked with."""
    return Place(file, element.get(AT, ""))


def conditions(element: _Element) -> tuple[tuple[bool, tuple[str, ...]], ...]:
    """The conditions on an element: whether a value is wanted or refused, and the names of which one is enough."""
    said = element.get(WHEN)
    return _conditions(said) if said else ()


@lru_cache(maxsize=4_096)
def _conditions(said: str) -> tuple[tuple[bool, tuple[str, ...]], ...]:
    return tuple((word[0] == "+", tuple(word[1:].split("\t"))) for word in said.split("\n") if word)


def text_of(paragraph: _Element) -> str:
    """The text of a paragraph; breaks count as line ends, so that no mark spans one."""
    return "".join(_letters(element) for element in _content(paragraph))


def looks_like_code(name: str) -> bool:
    """Whether a mark says something that no name says: operators, calls, filters, quotes."""
    return bool(_CODE.search(name))


def _content(paragraph: _Element) -> Iterator[_Element]:
    for run in paragraph.iter(R):
        if next(run.iterancestors(P)) is paragraph:
            yield from (child for child in run if child.tag == T or child.tag in BREAKS)


def _letters(element: _Element) -> str:
    return (element.text or "") if element.tag == T else "\n"


def _mark_paragraph(paragraph: _Element, place: Place, words: Words) -> list[Problem]:
    content = list(_content(paragraph))
    text = "".join(_letters(element) for element in content)
    if not any(letter in text for letter in "{}｛｝"):
        return []
    marks = [found for found in _MARK.finditer(text) if not looks_like_code(found[1])]
    if marks:
        _split(content, sorted({edge for found in marks for edge in found.span()}))
        pieces = list(_pieces(paragraph))
        clashes = [
            _place_mark(
                paragraph, [piece for piece in pieces if found.start() <= piece.start < found.end()], found[1].strip(), place, words
            )
            for found in marks
        ]
        return [*_complaints(text, place), *(clash for clash in clashes if clash is not None)]
    return _complaints(text, place)


def _complaints(text: str, place: Place) -> list[Problem]:
    codes = [found[0] for found in _MARK.finditer(text) if looks_like_code(found[1])]
    rest = _MARK.sub("", text)
    problems = [problem("DC03", place, found) for found in [*codes, *_OTHER_LANGUAGE.findall(rest)]]
    return [
        *problems,
        *(problem("DC02", place, rest[max(0, found.start() - 8) : found.end() + 16]) for found in _LEFT_OVER.finditer(rest)),
    ]


def _pieces(paragraph: _Element) -> Iterator[_Piece]:
    at = 0
    for element in _content(paragraph):
        end = at + len(_letters(element))
        if element.tag == T:
            yield _Piece(element, at, end)
        at = end


def _split(content: list[_Element], edges: list[int]) -> None:
    """Cuts runs so that each holds one child and no text runs over an edge of a mark."""
    at = 0
    for element in content:
        letters = _letters(element)
        run = _alone(element)
        cuts = [edge - at for edge in edges if at < edge < at + len(letters)] if element.tag == T else []
        at += len(letters)
        for cut in reversed(cuts):
            later = deepcopy(run)
            run.addnext(later)
            later[-1].text = letters[cut:]
            letters = letters[:cut]
            element.text = letters
            later[-1].set(SPACE, "preserve")
            element.set(SPACE, "preserve")


def _alone(element: _Element) -> _Element:
    """The run of an element, after its later children have moved into a run of their own."""
    run = element.getparent()
    if run is None:
        raise ValueError("text outside a run")
    following = list(element.itersiblings())
    if following:
        later = deepcopy(run)
        for child in list(later):
            if child.tag != RPR:
                later.remove(child)
        later.extend(following)
        run.addnext(later)
    earlier = [child for child in element.itersiblings(preceding=True) if child.tag != RPR]
    if earlier:
        first = deepcopy(run)
        for child in list(first):
            if child.tag != RPR:
                first.remove(child)
        first.extend(reversed(earlier))
        run.addprevious(first)
    return run


def _place_mark(paragraph: _Element, pieces: list[_Piece], name: str, place: Place, words: Words) -> Problem | None:
    """Moves a mark into an attribute of what it governs; a second list for one row is a problem."""
    runs = [run for piece in pieces if (run := piece.element.getparent()) is not None]
    first, others = runs[0], runs[1:]
    for run in others:
        drop(run)
    governing = words.governing(name)
    if governing is None:
        first.set(NAME, name)
        first.set(AT, place.where)
        return None
    drop(first)
    word, wanted = governing
    host = _host(paragraph, repeats=word == words.each)
    host.set(AT, place.where)
    if word != words.each:
        host.set(WHEN, host.get(WHEN, "") + ("+" if word == words.wanted else "-") + "\t".join(words.names(wanted)) + "\n")
        return None
    other = host.get(EACH_OF)
    host.set(EACH_OF, wanted)
    return problem("DC20", place, wanted, other=other) if other not in (None, wanted) else None


def drop(element: _Element) -> None:
    """Takes an element out of its parent."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _host(paragraph: _Element, *, repeats: bool) -> _Element:
    """What a mark governs: the paragraph, the row, or the whole table where a condition stands in its first cell."""
    row = next(paragraph.iterancestors(TR), None)
    if row is None:
        return paragraph
    table = row.getparent()
    cell = next(paragraph.iterancestors(TC), None)
    if repeats or table is None:
        return row
    return table if next(table.iter(TR)) is row and next(row.iter(TC)) is cell else row
