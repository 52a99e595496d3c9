"""The recipes: a province lays its own folder over the law book, and everything in it is used, with nothing changed in `src/`."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from hengji.cli import main
from hengji.core import exact
from hengji.rulebook.load import home, load
from hengji.testing import cases as rule_cases

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

CONCEPTS = """\
- id: parks_planned
  label: 计划建设公园数
  dimension: count
  moment: flow
  stages: []
  synonyms:
    - {text: 公园建设计划, sources: [教学]}
  definition: 当年计划建成的公园数量。
  reference: {source: 教学, confidence: K}
  disclosure: public
- id: parks_built
  label: 实际建成公园数
  dimension: count
  moment: flow
  stages: []
  definition: 当年建成并开放的公园数量。
  reference: {source: 教学, confidence: K}
  disclosure: public
"""

IDENTITY = """\
- code: AR99
  rule: I-99
  title: 建成的公园多于计划
  formula: 实际建成公园数 ≤ 计划建设公园数
  tolerance: exact
  severity: warning
  message: 建成的公园不应多于计划
  hints: []
  cannot_know: 不能判断计划是否调整过
  advice: 请核对年度计划。
  reference: {source: 教学, confidence: K}
"""

PAGE = "- {code: AR99, title: 建成的公园多于计划, bad: 计划 3 个，建成 5 个, good: 计划 5 个，建成 5 个}\n"

IDENTITY_CASES = """\
- name: 建成的不多于计划
  rule: AR99
  facts: {实际建成公园数: 3个, 计划建设公园数: 5个}
  expect: consistent
- name: 建成的多于计划
  rule: AR99
  facts: {实际建成公园数: 5个, 计划建设公园数: 3个}
  expect: impossible
- name: 计划数没有写
  rule: AR99
  facts: {实际建成公园数: 5个}
  expect: unknown
"""

SCHEME = """\
id: park-2030
title: 公园建设部门整体支出绩效评价指标表
authority: 某省财政厅
years: [2030, null]
full_marks: 100
rounding: {rate: 4, points: 2}
grades:
  - {label: 优, from: 90}
  - {label: 差, from: 0}
outline: park
reference: {source: 教学, confidence: K}
indicators:
  - id: PK-01
    path: [产出, 公园建成率]
    weight: 60
    measure: 实际建成公园数 ÷ 计划建设公园数
    method: ratio_capped
    standard: 建成率乘以分值。
    reference: {source: 教学, confidence: K}
  - id: PK-02
    path: [过程, 支出完成率]
    weight: 40
    measure: 本年支出合计 ÷ 本年支出合计[年初预算]
    method: ratio_capped
    reference: {source: 教学, confidence: K}
"""

SCHEME_CASES = """\
- name: 三个公园建成两个
  scheme: park-2030
  indicator: PK-01
  facts: {实际建成公园数: 2个, 计划建设公园数: 3个}
  expect: {measure: 66.67%, points: "40.00"}
"""

CASE = """\
unit: 某市公园管理局
year: 2030
scheme: park-2030
facts:
  - {name: 计划建设公园数, value: 3个}
  - {name: 实际建成公园数, value: 4个}
  - {name: 本年支出合计, value: 90万元}
  - {name: "本年支出合计[年初预算]", value: 100万元}
"""

FILES = {
    "concepts/parks.yaml": CONCEPTS,
    "identities/parks.yaml": IDENTITY,
    "codes/parks/AR.yaml": PAGE,
    "cases/identities/AR99.yaml": IDENTITY_CASES,
    "schemes/somewhere/park-2030.yaml": SCHEME,
    "cases/schemes/park-2030.yaml": SCHEME_CASES,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province's own folder, and a department's case beside it."""
    place = tmp_path_factory.mktemp("province")
    for name, text in FILES.items():
        path = place / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (place / "book" / "templates" / "reports").mkdir(parents=True)
    shutil.copy(home() / "templates" / "reports" / "national.docx", place / "book" / "templates" / "reports" / "park.docx")
    (place / "case").mkdir()
    (place / "case" / "case.yaml").write_text(CASE, encoding="utf-8")
    return place


@pytest.fixture(autouse=True)
def _own_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kept law books of this test stay in its own folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))


def run(folder: Path, *arguments: str | Path) -> int:
    """The command line over the province's folder."""
    return main(["--rulebook", str(folder / "book"), *map(str, arguments)])


def test_what_the_province_adds_stands_beside_what_came_with_the_program(folder: Path, book: Book) -> None:
    laid, problems = load(home(), folder / "book")
    assert problems == ()
    added = {
        kind: set(getattr(laid, kind)) - set(getattr(book, kind))
        for kind in ("concepts", "identities", "schemes", "codes", "templates")
    }
    assert added == {
        "concepts": {"parks_planned", "parks_built"},
        "identities": {"AR99"},
        "schemes": {"park-2030"},
        "codes": {"AR99"},
        "templates": {"reports/park.docx"},
    }
    assert set(book.concepts) < set(laid.concepts)
    assert laid.digest != book.digest


def test_the_cases_of_the_province_are_run_with_its_rules(folder: Path) -> None:
    laid, _ = load(home(), folder / "book")
    cases, problems = rule_cases.read(laid, folder / "book")
    assert problems == ()
    assert [rule_cases.run(case, laid) for case in cases] == ["consistent", "impossible", "unknown", "measure=66.67% 40.00"]
    assert list(rule_cases.check(laid, cases)) == []


def test_the_command_line_lists_checks_tests_and_explains_it(folder: Path, book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "rulebook", "list") == 0
    assert set(capsys.readouterr().out.split()) == {scheme.id for scheme in book.offered()} | {"park-2030"}
    assert run(folder, "rulebook", "check") == 0
    assert capsys.readouterr() == ("", "")
    assert run(folder, "rulebook", "test") == 0
    cases, _ = rule_cases.read(book)
    assert str(len(cases) + 4) in capsys.readouterr().out
    for word, said in (
        ("AR99", "建成的公园多于计划"),
        ("PK-01", "实际建成公园数 ÷ 计划建设公园数"),
        ("公园建设计划", "计划建成的公园数量"),
    ):
        assert run(folder, "explain", word) == 0
        assert said in capsys.readouterr().out


def test_a_department_is_evaluated_by_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "evaluate", folder / "case", "--out", folder / "out", "--json") == 0
    printed, errors = capsys.readouterr()
    said = json.loads(printed)
    assert errors == ""
    assert (said["total"], said["grade"]) == ("96.00", "优")
    assert [(line["code"], line["measure"], line["points"]) for line in said["lines"]] == [
        ("PK-01", "133.33%", "60.00"),
        ("PK-02", "90.00%", "36.00"),
    ]
    assert [finding["code"] for finding in said["findings"]] == ["AR99"]
    assert (folder / "out" / "自评报告.docx").stat().st_size > 0


def test_without_the_folder_its_words_and_its_scheme_are_not_known(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(folder / "case"), "--out", str(folder / "none")]) == 2
    said = capsys.readouterr().err
    assert ("IN07" in said, "RB30" in said) == (True, True)
    assert not (folder / "none").exists()


def test_a_file_of_the_same_name_lies_over_the_one_that_came_with_the_program(folder: Path, book: Book) -> None:
    name = "schemes/national/project-2020.yaml"
    over = folder / "over" / name
    over.parent.mkdir(parents=True)
    text = (home() / name).read_text(encoding="utf-8")
    over.write_text(text.replace("measure: 年度资金总额[决算]", "measure: 本年支出合计[决算]"), encoding="utf-8")
    laid, problems = load(home(), folder / "over")
    assert problems == ()
    changed = laid.schemes["cn-mof-2020-10"].indicators[0], book.schemes["cn-mof-2020-10"].indicators[0]
    assert changed[0].measure != changed[1].measure
    assert exact.compare(changed[0].weight or (0, 1), changed[1].weight or (0, 1)) == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("concepts/parks.yaml", "label: 计划建设公园数", "label: 本年支出合计", "RB16"),
        ("identities/parks.yaml", "code: AR99", "code: AR01", "RB10"),
        ("identities/parks.yaml", "code: AR99", "code: AR00", "RB20"),
        ("schemes/somewhere/park-2030.yaml", "id: park-2030", "id: hn-2017", "RB10"),
        ("schemes/somewhere/park-2030.yaml", "outline: park", "outline: garden", "RB24"),
    ],
)
def test_what_clashes_with_the_law_book_is_told(folder: Path, tmp_path: Path, name: str, old: str, new: str, code: str) -> None:
    shutil.copytree(folder / "book", tmp_path / "book")
    text = (tmp_path / "book" / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "book" / name).write_text(text.replace(old, new), encoding="utf-8")
    _, problems = load(home(), tmp_path / "book")
    assert code in {problem.code for problem in problems}
    assert {problem.place.file for problem in problems if problem.code == code} == {name}
