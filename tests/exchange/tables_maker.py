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
