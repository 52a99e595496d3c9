"""公文版式: the values of a standard by which a Word file is set, each requirement with its code, clause and confidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.concept import CONFIDENCE
from hengji.rulebook.yaml import Scalar, Sequence

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.place import Place
    from hengji.rulebook.fields import Fields

USUAL = "gb-t-9704-2012"
"""The standard for the documents of Party and government offices."""
PROGRAM, PERSON = "program", "person"
TWIPS_A_POINT, TWIPS_AN_INCH, MILLIMETRES_AN_INCH = 20, 1_440, "25.4"
UNKNOWN = "RB09"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: its code, the clause of the standard, who can mend a breach, and how sure we are of the clause."""

    code: str
    clause: str
    repair: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Role:
    """An element of a document. `face` is a kind of face, `size` half points (0: not laid down), `indent` letters (None: not laid down).

    `or_left` is another place that is right: so many letters from the left; `colours` are those that letters may have besides black.
    """

    id: str
    label: str
    face: str
    size: int
    align: str
    indent: int | None
    line: bool
    clause: str
    or_left: int | None = None
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closing:
    """Where the elements below the text stand, in letters: the list of attachments from the left, date and signature from the right."""

    note: int
    more: int
    date: int
    signature: int
    shift: int
    near: int


@dataclass(frozen=True, slots=True)
class Limits:
    """By which an element is told: the letters of a heading and of a line, the lines of a title, the paragraphs between a caption and its table."""

    heading: int
    line: int
    title_lines: int
    above_table: int


@dataclass(frozen=True, slots=True)
class Page:
    """Paper, edges and grid; lengths in twentieths of a point."""

    width: int
    height: int
    paper_tolerance: int
    top: int
    left: int
    text_width: int
    text_depth: int
    tolerance: int
    foot: int
    lines: int
    letters: int
    line_least: int
    line_most: int
    line: int
    condense: int

    @property
    def right(self) -> int:
        """The edge on the right."""
        return self.width - self.left - self.text_width

    @property
    def bottom(self) -> int:
        """The edge below."""
        return self.height - self.top - self.text_depth


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number of a page: face, size in half points, the dashes that may stand beside it, the one to write, letters in from the edge."""

    face: str
    size: int
    dashes: tuple[str, ...]
    dash: str
    letters_in: int


@dataclass(frozen=True, slots=True)
class Substitute:
    """A face that stands in for those of offices: its family and weight."""

    family: str
    weight: int = 400


@dataclass(frozen=True, slots=True)
class Words:
    """Words that texts begin with: an attachment, a note under a table, the name of a table, its unit; and that titles and letterheads end with.

    `counted` are what stands behind an amount such as 1.5, which is no number of a level; numbers with the others beside them are no dates.
    """

    attachment: str
    notes: tuple[str, ...]
    table: str
    unit: str
    titles: tuple[str, ...] = ()
    letterhead: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    not_dates_after: tuple[str, ...] = ()
    not_dates_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """How dates, numbers of papers, attachments and parts are written, as patterns; `signs` are the letters of year, month and day."""

    signs: tuple[str, ...]
    date: re.Pattern[str]
    chinese_date: re.Pattern[str]
    only_date: re.Pattern[str]
    number: re.Pattern[str]
    before_number: re.Pattern[str]
    attachment: re.Pattern[str]
    attachment_note: re.Pattern[str]
    part: re.Pattern[str]
    page_alone: re.Pattern[str]


PATTERNS = ("date", "chinese_date", "only_date", "number", "before_number", "attachment", "attachment_note", "part", "page_alone")


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard for the setting of documents. `styles` are names of styles by the role that they give away."""

    id: str
    title: str
    page: Page
    number: PageNumber
    latin: tuple[str, ...]
    faces: dict[str, tuple[str, ...]]
    sizes: dict[int, str]
    roles: dict[str, Role]
    styles: dict[str, str]
    words: Words
    requirements: dict[str, Requirement]
    substitutes: dict[str, tuple[Substitute, ...]]
    rare: tuple[str, ...]
    closing: Closing
    limits: Limits
    writing: Writing
    place: Place = field(compare=False)

    def kind_of(self, face: str) -> str:
        """The kind of face that a name means; empty for one that the standard does not know."""
        return next((kind for kind, names in self.faces.items() if face in names), "")

    def size_name(self, half_points: int) -> str:
        """A size as people call it, or in points."""
        return self.sizes.get(half_points) or exact.plain((half_points, 2)) + "磅"


def read_standard(fields: Fields) -> Standard:
    """A file of layout/."""
    faces = {name: _texts(fields, node, name) for name, node in fields.pairs("faces")}
    words = _words(fields)
    standard = Standard(
        id=fields.text("id"),
        title=fields.text("title"),
        page=_page(fields),
        number=_number(fields, tuple(faces)),
        latin=fields.texts("latin", required=True),
        faces=faces,
        sizes={_half(fields.exact(node, name)): name for name, node in fields.pairs("sizes")},
        roles={role.id: role for role in (_role(block, tuple(faces)) for block in fields.blocks("roles", required=True))},
        styles={style.lower(): role for role, node in fields.pairs("styles") for style in _texts(fields, node, role)},
        words=words,
        requirements={each.code: each for each in (_requirement(block) for block in fields.blocks("requirements", required=True))},
        substitutes={
            kind: tuple(_substitute(text) for text in _texts(fields, node, kind)) for kind, node in fields.pairs("substitutes")
        },
        rare=fields.texts("rare"),
        closing=_closing(fields),
        limits=_limits(fields),
        writing=_writing(fields, words.attachment),
        place=fields.place,
    )
    for role in sorted(set(standard.styles.values()) - set(standard.roles)):
        fields.problem(UNKNOWN, fields.node("styles"), role, key="styles", allowed="、".join(standard.roles))
    fields.done()
    return standard


def _page(fields: Fields) -> Page:
    paper, edges, grid, line = (fields.block(name, required=True) for name in ("paper", "edges", "grid", "line"))
    if paper is None or edges is None or grid is None or line is None:
        return Page(*([1] * 15))
    page = Page(
        width=_twips(paper.known("width")),
        height=_twips(paper.known("height")),
        paper_tolerance=_twips(paper.known("tolerance")),
        top=_twips(edges.known("top")),
        left=_twips(edges.known("left")),
        text_width=_twips(edges.known("width")),
        text_depth=_twips(edges.known("depth")),
        tolerance=_twips(edges.known("tolerance")),
        foot=_twips(edges.known("number_below")),
        lines=_whole(grid.known("lines")),
        letters=_whole(grid.known("letters")),
        line_least=_points(line.known("least")),
        line_most=_points(line.known("most")),
        line=_points(line.known("usual")),
        condense=_points(fields.known("condense")),
    )
    for block in (paper, edges, grid, line):
        block.done()
    return page


def _closing(fields: Fields) -> Closing:
    block = fields.block("closing", required=True)
    if block is None:
        return Closing(*([0] * 6))
    found = Closing(*(_whole(block.known(key)) for key in ("note", "more", "date", "signature", "shift", "near")))
    block.done()
    return found


def _limits(fields: Fields) -> Limits:
    block = fields.block("limits", required=True)
    if block is None:
        return Limits(*([1] * 4))
    found = Limits(*(_whole(block.known(key)) for key in ("heading", "line", "title_lines", "above_table")))
    block.done()
    return found


def _writing(fields: Fields, attachment: str) -> Writing:
    """The patterns; one that does not compile is told, and matches nothing."""
    block = fields.block("writing", required=True)
    if block is None:
        return Writing(("", "", ""), *([re.compile("(?!)")] * len(PATTERNS)))
    pieces = {"{n}": f"[{block.text('numerals')}]", "{word}": re.escape(attachment)}
    signs, found = block.texts("signs", required=True), []
    if len(signs) != len(("year", "month", "day")):
        fields.problem("RB06", block.node("signs"), "signs", wanted="3")
        signs = ("", "", "")
    for key in PATTERNS:
        text = block.text(key)
        for name, piece in pieces.items():
            text = text.replace(name, piece)
        try:
            found.append(re.compile(text))
        except re.error:
            fields.problem("RB06", block.node(key), key, wanted="pattern")
            found.append(re.compile("(?!)"))
    block.done()
    return Writing(signs, *found)


def _number(fields: Fields, faces: tuple[str, ...]) -> PageNumber:
    block = fields.block("number", required=True)
    if block is None:
        return PageNumber("", 1, (), "", 0)
    number = PageNumber(
        face=block.choice("face", faces),
        size=_half(block.known("points")),
        dashes=block.texts("dashes", required=True),
        dash=block.text("dash"),
        letters_in=_whole(block.known("letters_in")),
    )
    block.done()
    return number


def _role(block: Fields, faces: tuple[str, ...]) -> Role:
    points, indent, or_left = (block.number(key, required=False) for key in ("points", "indent", "or_left"))
    role = Role(
        id=block.text("id"),
        label=block.text("label"),
        face=block.choice("face", (*faces, ""), ""),
        size=_half(points) if points is not None else 0,
        align=block.choice("align", ("center", "left", "right", ""), ""),
        indent=_whole(indent) if indent is not None else None,
        line=block.truth("line"),
        clause=block.text("clause", ""),
        or_left=_whole(or_left) if or_left is not None else None,
        colours=block.texts("colours"),
    )
    block.done()
    return role


def _requirement(block: Fields) -> Requirement:
    found = Requirement(
        block.code("code"),
        block.text("clause", ""),
        block.choice("repair", (PROGRAM, PERSON)),
        block.choice("confidence", CONFIDENCE),
    )
    block.done()
    return found


def _words(fields: Fields) -> Words:
    block = fields.block("words", required=True)
    if block is None:
        return Words("", (), "", "")
    words = Words(
        block.text("attachment"),
        block.texts("notes"),
        block.text("table"),
        block.text("unit"),
        block.texts("titles"),
        block.texts("letterhead"),
        block.texts("counted"),
        block.texts("not_dates_after"),
        block.texts("not_dates_before"),
    )
    block.done()
    return words


def _substitute(text: str) -> Substitute:
    """`family:weight`; the usual weight where none is given."""
    family, _, weight = text.partition(":")
    return Substitute(family, int(weight) if weight.isdigit() else 400)


def _texts(fields: Fields, node: object, key: str) -> tuple[str, ...]:
    if not isinstance(node, Sequence):
        fields.problem("RB06", None, key, wanted="sequence")
        return ()
    return tuple(entry.text for entry in node.entries if isinstance(entry, Scalar))


def _twips(millimetres: Exact) -> int:
    """Millimetres in twentieths of a point, to the nearest."""
    return _whole(exact.divide(exact.multiply(millimetres, exact.of(TWIPS_AN_INCH)), exact.of(MILLIMETRES_AN_INCH)))


def _points(points: Exact) -> int:
    return _whole(exact.multiply(points, exact.of(TWIPS_A_POINT)))


def _half(points: Exact | None) -> int:
    return _whole(exact.multiply(points or exact.ZERO, exact.of(2)))


def _whole(number: Exact) -> int:
    rounded = exact.round_half_away(number, 0)
    return rounded[0] // rounded[1]
