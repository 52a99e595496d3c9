"""Changes that sentences tell by the name of a row against the table's own years and changes: the other way round, or one slip apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "# 某市水产技术推广站2024年度部门整体支出绩效自评报告\n\n"
YEARS = "\n\n|支出方向|2024年决算（万元）|2023年决算（万元）|\n|---|---|---|\n|苗种繁育|312.46|287.90|\n|病害测报|96.35|118.72|\n|渔船改造|540.18|502.66|\n|渔民培训|74.20|81.05|\n|合计|1023.19|990.33|\n"
SIGNED = "\n\n|科目|本年支出|上年支出|增减额|\n|---|---|---|---|\n|水资源保护|1,862.40|1,735.15|127.25|\n|防汛抢险|648.72|931.08|-282.36|\n|水土保持|417.66|402.91|14.75|\n|合计|2,928.78|3,069.14|-140.36|\n"
ALONE = "\n\n|品种|采购量（吨）|比上年增减（吨）|\n|---|---|---|\n|大米|1862.4|127.2|\n|面粉|648.7|-282.3|\n|食用油|417.6|14.7|\n"


def _told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [each.message for each in weighty(auditor, folder, HEAD + text) if each.code == "CL38"]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("分方向看，病害测报减少22.37万元，主要是监测点合并。" + YEARS, 0),
        ("分方向看，病害测报增加22.37万元，主要是监测点合并。" + YEARS, 1),
        ("苗种繁育支出较上年下降24.56万元；渔民培训下降6.85万元。" + YEARS, 1),
        ("苗种繁育支出较上年上升24.56万元；渔民培训下降6.85万元。" + YEARS, 0),
        ("渔船改造比去年多花37.52万元。" + YEARS, 0),
        ("渔船改造比去年少花37.52万元。" + YEARS, 1),
        ("渔船改造比去年多花37.25万元。" + YEARS, 1),
        ("防汛抢险经费同比增支282.36万元，因上年发生超警洪水。" + SIGNED, 1),
        ("防汛抢险经费同比减支282.36万元，因上年发生超警洪水。" + SIGNED, 0),
        ("防汛抢险较年初预算增加282.36万元。" + SIGNED, 0),
        ("水资源保护增加127.25万元，其中巡查船维修增加14.75万元。" + SIGNED, 0),
        ("水土保持因造林任务减少合同内工程48.20万元。" + SIGNED, 0),
        ("面粉采购量比上年增加282.3吨。" + ALONE, 1),
        ("面粉采购量比上年减少282.3吨。" + ALONE, 0),
        ("渔民培训和病害测报合计减少29.22万元。" + YEARS, 0),
    ],
)  # fmt: skip
def test_a_change_is_held_against_its_row(text: str, hits: int, auditor: Auditor, tmp_path: Path) -> None:
    assert len(_told(auditor, tmp_path, text)) == hits


def test_the_row_and_both_its_years_are_told(auditor: Auditor, tmp_path: Path) -> None:
    [message] = _told(auditor, tmp_path, "病害测报增加22.37万元。" + YEARS)
    assert "“病害测报”是减少22.37万元（118.72 → 96.35" in message
