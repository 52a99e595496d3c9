"""`hengji rulebook diff A B`: exit codes, words for people, JSON for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.rulebook.book import Book

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


# ---- whom it moves

FACTS = {
    "本年支出合计": "2900万元",
    "本年支出合计[年初预算]": "3000万元",
    "在职人员数": "55人",
    "编制数": "50人",
}
ROW = "  - {{id: {id}, path: [{path}], weight: {weight}, measure: '{measure}', {method}, reference: {{source: 教学示例, confidence: K}}}}\n"
RATE = ("本年支出合计 ÷ 本年支出合计[年初预算]", "method: ratio_capped")
STAFF = ("在职人员数 ÷ 编制数", "method: deduct_per_full_step_over, parameters: {限度: 100%, 步长: 1%, 每步扣分: 1分}")


def scheme(folder: Path, name: str, first: int, step: str) -> Path:
    """Two rows that add up to 100."""
    path = folder / f"{name}.yaml"
    rate = ROW.format(id="D-1", path="预算完成率", weight=first, measure=RATE[0], method=RATE[1])
    staff = ROW.format(id="D-2", path="在职人员控制率", weight=100 - first, measure=STAFF[0], method=STAFF[1].replace("1%", step))
    path.write_text(
        f"id: {name}\ntitle: 教学示例{name}\nauthority: 教学示例\nyears: [2020, null]\nfull_marks: 100\n"
        "rounding: {rate: null, points: 2}\ngrades: [{label: 优, from: 90}, {label: 差, from: 0}]\noutline: national\n"
        f"reference: {{source: 教学示例, confidence: K}}\nindicators:\n{rate}{staff}",
        encoding="utf-8",
    )
    return path


def department(folder: Path, name: str, **changed: str) -> None:
    """The facts of a department; what is given as nothing is left out."""
    path = folder / "facts" / name / "case.yaml"
    path.parent.mkdir(parents=True)
    facts = "".join(f'  - {{name: "{key}", value: "{value}"}}\n' for key, value in {**FACTS, **changed}.items() if value)
    path.write_text(f"unit: {name}\nyear: 2022\nfacts:\n{facts}", encoding="utf-8")


def moved(folder: Path) -> tuple[Path, Path, Path]:
    """甲: 60 × 96.67 % = 58, staff 10 over = 40 − 10 = 30, in all 88; then 50 × 96.67 % = 48.33, 5 steps of 2 %: 45, in all 93.33.

    乙 has no staff figure. 丙 spends all and has no one too many: 100 both times.
    """
    department(folder, "甲局")
    department(folder, "乙局", 在职人员数="")
    department(folder, "丙局", 本年支出合计="3000万元", 在职人员数="50人")
    return scheme(folder, "old", 60, "1%"), scheme(folder, "new", 50, "2%"), folder / "facts"


def test_facts_tell_whom_the_change_moves_and_through_which_rows(tmp_path: Path, hengji: Hengji) -> None:
    old, new, facts = moved(tmp_path)
    code, printed, said = hengji("rulebook", "diff", old, new, "--facts", facts, "--json")
    effect = json.loads(printed)["effect"]
    assert (code, said) == (1, "")
    assert (effect["units"], effect["compared"], effect["up"], effect["down"], effect["same"]) == (3, 2, 1, 0, 1)
    assert effect["unknown"] == {"neither": 1, "only_before": 0, "only_after": 0}
    assert effect["moves"] == [
        {
            "unit": "甲局", "year": 2022, "before": "88", "after": "93.33", "change": "5.33", "grades": ["差", "优"],
            "through": [{"code": "D-1", "points": "-9.67"}, {"code": "D-2", "points": "15"}], "rest": "0",
        }
    ]  # fmt: skip
    assert [(row["before"], row["up"], row["down"], row["same"], row["unknown"]) for row in effect["rows"]] == [
        ("D-1", 0, 3, 0, 0),
        ("D-2", 2, 0, 0, 1),
    ]
    assert effect["totals"]["after"]["values"] == [{"total": "93.33", "units": 1}, {"total": "100", "units": 1}]
    assert (effect["totals"]["after"]["unknown"], effect["regraded"]) == (1, 1)


def test_the_terminal_tells_it_in_words(tmp_path: Path, hengji: Hengji) -> None:
    old, new, facts = moved(tmp_path)
    _, printed, _ = hengji("rulebook", "diff", old, new, "--facts", facts)
    assert "前后都有总分的 2 个单位年度：升 1 个，降 0 个，不变 1 个。" in printed
    assert "在职人员控制率 +15.00；预算完成率 −9.67" in printed
    assert "两边都没有总分的 1 个" in printed


def test_the_page_is_sound_html_with_a_chart_and_a_table_for_it(tmp_path: Path, hengji: Hengji) -> None:
    import html5lib

    old, new, facts = moved(tmp_path)
    code, printed, _ = hengji("rulebook", "diff", old, new, "--facts", facts, "-o", tmp_path / "比较.html")
    text = (tmp_path / "比较.html").read_text(encoding="utf-8")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert (code, f"已写入 {tmp_path}" in printed) == (1, True)
    pictures = [node for node in tree.iter() if str(node.tag).endswith("svg")]
    assert [node.get("role") for node in pictures] == ["img"] * 3
    for picture in pictures:
        names = picture.get("aria-labelledby", "").split()
        told = {node.get("id"): node.text for node in picture.iter() if node.get("id")}
        assert all(told[name] for name in names)
    sections = {node.get("id"): node for node in tree.iter("section")}
    for name in ("totals", "grades", "contributions"):
        assert list(sections[name].iter("table"))
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text
    assert hengji("rulebook", "diff", old, new, "--facts", facts, "-o", tmp_path / "again.html")[0] == 1
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "比较.html").read_bytes()


def test_the_word_file_has_the_same_tables_and_pictures_with_words(tmp_path: Path, hengji: Hengji) -> None:
    import docx

    from hengji.writing.charts.png import has_chinese_face

    old, new, facts = moved(tmp_path)
    assert hengji("rulebook", "diff", old, new, "--facts", facts, "-o", tmp_path / "比较.docx")[0] == 1
    paper = docx.Document(str(tmp_path / "比较.docx"))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert {"甲局", "88.00", "93.33", "+5.33", "差 → 优"} <= set(cells)
    drawn = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]
    words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert len(drawn) == (3 if has_chinese_face() else 0)
    assert all(drawn)
    assert has_chinese_face() or "本机没有中文字体" in words


def test_without_a_chinese_face_the_word_file_says_so(tmp_path: Path, hengji: Hengji, monkeypatch: pytest.MonkeyPatch) -> None:
    import docx

    from hengji.writing.charts import png

    monkeypatch.setattr(png, "has_chinese_face", lambda: False)
    old, new, facts = moved(tmp_path)
    assert hengji("rulebook", "diff", old, new, "--facts", facts, "-o", tmp_path / "比较.docx")[0] == 1
    paper = docx.Document(str(tmp_path / "比较.docx"))
    assert len(paper.inline_shapes) == 0
    assert sum(paragraph.text.startswith("本机没有中文字体") for paragraph in paper.paragraphs) == 3


@pytest.mark.parametrize(("name", "code"), [("nowhere", "RD01"), ("empty", "RB82")])
def test_facts_that_are_not_there_are_2(name: str, code: str, tmp_path: Path, hengji: Hengji) -> None:
    (tmp_path / "empty").mkdir()
    found, printed, said = hengji("rulebook", "diff", "gd-zj-2022", "gd-zj-2023", "--facts", tmp_path / name)
    assert (found, printed, said.split("  ")[1]) == (2, "", code)


def test_a_case_that_the_machine_does_not_give_is_told_left_out_and_counted(
    tmp_path: Path, hengji: Hengji, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hengji import pipeline

    old, new, facts = moved(tmp_path)
    read = pipeline.read_case

    def refusing(path: Path, book: Book, scheme: str = "") -> object:
        if path.name == "甲局":
            raise PermissionError(13, "Permission denied")
        return read(path, book, scheme)

    monkeypatch.setattr(pipeline, "read_case", refusing)
    code, printed, said = hengji("rulebook", "diff", old, new, "--facts", facts, "--json")
    assert (code, json.loads(printed)["effect"]["refused"]) == (1, {"units": 1, "files": ["甲局"]})
    assert said.startswith("甲局  RB80  “甲局”打不开：Permission denied")


def test_a_case_that_cannot_be_read_is_told_left_out_and_counted(tmp_path: Path, hengji: Hengji) -> None:
    old, new, facts = moved(tmp_path)
    (facts / "甲局" / "case.yaml").write_text("unit: 甲局\nyear: x\n", encoding="utf-8")
    department(tmp_path, "丁局")
    text = (facts / "丙局" / "case.yaml").read_text(encoding="utf-8")
    (facts / "丁局" / "case.yaml").write_text(text, encoding="utf-8")
    code, printed, said = hengji("rulebook", "diff", old, new, "--facts", facts, "--json")
    effect = json.loads(printed)["effect"]
    assert (code, effect["units"], effect["refused"]) == (1, 2, {"units": 2, "files": ["丙局", "甲局"]})
    assert "甲局/case.yaml:2:7  RB07" in said
    assert "丙局  RB83" in said


def table(folder: Path, book: Book, rows: str, name: str = "facts.csv") -> Path:
    """甲, 乙 and 丙 as rows of a table: money in 分, people counted."""
    concepts = [book.by_label[label].id for label in ("本年支出合计", "在职人员数", "编制数")]
    head = ["unit", "year", f"{concepts[0]}__outturn", f"{concepts[0]}__original", *concepts[1:]]
    path = folder / name
    path.write_text(",".join(head) + "\n" + rows, encoding="utf-8")
    return path


UNITS = "甲局,2022,2900000000,3000000000,55,50\n乙局,2022,2900000000,3000000000,,50\n丙局,2022,3000000000,3000000000,50,50\n"


def test_a_table_says_the_same_as_the_cases_that_it_states(tmp_path: Path, book: Book, hengji: Hengji) -> None:
    """The engine for a nation and the one for single cases, over the same three units in the order of their names."""
    old, new, facts = moved(tmp_path)
    rows = table(tmp_path, book, UNITS)
    found = [json.loads(hengji("rulebook", "diff", old, new, "--facts", each, "--json")[1])["effect"] for each in (facts, rows)]
    assert (found[0].pop("facts"), found[1].pop("facts")) == ("facts", "facts.csv")
    assert found[0] == found[1]
    assert [move["change"] for move in found[1]["moves"]] == ["5.33"]


def judged(folder: Path, name: str, first: int, number: str) -> Path:
    """A rate and a row that somebody judges."""
    path = scheme(folder, name, first, "1%")
    text = path.read_text(encoding="utf-8")
    rate = text.partition("  - {id: D-2")[0]
    row = f"  - {{id: {number}, path: [工作质量], weight: {100 - first}, measure: null, method: entered_points, reference: {{source: 教学示例, confidence: K}}}}\n"
    path.write_text(rate + row, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_what_was_entered_is_carried_over_in_a_table_as_in_cases(kind: str, tmp_path: Path, book: Book, hengji: Hengji) -> None:
    """甲 was given 33.33 of 40 points: 16.67 of 20 under the new number and weight (16.665 rounded half away from zero).

    With 58 for the rate before and 77.33 after: 91.33 → 94.00. 乙 was given nothing.
    """
    old, new = judged(tmp_path, "old", 60, "D-2"), judged(tmp_path, "new", 80, "E-9")
    department(tmp_path, "甲局")
    department(tmp_path, "乙局")
    path = tmp_path / "facts" / "甲局" / "case.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "judgements: {D-2: {points: 33.33, judge: 某}}\n", encoding="utf-8")
    rows = table(tmp_path, book, "甲局,2022,2900000000,3000000000,55,50\n乙局,2022,2900000000,3000000000,55,50\n")
    text = rows.read_text(encoding="utf-8").splitlines()
    rows.write_text("\n".join([f"{text[0]},entered__D-2", f"{text[1]},3333", f"{text[2]},"]) + "\n", encoding="utf-8")
    if kind == ".parquet":
        import duckdb

        duckdb.sql(f"COPY (FROM read_csv('{rows}')) TO '{rows.with_suffix(kind)}' (FORMAT parquet)")
    given = [tmp_path / "facts", rows.with_suffix(kind)]
    found = [json.loads(hengji("rulebook", "diff", old, new, "--facts", each, "--json")[1])["effect"] for each in given]
    for each in found:
        assert (each["units"], each["compared"], each["supposed"]) == (2, 1, 1)
        (move,) = each["moves"]
        assert (move["before"], move["after"]) == ("91.33", "94")
        assert {part["code"]: part["points"] for part in move["through"]} == {"D-1": "19.33", "E-9": "-16.66"}


def test_rows_of_a_table_that_are_not_believed_are_told_and_counted(tmp_path: Path, book: Book, hengji: Hengji) -> None:
    old, new, _ = moved(tmp_path)
    rows = table(tmp_path, book, UNITS + "丁局,2022,2900000000,3000000000,-5,50\n")
    code, printed, said = hengji("rulebook", "diff", old, new, "--facts", rows, "--json")
    effect = json.loads(printed)["effect"]
    assert (code, effect["units"], effect["refused"]) == (1, 3, {"units": 1, "files": []})
    assert "facts.csv:丁局,2022  BA04" in said


@pytest.mark.parametrize(("rows", "problem"), [("甲局,2022,1.5,1,1,1\n", "BA13"), ("", "RB82")])
def test_a_table_of_which_nothing_can_be_scored_is_2(rows: str, problem: str, tmp_path: Path, book: Book, hengji: Hengji) -> None:
    old, new, _ = moved(tmp_path)
    code, printed, said = hengji("rulebook", "diff", old, new, "--facts", table(tmp_path, book, rows))
    assert (code, printed, problem in said) == (2, "", True)


def test_another_ending_is_2_and_nothing_is_written(tmp_path: Path, hengji: Hengji) -> None:
    code, printed, said = hengji("rulebook", "diff", "gd-zj-2022", "gd-zj-2023", "-o", tmp_path / "a.pdf")
    assert (code, printed, said.split("  ")[1]) == (2, "", "RB84")
    assert not (tmp_path / "a.pdf").exists()


def test_the_examples_under_two_shipped_schemes_have_no_total_and_say_so(examples: Path, hengji: Hengji) -> None:
    code, printed, said = hengji("rulebook", "diff", "gd-zj-2022", "gd-zj-2023", "--facts", examples)
    assert (code, said) == (1, "")
    assert "两个方案下都没有一个单位年度能出总分" in printed
    assert "没有一个单位年度前后都有总分" in printed
    assert "两边都没有总分的 5 个" in printed


def test_where_weights_are_unknown_the_measures_are_still_compared(examples: Path, hengji: Hengji) -> None:
    """2900.8 ÷ (0 + 2916.27) = 99.47 % of all money; the appropriation's own figures are not in that report, so the new measure is unknown."""
    _, printed, _ = hengji("rulebook", "diff", "gd-zj-2022", "gd-zj-2023", "--facts", examples, "--json")
    rows = {row["after"]: row for row in json.loads(printed)["effect"]["rows"]}
    assert [row for row in rows if rows[row]["remeasured"]] == ["GDA-07", "GDA-08"]
    first = {"unit": "中共湛江市委组织部", "year": 2022, "before": "99.47%", "after": ""}
    assert rows["GDA-07"]["measures"][0] == first
    assert hengji("rulebook", "diff", "gd-zj-2022", "gd-zj-2023", "--facts", examples, "-o", "a.html")[0] == 1
    assert "<li>总分变动<b>—</b>没有前后都能算的单位</li>" in Path("a.html").read_text(encoding="utf-8")
    assert "支出完成率（2 个单位年度）" in hengji("rulebook", "diff", "gd-zj-2022", "gd-zj-2023", "--facts", examples)[1]
