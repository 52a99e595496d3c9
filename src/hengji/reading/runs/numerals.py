"""Figures in Chinese numerals: 三十二人, 一百二十万元, 百分之九十五; and dates in them. Ordinals, slogans, names and list numbers are none."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.reading.runs.mark import Kind, Mark
from hengji.reading.runs.measure import named
from hengji.reading.runs.signs import before_figure, behind_figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.core.quantity import Unit
    from hengji.reading.runs.measure import Grammar

_DIGITS = dict(zip("零〇○一二两三四五六七八九", (0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)) | dict(
    zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)
)
_D = "[一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_ZERO = "[零〇○]"
_SECTION = re.compile(
    rf"(?:(?P<k>{_D})[千仟])?(?:{_ZERO}?(?P<h>{_D})[百佰])?(?:{_ZERO}?(?P<t>{_D})?(?P<ten>[十拾]))?(?:(?P<zero>{_ZERO})?(?P<u>{_D}))?"
)
_LARGE = re.compile(r"(?:(?P<e>[^亿万萬]{1,9})亿)?(?:零?(?P<w>[^亿万萬]{1,9})[万萬])?(?P<r>[^亿万萬]{0,9})")
_SIZES = (("e", 10**8), ("w", 10**4), ("r", 1))
_PLAIN = "一二两三四五六七八九十"
_ONES = ("一般", "一级", "一体", "一线", "一类", "一期")
_FORMAL = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟萬]")
_RUN = re.compile(
    r"[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾][〇○零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬]{0,24}+(?:点[零一二三四五六七八九]{1,6}+)?"
)
_PARTS = re.compile(r"(?P<of>[百千万])分之(?P<number>[零一二三四五六七八九十百\d]{1,6}+(?:[点.][零一二三四五六七八九\d]{1,6}+)?)")
_PART_UNITS = {"百": "%", "千": "‰"}
_MONTH_DAY = r"[一二十]{1,2}月(?:份)?(?:[一二三四五六七八九十]{1,3}日)?"
_DATES = (
    re.compile(rf"[一二][零〇○一二三四五六七八九]{{3}}年(?:度|{_MONTH_DAY})?"),
    re.compile(r"[一二十](?<![一二三四五六七八九十第年].)[一二十]?月[一二三四五六七八九十]{1,3}日"),
)
_BAD_BEFORE = frozenset('第之统唯同单专万不划合如惟逐任进某每另下上前后这那哪数几成其归丙百千亿初周党逢均零点.0123456789-—“‘「『"')
_BAD_WORDS = ("星期", "礼拜", "中央", "任何", "任意", "贯彻", "是")
_BAD_BEHIND = re.compile(
    r"[“‘「]|行动|规划|计划|滚动|发展|级|面体|代表|以上学历|性|度一次|部曲|五规划|届|中全会|位一体|确立|维护|意识|自信|全面|务必|责任|清单|规定|不准|家渠|峡|山|"
    r"县|台县|水市|老人|中间|之下|世界|会一课|通办|盘棋|条龙|站式|把手|条心|份子|保护|资本|化|转|天天"
)
_NOT_HERE = re.compile(
    r"[三五七八九六十一两四](?:门峡|台县|台山|台区|台河|家渠|盘水|方面|方向|本账|家村|人转|件套|件事|张网|张蓝|本书|份子|处于|条龙|条心|把手|站式|大家|次性|方百|天两|人称|座谈|面旗|定程|定的|口气|间房)"
)
_SLOGANS = re.compile(
    r"两个(?:维护|确立|责任|清单|覆盖|阶段|务必|坚持|毫不|允许|行为|健康|革命)|四个(?:意识|自信|全面|服务|伟大|最严|不摘|合格|敢于|走在|着力|善于|坚持)|三个(?:务必|代表|有利|转变|区分|一批|清单|严格|年行)|五个(?:一|坚持|必|统筹|振兴)|"
    r"一年(?:中|来|下来|间|里|之中)|八项规定|六项(?:纪律|机制)|三项(?:机制|制度)|九个坚持|十个明确|一项一|一件一|一个(?:一|都)|六个(?:必须|紧紧|坚持)|七个(?:有之|着力)|五位一|三位一|四位一|十项制度|三张清单|十大工程"
)
_INDEFINITE = frozenset(
    "个项件种次条家块道把片套批支位份场期篇处张方座层则门轮步组宗倍届起对双段类大级点度字里面例笔款单员句市区县省国网路校队站线环院店厂班村"
)
_COUNTED = re.compile(
    r"(?:共|仅|各|新增|购置|配备|举办|召开|不少于|至少|减少|增加|扣|扣减|印发|出台|完成|建成|设立|开设|组织|开展|获|获得|了|不低于|有且仅有|为|聘请|录用|招录|购买|换购|制作|新建|每年|每月|每周|每日|每天|每季度?|每半年|季度|每学期|达|到位|采购|增设|下设|内设|拍摄|编印|合计|计|达到|≥|≤)$"
)
_ANY_ONE = frozenset(
    {
        "个",
        "项",
        "种",
        "把",
        "片",
        "道",
        "层",
        "方",
        "步",
        "级",
        "类",
        "点",
        "度",
        "字",
        "里",
        "面",
        "大",
        "市",
        "区",
        "县",
        "省",
        "国",
        "网",
        "路",
        "队",
        "线",
        "环",
        "站",
        "例",
        "段",
        "对",
        "起",
        "单",
        "员",
        "校",
        "院",
        "店",
        "厂",
        "班",
        "村",
        "组",
        "版",
    }
)
_NEVER = frozenset(
    {
        "级",
        "度",
        "字",
        "里",
        "线",
        "环",
        "街",
        "路",
        "网",
        "点",
        "届",
        "步",
        "单",
        "员",
        "则",
        "词",
        "面",
        "国",
        "省",
        "州",
        "区",
        "县",
        "市",
        "镇",
        "乡",
        "校",
        "院",
        "厂",
        "店",
        "站",
        "席",
        "股",
        "票",
        "例",
        "起",
        "日",
        "号",
        "头",
        "只",
        "根",
        "队",
        "包",
        "餐",
        "束",
        "段",
        "对",
        "双",
        "副",
        "方米",
    }
)
_ORDINAL_TWO = frozenset(
    {
        "期",
        "次",
        "类",
        "项",
        "批",
        "级",
        "部",
        "轮",
        "组",
        "处",
        "所",
        "件",
        "条",
        "位",
        "家",
        "本",
        "册",
        "门",
        "层",
        "大",
        "方",
        "届",
        "年",
        "个",
    }
)
_SCORES = re.compile(r"(?:得|扣|计|为|加|减|满分|共|不得|扣除|扣减|评分)$")
_PHASE = re.compile(r"工程|项目|建设|改造|叠加|治理|规划")


def numeral(text: str) -> int | None:
    """The whole number that Chinese numerals say; None where they say none (千, 三四, 三千五)."""
    match = _LARGE.fullmatch(text)
    if match is None:
        return None
    total = 0
    for name, size in _SIZES:
        part = match[name]
        value = _section(part) if part else 0
        if value is None:
            return None
        total += value * size
    return total


def _section(text: str) -> int | None:
    """A number under ten thousand; ten may stand without its one only at the front, and after a gap 零 must stand."""
    match = _SECTION.fullmatch(text)
    if match is None:
        return None
    thousands, hundreds, tens, ones = (_DIGITS.get(match[name] or "", 0) for name in ("k", "h", "t", "u"))
    ten = match["ten"] is not None
    if (ten and not tens and (thousands or hundreds)) or (ones and not ten and not match["zero"] and (thousands or hundreds)):
        return None
    return thousands * 1000 + hundreds * 100 + ((tens or 1) * 10 if ten else 0) + ones


def _value(text: str) -> Decimal | None:
    """A number with or without 点."""
    whole, _, rest = text.partition("点")
    if whole.isdigit() and whole.isascii():
        return Decimal(text.replace("点", "."))
    if whole.replace(".", "").isdigit() and whole.isascii():
        return Decimal(whole)
    number = 100 if whole == "百" else 0 if whole in ("零", "〇") else numeral(whole)
    if number is None:
        return None
    return Decimal(f"{number}.{''.join(str(_DIGITS[letter]) for letter in rest)}") if rest else Decimal(number)


def chinese_marks(text: str, plain: str, rules: Grammar, units: Mapping[str, Unit]) -> Iterator[Mark]:
    """Every figure and date in Chinese numerals, by position."""
    found: dict[int, Mark] = {}
    for match in (each for pattern in _DATES for each in pattern.finditer(plain)):
        found[match.start()] = Mark(Kind.DATE, match.start(), match.end(), text[match.start() : match.end()])
    for match in _PARTS.finditer(plain):
        mark = _part(text, plain, match, units)
        if mark is not None:
            found.setdefault(mark.start, mark)
    end = 0
    for match in _RUN.finditer(plain):
        if match.start() >= end:
            mark = _counted(text, plain, match, rules, units)
            if mark is not None:
                found.setdefault(mark.start, mark)
                end = mark.end
    end = 0
    for start in sorted(found):
        if start >= end:
            yield found[start]
            end = found[start].end


def _part(text: str, plain: str, match: re.Match[str], units: Mapping[str, Unit]) -> Mark | None:
    """百分之九十五."""
    number = _value(match["number"])
    unit = units.get(_PART_UNITS.get(match["of"], ""))
    if number is None or unit is None:
        return None
    return _mark(text, plain, (match.start(), match.end()), number, unit, "", about=False)


def _counted(text: str, plain: str, match: re.Match[str], rules: Grammar, units: Mapping[str, Unit]) -> Mark | None:
    """A number with a measure word, where no word around it makes it something else."""
    start = match.start()
    digits = match[0]
    behind = rules.chinese.match(plain, match.end())
    if behind is None:
        return None
    before = plain[max(0, start - 8) : start]
    if not _stands_alone(plain, start, match.end(), before):
        return None
    word = re.sub(r"\s", "", behind["word"])
    if not _countable(digits, word, plain, behind.end(), before):
        return None
    magnitude = ""
    if digits[-1] in "万亿" and len(digits) > 1 and not set(digits[:-1]) & {"万", "亿"}:
        magnitude, digits = digits[-1], digits[:-1]
    number = _value(digits)
    if number is None:
        return None
    unit, measure = named(magnitude, word, units)
    if _FORMAL.search(digits) is not None and (unit is None or unit.dimension != "money"):
        return None
    return _mark(text, plain, (start, behind.end()), number, unit, measure, about=bool(behind["more"]))


def _stands_alone(plain: str, start: int, end: int, before: str) -> bool:
    """No ordinal, no part of another word, no slogan."""
    if before[-1:] in _BAD_BEFORE and before and not before.endswith(("每周", "分别")):
        return False
    if before.endswith(_BAD_WORDS[:2]):
        return False
    return _SLOGANS.match(plain, start) is None and _NOT_HERE.match(plain, end - 1) is None


def _countable(digits: str, word: str, plain: str, end: int, before: str) -> bool:
    """Whether the measure word counts here: one thing only where a verb counts it, two as an ordinal never, points only in scores."""
    last = word[-1]
    if word in _NEVER or (digits != "一" and plain.startswith("一", end) and not plain.startswith(_ONES, end)):
        return False
    if (digits == "一" and plain[end : end + 1] in tuple(_PLAIN)) or _BAD_BEHIND.match(plain, end) is not None:
        return False
    if word == "分":
        return digits != "十" and (len(digits) > 1 or _SCORES.search(before) is not None)
    if digits == "一" and word == "部分":
        return False
    if digits == "一":
        return last not in _INDEFINITE or word in {"台", "台车"} or (word not in _ANY_ONE and _COUNTED.search(before) is not None)
    if digits == "二":
        return word not in _ORDINAL_TWO
    if word == "大":
        return len(digits) == 1 and digits != "十"
    return word not in {"期", "年"} or _PHASE.match(plain, end) is None


def _mark(text: str, plain: str, span: tuple[int, int], number: Decimal, unit: Unit | None, measure: str, *, about: bool) -> Mark:
    start, end = span
    operator, near = before_figure(plain[max(0, start - 12) : start])
    after, around = behind_figure(plain, end)
    decimals = max(0, -int(number.as_tuple().exponent))
    return Mark(
        Kind.FIGURE, start, end, text[start:end], number, decimals, unit, operator or after, about or near or around, measure
    )
