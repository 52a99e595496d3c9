"""Every run of digits of a text, and what it is: a figure with its unit, a date, a list number, a document number, or something else.

Patterns are linear: no quantifier stands inside another over the same letters, and every gap is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.core.quantity import Unit


class Kind(StrEnum):
    """What a run of digits is."""

    FIGURE = "figure"
    DATE = "date"
    LIST_NUMBER = "list_number"
    DOCUMENT_NUMBER = "document_number"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of digits, or several that make one figure, with the unit behind it; `raw` is the text of the span.

    `number` and `decimals` are as printed; `unit` None where no unit follows. `operator` is ≥ ≤ ＞ ＜ before it, `about` says 约 余 近 多,
    `measure` a measure word that the law book's units lack; `incomplete` a bare 万, which may be 万元 or ten thousand of anything.
    """

    kind: Kind
    start: int
    end: int
    raw: str
    number: Decimal | None = None
    decimals: int = 0
    unit: Unit | None = None
    operator: str = ""
    about: bool = False
    measure: str = ""
    incomplete: bool = False


RUN = re.compile(r"\d+(?:[.,]\d+)*+")
GAP = r"[ \t\u3000\n\r]{0,4}"
BREAK = r"[ \u3000]{0,2}(?:\r?\n){0,2}[ ]?"
"""What may stand inside a figure: spaces and line ends, but no tab, which parts the cells of a table."""
_DOCUMENT = re.compile(rf"[〔\[（(【]{GAP}(?P<a>[12]\d{{3}}){GAP}[〕\]）)】]{GAP}(?:第{GAP})?(?P<b>\d{{1,5}}){GAP}号")
_DAY = re.compile(rf"(?P<a>(?:19|20)\d{{2}}){GAP}年{GAP}(?:度{GAP})?(?P<b>\d{{1,2}}){GAP}月(?:{GAP}(?P<c>\d{{1,2}}){GAP}日)?")
_POINTED_DAY = re.compile(r"(?<![\d.])(?:19|20)\d{2}(?P<s>[.\-/])\d{1,2}(?P=s)\d{1,2}(?![\d])")
_YEARS = re.compile(rf"(?P<a>(?:19|20)\d{{2}}){GAP}(?:年)?{GAP}[—\-–~～至到]{{1,2}}{GAP}(?P<b>(?:19|20)\d{{2}}){GAP}年")
_YEAR = re.compile(rf"(?<!\d)(?:\d{{1,2}}\.)?(?:19|20)\d{{2}}{GAP}(?:年|级|届)|(?<=[比较])(?:19|20)\d{{2}}(?=的)")
_MONTH_DAY = re.compile(rf"(?<![\d第])(?P<a>\d{{1,2}}){GAP}月{GAP}(?P<b>\d{{1,2}}){GAP}日")
_MONTHS = re.compile(rf"(?<![\d第])(?P<a>\d{{1,2}}){GAP}[—\-–~～至到]{GAP}(?P<b>\d{{1,2}}){GAP}月")
_MONTH = re.compile(rf"(?<![\d第])(?P<a>1[0-2]|[1-9]){GAP}月(?!{GAP}[工薪])")
_DAY_ALONE = re.compile(rf"(?<![\d.])(?P<a>3[01]|[12]\d|[1-9]){GAP}日")
_LIST = re.compile(r"(?:^|[\n\r:：；;。]|\*\*)[ \t\u3000#*]{0,12}(?P<a>\d{1,2})(?:[ \t\u3000]{0,2}[、．]|[.](?!\d))", re.MULTILINE)
_BRACKETED = re.compile(r"[（(](?P<a>\d{1,2})[）)]")
_NAMED = re.compile(
    rf"(?:附件|附表|附录|指标|任务|表|图|项目){GAP}(?P<a>\d{{1,2}})(?={GAP}[:：、.．）)\n\r]|{GAP}$|[ \t]*(?=[\u4e00-\u9fff]))"
)
_SUM = re.compile(r"(?<!\d)\d{1,6}[A-Za-z]?(?:\+[\dA-Za-z]{1,4})++|(?<=[“\"])\d{1,3}个\d{1,4}(?=[”\"])")
_NAME = re.compile(r"[“‘'\"《][^“”‘’'\"《》\n]{0,6}?(?P<a>\d{1,9}+)(?:后|工程|个\d+|[+＋])?[^“”‘’'\"《》\n]{0,6}[”’'\"》]")
_ORDINAL = re.compile(
    rf"第{GAP}(?P<a>\d{{1,9}}+)(?=月)|(?<!\d)(?P<b>\d{{5,20}}+)(?=[\u4e00-\u9fff]{{0,2}}(?:市民|热线|举报|机构编制|平台|邮|电话))|[“]?(?P<c>\d{{5}})[”]"
)
_RATIO = re.compile(r"(?<![\d:：.])(?P<a>\d{1,3}(?:\.\d+)?)[:：](?P<b>\d{1,3}(?:\.\d+)?)(?![\d:：])")
_RANGE = re.compile(rf"(?P<a>\d{{1,20}}+(?:\.\d{{1,20}}+)?)(?P<u>%|％)?{GAP}[—\-–~～至]{GAP}(?P<b>\d{{1,20}}+(?:\.\d{{1,20}}+)?)")
_BEFORE = re.compile(
    r"(?P<op>≥|≤|＞|＜|>=|<=|>|<|\\geq?|\\leq?|不低于|不少于|不高于|不超过|大于|小于|超过|达到|近|约|逾|仅|共)?[ \t\u3000$\\{]{0,4}$"
)
_OPERATORS = {
    "≥": "≥", ">=": "≥", "\\geq": "≥", "\\ge": "≥", "不低于": "≥", "不少于": "≥",
    "≤": "≤", "<=": "≤", "\\leq": "≤", "\\le": "≤", "不高于": "≤", "不超过": "≤",
    "＞": "＞", ">": "＞", "大于": "＞", "超过": "＞", "＜": "＜", "<": "＜", "小于": "＜",
}  # fmt: skip
_ABOUT = frozenset({"近", "约", "逾"})
_PERCENT = re.compile(r"[ \u3000]{0,2}\\?[%％]")
NOUN = re.compile(r"[\u4e00-\u9fff]")
_MEASURES = "年|类|堂|部|周|方|公里|大|倍|步|学时|课时|小时|分钟|亿|万|百|千|岁|届|字|里|斤|吨|亩|株|瓶|把|幅|首|面|台次|场次|人天|班|级|门|道|层|栋|间|座|片|段|对|双|副"


@lru_cache(maxsize=8)
def _unit_pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    """The longest unit first, 余 or 多 before it or inside 万…; then measure words that the law book lacks."""
    known = "|".join(BREAK.join(map(re.escape, word)) for word in sorted(spellings, key=len, reverse=True))
    head = rf"{BREAK}(?P<more>[余多几]?)(?P<ten>万(?=[余多]))?(?P<within>[余多]?)(?:[（(][\u4e00-\u9fff]{{1,2}}[）)])?{BREAK}"
    return re.compile(rf"{head}(?:(?P<unit>{known})|(?P<measure>{_MEASURES}))")


def marks(text: str, units: Mapping[str, Unit]) -> tuple[Mark, ...]:
    """Every run of digits of a text, each in exactly one mark, in the order of the text."""
    taken: dict[int, Mark] = {}
    for mark in _fixed(text):
        taken.setdefault(mark.start, mark)
    found: list[Mark] = []
    pattern, end = _unit_pattern(tuple(units)), 0
    for run in RUN.finditer(text):
        if run.start() < end:
            continue
        mark = taken.get(run.start()) or _figure(text, run, pattern, units)
        found.append(mark)
        end = mark.end
    return tuple(found)


def figures(text: str, units: Mapping[str, Unit]) -> tuple[Mark, ...]:
    """The figures alone."""
    return tuple(mark for mark in marks(text, units) if mark.kind is Kind.FIGURE)


_FIXED = (
    (_DOCUMENT, Kind.DOCUMENT_NUMBER),
    (_ORDINAL, Kind.OTHER),
    (_DAY, Kind.DATE),
    (_YEARS, Kind.DATE),
    (_MONTH_DAY, Kind.DATE),
    (_MONTHS, Kind.DATE),
    (_NAMED, Kind.LIST_NUMBER),
    (_LIST, Kind.LIST_NUMBER),
    (_BRACKETED, Kind.LIST_NUMBER),
    (_MONTH, Kind.DATE),
    (_DAY_ALONE, Kind.DATE),
    (_NAME, Kind.OTHER),
)
_WHOLE = ((_POINTED_DAY, Kind.DATE), (_YEAR, Kind.DATE), (_SUM, Kind.OTHER))


def _fixed(text: str) -> Iterator[Mark]:
    """The runs that are no figures, by their surroundings; the first that claims a run keeps it."""
    for pattern, kind in _WHOLE[:1]:
        yield from (_run_mark(text, kind, match.start()) for match in pattern.finditer(text))
    for pattern, kind in _FIXED:
        for match in pattern.finditer(text):
            for name in match.groupdict():
                if match[name] is not None and match[name][:1].isdigit():
                    yield _run_mark(text, kind, match.start(name))
    for pattern, kind in _WHOLE[1:]:
        for match in pattern.finditer(text):
            yield from (_run_mark(text, kind, run.start()) for run in RUN.finditer(text, match.start(), match.end()))


def _run_mark(text: str, kind: Kind, start: int) -> Mark:
    run = RUN.match(text, start)
    end = run.end() if run is not None else start + 1
    return Mark(kind, start, end, text[start:end])


def _figure(text: str, run: re.Match[str], pattern: re.Pattern[str], units: Mapping[str, Unit]) -> Mark:
    """A figure with what stands before and behind it."""
    start, end = run.span()
    last = run
    second = _second(text, run)
    if second is not None:
        end, last = second.end(), second
    number, decimals = _number(run.group())
    before = _BEFORE.search(text, max(0, start - 12), start)
    word = before["op"] if before is not None and before["op"] else ""
    operator, about = _OPERATORS.get(word, ""), word in _ABOUT
    percent = _PERCENT.match(text, last.end())
    if percent is not None:
        return Mark(
            Kind.FIGURE, start, percent.end(), text[start : percent.end()], number, decimals, units.get("%"), operator, about
        )
    behind = None if _RATIO.match(text, start) else pattern.match(text, last.end())
    if behind is None:
        return Mark(Kind.FIGURE, start, end, text[start:end], number, decimals, None, operator, about)
    unit, measure = _unit(behind, units)
    bare = re.sub(r"\s", "", behind["unit"] or "") == "万"
    if bare and NOUN.match(text, behind.end()):
        unit, measure = None, "万"
    about = about or bool(behind["more"] or behind["within"])
    return Mark(
        Kind.FIGURE, start, behind.end(), text[start : behind.end()], number, decimals, unit, operator, about, measure, bare
    )


def _second(text: str, run: re.Match[str]) -> re.Match[str] | None:
    """The second run of a ratio or a range that is one figure."""
    for pattern in (_RATIO, _RANGE):
        match = pattern.match(text, run.start())
        if match is not None:
            return RUN.match(text, match.start("b"))
    return None


def _unit(behind: re.Match[str], units: Mapping[str, Unit]) -> tuple[Unit | None, str]:
    word = re.sub(r"\s", "", behind["unit"] or behind["measure"])
    if behind["ten"]:
        return units.get(f"万{word}"), "" if f"万{word}" in units else f"万{word}"
    return (units.get(word), "") if behind["unit"] else (None, word)


def _number(digits: str) -> tuple[Decimal, int]:
    """The number as it is printed; a comma belongs to it where three digits follow, full-width digits are digits."""
    plain = "".join(str(int(letter)) if letter.isdigit() else letter for letter in digits).replace(",", "")
    head, *rest = plain.split(".")
    written = f"{head}.{''.join(rest)}" if rest else head
    number = Decimal(written)
    return number, len(rest[0]) if rest else 0
