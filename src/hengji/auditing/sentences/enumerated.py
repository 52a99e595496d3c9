"""出台 A、B、C、D、E 6 项制度; 办展 5 个，分别是“A”“B”“C”“D”; 内部培训 5 期：A、B、C、D: names that are all there, whatever they are called, and their count.

A list may be of kinds or of places, and the count of things of these kinds or at these places. So it is told only where the two differ by a slip, where no
word leaves the list open, and where nothing else in the report bears the count out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.wording.texts import either
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.rulebook.check import Check

_STOP = re.compile(r"[。；;！？\n]")
_MARKS = re.compile(r"[，,：:（(）)。；;！？\n]")
_MARK = re.compile(r"[，,：:（(）)]")
_DATE = re.compile(r"(?:19|20)\d\d年?(?:度|末|底|初)?")
_QUOTE = re.compile(r"[“「《]([^“”「」《》]{1,40})[”」》]")
_NAMED = re.compile(r"[“「《][^“”「」《》]{1,40}[”」》](?:[、和及与，]?[“「《][^“”「」《》]{1,40}[”」》]){1,40}")
_HAN = re.compile(r"[“]?[\u4e00-\u9fff]{0,12}")
_TO_MARK = re.compile(r"[^，,：:（(）)“”「」《》、]{0,10}([，,：:（(])")
_REACH, _SHORT, _FIRST, _TAIL = 400, 14, 30, 8
_FEW, _SEVERAL, _MANY, _SLIPS, _PAIR = 4, 5, 8, 2, 2
_SHARED, _MOST = 3, 100


@dataclass(frozen=True, slots=True)
class Listed:
    """How many names a text lists beside a count; 等 leaves a list open, and only `sure` names contradict it."""

    names: int
    open: bool
    sure: bool

    def contradicts(self, stated: int) -> bool:
        """More names than counted, or another number where the list is closed."""
        return self.sure and (self.names > stated if self.open else self.names != stated)


class Numbers:
    """The figures of a report by what they print."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.of: dict[Decimal, list[Figure]] = defaultdict(list)
        for each in report.figures:
            self.of[each.number].append(each)

    def elsewhere(self, figure: Figure, noun: str, number: int) -> bool:
        """Whether the report says a number of the same things at another place than a figure."""
        grams = {noun[at : at + _SHARED] for at in range(len(noun) - _SHARED + 1)} or {noun}
        for each in self.of.get(Decimal(number), ())[:_MOST]:
            if each.id != figure.id and each.dimension == figure.dimension:
                said = f"{each.label} {_noun(self.report.passages[each.passage].text, each)}"
                if any(gram and gram in said for gram in grams):
                    return True
        return False


def of(text: str, figure: Figure, numbers: Numbers, kind: Check) -> Iterator[Listed]:
    """The lists of any names right before a count, and right behind it."""
    yield from _before(text, figure, numbers, kind)
    yield from _behind(text, figure, numbers, kind)


def _before(text: str, figure: Figure, numbers: Numbers, kind: Check) -> Iterator[Listed]:
    """Names of one clause up to their count, and behind it what they are: A、B、C、D、E 6 项制度."""
    noun = _noun(text, figure)
    own = figure.plain.endswith(kind.words["named_alone"])
    if not figure.plain.endswith(kind.words["closed_units"]) or (len(noun) < _PAIR and not own):
        return
    begin, mark = _clause(text, figure.begin)
    clause = text[begin : figure.begin].removesuffix("共")
    pieces = _DATE.sub("", clause).split("、")
    anew = has(pieces[0], kind.words["begin_anew"])
    broken = (mark in "）)" and not anew) or _told_within(numbers.report, figure, begin, figure.begin)
    goes_on = mark in "，," and "、" in text[_clause(text, begin - 1)[0] : begin]
    if len(pieces) < _PAIR or broken or goes_on or not _names(pieces, kind) or _open(clause, kind):
        return
    count = _Count(figure, noun, _range(pieces, kind))
    kinds = has(noun, kind.words["instances"]) or _of_others(pieces, noun, kind)
    many = _SEVERAL if has(noun, kind.words["broad"]) else _FEW
    yield from count.told(numbers, sure=not kinds and count.slip(many), borne_out=count.slip(_FEW))


def _behind(text: str, figure: Figure, numbers: Numbers, kind: Check) -> Iterator[Listed]:
    """Names behind their count: 5 个，分别是“A”“B”; 5 期：A、B、C、D; 12 个，分布在 A、B、C."""
    stop = _STOP.search(text, figure.stop, figure.stop + _REACH)
    rest = text[figure.stop : stop.start() if stop is not None else figure.stop + _REACH]
    lead = _TO_MARK.match(rest)
    if lead is None:
        return
    listed = rest[lead.end() :]
    word = next((each for each in sorted(kind.words["spelt"], key=len, reverse=True) if listed.startswith(each)), "")
    at = next((each for each in sorted(kind.words["spread"], key=len, reverse=True) if listed.startswith(each)), "")
    counted = figure.plain.endswith((*kind.words["closed_units"], *kind.words["closed_times"]))
    if not (word or at) and (lead[1] in "，," or not counted):
        return
    listed = listed.removeprefix(word or at).lstrip("：:")
    quoted = _NAMED.match(listed)
    if quoted is not None:
        yield from _quotes(quoted, listed, figure, kind, sure=bool(word))
        return
    clause, *after = _MARK.split(listed)
    pieces = clause.split("、")
    more = bool(after) and "、" in after[0] and lead[1] not in "（("
    if len(pieces) < _PAIR or not _names(pieces, kind) or _open(clause, kind) or more:
        return
    noun = figure.label or text[_clause(text, figure.begin)[0] : figure.begin]
    count = _Count(figure, noun, _range(pieces, kind))
    sure = not at and (bool(word) or not _of_others(pieces, noun, kind))
    yield from count.told(numbers, sure=sure and count.slip(_FEW), borne_out=count.slip(_FEW))


def _quotes(found: re.Match[str], listed: str, figure: Figure, kind: Check, *, sure: bool) -> Iterator[Listed]:
    """Quoted names right behind one another, and nothing behind them that goes on."""
    names = len(_QUOTE.findall(found.group()))
    tail = _MARK.split(listed[found.end() :])[0]
    closed = len(tail) <= _TAIL and not _open(tail, kind) and not re.search(r"[\d“「《]", tail)
    near = abs(names - int(figure.number)) <= _SLIPS
    yield Listed(names, open=False, sure=closed and (sure or near))


@dataclass(frozen=True, slots=True)
class _Count:
    """A count, what it counts, and the least and the most names that its list may hold: a joining word parts two names or stands in one."""

    figure: Figure
    noun: str
    names: tuple[int, int]

    def told(self, numbers: Numbers, *, sure: bool, borne_out: bool) -> Iterator[Listed]:
        """Every reading; where none fits, the nearest is told if it is sure, or if the report says its number of the same things elsewhere."""
        least, most = self.names
        stated = int(self.figure.number)
        if least <= stated <= most:
            yield Listed(stated, open=False, sure=False)
            return
        near = least if stated < least else most
        said = {number: numbers.elsewhere(self.figure, self.noun, number) for number in (stated, near)}
        told = not said[stated] and (sure or (borne_out and said[near]))
        yield Listed(near, open=False, sure=told)

    def slip(self, many: int) -> bool:
        """Whether the names are so many, and the count is one off; two where there are more of them."""
        least, most = self.names
        stated = int(self.figure.number)
        off = min(abs(stated - least), abs(stated - most))
        return most >= many and off <= (_SLIPS if least >= _MANY else 1)


def _noun(text: str, figure: Figure) -> str:
    """The letters behind a count."""
    found = _HAN.match(text, figure.stop)
    return found.group().lstrip("“") if found is not None else ""


def _clause(text: str, end: int) -> tuple[int, str]:
    """Where the clause before a place begins, and the mark that ends the one before it."""
    low = max(0, end - _REACH)
    marks = list(_MARKS.finditer(text, low, max(low, end)))
    return (marks[-1].end(), marks[-1].group()) if marks else (low, "。")


def _told_within(report: Report, figure: Figure, begin: int, stop: int) -> bool:
    """Whether another figure stands between two places of its passage."""
    before = report.figures[figure.id - 1] if figure.id else None
    return before is not None and before.passage == figure.passage and begin < before.stop <= stop


def _names(pieces: Sequence[str], kind: Check) -> bool:
    """Whether every piece is one name: short, without a number, a bracket or a quotation mark left open, and without a verb that begins anew."""
    first, *others = pieces
    if not first or len(first) > _FIRST or any(not each or len(each) > _SHORT for each in others):
        return False
    if any(
        re.search(r"\d|[”」》][“「《]", each) or len(re.findall(r"[“「《]", each)) != len(re.findall(r"[”」》]", each))
        for each in pieces
    ):
        return False
    verbs = kind.words["begin_anew"]
    anew = first in verbs or any(each.startswith(verb) and len(each) > len(verb) + 1 for each in others for verb in verbs)
    return not anew and not any(each.endswith(kind.words["no_names"]) for each in pieces)


def _open(clause: str, kind: Check) -> bool:
    """Whether a word leaves a list open or speaks of each; one letter does so at the ends of a name."""
    begun = any(piece.startswith(kind.words["left_open_starts"]) for piece in clause.split("、"))
    return begun or clause.endswith(kind.words["left_open_ends"]) or has(clause, kind.words["left_open"])


def _range(pieces: Sequence[str], kind: Check) -> tuple[int, int]:
    """The least and the most names that the pieces hold: a word that joins has two letters or more on both sides (not 和平, 参与)."""
    joins, within = either(kind.words["may_join"]), either(kind.words["joined_within"])
    joined = sum(len(joins.findall(within.sub("一一", each)[_PAIR:-_PAIR])) for each in pieces)
    return len(pieces), len(pieces) + joined


def _of_others(pieces: Sequence[str], noun: str, kind: Check) -> bool:
    """Whether the list may be of places or fields, and the count of something else there: 在甲村、乙村、丙村、丁村 5 个项目."""
    if has(noun, kind.words["of_itself"]):
        return False
    places = sum(each.endswith(kind.words["place_ends"]) for each in pieces)
    led = max((pieces[0].rfind(word) for word in kind.words["leads_there"]), default=-1)
    anew = max((pieces[0].rfind(word) for word in kind.words["begin_anew"]), default=-1)
    return places >= _PAIR or led > anew
