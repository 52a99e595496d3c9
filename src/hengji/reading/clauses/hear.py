"""The figures of a passage in their clauses: role, name, year and stage of each, and which other figure it speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from hengji.core.words import has
from hengji.reading.clauses.heard import LISTED, POINTS, RATIO, Frame, Heard, inner
from hengji.reading.clauses.lists import Lists
from hengji.reading.clauses.pieces import depths, last_piece, longer, only_when, own_words, same, without_brackets
from hengji.reading.numbers import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.reading.clauses.names import Name, Names
    from hengji.reading.numbers import Mark

_SENTENCE = re.compile(r"[。！？!?]+[”’）)]?")
_CLAUSES = re.compile(r"[，。；：,;:！？!?\t|]")
_YEARS = re.compile(r"(?P<year>(?:19|20)\d{2})年?")
_OF_RATE = re.compile(r"[）)]?的[^，。；\d]{0,6}\d{1,6}(?:\.\d{1,4})?%")
_COMMA = re.compile(r"(?:[，、,]|[（(][类款项][）)][：:])[^，。；、：:,;]{0,60}$")
_LED = re.compile(r"(?:^|[，。；：,;:])(?P<words>[^，。；：,;:]{2,40})[：:][^，。；、：:,;]{0,24}$")
_SHORT, _SHORT_NAME = 10, 24
_MADE = 80
_HEAD = 60
_BESIDE = frozenset({"base", "change", "rate", "completion"})
"""What something is compared with tells no stage of what follows."""
_JOINS = frozenset({"、", "和", "，", "与", "及"})
_AND = re.compile(r"[、和及与]")
_AMONG = re.compile(r"(?:^|[，。；：,;:])([^，。；：,;:]{2,24})中[，,]")
_FOLLOWS, _AMONG_REACH = 24, 400
_REMEMBERED = 64
"""Of how many values a sentence can still speak; a run of numbers that shares names is no longer either."""
_OUTTURN, _ORIGINAL, _REVISED, _BUDGET = "outturn", "original", "revised", "预算"


class Ear:
    """Reads one passage. `year` is the report's year, `stage` what a figure is where no word says (outturn in a report, original in a budget)."""

    def __init__(self, names: Names, text: str, marks: Sequence[Mark], year: int | None, stage: str, topic: Name | None) -> None:
        self.names, self.words = names, names.words
        self.text, self.year, self.stage = text, year, stage
        self.heard: list[Heard] = []
        self.lists = Lists(names, text, self.heard)
        self.topic = topic
        self._marks = [mark for mark in marks if mark.kind is Kind.FIGURE and self.words.counted.match(text, mark.start) is None]
        self._depths = depths(text)
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
        frames: dict[int, Frame] = {}
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
                frame = frames[depth] = inner(frames[outer]) if outer >= 0 else Frame(topic=self.topic)
            self._hear(mark, now, depth, frame, frames)
        return self.heard

    def _next_sentence(self, frames: dict[int, Frame], before: int) -> dict[int, Frame]:
        """A new sentence keeps what was spoken of; a list goes on only where the sentence begins with its word."""
        old = frames.get(0)
        if old is None or before < 0:
            return {0: Frame(topic=self.topic)}
        return {0: Frame(self._goes_on(old, self._ends[before]), old.stage, None, -1, "", list(old.values[-6:]))}

    def _goes_on(self, old: Frame, begin: int) -> Name | None:
        """支出 A，其中基本支出 B，项目支出 C。年初预算 D: behind a list of parts a sentence without a name speaks of their whole, unless it goes on with the parts."""
        if self.words.parts.match(self.text, begin):
            return old.topic
        listed = next((each for each in old.lists if len(each.items) > 1 and each.whole >= 0), None)
        whole = self.heard[listed.whole].name if listed is not None else None
        return whole if whole is not None and whole.concept else old.topic

    def _hear(self, mark: Mark, sentence: int, depth: int, frame: Frame, frames: dict[int, Frame]) -> None:
        index = len(self.heard)
        start = self._segment_start(mark, sentence, depth)
        segment = without_brackets(self.text[start : mark.start])
        tail = last_piece(segment)
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
        self.lists.take(heard, index, frame)
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

    def _context(self, heard: Heard, frame: Frame) -> None:
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
        if self.text.startswith(self.words.held_against, heard.stop):
            years = _YEARS.findall(telling)
            heard.year = int(years[-1]) if years else heard.year  # 与 2023 年度支出总计 A 相比
        if self.year is not None and earlier:
            heard.year = self.year - 1
        stage = self._stage(segment)
        if not stage and frame.stage and self.words.done.search(heard.tail) is not None:
            stage, heard.weak = _OUTTURN, True
        if stage:
            frame.stage = stage
        heard.weak = heard.weak or not frame.stage
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
            bare = found == _ORIGINAL and match[0].endswith(_BUDGET) and not match[0].startswith(self.words.beginning)
            if bare and has(masked[: match.start()], self.words.adjusted_then):
                found = _REVISED
        return found

    def _role(self, heard: Heard, index: int, after: str, frame: Frame, frames: dict[int, Frame], depth: int) -> None:
        words, tail = self.words, heard.tail
        if heard.mark.form:
            heard.role, heard.name = heard.mark.form, self.names.name(tail)
            return
        ratio, dimension = heard.dimension == RATIO, heard.dimension
        before = self.heard[index - 1] if index else None
        close = before is not None and before.sentence == heard.sentence and before.depth == depth
        if dimension == POINTS or (self._deducted(tail) and dimension in ("", "count") and heard.mark.number is not None):
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
        if change is None and not ratio and self._is_base(heard, than, after, frame, index):
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

    def _is_base(self, heard: Heard, than: re.Match[str] | None, after: str, frame: Frame, index: int) -> bool:
        """比 A, and 与 2023 年度收入、支出总计 A 相比, where 与 stands before another name."""
        if than is not None and self._compares(than, after):
            self._base(heard, than["of"], frame, index, self._compared(heard.tail[: than.start()], frame))
            return True
        if than is None and after.startswith(self.words.held_against):
            self._base(heard, heard.tail, frame, index)
            return True
        return False

    def _from_to(self, heard: Heard, tail: str, after: str, frame: Frame, index: int) -> bool:
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

    def _until(self, heard: Heard, tail: str, index: int, frame: Frame) -> None:
        """由 A 增加到 B: B is the value, A what it is compared with."""
        heard.role = "value"
        before = self.heard[index - 1] if index else None
        self._name(heard, self.words.until.sub("", tail), frame)
        if before is not None and before.role == "base" and before.sentence == heard.sentence and before.subject < 0:
            before.subject = index
            heard.base = index - 1

    def _of_which(self, heard: Heard, tail: str, after: str, frame: Frame, index: int) -> bool:
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

    def _deducted(self, tail: str) -> bool:
        """Whether a word says that a number without 分 was taken off; in 由 42 次减到 28 次 none was."""
        return self.words.deduction.search(tail) is not None and self.words.until.search(tail) is None

    def _points(self, heard: Heard, tail: str, frame: Frame) -> None:
        """Scores: what was deducted, what is the most, what was given."""
        words = self.words
        if words.deduction.search(tail):
            heard.role, heard.direction = "deduction", -1
        elif (
            longer(words.weight.search(tail), words.points.search(tail))
            or words.scored.match(self.text, heard.stop) is not None
            or (words.points.search(tail) is None and words.gained.match(self.text, heard.stop) is not None)
        ):
            heard.role = "weight"
        elif words.points.search(tail) or heard.dimension == POINTS:
            heard.role = "points"
        for pattern in (words.points, words.deduction, words.weight):
            tail = pattern.sub("", tail)
        name = self.names.name(tail)
        heard.name = name if name.label else frame.topic
        if name.label:
            frame.topic = name

    def _bracketed_base(self, heard: Heard, frames: dict[int, Frame], depth: int, index: int) -> bool:
        """比上年（854.80万元）增加…: the figure in the bracket is what is compared with."""
        outer = max((level for level in frames if level < depth), default=-1)
        opened = self._opened(heard.begin)
        than = self.words.than_before.search(last_piece(self.text[max(0, opened - 40) : opened])) if opened > 0 else None
        if outer < 0 or than is None or self.text[opened + 1 : heard.begin].strip():
            return False
        self._base(heard, than["of"], frames[outer], index)
        return True

    def _compared(self, rest: str, frame: Frame) -> str:
        """本年支出比上年的 A 增加 B, behind a sentence about what is left: what is compared is called by its name."""
        name = self.names.name(rest)
        if not name.label or not (name.concept or name.label in self.words.of_all):
            return ""
        frame.topic = name
        return name.label

    def _base(self, heard: Heard, of: str, frame: Frame, index: int, compared: str = "") -> None:
        heard.role, heard.against = "base", of
        own, topic = self.names.name(of), frame.topic
        other = own.concept and topic is not None and topic.concept and own.concept != topic.concept
        heard.name = own if other else topic  # 与2020年度收入总计 A 相比, behind a sentence about what is left
        heard.subject = self._subject(frame, heard, compared)
        heard.compared = bool(compared)
        if self.year is not None and self.words.last_year.search(of):
            heard.year = self.year - 1
        named = _YEARS.search(of)
        if named is not None:
            heard.year = int(named["year"])
        heard.stage = self._stage(of) or heard.stage
        frame.base = index

    def _change(self, heard: Heard, verb: str, rest: str, frame: Frame) -> None:
        more, less = verb in self.words.more, verb in self.words.less
        heard.role = "rate" if heard.dimension == RATIO else "change"
        heard.direction = 1 if more else -1 if less else 0
        heard.against = self._against(heard, rest)
        name = self.names.name(own_words(rest, self.words.than_before))
        known = bool(name.concept or name.members)
        own = known or bool(name.label and self.words.topic.search(name.label))
        heard.name, heard.own = (name, True) if own else (frame.topic, False)
        if own:
            frame.topic = name
        heard.subject = self._subject(frame, heard, name.label if own else "")
        previous = self.heard[-2] if len(self.heard) > 1 else None
        if not own and previous is not None and previous.compared and previous.sentence == heard.sentence:
            heard.subject = previous.subject
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

    def _rate(self, heard: Heard, tail: str, frame: Frame) -> None:
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
        elif words.rest.search(tail) and self.heard[-2:-1] and self.heard[-2].dimension == RATIO:
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

    def _subject(self, frame: Frame, heard: Heard, label: str) -> int:
        """The value that is spoken of: the last one, or the last of that name."""
        for each in reversed(frame.values):
            other = self.heard[each]
            if other is heard or other.dimension == RATIO:
                continue
            if not label and other.whole >= 0 and other.sentence != heard.sentence:
                return other.whole  # a new sentence goes on with the whole, not with its last part
            if not label:
                latest = self._latest(each, frame)
                other = self.heard[latest]
                return latest if other.sentence == heard.sentence or other.sentence == heard.sentence - 1 else -1
            if other.name is not None and same(other.name.label, label):
                return each
        return -1

    def _latest(self, each: int, frame: Frame) -> int:
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

    def _name(self, heard: Heard, tail: str, frame: Frame) -> None:
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
        if not name.label or inherits or (not name.concept and not name.members and only_when(self.words, name.label)):
            nameless = self._listed(heard) or self.words.whole.search(tail) is not None
            heard.name = self._shared(heard) or (None if nameless else frame.topic) or name
            return
        heard.name, heard.own = name, True
        frame.topic = name

    def _led(self, heard: Heard, name: Name, frame: Frame) -> bool:
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

    def _link(self, heard: Heard, index: int, frame: Frame) -> None:
        if heard.role in LISTED and heard.dimension != RATIO:
            frame.values.append(index)
            del frame.values[:-_REMEMBERED]
            frame.base, heard.base = heard.base, -1
