"""A report that came back against what was printed: which figures a hand changed, added or took away, and which facts have moved on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING

from hengji.core.document import MARGIN
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.linked import variants
from hengji.linked.seats import Expected, carried_off
from hengji.writing import figures
from hengji.writing.sheets.paper import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hengji.core.audit import Figure
    from hengji.core.document import Document
    from hengji.core.problem import Problem
    from hengji.linked.fixed import Fixed
    from hengji.linked.known import Known
    from hengji.linked.seats import Members, Seats
    from hengji.reading.marked import Mark
    from hengji.writing.figures import Name, Placed

CHANGED, TYPED, REMOVED, STALE, GONE, LACKING = "DC24", "DC25", "DC26", "DC27", "DC28", "DC29"
COPIED, NESTED, EMPTIED, RENAMED, UNENDED = "DC30", "DC31", "DC32", "DC33", "DC34"
MOVED, TURNED, DRAWN, MEASURED = "DC70", "DC71", "DC72", "DC75"
KINDS = {
    CHANGED: "changed", TYPED: "typed", REMOVED: "removed", STALE: "stale", GONE: "gone", LACKING: "lacking", EMPTIED: "emptied",
    MOVED: "moved", TURNED: "turned", DRAWN: "drawn", MEASURED: "unit",
}  # fmt: skip
NOTHING = "—"
NOTHING_EXPECTED = Expected()
AROUND, SEEN, MOST = 24, 200, 20_000
LISTED = 2
"""A number at the beginning of a paragraph with so many digits counts the members of a list."""
PATIENCE = 300
"""How many changed figures are looked into for what they were; a document with more of them is another document."""
_DIGITS, _COUNTS = re.compile(r"[0-9０-９]+(?:[.,][0-9]+)*"), re.compile(r"[.．、)）](?![0-9])")
_NUMERAL = re.compile(r"[0-9０-９]")
PICTURE = "hengji"
_PICTURE = re.compile(rf"{PICTURE}\d{{1,3}}", re.ASCII)
_TURNS, _TURNS_BACK = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Letters without a form that turn the direction of writing: digits behind them print in another order."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A bookmark of ours: what its name says, its turn among marks of the same name, which copy of a figure it is, and what lies in it."""

    mark: Mark
    name: Name
    turn: int = 0
    copy: int = 0
    inner: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that is not as it was printed, or not as the evaluation has it.

    `key` stays the same from one look to the next; `start` and `end` are the span of the document's text that was printed as `old` and says `new`.
    `figure` and `called` are empty where nobody can tell what it is; `now` is what the evaluation prints. In words that somebody wrote, `spot` is
    the span of the first number in them that changed. `number` tells that a cell holds `new` as a number, `rate` that such a number is shown
    in per cent, `blank` that nothing was printed there, `remark` by the end of a caption how else a cell holds it (`as_text`, `formula`), which
    `formula` it is.
    """

    code: str
    key: str
    place: str
    old: str
    new: str
    figure: str = ""
    called: str = ""
    now: str = ""
    around: tuple[str, str] = ("", "")
    bound: Bound | None = None
    start: int = -1
    end: int = -1
    typed: Figure | None = None
    spot: tuple[int, int] = (-1, -1)
    number: bool = False
    rate: bool = False
    blank: bool = False
    remark: str = ""
    formula: str = ""

    @property
    def kind(self) -> str:
        """What happened, as one English word."""
        return KINDS[self.code]


@dataclass(frozen=True, slots=True)
class Compared:
    """All of it: the differences in the order of the text, what is odd about bookmarks, and how many figures were looked at."""

    drifts: tuple[Drift, ...]
    problems: tuple[Problem, ...]
    bound: tuple[Bound, ...]
    same: int
    numbers: int
    fixed: int
    template: str
    agreed: tuple[Bound, ...] = ()
    spans: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)


def template_of(marks: Iterable[Mark]) -> tuple[str, int]:
    """The digest of the template and the number of figures that the mark at the beginning tells; empty and 0 without one."""
    return next((found for mark in marks if (found := figures.read_whole(mark.name)) is not None), ("", 0))


def compare(
    document: Document,
    marks: tuple[Mark, ...],
    numbers: Callable[[list[tuple[int, int]]], tuple[Figure, ...]],
    fixed: Fixed,
    known: Known | None,
    pictures: tuple[tuple[str, str, str], ...] = (),
    expected: Expected = NOTHING_EXPECTED,
) -> Compared:
    """The document against its own bookmarks, and against an evaluation where there is one.

    `numbers` reads what stands around some spans of the document for its figures; that is the slow part, and left out where no digit stands
    outside of what is known.
    """
    found = _Comparing(document, fixed, known, expected)
    template, count = template_of(marks)
    found.bookmarks(marks)
    found.moved(count)
    found.carried_off(expected.seats, count)
    found.under_another(expected.members)
    found.turning()
    found.missing(count)
    found.lacking()
    strange = found.strange()
    read = numbers(strange) if strange else ()
    found.typed(read)
    found.drawn(pictures)
    found.measured(expected.unit_lead)
    drifts = sorted(found.drifts, key=lambda each: (each.start < 0, each.start))
    return Compared(
        tuple(drifts), tuple(found.problems), tuple(found.bound), found.same, len(read), found.fixed_numbers, template,
        tuple(found.agreed), found.spans,
    )  # fmt: skip


class _Comparing:
    """One look at one document."""

    def __init__(self, document: Document, fixed: Fixed, known: Known | None, expected: Expected) -> None:
        self.suffix = re.compile(rf"(?:[ _]?(?:{expected.copies})[ _]?)?\d{{0,3}}\Z", re.IGNORECASE)
        self.page_alone, self.page = re.compile(expected.page_alone), re.compile(expected.page)
        self.text, self.file, self.fixed, self.known = document.text, document.name, fixed, known
        self.drifts: list[Drift] = []
        self.problems: list[Problem] = []
        self.bound: list[Bound] = []
        self.agreed: list[Bound] = []
        self.covered: list[tuple[int, int]] = []
        self.spans: dict[tuple[str, int], tuple[int, int]] = {}
        self.same = self.fixed_numbers = 0
        self.patience = PATIENCE
        spans = [(block.start, block.end) for block in document.blocks]
        spans += [(cell.start, cell.end) for table in document.tables for cell in table.cells]
        units = [(block.start, at) for at, block in enumerate(document.blocks)]
        units += [
            (cell.start, -1 - at) for at, table in enumerate(document.tables) for cell in table.cells if cell.end > cell.start
        ]
        self.units = sorted(units)
        self.unit_begins = [start for start, _ in self.units]
        self.places = [(block.start, block.end, block.place) for block in document.blocks]
        self.places += [(cell.start, cell.end, cell.place) for table in document.tables for cell in table.cells]
        self.blocks = sorted(spans)
        self.margins = [(block.start, block.end) for block in document.blocks if block.kind == MARGIN]
        self.begins = [span[0] for span in self.blocks]

    # ---- bookmarks

    def bookmarks(self, marks: tuple[Mark, ...]) -> None:
        """Reads every bookmark of ours, and holds what it encloses against its name."""
        turns: Counter[str] = Counter()
        copies: Counter[str] = Counter()
        for mark in marks:
            name = self._name(mark)
            if name is None:
                continue
            if mark.end < 0:
                self._odd(UNENDED, mark)
                continue
            own = figures.named(name)
            if copies[own] and mark.name == own:
                self._odd(COPIED, mark)
            self.bound.append(Bound(mark, name, turns[mark.name], copies[own]))
            turns[mark.name] += 1
            copies[own] += 1
        self._nest()
        outside = _Edges([(each.mark.start, each.mark.end) for each in self.bound])
        for each in self.bound:
            self._hold(each, outside)

    def _name(self, mark: Mark) -> Name | None:
        """What a name says; an office program that copies a bookmark puts a number behind its name."""
        if not figures.ours(mark.name) or figures.read_whole(mark.name) is not None:
            return None
        name = figures.read_name(mark.name)
        if name is None:
            shorter = (
                mark.name[:end]
                for end in range(len(mark.name) - 1, len(mark.name) - 16, -1)
                if self.suffix.fullmatch(mark.name[end:])
            )
            name = next((found for text in shorter if (found := figures.read_name(text)) is not None), None)
            if name is not None:
                self._odd(COPIED, mark)
            elif figures.read_whole(mark.name.rstrip("0123456789")) is None and not _copy_of_whole(mark.name):
                self._odd(RENAMED, mark)
        return name

    def _odd(self, code: str, mark: Mark) -> None:
        text = self.text[mark.start : mark.end] if mark.end >= 0 else ""
        self.problems.append(problem(code, Place(self.file, mark.place), mark.name, text=text))

    def _nest(self) -> None:
        """Tells bookmarks that lie in others, and remembers them with the outer one."""
        order = sorted(range(len(self.bound)), key=lambda at: (self.bound[at].mark.start, -self.bound[at].mark.end))
        open_: list[int] = []
        inner: dict[int, list[tuple[int, int]]] = {}
        for at in order:
            mark = self.bound[at].mark
            while open_ and self.bound[open_[-1]].mark.end <= mark.start:
                open_.pop()
            if open_ and mark.end > mark.start:
                self._odd(NESTED, mark)
                inner.setdefault(open_[-1], []).append((mark.start, min(mark.end, self.bound[open_[-1]].mark.end)))
            if mark.end > mark.start:
                open_.append(at)
        for at, spans in inner.items():
            self.bound[at] = replace(self.bound[at], inner=tuple(spans))

    def _hold(self, bound: Bound, outside: _Edges) -> None:
        """One bookmark: as it was printed, with words typed into it, or changed."""
        mark, name = bound.mark, bound.name
        text, key = self.text[mark.start : mark.end], (mark.name, bound.turn)
        if mark.start == mark.end:
            self._emptied(bound)
            return
        if figures.form(text, words=name.words) == name.printed or self._without_inner(bound):
            start, end = mark.start, mark.end
        else:
            self.patience -= 1
            near = variants.within(text, name) if self.patience > 0 else None
            if near is None:
                self._changed(bound, mark.start, mark.end)
                return
            start, end = mark.start + near[0], mark.start + near[1]
        left, right = self._beside(start, end)
        left, right = ("" if outside.ends(start) else left), ("" if outside.begins(end) else right)
        if not name.words and variants.touches(left, self.text[start:end], right):
            self._changed(bound, *self._stretched(start, end))
            return
        if not name.words and self._remade(bound, (start, end), left, right):
            return
        if self._turned(bound, start, end):
            return
        self.spans[key] = (start, end)
        self.covered.append((start, end))
        self._against_evaluation(bound, start, end)

    def _remade(self, bound: Bound, span: tuple[int, int], left: str, right: str) -> bool:
        """Whether a unit behind a bare number, brackets around all of a cell, or blanks between digits make another number of a figure."""
        start, end = span
        text = self.text[start:end]
        after = variants.unit_after(text, right)
        if after and not self.fixed.prints_behind(right[:after]):
            self._remake(bound, start, end + after, "".join(text.split()))
            return True
        before, after = variants.bracketed(left, text, right) if self._unit(start) < 0 else (0, 0)
        if before and not self.fixed.brackets:
            self._remake(bound, start - before, end + after, "".join(text.split()))
            return True
        whole = variants.parted(text)
        if whole:
            self._remake(bound, start, end, whole)
        return bool(whole)

    def _remake(self, bound: Bound, start: int, end: int, old: str) -> None:
        """Tells a figure whose letters are all there and that says another number."""
        self.covered.append((start, end))
        self._add(CHANGED, bound, start, end, old=old, new=self.text[start:end], now=self._now(bound))

    def _turned(self, bound: Bound, start: int, end: int) -> bool:
        """Whether letters that turn the direction of writing stand in a figure or reach it: it prints as another number then."""
        low = self._block(start)[0]
        first = min(start, bound.mark.start)
        while first > low and _TURNING.match(self.text[first - 1]) and self.text[first - 1] not in _TURNS_BACK:
            first -= 1
        if _TURNING.search(self.text, first, max(end, bound.mark.end)):
            last = max(end, bound.mark.end)
            old = _TURNING.sub("", self.text[first:last])
            self.covered.append((first, last))
            self._add(CHANGED, bound, first, last, old=old, new=self.text[first:last], now=self._now(bound))
            return True
        open_ = 0
        for letter in self.text[low:start] if _TURNING.search(self.text, low, start) else "":
            open_ = max(0, open_ + (letter in _TURNS) - (letter in _TURNS_BACK))
        if open_:
            self.covered.append((start, end))
            self._add(TURNED, bound, start, end, old=self.text[start:end], new=self.text[start:end], now=self._now(bound))
        return open_ > 0

    def _now(self, bound: Bound) -> str:
        entries = self._entries(bound.name)
        return entries[0].printed if entries else ""

    def _without_inner(self, bound: Bound) -> bool:
        """Whether the text is as printed once what was put into it with its own bookmark is left out."""
        if not bound.inner:
            return False
        text, at = "", bound.mark.start
        for start, end in bound.inner:
            text, at = text + self.text[at:start], end
        text += self.text[at : bound.mark.end]
        return figures.form(text, words=bound.name.words) == bound.name.printed

    def _stretched(self, start: int, end: int) -> tuple[int, int]:
        """A figure with the digits and the sign that were typed right beside it."""
        left, right = self._beside(start, end)
        before, after = variants.stretched(left, right)
        return start - before, end + after

    def _changed(self, bound: Bound, start: int, end: int) -> None:
        """What a hand changed: the old form from the evaluation, or found again by its digest."""
        new, name = self.text[start:end], bound.name
        self.covered.append((start, end))
        entries = self._entries(name)
        now = entries[0].printed if entries else ""
        if entries and any(figures.form(new, words=name.words) == each_form(each) for each in entries):
            self.agreed.append(bound)
            self.spans[bound.mark.name, bound.turn] = (start, end)
            self.same += 1
            return
        printed = next((each.printed for each in entries if each_form(each) == name.printed), "")
        if name.words and printed:
            old, new = _numbers(printed, new)
        else:
            old, new = (printed, new) if printed else self._before(new, name) or ("", _plainly(new, name))
        self._add(CHANGED, bound, start, end, old=old, new=new, now=now)
        if name.words:
            self.drifts[-1] = self._spotted(self.drifts[-1])

    def _spotted(self, drift: Drift) -> Drift:
        """A change in words with the place of its first number, and what stands around that."""
        text, first = self.text[drift.start : drift.end], drift.new.partition("、")[0]
        at = text.find(first) if first else -1
        while at >= 0 and text[at - 1 : at].isdecimal():
            at = text.find(first, at + 1)
        if at < 0:
            return drift
        spot = (drift.start + at, drift.start + at + len(first))
        return replace(drift, spot=spot, around=self._around(*spot))

    def _before(self, new: str, name: Name) -> tuple[str, str] | None:
        return variants.before(new, name) if self.patience > 0 else None

    def _emptied(self, bound: Bound) -> None:
        entries = self._entries(bound.name)
        old = next((each.printed for each in entries if each_form(each) == bound.name.printed), "")
        self._add(EMPTIED, bound, bound.mark.start, bound.mark.end, old=old, new="", now=entries[0].printed if entries else "")

    def _against_evaluation(self, bound: Bound, start: int, end: int) -> None:
        """A figure that nobody changed, against the evaluation."""
        entries = self._entries(bound.name)
        nothing = not entries and bound.name.printed == figures.form(NOTHING)
        if self.known is None or nothing or any(each_form(each) == bound.name.printed for each in entries):
            self.same += 1
            return
        old = self.text[start:end]
        now = entries[0].printed if entries else ""
        if bound.name.words and entries:
            was, is_ = _numbers(old, now)
            self._add(STALE, bound, start, end, old=was, new=is_, now=now)
        else:
            self._add(STALE if entries and now != NOTHING else GONE, bound, start, end, old=old, new=now or NOTHING, now=now)

    def _entries(self, name: Name) -> tuple[Placed, ...]:
        return self.known.by_short.get(name.short, ()) if self.known is not None else ()

    def _add(self, code: str, bound: Bound, start: int, end: int, *, old: str, new: str, now: str = "") -> None:
        entry = next(iter(self._entries(bound.name)), None)
        key = f"{bound.name.short}-{bound.name.number}" + (f"-{bound.turn}" if bound.turn else "")
        self.drifts.append(
            Drift(
                code, key, bound.mark.place, old, new, entry.figure if entry else "", entry.called if entry else "", now,
                self._around(start, end), bound, start, end,
            )
        )  # fmt: skip

    # ---- figures in another place, letters that turn the writing

    def moved(self, count: int) -> None:
        """Figures that stand in one paragraph or table with others, and beside neither of those that they were printed beside.

        A paragraph that was moved or copied keeps its figures together, and so does a row; two figures that were exchanged do not.
        """
        printed = (each for each in self.bound if each.copy == 0 and each.name.number <= (count or MOST))
        own = sorted(printed, key=lambda each: each.mark.start)
        turn = {number: at for at, number in enumerate(sorted({each.name.number for each in own}))}
        turns = [turn[each.name.number] for each in own]
        units = [self._unit(each.mark.start) for each in own]
        many = Counter(units)
        for at, each in enumerate(own):
            near = {turns[at] - turns[other] for other in (at - 1,) if other >= 0}
            near |= {turns[other] - turns[at] for other in (at + 1,) if other < len(own)}
            first, last = turns[at] == 0 and at == 0, turns[at] == len(turn) - 1 and at == len(own) - 1
            if 1 in near or first or last or many[units[at]] == 1 or (each.mark.name, each.turn) not in self.spans:
                continue
            self._moved(each)

    def carried_off(self, seats: Seats, count: int) -> None:
        """Figures that stand beside the words of another paragraph of the template, though each is alone in its own."""
        told = {(each.bound.mark.name, each.bound.turn) for each in self.drifts if each.bound is not None}
        own: list[tuple[Bound, tuple[int, int]]] = []
        for each in sorted(self.bound, key=lambda bound: bound.name.number):
            span = self.spans.get((each.mark.name, each.turn))
            if span is None or each.copy or each.name.number > (count or MOST):
                continue
            turns = seats.turns(*self._beside(*span))
            if turns is not None:
                own.append((each, turns))
        for at in carried_off([turns for _, turns in own]):
            each = own[at][0]
            if (each.mark.name, each.turn) not in told:
                self._moved(each)

    def under_another(self, members: Members) -> None:
        """Figures of an indicator or a project in a paragraph that another one heads, and not theirs."""
        if not members.every or not members.heads:
            return
        told = {(each.bound.mark.name, each.bound.turn) for each in self.drifts if each.bound is not None}
        for each in self.bound:
            span = self.spans.get((each.mark.name, each.turn))
            if span is None or (each.mark.name, each.turn) in told or self._unit(span[0]) < 0:
                continue
            own = members.of(each.name.short)
            low, high = self._block(span[0])
            if own and members.another(own, self.text[low : span[0]] + self.text[span[1] : high]):
                self._moved(each)

    def _moved(self, bound: Bound) -> None:
        start, end = self.spans[bound.mark.name, bound.turn]
        text = self.text[start:end]
        self._add(MOVED, bound, start, end, old=text, new=text, now=self._now(bound))
        self.drifts[-1] = replace(self.drifts[-1], key=f"{self.drifts[-1].key}-moved")

    def _unit(self, at: int) -> int:
        """The paragraph or the table that a place is in."""
        found = bisect_right(self.unit_begins, at) - 1
        return self.units[found][1] if found >= 0 else 0

    def turning(self) -> None:
        """Tells every paragraph in which the direction of writing is turned."""
        if _TURNING.search(self.text) is None:
            return
        for start, end, place in self.places:
            found = "".join(dict.fromkeys(_TURNING.findall(self.text[start:end])))
            if found:
                self.problems.append(problem(TURNED, Place(self.file, place), found))

    # ---- what is not there, and what nobody placed

    def missing(self, count: int) -> None:
        """Bookmarks that are gone with their figures: their numbers are missing between 1 and the last."""
        numbers = {each.name.number for each in self.bound}
        at = {each.name.number: each for each in self.bound}
        near: Bound | None = None
        for number in range(1, min(max((count, *numbers)), MOST) + 1):
            if number in numbers:
                near = at[number]
                continue
            entry = self._placed(number, at)
            where = near.mark.place if near else ""
            figure, called, printed = (entry.figure, entry.called, entry.printed) if entry else ("", "", "")
            around = self._around(near.mark.end, near.mark.end) if near else ("", "")
            self.drifts.append(
                Drift(
                    REMOVED,
                    f"gone-{number}",
                    where,
                    printed,
                    "",
                    figure,
                    called,
                    printed,
                    around,
                    None,
                    near.mark.end if near else -1,
                )
            )

    def _placed(self, number: int, at: dict[int, Bound]) -> Placed | None:
        """The figure of a number, where the evaluation is the one that the document was printed from."""
        entry = self.known.by_number.get(number) if self.known is not None else None
        if entry is None or self.known is None:
            return None
        beside = [at[near] for near in (number - 1, number + 1) if near in at]
        same = [self.known.by_number.get(each.name.number) for each in beside]
        fits = all(one and figures.short(one.figure) == each.name.short for one, each in zip(same, beside, strict=True))
        return entry if fits else None

    def lacking(self) -> None:
        """Figures that the evaluation prints and the document does not have, besides those that were taken out."""
        if self.known is None:
            return
        there = Counter(each.name.short for each in self.bound)
        there += Counter(figures.short(each.figure) for each in self.drifts if each.code == REMOVED and each.figure)
        unnamed = sum(1 for each in self.drifts if each.code == REMOVED and not each.figure)
        for short, entries in self.known.by_short.items():
            for entry in entries[there[short] :]:
                if unnamed:
                    unnamed -= 1
                    self._name_removed(entry)
                elif entry.printed != NOTHING:
                    key = f"new-{short}-{entry.number}"
                    self.drifts.append(Drift(LACKING, key, "", "", entry.printed, entry.figure, entry.called, entry.printed))

    def _name_removed(self, entry: Placed) -> None:
        at = next(at for at, each in enumerate(self.drifts) if each.code == REMOVED and not each.figure)
        self.drifts[at] = replace(self.drifts[at], old=entry.printed, figure=entry.figure, called=entry.called, now=entry.printed)

    def strange(self) -> list[tuple[int, int]]:
        """Digits outside of bookmarks that are neither the template's own nor count the members of a list nor a page."""
        covered, found = _Edges(self.covered), []
        for digits in _DIGITS.finditer(self.text):
            start, end = digits.span()
            if covered.meets(start, end) or self._counts_pages(start, end):
                continue
            left, right = self._beside(start, end)
            if len(left.strip()) <= 1 and _COUNTS.match(right) and len(digits[0]) <= LISTED:
                continue
            if self.fixed.holds(left, digits[0], right):
                self.fixed_numbers += 1
            else:
                found.append((start, end))
        return found

    def _counts_pages(self, start: int, end: int) -> bool:
        """Whether a number of a header or footer is that of a page."""
        margin = next((span for span in self.margins if span[0] <= start < span[1]), None)
        if margin is None:
            return False
        return self.page_alone.fullmatch(self.text, *margin) is not None or self.page.match(self.text, end, margin[1]) is not None

    def typed(self, numbers: tuple[Figure, ...]) -> None:
        """Numbers in no bookmark that the template does not print itself."""
        covered, seen = _Edges(self.covered), Counter[str]()
        for figure in numbers:
            if covered.meets(figure.start, figure.end) or not _NUMERAL.search(figure.text):
                continue
            if self._counts_pages(figure.start, figure.end):
                continue
            left, right = self._beside(figure.start, figure.end)
            if self.fixed.holds(left, figure.text, right):
                continue
            around = self._around(figure.start, figure.end)
            key = f"typed-{figures.digest(f'{around[0][-8:]}|{figure.plain}|{around[1][:8]}', 8)}"
            seen[key] += 1
            key = key if seen[key] == 1 else f"{key}-{seen[key]}"
            self.drifts.append(
                Drift(
                    TYPED, key, figure.place, "", figure.plain, "", figure.label, "", around, None, figure.start, figure.end, figure
                )
            )

    def drawn(self, pictures: tuple[tuple[str, str, str], ...]) -> None:
        """Pictures of ours that show other figures than the evaluation has; what they show is what they say of themselves."""
        now = {f"{PICTURE}{number}": each for number, each in enumerate(self.known.pictures, 1)} if self.known is not None else {}
        for name, title, said in pictures if now else ():
            wanted = now.get(name)
            if _PICTURE.fullmatch(name) and (wanted is None or _same(said) != _same(visible(wanted.said))):
                new = visible(wanted.title) if wanted is not None else NOTHING
                self.drifts.append(Drift(DRAWN, f"picture-{name.removeprefix(PICTURE)}", "", title, new, "", title or name, new))

    def measured(self, lead: str) -> None:
        """Units over tables that the template does not have: every number below would be another one."""
        if not lead or not self.fixed.units:
            return
        for number, found in enumerate(re.finditer(rf"(?:{lead})\s*([\u4e00-\u9fff%％㎡]{{1,6}})", self.text), 1):
            start, end = found.span(1)
            if found[1] in self.fixed.units or found[1] not in self.fixed.known or _Edges(self.covered).meets(start, end):
                continue
            place = next((place for low, high, place in self.places if low <= start < high), "")
            around = self._around(start, end)
            self.drifts.append(Drift(MEASURED, f"unit-{number}", place, "", found[1], around=around, start=start, end=end))

    # ---- the text around

    def _block(self, at: int) -> tuple[int, int]:
        found = bisect_right(self.begins, at) - 1
        return self.blocks[found] if found >= 0 else (0, len(self.text))

    def _beside(self, start: int, end: int) -> tuple[str, str]:
        low, high = self._block(start)
        return self.text[max(min(low, start), start - SEEN) : start], self.text[end : min(max(high, end), end + SEEN)]

    def _around(self, start: int, end: int) -> tuple[str, str]:
        left, right = self._beside(start, end)
        return left[-AROUND:].rpartition("\n")[2], right[:AROUND].partition("\n")[0]


class _Edges:
    """Spans of a text."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(span for span in spans if span[1] > span[0])
        self._reach = list(accumulate((end for _, end in self._spans), max))
        self._begins, self._ends = {start for start, _ in self._spans}, {end for _, end in self._spans}

    def meets(self, start: int, end: int) -> bool:
        """Whether one of them has a letter of this span."""
        before = bisect_left(self._spans, (end, -1))
        return before > 0 and self._reach[before - 1] > start

    def begins(self, at: int) -> bool:
        """Whether one of them begins here."""
        return at in self._begins

    def ends(self, at: int) -> bool:
        """Whether one of them ends here."""
        return at in self._ends


def _same(words: str) -> str:
    return "".join(words.split())


def each_form(each: Placed) -> str:
    """The digest of a printed form, as its bookmark has it."""
    return figures.form(each.printed, words=each.words)


def _copy_of_whole(name: str) -> bool:
    return any(figures.read_whole(name[:end]) is not None for end in range(len(name) - 1, len(name) - 16, -1))


def _plainly(text: str, name: Name) -> str:
    """A figure as it stands; of words their numbers."""
    return "、".join(figures.numerals(text)) if name.words else text


def _numbers(old: str, new: str) -> tuple[str, str]:
    """Of two texts, the numbers in which they differ."""
    before, after = figures.numerals(old), figures.numerals(new)
    pairs = [code for code in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if code[0] != "equal"]
    return (
        "、".join(n for _, a, b, _, _ in pairs for n in before[a:b]),
        "、".join(n for _, _, _, a, b in pairs for n in after[a:b]),
    )
