"""`hengji rulebook list | check | test`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.rulebook import files
from hengji.testing import cases as rule_cases

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.rulebook.book import Book

    Hengji = Callable[..., tuple[int, str, str]]


def test_list_prints_one_id_a_line_and_no_teaching_scheme(book: Book, hengji: Hengji) -> None:
    code, printed, said = hengji("rulebook", "list")
    lines = printed.splitlines()
    assert (code, said) == (0, "")
    assert lines == sorted(scheme.id for scheme in book.schemes.values() if "teaching/" not in scheme.place.file)
    assert "teaching-zhanjiang" in book.schemes
    assert "teaching-zhanjiang" not in lines


def test_check_is_silent_where_the_law_book_is_sound(hengji: Hengji) -> None:
    assert hengji("rulebook", "check") == (0, "", "")


def test_check_counts_the_undecided_rows_of_a_scheme_of_ones_own(tmp_path: Path, hengji: Hengji) -> None:
    place = tmp_path / "mine" / "schemes" / "own.yaml"
    place.parent.mkdir(parents=True)
    text = (files.home() / "schemes" / "hunan" / "department-2017.yaml").read_text(encoding="utf-8")
    text = text.replace("id: hn-2017\ntitle: ", "id: own\ntitle: 某县", 1).replace("method: ratio_capped", "method: null")
    place.write_text(text, encoding="utf-8")
    code, printed, said = hengji("--rulebook", tmp_path / "mine", "rulebook", "check")
    assert (code, said) == (0, "")
    assert printed.startswith("方案 own：16 行里有 1 行的计分方法或分值待定")


def test_check_tells_every_fault_in_one_run(tmp_path: Path, hengji: Hengji) -> None:
    for name, text in {
        "concepts/a.yaml": "- id: a\n",
        "schemes/b.yaml": "id: b\nid: c\n",
        "identities/d.yaml": "- code: AR98\n  formula: 本年支出总合 ＝ 0\n",
    }.items():
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    code, printed, said = hengji("--rulebook", tmp_path / "mine", "rulebook", "check")
    assert (code, printed) == (1, "")
    places = [line.split("  ")[:2] for line in said.splitlines() if not line.startswith(" ")]
    assert ["concepts/a.yaml:1:3", "RB04"] in places
    assert ["schemes/b.yaml:2:1", "RB03"] in places
    assert ["identities/d.yaml:1:3", "RB04"] in places


def test_test_prints_how_many_cases_there_are(book: Book, hengji: Hengji) -> None:
    cases, _ = rule_cases.read(book)
    code, printed, said = hengji("rulebook", "test")
    assert (code, printed, said) == (0, f"用例 {len(cases)} 条，全部符合\n", "")


def test_test_names_the_case_that_differs(book: Book, tmp_path: Path, hengji: Hengji) -> None:
    path = tmp_path / "mine" / "cases" / "identities" / "AR01.yaml"
    path.parent.mkdir(parents=True)
    facts = "{年初结转和结余: 0万元, 本年收入合计: 2916.27万元, 本年支出合计: 2900.8万元, 年末结转和结余: 15.74万元}"
    path.write_text(f"- name: 颠倒的两位\n  rule: AR01\n  facts: {facts}\n  expect: consistent\n", encoding="utf-8")
    cases, _ = rule_cases.read(book)
    code, printed, said = hengji("--rulebook", tmp_path / "mine", "rulebook", "test")
    assert (code, printed) == (1, f"用例 {len(cases) + 1} 条，1 条不符\n")
    assert said.startswith("cases/identities/AR01.yaml:1:3  RB31  用例“颠倒的两位”应为 consistent，实为 impossible\n")


def test_test_refuses_a_case_of_a_rule_that_is_not_there(tmp_path: Path, hengji: Hengji) -> None:
    path = tmp_path / "mine" / "cases" / "identities" / "x.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("- name: 甲\n  rule: AR999\n  facts: {本年支出合计: 1e400}\n  expect: consistent\n", encoding="utf-8")
    code, printed, said = hengji("--rulebook", tmp_path / "mine", "rulebook", "test")
    assert (code, printed) == (2, "")
    assert [line.split("  ")[1] for line in said.splitlines() if not line.startswith(" ")] == ["IN01", "RB32"]
