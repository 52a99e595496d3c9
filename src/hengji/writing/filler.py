"""Fills a Word template by three rules: a name becomes its value, a row or paragraph repeats for each member of a list, and a
paragraph, row or table appears only if a value exists. Nothing in a template is executed, and what is filled in is never read as template.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.writing import blocks, figures, markup
from hengji.writing.figures import Placed
from hengji.writing.markup import AT, EACH_OF, NAME, RPR, SPACE, TBL, TC, TR, WHEN, P, R, T, W, Words
from hengji.writing.package import BODY, TEXT_PARTS, UnreadablePackageError, pack, parse, unpack, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.etree import _Element

    from hengji.core.problem import Problem
    from hengji.writing.blocks import Block
    from hengji.writing.charts.bars import Drawing

NOTHING = "—"
KEPT = 32
VMERGE, VALUE, TCPR = f"{W}vMerge", f"{W}val", f"{W}tcPr"
CONTAINERS = frozenset(f"{W}{tag}" for tag in ("body", "tbl", "tr", "tc", "sdt", "sdtContent", "customXml", "footnote", "endnote"))
START, END = f"{W}bookmarkStart", f"{W}bookmarkEnd"
PROPERTIES = "docProps/core.xml"
_HIDDEN = re.compile(
    "[^\\t\\n\\x20-\\x7e\\xa0-\\u200a\\u2010-\\u2029\\u202f-\\u2065\\u206a-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
)
_PROPERTY = re.compile(r"\{\{([^{}\n]*)\}\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in for a name: the printed text, the id of the fact or score it prints, or why there is none.

    Words without an id are bound by the name that the template calls them, if they hold a number; `order` says that the text only counts
    the members of a list, and is bound to nothing.

    A `block` is a picture with its table; in the body of a report it takes the place of the paragraph that names it.
    """

    text: str
    figure: str = ""
    reason: str = ""
    order: bool = False
    block: Block | None = None

    @property
    def printed(self) -> str:
        """The text; a dash where a value is unknown for a reason."""
        return self.text if self.text or not self.reason else NOTHING


@dataclass(slots=True)
class _Sheet:
    """One filling: the values, what has gone wrong, and the bookmarks so far."""

    file: str
    values: Mapping[str, Filled]
    lists: Mapping[str, Sequence[Mapping[str, Filled]]]
    words: Words
    problems: list[Problem] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    first_bookmark: int = 0
    spot: str = ""
    name: str = ""
    pictures: list[bytes] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)

    def find(self, name: str, member: Mapping[str, Filled]) -> Filled | None:
        """A value by its name: a field of the member, else a value of the report, else the reason of either."""
        found = member.get(name) or self.values.get(name)
        if found is not None:
            return found
        base, dot, word = name.rpartition(".")
        known = (member.get(base) or self.values.get(base)) if dot and word == self.words.why else None
        return Filled("" if known.text else known.reason) if known is not None else None

    def exists(self, name: str, member: Mapping[str, Filled]) -> bool:
        """Whether a value is known, or a list has members."""
        found = self.find(name, member)
        return bool(found.text) if found is not None else bool(self.lists.get(name))

    def known(self, name: str) -> bool:
        """Whether a list goes by a name."""
        return name in self.lists

    def complain(self, code: str, element: _Element, found: str, **slots: str) -> None:
        """A problem at the element's place."""
        self.problems.append(problem(code, markup.place_of(element, self.file), found, **slots))


@dataclass(frozen=True, slots=True)
class Made:
    """A filled document, the figures that were placed in it in their order, and what its template says wrongly."""

    content: bytes
    placed: tuple[Placed, ...]
    problems: tuple[Problem, ...]
    pictures: tuple[Drawing, ...] = ()


def fill(
    template: bytes,
    name: str,
    values: Mapping[str, Filled],
    lists: Mapping[str, Sequence[Mapping[str, Filled]]],
    words: Words,
) -> tuple[bytes, tuple[Problem, ...]]:
    """The filled document, always the same bytes for the same values; what the template says wrongly is a problem and stays as it stands."""
    made = fill_linked(template, name, values, lists, words)
    return made.content, made.problems


def fill_linked(
    template: bytes,
    name: str,
    values: Mapping[str, Filled],
    lists: Mapping[str, Sequence[Mapping[str, Filled]]],
    words: Words,
) -> Made:
    """The filled document with every figure in a bookmark that tells what it is (docs/manual/linked.md)."""
    try:
        opened = _open(template, name, words)
    except UnreadablePackageError as error:
        return Made(b"", (), (problem("DC04", Place(name), str(error)),))
    sheet = _Sheet(name, values, lists, words, list(opened.problems), first_bookmark=opened.first_bookmark, name=name)
    parts, trees = dict(opened.parts), {}
    for part, marked in opened.texts.items():
        root = trees[part] = deepcopy(marked)
        sheet.file = _file(name, part)
        if not all(_answered(asked, sheet) for asked in opened.asked[part]):
            _check(root, sheet)
        _expand(root, sheet, {})
    if sheet.placed:
        _mark_whole(trees[BODY], figures.whole(template, len(sheet.placed)), sheet.first_bookmark + len(sheet.placed))
    parts |= {part: written(root) for part, root in trees.items()}
    if PROPERTIES in parts:
        parts[PROPERTIES] = _fill_properties(parts[PROPERTIES], sheet)
    if sheet.pictures:
        parts = blocks.with_pictures(parts, sheet.pictures)
    return Made(pack(parts), tuple(sheet.placed), tuple(dict.fromkeys(sheet.problems)), tuple(sheet.drawings))


def _mark_whole(root: _Element, name: str, number: int) -> None:
    """The mark at the beginning of the first paragraph."""
    paragraph = next(root.iter(P), None)
    if paragraph is not None:
        place = 1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0
        paragraph.insert(place, paragraph.makeelement(END, {f"{W}id": str(number)}))
        paragraph.insert(place, paragraph.makeelement(START, {f"{W}id": str(number), f"{W}name": name}))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A template opened and marked once: its parts, the trees of those that hold text, and what is wrong with them."""

    parts: Mapping[str, bytes]
    texts: Mapping[str, _Element]
    asked: Mapping[str, tuple[_Asked, ...]]
    problems: tuple[Problem, ...]
    first_bookmark: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the elements of a template ask for, each thing once: `names` of a member of `list` or of the report; `own` where the element itself is
    repeated by the list, `condition` where the names say only whether it appears.
    """

    list: str
    own: bool
    condition: bool
    names: tuple[str, ...]


@lru_cache(maxsize=KEPT)
def _open(template: bytes, name: str, words: Words) -> _Opened:
    parts = unpack(template)
    texts = {part: parse(parts[part]) for part in sorted(parts) if TEXT_PARTS.fullmatch(part)}
    for root in texts.values():
        _without_bookmarks(root, ours=True)
    problems = [found for part, root in texts.items() for found in markup.mark(root, _file(name, part), words)]
    numbers = [int(mark.get(f"{W}id", "0")) for root in texts.values() for mark in root.iter(START)]
    if PROPERTIES in parts:
        parse(parts[PROPERTIES])
    asked = {part: tuple(dict.fromkeys(_asked(root))) for part, root in texts.items()}
    return _Opened(parts, texts, asked, tuple(problems), max(numbers, default=-1) + 1)


def _file(name: str, part: str) -> str:
    return name if part == BODY else f"{name}/{part}"


def _fill_properties(part: bytes, sheet: _Sheet) -> bytes:
    root = parse(part)
    for element in root.iter():
        if element.text and "{{" in element.text:
            element.text = _PROPERTY.sub(lambda found: _visible(_property(found, sheet)), element.text)
    return written(root)


def _property(found: re.Match[str], sheet: _Sheet) -> str:
    value = sheet.find(found[1].strip(), {})
    return value.printed if value is not None else found[0]


# ---- names are checked before anything is filled, also those in parts that will not appear


def _asked(root: _Element) -> Iterable[_Asked]:
    """What every marked element asks for, by the list that it stands in."""
    for element in root.iter():
        if element.get(AT) is not None:
            host = next((each for each in (element, *element.iterancestors()) if each.get(EACH_OF)), None)
            wanted = host.get(EACH_OF, "") if host is not None else ""
            yield _Asked(wanted, host is element, element.get(NAME) is None, tuple(_names(element)))


def _answered(asked: _Asked, sheet: _Sheet) -> bool:
    """Whether everything is there that is asked for; if not, `_check` says of each place what is missing."""
    member: Mapping[str, Filled] = {}
    if asked.list:
        members = sheet.lists.get(asked.list)
        if members is None and asked.own:
            return False
        if not members and not asked.own:
            return True
        member = members[0] if members else {}
    return all(sheet.find(name, member) is not None or (asked.condition and sheet.known(name)) for name in asked.names)


def _check(root: _Element, sheet: _Sheet) -> None:
    for element in root.iter():
        if element.get(AT) is None:
            continue
        member = _sample(element, sheet)
        if member is None:
            continue
        _check_list(element, sheet)
        for name in _names(element):
            if sheet.find(name, member) is None and not (element.get(NAME) is None and sheet.known(name)):
                near = get_close_matches(name, [*member, *sheet.values, *sheet.lists], 1)
                sheet.complain("DC01", element, name, near=near[0] if near else "")


def _names(element: _Element) -> Iterable[str]:
    name = element.get(NAME)
    return [name] if name else [condition for _, names in markup.conditions(element) for condition in names]


def _check_list(element: _Element, sheet: _Sheet) -> None:
    wanted = element.get(EACH_OF)
    if wanted and not sheet.known(wanted):
        near = get_close_matches(wanted, list(sheet.lists), 1)
        sheet.complain("DC01", element, wanted, near=near[0] if near else "")


def _sample(element: _Element, sheet: _Sheet) -> Mapping[str, Filled] | None:
    """A member of the list that an element stands in; none to look at in an empty list."""
    host = element
    while host is not None:
        wanted = host.get(EACH_OF)
        if wanted:
            members = sheet.lists.get(wanted, ())
            return members[0] if members else ({} if host is element else None)
        parent = host.getparent()
        if parent is None:
            break
        host = parent
    return {}


# ---- filling


def _expand(container: _Element, sheet: _Sheet, member: Mapping[str, Filled]) -> None:
    """Repeats, drops and fills the children of a body, a table, a cell."""
    for wanted, group in groupby(list(container), key=lambda child: child.get(EACH_OF)):
        block = list(group)
        if wanted and sheet.known(wanted):
            _repeat(container, block, sheet, sheet.lists[wanted])
        else:
            for child in block:
                _settle(child, sheet, member)


def _repeat(container: _Element, block: list[_Element], sheet: _Sheet, members: Sequence[Mapping[str, Filled]]) -> None:
    """A block of rows or paragraphs with one list stands once for each member."""
    at = container.index(block[0])
    for element in block:
        container.remove(element)
    copies: list[_Element] = []
    above, names = sheet.spot, Counter[str]()
    for turn, member in enumerate(members):
        sheet.spot = f"{above}{block[0].get(EACH_OF)}/{_called(member, turn, names, sheet.words.known_by)}/"
        for element in block:
            if _wanted(element, sheet, member):
                copy = deepcopy(element)
                if turn:
                    _without_bookmarks(copy)
                copies.append(copy)
                _settle(copy, sheet, member, attached=False)
    sheet.spot = above
    container[at:at] = copies
    _merge_equal_cells([copy for copy in copies if copy.tag == TR])


def _called(member: Mapping[str, Filled], turn: int, names: Counter[str], known_by: Sequence[str]) -> str:
    """What a member of a list is known by, so that its figures keep their ids where others come or go: its number or name, else its place."""
    own = next((found.text for word in known_by if (found := member.get(word)) is not None and found.text), "")
    if not own:
        return str(turn + 1)
    names[own] += 1
    return own if names[own] == 1 else f"{own}~{names[own]}"


def _settle(element: _Element, sheet: _Sheet, member: Mapping[str, Filled], *, attached: bool = True) -> None:
    if attached and not _wanted(element, sheet, member):
        markup.drop(element)
        return
    if element.tag == P:
        _fill_runs(element, sheet, member)
    elif element.tag in CONTAINERS:
        _expand(element, sheet, member)
    if element.attrib:
        for attribute in (AT, EACH_OF, WHEN):
            element.attrib.pop(attribute, "")
    if attached and element.tag == TBL and element.find(TR) is None:
        markup.drop(element)


def _wanted(element: _Element, sheet: _Sheet, member: Mapping[str, Filled]) -> bool:
    conditions = markup.conditions(element)
    return not conditions or all(any(sheet.exists(name, member) for name in names) is wanted for wanted, names in conditions)


def _fill_runs(paragraph: _Element, sheet: _Sheet, member: Mapping[str, Filled]) -> None:
    for run in list(paragraph.iter(R)):
        name = run.attrib.pop(NAME, "")
        if name:
            _fill_run(run, str(name), sheet, member)
            run.attrib.pop(AT, "")


def _fill_run(run: _Element, name: str, sheet: _Sheet, member: Mapping[str, Filled]) -> None:
    value = sheet.find(name, member)
    if value is None:
        return _write(run, "{{" + name + "}}")
    if not value.printed:
        return markup.drop(run)
    if value.block is not None and sheet.file == sheet.name and (host := next(run.iterancestors(P), None)) is not None:
        return _place_block(host, name, value.block, sheet)
    text = _visible(value.printed)
    if text != value.printed.replace("\r\n", "\n"):
        sheet.complain("DC05", run, value.printed, name=name)
    _write(run, text)
    bound = value.figure or ("" if value.order or not figures.numerals(text) else _auto(name, sheet, member))
    if bound:
        placed = Placed(len(sheet.placed) + 1, bound, text, f"{sheet.spot}{name}", words=not value.figure)
        _bookmark(run, placed, sheet)
    return None


def _auto(name: str, sheet: _Sheet, member: Mapping[str, Filled]) -> str:
    """The id of words that hold a number and have no id of their own: by the name that the template calls them."""
    return f"list/{sheet.spot}{name}" if sheet.spot and member.get(name) is not None else f"value/{name}"


def _place_block(paragraph: _Element, name: str, block: Block, sheet: _Sheet) -> None:
    """A picture and its table where a paragraph stood; each figure of the table, and each number in its words, is bound as any other."""
    made = blocks.made(block, len(sheet.pictures) + 1)
    if block.picture:
        sheet.pictures.append(block.picture)
        sheet.drawings += [block.drawing] if block.drawing is not None else []
    bound = dict(made.figures)
    for element in made.elements:
        for number, run in enumerate(list(element.iter(R))):
            text = "".join(letters.text or "" for letters in run.iter(T))
            figure = bound.get(run, "")
            if figure or figures.numerals(text):
                known = figure or f"picture/{name}/{made.elements.index(element)}/{number}"
                _bookmark(run, Placed(len(sheet.placed) + 1, known, text, name, words=not figure), sheet)
        paragraph.addprevious(element)
    markup.drop(paragraph)


def _write(run: _Element, text: str) -> None:
    """Puts a text into a run that has kept its format; line ends and tabs become breaks."""
    for child in list(run):
        if child.tag != RPR:
            run.remove(child)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(run.makeelement(f"{W}br"))
        for place, word in enumerate(line.split("\t")):
            if place:
                run.append(run.makeelement(f"{W}tab"))
            if word:
                letters = run.makeelement(T, {SPACE: "preserve"})
                letters.text = word
                run.append(letters)


def _visible(text: str) -> str:
    """The text with control and direction characters by their numbers."""
    return _HIDDEN.sub(lambda found: f"U+{ord(found[0]):04X}", text.replace("\r\n", "\n"))


def _bookmark(run: _Element, placed: Placed, sheet: _Sheet) -> None:
    number = str(sheet.first_bookmark + len(sheet.placed))
    sheet.placed.append(placed)
    run.addprevious(run.makeelement(START, {f"{W}id": number, f"{W}name": placed.bookmark}))
    run.addnext(run.makeelement(END, {f"{W}id": number}))


def _without_bookmarks(element: _Element, *, ours: bool = False) -> None:
    """Takes the bookmarks out; of a template that was made from a finished report, `ours` alone."""
    starts = [mark for mark in element.iter(START) if not ours or figures.ours(mark.get(f"{W}name", ""))]
    numbers = {mark.get(f"{W}id") for mark in starts}
    for mark in [*starts, *(end for end in element.iter(END) if not ours or end.get(f"{W}id") in numbers)]:
        markup.drop(mark)


# ---- cells that the template marks as merging downwards merge where repeated rows say the same


def _merge_equal_cells(rows: list[_Element]) -> None:
    columns = _merging_columns(rows[0]) if rows else []
    texts = [[_cell_text(row, column) for column in columns] for row in rows] if columns else []
    for row, said, above in zip(rows[1:], texts[1:], texts, strict=False):
        for depth, column in enumerate(columns):
            if said[: depth + 1] == above[: depth + 1]:
                _continue_merge(_cells(row)[column])


def _cells(row: _Element) -> list[_Element]:
    return row.findall(TC)


def _merging_columns(row: _Element) -> list[int]:
    return [
        number for number, cell in enumerate(_cells(row)) if (mark := cell.find(f"{TCPR}/{VMERGE}")) is not None and mark.get(VALUE)
    ]


def _cell_text(row: _Element, column: int) -> str:
    cells = _cells(row)
    return "".join(letters.text or "" for letters in cells[column].iter(T)) if column < len(cells) else ""


def _continue_merge(cell: _Element) -> None:
    mark = cell.find(f"{TCPR}/{VMERGE}")
    if mark is None:
        return
    mark.attrib.pop(VALUE, "")
    for child in [child for paragraph in cell.iter(P) for child in paragraph if child.tag != f"{W}pPr"]:
        markup.drop(child)
