"""A figure and the aim beside it, and the words that say which is the greater: 成活率 89.1%，低于 85% 的标准; 接种率 96%（目标 95%，不达标）.

Words that hold for the smaller as for the greater (达到 of what shall be low) decide nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.auditing.relation import AT_LEAST, AT_MOST, Relation, judge, statement
from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import compiled, either, prose
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.core.patterns import Pattern
    from hengji.rulebook.check import Check

_CHANGE = "change"
_OWN = frozenset({"value", "actual", "completion", "share"})
_MARKS = re.compile(r"[，、；：（）()。,;:]")
_SENTENCE = re.compile(r"[^。！？；;]+")
_REACH, _FEW = 24, 6
_WHOLE, _RATIO = (1, 1), "ratio"
_OF, _AIM = "〈of〉", "〈aim〉"


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim at its place: `own` is held against `aim`, which is `compare` to it if the claim is true."""

    begin: int
    stop: int
    own: Figure
    aim: Figure
    compare: str


def claimed(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """A verb between a figure and its aim, or a verdict behind the two.

    `words`: more, less; reached, missed and done, undone (of what shall be high); aims, aim_values, of_aim, whole_aims; low, at_least, at_most, apart, parts (5 项目标中有 2 项),
    others, unless, points, adverbs.
    """
    del index
    for passage, low, figures in _sentences(check, report):
        for at, figure in enumerate(figures):
            for find in (_verb, _verdict):
                said = find(check, passage, low, figures[:at], figure, report)
                if said is not None:
                    yield from _held(check, report, passage, said)


def reason(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """短收 40 万元，…，超收原因是: the reason is given for the opposite of all that the sentence tells. `pairs`: words that are opposites."""
    del index
    pattern = _of_reasons(tuple(check.pairs), tuple(check.pairs.values()), check.words["reasons"])
    opposites = {**check.pairs, **{less: more for more, less in check.pairs.items()}}
    for passage in prose(report):
        for sentence in _SENTENCE.finditer(passage.text):
            for found in pattern.finditer(sentence[0]):
                word, before = found["word"], sentence[0][: found.start()]
                told = [each for each in (*check.pairs, *check.pairs.values()) if re.search(re.escape(each) + r"\D{0,4}\d", before)]
                if opposites[word] in told and not _alike(word, opposites, before):
                    begin = sentence.start() + found.start()
                    yield remark(
                        check, report, passage, begin, begin + len(found[0]), figures=_near(passage, begin, report),
                        claim=found[0], told=opposites[word],
                    )  # fmt: skip


def _alike(word: str, opposites: dict[str, str], before: str) -> bool:
    """Whether what comes before tells the word itself, or any letter of its direction."""
    other = opposites[word]
    own = [letter for letter in word if letter not in other]
    return word in before.replace(other, "") or has(before.replace(other, ""), own)


def _near(passage: Passage, begin: int, report: Report) -> tuple[int, ...]:
    """The few figures before a place in its passage."""
    return tuple(each.id for each in report.within(passage) if each.stop <= begin)[-_FEW // 2 :]


@lru_cache(maxsize=8)
def _of_reasons(more: tuple[str, ...], less: tuple[str, ...], reasons: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<=[，；,])(?P<word>{either((*more, *less)).pattern})的?(?:{either(reasons).pattern})")


def _sentences(check: Check, report: Report) -> Iterator[tuple[Passage, int, Sequence[Figure]]]:
    """The figures of each sentence of prose that is no rule, with where it begins."""
    for passage in prose(report):
        if not has(passage.text, check.words["aims"]):
            continue
        within = report.within(passage)
        for sentence in _SENTENCE.finditer(passage.text):
            if not has(sentence[0], check.words["unless"]):
                yield passage, sentence.start(), [each for each in within if sentence.start() <= each.begin < sentence.end()]


def _held(check: Check, report: Report, passage: Passage, said: _Said) -> Iterator[Checked | Remark]:
    whole = said.own.id == said.aim.id
    relation = (
        Relation(check.id, (said.own.id,), constant=_WHOLE, compare=said.compare)
        if whole
        else Relation(check.id, (said.own.id,), target=said.aim.id, compare=said.compare)
    )
    outcome, told = judge(relation, report.figures), statement(relation, report.figures)
    if outcome.verdict is not Verdict.IMPOSSIBLE or (not whole and _is_last_part(check, said, passage, report)):
        return
    yield Checked(check.code, outcome.verdict, relation.figures, told)
    yield remark(
        check, report, passage, said.begin, said.stop, figures=relation.figures,
        claim=passage.text[said.begin : said.stop], one=said.own.plain, other="100%" if whole else said.aim.plain,
    )  # fmt: skip


def _is_last_part(check: Check, said: _Said, passage: Passage, report: Report) -> bool:
    """演练 26 场次，其中县级 3 场次、企业 14 场次，目标 24 场次，超额完成: the whole has reached the aim, of which the last part was taken."""
    whole = report.figures[said.own.whole] if said.own.whole >= 0 else None
    if whole is None:
        near = [each for each in report.within(passage) if each.id < said.own.id and each.dimension == said.own.dimension]
        joined = bool(near) and passage.text[near[-1].stop : said.own.begin].startswith("、")
        opened = [each for each in near if passage.text.startswith(check.words["opens"], each.stop)]
        whole = opened[-1] if joined and opened else None
    if whole is None or whole.passage != passage.index or "。" in passage.text[whole.stop : said.own.begin]:
        return False
    other = Relation("", (whole.id,), target=said.aim.id, compare=said.compare)
    return judge(other, report.figures).verdict is not Verdict.IMPOSSIBLE


def _owner(before: Sequence[Figure], aim: Figure, check: Check, text: str, report: Report) -> Figure | None:
    """The figure that has the aim: the last of its kind before it that is of this year and no change, base or aim itself."""
    for each in reversed(before):
        if each.dimension != aim.dimension or not each.dimension:
            continue
        words = _MARKS.split(text[max(0, each.begin - _REACH) : each.begin])[-1]
        if has(words, check.words["summed_up"]):
            return None
        if (
            (each.role not in _OWN and not (each.role == _CHANGE and each.id == aim.id - 1))  # 亩均增产 56 公斤，超过 50 公斤的目标
            or has(words, check.words["others"])
            or (report.year is not None and each.year not in (report.year, aim.year))
        ):
            continue
        return None if has(words, check.words["aims"]) or _decides_nothing(each, aim, check.words["points"]) else each
    return None


def _decides_nothing(own: Figure, aim: Figure, points: tuple[str, ...]) -> bool:
    """About so much, or points of per cent: what lies between two, and no aim."""
    vague = own.about or aim.about or own.operator or own.text.endswith(points) or aim.text.endswith(points)
    return bool(vague) or not own.number or not aim.number


def _pattern(check: Check, words: str) -> Pattern:
    """A pattern of this module with the words of the law book in it."""
    return compiled(
        words.replace(_OF, f"(?:{either(check.words['of_aim']).pattern})").replace(
            _AIM, f"(?:{either(check.words['aims']).pattern})"
        )
    )


def _words(text: str, low: int, before: Sequence[Figure], figure: Figure) -> str:
    """The words of its clause right before a figure."""
    begin = max(low, before[-1].stop if before else low, figure.begin - _REACH)
    return _MARKS.split(text[begin : figure.begin])[-1].strip()


def _verb(check: Check, passage: Passage, low: int, before: Sequence[Figure], aim: Figure, report: Report) -> _Said | None:
    text = passage.text
    words = _words(text, low, before, aim)
    verbs = {word: way for way in ("more", "less", "reached", "missed") for word in check.words[way]}
    verb = next((each for each in sorted(verbs, key=len, reverse=True) if each in words), "")
    if not verb or has(words, check.words["apart"]):
        return None
    rest = words[words.index(verb) + len(verb) :]
    way = verbs[verb]
    nouns = check.words["aim_values"] if way in ("more", "less") else (*check.words["aim_values"], *check.words["aims"])
    named = _pattern(check, f"[了到]?{_OF}*(?:{either(nouns).pattern})(?:的|为|是)?").fullmatch(rest)
    behind = _pattern(check, f"(?:以上|以下)?的{_OF}*{_AIM}").match(text[aim.stop : aim.stop + _REACH])
    if not (named or (behind and not rest.strip("了到至"))):
        return None
    own = _owner(before, aim, check, text, report)
    high = way in ("reached", "missed")
    if own is None or (high and has(text[low : aim.stop], check.words["low"])):
        return None
    if high and not _pattern(check, f"(?:{either(check.words['adverbs']).pattern})*").fullmatch(words[: words.index(verb)]):
        return None
    begin = aim.begin - len(words) + words.index(verb)
    stop = aim.stop + (behind.end() if behind else 0)
    return _Said(begin, stop, own, aim, AT_LEAST if way in ("more", "reached") else AT_MOST)


def _verdict(check: Check, passage: Passage, low: int, before: Sequence[Figure], last: Figure, report: Report) -> _Said | None:
    """The verdict stands right behind the last of the two figures."""
    text = passage.text
    every = {word: way for way in ("done", "undone") for word in check.words[way]}
    found = _pattern(
        check,
        f"次?(?:以上|以下|以内)?(?:的{_AIM})?[）)]?[，,、（(]?(?:{_OF}*{_AIM})?(?:{either(check.words['adverbs']).pattern})*"
        f"(?P<word>{either(tuple(every)).pattern})了?{_OF}*(?:{either(check.words['aim_values']).pattern}|{_AIM})?(?=[，。；）),;、]|$)",
    ).match(text[last.stop : last.stop + _REACH])
    if found is None:
        return None
    if last.dimension != _RATIO and found.start("word") == 0:
        return None  # 年末 2 个达标、1 个未达标: so many of them
    met = every[found["word"]] == "done"
    words = _words(text, low, before, last)
    begin, stop = last.stop + found.start("word"), last.stop + found.end()
    pair = _pair(check, before, last, words, text, low, report)
    if pair is None:
        return None
    own, aim = pair
    sign = _MARKS.split(text[max(low, aim.begin - _REACH) : aim.begin])[-1] + aim.operator + text[aim.stop : aim.stop + 2]
    most, least = has(sign, check.words["at_most"]), has(sign, check.words["at_least"])
    if most == least and (most or has(text[low:stop], check.words["low"])):
        return None
    return _Said(begin, stop, own, aim, AT_MOST if most == met else AT_LEAST)


def _pair(
    check: Check, before: Sequence[Figure], last: Figure, words: str, text: str, low: int, report: Report
) -> tuple[Figure, Figure] | None:
    """What was done and what was aimed at: one of them stands right before the verdict; 完成任务的 96% has the whole for its aim."""
    if has(words, check.words["parts"]):
        return None
    if (
        before
        and before[-1].dimension == last.dimension != ""
        and words.endswith(check.words["done"])
        and has(words, check.words["aims"])
    ):
        return last, before[-1]  # 9 项重点任务完成 8 项，全部按期完成
    if last.role == "target" or (has(words, check.words["aims"]) and last.role != "completion"):
        own = _owner(before, last, check, text, report)
        return (own, last) if own is not None else None
    if last.role == "completion":
        return (last, last) if has(words, check.words["whole_aims"]) and not last.about else None
    if last.role not in _OWN or len(before) == 0:
        return None
    aim = before[-1]
    named = aim.role == "target" or has(_words(text, low, before[:-1], aim), check.words["aims"])
    one = aim.dimension == last.dimension != "" and aim.year == last.year
    return (last, aim) if named and one and not _decides_nothing(last, aim, check.words["points"]) else None
