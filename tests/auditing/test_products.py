"""Price, quantity and amount in the columns of a table: a slip in any of the three is told, an amount that is no product is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core.finding import Severity
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book

HEAD = "# 某区农业农村局2023年项目绩效自评报告\n\n"
TABLES = {
    "yuan a mu beside ten thousand mu": (
        "|类别|面积（万亩）|标准（元/亩）|金额（万元）|\n|---|---|---|---|\n|甲补贴|18.60|{}|1767.00|\n|乙补贴|3.25|150|487.50|\n|丙补贴|2.40|120|288.00|\n|丁补贴|0.85|200|170.00|",
        "95", "59",
    ),
    "persons beside ten thousand yuan": (
        "|对象|人数（人）|人均标准（元）|金额（万元）|\n|---|---|---|---|\n|甲类|2,150|380|81.70|\n|乙类|11,400|285|324.90|\n|丙类|860|190|{}|\n|丁类|540|190|10.26|",
        "16.34", "163.40",
    ),
    "units in the cells": (
        "|任务|完成数量|单价|支出金额|\n|---|---|---|---|\n|造林|1.20万亩|550元/亩|660万元|\n|封育|3.50万亩|105元/亩|367.5万元|\n|修复|0.80万亩|420元/亩|{}|\n|管护|265人|11200元/人|296.8万元|",
        "336万元", "363万元",
    ),
    "the price is a rounded mean": (
        "|村|户数|奖补金额（元）|户均（元）|\n|---|---|---|---|\n|甲村|64|166,500|2,602|\n|乙村|85|199,700|2,349|\n|丙村|48|133,490|{}|\n|丁村|72|178,500|2,479|",
        "2,781", "278",
    ),
    "three factors": (
        "|类别|人数|月标准（元）|月数|发放金额（万元）|\n|---|---|---|---|---|\n|集中|42|1,850|12|{}|\n|分散|118|1,350|12|191.16|\n|其他|205|1,250|12|307.50|",
        "93.24", "92.34",
    ),
    "one price for all, printed nowhere": (
        "|季度|月均人数|发放金额（元）|\n|---|---|---|\n|一季度|1,862|614,460|\n|二季度|{}|618,750|\n|三季度|1,881|620,730|\n|四季度|1,896|625,680|",
        "1,875", "1,857",
    ),
    "no word for a price": (
        "|内容|长度（千米）|每千米（万元）|投资（万元）|\n|---|---|---|---|\n|主管|12.6|38.50|485.10|\n|支管|31.4|11.20|{}|\n|户管|58.2|3.15|183.33|",
        "351.68", "315.68",
    ),
}  # fmt: skip
QUIET = {
    "paid for a part of the year": "|岗位|人数|标准（元/月）|全年补贴（万元）|\n|---|---|---|---|\n|保洁|86|1,200|121.44|\n|护林|54|900|56.97|\n|协管|31|1,500|52.35|",
    "one row for a part of the year": "|岗位|人数|标准（元/年）|补贴（元）|\n|---|---|---|---|\n|保洁|86|1,250|107,500|\n|护林|54|950|51,300|\n|协管|31|1,550|48,050|\n|巡查|28|1,450|37,217|",
    "prices rounded before": "|楼栋|面积（万㎡）|单价（元）|结算（万元）|\n|---|---|---|---|\n|甲楼|2.61|311.25|812.37|\n|乙楼|1.84|296.40|545.38|\n|丙楼|3.07|287.15|881.55|\n|丁楼|1.26|305.60|385.06|",
    "a column of ones": "|设备|数量|单价（元）|合同金额（元）|\n|---|---|---|---|\n|甲机|1|86,500|86,500|\n|乙机|1|14,850|14,850|\n|丙机|1|23,600|26,300|",
    "what was spent is the budget but in one row": "|项目|预算（万元）|支出（万元）|\n|---|---|---|\n|甲路|120.35|120.35|\n|乙桥|85.60|85.60|\n|丙渠|46.20|46.20|\n|丁站|33.10|31.30|",
    "two amounts that are no product": "|学校|面积（平方米）|合同（万元）|审定（万元）|\n|---|---|---|---|\n|一中|3,200|272.00|265.30|\n|二小|1,450|133.40|131.86|\n|幼儿园|980|102.90|101.77|",
}


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def _told(auditor: Auditor, folder: Path, table: str) -> list[str]:
    path = folder / "report.md"
    path.write_text(HEAD + table + "\n", encoding="utf-8")
    audit, _ = auditor.audit(path, path.name)
    assert audit is not None
    return [each.message for each in audit.findings if each.severity is not Severity.NOTICE]


@pytest.mark.parametrize("name", TABLES)
def test_a_slip_is_told(name: str, auditor: Auditor, tmp_path: Path) -> None:
    table, right, wrong = TABLES[name]
    assert _told(auditor, tmp_path, table.format(right)) == []
    told = _told(auditor, tmp_path, table.format(wrong))
    number = wrong.removesuffix("万元").replace(",", "")
    assert any(number in each.replace(",", "") for each in told), told


@pytest.mark.parametrize("name", QUIET)
def test_what_is_no_product_is_not_told(name: str, auditor: Auditor, tmp_path: Path) -> None:
    assert _told(auditor, tmp_path, QUIET[name]) == []
