"""The unit or the measure word behind a number: 万元, 余名, 万多公里, a bare 万."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Unit
from hengji.reading.runs.plain import BREAK

if TYPE_CHECKING:
    from collections.abc import Mapping

MEASURES = (  # noqa: SIM905 - words read better as one text
    "微克 毫克 剂次 剂 人份 个年头 个季度 个学期 个批次 人天 人日 人月 人年 台次 场次 车次 架次 班次 课时 学时 小时 分钟 秒 年 周 日 岁 届 类 种 堂 部 方 大 倍 步 字 里 级 度 点 斤 公斤 "
    "千克 千瓦时 千瓦 吨 克 米 公里 千米 海里 厘米 毫米 亩 平方公里 平方千米 立方米 升 毫升 株 棵 瓶 把 幅 首 面 枚 只 头 匹 羽 根 颗 粒 盏 盆 箱 袋 桶 捆 包 盒 "
    "门 道 层 栋 幢 间 片 段 对 双 副 站 例 部分 起 笔 款 步 单 员 则 版 页 句 词 例次 床 张床 床位 席 桌 餐 票 股 束 线 环 街 镇 乡 县 市 区 省 州 国 校 院 厂 店 队 班 组 路 网 架 艘 航次"
).split()  # fmt: skip
"""Measure words, some of which the law book's units may know as well."""

_NOT_UNITS = (  # noqa: SIM905 - words read better as one text
    "项目 本年 本级 本部 本单位 本次 本期 本市 本县 本区 本省 本地 本月 本季 本办 本局 本处 本科 本着 本金 批复 批准 批示 批量 次年 次月 次日 次要 次数 个人所得 个人账户 个人部分 个人缴 个体 个别 个性 家庭 "
    "家具 家电 家长 家属 家乡 处理 处置 处室 处级 处长 处于 处罚 处分 人均 人员 人民 人大 人社 人力 人才 人事 人工 人口 人居 人数 人防 人行 人物 人文 人生 人代 人道 人保 "
    "条件 条例 条款 名称 名单 名义 名录 名额 名师 名次 位于 位置 位数 位小 位写 户籍 户外 户均 户口 份额 台账 台湾 台阶 台风 场所 场地 场馆 场景 期间 期末 期初 期限 期满 期望 期中 "
    "所有 所属 所以 所需 所得 所长 所在 所示 所列 所谓 所占 所致 所述 所辖 分别 分管 分类 分配 分项 分析 分解 分局 分公司 分工 分值 分为 分级 分期 分批 分布 分支 分散 "
    "分流 分成 分部 分店 分行 分校 分段 分科 分数 分档 分步 分层 分月 分季 分年 分区 分送 分发 分享 分组 分辨 分担 分之 组织 组长 组成 组建 组合 组员 支出 支付 支持 支撑 "
    "支行 支部 支援 支农 支队长 支教 宗旨 宗教 宗地 轮换 轮岗 轮流 轮训 村级 村委 村民 村庄 村镇 村支 村办 村书记 村居 村务 套餐 套用 套取 套路 篇幅 天然 天气 天津 天河 天府 座谈 座位 "
    "座椅 块链 件套 册子 张家 张某 元月 元旦 元素 元宵 元年 元化 年初 年末 年底 年均 年份 年报 年级 年终 年龄 年轻 年薪 年会 年检 年鉴 年审 周边 周年 周期 周转 周报 周末 日常 日前 日后 "
    "日志 日均 日报 日程 类型 类别 类款 种类 种植 种子 部门 部署 部长 部委 部级 部队 部办 部机关 部里 部务 方面 方式 方案 方法 方针 方向 方米 方可 方能 大力 大会 大学 大型 大小 大数据 大气 大类 大额 "
    "大幅 大宗 大多 大部 大局 大量 大赛 大厅 大楼 大队 大事 大病 大桥 大道 步骤 步伐 步行 字号 里程 里面 里约 级别 级干 度夏 度汛 点击 点位 点评 点多 点名 点燃 斤两 面向 面积 面临 面对 面试 面上 把关 把握 把好 只能 "
    "只有 只要 只是 只为 头部 根据 根本 门户 门诊 门槛 门禁 门牌 道路 道德 层次 层级 层面 间接 间隔 间断 片区 段落 对象 对比 对应 对于 对外 对口 对接 对照 对全 对本 双方 双向 双创 双拥 双随机 副县 副处 副科 副主 "
    "副厅 站点 站位 例行 例如 例会 例外 起点 起草 起诉 起步 起始 笔试 款项 步入 单位 单一 单独 单项 单元 单价 员工 则为 则是 版本 版权 页码 句号 词条 床铺 席位 餐饮 餐费 票据 票面 股份 股票 股权 股室 股长 束缚 "
    "线上 线下 线路 线索 环境 环节 环保 环卫 环比 街道 镇级 镇街 镇村 乡村 乡镇 乡贤 县级 县区 县委 县直 县政 县域 县财 市级 市委 市场 市政 市直 市本 市区 市民 市财 市内 市辖 市县 市属 区级 区委 区直 区域 区财 区政 区内 区间 区本 区块 区属 省级 "
    "省委 省直 省市 省政 省财 省内 省外 省道 省厅 州级 州委 国家 国有 国债 国库 国际 国产 国资 国税 国道 校园 校级 校长 校外 校内 院士 院校 院长 院内 厂房 店铺 队伍 队员 队长 班子 班级 班长 班车 班组 路段 路面 路灯 路径 路线 网络 网站 网格 网上 网点 网民 网络 "
    "架构 架设 架空 架势 万物 万家 万州 万象 万宁 万达 万载 元宇宙 倍增 米面 米粉 升级 升学 升至 升值 升为 升高 升旗 吨位 克服 克难 里子 秒杀 盒饭 包括 包含 包干 包装 包保 包联 包村 袋装 箱包 桶装 枚举 员额 例假"
).split()  # fmt: skip
"""Words that begin like a unit and are none: 2016本年支出, 12处室."""
_STILL_UNITS = ("项目标", "支出台", "个人次", "场地区", "件套装", "期间隔", "班组织", "元月均")
"""Words in which the unit stands after all: 14项目标任务."""
MAGNITUDES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
_IDS = {
    "百": "hundred",
    "千": "thousand",
    "万": "wan",
    "十万": "hundred_thousand",
    "百万": "million",
    "千万": "ten_million",
    "亿": "yi",
}
_BARE = ("万亿", "万", "亿", "W", "w")
_MONEY_WORDS = re.compile(
    r"资金|经费|支出|收入|预算|决算|结余|结转|金额|拨款|款|投入|补助|奖金|采购|成本|资产|债|税|工资|费|投资|(?<!评)价|账(?!号)|财政|利润|产值|营收|额|报酬|薪"
)
_COUNT_WORDS = re.compile(
    r"量|人数|次数|人次|点击|阅读|浏览|访问|粉丝|播放|关注|覆盖|惠及|服务|用户|参与|吸引|受众|观众|群众|游客|点赞|转发|户数|人口|下载"
)
_NO_NOUN = re.compile(
    r"(?:用于|主要|其中|和|与|及|以及|或|比|较|占|为|是|的|已|未|尚|全部|均|由|从|到|至|在|以上|以下|以内|左右|内|外|每|资金|经费|拨款|补助|贷款|奖金|款|支付|购|开展|完成|"
    r"增|减|下降|上升|超|同比|预算|结余|结转|上下|余|多|不等|不到|不足|因|系|按|对|则|并|但|后|时|年|因为|由于|来自|给|共|构成|组成|合计|总计|累计|分别|两项|三项|各项|等)"
)
_CELLS = re.compile(r"[\t\n\r|]")
_CLAUSES = re.compile(r"[。；，\t\n]")
_SENTENCES = re.compile(r"[。；\t\n]")
_SENTENCE = 120
"""How far back the words of a sentence are asked."""
_PRINTED = 16
"""How many letters of a printed line stand before a number, where it is a sentence and no cell."""
NOUN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Measure:
    """What stands behind a number: where it ends, the unit of the law book or a measure word; `incomplete` a bare 万, `about` 余 or 多."""

    end: int
    unit: Unit | None
    word: str
    about: bool = False
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns for one set of units."""

    behind: re.Pattern[str]
    bare: re.Pattern[str]
    chinese: re.Pattern[str]
    per: re.Pattern[str]
    known: str


@lru_cache(maxsize=8)
def grammar(spellings: tuple[str, ...]) -> Grammar:
    """The longest word first; 余 or 多 before it or inside 万…; a bare 万 last."""
    units = [word for word in spellings if word not in _BARE and word not in {"%", "％"}]
    measures = [word for word in MEASURES if word not in units]
    ordered = sorted((*units, *measures), key=len, reverse=True)
    words, unbroken = _tree(ordered, BREAK), _tree(ordered, "")
    stops = rf"(?!(?!{_any(_STILL_UNITS)}){_tree(_NOT_UNITS, '')})"
    many = r"[余多几来]?"
    mag = rf"(?:[十百千]?{BREAK}[万亿]|万亿|[百千](?!分))?"
    behind = (
        rf"{BREAK}(?P<more>{many})(?P<mag>{mag})(?P<in>{many})(?:[（(][\u4e00-\u9fff]{{1,2}}[）)])?{BREAK}{stops}(?P<word>{words})"
    )
    bares = "|".join(word for word in _BARE if word in spellings) or r"(?!)"
    bare = rf"{BREAK}(?P<more>{many})(?P<word>{bares}|[百千](?=[余多，。；、]))(?![A-Za-z])(?P<in>[余多]?)"
    chinese = rf"(?P<more>{many}){stops}(?P<word>{unbroken})"
    per = rf"[/／]{stops}{unbroken}"
    return Grammar(re.compile(behind), re.compile(bare), re.compile(chinese), re.compile(per), "|".join(units))


def _any(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(map(re.escape, words)) + ")"


def _tree(words: list[str], between: str) -> str:
    """Alternatives sorted under their first letter, the longest first; `between` is what may stand between two letters, a line end."""
    heads: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        heads.setdefault(word[0], []).append(word[1:])
    return "(?:" + "|".join(_branch(head, rests, between) for head, rests in heads.items()) + ")"


def _branch(head: str, rests: list[str], between: str) -> str:
    """A letter with all that may follow it; what is one letter long is a class."""
    long = sorted((rest for rest in rests if len(rest) > 1), key=len, reverse=True)
    short = "".join(re.escape(rest) for rest in rests if len(rest) == 1)
    tails = [between + between.join(map(re.escape, rest)) for rest in long]
    if short:
        tails.append(f"{between}[{short}]")
    if not tails:
        return re.escape(head)
    return f"{re.escape(head)}(?:{'|'.join(tails)}){'?' * ('' in rests)}"


def behind(text: str, end: int, before: str, rules: Grammar, units: Mapping[str, Unit]) -> Measure | None:
    """The unit that follows the number that ends here, if any; `before` tells whether a bare 万 is money."""
    match = rules.behind.match(text, end)
    if match is not None and not _torn(text, match, before, units):
        unit, word = named(re.sub(r"\s", "", match["mag"]), re.sub(r"\s", "", match["word"]), units)
        per = rules.per.match(text, match.end()) if unit is None else None
        end, word = (per.end(), word + per.group()) if per is not None else (match.end(), word)
        return Measure(end, unit, word, bool(match["more"] or match["in"]))
    match = rules.bare.match(text, end)
    if match is None or _torn(text, match, before, units):
        return None
    about, word = bool(match["more"] or match["in"]), match["word"]
    unit = units.get(word)
    if unit is None or (word in "万亿" and not _is_money(text, match.end(), before)):
        return Measure(match.end(), None, word, about, unit is not None)
    return Measure(match.end(), unit, "", about, incomplete=True)


def _torn(text: str, match: re.Match[str], before: str, units: Mapping[str, Unit]) -> bool:
    """Whether a line end parts the number from what seems its unit, in a table: the next cell's text begins like a unit."""
    if "\n" not in text[match.start() : match.start("word")] or (len(before) >= _PRINTED and not _CELLS.search(before)):
        return False
    return re.sub(r"\s", "", match["word"]) not in units or NOUN.match(text, match.end()) is not None


def named(magnitude: str, word: str, units: Mapping[str, Unit]) -> tuple[Unit | None, str]:
    """The unit of a word with ten thousand before it: the law book's own, or one made of it, also of a measure word that it lacks; or the measure word."""
    unit = units.get(magnitude + word)
    if unit is not None:
        return unit, ""
    unit = units.get(word)
    if not (magnitude and word):
        return unit, "" if unit is not None else magnitude + word
    return multiplied(unit or Unit(word, word, word, exact.ONE), magnitude), ""


@lru_cache(maxsize=256)
def multiplied(unit: Unit, magnitude: str) -> Unit:
    """万亩 of 亩."""
    factor = exact.multiply(unit.factor, exact.of(MAGNITUDES[magnitude]))
    return replace(unit, id=f"{_IDS.get(magnitude, magnitude)}_{unit.id}", label=magnitude + unit.label, factor=factor)


def _is_money(text: str, end: int, before: str) -> bool:
    """Whether a bare 万 means 万元: no noun follows it, and the last word before it that tells, in its clause or else in its sentence, speaks of money."""
    if NOUN.match(text, end) is not None and _NO_NOUN.match(text, end) is None:
        return False
    clause = _CLAUSES.split(before)[-1] or before
    sentence = _SENTENCES.split(text[max(0, end - _SENTENCE) : end])[-1]
    for words in (clause, sentence):
        money = max((found.start() for found in _MONEY_WORDS.finditer(words)), default=-1)
        count = max((found.start() for found in _COUNT_WORDS.finditer(words)), default=-1)
        if money != count:
            return count < money
    return True
