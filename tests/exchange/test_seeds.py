"""The facts of the five seeds under the five imported tables: every row that has points has those that RULES 3.3 and 7 reckon, and no other row has any.

The points are worked out here with fractions from figures typed in from the reports; nothing of the program reckons them.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

import pytest
from tests.exchange.test_tables import TABLES, points

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.exchange import Written
    from hengji.rulebook.files import Source

    Read = Callable[..., tuple[Written | None, tuple[Problem, ...]]]

SEEDS = {
    "000": "000-zhanjiang-2022",
    "001": "001-conghua-2022",
    "002": "002-yiyang-2020",
    "003": "003-potou-2024",
    "004": "004-bianban-2023",
}


def over(part: str, whole: str) -> Fraction:
    """A rate of two printed figures."""
    return Fraction(part) / Fraction(whole)


def capped(rate: Fraction, weight: int) -> Fraction:
    """Rate × weight, at most the weight."""
    return min(rate, Fraction(1)) * weight


def stepped(away: Fraction, step: str, weight: int, each: str) -> Fraction:
    """Whole steps taken off, down to nothing."""
    return max(weight - floor(max(away, Fraction(0)) / Fraction(step)) * Fraction(each), Fraction(0))


CONTROL_000, CONTROL_002 = over("59", "70") - 1, over("67", "68") - 1
SPENT_002 = over("1794.03", "1864.04")
ADDED_002 = (Fraction("1864.04") - Fraction("157.06") - Fraction("1320.43")) / Fraction("1320.43")

REPORTED: dict[tuple[str, str], dict[str, Fraction | int | None]] = {
    ("hunan", "000"): {"在职人员控制率": stepped(CONTROL_000, "0.01", 5, "0.5")},
    ("hunan", "001"): {},
    ("hunan", "002"): {
        "在职人员控制率": stepped(CONTROL_002, "0.01", 5, "0.5"),
        "预算完成率": stepped(1 - SPENT_002, "0.05", 5, "2"),
        "预算控制率": 2 if Fraction("0.2") < ADDED_002 <= Fraction("0.3") else None,
        "新建楼堂馆所面积控制率": 5,  # no building project
        "公用经费控制率": stepped(over("105.96", "105.96") - 1, "0.01", 8, "1"),
        "“三公经费”控制率": stepped(over("34.86", "59.77") - 1, "0.01", 7, "1"),
        "政府采购执行率": stepped(abs(over("66.66", "197.01") - 1), "0.05", 6, "2"),
        "社会公众或服务对象满意度": 6,  # 97.81 %, from 90 % on
    },
    ("hunan", "003"): {},
    ("hunan", "004"): {
        "公用经费控制率": stepped(over("17.66", "40.51") - 1, "0.01", 8, "1"),
        "“三公经费”控制率": stepped(over("1.82", "6.90") - 1, "0.01", 7, "1"),
    },
    ("yueyang", "000"): {"财政供养人员控制率": 5},
    ("yueyang", "001"): {},
    ("yueyang", "002"): {"财政供养人员控制率": 5},
    ("yueyang", "003"): {},
    ("yueyang", "004"): {},
    ("dazhou", "000"): {},
    ("dazhou", "001"): {},
    ("dazhou", "002"): {"服务对象满意度": 10},  # 97.81 %, from 95 % on
    ("dazhou", "003"): {},
    ("dazhou", "004"): {},
    ("wudang", "000"): {},
    ("wudang", "001"): {"预算执行率": capped(over("9834.13", "9123.60"), 20), "资产盘点情况": 0},  # RULES 7: capped; none done
    ("wudang", "002"): {"预算执行率": capped(SPENT_002, 20), "服务对象满意度": 13},
    ("wudang", "003"): {},
    ("wudang", "004"): {"固定资产利用率": 6},  # 235.43 of 235.43
    ("zhanjiang", "000"): {
        "支出完成率": capped(over("2900.80", "2916.27"), 10),
        "结转结余率": 10,  # 15.47/2916.27 = 0.53 %
        "组织建立情况": 5,
        "自评材料报送及时性": 5,
    },
    ("zhanjiang", "001"): {},
    ("zhanjiang", "002"): {"支出完成率": capped(over("1794.03", "1864.04"), 10), "结转结余率": 10},
    ("zhanjiang", "003"): {"自评材料报送及时性": 5},
    ("zhanjiang", "004"): {
        "支出完成率": capped(over("1169.11", "1170.64"), 10),
        "结转结余率": 10,
        "政府采购执行率": capped(over("6.84", "8.44"), 10),
        "固定资产利用率": capped(over("235.43", "235.43"), 10),
        "组织建立情况": 5,
        "自评材料报送及时性": 5,
    },
}


def hundredths(value: Fraction | int | None) -> Fraction | None:
    """Two decimals, half away from zero."""
    return None if value is None else Fraction(floor(value * 100 + Fraction(1, 2)), 100)


@pytest.mark.parametrize("table", TABLES)
def test_each_seed_scores_as_its_figures_say_and_nothing_unknown_has_points(
    table: str, imported: Read, source: Source, examples: Path
) -> None:
    for seed, case in SEEDS.items():
        found = points(table, case, imported, source, examples)
        scored = {name: Fraction(value) for name, value in found.items() if value is not None}
        assert (seed, scored) == (seed, {name: hundredths(value) for name, value in REPORTED[table, seed].items()})
