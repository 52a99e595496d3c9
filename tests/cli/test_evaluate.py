"""`hengji evaluate`: exit codes and keys of the contract; files are written whole, all of them or none."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji.cli.common import write

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.rulebook.book import Book

    Hengji = Callable[..., tuple[int, str, str]]

NAMES = {"自评报告.docx", "评分表.xlsx", "数据表.xlsx", "自查意见.html", "evaluation.json"}
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, hidden files too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def broken(examples: Path, folder: Path, name: str, old: str, new: str) -> Path:
    """An example with one thing changed."""
    shutil.copytree(next(examples.glob(f"{name}-*")), folder)
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "case.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return folder


# ---- exit codes


def test_a_case_without_errors_is_0_and_writes_five_files(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    code, printed, said = hengji("evaluate", examples / "002-yiyang-2020", "--out", tmp_path / "out")
    assert (code, said) == (0, "")
    assert set(files(tmp_path / "out")) == NAMES
    assert "总分 99.62，等级：优秀" in printed
    assert "其中由数据计算 49.62 分，评定录入 50.00 分" in printed
    assert re.search(r"勾稽核对：相符 \d+，可解释 \d+，不符 \d+，不下结论 \d+，不适用 \d+", printed)


def test_errors_among_the_findings_are_1_and_the_files_are_written(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    case = broken(examples, tmp_path / "twin", "000", "value: 15.47万元", "value: 15.74万元")
    code, printed, said = hengji("evaluate", case, "--out", tmp_path / "out")
    assert (code, said) == (1, "")
    assert set(files(tmp_path / "out")) == NAMES
    assert "错误  AR01  " in printed


def test_doubts_alone_are_no_error(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    code, printed, _ = hengji("evaluate", examples / "003-potou-2024", "--out", tmp_path / "out")
    assert (code, "疑点  AR05  " in printed) == (0, True)
    assert "不出总分" in printed


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("value: 1864.04万元", "value: １８６４万元", "IN06"),
        ("value: 1864.04万元", "value: 1e400", "IN01"),
        ("scheme: hn-yiyang-2020", "scheme: hn-yiyang", "RB30"),
        ("slot: N10-S", "slot: N10-Z", "IN10"),
        ("unit: 中共益阳市委组织部", "unit: *x", "RB02"),
    ],
)
def test_a_case_that_cannot_stand_is_2_and_writes_nothing(
    old: str, new: str, problem: str, examples: Path, tmp_path: Path, hengji: Hengji
) -> None:
    case = broken(examples, tmp_path / "case", "002", old, new)
    code, printed, said = hengji("evaluate", case, "--out", tmp_path / "out", "--json")
    assert (code, printed) == (2, "")
    assert re.match(rf"case\.yaml:\d+:\d+  {problem}  ", said)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "path", ["nowhere", "nowhere/case.yaml", "x" * 400, "a\x00b", "/", ".", "empty", "empty/notes.txt", "/dev/null"]
)
def test_what_is_no_case_is_2_and_never_a_traceback(path: str, tmp_path: Path, hengji: Hengji) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("甲", encoding="utf-8")
    code, printed, said = hengji("evaluate", path)
    assert (code, printed) == (2, "")
    assert re.search(r"  RD\d\d  ", said.splitlines()[0])
    assert not (tmp_path / "out").exists()


def test_a_scheme_that_is_not_there_is_2_and_the_others_are_named(book: Book, examples: Path, hengji: Hengji) -> None:
    code, _, said = hengji("evaluate", examples / "002-yiyang-2020", "--scheme", "hn-2071")
    assert code == 2
    assert said.startswith("--scheme  RB30  规则册里没有方案“hn-2071”\n")
    assert all(scheme.id in said for scheme in book.offered())


def test_a_place_that_is_a_file_is_2(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    (tmp_path / "out").write_text("旧", encoding="utf-8")
    code, printed, said = hengji("evaluate", examples / "002-yiyang-2020", "--out", tmp_path / "out")
    assert (code, printed) == (2, "")
    assert "  RD03  " in said
    assert (tmp_path / "out").read_text(encoding="utf-8") == "旧"


def test_without_a_place_the_files_go_below_out(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    code, _, _ = hengji("evaluate", examples / "002-yiyang-2020")
    assert code == 0
    assert set(files(tmp_path / "out" / "002-yiyang-2020")) == NAMES


def test_the_demo_is_0_and_writes_the_same_and_names_the_digit_that_it_changed(
    examples: Path, tmp_path: Path, hengji: Hengji
) -> None:
    code, printed, _ = hengji("demo", "--out", tmp_path / "demo")
    assert code == 0
    hengji("evaluate", examples / "002-yiyang-2020", "--out", tmp_path / "out")
    made = files(tmp_path / "demo")
    changed = made.pop("改动一位数字_自评报告.docx")
    assert made == files(tmp_path / "out")
    assert changed != made["自评报告.docx"]
    told = printed.split("演示：")[1]
    assert [line.split("  ")[1] for line in told.splitlines() if line.startswith("1. ")] == ["DC24"]
    assert "2. " not in told
    assert "基本支出（决算）　1101.73万元 → 1101.74万元" in told


# ---- for machines


def test_the_keys_are_those_of_the_contract(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    code, printed, said = hengji("evaluate", examples / "002-yiyang-2020", "--out", tmp_path / "out", "--json")
    whole = json.loads(printed)
    assert (code, said, printed.count("\n")) == (0, "", 1)
    assert list(whole) == ["unit", "year", "scheme", "total", "grade", "unscored", "lines", "findings"]
    assert {tuple(line) for line in whole["lines"]} == {
        (
            "code", "path", "weight", "measure", "points", "claimed", "status", "formula", "statement", "deduction", "reason",
            "full_marks_if",
        )
    }  # fmt: skip
    assert (whole["unit"], whole["year"], whole["scheme"]) == ("中共益阳市委组织部", 2020, "hn-yiyang-2020")
    assert (whole["total"], whole["grade"], whole["unscored"]) == ("99.62", "优秀", [])
    assert {line["status"] for line in whole["lines"]} == {"scored", "entered"}
    assert all({"code", "severity", "message"} <= set(finding) for finding in whole["findings"])


def test_points_are_decimals_in_text(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    _, printed, _ = hengji("evaluate", examples / "002-yiyang-2020", "--scheme", "hn-2017", "--out", tmp_path / "out", "--json")
    lines = json.loads(printed)["lines"]
    told = [line[key] for line in lines for key in ("weight", "points", "claimed", "deduction")]
    assert {type(value) for value in told} == {str, type(None)}
    assert all(DECIMAL.fullmatch(value) for value in told if value is not None)
    assert {line["code"]: line["points"] for line in lines if line["code"] in {"HN-02", "HN-04", "HN-09"}} == {
        "HN-02": None,
        "HN-04": "2.00",
        "HN-09": "0.00",
    }
    assert "上年（“三公”经费[年初预算]）" in next(line["reason"] for line in lines if line["code"] == "HN-02")


def test_while_a_weight_is_unknown_there_is_no_total_and_no_grade(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    _, printed, _ = hengji("evaluate", examples / "000-zhanjiang-2022", "--out", tmp_path / "out", "--json")
    whole = json.loads(printed)
    assert (whole["total"], whole["grade"]) == (None, None)
    assert whole["unscored"] == [line["code"] for line in whole["lines"] if line["status"] == "unknown"]
    assert {line["points"] for line in whole["lines"]} == {None}
    assert {line["weight"] for line in whole["lines"]} == {None}


def test_what_was_written_says_the_same(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    _, printed, _ = hengji("evaluate", examples / "002-yiyang-2020", "--out", tmp_path / "out", "--json")
    stored = json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))
    whole = json.loads(printed)
    assert {key: stored[key] for key in whole if key != "lines"} == {key: whole[key] for key in whole if key != "lines"}
    assert [{key: line[key] for key in whole["lines"][0]} for line in stored["lines"]] == whole["lines"]


def test_an_own_indicator_without_its_actual_value_stays_open_everywhere(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    case = broken(examples, tmp_path / "case", "002", "    actual: 553人次\n", "")
    code, printed, _ = hengji("evaluate", case, "--out", tmp_path / "out", "--json")
    whole = json.loads(printed)
    line = next(line for line in whole["lines"] if line["code"] == "CZ-1")
    assert (code, whole["total"], whole["grade"], whole["unscored"]) == (0, None, None, ["CZ-1"])
    assert (line["points"], line["status"], line["reason"]) == (None, "unknown", "缺少：公务员考录人数实际完成值")


# ---- all of the files or none


OLD, NEW = {"甲.txt": "旧甲".encode(), "乙.txt": "旧乙".encode()}, {"甲.txt": b"1", "乙.txt": b"2", "丙.txt": b"3"}


def failing(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, at: int) -> None:
    """A call that fails with a full disk the n-th time it is made, and no other time."""
    kept, calls = getattr(owner, name), []

    def fails(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == at:
            raise OSError(28, "No space left on device")
        return kept(*arguments, **named)

    monkeypatch.setattr(owner, name, fails)


CALLS = [(os, "fsync"), (Path, "replace"), (Path, "chmod"), (os, "fdopen"), (shutil, "copy2"), (Path, "mkdir")]


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize(("owner", "name"), CALLS)
def test_when_a_write_fails_the_old_files_stand_and_nothing_lies_beside_them(
    owner: object, name: str, at: int, tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for old, content in OLD.items():
        (tmp_path / old).write_bytes(content)
    failing(monkeypatch, owner, name, at)
    problems = write(tmp_path, NEW, book)
    monkeypatch.undo()
    made = {"mkdir": 1, "copy2": 2}.get(name, 3)
    assert [problem.code for problem in problems] == (["RD03"] if at <= made else [])
    assert files(tmp_path) == (OLD if at <= made else NEW)


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize(("owner", "name"), CALLS[:4])
def test_when_a_first_write_fails_no_file_is_left(
    owner: object, name: str, at: int, tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, owner, name, at)
    problems = write(tmp_path / "out", NEW, book)
    monkeypatch.undo()
    assert [(problem.code, problem.place.file) for problem in problems] == [("RD03", "out")]
    assert "No space left on device" in problems[0].message
    assert files(tmp_path / "out") == {}


def test_a_folder_in_the_place_of_a_file_changes_nothing(tmp_path: Path, book: Book) -> None:
    (tmp_path / "丙.txt").mkdir()
    (tmp_path / "甲.txt").write_bytes(b"0")
    assert [problem.code for problem in write(tmp_path, NEW, book)] == ["RD03"]
    assert {path.name for path in tmp_path.iterdir()} == {"甲.txt", "丙.txt"}
    assert (tmp_path / "甲.txt").read_bytes() == b"0"


def test_an_interruption_leaves_nothing_beside_the_old_files(tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    for old, content in OLD.items():
        (tmp_path / old).write_bytes(content)

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, NEW, book)
    assert files(tmp_path) == OLD


@pytest.mark.parametrize(("owner", "name", "at"), [(os, "fsync", 3), (Path, "replace", 5)])
def test_a_full_disk_is_2_and_the_last_package_stands(
    owner: object, name: str, at: int, examples: Path, tmp_path: Path, hengji: Hengji, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert hengji("evaluate", examples / "003-potou-2024", "--out", out)[0] == 0
    before = files(out)
    failing(monkeypatch, owner, name, at)
    code, printed, said = hengji("evaluate", examples / "002-yiyang-2020", "--out", out)
    assert (code, printed) == (2, "")
    assert said.startswith("out  RD03  不能写入 out：No space left on device\n")
    assert files(out) == before


def test_a_case_that_cannot_stand_leaves_the_last_package(examples: Path, tmp_path: Path, hengji: Hengji) -> None:
    out = tmp_path / "out"
    hengji("evaluate", examples / "002-yiyang-2020", "--out", out)
    before = files(out)
    case = broken(examples, tmp_path / "case", "002", "value: 1864.04万元", "value: nan")
    assert hengji("evaluate", case, "--out", out)[0] == 2
    assert files(out) == before


def test_files_are_readable_by_others_as_the_umask_says(tmp_path: Path, book: Book) -> None:
    umask = os.umask(0o022)
    try:
        write(tmp_path, NEW, book)
    finally:
        os.umask(umask)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o644}
