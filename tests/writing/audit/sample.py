"""A made-up report of a made-up office as an audit: every status, every verdict and every severity, with the places found by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core.audit import Audit, Checked, Figure, Remark, Standing, Status
from hengji.core.document import HEADING, PARAGRAPH, Block, Cell, Document, Table
from hengji.core.finding import Severity, Verdict
from hengji.core.place import Place
from hengji.core.problem import problem

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

NAME = "报送/青禾县水务局自评报告.docx"
PARAGRAPHS = (
    ("青禾县水务局2023年度部门整体支出绩效自评报告", HEADING, 1),
    ("一、部门基本情况", HEADING, 1),
    ("（一）人员情况", HEADING, 2),
    ("全局核定编制62名，年末实有在职人员58人，在职人员控制率93.55%。管护水库14座、泵站9座。", PARAGRAPH, 0),
    ("二、资金收支情况", HEADING, 1),
    (
        "年初结转和结余126.40万元，本年收入2318.75万元，本年支出2301.90万元，年末结转和结余134.25万元。其中基本支出912.36万元、项目支出1389.54万元，分别占39.63%、60.37%。",
        PARAGRAPH,
        0,
    ),
    ("“三公”经费支出18.60万元，比上年减少2.15万元，下降10.36%，预算为20.00万元。", PARAGRAPH, 0),
    ("三、绩效目标完成情况", HEADING, 1),
    ("全年整治河道约45公里，完成率102.27%；受益群众3.6万人，群众满意度96.43%。", PARAGRAPH, 0),
    ("四、自评结论", HEADING, 1),
    ("自评得分94.5分，其中投入10分、过程28.5分、产出31分、效果26分，等级为优。", PARAGRAPH, 0),
)
ROWS = (
    ("项目", "预算数（万元）", "决算数（万元）", "执行率"),
    ("基本支出", "930.00", "912.36", "98.10%"),
    ("项目支出", "1450.00", "1389.54", "95.83%"),
    ("合计", "2380.00", "2301.90", "96.72%"),
)
FIGURES = (  # as printed, number, decimals, unit or measure, label, role, year
    ("62名", "62", 0, "person", "编制数", "value", 2023),
    ("58人", "58", 0, "person", "在职人数", "value", 2023),
    ("93.55%", "93.55", 2, "percent", "在职人员控制率", "rate", 2023),
    ("14座", "14", 0, "座", "水库", "value", None),
    ("9座", "9", 0, "座", "泵站", "value", None),
    ("126.40万元", "126.40", 2, "wan_yuan", "年初结转和结余", "value", 2023),
    ("2318.75万元", "2318.75", 2, "wan_yuan", "本年收入合计", "value", 2023),
    ("2301.90万元", "2301.90", 2, "wan_yuan", "本年支出合计", "value", 2023),
    ("134.25万元", "134.25", 2, "wan_yuan", "年末结转和结余", "value", 2023),
    ("912.36万元", "912.36", 2, "wan_yuan", "基本支出", "value", 2023),
    ("1389.54万元", "1389.54", 2, "wan_yuan", "项目支出", "value", 2023),
    ("39.63%", "39.63", 2, "percent", "基本支出占比", "share", 2023),
    ("60.37%", "60.37", 2, "percent", "项目支出占比", "share", 2023),
    ("18.60万元", "18.60", 2, "wan_yuan", "“三公”经费", "value", 2023),
    ("2.15万元", "2.15", 2, "wan_yuan", "“三公”经费减少额", "change", 2023),
    ("10.36%", "10.36", 2, "percent", "“三公”经费下降率", "rate", 2023),
    ("20.00万元", "20.00", 2, "wan_yuan", "“三公”经费", "value", 2023),
    ("45公里", "45", 0, "公里", "整治河道", "actual", None),
    ("102.27%", "102.27", 2, "percent", "完成率", "completion", None),
    ("3.6万人", "3.6", 1, "wan_person", "受益群众", "actual", None),
    ("96.43%", "96.43", 2, "percent", "群众满意度", "actual", None),
    ("94.5分", "94.5", 1, "point", "自评得分", "points", 2023),
    ("10分", "10", 0, "point", "投入", "points", 2023),
    ("28.5分", "28.5", 1, "point", "过程", "points", 2023),
    ("31分", "31", 0, "point", "产出", "points", 2023),
    ("26分", "26", 0, "point", "效果", "points", 2023),
    ("930.00", "930.00", 2, "wan_yuan", "基本支出", "value", 2023),
    ("912.36", "912.36", 2, "wan_yuan", "基本支出", "value", 2023),
    ("98.10%", "98.10", 2, "percent", "基本支出执行率", "rate", 2023),
    ("1450.00", "1450.00", 2, "wan_yuan", "项目支出", "value", 2023),
    ("1389.54", "1389.54", 2, "wan_yuan", "项目支出", "value", 2023),
    ("95.83%", "95.83", 2, "percent", "项目支出执行率", "rate", 2023),
    ("2380.00", "2380.00", 2, "wan_yuan", "本年支出合计", "value", 2023),
    ("2301.90", "2301.90", 2, "wan_yuan", "本年支出合计", "value", 2023),
    ("96.72%", "96.72", 2, "percent", "支出执行率", "rate", 2023),
)
CONCEPTS = {5: "opening_carry_over", 6: "revenue", 7: "expenditure", 8: "closing_carry_over", 33: "expenditure"}
CONFIRMED = {0, 1, 2, 9, 10, 11, 12, 13, 14, 26, 27, 28, 29, 30, 31, 32, 33, 34}
EXPLAINED = {15}
CONTRADICTED = {5, 6, 7, 8, 21, 22, 23, 24, 25}
ALONE, NO_TARGET = "文中没有别的数可以与它对照", "没有写明目标值，完成情况无从核对"
RESULTS = (
    ("CN11", Verdict.CONSISTENT, (0, 1, 2), "58 ÷ 62 ＝ 93.55%", "0.00", ""),
    ("AR01", Verdict.IMPOSSIBLE, (5, 6, 7, 8), "126.40 ＋ 2318.75 － 2301.90 ＝ 143.25", "9.00", ""),
    ("CN12", Verdict.CONSISTENT, (9, 10, 7), "912.36 ＋ 1389.54 ＝ 2301.90", "0.00", ""),
    ("CN13", Verdict.CONSISTENT, (9, 7, 11), "912.36 ÷ 2301.90 ＝ 39.64%", "0.01", ""),
    ("CN01", Verdict.CONSISTENT, (10, 30), "1389.54 ＝ 1389.54", "0.00", ""),
    ("CN01", Verdict.CONSISTENT, (7, 33), "2301.90 ＝ 2301.90", "0.00", ""),
    ("CN14", Verdict.EXPLAINED, (13, 14, 15), "2.15 ÷ 20.75 ＝ 10.36%", "0.00", "按上年数 20.75 万元计算，末位四舍五入"),
    ("SC40", Verdict.IMPOSSIBLE, (21, 22, 23, 24, 25), "10 ＋ 28.5 ＋ 31 ＋ 26 ＝ 95.5", "1", ""),
    ("PF20", Verdict.UNKNOWN, (17, 18), "45 ÷ 目标值 ＝ 102.27%", "", "缺少：整治河道的目标值"),
    ("AR06", Verdict.NOT_APPLICABLE, (5,), "年初结转和结余 ＝ 上年年末结转和结余", "", "没有提供上年报告"),
)


def text() -> str:
    """Paragraphs and table rows, a line each."""
    return "\n".join([*(words for words, _, _ in PARAGRAPHS), *(cell for row in ROWS for cell in row)]) + "\n"


def document() -> Document:
    """The report as a reader would give it."""
    at, blocks, cells = 0, [], []
    for number, (words, kind, level) in enumerate(PARAGRAPHS, start=1):
        blocks.append(Block(kind, at, at + len(words), f"¶{number}", level))
        at += len(words) + 1
    for row, columns in enumerate(ROWS):
        for column, words in enumerate(columns):
            cells.append(Cell(row, column, 1, 1, at, at + len(words), f"表1!{'ABCD'[column]}{row + 1}"))
            at += len(words) + 1
    caption = Table("表1", tuple(cells), caption="部门整体支出预算执行情况表　单位：万元")
    return Document(NAME, "ab" * 32, "docx", text(), tuple(blocks), (caption,))


def figures(book: Book) -> tuple[Figure, ...]:
    """The figures of the report, each found after the one before it."""
    whole, at, found = text(), 0, []
    source = document()
    blocks: list[Block | Cell] = [*source.blocks, *source.tables[0].cells]
    for number, (printed, value, decimals, unit, label, role, year) in enumerate(FIGURES):
        start = whole.index(printed, at)
        at = start + len(printed)
        entry = book.units.get(unit)
        passage, block = next((index, block) for index, block in enumerate(blocks) if block.start <= start < block.end)
        begin, stop = start - block.start, at - block.start
        found.append(
            Figure(
                number, start, at, printed, Decimal(value), decimals, entry.unit if entry else None, passage, begin, stop,
                f"{block.place}[{begin}:{stop}]", "" if entry else unit, label=label, concept=CONCEPTS.get(number, ""), year=year,
                role=role,
            )
        )  # fmt: skip
    return tuple(found)


def standing(number: int) -> Standing:
    """What the checks came to for a figure."""
    if number in CONFIRMED:
        return Standing(Status.CONFIRMED)
    if number in EXPLAINED:
        return Standing(Status.EXPLAINED)
    if number in CONTRADICTED:
        return Standing(Status.CONTRADICTED)
    return Standing(Status.UNCHECKED, NO_TARGET if number in {17, 18} else ALONE)


def finding(code: str, severity: Severity, title: str, message: str, quote: str, **more: object) -> Remark:
    """A finding at the first place of its quote."""
    start = text().index(quote)
    block = next(block for block in document().blocks if block.start <= start < block.end)
    place = f"{NAME}:{block.place}[{start - block.start}:{start - block.start + len(quote)}]"
    return replace(Remark(code, severity, title, message, start, start + len(quote), place, quote), **more)  # type: ignore[arg-type]


def findings() -> tuple[Remark, ...]:
    """A notice, an error, a warning and an error, in the order of the text."""
    return (
        finding(
            "LG01", Severity.NOTICE, "单位写法不规范", "编制数的单位写为“名”，表中用“人”。", "62名",
            figures=(0,), basis="党政机关公文格式 GB/T 9704—2012",
        ),
        finding(
            "AR01", Severity.ERROR, "年末结转和结余勾稽不平",
            "年初结转和结余 126.40 ＋ 本年收入 2318.75 － 本年支出 2301.90 应为 143.25 万元，报告写为 134.25 万元，相差 9.00 万元。",
            "年末结转和结余134.25万元", figures=(5, 6, 7, 8), basis="部门决算报表 财决01表",
            advice="请核对年末结转和结余，按决算报表更正报告第六段。", hints=("差额是末位单位的 9 的倍数，常见于相邻两位数字写颠倒。",),
            cannot_know="不能判断四个数中哪一个有误", difference="9.00",
        ),
        finding(
            "PF03", Severity.WARNING, "完成值是约数，完成率却精确到两位小数", "“约45公里”与“完成率102.27%”不能互相印证。", "约45公里，完成率102.27%",
            figures=(17, 18), basis="项目支出绩效评价管理办法（财预〔2020〕10号）", advice="请写明整治河道的目标值和实际完成值。",
        ),
        finding(
            "SC40", Severity.ERROR, "各部分得分之和不等于总分", "10 ＋ 28.5 ＋ 31 ＋ 26 应为 95.5 分，报告写为 94.5 分，相差 1 分。", "自评得分94.5分",
            figures=(21, 22, 23, 24, 25), basis="自评报告各部分得分之和应等于总分", advice="请核对各部分得分和总分，更正其中有误的一个。", difference="1",
        ),
    )  # fmt: skip


def audit(book: Book, **changes: object) -> Audit:
    """The audit of the report; `changes` replace fields of it."""
    read = figures(book)
    made = Audit(
        document=document(),
        unit="青禾县水务局",
        year=2023,
        title="青禾县水务局2023年度部门整体支出绩效自评报告",
        figures=read,
        standings=tuple(standing(figure.id) for figure in read),
        results=tuple(Checked(*result) for result in RESULTS),
        findings=findings(),
        problems=(book.problem(problem("RD01", Place(NAME, "附件"), "附件.xls")),),
        digest="9f" * 32,
        engine="0.0.0",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def quiet(book: Book) -> Audit:
    """An audit in which nothing was found and little was checked."""
    standings = tuple(
        Standing(Status.CONFIRMED) if number in {9, 10} else Standing(Status.UNCHECKED, ALONE) for number in range(len(FIGURES))
    )
    return audit(book, standings=standings, findings=(), results=(Checked(*RESULTS[2]),), problems=())
