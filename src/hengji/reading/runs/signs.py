"""What stands around a figure: comparison, about, the sign of a negative number."""

from __future__ import annotations

import re

_OPERATORS = {
    "≥": "≥", "≧": "≥", "⩾": "≥", ">=": "≥", "=>": "≥", "\\geq": "≥", "\\ge": "≥", "\\geqslant": "≥", "不低于": "≥", "不少于": "≥", "不小于": "≥",
    "至少": "≥", "最少": "≥", "不下于": "≥", "大于等于": "≥", "大于或等于": "≥", "高于或等于": "≥",
    "≤": "≤", "≦": "≤", "⩽": "≤", "<=": "≤", "=<": "≤", "\\leq": "≤", "\\le": "≤", "\\leqslant": "≤", "不高于": "≤", "不超过": "≤", "不大于": "≤",
    "不多于": "≤", "至多": "≤", "最多": "≤", "不超": "≤", "小于等于": "≤", "小于或等于": "≤", "低于或等于": "≤",
    "＞": "＞", ">": "＞", "\\gt": "＞", "大于": "＞", "超过": "＞", "多于": "＞", "高于": "＞", "突破": "＞", "超": "＞",
    "＜": "＜", "<": "＜", "\\lt": "＜", "小于": "＜", "少于": "＜", "低于": "＜", "不足": "＜", "不到": "＜", "未达": "＜",
}  # fmt: skip
_BY_LAST: dict[str, tuple[str, ...]] = {
    last: tuple(sorted((word for word in _OPERATORS if word[-1] == last), key=len, reverse=True))
    for last in {word[-1] for word in _OPERATORS}
}
_ABOUT = ("近", "约", "逾", "约为", "约占", "约有", "约达", "约计", "近乎", "大概", "大致", "估计")
_NOT_ABOUT = (
    "最近", "附近", "新近", "远近", "就近", "邻近", "靠近", "临近", "条约", "节约", "预约", "集约", "签约", "违约", "公约", "合约", "履约", "解约", "简约", "制约",
)  # fmt: skip
_BEHIND = re.compile(
    r"[ \u3000]{0,2}(?:[（(]含[）)]|及其|及|或|和|含)?(?:(?P<least>以上(?!述|是|内容|问题|情况|所述))|(?P<most>以下(?!简称|内容|问题|几|方面|措施|工作|意见|建议|情况)|以内|之内)"
    r"|(?P<about>左右(?!手)|上下(?!班|级|联|游|功)|开外|上下浮动))"
)
_MINUS = frozenset("-–")
_NOT_NEGATIVE = frozenset("表图件录号第章节类目组型版课班期楼栋室")
_SHAME = ("自负", "担负", "肩负", "背负", "抱负", "欠负", "胜负", "减负", "辜负", "身负", "须负")
_CELL_END = re.compile(r"[ \u3000]{0,2}[)）][ \u3000]{0,2}(?:[\t\n\r|]|$)")
_CELL_START = re.compile(r"(?:^|[\t\n\r|])[ \u3000]{0,4}[(（][ ]?$")


def before_figure(before: str) -> tuple[str, bool]:
    """The comparison that a sign or a word before the figure makes, and whether a word says about."""
    words = before.rstrip(" \t\u3000$\\{-")
    if not words:
        return "", False
    for word in _BY_LAST.get(words[-1], ()):
        if words.endswith(word):
            return _OPERATORS[word], False
    about = words.endswith(_ABOUT) and not words.endswith(_NOT_ABOUT)
    return "", about


def behind_figure(text: str, end: int) -> tuple[str, bool]:
    """The comparison that a word behind the figure makes, and whether a word says about."""
    match = _BEHIND.match(text, end)
    if match is None:
        return "", False
    return "≥" if match["least"] else "≤" if match["most"] else "", match["about"] is not None


def is_negative(text: str, start: int, end: int, before: str, *, unit: bool) -> bool:
    """A minus sign or 负 before it, or the brackets of accounts around all of a cell; `before` has no dash of a range at its end."""
    last = before[-1:]
    point = "." in text[start:end] or unit
    if last == "负":
        return not before.endswith(_SHAME)
    if last in _MINUS and last:
        ahead = before[:-1].rstrip(" \u3000")[-1:]
        if not ahead or not (ahead.isalnum() or ahead in "%‰-–—）)"):
            return True
        return "\u4e00" <= ahead <= "\u9fff" and ahead not in _NOT_NEGATIVE and point
    if last in ("(", "（") and _CELL_START.search(before) is not None and _CELL_END.match(text, end) is not None:
        return "." in text[start:end] or "," in text[start:end]
    return False
