"""The strangers' reports: every slip is in the files as its record says, and the measure finds it, counts it and counts false alarms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from bench.audit.strangers import FOLDER, hand, place

HANDS = sorted(each for each in FOLDER.iterdir() if each.is_dir())
PLAIN = {".md", ".txt"}


def test_a_slip_is_placed_by_what_stands_around_it() -> None:
    text = "收入 12.50万元，支出 12.50万元，结余 0.00万元。"
    assert place(text, "支出12.50万元", "12.50") == (14, 18)
    assert place(text, "，支出 | 12.50万元，结转", "12.50") == (14, 18)
    assert place(text, "采购12.50", "12.50") is None


@pytest.mark.parametrize("folder", HANDS, ids=lambda each: each.name)
def test_every_slip_is_in_the_files(folder: Path) -> None:
    slips = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    clean = {each.name for each in (folder / "clean").iterdir()}
    bad = {each.name for each in (folder / "bad").iterdir()} if (folder / "bad").is_dir() else set()
    assert clean
    assert bad == (clean if slips else set())
    assert {slip["file"] for slip in slips} == bad
    assert all(slip["old"] != slip["new"] and slip["new"] in slip["context"] for slip in slips)
    for slip in slips:
        if Path(slip["file"]).suffix in PLAIN:
            text = (folder / "bad" / slip["file"]).read_text(encoding="utf-8")
            assert place(text, slip["context"], slip["new"]) is not None, slip
    assert yaml.safe_load((folder / "corpus.yaml").read_text(encoding="utf-8")).keys() == {"reports", "first_sight", "since"}


def test_a_slip_and_a_false_alarm_are_counted(tmp_path: Path) -> None:
    head = "明川县水务局2023年度部门整体支出绩效自评报告\n\n一、部门收支情况\n\n"
    right = "2023年决算支出合计120.00万元，其中：基本支出80.00万元，项目支出40.00万元。\n"
    for kind, told, loud in (("clean", right, right.replace("120", "150")), ("bad", right.replace("120", "130"), right)):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "a.txt").write_text(head + told, encoding="utf-8")
        (tmp_path / kind / "b.txt").write_text(head + loud, encoding="utf-8")
    slip = {"file": "a.txt", "old": "120.00", "new": "130.00", "context": "合计130.00万元，其中", "mechanism": "one digit"}
    missed = {"file": "b.txt", "old": "150.00", "new": "120.00", "context": "合计120.00万元，其中", "mechanism": "none"}
    (tmp_path / "truth.json").write_text(json.dumps([slip, missed]), encoding="utf-8")
    (tmp_path / "corpus.yaml").write_text("{reports: two, first_sight: none, since: none}", encoding="utf-8")
    found = hand(tmp_path, 1)
    assert (found.slips.good, found.slips.all, found.loud, found.reports, found.unplaced) == (1, 2, 1, 2, [])
