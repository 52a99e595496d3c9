"""Runs of digits that are no figures and no dates: numbers of lists and documents, codes, names, ranks, versions."""

from __future__ import annotations

import re

from hengji.reading.runs.plain import GAP

_MANY = re.compile(rf"\d{{1,5}}(?:{GAP}[、，,—\-–至]{GAP}\d{{1,5}}){{0,3}}{GAP}号")
_DOCUMENT = re.compile(
    rf"(?:[12]\d|[12]\d{{3}}){GAP}[〕\]）)】〉》}}﹞]{GAP}(?:第{GAP})?\d{{1,5}}(?:{GAP}[、，,—\-–至]{GAP}\d{{1,5}}){{0,3}}{GAP}号"
)
_LETTER_DOCUMENT = re.compile(rf"\d{{1,4}}{GAP}号(?:文(?!化)|令|公告|文件|通知|函)")
_ITEM = re.compile(r"\d{1,2}(?:[ \t\u3000]{0,2}[、．]|[.](?!\d)|[)）])")
_ITEM_LATER = re.compile(r"\d{1,2}(?:[ \t\u3000]{0,2}[、．](?![ ]?\d{1,3}(?!\d))|[.](?!\d))")
_DOTTED = re.compile(
    r"\d{1,2}(?:\.\d{1,2}){2,4}(?![\d])|[1-9]\.[1-9](?=[ \u3000]{0,2}[\u4e00-\u9fff])(?![ \u3000]{0,2}(?:[百千万亿余多倍]|元|个百分点|[个人次件辆台分公平]))"
)
_WITHIN = re.compile(
    r"\d{1,2}(?:、(?=[\u4e00-\u9fff“《])|[.．](?=[ \u3000]?[\u4e00-\u9fff“《])|[:：](?=[ \u3000]?[\u4e00-\u9fff“《]))"
)
_CLOSED = re.compile(r"\d{1,2}[ \u3000]?[）)\]】](?P<cell>[ \u3000]{0,2}(?:[\t\n\r|，。；、]|$))?")
_NAME_BEFORE = re.compile(rf"(?:附件|附表|附图|附录|指标|任务|项目|表|图|目标|专栏|案例){GAP}[（(]?$")
_ALWAYS_BEFORE = re.compile(rf"(?:附件|附表|附图|附录|[续见附如]表|(?<![\u4e00-\u9fff])[表图]|[续见附如]图){GAP}[（(]?$")
_NAME_BEHIND = re.compile(r"\d{1,2}(?:[—\-–]\d{1,2})?(?=[ \t\u3000]{0,3}(?:[:：、.．）)。，；\n\r—《“\u4e00-\u9fff]|$))")
_CAPTION_BEHIND = re.compile(r"\d{1,2}(?=[ \u3000]{1,3}(?:19|20)\d{2}年)")
_SUM = re.compile(r"\d{1,3}[A-Za-z]?(?:\+(?:\d{1,3}|[A-Za-z]))++(?![\d.])(?!\s{0,2}(?:[=＝%]|[百千万亿]|元))")
_SUM_BEFORE = re.compile(r"(?:^|[^A-Za-z\d])[NXnx]\+$")
_SLOGAN = re.compile(
    r"\d{1,3}个\d{1,4}(?=[”\"」])|\d{1,9}(?:后|工程|行动|计划|[+＋][A-Za-z\d]{0,3}|模式|机制|体系|平台)?[”\"’」』]"
)
_SLOGAN_END = re.compile(r"[^“”\"‘’，。\n]{0,6}[”\"’」』]")
_QUOTED = re.compile(r"[“\"‘「『][^“”\"‘’，。；\n]{0,6}$")
_TITLE = re.compile(r"《[^《》\n]{0,40}$")
_RANKED = re.compile(r"\d{1,4}(?:强(?!化|调|制|度|势)|佳(?!节))|\d{1,3}后(?=[干青党员大])")
_HOTLINE = re.compile(
    r"(?:12\d{3}|110|119|120|122)(?=[”\"’]|(?:[\u4e00-\u9fff]{0,8}(?:热线|举报|机构|报警|急救|投诉|联动|平台)))|\d{5}(?=[\u4e00-\u9fff]{0,2}(?:市民|热线|举报|平台|邮|电话))|\d{5}(?=[”\"])"
)
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}版|\d{1,4}(?:\.\d{1,4}){2,12}")
_FACTOR = re.compile(r"100[ ]?%")
_TIMES = re.compile(r"(?:[*×✕╳xX]|乘以)[ ]?$")
_LABELLED = re.compile(
    r"(?:电话|手机|传真|邮编|邮政编码|编码|代码|编号|账号|帐号|证号|号码|热线|信用代码|身份证|卡号|QQ|qq|序列号|车牌号?|房号)"
    r"(?:[（(][\u4e00-\u9fff]{1,4}[）)])?[为是:： \u3000]{0,3}(?P<cell>\t[\t ]{0,2})?$"
)
_HYPHENED = re.compile(r"0\d{2,3}[—\-–][1-9]\d{6,7}(?!\d)|\d{3,4}-\d{3,4}-\d{4}(?!\d)|1[3-9]\d-\d{4}-\d{4}(?!\d)")
_NAMES = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in (_RANKED, _VERSION, _HYPHENED, _SUM)))
_HYPHEN_BEFORE = re.compile(r"(?<!\d)0\d{2,3}[—\-–][ ]?$")
_CODE = re.compile(
    r"(?:2(?:0[1-9]|[12]\d|3[0-4])(?:\d{2}){0,2}|3(?:0[1-9]|1[0-3]|99)(?:\d{2})?)(?!\d)(?=[ \u3000]{0,2}[）)\]】〕〉》}—\-–:：]?[ \u3000]{0,2}[\u4e00-\u9fff]{2})"
)
_BRACKETED_CODE = re.compile(
    r"(?:2(?:0[1-9]|[12]\d|3[0-4])(?:\d{2}){0,2}|3(?:0[1-9]|1[0-3]|99)(?:\d{2})?)[类款项]?[）)\]】〕〉》}>]"
)
_ITEM_CODE = re.compile(
    r"\d{1,2}\.(?P<code>(?:2(?:0[1-9]|[12]\d|3[0-4])(?:\d{2}){1,2}|3(?:0[1-9]|1[0-3]|99)\d{2}))(?!\d)(?=[ \u3000（(]{0,2}[\u4e00-\u9fff])"
)
_CLASS_CODE = re.compile(
    r"\d{2,3}[（(〔\[]?[类款项][）)〕\]]|2\d{2}类|2(?:0[1-9]|[12]\d|3[0-4])[ \u3000\t]{1,3}\d{2}[ \u3000\t]{1,3}\d{2}(?![\d.,])"
)
_CODE_CELL = re.compile(r"2(?:0[1-9]|[12]\d|3[0-4])(?:\d{2}){1,2}(?=[ \u3000]{0,2}[\t|\n])")
_CELL_END = re.compile(r"[ \u3000]{0,2}(?:[\t\n\r|]|$)")
_NUMBER_SIGN = re.compile(rf"\d{{1,4}}{GAP}号")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_SYMBOLS = frozenset(
    {
        "h",
        "H",
        "kg",
        "g",
        "t",
        "km",
        "m",
        "cm",
        "mm",
        "m²",
        "m2",
        "m³",
        "kW",
        "kw",
        "KW",
        "MW",
        "kV",
        "KV",
        "kWh",
        "GB",
        "MB",
        "TB",
        "ml",
        "W",
        "w",
        "min",
        "ha",
    }
)
_MONEY_BEFORE = ("RMB", "CNY", "USD", "HKD", "EUR")
_LATEX = re.compile(r"\\[a-z]{1,12}[ ]?$")
_WORD = re.compile(r"[A-Za-z]{1,6}[²³2]?")
LONG = 7
"""Digits without unit from which a whole number in a sentence is a number of a thing."""
LONGEST_CELL = 10


def document_end(text: str, start: int, before: str) -> int:
    """湘财绩〔2020〕5号, 令第7号, 12号文: where the number of a document ends that begins here, or 0."""
    last = before.rstrip()[-1:]
    if last and last in "〔[（(【〈《{﹝":
        match = _DOCUMENT.match(text, start)
        if match is not None:
            return match.end()
    if last == "第" and (match := _MANY.match(text, start)) is not None:
        return match.end()
    match = _LETTER_DOCUMENT.match(text, start)
    return match.end() if match is not None else 0


def list_end(text: str, start: int, before: str, *, unit: bool) -> int:
    """Where a number of a list, a heading, an annex or a table ends that begins here, or 0; `unit` says that a unit follows it."""
    named = _NAME_BEFORE.search(before)
    if named is not None and (not unit or _ALWAYS_BEFORE.search(before) is not None):
        match = _NAME_BEHIND.match(text, start) or (_CAPTION_BEHIND.match(text, start) if _ALWAYS_BEFORE.search(before) else None)
        if match is not None:
            return match.end()
    trimmed = before.rstrip(" \t\u3000#*")
    fresh = not trimmed or trimmed[-1] in "\n\r:：；;。"
    last = before[-1:]
    if fresh:
        item = _ITEM_LATER if trimmed and trimmed[-1] in ":：" else _ITEM
        match = item.match(text, start) or (None if last == "\t" else _DOTTED.match(text, start))
        if match is not None:
            return match.end()
    if last in "（([【" and last:
        match = _CLOSED.match(text, start)
        if match is not None:
            words = before[-2:-1]
            return 0 if match["cell"] is not None and "\u4e00" <= words <= "\u9fff" and named is None else match.end()
    if (
        not unit
        and last
        and (last in "，,）)！？ " or "\u4e00" <= last <= "\u9fff")
        and (match := _WITHIN.match(text, start)) is not None
    ):
        return match.end() if last not in "为是达共计得比约分" else 0
    return 0


def other_end(text: str, start: int, end: int, before: str, *, unit: bool) -> int:
    """Where a run ends that is a name, a rank, a version, a line, a constant or another thing without amount, or 0."""
    match = _NAMES.match(text, start)
    if match is not None:
        return match.end()
    last = before.rstrip()[-1:]
    if last == "第" or (last == "+" and _SUM_BEFORE.search(before) is not None):
        return end
    if last and last in "—–-" and _HYPHEN_BEFORE.search(before) is not None:
        return end
    if _FACTOR.match(text, start) is not None and _TIMES.search(before) is not None:
        return end
    if (not unit and _NUMBER_SIGN.match(text, start) is not None) or _quoted(text, start, before, unit=unit):
        return end
    if ("《" in before and _TITLE.search(before) is not None) or _lettered(text, end, before):
        return end
    match = _CLASS_CODE.match(text, start)
    if match is not None:
        return match.end()
    if unit:
        return 0 if before[-1:] not in tuple("（([【") or _BRACKETED_CODE.match(text, start) is None else end
    match = _HOTLINE.match(text, start)
    if match is not None:
        return match.end()
    return end if _labelled(before, end - start) or _code(text, start, end, before) else 0


def _labelled(before: str, size: int) -> bool:
    """Behind 电话 or 编码; in the next cell only a long one, since a number of codes stands there as well."""
    match = _LABELLED.search(before)
    return match is not None and (match["cell"] is None or size > len("2024"))


def item_code(text: str, start: int) -> int:
    """`1.2010301` is the number 1 of a list and a code: where the code begins, or 0."""
    match = _ITEM_CODE.match(text, start)
    return match.start("code") if match is not None else 0


def _quoted(text: str, start: int, before: str, *, unit: bool) -> bool:
    """“789工程”, “75后”, “5个100”: a name in quotation marks."""
    if _QUOTED.search(before) is None:
        return False
    return _SLOGAN.match(text, start) is not None or (not unit and _tail_closed(text, start))


def _tail_closed(text: str, start: int) -> bool:
    """Whether the quotation marks close a few letters behind."""
    return _SLOGAN_END.match(text, _digits_end(text, start)) is not None


def _digits_end(text: str, start: int) -> int:
    end = start
    while end < min(len(text), start + 9) and (text[end].isdigit() or text[end] in "+."):
        end += 1
    return end


def _lettered(text: str, end: int, before: str) -> bool:
    """5G, A4, 3A级, PM2.5: letters stuck to it that are no unit."""
    last = before[-1:]
    if last in _LETTERS and last and not before.endswith(_MONEY_BEFORE) and _LATEX.search(before) is None:
        return True
    if last in ("-", "·", "•") and before[-2:-1] in _LETTERS and len(before) > 1:
        return True
    word = _WORD.match(text, end)
    return word is not None and word[0] not in _SYMBOLS


def _code(text: str, start: int, end: int, before: str) -> bool:
    """Codes of subjects, and long numbers without unit."""
    size = end - start
    whole = text[start:end].isdigit()
    if not whole:
        return False
    if size > 1 and text[start] == "0":
        return True
    cell = (not before or before[-1] in "\t\n\r|") and _CELL_END.match(text, end) is not None
    if _CODE.match(text, start) is not None and (size > len("201") or not (cell or before[-1:] in tuple("为共达约计了到"))):
        return True
    if before[-1:] in tuple("（([【〔〈《{<") and _BRACKETED_CODE.match(text, start) is not None:
        return True
    if _CODE_CELL.match(text, start) is not None and cell and size == len("2010301"):
        return True
    return size >= LONG and (size > LONGEST_CELL or not cell)
