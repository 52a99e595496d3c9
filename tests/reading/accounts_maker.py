"""Makes the nine public final-account tables as .xlsx in several published shapes from one hand-made set of figures (教学数据).

It shares nothing with the law book nor with the program: the labels, the figures and what they mean are written here a second time.
The figures, in 万元, extend those of seed 002 by invented ones (a government fund of 12.00, splits by 款, 项 and 经济分类); they balance.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

import xlsxwriter

UNIT, YEAR = "教学示例单位", 2023
Spot = tuple[int, int]
Path = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A row: its key (a code, or a word of ours), its printed label, and figures in 万元 by column."""

    key: str
    label: str
    figures: dict[str, str]
    depth: int = 0


@dataclass(frozen=True)
class Side:
    """Columns that stand beside others: how its rows are named, its header, its columns, its rows."""

    top: Path
    naming: str
    columns: dict[str, Path]
    rows: list[Row]
    label: str = "项目"


@dataclass(frozen=True)
class Table:
    number: str
    title: str
    sides: list[Side]
    notes: list[str]
    nothing_happened: str = ""


# ---- the figures, 万元


def _line(key: str, label: str, figures: str, columns: str, depth: int = 0) -> Row:
    """A row from a line of figures; `.` stands for nothing printed."""
    pairs = zip(columns.split(), figures.split(), strict=True)
    return Row(key, label, {column: figure for column, figure in pairs if figure != "."}, depth)


def _lines(text: str, columns: str) -> list[Row]:
    """Rows from lines of 「key label figures…」."""
    rows = []
    for line in text.strip().splitlines():
        key, label, figures = line.split(maxsplit=2)
        rows.append(_line("" if key == "-" else key, label, figures, columns, {3: 0, 5: 1, 7: 2}.get(len(key), 0)))
    return rows


INCOME = _lines(
    """
general 一般公共预算财政拨款收入 1706.78
fund 政府性基金预算财政拨款收入 12.00
state 国有资本经营预算财政拨款收入 0.00
superior 上级补助收入 .
service 事业收入 .
operating 经营收入 .
subordinate 附属单位上缴收入 .
other 其他收入 0.20
income 本年收入合计 1718.98
surplus 使用非财政拨款结余（含专用结余） .
opening 年初结转和结余 157.06
opening_basic 其中：基本支出结转 0.00
opening_project 项目支出结转和结余 157.06
total 总计 1876.04
""",
    "outturn",
)
SPENDING = _lines(
    """
201 一般公共服务支出 1469.26
205 教育支出 40.00
208 社会保障和就业支出 143.20
210 卫生健康支出 57.31
211 节能环保支出 .
212 城乡社区支出 12.00
221 住房保障支出 84.26
spending 本年支出合计 1806.03
distribution 结余分配 .
closing 年末结转和结余 70.01
closing_basic 其中：基本支出结转 0.59
closing_project 项目支出结转和结余 69.42
total 总计 1876.04
""",
    "outturn",
)
BY_REVENUE = _lines(
    """
- 合计 1718.98 1718.78 . . . . 0.20
201 一般公共服务支出 1382.21 1382.01 . . . . 0.20
20132 组织事务 1382.21 1382.01 . . . . 0.20
2013201 行政运行 690.01 689.81 . . . . 0.20
2013202 一般行政管理事务 692.20 692.20 . . . . .
205 教育支出 40.00 40.00 . . . . .
20508 进修及培训 40.00 40.00 . . . . .
2050803 培训支出 40.00 40.00 . . . . .
208 社会保障和就业支出 143.20 143.20 . . . . .
20805 行政事业单位养老支出 143.20 143.20 . . . . .
2080505 机关事业单位基本养老保险缴费支出 95.47 95.47 . . . . .
2080506 机关事业单位职业年金缴费支出 47.73 47.73 . . . . .
210 卫生健康支出 57.31 57.31 . . . . .
21011 行政事业单位医疗 57.31 57.31 . . . . .
2101101 行政单位医疗 40.11 40.11 . . . . .
2101103 公务员医疗补助 17.20 17.20 . . . . .
212 城乡社区支出 12.00 12.00 . . . . .
21208 国有土地使用权出让收入安排的支出 12.00 12.00 . . . . .
2120899 其他国有土地使用权出让收入安排的支出 12.00 12.00 . . . . .
221 住房保障支出 84.26 84.26 . . . . .
22102 住房改革支出 84.26 84.26 . . . . .
2210201 住房公积金 84.26 84.26 . . . . .
""",
    "total fiscal superior service operating subordinate other",
)
BY_SPENDING = _lines(
    """
- 合计 1806.03 1101.73 704.30 . . .
201 一般公共服务支出 1469.26 816.96 652.30 . . .
20132 组织事务 1469.26 816.96 652.30 . . .
2013201 行政运行 816.96 816.96 . . . .
2013202 一般行政管理事务 652.30 . 652.30 . . .
205 教育支出 40.00 . 40.00 . . .
20508 进修及培训 40.00 . 40.00 . . .
2050803 培训支出 40.00 . 40.00 . . .
208 社会保障和就业支出 143.20 143.20 . . . .
20805 行政事业单位养老支出 143.20 143.20 . . . .
2080505 机关事业单位基本养老保险缴费支出 95.47 95.47 . . . .
2080506 机关事业单位职业年金缴费支出 47.73 47.73 . . . .
210 卫生健康支出 57.31 57.31 . . . .
21011 行政事业单位医疗 57.31 57.31 . . . .
2101101 行政单位医疗 40.11 40.11 . . . .
2101103 公务员医疗补助 17.20 17.20 . . . .
212 城乡社区支出 12.00 . 12.00 . . .
21208 国有土地使用权出让收入安排的支出 12.00 . 12.00 . . .
2120899 其他国有土地使用权出让收入安排的支出 12.00 . 12.00 . . .
221 住房保障支出 84.26 84.26 . . . .
22102 住房改革支出 84.26 84.26 . . . .
2210201 住房公积金 84.26 84.26 . . . .
""",
    "total basic project superior operating subordinate",
)
FISCAL_INCOME = _lines(
    """
general 一般公共预算财政拨款 1706.78
fund 政府性基金预算财政拨款 12.00
state 国有资本经营预算财政拨款 0.00
income 本年收入合计 1718.78
opening 年初财政拨款结转和结余 157.06
opening_general 一般公共预算财政拨款 157.06
opening_fund 政府性基金预算财政拨款 0.00
opening_state 国有资本经营预算财政拨款 .
total 总计 1875.84
""",
    "outturn",
)
FISCAL_SPENDING = _lines(
    """
201 一般公共服务支出 1469.06 1469.06 . .
205 教育支出 40.00 40.00 . .
208 社会保障和就业支出 143.20 143.20 . .
210 卫生健康支出 57.31 57.31 . .
212 城乡社区支出 12.00 . 12.00 .
221 住房保障支出 84.26 84.26 . .
spending 本年支出合计 1805.83 1793.83 12.00 0.00
closing 年末财政拨款结转和结余 70.01 70.01 0.00 .
total 总计 1875.84 1863.84 12.00 0.00
""",
    "total general fund state",
)
GENERAL = _lines(
    """
- 合计 1793.83 1101.53 692.30
201 一般公共服务支出 1469.06 816.76 652.30
20132 组织事务 1469.06 816.76 652.30
2013201 行政运行 816.76 816.76 .
2013202 一般行政管理事务 652.30 . 652.30
205 教育支出 40.00 . 40.00
20508 进修及培训 40.00 . 40.00
2050803 培训支出 40.00 . 40.00
208 社会保障和就业支出 143.20 143.20 .
20805 行政事业单位养老支出 143.20 143.20 .
2080505 机关事业单位基本养老保险缴费支出 95.47 95.47 .
2080506 机关事业单位职业年金缴费支出 47.73 47.73 .
210 卫生健康支出 57.31 57.31 .
21011 行政事业单位医疗 57.31 57.31 .
2101101 行政单位医疗 40.11 40.11 .
2101103 公务员医疗补助 17.20 17.20 .
221 住房保障支出 84.26 84.26 .
22102 住房改革支出 84.26 84.26 .
2210201 住房公积金 84.26 84.26 .
""",
    "total basic project",
)
PERSONNEL = _lines(
    """
301 工资福利支出 930.00
30101 基本工资 300.00
30102 津贴补贴 250.00
30103 奖金 95.23
30106 伙食补助费 .
30108 机关事业单位基本养老保险缴费 95.47
30109 职业年金缴费 47.73
30110 职工基本医疗保险缴费 40.11
30111 公务员医疗补助缴费 17.20
30113 住房公积金 84.26
303 对个人和家庭的补助 46.00
30302 退休费 30.00
30305 生活补助 16.00
""",
    "outturn",
)
RUNNING = _lines(
    """
302 商品和服务支出 105.96
30201 办公费 20.00
30202 印刷费 5.00
30211 差旅费 18.00
30212 因公出国（境）费用 .
30215 会议费 2.00
30216 培训费 3.00
30217 公务接待费 4.38
30228 工会经费 10.67
30231 公务用车运行维护费 10.91
30239 其他交通费用 30.00
30299 其他商品和服务支出 2.00
""",
    "outturn",
)
CAPITAL = _lines(
    """
307 债务利息及费用支出 .
310 资本性支出 19.57
31013 公务用车购置 19.57
""",
    "outturn",
)
FUND = _lines(
    """
- 合计 0.00 12.00 12.00 . 12.00 0.00
212 城乡社区支出 0.00 12.00 12.00 . 12.00 0.00
21208 国有土地使用权出让收入安排的支出 0.00 12.00 12.00 . 12.00 0.00
2120899 其他国有土地使用权出让收入安排的支出 0.00 12.00 12.00 . 12.00 0.00
""",
    "opening revenue total basic project closing",
)
STATE = _lines("- 合计 0.00 0.00 0.00", "total basic project")
BUDGET = _line("", "", "59.77 0.00 33.57 19.57 14.00 26.20", "total abroad vehicles purchase running hospitality")
OUTTURN = _line("", "", "34.86 0.00 30.48 19.57 10.91 4.38", "total abroad vehicles purchase running hospitality")

MONEY: dict[str, Path] = {"outturn": ("决算数",)}
VEHICLES = "公务用车购置及运行维护费"
THREE_PUBLIC: dict[str, Path] = {
    "total": ("合计",),
    "abroad": ("因公出国（境）费",),
    "vehicles": (VEHICLES, "小计"),
    "purchase": (VEHICLES, "公务用车购置费"),
    "running": (VEHICLES, "公务用车运行维护费"),
    "hospitality": ("公务接待费",),
}
SPENT: dict[str, Path] = {"total": ("本年支出", "合计"), "basic": ("本年支出", "基本支出"), "project": ("本年支出", "项目支出")}

TABLES = [
    Table(
        "01",
        "收入支出决算总表",
        [Side(("收入",), "label", MONEY, INCOME), Side(("支出",), "label", MONEY, SPENDING, "项目（按功能分类）")],
        ["注：本表反映部门本年度的总收支和年末结转结余情况。", "本套报表金额单位转换时可能存在尾数误差。"],
    ),
    Table(
        "02",
        "收入决算表",
        [
            Side(
                (),
                "code",
                {
                    "total": ("本年收入合计",),
                    "fiscal": ("财政拨款收入",),
                    "superior": ("上级补助收入",),
                    "service": ("事业收入",),
                    "operating": ("经营收入",),
                    "subordinate": ("附属单位上缴收入",),
                    "other": ("其他收入",),
                },
                BY_REVENUE,
            )
        ],
        ["注：本表反映部门本年度取得的各项收入情况。"],
    ),
    Table(
        "03",
        "支出决算表",
        [
            Side(
                (),
                "code",
                {
                    "total": ("本年支出合计",),
                    "basic": ("基本支出",),
                    "project": ("项目支出",),
                    "superior": ("上缴上级支出",),
                    "operating": ("经营支出",),
                    "subordinate": ("对附属单位补助支出",),
                },
                BY_SPENDING,
            )
        ],
        ["注：本表反映部门本年度各项支出情况。"],
    ),
    Table(
        "04",
        "财政拨款收入支出决算总表",
        [
            Side(("收入",), "label", {"outturn": ("金额",)}, FISCAL_INCOME),
            Side(
                ("支出",),
                "label",
                {
                    "total": ("合计",),
                    "general": ("一般公共预算财政拨款",),
                    "fund": ("政府性基金预算财政拨款",),
                    "state": ("国有资本经营预算财政拨款",),
                },
                FISCAL_SPENDING,
            ),
        ],
        ["注：本表反映部门本年度一般公共预算财政拨款等的总收支和年末结转结余情况。"],
    ),
    Table("05", "一般公共预算财政拨款支出决算表", [Side((), "code", SPENT, GENERAL)], ["注：本表反映部门本年度支出情况。"]),
    Table(
        "06",
        "一般公共预算财政拨款基本支出决算明细表",
        [
            Side(("人员经费",), "flat_code", MONEY, PERSONNEL),
            Side(("公用经费",), "flat_code", MONEY, RUNNING),
            Side(("公用经费",), "flat_code", MONEY, CAPITAL),
        ],
        ["注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。"],
    ),
    Table(
        "07",
        "政府性基金预算财政拨款收入支出决算表",
        [
            Side(
                (),
                "code",
                {
                    "opening": ("年初结转和结余",),
                    "revenue": ("本年收入",),
                    "total": ("本年支出", "小计"),
                    "basic": ("本年支出", "基本支出"),
                    "project": ("本年支出", "项目支出"),
                    "closing": ("年末结转和结余",),
                },
                FUND,
            )
        ],
        ["注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。"],
    ),
    Table(
        "08",
        "国有资本经营预算财政拨款支出决算表",
        [Side((), "code", SPENT, STATE)],
        ["注：本表反映部门本年度国有资本经营预算财政拨款支出情况。"],
        "本部门没有使用国有资本经营预算财政拨款安排的支出，故本表无数据。",
    ),
    Table(
        "09",
        "财政拨款“三公”经费支出决算表",
        [Side(("预算数",), "none", THREE_PUBLIC, [BUDGET]), Side(("决算数",), "none", THREE_PUBLIC, [OUTTURN])],
        [
            "注：预算数为“三公”经费全年预算数，反映按规定程序调整后的预算数；决算数包括当年财政拨款和以前年度结转资金安排的实际支出。"
        ],
    ),
]
PERSONNEL_TOTAL, RUNNING_TOTAL = "976.00", "125.53"


# ---- how it is published


@dataclass(frozen=True)
class Style:
    """One way of publishing. `money` is the unit of tables, `mixed` those that print in the other one."""

    money: str = "万元"
    mixed: tuple[str, ...] = ()
    merged: bool = True
    index: bool = False
    split: bool = False
    numbered: bool = False
    nothing: str = ""
    as_text: bool = False
    grouped: bool = False
    formulas: bool = False
    extra: bool = False
    zero_said: bool = True
    placing: str = "sheets"
    beside: bool = False


VARIANTS = {
    "万元，合并表头，行次栏次，空格": Style(index=True),
    "元，表头无合并，文本千分位，编号，横线": Style(
        money="元", merged=False, numbered=True, nothing="—", as_text=True, grouped=True
    ),
    "万元，编码分类款项，附加行列": Style(split=True, numbered=True, nothing="-", extra=True, zero_said=False, index=True),
    "元，无合并，编码分类款项，斜线": Style(money="元", merged=False, split=True, nothing="/", grouped=True, zero_said=False),
    "九张表在一张工作表": Style(placing="one", index=True, extra=True, numbered=True, nothing="——"),
    "九个文件，元万元混用，公式": Style(placing="files", mixed=("02", "05", "09"), formulas=True, beside=True, nothing="…"),
}
NUMERALS = "一二三四五六七八九十"
Written = tuple[str, str, str]


@dataclass
class Paper:
    """A sheet being laid out: cells with what they hold, merged ranges, and where each figure went."""

    cells: dict[Spot, tuple[str, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    figures: dict[tuple[str, int, str, str], Spot] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True)
class Made:
    """The files by name, and the place of each figure: by table, side, row and column, file, sheet and cell."""

    files: dict[str, bytes]
    places: dict[tuple[str, int, str, str], Written]


def make(style: Style) -> Made:
    """The nine tables in one style."""
    files: dict[str, bytes] = {}
    places: dict[tuple[str, int, str, str], Written] = {}
    for file, sheets in _placed(style).items():
        papers = {}
        for sheet, tables in sheets.items():
            paper = Paper()
            for table in tables:
                _table(paper, table, style)
                paper.row += 2
            papers[sheet] = paper
            places.update({key: (file, sheet, cell(*spot)) for key, spot in paper.figures.items()})
        files[file] = workbook(papers)
    return Made(files, places)


def _placed(style: Style) -> dict[str, dict[str, list[Table]]]:
    if style.placing == "one":
        return {"决算公开.xlsx": {"公开表": TABLES}}
    if style.placing == "files":
        return {f"公开{table.number}.xlsx": {"Sheet1": [table]} for table in TABLES}
    return {"accounts.xlsx": {(f"表{table.number}" if style.extra else table.title): [table] for table in TABLES}}


def _table(paper: Paper, table: Table, style: Style) -> None:
    money = style.money if table.number not in style.mixed else {"元": "万元", "万元": "元"}[style.money]
    columns = _columns(table, style)
    _heading(paper, table, style, money, len(columns))
    _header(paper, [path for path, _ in columns], style)
    if style.index:
        _index(paper, columns)
    body = paper.row
    for side in range(len(table.sides)):
        paper.row = body
        _side(paper, table, side, columns, style, money)
    paper.row = body + max(len(side.rows) for side in table.sides) + (table.number == "06")
    if table.number == "06":
        _totals(paper, columns, style, money)
    if style.extra:
        paper.cells[body, len(columns) + 2] = ("text", " ")
        paper.row += 1
    for note in [*table.notes, *([table.nothing_happened] if style.zero_said and table.nothing_happened else [])]:
        paper.cells[paper.row, 0] = ("text", note)
        if style.merged:
            paper.merges.append((paper.row, 0, paper.row, len(columns) - 1))
        paper.row += 1


Column = tuple[Path, tuple[int, str, str]]
"""A column's header path; its side, its role (code, label, index, figure) and its name."""


def _columns(table: Table, style: Style) -> list[Column]:
    columns: list[Column] = []
    for at, side in enumerate(table.sides):
        top = ("项目",) if side.naming == "code" else side.top
        if side.naming == "code" and style.split:
            columns += [((*top, "功能分类科目编码", part), (at, "code", part)) for part in ("类", "款", "项")]
        elif side.naming in {"code", "flat_code"}:
            columns.append(((*top, "科目编码"), (at, "code", "")))
        if side.naming != "none":
            label = side.label if side.naming == "label" else "科目名称"
            columns.append(((*top, label), (at, "label", "")))
        if side.naming == "label" and style.index:
            columns.append(((*side.top, "行次"), (at, "index", "")))
        columns += [((*side.top, *path), (at, "figure", name)) for name, path in side.columns.items()]
    return columns


def _heading(paper: Paper, table: Table, style: Style, money: str, width: int) -> None:
    if style.extra:
        paper.cells[paper.row, 0] = ("text", "附件2")
        paper.row += 1
    title = f"{UNIT}{YEAR}年度{table.title}" if style.beside else f"{YEAR}年度{table.title}"
    paper.cells[paper.row, 0] = ("text", title)
    if style.merged:
        paper.merges.append((paper.row, 0, paper.row, width - 1))
    paper.row += 1
    if style.beside:
        heads = {0: "部门：", 1: UNIT, width - 2: "金额单位：", width - 1: money}
    elif style.extra:
        heads = {0: f"编制单位：{UNIT}", width - 1: f"财决公开{table.number}表\n金额单位：{money}"}
    else:
        paper.cells[paper.row, width - 1] = ("text", f"公开{table.number}表")
        paper.row += 1
        heads = {0: f"公开部门：{UNIT}    金额单位：{money}"}
    paper.cells.update({(paper.row, column): ("text", text) for column, text in heads.items()})
    paper.row += 1


def _header(paper: Paper, paths: list[Path], style: Style) -> None:
    depth = max(map(len, paths))
    for level in range(depth):
        for prefix, run in groupby(
            range(len(paths)),
            key=lambda column: (len(paths[column]) > level, paths[column][: level + 1], _side_of(paths, column, level)),
        ):
            if not prefix[0]:
                continue
            columns = list(run)
            low = paper.row + level if any(len(paths[column]) > level + 1 for column in columns) else paper.row + depth - 1
            paper.cells[paper.row + level, columns[0]] = ("text", paths[columns[0]][level])
            if style.merged and (low > paper.row + level or len(columns) > 1):
                paper.merges.append((paper.row + level, columns[0], low, columns[-1]))
    paper.row += depth


def _side_of(paths: list[Path], column: int, level: int) -> int:
    """Leaves are never merged with one another, branches are."""
    return column if len(paths[column]) == level + 1 else -1


def _index(paper: Paper, columns: list[Column]) -> None:
    number = 0
    for column, (_, (_, role, _)) in enumerate(columns):
        if role == "figure":
            number += 1
            paper.cells[paper.row, column] = ("text", str(number))
        elif role == "label":
            paper.cells[paper.row, column] = ("text", "栏次")
    paper.row += 1


def _side(paper: Paper, table: Table, at: int, columns: list[Column], style: Style, money: str) -> None:
    side = table.sides[at]
    own = {(role, name): column for column, (_, (owner, role, name)) in enumerate(columns) if owner == at}
    said = bool(style.zero_said and table.nothing_happened)
    for number, row in enumerate(side.rows, 1):
        _naming(paper, side, row, own, style, number)
        for name in side.columns:
            spot = (paper.row, own["figure", name])
            if name in row.figures and not said:
                paper.cells[spot] = _amount(row.figures[name], style, money)
                paper.figures[table.number, at, row.key, name] = spot
            elif style.nothing and not said:
                paper.cells[spot] = ("text", style.nothing)
        paper.row += 1


def _naming(paper: Paper, side: Side, row: Row, own: dict[tuple[str, str], int], style: Style, number: int) -> None:
    label = ("  " * row.depth) + row.label
    if side.naming == "label" and style.numbered and row.key.isdigit():
        label = f"{NUMERALS[number - 1]}、{label}"
    elif side.naming == "label" and style.numbered and row.key in {"opening_project", "closing_project"}:
        label = f"    2. {label}"
    if ("label", "") in own:
        paper.cells[paper.row, own["label", ""]] = ("text", label)
    if ("index", "") in own:
        paper.cells[paper.row, own["index", ""]] = ("text", str(number))
    if side.naming == "code" and not row.key and style.merged:
        first = own.get(("code", "类"), own.get(("code", "")))
        assert first is not None
        del paper.cells[paper.row, own["label", ""]]
        paper.cells[paper.row, first] = ("text", label)
        paper.merges.append((paper.row, first, paper.row, own["label", ""]))
    elif row.key.isdigit() and ("code", "类") in own:
        for part, text in zip(("类", "款", "项"), (row.key[:3], row.key[3:5], row.key[5:7]), strict=True):
            if text:
                paper.cells[paper.row, own["code", part]] = ("text", text)
    elif row.key.isdigit() and ("code", "") in own:
        paper.cells[paper.row, own["code", ""]] = ("text", row.key)


def _totals(paper: Paper, columns: list[Column], style: Style, money: str) -> None:
    """The last row of table 06: the label of the second total reaches over the columns before its figure."""
    row, width = paper.row - 1, len(columns)
    paper.cells[row, 0] = ("text", "人员经费合计")
    paper.cells[row, 2] = _amount(PERSONNEL_TOTAL, style, money)
    paper.cells[row, 3] = ("text", "公用经费合计")
    paper.cells[row, width - 1] = _amount(RUNNING_TOTAL, style, money)
    paper.figures["06", 0, "personnel", "outturn"] = (row, 2)
    paper.figures["06", 2, "running", "outturn"] = (row, width - 1)
    if style.merged:
        paper.merges += [(row, 0, row, 1), (row, 3, row, width - 2)]


def _amount(wan: str, style: Style, money: str) -> tuple[str, str]:
    number = Decimal(wan) * (10_000 if money == "元" else 1)
    if style.as_text:
        return ("text", f"{number:,.2f}" if style.grouped else f"{number:.2f}")
    return ("formula" if style.formulas else "grouped" if style.grouped else "number", f"{number:.2f}")


def cell(row: int, column: int) -> str:
    """A1 notation from 0; no table is wider than 26 columns."""
    return f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[column]}{row + 1}"


def workbook(papers: dict[str, Paper]) -> bytes:
    """The sheets as an .xlsx file."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    formats = {"number": book.add_format({"num_format": "0.00"}), "grouped": book.add_format({"num_format": "#,##0.00_ "})}
    for name, paper in papers.items():
        sheet = book.add_worksheet(name)
        for low, left, high, right in paper.merges:
            sheet.merge_range(low, left, high, right, "")
        for (row, column), (kind, value) in paper.cells.items():
            if kind == "text":
                sheet.write_string(row, column, value)
            elif kind == "formula":
                sheet.write_formula(row, column, f"={value}*1", formats["number"], float(value))
            elif kind == "unsaved":
                sheet.write_formula(row, column, f"={value}*1", formats["number"], "")
            else:
                sheet.write_number(row, column, float(value), formats.get(kind) or book.add_format({"num_format": kind}))
    book.close()
    return content.getvalue()
