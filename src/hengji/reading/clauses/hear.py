"""The figures of a passage in their clauses: role, name, year and stage of each, and which other figure it speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.reading.clauses.words import SHORT_BRACKET
from hengji.reading.numbers import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.reading.clauses.names import Name, Names
    from hengji.reading.numbers import Mark

_SENTENCE = re.compile(r"[。！？!?]+[”’）)]?")
_BREAKS = re.compile(r"[，。；：,;:！？!?\t|＋+＝=]|(?<!收)、|、(?!支)")
_CLAUSES = re.compile(r"[，。；：,;:！？!?\t|]")
_BRACKET = re.compile(r"[（(][^（()）]{0,200}[）)]")
_YEARS = re.compile(r"(?P<year>(?:19|20)\d{2})年?")
_OF_RATE = re.compile(r"[）)]?的[^，。；\d]{0,6}\d{1,6}(?:\.\d{1,4})?%")
_COMMA = re.compile(r"(?:[，、,]|[（(][类款项][）)][：:])[^，。；、：:,;]{0,60}$")
_LED = re.compile(r"(?:^|[，。；：,;:])(?P<words>[^，。；：,;:]{2,40})[：:][^，。；、：:,;]{0,24}$")
_SHORT, _SHORT_NAME = 10, 24
_MADE = 80
_SEPARATOR = re.compile(r"(?P<mark>[，。；、：,;:])[^，。；、：,;:]{0,80}$")
_HEAD = 60
_BESIDE = frozenset({"base", "change", "rate", "completion"})
"""What something is compared with tells no stage of what follows."""
_JOINS = frozenset({"、", "和", "，", "与", "及"})
_AND = re.compile(r"[、和及与]")
_AMONG = re.compile(r"(?:^|[，。；：,;:])([^，。；：,;:]{2,24})中[，,]")
_LIMIT = re.compile(r"[^，。；、：（]{0,3}?以[上下内]")
_FOLLOWS, _DEEPEST, _AMONG_REACH = 24, 8, 400
_REMEMBERED = 64
"""Of how many values a sentence can still speak; a run of numbers that shares names is no longer either."""
_RATIO, _POINTS, _OUTTURN = "ratio", "points", "outturn"
_LISTED = frozenset({"value", "points", "weight"})


@dataclass(slots=True)
class Heard:
    """A figure while its sentence is read. Positions are within the passage; the other figures are indexes of the same list."""

    mark: Mark
    begin: int
    stop: int
    sentence: int
    depth: int
    tail: str = ""
    before: str = ""
    role: str = "value"
    direction: int = 0
    against: str = ""
    against_name: str = ""
    name: Name | None = None
    year: int | None = None
    stage: str = ""
    weak: bool = False
    subject: int = -1
    base: int = -1
    whole: int = -1
    open_list: bool = False
    kind: str = ""
    scope: str = ""
    own: bool = False

    @property
    def dimension(self) -> str:
        """Of its unit, or its measure word."""
        return self.mark.unit.dimension if self.mark.unit is not None else self.mark.measure


@dataclass(slots=True)
class _Frame:
    """What is being spoken of at one depth of brackets."""

    topic: Name | None = None
    stage: str = ""
    year: int | None = None
    base: int = -1
    scope: str = ""
    values: list[int] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    """A list of parts that is open: the whole, whether its words surely say so, and the separators seen."""

    whole: int
    sure: bool = True
    items: list[int] = field(default_factory=list)
    commas: bool = False


class Ear:
    """Reads one passage. `year` is the report's year, `stage` what a figure is where no word says (outturn in a report, original in a budget)."""

    def __init__(self, names: Names, text: str, marks: Sequence[Mark], year: int | None, stage: str, topic: Name | None) -> None:
        self.names, self.words = names, names.words
        self.text, self.year, self.stage = text, year, stage
        self.heard: list[Heard] = []
        self.topic = topic
        self._marks = [mark for mark in marks if mark.kind is Kind.FIGURE and self.words.counted.match(text, mark.start) is None]
        self._depths = _depths(text)
        self._ends = [match.end() for match in _SENTENCE.finditer(text)]
        self._opens = [at for at, letter in enumerate(text) if letter in "（("]

    def _headed(self) -> Name | None:
        """1.卫生健康支出（类）。年初预算……: a short first sentence without a figure says what the others are about."""
        head = self.text[: self._ends[0]].rstrip("。") if self._ends else ""
        if not head or len(head) > _HEAD or not self._marks or self._marks[0].start < self._ends[0]:
            return None
        name = self.names.name(head)
        named = name.concept or name.members or (name.label and (name.label.endswith("）") or self.words.topic.search(name.label)))
        return name if named else None

    def listen(self) -> list[Heard]:
        """Every figure in order."""
        frames: dict[int, _Frame] = {}
        self.topic = self._headed() or self.topic
        sentence = -1
        for mark in self._marks:
            now = bisect_right(self._ends, mark.start)
            depth = self._depths[mark.start]
            if now != sentence:
                frames = self._next_sentence(frames, sentence)
                sentence = now
            for deeper in [level for level in frames if level > depth]:
                del frames[deeper]
            frame = frames.get(depth)
            if frame is None:
                outer = max((level for level in frames if level < depth), default=-1)
                frame = frames[depth] = _inner(frames[outer]) if outer >= 0 else _Frame(topic=self.topic)
            self._hear(mark, now, depth, frame, frames)
        return self.heard

    def _next_sentence(self, frames: dict[int, _Frame], before: int) -> dict[int, _Frame]:
        """A new sentence keeps what was spoken of; a list goes on only where the sentence begins with its word."""
        old = frames.get(0)
        if old is None or before < 0:
            return {0: _Frame(topic=self.topic)}
        return {0: _Frame(old.topic, old.stage, None, -1, "", list(old.values[-6:]))}

    def _hear(self, mark: Mark, sentence: int, depth: int, frame: _Frame, frames: dict[int, _Frame]) -> None:
        index = len(self.heard)
        start = self._segment_start(mark, sentence, depth)
        segment = _without_brackets(self.text[start : mark.start])
        tail = _last_piece(segment)
        heard = Heard(mark, mark.start, mark.end, sentence, depth, tail, segment)
        self.heard.append(heard)
        after = self.text[mark.end : mark.end + _FOLLOWS]
        spoken_of = frame.stage
        self._context(heard, frame)
        self._role(heard, index, after, frame, frames, depth)
        if heard.role in _BESIDE:
            frame.stage = spoken_of
        if heard.name is not None and heard.name.scope:
            frame.scope = heard.name.scope
        heard.scope = frame.scope
        self._lists(heard, index, frame)
        self._link(heard, index, frame)

    def _segment_start(self, mark: Mark, sentence: int, depth: int) -> int:
        start = self._ends[sentence - 1] if sentence else 0
        for other in reversed(self.heard):
            if other.sentence != sentence:
                break
            if other.depth == depth:
                between = self._depths[other.stop : mark.start]
                if not any(level < depth for level in between):
                    return max(start, other.stop)
                break
        if depth:
            return max(start, self._opened(mark.start) + 1)
        return start

    def _opened(self, position: int) -> int:
        """Where the last bracket before a position opens, -1 where none does."""
        at = bisect_left(self._opens, position)
        return self._opens[at - 1] if at else -1

    def _context(self, heard: Heard, frame: _Frame) -> None:
        """What the words before the figure say of its topic, stage and year."""
        segment = heard.before
        pieces = [piece for piece in _CLAUSES.split(segment) if piece]
        for piece in pieces[:-1] if pieces and _CLAUSES.split(segment)[-1] else pieces:
            name = self.names.name(piece)
            if (
                name.concept
                or name.members
                or (
                    name.label
                    and (len(name.label) <= _SHORT_NAME or name.label.endswith("）"))
                    and self.words.topic.search(name.label)
                )
            ):
                frame.topic = name
                frame.stage = ""
        if re.search(r"[。；;]", segment):
            frame.scope = ""
        if re.search(r"[。；;]", segment) or heard.sentence != (self.heard[-2].sentence if len(self.heard) > 1 else -1):
            frame.year = None
        telling = self._telling(heard)
        named = False
        for match in _YEARS.finditer(telling):
            if not self.words.than.search(telling[max(0, match.start() - _MADE) : match.start()] + "上年") or match.start() == 0:
                frame.year, named = int(match["year"]), True
        plain = self.words.carried.sub("", telling)
        earlier = self.words.last_year.search(plain) is not None and self.words.than_before.search(plain) is None
        if self.year is not None and not earlier and not named and self.words.this_year.search(plain):
            frame.year = self.year
        heard.year = frame.year if frame.year is not None else self.year
        if self.year is not None and earlier:
            heard.year = self.year - 1
        stage = self._stage(segment)
        if not stage and frame.stage and self.words.done.search(heard.tail) is not None:
            stage, heard.weak = _OUTTURN, True
        if stage:
            frame.stage = stage
        heard.stage = frame.stage or self.stage

    def _telling(self, heard: Heard) -> str:
        """The words that tell whose year it is: without 同比增长 and 由上年的, which speak of another figure's."""
        before, tail = heard.before.rstrip(), heard.tail
        cut = self.words.change.search(tail)
        if cut is None and self.words.until_ahead.match(self.text, heard.stop, heard.stop + _FOLLOWS):
            cut = self.words.since.search(tail)
        return before[: len(before) - len(tail) + cut.start()] if cut is not None else before

    def _stage(self, words: str) -> str:
        """The last stage that is named, outside the names that only sound like one."""
        masked = self.words.not_stage.sub(lambda match: "＿" * len(match[0]), words)
        found = ""
        for match in self.words.stage.finditer(masked):
            found = self.words.stages[match[0]]
        return found

    def _role(self, heard: Heard, index: int, after: str, frame: _Frame, frames: dict[int, _Frame], depth: int) -> None:
        words, tail = self.words, heard.tail
        if heard.mark.form:
            heard.role, heard.name = heard.mark.form, self.names.name(tail)
            return
        ratio, dimension = heard.dimension == _RATIO, heard.dimension
        before = self.heard[index - 1] if index else None
        close = before is not None and before.sentence == heard.sentence and before.depth == depth
        if dimension == _POINTS or (words.deduction.search(tail) and dimension in ("", "count") and heard.mark.number is not None):
            self._points(heard, tail, frame)
            return
        aim = "actual" if words.actual.search(tail) else "target" if words.target.search(tail) else ""
        if aim:
            name = self.names.name((words.actual if aim == "actual" else words.target).sub("", tail))
            heard.role, heard.name = aim, name if name.label else frame.topic
            frame.topic = heard.name
            return
        if close and before is not None and before.role == "base" and heard.before.strip("的") == "" and ratio:
            heard.role = before.kind or "completion"
            heard.base, heard.subject, heard.against = index - 1, before.subject, before.against
            heard.name = before.name
            return
        if self._from_to(heard, tail, after, frame, index):
            return
        if depth and not tail and self._bracketed_base(heard, frames, depth, index):
            return
        change = words.change.search(tail)
        if change is not None and not ratio and self.names.name(tail).concept:
            change = None  # 用事业基金弥补收支差额 is a name
        than = words.than.search(tail) if change is None else None
        if than is not None and not ratio and self._compares(than, after):
            self._base(heard, than["of"], frame, index)
            return
        if change is not None and not (ratio and words.completion.search(tail)):
            self._change(heard, change["verb"], tail[: change.start()], frame)
            return
        if ratio:
            self._rate(heard, tail, frame)
            return
        if close and before is not None and not tail and before.role == "change" and heard.before in ("、", "和", "，", "及"):
            heard.role, heard.direction, heard.subject = before.role, before.direction, -1
            return
        if self._of_which(heard, tail, after, frame, index):
            return
        self._name(heard, tail, frame)

    def _from_to(self, heard: Heard, tail: str, after: str, frame: _Frame, index: int) -> bool:
        """由 A 增加到 B: which end of the way a figure is, if any."""
        if self.words.until.search(tail):
            self._until(heard, tail, index, frame)
            return True
        since = self.words.since.search(tail)
        if since is None or not self.words.until_ahead.match(after):
            return False
        name = self.names.name(tail[: since.start()])
        frame.topic = name if name.label else frame.topic
        self._base(heard, since["of"], frame, index)
        heard.role, heard.subject = "base", -1
        if heard.year == self.year and self.year is not None and not self._stage(since["of"]):
            heard.year = self.year - 1  # where a change begins is another time
        return True

    def _until(self, heard: Heard, tail: str, index: int, frame: _Frame) -> None:
        """由 A 增加到 B: B is the value, A what it is compared with."""
        heard.role = "value"
        before = self.heard[index - 1] if index else None
        self._name(heard, self.words.until.sub("", tail), frame)
        if before is not None and before.role == "base" and before.sentence == heard.sentence and before.subject < 0:
            before.subject = index
            heard.base = index - 1

    def _of_which(self, heard: Heard, tail: str, after: str, frame: _Frame, index: int) -> bool:
        """完成预算 6.9 万元的 26.38%, 占 100 万元的 5%: the amount is what the per cent behind it is of."""
        if _OF_RATE.match(after) is None:
            return False
        for kind, pattern in (("completion", self.words.completing), ("share", self.words.sharing)):
            found = pattern.search(tail)
            if found is not None and (kind == "share" or self._aims(found["of"], tail)):
                self._base(heard, found["of"], frame, index)
                heard.kind = kind
                whole = self.names.name(found["of"])
                if kind == "share" and whole.label:
                    heard.name = whole
                return True
        return False

    def _aims(self, of: str, tail: str) -> bool:
        """Whether an amount is a budget or an aim that is completed: 占基本支出 500 万元的 90% is a share."""
        return self.words.goals.search(of) is not None or self.words.sharing.search(tail) is None

    def _compares(self, than: re.Match[str], after: str) -> bool:
        """比 A 减少, 与 A 相比, 与 A 持平: whether the words behind a figure go on with the comparison."""
        if self.words.compared.match(after) is not None:
            return True
        return self.words.goes_on.match(after) is not None and (than["with"] is None or "持平" in after[:8] or "一致" in after[:8])

    def _points(self, heard: Heard, tail: str, frame: _Frame) -> None:
        """Scores: what was deducted, what is the most, what was given."""
        words = self.words
        if words.deduction.search(tail):
            heard.role, heard.direction = "deduction", -1
        elif (
            _longer(words.weight.search(tail), words.points.search(tail))
            or words.scored.match(self.text, heard.stop) is not None
            or (words.points.search(tail) is None and words.gained.match(self.text, heard.stop) is not None)
        ):
            heard.role = "weight"
        elif words.points.search(tail) or heard.dimension == _POINTS:
            heard.role = "points"
        for pattern in (words.points, words.deduction, words.weight):
            tail = pattern.sub("", tail)
        name = self.names.name(tail)
        heard.name = name if name.label else frame.topic
        if name.label:
            frame.topic = name

    def _bracketed_base(self, heard: Heard, frames: dict[int, _Frame], depth: int, index: int) -> bool:
        """比上年（854.80万元）增加…: the figure in the bracket is what is compared with."""
        outer = max((level for level in frames if level < depth), default=-1)
        opened = self._opened(heard.begin)
        than = self.words.than_before.search(_last_piece(self.text[max(0, opened - 40) : opened])) if opened > 0 else None
        if outer < 0 or than is None or self.text[opened + 1 : heard.begin].strip():
            return False
        self._base(heard, than["of"], frames[outer], index)
        return True

    def _base(self, heard: Heard, of: str, frame: _Frame, index: int) -> None:
        heard.role, heard.against = "base", of
        heard.name = frame.topic
        heard.subject = self._subject(frame, heard, "")
        if self.year is not None and self.words.last_year.search(of):
            heard.year = self.year - 1
        named = _YEARS.search(of)
        if named is not None:
            heard.year = int(named["year"])
        heard.stage = self._stage(of) or heard.stage
        frame.base = index

    def _change(self, heard: Heard, verb: str, rest: str, frame: _Frame) -> None:
        more, less = verb in self.words.more, verb in self.words.less
        heard.role = "rate" if heard.dimension == _RATIO else "change"
        heard.direction = 1 if more else -1 if less else 0
        heard.against = self._against(heard, rest)
        name = self.names.name(_own_words(rest, self.words.than_before))
        known = bool(name.concept or name.members)
        own = known or bool(name.label and self.words.topic.search(name.label))
        heard.name, heard.own = (name, True) if own else (frame.topic, False)
        if own:
            frame.topic = name
        heard.subject = self._subject(frame, heard, name.label if own else "")
        previous = self.heard[-2] if len(self.heard) > 1 else None
        if heard.against:
            same = previous is not None and previous.role == "base" and previous.sentence == heard.sentence
            frame.base = frame.base if same else -1
        heard.base = frame.base
        if (
            previous is not None
            and heard.role == "rate"
            and previous.role == "change"
            and previous.sentence == heard.sentence
            and not own
        ):
            heard.subject, heard.base = previous.subject, previous.base
            heard.against = heard.against or previous.against

    def _fits(self, base: int, heard: Heard) -> bool:
        """Whether the base that was spoken of is the one that the words name: a stage for a stage, a year for a year."""
        words = self.heard[base].against
        return not words or self._stage(words) == self._stage(heard.against) or words == heard.against

    def _against(self, heard: Heard, rest: str) -> str:
        """The words after 比 or 较, here or earlier in the clause."""
        pieces = [rest, *reversed([piece for piece in _CLAUSES.split(heard.before) if piece][-3:])]
        for piece in pieces:
            bare = self.words.compared_behind.sub("", piece)
            found = self.words.than_before.search(bare)
            if found is not None and (found["with"] is None or bare != piece):
                return found["of"]
        return ""

    def _rate(self, heard: Heard, tail: str, frame: _Frame) -> None:
        words = self.words
        share = words.share.search(tail) or words.share_of.search(tail)
        completion = words.completion.search(tail)
        if share is not None and not (completion is not None and "预算" in share["of"] and "总" not in share["of"]):
            heard.role, heard.against = "share", share["of"]
            of = self.names.name(share["of"] or self._among(heard))
            heard.against_name = of.concept or of.label
            rest = tail[: share.start()]
            if self.words.each_of.search(rest) is not None:
                heard.name = frame.topic  # 分别占 60% 和 40%: of which amounts is not told here
                return
        elif completion is not None:
            heard.role, heard.against = "completion", completion["of"]
            rest = tail[: completion.start()]
        elif (rate := words.rate.search(tail)) is not None:
            heard.role, heard.against = "completion", rate["of"]
            rest = tail[: rate.start()]
            heard.name = self.names.name(tail)
            heard.subject = self._subject(frame, heard, "")
            return
        elif words.rest.search(tail) and self.heard[-2:-1] and self.heard[-2].dimension == _RATIO:
            heard.role, heard.against, heard.base = "rest", "", len(self.heard) - 2
            heard.name = self.names.name(tail)
            return
        else:
            self._name(heard, tail, frame)
            return
        name = self.names.name(rest)
        own = bool(name.label) and bool(name.concept or name.members or words.topic.search(name.label))
        heard.name = name if own else frame.topic
        heard.subject = self._subject(frame, heard, name.label if own else "")

    def _among(self, heard: Heard) -> str:
        """本年支出中，基本支出 A，占 P%: the words of the whole, said before its parts."""
        start = self._ends[heard.sentence - 1] if heard.sentence else 0
        found = _AMONG.findall(self.text[max(start, heard.begin - _AMONG_REACH) : heard.begin])
        return found[-1] if found else ""

    def _subject(self, frame: _Frame, heard: Heard, label: str) -> int:
        """The value that is spoken of: the last one, or the last of that name."""
        for each in reversed(frame.values):
            other = self.heard[each]
            if other is heard or other.dimension == _RATIO:
                continue
            if not label and other.whole >= 0 and other.sentence != heard.sentence:
                return other.whole  # a new sentence goes on with the whole, not with its last part
            if not label:
                latest = self._latest(each, frame)
                other = self.heard[latest]
                return latest if other.sentence == heard.sentence or other.sentence == heard.sentence - 1 else -1
            if other.name is not None and _same(other.name.label, label):
                return each
        return -1

    def _latest(self, each: int, frame: _Frame) -> int:
        """Of two values of one name in one sentence the later year's: the earlier one is what it is compared with."""
        last = self.heard[each]
        for other in reversed(frame.values[:-1]):
            before = self.heard[other]
            if before.sentence != last.sentence:
                break
            same = before.name is not None and last.name is not None and before.name.label == last.name.label
            if same and before.dimension == last.dimension and (before.year or 0) > (last.year or 0) and before.stage == last.stage:
                frame.base = each
                return other
        return each

    def _name(self, heard: Heard, tail: str, frame: _Frame) -> None:
        """A value: its own name, or the topic's where its words only tell a stage or a year."""
        shared = self._shared(heard) if self.words.shared.search(heard.before) is not None else None
        if shared is not None:
            heard.name = frame.topic = shared
            return
        name = self.names.name(tail)
        budgeted = bool(frame.values) and self.heard[frame.values[-1]].stage != _OUTTURN
        name = self._sided(heard, tail, name)
        inherits = (
            (name.label in self.words.generic or (budgeted and self.words.done.fullmatch(name.label) is not None))
            and _COMMA.search(heard.before) is not None
            and frame.topic is not None
        )
        inherits = inherits or self._led(heard, name, frame)
        if not name.label or inherits or (not name.concept and not name.members and self._only_when(name.label)):
            nameless = self._listed(heard) or self.words.whole.search(tail) is not None
            heard.name = self._shared(heard) or (None if nameless else frame.topic) or name
            return
        heard.name, heard.own = name, True
        frame.topic = name

    def _led(self, heard: Heard, name: Name, frame: _Frame) -> bool:
        """“三公”经费：全年支出 A: what was spent is of what the words before the colon name."""
        lead = _LED.search(heard.before)
        topic = frame.topic
        if lead is None or topic is None or not (topic.concept or topic.members) or self.words.done.fullmatch(name.label) is None:
            return False
        return self.names.name(lead["words"]).label == topic.label

    def _sided(self, heard: Heard, tail: str, name: Name) -> Name:
        """财政拨款收入总计 A、支出总计 B: both sides are of the funds that are named once."""
        before = self.heard[-2] if len(self.heard) > 1 else None
        if before is None or before.sentence != heard.sentence or before.name is None or not name.concept:
            return name
        sides = self.words.sides
        other = name.label.replace(*sides[::-1]) if len(sides) == 2 and sides[1] in name.label else name.label  # noqa: PLR2004
        label = before.name.label
        if other in (name.label, label) or not label.endswith(other):
            return name
        longer = self.names.name(label.removesuffix(other) + tail)
        return longer if longer.concept else name

    def _listed(self, heard: Heard) -> bool:
        """A number that stands right behind another with no word of its own: 5人、127人."""
        before = self.heard[-2] if len(self.heard) > 1 else None
        return before is not None and before.sentence == heard.sentence and heard.before.strip() in _JOINS

    def _shared(self, heard: Heard) -> Name | None:
        """A、B、C 分别为 a、b、c: the name that belongs to a number by its position."""
        run = 0
        for other in reversed(self.heard[:-1]):
            if other.sentence != heard.sentence or self.heard[len(self.heard) - 1 - run].before.strip() not in _JOINS:
                break
            run += 1
            if run > _REMEMBERED:
                return None
        first = self.heard[len(self.heard) - 1 - run]
        match = self.words.shared.search(first.before)
        if match is None:
            return None
        names = [piece for piece in _AND.split(_CLAUSES.split(first.before[: match.start()])[-1]) if piece]
        if run >= len(names) or len(names) < 2:  # noqa: PLR2004 - one name is shared by nobody
            return None
        heard.own = True
        return self.names.name(names[run])

    def _only_when(self, label: str) -> bool:
        """Whether words tell no more than a stage, a year and 本单位."""
        rest = self.words.not_stage.sub(lambda match: "＿" * len(match[0]), label)
        for pattern in (self.words.stage, self.words.last_year, self.words.this_year):
            rest = pattern.sub("", rest)
        match = self.words.neutral.match(rest)
        return match is not None and match.end() == len(rest)

    def _lists(self, heard: Heard, index: int, frame: _Frame) -> None:
        """其中 and its like: which whole this value is a part of."""
        if heard.role not in _LISTED or heard.dimension == _RATIO or _LIMIT.match(self.text, heard.stop):
            return
        segment = heard.before
        begins, sure = self._begins(heard, segment)
        total = self.words.whole.search(heard.tail) is not None
        mark = _SEPARATOR.search(segment)
        separator = mark["mark"] if mark is not None else ""
        if separator in ("；", ";"):
            self._closed(frame)
        if begins:
            whole = self._whole(frame, heard) if heard.depth <= self._depth_before() else index - 1
            if whole >= 0 and self.heard[whole].dimension == heard.dimension:
                frame.lists.append(_List(whole, sure))
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
            if alike and self.words.overlapping.search(heard.tail) is None:
                listed.commas = (
                    bool(listed.items)
                    and not subtotal
                    and (listed.commas or len(listed.items) == 1)
                    and separator not in ("；", ";")
                )
                listed.items.append(index)
                heard.whole = listed.whole
                heard.open_list = not listed.sure or self._open(heard, segment)

    def _begins(self, heard: Heard, segment: str) -> tuple[bool, bool]:
        """Whether the words open a list, and whether surely; in a new sentence they stand at its beginning. A colon, 由…构成 and a bracket open one too."""
        before = self.heard[-2] if len(self.heard) > 1 else None
        if before is None:
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
        piece = _BREAKS.split(words)[-1]
        return re.search(r"[；;]", words) is not None and bool(piece) and not self._only_when(self.names.name(piece).label)

    def _depth_before(self) -> int:
        return self.heard[-2].depth if len(self.heard) > 1 else 0

    def _subtotal(self, heard: Heard, listed: _List) -> bool:
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

    def _closed(self, frame: _Frame) -> None:
        """A semicolon ends a list whose parts were parted by commas."""
        while frame.lists and frame.lists[-1].commas and len(frame.lists[-1].items) > 1:
            frame.lists.pop()

    def _leaves(self, heard: Heard, listed: _List) -> bool:
        """Whether a value is no part of the list any more: it is of another stage or year."""
        whole = self.heard[listed.whole]
        return bool(listed.items) and (heard.stage != self.heard[listed.items[-1]].stage or heard.year != whole.year)

    def _whole(self, frame: _Frame, heard: Heard) -> int:
        """The last amount of its kind; where 其中 begins a new sentence, the last of the sentence before that is not less than the part."""
        less = []
        for each in reversed(frame.values):
            other = self.heard[each]
            near = other.sentence >= heard.sentence - 1
            if self._unlike(other, heard):
                continue
            if other.dimension == heard.dimension and other.role in (heard.role, _POINTS):
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
        """Whether one is by the head, or one is income where the other is spending."""
        if self.words.per.search(whole.tail) is not None:
            return True
        sides = [self.words.money_behind.search(each.name.label) for each in (whole, part) if each.name is not None]
        return len(sides) == 2 and None not in sides and len({side[0] for side in sides if side is not None}) == 2  # noqa: PLR2004

    def _link(self, heard: Heard, index: int, frame: _Frame) -> None:
        if heard.role in _LISTED and heard.dimension != _RATIO:
            frame.values.append(index)
            del frame.values[:-_REMEMBERED]
            frame.base, heard.base = heard.base, -1


def _less(one: Mark, other: Mark) -> bool:
    """Whether a number is less than another of the same unit."""
    return one.number is not None and other.number is not None and one.unit == other.unit and one.number < other.number


def _longer(one: re.Match[str] | None, other: re.Match[str] | None) -> bool:
    """Whether the first matched, and more letters than the second."""
    return one is not None and (other is None or one.start() < other.start())


def _inner(outer: _Frame) -> _Frame:
    """A bracket goes on with what stands before it."""
    return _Frame(outer.topic, outer.stage, outer.year, -1, outer.scope, list(outer.values[-3:]))


def _depths(text: str) -> list[int]:
    """The depth of brackets at every letter; brackets inside names are none."""
    short = [match.span() for match in SHORT_BRACKET.finditer(text)]
    depths, depth, at = [], 0, 0
    for position, letter in enumerate(text):
        while at < len(short) and short[at][1] <= position:
            at += 1
        inside = at < len(short) and short[at][0] <= position
        if not inside and letter in "（(":
            depth += 1
        depths.append(min(depth, _DEEPEST))
        if not inside and letter in "）)" and depth:
            depth -= 1
        if letter in "。\n" and depth:
            depth = 0
    return depths


def _without_brackets(words: str) -> str:
    """Words without the brackets that hold more than a name needs."""
    kept = SHORT_BRACKET.sub(
        lambda match: match[0].translate({0xFF08: "\ue000", 0xFF09: "\ue001", 0x28: "\ue000", 0x29: "\ue001"}), words
    )
    return _BRACKET.sub("", kept).replace("\ue000", "（").replace("\ue001", "）")


def _last_piece(words: str) -> str:
    return _BREAKS.split(words)[-1].strip()


def _own_words(rest: str, than: re.Pattern[str]) -> str:
    """The words of a clause before 比 or 较."""
    match = than.search(rest)
    return rest[: match.start()] if match is not None and match["with"] is None else rest


def _same(one: str, other: str) -> bool:
    return one == other or (len(one) > 3 and one in other) or (len(other) > 3 and other in one)  # noqa: PLR2004 - short words are in everything
