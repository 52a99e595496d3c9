"""What the figures of a table show without its words: differences, sums of neighbours, rates of two columns, shares of a total; each both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core.finding import Severity
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book

HEAD = "# 某县住建局2023年度部门整体支出绩效自评报告\n\n"
TABLES = {
    "a total beside its shares": (
        "|场所|进入人次|占比|\n|---|---|---|\n|东馆|3,126|31.3%|\n|西馆|4,218|42.2%|\n|南馆|1,702|17.0%|\n|北馆|954|9.5%|\n|合计|{}|100%|",
        "10,000", "9,046",
    ),
    "a dash in a column that adds up": (
        "|单位|人数|学生数|\n|---|---|---|\n|机关|41|—|\n|一中|118|2,310|\n|二中|96|1,875|\n|三中|75|1,204|\n|合计|330|{}|",
        "5,389", "5,839",
    ),
    "the rate of spending": (
        "|项目|预算（万元）|支出（万元）|执行率|\n|---|---|---|---|\n|甲路|120.00|118.20|98.5%|\n|乙桥|85.00|80.75|95.0%|\n|丙渠|46.00|38.64|{}|\n|小计|251.00|237.59|94.7%|",
        "84.0%", "94.0%",
    ),
    "a difference without a word for it": (
        "|项目|批准数|用去数|未用数|\n|---|---|---|---|\n|甲路|120.35|118.20|2.15|\n|乙桥|85.60|80.75|4.85|\n|丙渠|46.20|38.64|{}|\n|丁站|33.10|30.00|3.10|",
        "7.56", "7.65",
    ),
    "parts beside their whole": (
        "|季度|补贴人数|其中：一级|其中：二级|\n|---|---|---|---|\n|一季度|2,934|1,204|1,730|\n|二季度|2,951|1,210|1,741|\n|三季度|2,968|1,217|1,751|\n|四季度|{}|1,225|1,758|",
        "2,983", "2,938",
    ),
    "a rate of counts over the years": (
        "|年份|抽查件数|问题件数|问题率|\n|---|---|---|---|\n|2021|4,120|131|3.18%|\n|2022|3,876|122|3.15%|\n|2023|4,304|117|2.72%|\n|三年合计|12,300|{}|3.01%|",
        "370", "353",
    ),
    "progress of a budget that is not printed": (
        "|季度|当季支出（万元）|累计支出（万元）|累计进度|\n|---|---|---|---|\n|一季度|286.40|286.40|14.3%|\n|二季度|442.15|728.55|36.4%|\n|三季度|515.92|1,244.47|{}|\n|四季度|638.66|1,883.13|94.2%|",
        "62.2%", "25.8%",
    ),
    "the units under the department": (
        "|单位|编制数|实有数|全年预算（万元）|\n|---|---|---|---|\n|局机关|46|43|2,168.35|\n|一站|38|37|986.40|\n|二站|41|36|1,342.70|\n|三站|29|29|614.28|\n|部门汇总|154|145|5,111.73|\n|其中：下属单位小计|108|102|{}|",
        "2,943.38", "1,956.98",
    ),
    "part and whole exchanged": (
        "|指标|年度指标值|实际完成值|完成率|\n|---|---|---|---|\n|巡查|≥260次|268次|103.08%|\n|检修|≥1,450处|1,412处|{}|\n|演练|≥210场|223场|106.19%|",
        "97.38%", "102.69%",
    ),
}  # fmt: skip
QUIET = {
    "a stock in the row of totals is the last one": "|年度|拨入（万元）|支出（万元）|年末累计结余（万元）|\n|---|---|---|---|\n|2021|500.00|486.20|13.80|\n|2022|600.00|542.65|71.15|\n|2023|250.00|231.44|89.71|\n|合计|1,350.00|1,260.29|89.71|",
    "a rate over what came in, not over the plan": "|来源|计划数（万元）|到位数（万元）|到位率|使用数（万元）|使用率|\n|---|---|---|---|---|---|\n|中央|680.00|680.00|100.00%|668.42|98.30%|\n|省级|240.00|240.00|100.00%|231.15|96.31%|\n|县级|195.00|150.00|76.92%|148.90|99.27%|\n|自筹|46.50|46.50|100.00%|44.73|96.19%|\n|合计|1,161.50|1,116.50|96.13%|1,093.20|97.91%|",
    "a rate cut off at a hundred": "|指标|计划数|完成数|完成率|\n|---|---|---|---|\n|巡查|260|268|100%|\n|检修|1450|1412|97.38%|\n|演练|210|199|94.76%|\n|清淤|150|141|94.00%|",
    "one row of another kind": "|项目|批准数|用去数|未用数|\n|---|---|---|---|\n|甲路|120.35|118.20|2.15|\n|乙桥|85.60|80.75|4.85|\n|丙渠|46.20|38.64|7.56|\n|丁站|33.10|30.00|0.00|",
}


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    """The findings of weight about tables."""
    path = folder / "report.md"
    path.write_text(f"{HEAD}{text}\n", encoding="utf-8")
    audit, problems = auditor.audit(path, path.name)
    assert audit is not None, problems
    weighty = (each for each in audit.findings if each.severity in (Severity.ERROR, Severity.WARNING))
    return [each.message.replace(",", "") for each in weighty if each.code.startswith(("AR", "CN", "SC"))]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_right_table_is_silent_and_a_slip_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    table, right, wrong = TABLES[name]
    assert told(auditor, tmp_path, table.format(right)) == []
    assert any(wrong.replace(",", "") in message for message in told(auditor, tmp_path, table.format(wrong)))


@pytest.mark.parametrize("name", sorted(QUIET))
def test_what_only_looks_like_a_relation_is_silent(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, QUIET[name]) == []


BLOCKS = {
    "a row sums those below it": (
        "|科目|年初预算|全年预算|决算|\n|---|---|---|---|\n|行政运行|1,245.30|1,288.60|{}|\n|工资|986.20|1,020.10|1,018.30|\n|公用|178.40|185.20|180.15|\n|补助|80.70|83.30|82.00|\n|社区建设|864.00|930.50|902.75|\n|治理|412.00|436.50|425.15|\n|环境|320.00|344.00|337.60|\n|实事|132.00|150.00|140.00|\n|支出合计|2,109.30|2,219.10|2,183.20|\n\n单位：万元",
        "1,280.45", "1,208.45",
    ),
    "the total of what is no part": (
        "|科目|年初预算|决算|\n|---|---|---|\n|行政运行|1,245.30|1,280.45|\n|工资|1,066.90|1,100.30|\n|公用|178.40|180.15|\n|社区治理|412.00|425.15|\n|支出合计|1,657.30|{}|\n\n单位：万元",
        "1,705.60", "1,750.60",
    ),
    "a row sums those above it": (
        "|类别|原值|累计折旧|净值|\n|---|---|---|---|\n|房屋|2,360.00|680.40|1,679.60|\n|构筑物|185.60|42.30|143.30|\n|不动产类|2,545.60|{}|1,822.90|\n|车辆|214.50|98.75|115.75|\n|设备|764.25|318.70|445.55|\n|动产类|978.75|417.45|561.30|",
        "722.70", "727.20",
    ),
    "points by completion": (
        "|指标|目标值|实际值|完成率|分值|得分|\n|---|---|---|---|---|---|\n|体检|4,200|3,990|95.00%|20|19.0|\n|随访|1,600|1,648|103.00%|20|20.0|\n|建档|5,000|4,600|92.00%|20|18.4|\n|培训|300|288|96.00%|20|19.2|\n|宣传|50|45|90.00%|20|{}|",
        "18.0", "18.5",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_rows_that_sum_others_and_points_that_follow_rates(auditor: Auditor, tmp_path: Path, name: str) -> None:
    table, right, wrong = BLOCKS[name]
    assert told(auditor, tmp_path, table.format(right)) == []
    assert any(wrong.replace(",", "") in message for message in told(auditor, tmp_path, table.format(wrong)))
