"""其中 and its like: of which whole a figure is a part, when a list begins and ends, and whether it may leave parts out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.reading.clauses.heard import LISTED, POINTS, RATIO, Listing
from hengji.reading.clauses.pieces import BREAKS, only_when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.reading.clauses.heard import Frame, Heard
    from hengji.reading.clauses.names import Names
    from hengji.reading.numbers import Mark

_LIMIT = re.compile(r"[^，。；、：（]{0,3}?以[上下内]")
_SEPARATOR = re.compile(r"(?P<mark>[，。；、：,;:])[^，。；、：,;:]{0,80}$")
_MADE = 80
_SHORT = 10
_SENTENCE = re.compile(r"[。；\n]")


class Lists:
    """The lists of one passage; `heard` are its figures as far as they were read, the one in hand last."""

    def __init__(self, names: Names, text: str, heard: Sequence[Heard]) -> None:
        self.names, self.words, self.text, self.heard = names, names.words, text, heard

    def take(self, heard: Heard, index: int, frame: Frame) -> None:
        """其中 and its like: which whole this value is a part of."""
        if heard.role not in LISTED or heard.dimension == RATIO or _LIMIT.match(self.text, heard.stop):
            return
        segment = heard.before
        begins, sure = self._begins(heard, segment)
        total = self.words.whole.search(heard.tail) is not None
        mark = _SEPARATOR.search(segment)
        separator = mark["mark"] if mark is not None else ""
        if separator in ("；", ";"):
            self._closed(frame)
        if begins:
            whole = self.whole(frame, heard) if heard.depth <= self._depth_before() else index - 1
            if whole >= 0 and self.heard[whole].dimension == heard.dimension:
                frame.lists.append(Listing(whole, sure))
        subtotal = total and not begins and bool(frame.lists) and self._subtotal(heard, frame.lists[-1])
        if begins or subtotal:
            pass
        elif total:
            frame.lists.clear()
        elif frame.lists and self._leaves(heard, frame.lists[-1]):
            frame.lists.pop()
        if frame.lists:
            listed = frame.lists[-1]
            whole_figure = self.heard[listed.whole]
            alike = (whole_figure.dimension, whole_figure.role) == (heard.dimension, heard.role)
            if alike and not self._overlaps(heard, whole_figure):
                listed.commas = (
                    bool(listed.items)
                    and not subtotal
                    and (listed.commas or len(listed.items) == 1)
                    and separator not in ("；", ";")
                )
                listed.items.append(index)
                heard.whole = listed.whole
                heard.open_list = not listed.sure or self._open(heard, segment)

    def _overlaps(self, heard: Heard, whole: Heard) -> bool:
        """Whether a part is of a kind that others may be of too (党员、女性); not where the whole is of that kind: 残疾人 100 人，其中视力残疾 20 人.

        Nor is the last, which says that it is what is left (退役军人等其他培训), or what its list tells both halves of (上半年…，下半年…).
        """
        found = self.words.overlapping.search(heard.tail)
        if found is None or found[0] in whole.tail or self.words.left_over.search(heard.tail) is not None:
            return False
        other = self.words.complements.get(found[0], "")
        return not other or other not in _SENTENCE.split(self.text[whole.stop :], maxsplit=1)[0]

    def _begins(self, heard: Heard, segment: str) -> tuple[bool, bool]:
        """Whether the words open a list, and whether surely; in a new sentence they stand at its beginning. A colon, 由…构成 and a bracket open one too."""
        before = self.heard[-2] if len(self.heard) > 1 else None
        if before is None or self.words.some_of.search(segment) is not None:
            return False, False
        first = before.sentence != heard.sentence
        if first:
            plain = self.words.parts_plain.search(segment[:20]) is not None
            return plain or self.words.parts.match(segment) is not None, plain
        cues = list(self.words.parts.finditer(segment))
        if cues and not re.search(r"[；;。]", segment[cues[-1].end() :]):
            return not self._speaks_of_another(segment[: cues[-1].start()]), True
        between = self.text[before.stop : heard.begin]
        if between.startswith(("：", ":", "——", "──")) or self._counted_colon(before, between):
            return True, True
        if self.words.made_of.match(segment) is not None:
            return self.words.made.search(self.text[heard.stop : heard.stop + _MADE]) is not None, True
        if self.words.whole.search(heard.tail) is not None:
            return False, False
        return heard.depth == before.depth + 1 and between[:1] in "（(" and not self.words.than_before.search(segment), True

    def _counted_colon(self, before: Heard, between: str) -> bool:
        """分四大块：, 五样：: how many parts follow, and a colon."""
        counts = before.mark.start < before.stop and self.text[before.begin : before.begin + 1] in self.words.counts
        return counts and re.match(r"[^，。；：:、\d]{0,4}[：:]", between) is not None

    def _speaks_of_another(self, words: str) -> bool:
        """；支出包括: the whole is named anew, and it is not what was spoken of last."""
        piece = BREAKS.split(words)[-1]
        return re.search(r"[；;]", words) is not None and bool(piece) and not only_when(self.words, self.names.name(piece).label)

    def _depth_before(self) -> int:
        return self.heard[-2].depth if len(self.heard) > 1 else 0

    def _subtotal(self, heard: Heard, listed: Listing) -> bool:
        """两项合计 within a list stands for the items before it."""
        counted = self.words.subtotal.search(self.text[max(0, heard.begin - _SHORT) : heard.begin])
        number = self.words.counts.get(counted["number"], 0) if counted is not None else 0
        if not 1 < number <= len(listed.items):
            return False
        for each in listed.items[-number:]:
            self.heard[each].whole = -1
        del listed.items[-number:]
        return True

    def _open(self, heard: Heard, segment: str) -> bool:
        """Whether the list may leave parts out: 主要包括 at its beginning, 等 right behind a part."""
        begins = list(self.words.parts.finditer(segment))
        cue = begins[-1][0] if begins else ""
        near = segment[max(0, begins[-1].start() - 4) : begins[-1].start()] if begins else ""
        behind = self.words.open_behind.match(self.text[heard.stop : heard.stop + 4])
        return (
            behind is not None
            or self.words.open_words.search(near) is not None
            or self.words.open_words.fullmatch(cue) is not None
            or (self.words.open_words.match(heard.tail) is not None and not (heard.name is not None and heard.name.concept))
        )

    def _closed(self, frame: Frame) -> None:
        """A semicolon ends a list whose parts were parted by commas."""
        while frame.lists and frame.lists[-1].commas and len(frame.lists[-1].items) > 1:
            frame.lists.pop()

    def _leaves(self, heard: Heard, listed: Listing) -> bool:
        """Whether a value is no part of the list any more: it is of another stage or year."""
        whole = self.heard[listed.whole]
        return bool(listed.items) and (heard.stage != self.heard[listed.items[-1]].stage or heard.year != whole.year)

    def whole(self, frame: Frame, heard: Heard) -> int:
        """The value before it that a figure may be a part of: the last of its dimension and role, in its sentence or the one before; −1 where there is none."""
        """The last amount of its kind; where 其中 begins a new sentence, the last of the sentence before that is not less than the part."""
        less = []
        for each in reversed(frame.values):
            other = self.heard[each]
            near = other.sentence >= heard.sentence - 1
            if self._unlike(other, heard):
                continue
            if other.dimension == heard.dimension and other.role in (heard.role, POINTS):
                if near and other.sentence < heard.sentence and _less(other.mark, heard.mark):
                    if other.whole >= 0 and not _less(self.heard[other.whole].mark, heard.mark):
                        return other.whole
                    less.append(each)
                    continue
                if less and not near:
                    break
                return each if near and not (frame.lists and frame.lists[-1].whole == each) else -1
        return less[0] if len(less) == 1 else -1

    def _unlike(self, whole: Heard, part: Heard) -> bool:
        """Whether one is by the head or says how much it may be, or one is income where the other is spending."""
        if self.words.per.search(whole.tail) is not None or self.words.limited.search(whole.tail) is not None:
            return True
        sides = [self.words.money_behind.search(each.name.label) for each in (whole, part) if each.name is not None]
        return len(sides) == 2 and None not in sides and len({side[0] for side in sides if side is not None}) == 2  # noqa: PLR2004


def _less(one: Mark, other: Mark) -> bool:
    """Whether a number is less than another of the same unit."""
    return one.number is not None and other.number is not None and one.unit == other.unit and one.number < other.number
