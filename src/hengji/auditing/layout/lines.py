"""How a paragraph and its letters are set: faces of all four kinds, sizes, colour, pitch of lines, gaps, indents."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from hengji.auditing.layout import places
from hengji.auditing.layout.roles import BODY, TABLE
from hengji.auditing.layout.told import ALIGN, COLOUR, FACE, GAP, INDENT, LATIN, LINE, SIZE
from hengji.core import exact
from hengji.core.layout import AT_LEAST, AUTO, CENTRE, EXACT, RIGHT, Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.auditing.layout.roles import Part
    from hengji.auditing.layout.told import Teller
    from hengji.core.layout import Breach, Layout, Paragraph, Run
    from hengji.rulebook.layout import Standard

_CHINESE = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z0-9]")
KINDS = ("ascii", "high_ansi", "complex")
_BLACK = frozenset({"", "auto", "000000"})
_ONE_LINE, _LETTER = 240, 10
"""The pitch of one line in `auto`; twentieths of a point in a letter for each half point of its size."""
_NEAR = 4
"""A quarter of a letter is near enough for an indent."""


class Lines:
    """Looks at one paragraph after another; the pages decide whether there is a grid."""

    def __init__(self, layout: Layout, standard: Standard, teller: Teller) -> None:
        self._standard, self._teller = standard, teller
        page = standard.page
        self._gridded = {
            section.number
            for section in layout.sections
            if section.grid and page.line_least <= section.line_pitch <= page.line_most
        }

    def check(self, part: Part) -> Iterator[Breach]:
        """Everything about one paragraph."""
        if part.role.id != TABLE:
            yield from self._colour(part)
        if part.role.face:
            yield from self._faces(part)
            yield from self._latin(part)
        if part.role.size:
            yield from self._sizes(part)
        if part.role.line and not any(run.picture for run in part.paragraph.runs):
            yield from self._pitch(part)
            yield from self._gaps(part)
        if part.role.indent is not None:
            yield from self._indent(part)
        if part.role.align:
            yield from self._align(part)

    # ---- letters

    def _faces(self, part: Part) -> Iterator[Breach]:
        faces = self._standard.faces[part.role.face]
        heading = self._standard.faces[part.lead_role.face] if part.lead_role is not None else ()
        wrong = []
        start = 0
        for run in part.paragraph.runs:
            allowed = (*faces, *heading) if start + len(run.text) <= part.lead + 1 else faces
            start += len(run.text)
            if _CHINESE.search(run.text) and run.east_asian not in allowed:
                wrong.append(run)
        for face, runs in _grouped(wrong, lambda run: run.east_asian):
            wanted = self._teller.say("face", face=faces[0], clause=part.role.label)
            complex_too = {"complex": faces[0]} if any(run.complex == face for run in runs) else {}
            edits = self._run_edits(part.paragraph, runs, east_asian=faces[0], **complex_too)
            found = face or self._teller.say("no_face")
            yield self._teller.breach(FACE, part, found, run=runs[0].number, edits=edits, wanted=wanted, style=runs[0].style)

    def _latin(self, part: Part) -> Iterator[Breach]:
        allowed = {*self._standard.latin, *self._standard.faces[part.role.face]}
        if part.lead_role is not None:
            allowed |= set(self._standard.faces[part.lead_role.face])
        wrong: dict[tuple[str, int], list[str]] = {}
        for run in part.paragraph.runs:
            for kind in KINDS:
                face = str(getattr(run, kind))
                same = kind == "complex" and face in {"", run.east_asian}  # wrong together with the Chinese face, and told there
                if _LATIN.search(run.text) and face not in allowed and not same:
                    wrong.setdefault((face, run.number), []).append(kind)
        for face in dict.fromkeys(each for each, _ in wrong):
            kinds = {number: found for (each, number), found in wrong.items() if each == face}
            wanted = self._standard.latin[0]
            yield self._teller.breach(
                LATIN,
                part,
                face or self._teller.say("no_face"),
                run=min(kinds),
                edits=tuple(
                    Edit("run", part.paragraph.number, number, values=dict.fromkeys(found, wanted))
                    for number, found in kinds.items()
                ),
                kind="、".join(
                    self._teller.say(f"kind_{kind}") for kind in KINDS if any(kind in found for found in kinds.values())
                ),
                wanted=self._teller.say("latin", face=wanted, other=self._standard.faces[part.role.face][0]),
            )

    def _sizes(self, part: Part) -> Iterator[Breach]:
        wrong = [run for run in part.paragraph.runs if run.text.strip() and not run.raised and run.size != part.role.size]
        for size, runs in _grouped(wrong, lambda run: str(run.size)):
            wanted = self._standard.size_name(part.role.size)
            edits = self._run_edits(part.paragraph, runs, size=part.role.size)
            found = self._standard.size_name(int(size))
            yield self._teller.breach(SIZE, part, found, run=runs[0].number, edits=edits, wanted=wanted)

    def _colour(self, part: Part) -> Iterator[Breach]:
        wrong = [run for run in part.paragraph.runs if run.text.strip() and run.colour.lower() not in {*_BLACK, *part.role.colours}]
        for colour, runs in _grouped(wrong, lambda run: run.colour):
            edits = self._run_edits(part.paragraph, runs, colour="auto")
            yield self._teller.breach(COLOUR, part, colour, run=runs[0].number, edits=edits)

    @staticmethod
    def _run_edits(paragraph: Paragraph, runs: list[Run], **values: str | int) -> tuple[Edit, ...]:
        edits = tuple(Edit("run", paragraph.number, run.number, values=dict(values)) for run in runs)
        return (*edits, Edit("mark", paragraph.number, values=dict(values))) if paragraph.label else edits

    # ---- lines

    def _pitch(self, part: Part) -> Iterator[Breach]:
        paragraph, page = part.paragraph, self._standard.page
        if paragraph.rule in {EXACT, AT_LEAST} and page.line_least <= paragraph.line <= page.line_most:
            return
        if paragraph.rule == AUTO and paragraph.line == _ONE_LINE and paragraph.on_grid and paragraph.section in self._gridded:
            return
        edit = Edit("paragraph", paragraph.number, values={"line": page.line})
        wanted = self._teller.say("line", least=_points(page.line_least), most=_points(page.line_most))
        yield self._teller.breach(LINE, part, self._line(paragraph), edits=(edit,), wanted=wanted)

    def _line(self, paragraph: Paragraph) -> str:
        if paragraph.rule == AUTO:
            times = exact.plain(exact.round_half_away((paragraph.line, _ONE_LINE), 2))
            return self._teller.say("line_times" if paragraph.line != _ONE_LINE else "line_single", times=times)
        return self._teller.say(f"line_{'exact' if paragraph.rule == EXACT else 'least'}", points=_points(paragraph.line))

    def _gaps(self, part: Part) -> Iterator[Breach]:
        before, after = part.paragraph.before, part.paragraph.after
        if before or after:
            found = self._teller.say("gaps", before=_points(before), after=_points(after))
            yield self._teller.breach(GAP, part, found, edits=(Edit("paragraph", part.paragraph.number, values={"gaps": 0}),))

    def _indent(self, part: Part) -> Iterator[Breach]:
        paragraph, wanted = part.paragraph, part.role.indent or 0
        letter = part.role.size * _LETTER
        own = places.spaces(paragraph.printed.lstrip("\f\n"), letter)
        left = paragraph.left_letters * letter // 100 or paragraph.left
        first = paragraph.first_letters * letter // 100 or paragraph.first
        near = letter // _NEAR
        if abs(left) <= near and abs(left + first + own - wanted * letter) <= near:
            return
        edits: tuple[Edit, ...] = ()
        if own <= wanted * letter:
            edits = (Edit("paragraph", paragraph.number, values={"first": wanted * letter - own, "letter": letter}),)
        found = self._teller.say("indent", first=_tenths(left + first + own, letter), left=_tenths(left, letter))
        said = self._teller.say("indent_wanted" if wanted else "indent_none", letters=wanted)
        yield self._teller.breach(INDENT, part, found, edits=edits, wanted=said)

    def _align(self, part: Part) -> Iterator[Breach]:
        paragraph = part.paragraph
        stands_in = paragraph.first or paragraph.first_letters or paragraph.left != paragraph.right
        if (paragraph.align == part.role.align and not stands_in) or self._beside_left(part):
            return
        found = self._teller.say(f"align_{paragraph.align}" if paragraph.align in _ALIGNED else "align_left")
        if paragraph.align == part.role.align:
            found += self._teller.say("align_but")
        size = part.role.size or self._standard.roles[BODY].size
        edit = Edit("paragraph", paragraph.number, values={"align": part.role.align, "first": 0, "letter": size * _LETTER})
        yield self._teller.breach(ALIGN, part, found, edits=(edit,), wanted=self._teller.say(f"align_{part.role.align}"))

    @staticmethod
    def _beside_left(part: Part) -> bool:
        """Whether it stands in the other place that the standard gives it: some letters from the left."""
        if part.role.or_left is None or part.paragraph.align in {CENTRE, RIGHT}:
            return False
        letter = part.role.size * _LETTER
        return abs(places.from_left(part.paragraph, letter) - part.role.or_left * letter) <= letter // _NEAR


_ALIGNED = frozenset({"left", "right", CENTRE, "both", "distribute"})


def _grouped(runs: list[Run], key: Callable[[Run], str]) -> Iterator[tuple[str, list[Run]]]:
    """Runs by what is wrong with them."""
    for value, group in groupby(sorted(runs, key=lambda run: (key(run), run.number)), key=key):
        yield value, list(group)


def _points(twips: int) -> str:
    return exact.plain((twips, 20))


def _tenths(length: int, letter: int) -> str:
    return exact.plain(exact.round_half_away((length, letter), 1))
