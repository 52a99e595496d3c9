"""Paper, edges, grid and the numbers of pages, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.layout import DEFAULT, EVEN, FIRST, LEFT, PAGE_MARK, RIGHT, Edit, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.layout.roles import Part
    from hengji.auditing.layout.told import Teller
    from hengji.core.layout import Breach, Foot, Layout, Section
    from hengji.rulebook.layout import Page, Standard

PAPER, EDGES, GRID, NUMBER, LOOK, PLACE = "DC40", "DC41", "DC42", "DC61", "DC62", "DC63"
FREE = frozenset({"cover", "contents", "table", "caption", "note"})
FRONT = frozenset({"title", "subtitle", "document_number", "signature"})
GRIDDED = "linesAndChars"
_A_POINT, _HALF, _QUARTER = 4096, 2, 25
_SPACES = " \u00a0\u3000\t"


def check(layout: Layout, parts: tuple[Part, ...], standard: Standard, teller: Teller) -> Iterator[Breach]:
    """Every section; one without ordinary text (a cover, a page of tables) need not have a grid, a cover no number."""
    written = {part.paragraph.section for part in parts if part.role.id not in FREE}
    text = {part.paragraph.section for part in parts if part.role.id not in {*FREE, *FRONT}}
    covers = {part.paragraph.section for part in parts if part.role.id == "cover"} - text
    for section in layout.sections:
        yield from _paper(section, standard.page, teller)
        if not section.wide:
            yield from _edges(section, standard.page, teller)
            if section.number in written - covers:
                yield from _grid(layout, section, parts, standard, teller)
        if section.number not in covers:
            yield from _Feet(layout, section, standard, teller).check()


# ---- paper


def _paper(section: Section, page: Page, teller: Teller) -> Iterator[Breach]:
    short, long = sorted((section.width, section.height))
    if abs(short - page.width) > page.paper_tolerance or abs(long - page.height) > page.paper_tolerance:
        width, height = (page.height, page.width) if section.wide else (page.width, page.height)
        found = f"{_millimetres(section.width)}×{_millimetres(section.height)}"
        wanted = f"{_millimetres(page.width)}×{_millimetres(page.height)}"
        edits = (Edit("page", section.number, values={"width": width, "height": height}),)
        yield teller.of_page(PAPER, section.number, found, edits, wanted=wanted)


def _edges(section: Section, page: Page, teller: Teller) -> Iterator[Breach]:
    left = section.left + section.gutter
    width, depth = section.width - left - section.right, section.height - section.top - section.bottom
    pairs = ((section.top, page.top), (left, page.left), (width, page.text_width), (depth, page.text_depth))
    on_paper = abs(section.width - page.width) <= page.paper_tolerance and abs(section.height - page.height) <= page.paper_tolerance
    if all(abs(found - wanted) <= page.tolerance for found, wanted in (pairs if on_paper else pairs[:2])):
        return
    values = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left, "gutter": 0, "footer": page.foot}
    edits = (Edit("page", section.number, values=values),)
    found, wanted = (
        teller.say("edges", top=_millimetres(a), left=_millimetres(b), width=_millimetres(c), depth=_millimetres(d))
        for a, b, c, d in zip(*pairs, strict=True)
    )
    yield teller.of_page(EDGES, section.number, found, edits, wanted=wanted)


def _grid(layout: Layout, section: Section, parts: tuple[Part, ...], standard: Standard, teller: Teller) -> Iterator[Breach]:
    page, base = standard.page, layout.base_size
    lines, letters = _lines(section), _letters(section, base)
    if section.grid == GRIDDED and (lines, letters) == (page.lines, page.letters):
        return
    space = (page.text_width * _A_POINT) // (20 * page.letters) - base * _A_POINT // _HALF
    values: dict[str, str | int] = {"grid": GRIDDED, "pitch": page.text_depth // page.lines, "space": space}
    if section.grid == GRIDDED:
        found = teller.say("grid_both", lines=lines, letters=letters)
    else:
        found = teller.say("grid_lines", lines=lines) if section.grid == "lines" else teller.say("grid_none")
    wanted = teller.say("grid_both", lines=page.lines, letters=page.letters)
    edits = (Edit("page", section.number, values=values), *_off_grid(layout, section, parts, standard))
    yield teller.of_page(GRID, section.number, found, edits, wanted=wanted)


def _off_grid(layout: Layout, section: Section, parts: tuple[Part, ...], standard: Standard) -> Iterator[Edit]:
    """What keeps lines and letters in their places without a program that knows the grid: ordinary letters a little closer, empty lines as high."""
    usual = standard.roles["body"].size
    for part in parts:
        if part.role.size == usual and part.paragraph.section == section.number:
            for run in part.paragraph.runs:
                yield Edit("run", part.paragraph.number, run.number, values={"condense": standard.page.condense})
    for block in layout.blocks:
        empty = isinstance(block, Paragraph) and not block.printed.strip(" \t") and not any(run.picture for run in block.runs)
        if isinstance(block, Paragraph) and empty and block.section == section.number:
            yield Edit("paragraph", block.number, values={"line": standard.page.line, "gaps": 0})


def _lines(section: Section) -> int:
    """Lines on a page by the grid."""
    return (section.height - section.top - section.bottom + 5) // section.line_pitch if section.line_pitch else 0


def _letters(section: Section, base: int) -> int:
    """Letters in a line by the grid: each as wide as the ordinary size with what the grid adds or takes."""
    width = section.width - section.left - section.gutter - section.right
    one = base * _A_POINT // _HALF + section.char_space
    return (width * _A_POINT // 20 + _A_POINT) // one if one > 0 else 0


# ---- numbers of pages


class _Feet:
    """The foot of one section's pages."""

    def __init__(self, layout: Layout, section: Section, standard: Standard, teller: Teller) -> None:
        self._layout, self._section, self._standard, self._teller = layout, section, standard, teller
        self._number = number = standard.number
        values: dict[str, str | int] = {
            "face": standard.faces[number.face][0],
            "size": number.size,
            "dash": number.dash,
            "letters_in": number.letters_in,
        }
        self._anew = (Edit("feet", section.number, values=values),)

    def check(self) -> Iterator[Breach]:
        """Whether there is a number, how it looks, and where it stands."""
        kinds = [DEFAULT, *([EVEN] if self._layout.odd_and_even else []), *([FIRST] if self._section.title_page else [])]
        feet = {kind: foot for kind in kinds if (foot := self._section.foot(kind)) is not None and foot.numbered}
        if any(kind not in feet for kind in kinds if kind != FIRST):
            number = self._section.number
            yield self._teller.of_page(NUMBER, number, number + 1, self._edits())
            return
        looks = [(kind, foot) for kind, foot in feet.items() if self._look(foot)]
        if looks:
            kind, foot = looks[0]
            wanted = self._teller.say(
                "number", dash=self._number.dash, size=self._size, face=self._standard.faces[self._number.face][0]
            )
            yield self._teller.of_page(LOOK, self._section.number, self._look(foot), self._edits(), wanted=wanted, kind=kind)
        yield from self._place(feet)

    def _edits(self) -> tuple[Edit, ...]:
        """The feet written anew, where nothing but numbers would be lost."""
        alone = all(self._standard.writing.page_alone.fullmatch(_text(foot)) for foot in self._section.feet)
        return self._anew if alone else ()

    @property
    def _size(self) -> str:
        return self._standard.size_name(self._number.size)

    def _look(self, foot: Foot) -> str:
        """What is wrong with the look of a number; nothing where all is right."""
        line = next(line for line in foot.lines if PAGE_MARK in line.text)
        text = line.text.strip(_SPACES)
        head, _, tail = text.partition(PAGE_MARK)
        run = next(run for run in line.runs if PAGE_MARK in run.text)
        dashes = self._number.dashes
        faces = {*self._standard.faces[self._number.face]}
        right = (
            head.strip(_SPACES) in dashes and tail.strip(_SPACES) in dashes and run.ascii in faces and run.size == self._number.size
        )
        if right:
            return ""
        shown = text.replace(PAGE_MARK, "1")
        return self._teller.say("number_found", text=shown, size=self._standard.size_name(run.size), face=run.ascii)

    def _place(self, feet: dict[str, Foot]) -> Iterator[Breach]:
        sides = {DEFAULT: RIGHT, EVEN: LEFT}
        for kind, foot in feet.items():
            line = next(line for line in foot.lines if PAGE_MARK in line.text)
            if line.outside:
                continue
            found = ""
            if kind in sides and line.align not in {sides[kind], {LEFT: "start", RIGHT: "end"}[sides[kind]]}:
                found = self._teller.say(f"align_{line.align}" if line.align in _KNOWN else "align_left")
            elif kind == DEFAULT and not self._layout.odd_and_even:
                found = self._teller.say("one_side")
            elif kind in sides and not self._stands_in(line, right=sides[kind] == RIGHT):
                found = self._teller.say("at_edge")
            if found:
                named = self._teller.say(f"foot_{kind}")
                yield self._teller.of_page(PLACE, self._section.number, found, self._edits(), kind=named)
                return

    def _stands_in(self, line: Paragraph, *, right: bool) -> bool:
        """Whether a number stands a letter in from the edge, by indent or by a wide space."""
        letters = line.right_letters if right else line.left_letters + line.first_letters
        length = line.right if right else line.left + line.first
        one = self._number.size * 10 * self._number.letters_in
        spaced = line.text.endswith("\u3000") if right else line.text.startswith("\u3000")
        near = abs(letters - 100 * self._number.letters_in) <= _QUARTER if letters else abs(length - one) <= one * _QUARTER // 100
        return spaced or near


_KNOWN = frozenset({"left", "right", "center", "both"})


def _text(foot: Foot) -> str:
    return "".join(line.text for line in foot.lines)


def _millimetres(twips: int) -> str:
    return exact.plain(exact.round_half_away((twips * 254, 14_400), 1))
