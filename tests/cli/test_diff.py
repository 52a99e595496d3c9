"""`hengji rulebook diff A B`: exit codes, words for people, JSON for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Hengji = Callable[..., tuple[int, str, str]]


def draft(folder: Path, *changes: tuple[str, str]) -> Path:
    """A copy of the shipped table of Hunan with changes."""
    from hengji.rulebook.files import home

    text = (home() / "schemes/hunan/department-2017.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "新方案.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scheme_and_a_copy_of_it_are_0(tmp_path: Path, hengji: Hengji) -> None:
    code, printed, said = hengji("rulebook", "diff", "hn-2017", draft(tmp_path))
    assert (code, said) == (0, "")
    assert "两个方案内容相同" in printed


def test_one_parameter_is_1_and_said_in_one_line(tmp_path: Path, hengji: Hengji) -> None:
    changed = draft(tmp_path, ("步长: 5%, 每步扣分: 2分", "步长: 2%, 每步扣分: 1分"))
    code, printed, said = hengji("rulebook", "diff", "hn-2017", changed)
    assert (code, said) == (1, "")
    assert "指标：改动 1 行，新增 0 行，删去 0 行，没有变化 15 行" in printed
    lines = [line.strip() for line in printed.splitlines()]
    assert lines[-3:] == ["改　HN-03 预算完成率（过程 / 预算执行，分值5）", "参数·步长：5% → 2%", "参数·每步扣分：2分 → 1分"]


def test_two_shipped_schemes_read_in_words(hengji: Hengji) -> None:
    code, printed, said = hengji("rulebook", "diff", "gd-zj-2022", "gd-zj-2023")
    assert (code, said) == (1, "")
    assert "适用年度：2022 → 2023" in printed
    assert "前　本年支出合计 ÷ （年初结转和结余 ＋ 本年收入合计）\n　　　　后　财政拨款支出 ÷ 财政下达预算数" in printed
    assert not [key for key in ("measure", "weight:", "null", "None", "{") if key in printed]


def test_the_json_has_every_change_with_its_key(tmp_path: Path, hengji: Hengji) -> None:
    changed = draft(tmp_path, ("步长: 5%, 每步扣分: 2分", "步长: 2%, 每步扣分: 2分"))
    code, printed, _ = hengji("rulebook", "diff", "hn-2017", changed, "--json")
    found = json.loads(printed)
    assert (code, found["same"], found["counts"]) == (1, False, {"kept": 15, "changed": 1, "added": 0, "removed": 0})
    assert found["rows"] == [
        {
            "kind": "changed",
            "matched_by": "id",
            "before": {"code": "HN-03", "path": ["过程", "预算执行", "预算完成率"], "weight": "5"},
            "after": {"code": "HN-03", "path": ["过程", "预算执行", "预算完成率"], "weight": "5"},
            "changes": [{"key": "parameters.步长", "name": "参数·步长", "before": "5%", "after": "2%", "words_only": False}],
        }
    ]


def test_what_cannot_be_read_is_2_and_both_sides_are_told(tmp_path: Path, hengji: Hengji) -> None:
    wrong = draft(tmp_path, ("weight: 5", "weight: 五"))
    code, printed, said = hengji("rulebook", "diff", "hn-2071", wrong)
    assert (code, printed) == (2, "")
    assert [line.split("  ")[1] for line in said.splitlines() if not line.startswith(" ")] == ["RB30", "RB07"]
    assert f"{wrong}:23:13  RB07" in said
