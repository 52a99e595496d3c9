"""Five tables in five layouts: what must be recognised and what must be left to a person, and the points that come of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml
from tests.exchange import tables_maker, truth

from hengji import exchange, pipeline
from hengji.cli import main
from hengji.core import exact
from hengji.core.unknown import Unknown
from hengji.reading.score_tables.assemble import Given
from hengji.rulebook import load
from hengji.rulebook.files import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.exchange import Written
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

    Read = Callable[..., tuple[Written | None, tuple[Problem, ...]]]

TABLES = {
    "hunan": (tables_maker.hunan, truth.HUNAN),
    "yueyang": (tables_maker.yueyang, truth.YUEYANG),
    "dazhou": (tables_maker.dazhou, truth.DAZHOU),
    "wudang": (tables_maker.wudang, truth.WUDANG),
    "zhanjiang": (tables_maker.zhanjiang, truth.ZHANJIANG),
}
PLACE = "schemes/by-hand.yaml"


def _written(read: Read, content: bytes, name: str = "by-hand", **given: object) -> Written:
    written, _ = read(content, Given(id=name, **given))  # type: ignore[arg-type] # what a test gives
    assert written is not None
    return written


def _scheme(written: Written, source: Source) -> tuple[Scheme, Book]:
    book, problems = load.build(Source({**source.files, PLACE: written.text.encode()}))
    assert problems == ()
    return book.schemes[written.imported.draft.id], book


@pytest.mark.parametrize("table", TABLES)
def test_each_row_has_the_method_that_a_careful_reader_finds_or_is_left_to_a_person(
    table: str, imported: Read, source: Source
) -> None:
    make, expected = TABLES[table]
    written = _written(imported, make())
    scheme, _ = _scheme(written, source)
    assert {row.path[-1]: row.method.id if row.method else None for row in scheme.indicators} == expected
    waiting = {each.name for each in written.imported.draft.undecided if each.row}
    assert waiting == {name for name, method in expected.items() if method is None} | truth.WEIGHT_LEFT_OPEN.get(table, set())


def test_without_the_note_whole_steps_against_pro_rata_is_never_guessed(imported: Read, source: Source) -> None:
    """The same table without the line that says what happens to a part of a step."""
    written = _written(imported, tables_maker.hunan(part_of_a_step=False))
    scheme, _ = _scheme(written, source)
    found = {row.path[-1]: row.method.id if row.method else None for row in scheme.indicators}
    assert found == truth.HUNAN_WITHOUT_THE_NOTE
    assert "# 待定：没有写不足一步怎样扣" in written.text
    assert "可写 method: deduct_per_started_step_under" in written.text


@pytest.mark.parametrize("table", TABLES)
def test_excel_to_yaml_to_excel_to_yaml_loses_nothing(table: str, imported: Read, source: Source) -> None:
    make, _ = TABLES[table]
    first = _written(imported, make())
    scheme, book = _scheme(first, source)
    files = Source({**source.files, PLACE: first.text.encode()})
    content, problems = exchange.table_from_scheme("by-hand", book, files)
    assert problems == ()
    second = _written(imported, content or b"")
    again, _ = _scheme(second, source)
    assert again == scheme


def test_paths_and_weights_stand_in_every_layout_as_printed(imported: Read, source: Source) -> None:
    """Merged, blank, numbered, with their weights inside, and over the whole width."""
    wanted = {
        "hunan": (("投入", "预算配置", "在职人员控制率"), "5"),
        "yueyang": (("投入", "预算配置", "财政供养人员控制率"), "5"),
        "dazhou": (("部门决策", "目标任务", "相关性"), "5"),
        "wudang": (("履职效能", "目标设定", "目标依据充分性"), "2"),
        "zhanjiang": (("预算编制情况", "预算编制", "预算编制合理性"), "6"),
    }
    for table, (make, expected) in TABLES.items():
        scheme, _ = _scheme(_written(imported, make()), source)
        first = scheme.indicators[0]
        assert (first.path, exact.plain(first.weight or exact.ZERO)) == wanted[table]
        assert len(scheme.indicators) == len(expected)
        if table != "wudang":  # where one weight is missing
            assert exact.plain(_sum(scheme)) == "100"


def _sum(scheme: Scheme) -> exact.Exact:
    total = exact.ZERO
    for row in scheme.indicators:
        total = exact.add(total, row.weight or exact.ZERO)
    return total


def _reckoned(written: Written) -> Written:
    """The file after a person has taken the second reading of each measure that has two (本年追加预算 as Hunan reckons it), with its method."""

    def decided(found: re.Match[str]) -> str:
        said, row = found[1], found[2]
        methods, measures = (re.findall(f"可写 {key}: ([^#\n]+)", said) for key in ("method", "measure"))
        if len(methods) == 1 and len(measures) == 2:
            row = row.replace("method: null", f"method: {methods[0].strip()}")
            row = row.replace("measure: null", f'measure: "{measures[1].strip()}"')
        return said + row

    return replace(written, text=re.sub(r"((?:  #.*\n)+)(  - id:.*\n(?:    .*\n)*)", decided, written.text))


def points(table: str, case: str, read: Read, source: Source, examples: Path) -> dict[str, str | None]:
    """The points of a seed's facts under an imported table, by the indicator's name; None where they are not known."""
    written = _reckoned(_written(read, TABLES[table][0]()))
    scheme, book = _scheme(written, source)
    found, _ = pipeline.read_case(examples / case, book, scheme.id)
    assert found is not None
    evaluation, _ = pipeline.assess(found, book, scheme.id)
    assert evaluation is not None
    return {
        line.path[-1]: None if isinstance(line.points, Unknown) else exact.plain(line.points) for line in evaluation.sheet.lines
    }


def test_seed_002_scores_under_the_hunan_table_as_rules_3_3_says(imported: Read, source: Source, examples: Path) -> None:
    """RULES 3.3: 96.24 % is less than a step short; 追加 29.27 %; procurement 13 steps; last year's 三公 budget is not known."""
    found = points("hunan", "002-yiyang-2020", imported, source, examples)
    assert found["在职人员控制率"] == "5"
    assert found["“三公经费”变动率"] is None
    assert found["预算完成率"] == "5"
    assert found["预算控制率"] == "2"
    assert found["公用经费控制率"] == "8"
    assert found["“三公经费”控制率"] == "7"
    assert found["政府采购执行率"] == "0"
    assert found["社会公众或服务对象满意度"] == "6"


def test_seed_004_scores_under_the_zhanjiang_table(imported: Read, source: Source, examples: Path) -> None:
    """RULES 7.5: 1169.11/1170.64 = 99.87 %, 1.53/1170.64 = 0.13 %, 6.84/8.44 = 81.04 %, 235.43/235.43 = 100 %, each of 10 points."""
    found = points("zhanjiang", "004-bianban-2023", imported, source, examples)
    assert found["支出完成率"] == "9.99"
    assert found["结转结余率"] == "10"
    assert found["政府采购执行率"] == "8.1"
    assert found["固定资产利用率"] == "10"
    assert found["公众或服务对象满意度"] is None


def test_seed_000_scores_under_the_zhanjiang_table(imported: Read, source: Source, examples: Path) -> None:
    """RULES 7: 2900.8/2916.27 = 99.47 %, 15.47/2916.27 = 0.53 %."""
    found = points("zhanjiang", "000-zhanjiang-2022", imported, source, examples)
    assert found["支出完成率"] == "9.95"
    assert found["结转结余率"] == "10"


def test_seed_001_did_no_stocktaking_and_gets_nothing_for_it(imported: Read, source: Source, examples: Path) -> None:
    found = points("wudang", "001-conghua-2022", imported, source, examples)
    assert found["资产盘点情况"] == "0"


def test_seed_003_has_no_figures_for_these_rows_and_nothing_becomes_zero(imported: Read, source: Source, examples: Path) -> None:
    found = points("yueyang", "003-potou-2024", imported, source, examples)
    assert found["财政供养人员控制率"] is None  # the report has no total of posts
    assert found["“三公经费”变动率"] is None
    assert found["预算调整率"] is None


def test_what_was_read_is_said(imported: Read) -> None:
    written = _written(imported, tables_maker.zhanjiang())
    assert written.imported.sheets == ("附件3 评分表",)
    assert written.imported.scores == ("单位自评得分", "财政评价得分")
    assert "years: [2023, 2023]" in written.text


def _rate(read: Read, source: Source, tmp_path: Path, row: str, facts: dict[str, str]) -> str:
    """The points of one row of the imported Hunan table for a few facts."""
    scheme, book = _scheme(_reckoned(_written(read, tables_maker.hunan())), source)
    folder = tmp_path / "case"
    folder.mkdir(exist_ok=True)
    lines = [f'  - {{name: "{name}", value: {value}, at: 拟定}}' for name, value in facts.items()]
    text = "\n".join(["unit: 某局", "year: 2017", f"scheme: {scheme.id}", "facts:", *lines]) + "\n"
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    case, problems = pipeline.read_case(folder, book)
    assert problems == ()
    assert case is not None
    evaluation, _ = pipeline.assess(case, book)
    assert evaluation is not None
    line = next(line for line in evaluation.sheet.lines if line.path[-1] == row)
    assert not isinstance(line.points, Unknown)
    return exact.plain(line.points)


@pytest.mark.parametrize(
    ("left", "points"), [("72万元", "3"), ("7.3万元", "5"), ("0万元", "5"), ("50万元", "3"), ("49.99万元", "5"), ("130万元", "1")]
)
def test_steps_of_the_imported_table_are_those_of_the_worked_examples(
    left: str, points: str, imported: Read, source: Source, tmp_path: Path
) -> None:
    """RULES 3.2, HN-03: 92.8 % earns 3 and 99.27 % earns 5 of 5; and the limits of the steps."""
    facts = {
        "年度资金总额[年初预算]": "1000万元",
        "年度资金总额[全年预算]": "1000万元",
        "年初结转和结余": "0万元",
        "年末结转和结余": left,
    }
    assert _rate(imported, source, tmp_path, "预算完成率", facts) == points


@pytest.mark.parametrize(("added", "points"), [("0", "5"), ("100", "4"), ("100.1", "3"), ("300", "2"), ("300.1", "0")])
def test_bands_of_the_imported_table_have_their_limits(
    added: str, points: str, imported: Read, source: Source, tmp_path: Path
) -> None:
    """RULES 4.8, K06: 0 → 5; 10 % → 4; 10.01 % → 3; 30 % → 2; 30.01 % → 0."""
    whole = exact.plain(exact.add(exact.of("1000"), exact.of(added)))
    facts = {"年度资金总额[年初预算]": "1000万元", "年度资金总额[全年预算]": f"{whole}万元", "年初结转和结余": "0万元"}
    assert _rate(imported, source, tmp_path, "预算控制率", facts) == points


@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_a_person_who_takes_a_candidate_has_a_sound_scheme(chosen: int, imported: Read, source: Source) -> None:
    """Whole steps, started steps or pro rata: each candidate goes into the file as it stands, with the parameters that are there already."""
    written = _written(imported, tables_maker.hunan(part_of_a_step=False))

    def decided(found: re.Match[str]) -> str:
        """A row with the chosen method, and with the measure where that is open too."""
        said, row = found[1], found[2]
        methods, measures = (re.findall(f"可写 {key}: ([^#\n]+)", said) for key in ("method", "measure"))
        if len(methods) == 3:
            row = row.replace("method: null", f"method: {methods[chosen].strip()}")
            row = row.replace("measure: null", f'measure: "{measures[0].strip()}"') if measures else row
        return said + row

    text = re.sub(r"((?:  #.*\n)+)(  - id:.*\n(?:    .*\n)*)", decided, written.text)
    book, problems = load.build(Source({**source.files, PLACE: text.encode()}))
    assert problems == ()
    methods = {row.path[-1]: row.method.id if row.method else None for row in book.schemes["by-hand"].indicators}
    kind = ("full_step", "started_step", "linear")[chosen]
    stepped = {truth.STEP_OVER, truth.STEP_UNDER, truth.STEP_BOTH}
    assert [name for name, method in truth.HUNAN.items() if method in stepped and kind not in str(methods[name])] == []


@pytest.mark.parametrize("table", TABLES)
def test_what_is_undecided_stays_undecided_through_excel(
    table: str, imported: Read, source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rows left to a person, their number, their places in the file and the exit code are the same after a round trip."""
    make, _ = TABLES[table]
    first = _written(imported, make())
    _, book = _scheme(first, source)
    content, _ = exchange.table_from_scheme("by-hand", book, Source({**source.files, PLACE: first.text.encode()}))
    second = _written(imported, content or b"")
    waiting = [[each.row for each in made.imported.draft.undecided if each.row] for made in (first, second)]
    assert {*waiting[0]} == {*waiting[1]}
    assert {*waiting[0]} == {row["id"] for row in yaml_rows(second.text) if row["method"] is None or row["weight"] is None}
    assert second.text.count("# 待定：") >= len({*waiting[0]})
    (tmp_path / "again.xlsx").write_bytes(content or b"")
    code = main(["rulebook", "import", str(tmp_path / "again.xlsx"), "-o", str(tmp_path / "again.yaml")])
    assert code == (1 if waiting[0] else 0)
    assert f"待定的 {len({*waiting[0]})} 行" in capsys.readouterr().out


def yaml_rows(text: str) -> list[dict[str, object]]:
    """The rows of a scheme's file by another reader of YAML."""
    found = yaml.safe_load(text)["indicators"]
    assert isinstance(found, list)
    return found
