"""Five score tables in five layouts, as bureaus circulate them, made with openpyxl alone: nothing of the program makes or reads them here.

The words are those of published tables (RULES parts 2 to 4); where a table's weights are not published, they are made up for these tests.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

Cells: TypeAlias = "Sequence[str | float | None]"


def finished(book: Workbook) -> bytes:
    """The file."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet: Worksheet, row: int, cells: Cells) -> None:
    """A row of cells from column A on; None leaves a cell empty."""
    for column, value in enumerate(cells, start=1):
        if value is not None:
            sheet.cell(row, column, value).alignment = Alignment(wrap_text=True)


def title(sheet: Worksheet, text: str, columns: str) -> None:
    """A title over the whole width."""
    sheet["A1"] = text
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.merge_cells(f"A1:{columns}1")


HUNAN_TITLE = "湖南省部门整体支出绩效评价指标表（2017年度）"
HUNAN = (
    ("投入", "预算配置", "在职人员控制率", 5, "在职人员控制率＝（在职人员数／编制数）×100%。在职人员数：部门（单位）实际在职人数，以财政部确定的部门决算编制口径为准。", "以100%为标准。在职人员控制率≤100%，计5分；每超过一个百分点扣0.5分，扣完为止。"),
    ("投入", "预算配置", "“三公经费”变动率", 5, "“三公经费”变动率＝［（本年度“三公经费”预算数－上年度“三公经费”预算数）／上年度“三公经费”预算数］×100%", "“三公经费”变动率≤0，计5分；每超过一个百分点扣0.5分，扣完为止。"),
    ("过程", "预算执行", "预算完成率", 5, "预算完成率＝（上年结转＋年初预算＋本年追加预算－年末结余）／（上年结转＋年初预算＋本年追加预算）×100%", "100%计满分，每低于5%扣2分，扣完为止。"),
    ("过程", "预算执行", "预算控制率", 5, "预算控制率＝（本年追加预算／年初预算）×100%", "没有追加计5分；10%（含）以内计4分；10%-20%（含）计3分；20%-30%（含）计2分；大于30%不得分。"),
    ("过程", "预算执行", "新建楼堂馆所面积控制率", 5, "楼堂馆所面积控制率＝实际建设面积／批准建设面积×100%。", "100%以下（含）计5分，每超出5%扣2分，扣完为止。没有楼堂馆所项目的部门按满分计算。"),
    ("过程", "预算执行", "新建楼堂馆所投资概算控制率", 5, "楼堂馆所投资预算控制率＝实际投资金额／批准投资金额×100%。", "100%以下（含）计5分，每超出5%扣2分，扣完为止。没有楼堂馆所项目的部门按满分计算。"),
    ("过程", "预算管理", "公用经费控制率", 8, "公用经费控制率＝（实际支出公用经费总额／预算安排公用经费总额）×100%", "100%以下（含）计8分，每超出1%扣1分，扣完为止。"),
    ("过程", "预算管理", "“三公经费”控制率", 7, "“三公经费”控制率＝（“三公经费”实际支出数／“三公经费”预算安排数）×100%", "100%以下（含）计7分，每超出1%扣1分，扣完为止。"),
    ("过程", "预算管理", "政府采购执行率", 6, "政府采购执行率＝（实际政府采购金额／政府采购预算数）×100%", "100%计6分，每超过（降低）5%扣2分，扣完为止。"),
    ("过程", "预算管理", "管理制度健全性", 8, "部门（单位）为加强预算管理、规范财务行为而制定的管理制度是否健全完整。", "①已制定或具有预算资金管理办法、内部财务管理制度、会计核算制度等管理制度，2分；②有本部门厉行节约制度，2分；③相关管理制度合法、合规、完整，2分；④相关管理制度得到有效执行，2分。"),
    ("过程", "预算管理", "资金使用合规性", 6, "部门（单位）使用预算资金是否符合相关的预算财务管理制度的规定。", "①支出符合国家财经法规和财务管理制度规定以及有关专项资金管理办法的规定；②资金拨付有完整的审批程序和手续；③项目支出按规定经过评估论证；④支出符合部门预算批复的用途；⑤资金使用无截留、挤占、挪用、虚列支出等情况。以上情况每出现一例不符合要求的扣1分，扣完为止。"),
    ("过程", "预算管理", "预决算信息公开性", 5, "部门（单位）是否按照政府信息公开有关规定公开相关预决算信息。", "①按规定内容公开预决算信息，1分；②按规定时限公开预决算信息，1分；③基础数据信息和会计信息资料真实，1分；④基础数据信息和会计信息资料完整，1分；⑤基础数据信息和会计信息资料准确，1分。"),
    ("产出", "职责履行", "重点工作实际完成率", 8, "重点工作实际完成率＝重点工作实际完成数／交办或下达数×100%", "得分＝重点工作实际完成率×8分"),
    ("效果", "履职效益", "经济效益和社会效益", 10, "部门（单位）履行职责对经济社会发展所带来的直接或间接影响。", "根据部门自评材料酌情计分。"),
    ("效果", "履职效益", "行政效能", 6, "促进部门改进文风会风，加强经费及资产管理，推动网上办事，提高行政效率，降低行政成本效果较好的计6分，一般4分，无效果或者效果不明显0分。", "根据部门自评材料评定。"),
    ("效果", "履职效益", "社会公众或服务对象满意度", 6, "社会公众或部门（单位）的服务对象对部门履职效果的满意程度。", "90%（含）以上计6分；80%（含）-90%计4分；70%（含）-80%计2分；低于70%计0分。"),
)  # fmt: skip


def hunan(*, part_of_a_step: bool = True) -> bytes:
    """Layout A: names merged downwards, subtotals, a total, notes below, a column for the score; one note says what happens to a part of a step."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "评分表"
    sheet["A1"] = "附件2"
    sheet["A2"] = HUNAN_TITLE
    sheet.merge_cells("A2:G2")
    sheet["A3"] = "湖南省财政厅制"
    put(sheet, 4, ("一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准", "得分"))
    row = 5
    for first in ("投入", "过程", "产出", "效果"):
        start, part = row, [each for each in HUNAN if each[0] == first]
        for second in dict.fromkeys(each[1] for each in part):
            begin = row
            for each in part:
                if each[1] == second:
                    put(sheet, row, (None, None, *each[2:]))
                    row += 1
            sheet.cell(begin, 2, second)
            if row - begin > 1:
                sheet.merge_cells(start_row=begin, end_row=row - 1, start_column=2, end_column=2)
        sheet.cell(start, 1, first)
        if row - start > 1:
            sheet.merge_cells(start_row=start, end_row=row - 1, start_column=1, end_column=1)
        put(sheet, row, (None, "小计", None, sum(float(each[3]) for each in part)))
        row += 1
    put(sheet, row, ("合计", None, None, 100))
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    sheet.cell(row + 1, 1, "注：1.本表由各部门自评时填写，得分保留两位小数。")
    if part_of_a_step:
        sheet.cell(row + 2, 1, "2.按百分点扣分的，不足一个百分点或不足5%的部分不扣分。")
    return finished(book)


YUEYANG_TITLE = "岳阳市2018年度部门整体支出绩效评价指标表"
YUEYANG = (
    ("投入（15分）", "预算配置（15分）", "财政供养人员控制率", 5, "财政供养人员控制率＝（在职人员数/编制数）×100%", "控制率≤100%，计5分；每超过1个百分点扣0.5分，不足1个百分点的按1个百分点计算，扣完为止"),
    ("投入（15分）", "预算配置（15分）", "“三公经费”变动率", 5, "“三公经费”变动率＝[（本年度“三公经费”总额-上年度“三公经费”总额）/上年度“三公经费”总额]×100%", "变动率≤0%，计5分；每超过一个百分点扣0.8分，不足部分按比例扣减，扣完为止"),
    ("投入（15分）", "预算配置（15分）", "重点支出安排率", 5, "重点支出安排率＝（重点项目支出/项目总支出）×100%", "≥90%，计5分；80%（含）-90%，计4分；70%（含）-80%，计3分；60%（含）-70%，计2分；低于60%不得分"),
    ("过程（30分）", "预算执行（15分）", "预算调整率", 3, "预算调整率＝（预算调整数/年初预算数）×100%", "没有调整计3分；10%（含）以内计2分；10%-20%（含）计1分；20%-30%（含）计0.5分；大于30%不得分"),
    ("过程（30分）", "预算执行（15分）", "支付进度率", 3, "各专项资金按规定时间分配下达。", "每有一个专项未按时分配扣0.5分，扣完为止"),
    ("过程（30分）", "预算执行（15分）", "资金结余", 3, "年末结转和结余情况。", "无结余计3分；有结余，但不超过上年结转计2分；结余超过上年结转不计分"),
    ("过程（30分）", "预算执行（15分）", "“三公经费”控制率", 6, "“三公经费”控制率＝（“三公经费”实际支出数/“三公经费”预算安排数）×100%", "以100%为标准。三公经费控制率≤100%，计6分；每超过一个百分点扣1分，扣完为止"),
    ("过程（30分）", "预算管理（15分）", "管理制度健全性", 3, "①有财务管理制度；②制度合法、合规、完整；③制度得到有效执行", "①有内部财务管理制度、会计核算制度，1分；②相关管理制度合法、合规、完整，1分；③相关管理制度得到有效执行，1分"),
    ("过程（30分）", "预算管理（15分）", "资金使用合规性", 3, "支出符合国家财经法规，没有财务违规事项。", "没有违规得满分，每发现一例扣1分，扣完为止"),
    ("过程（30分）", "预算管理（15分）", "信息公开性", 9, "按规定公开预决算和绩效信息。", "①预算信息按规定公开；②决算信息按规定公开；③绩效信息按规定公开。以上各项每项3分，缺一项不得该项分"),
    ("产出及效率（30分）", "职责履行（30分）", "重点工作实际完成率", 30, "重点工作实际完成数与交办或下达数之比", "得分＝重点工作实际完成率×分值，最高不超过分值"),
    ("效果（25分）", "履职效益（25分）", "社会效益", 15, "", "分为达成预期指标、部分达成预期指标并具有一定效果、未达成预期指标且效果较差三档，分别按照100%-80%（含）、80%-50%（含）、50%-0%计分"),
    ("效果（25分）", "履职效益（25分）", "社会公众或服务对象满意度", 10, "", "90%以上计10分，80%-90%计8分，70%-80%计5分，低于70%不计分"),
)  # fmt: skip


def yueyang() -> bytes:
    """Layout B: a header of two rows, weights inside names, full-width digits, a sheet of instructions before it, no line of totals."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "填表说明"
    first["A1"] = "本表由各单位填写，一式两份。"
    sheet = book.create_sheet("Sheet2")
    title(sheet, YUEYANG_TITLE, "H")
    put(sheet, 2, ("单位名称：", None, None, None, None, None, "单位：分"))
    put(sheet, 3, ("指标", None, None, "分值", "评价标准说明", None, "自评得分", "扣分原因"))
    put(sheet, 4, ("一级指标", "二级指标", "三级指标", None, "指标说明", "评分标准", None, None))
    for merged in ("A3:C3", "D3:D4", "E3:F3", "G3:G4", "H3:H4"):
        sheet.merge_cells(merged)
    for at, each in enumerate(YUEYANG, start=5):
        put(sheet, at, (*each[:3], _wide(f"{each[3]}分"), each[4], each[5], None, None))
    for column, level in ((1, 0), (2, 1)):
        _merge_down(sheet, column, [str(each[level]) for each in YUEYANG], 5)
    return finished(book)


def _wide(text: str) -> str:
    """Full-width digits, as many a clerk types them."""
    return text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789."})


def _merge_down(sheet: Worksheet, column: int, names: list[str], first: int) -> None:
    """Merges equal names that follow one another."""
    start = 0
    for at in range(1, len(names) + 1):
        if at == len(names) or names[at] != names[start]:
            if at - start > 1:
                sheet.merge_cells(start_row=first + start, end_row=first + at - 1, start_column=column, end_column=column)
            start = at


DAZHOU_TITLE = "达州市2018年度部门整体支出绩效评价指标体系"
DAZHOU = (
    ("部门决策（25分）", "目标任务", "相关性", "5分", "整体目标与部门职能、国家和本市有关规划相关。", "1.与部门职责相关（3分）；2.与本年重点工作相关（2分）。"),
    ("部门决策（25分）", "目标任务", "明确性", "5分", "目标细化、量化。", "1.绩效目标细化（2.5分）；2.绩效指标可衡量（2.5分）。"),
    ("部门决策（25分）", "目标任务", "合理性", "5分", "", "目标合理的得5分，基本合理的得3分，不合理的不得分。"),
    ("部门决策（25分）", "预算编制", "测算依据", "5分", "", "预算有测算依据的得满分，否则不得分"),
    ("部门决策（25分）", "预算编制", "目标管理", "5分", "项目均编报绩效目标。", "绩效目标编报率达到100%得5分，低于100%的按比例得分。"),
    ("综合管理（30分）", "专项资金", "专项资金分配时限", "2分", "", "1.省级专项按时分配（1分）；2.市级专项按时分配（1分）。"),
    ("综合管理（30分）", "专项资金", "中期评估", "2分", "", "开展中期评估得满分，未开展不得分"),
    ("综合管理（30分）", "绩效管理", "绩效监控", "5分", "", "1.开展绩效运行监控（2分）；2.监控发现的问题得到纠正（3分）。"),
    ("综合管理（30分）", "绩效管理", "绩效评价", "5分", "", "1.按要求开展自评（2分）；2.评价结果得到应用（3分）。"),
    ("综合管理（30分）", "收入管理", "非税收入执收", "2分", "", "1.应收尽收（1分）；2.及时缴库（1分）。"),
    ("综合管理（30分）", "资产管理", "资产管理", "6分", "", "1.资产账实相符（2分）；2.配置处置合规（2分）；3.收益及时上缴（2分）。"),
    ("综合管理（30分）", "内部控制", "内控制度", "2分", "", "视内控制度建立和执行情况酌情计分"),
    ("综合管理（30分）", "信息公开", "信息公开", "6分", "", "1.预算公开（2分）；2.决算公开（2分）；3.绩效信息公开（3分）。"),
    ("部门绩效（45分）", "履职成效", "特性指标（由部门自行设定）", "20分", "", ""),
    ("部门绩效（45分）", "可持续发展能力", "可持续发展能力", "15分", "", "好的得15分，较好的得10分，一般的得5分，差的不得分。"),
    ("部门绩效（45分）", "满意度", "服务对象满意度", "10分", "", "满意度95%（含）以上得10分，90%（含）至95%得8分，85%（含）至90%得5分，85%以下不得分。"),
)  # fmt: skip


def dazhou() -> bytes:
    """Layout C: two sheets, a column of running numbers, blank cells that mean the same as above, weights with their word, subtotals."""
    book = Workbook()
    number, sheets = 0, (book.active, book.create_sheet("续表"))
    assert sheets[0] is not None
    sheets[0].title = "指标表"
    for at, parts in enumerate((("部门决策（25分）", "综合管理（30分）"), ("部门绩效（45分）",))):
        sheet = sheets[at]
        assert sheet is not None
        sheet["A1"] = DAZHOU_TITLE if at == 0 else "（续表）"
        put(sheet, 3, ("序号", "一级指标", "二级指标", "三级指标", "标准分", "指标内涵", "评分办法", "得分", "备注"))
        row = 4
        for part in parts:
            above: tuple[str, ...] = ("", "")
            rows = [each for each in DAZHOU if each[0] == part]
            for each in rows:
                number += 1
                names = [name if name != before else None for name, before in zip(each[:2], above, strict=True)]
                put(sheet, row, (number, *names, *each[2:]))
                above = each[:2]
                row += 1
            put(sheet, row, (None, None, "小计", None, f"{sum(float(each[3][:-1]) for each in rows):g}分"))
            row += 1
    assert sheets[1] is not None
    put(sheets[1], row, (None, "总分", None, None, 100))
    return finished(book)


WUDANG_TITLE = "武当山特区2022年度部门整体绩效评价指标体系"
WUDANG = (
    ("履职效能", 35, "目标设定", 5, "目标依据充分性", 2, "①符合国家法律法规；②符合部门职责；③符合中长期规划；④符合年度工作计划。每符合一项得0.5分，否则不得分。"),
    ("履职效能", 35, "目标设定", 5, "目标合理性", 2, "①与预算相匹配；②可实现。每项1分。"),
    ("履职效能", 35, "目标设定", 5, "目标管理有效性", 1, "是，得满分，否则不得分"),
    ("履职效能", 35, "整体工作", 30, "总体工作完成率", 15, "总体工作完成率×15"),
    ("履职效能", 35, "整体工作", 30, "重点工作完成情况", 15, "由主管部门评定，7.5分＋7.5分。"),
    ("管理效率", 52, "预算执行", 20, "预算执行率", 20, "预算执行率＝全年执行数/全年预算数×100%。得分＝预算执行率×20分"),
    ("管理效率", 52, "预算执行", 20, "公用经费控制率", None, "公用经费控制率=（公用经费决算数/公用经费预算数）×100%；≤100%得满分，超过100%不得分"),
    ("管理效率", 52, "资产管理", 12, "固定资产利用率", 6, "固定资产利用率=实际在用固定资产总额/所有固定资产总额×100%。利用率达到95%（含）以上得6分；低于95%不得分"),
    ("管理效率", 52, "资产管理", 12, "资产盘点情况", 6, "每年至少开展一次资产盘点，开展得满分，未开展不得分"),
    ("管理效率", 52, "采购管理", 20, "政府采购执行率", 10, "政府采购执行率=实际采购金额/政府采购预算金额×100%。[95%,100%]得10分，[80%,95%)得8分，[60%,80%)得5分，60%以下不得分"),
    ("管理效率", 52, "采购管理", 20, "采购合同签订时效性", 10, "采购合同签订及时率=按时签订合同数/政府采购合同数。每低于1个百分点扣0.1分"),
    ("社会效应", 13, "满意度", 13, "服务对象满意度", 13, "满意度≥95%得13分，≥85%得10分，≥75%得5分，低于75%不得分。"),
)  # fmt: skip


def wudang() -> bytes:
    """Layout D: a weight beside each level, formulas and standards in one cell, a note in the middle of the sheet's foot; one weight is missing."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2022"
    title(sheet, WUDANG_TITLE, "H")
    put(sheet, 2, ("一级指标", "权重", "二级指标", "权重", "三级指标", "权重", "评分标准", "得分"))
    for at, each in enumerate(WUDANG, start=3):
        put(sheet, at, each)
    for column in (1, 2, 3, 4):
        names = [f"{each[0]}{each[2] if column > 2 else ''}" for each in WUDANG]
        _merge_down(sheet, column, names, 3)
    sheet.cell(len(WUDANG) + 4, 1, "注：预算执行率以调整后的全年预算数为准。")
    return finished(book)


ZHANJIANG_TITLE = "部门整体支出绩效自评表（2023年度）"
ZHANJIANG = (
    ("一、预算编制情况（20分）", "预算编制", "预算编制合理性", 6, ("①符合部门职责和党委政府的政策要求（2分）；", "②资金按年度重点分配合理（2分）；", "③专项资金按专项要求编制（2分）。")),
    ("一、预算编制情况（20分）", "预算编制", "预算编制准确性", 6, ("收入预决算差异率＝（本年收入合计－本年收入合计全年预算数）÷本年收入合计全年预算数×100%", "差异率为0%得满分，每偏离5个百分点扣1分，不足5个百分点的不扣，扣完为止。")),
    ("一、预算编制情况（20分）", "目标设置", "目标完整性", 8, ("①项目均申报绩效目标；②整体绩效目标可分解、写明产出和效益。", "各要点满足得4分，不满足不得分。")),
    ("二、预算执行情况（40分）", "支出管理", "支出完成率", 10, ("支出完成率＝本年支出合计÷（年初结转和结余＋本年收入合计）×100%", "得分＝支出完成率×分值，最高为分值。")),
    ("二、预算执行情况（40分）", "支出管理", "结转结余率", 10, ("结转结余率=年末结转和结余÷（年初结转和结余＋本年收入合计）×100%", "10%（含）以内得10分；10%至20%（含）得6分；20%至30%（含）得3分；30%以上不得分。")),
    ("二、预算执行情况（40分）", "支出管理", "政府采购执行率", 10, ("政府采购执行率=实际采购金额÷政府采购计划金额×100%", "执行率乘以分值；实际采购金额超过计划金额的不得分。")),
    ("二、预算执行情况（40分）", "资产管理", "固定资产利用率", 10, ("固定资产利用率＝实际在用固定资产总额÷所有固定资产总额×100%", "利用率×分值。")),
    ("三、预算监督情况（20分）", "绩效自评", "组织建立情况", 5, ("自评小组人数和人员结构符合规定得满分，否则不得分。",)),
    ("三、预算监督情况（20分）", "绩效自评", "自评材料报送及时性", 5, ("在规定时限内报送。按时报送得满分，否则不得分。",)),
    ("三、预算监督情况（20分）", "绩效自评", "自评材料报送质量", 10, ("由财政部门根据报送质量酌情评分。",)),
    ("四、预算使用效益（20分）", "经济性", "公用经费控制率", 10, ("①三公实际支出不超过预算；②日常公用经费实际支出不超过预算。全部满足得满分，缺一不得分。",)),
    ("四、预算使用效益（20分）", "公平性", "公众或服务对象满意度", 10, ("90%（含）以上得10分；80%（含）至85%得6分；80%以下不得分。",)),
)  # fmt: skip


def zhanjiang() -> bytes:
    """Layout E: headings over the whole width, a standard over several rows beside merged names, several columns of scores."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "附件3 评分表"
    sheet["A1"] = "附件3"
    sheet["A2"] = ZHANJIANG_TITLE
    sheet.merge_cells("A2:H2")
    sheet["A3"] = "填报单位：（公章）"
    put(sheet, 4, ("二级指标", "三级指标", "分值", "评分标准", "单位自评得分", "财政评价得分", "扣分依据", "完成情况"))
    row, section = 5, ""
    for each in ZHANJIANG:
        if each[0] != section:
            section = each[0]
            sheet.cell(row, 1, section)
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=8)
            row += 1
        lines = each[4]
        assert isinstance(lines, tuple)
        put(sheet, row, (*each[1:4], None, 6.5, None, None))
        for at, line in enumerate(lines):
            sheet.cell(row + at, 4, line)
        if len(lines) > 1:
            for column in (1, 2, 3, 5, 6):
                sheet.merge_cells(start_row=row, end_row=row + len(lines) - 1, start_column=column, end_column=column)
        row += len(lines)
    put(sheet, row, ("合计", None, 100))
    return finished(book)
