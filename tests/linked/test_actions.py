"""接受, 恢复, 说明 and 更新: what may be done about a difference, and what stays as the hand left it."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import docx as python_docx
import pytest
import yaml
from tests.linked import editor
from tests.linked.editor import W
from tests.linked.test_drift import FIGURE, NAME, at, changed_evaluation, paragraph

from hengji import pipeline
from hengji.linked import known, sidecar

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from hengji.linked.known import Filed
    from hengji.linked.look import Desk, Looked
    from hengji.rulebook.book import Book

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / NAME


@pytest.fixture
def report(reports: dict[str, bytes]) -> bytes:
    return reports[NAME]


@pytest.fixture
def evaluation(filed: dict[str, Filed]) -> Filed:
    return filed[NAME]


def hand(root: _Element) -> None:
    """One figure changed, words typed around it."""
    mark = at(root)
    mark.addprevious(editor.run("经复核，"))
    editor.inside(mark)[0].text = "1101.37万元"
    paragraph(mark).append(editor.run("以上为手工补充的话。"))


# ---- 恢复


def test_a_figure_is_put_back_and_every_other_word_stays(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    edited = editor.changed(report, hand)
    for filed in (None, evaluation):  # without the evaluation the old form is found again by its digest
        looked = look(edited, filed)
        content, done, problems = desk.restore(looked, looked.drifts)
        assert content is not None
        assert ([each.key for each in done], problems) == ([looked.drifts[0].key], ())
        assert editor.said(content) == editor.said(edited).replace("1101.37万元", FIGURE)
        assert "以上为手工补充的话。" in editor.said(content)
        again = look(content, evaluation)
        assert again.drifts == ()
        python_docx.Document(BytesIO(content))


def test_a_figure_is_put_back_without_digits_typed_beside_its_bookmark(
    report: bytes, look: Callable[..., Looked], desk: Desk
) -> None:
    edited = editor.changed(report, lambda root: at(root).addprevious(editor.run("9")))
    looked = look(edited)
    content, _, problems = desk.restore(looked, looked.drifts)
    assert (problems, content and editor.said(content)) == ((), editor.said(report))


def test_an_emptied_figure_is_put_back_in_the_face_of_its_neighbour(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    def empty(root: _Element) -> None:
        run = editor.inside(at(root))[0].getparent()
        assert run is not None
        run.getparent().remove(run)  # type: ignore[union-attr]

    looked = look(editor.changed(report, empty), evaluation)
    content, _, problems = desk.restore(looked, looked.drifts)
    assert (problems, content and editor.said(content)) == ((), editor.said(report))
    assert look(content, evaluation).drifts == ()


def test_restoring_twice_gives_the_same_bytes(report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk) -> None:
    looked = look(editor.changed(report, hand), evaluation)
    assert desk.restore(looked, looked.drifts)[0] == desk.restore(looked, looked.drifts)[0]


def test_what_cannot_be_put_back_is_told_with_the_reason(report: bytes, look: Callable[..., Looked], desk: Desk) -> None:
    def rewrite(root: _Element) -> None:
        editor.inside(at(root))[0].text = "8765.43万元"
        paragraph(at2(root)).append(editor.run("另有77.7万元。"))

    def at2(root: _Element) -> _Element:
        return editor.find(root, "28.89%")

    looked = look(editor.changed(report, rewrite))
    content, _, problems = desk.restore(looked, looked.drifts)
    assert content is None
    assert [(each.code, "evaluation.json" in each.message or "不是程序印的" in each.message) for each in problems] == [
        ("DC37", True),
        ("DC37", True),
    ]


# ---- 接受


def test_an_accepted_figure_becomes_a_proposal_that_evaluates_to_what_the_hand_wrote(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk, book: Book, tmp_path: Path
) -> None:
    """The clerk puts the proposed fact into case.yaml in place of the old one; the program never does it by itself."""
    looked = look(editor.changed(report, hand), evaluation)
    content, problems = desk.accept(looked, looked.drifts)
    assert problems == ()
    proposed = yaml.safe_load(content)["facts"]
    assert [(each["name"], each["value"]) for each in proposed] == [("基本支出", "1101.37万元")]
    case = yaml.safe_load((EXAMPLE / "case.yaml").read_text(encoding="utf-8"))
    case["facts"] = [each for each in case["facts"] if each["name"] != "基本支出"] + proposed
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(case, allow_unicode=True), encoding="utf-8")
    package, found = pipeline.evaluate(tmp_path, book)
    assert package is not None, found
    newer, _ = known.parse(package.files["evaluation.json"], "evaluation.json", book)
    assert newer is not None
    assert {each.printed for each in newer.parts["report"] if each.figure == "basic_expenditure/2020/outturn/"} == {"1101.37万元"}


def test_a_proposal_says_where_the_figure_was_filled_in_and_which_number_of_a_text_it_was(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    def change(root: _Element) -> None:
        hand(root)
        letters = next(t for t in root.iter(f"{editor.W}t") if "退休" in (t.text or "") and "12" in (t.text or ""))
        letters.text = (letters.text or "").replace("12", "21", 1)

    edited = editor.changed(report, change)
    looked = look(edited, evaluation)
    words = next(each for each in looked.drifts if each.spot[0] >= 0)
    assert "退休 12人 → 21人" in desk.told(words, "a.docx").message.replace("退休人员", "退休")
    line = next(
        number
        for number, text in enumerate((EXAMPLE / "case.yaml").read_text(encoding="utf-8").split("\n"), 1)
        if "name: 基本支出," in text
    )
    content = desk.accept(looked, looked.drifts)[0].decode()
    assert f"case.yaml 第 {line} 行" in content
    assert "【12 → 21】" in content
    sheet = replace(evaluation, places={"": "填报.xlsx", "basic_expenditure/2020/outturn/": "填报.xlsx:收支!C17"})
    content = desk.accept(look(edited, sheet), looked.drifts[:1])[0].decode()
    assert "填报.xlsx" in content


def test_a_proposal_for_a_case_of_a_workbook_names_the_cell(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    sheet = replace(evaluation, places={"": "填报.xlsx", "basic_expenditure/2020/outturn/": "填报.xlsx:收支!C17"})
    looked = look(editor.changed(report, hand), sheet)
    content = desk.accept(looked, looked.drifts)[0].decode()
    assert "填在 填报.xlsx 的工作表“收支”C17 格" in content
    assert "case.yaml" not in content


def test_another_proposal_is_added_and_the_former_one_stays(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    looked = look(editor.changed(report, hand), evaluation)
    first = desk.accept(looked, looked.drifts)[0].decode()

    def other(root: _Element) -> None:
        editor.inside(editor.find(root, "976.20万元"))[0].text = "976.02万元"

    def again(root: _Element) -> None:
        editor.inside(at(root))[0].text = "1101.33万元"

    second, third = (look(editor.changed(report, change), evaluation) for change in (other, again))
    both = desk.accept(second, second.drifts, first)[0].decode()
    assert [each["value"] for each in yaml.safe_load(both)["facts"]] == ["1101.37万元", "976.02万元"]
    assert desk.accept(second, second.drifts, both)[0].decode() == both, "the same again adds nothing"
    newer = desk.accept(third, third.drifts, both)[0].decode()
    assert [each["value"] for each in yaml.safe_load(newer)["facts"]] == ["976.02万元", "1101.33万元"]
    assert "1101.37万元" in newer, "kept as a remark"


def test_a_number_that_somebody_typed_may_be_proposed_as_the_fact_that_it_names(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    edited = editor.changed(report, lambda root: paragraph(at(root)).append(editor.run("本年收入合计4321.09万元。")))
    looked = look(edited, evaluation)
    content, _ = desk.accept(looked, looked.drifts)
    assert [(each["name"], each["value"]) for each in yaml.safe_load(content)["facts"]] == [("本年收入合计", "4321.09万元")]


def test_a_computed_figure_is_not_accepted_and_the_facts_under_it_are_named(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    def change(root: _Element) -> None:
        editor.inside(editor.find(root, "99.62"))[0].text = "99.26"
        growth = next(each for each in editor.marks(root, "hj_") if editor.text(each).startswith("，较上年增加"))
        letters = editor.inside(growth)[0]
        letters.text = (letters.text or "").replace("增加", "增加9", 1)

    looked = look(editor.changed(report, change), evaluation)
    content, problems = desk.accept(looked, looked.drifts)
    assert content == b""
    assert {each.code for each in problems} == {"DC37"}
    assert any("依据的事实：" in each.message and "（无）" not in each.message for each in problems)


@pytest.mark.parametrize(
    "typed", ["万元", "暂无万元", "一千一百万元", "约1101万元", "1101.73", "1101.73%", "1e3万元", '7"7}, value: \\ #万元']
)
def test_what_is_no_value_is_refused_and_nothing_is_proposed(
    typed: str, report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    looked = look(editor.changed(report, lambda root: setattr(editor.inside(at(root))[0], "text", typed)), evaluation)
    changed = next(each for each in looked.drifts if each.kind == "changed")
    content, problems = desk.accept(looked, [changed])
    assert (content, [each.code for each in problems]) == (b"", ["DC37"])
    assert "阿拉伯数字加单位" in problems[0].message


def test_a_proposal_is_yaml_whatever_a_report_is_called(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    name = "x\"}, value: ' #\u202e.docx"
    looked = look(editor.changed(report, hand), evaluation, name)
    content, _ = desk.accept(looked, looked.drifts)
    assert [(each["name"], each["value"]) for each in yaml.safe_load(content)["facts"]] == [("基本支出", "1101.37万元")]


def test_one_fact_changed_to_two_values_is_told_and_neither_is_proposed(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    def change(root: _Element) -> None:
        short = (at(root).get(f"{W}name") or "").split("_")[1]
        same = [each for each in editor.marks(root, "hj_") if short in (each.get(f"{W}name") or "")]
        twins = [each for each in editor.marks(root, "hj_") if editor.text(each) == FIGURE]
        for mark, number in zip(same[:1] + [each for each in twins if each not in same[:1]], ("1101.37", "1101.33"), strict=False):
            editor.inside(mark)[0].text = f"{number}万元"
        editor.inside(editor.find(root, "976.20万元"))[0].text = "976.02万元"

    def twice(root: _Element) -> None:
        block = paragraph(at(root))
        block.addnext(copy.deepcopy(block))
        change(root)

    looked = look(editor.changed(report, twice), evaluation)
    content, problems = desk.accept(looked, looked.drifts)
    told = [each for each in problems if "互相矛盾" in each.message]
    assert len(told) >= 2
    assert all("1101.37万元" in each.message and "1101.33万元" in each.message for each in told)
    assert [each["value"] for each in yaml.safe_load(content)["facts"]] == ["976.02万元"]
    assert "1101.3" not in content.decode()


def test_remarks_point_at_places_that_there_are(report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk) -> None:
    """Every `narrative` section and `reasons` entry that a remark names is looked up in case.yaml, and holds the number."""
    case = yaml.safe_load((EXAMPLE / "case.yaml").read_text(encoding="utf-8"))
    written = {"narrative": 0, "reasons": 0}

    def change(root: _Element) -> None:
        for mark in editor.marks(root, "hjw_"):
            for letters in editor.inside(mark):
                letters.text = re.sub(r"(?<![0-9.])[0-9]+(?![0-9.])", "987654", letters.text or "", count=1)
        paragraph(at(root)).append(editor.run("财政拨款收入另有321.09万元的说法。"))

    looked = look(editor.changed(report, change), evaluation)
    content = desk.accept(looked, looked.drifts)[0].decode()
    for line in content.split("\n"):
        assert not re.search("“[^”]*“", line), line
        section = re.search(r"narrative 的 (\w+) 第 (\d+) 段", line)
        entry = re.search(r"reasons 的“(.+?)”一条", line)
        old = re.search(r"【([0-9]+)\S* → ", line)
        if section:
            assert old is None or old[1] in case["narrative"][section[1]][int(section[2]) - 1]
        if entry:
            assert entry[1] in case["reasons"], line
        written["narrative"] += section is not None
        written["reasons"] += entry is not None
    assert written["narrative"] >= 3
    typed = next(line for line in content.split("\n") if "321.09" in line)
    assert "请在 case.yaml 的" not in typed


def test_a_number_that_was_typed_in_is_to_be_deleted_or_stated(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    looked = look(editor.changed(report, lambda root: paragraph(at(root)).append(editor.run("另有77.7万元。"))), evaluation)
    _, _, problems = desk.restore(looked, looked.drifts)
    assert [("删去" in each.fix, "作为事实填进" in each.fix, "复制" in each.fix) for each in problems] == [(True, True, False)]


# ---- 说明


def test_an_explanation_holds_for_one_change_and_lapses_with_the_next(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], book: Book, tmp_path: Path
) -> None:
    edited = editor.changed(report, hand)
    looked = look(edited, evaluation)
    said = {each.key: sidecar.Said(each.old, each.new, "按决算批复") for each in looked.drifts}
    place = sidecar.place(tmp_path / "自评报告.docx", book)
    place.write_bytes(sidecar.content(said, "自评报告.docx"))
    explained = look(edited, evaluation)
    assert (explained.same, list(explained.said.values())) == (True, ["按决算批复"])
    again = editor.changed(edited, lambda root: setattr(editor.inside(editor.find(root, "1101.37万元"))[0], "text", "1101.00万元"))
    assert not look(again, evaluation).same
    place.write_text("{", encoding="utf-8")
    broken = look(edited, evaluation)
    assert ([each.code for each in broken.problems], broken.same) == (["DC35"], False)


# ---- 更新


def test_stale_figures_are_replaced_and_what_a_hand_wrote_stays(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    newer = changed_evaluation(evaluation, {FIGURE: "1200.00万元", "28.89%": "40.39%", "1320.43": "—"})

    def edit(root: _Element) -> None:
        editor.inside(editor.find(root, "99.62"))[0].text = "99.26"
        whole = paragraph(at(root))
        whole.append(editor.run("以上为手工补充的话。"))
        body = next(root.iter(f"{W}body"))
        body.remove(whole)
        body.insert(3, whole)
        whole.addnext(copy.deepcopy(whole))

    edited = editor.changed(report, edit)
    looked = look(edited, newer)
    content, done, problems = desk.refresh(looked)
    assert content is not None
    assert problems == ()
    wanted = editor.said(edited)
    for old, new in ((FIGURE, "1200.00万元"), ("28.89%", "40.39%"), ("1320.43", "—")):
        wanted = wanted.replace(old, new)
    assert editor.said(content) == wanted
    assert {each.kind for each in done} == {"stale", "gone"}
    again = look(content, newer)
    assert [(each.kind, each.new) for each in again.drifts] == [("changed", "99.26")]
    assert "DC30" not in [each.code for each in again.problems], "the copy has numbers of its own now"
    names = [mark.get(f"{W}name") for mark in editor.marks(editor.body(content))]
    assert len(names) == len(set(names))


def test_what_a_hand_changed_is_replaced_only_if_that_is_asked_for(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    looked = look(editor.changed(report, hand), evaluation)
    assert desk.refresh(looked)[0] is None, "there is nothing stale"
    content, done, _ = desk.refresh(looked, changed=True)
    assert content is not None
    assert [each.kind for each in done] == ["changed"]
    assert look(content, evaluation).drifts == ()


def test_a_refreshed_report_is_what_a_new_evaluation_would_print(
    report: bytes, look: Callable[..., Looked], desk: Desk, book: Book, tmp_path: Path
) -> None:
    """A fact is changed in the case: the refreshed old report says in every figure what the newly made one says."""
    case = yaml.safe_load((EXAMPLE / "case.yaml").read_text(encoding="utf-8"))
    for each in case["facts"]:
        if each["name"] == "基本支出":
            each["value"] = "1102.00万元"
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(case, allow_unicode=True), encoding="utf-8")
    filed, problems = known.find(tmp_path, book)
    assert filed is not None, problems
    looked = look(report, filed)
    content, done, problems = desk.refresh(looked)
    assert content is not None
    assert (len(done) > 3, problems) == (True, ())
    package, _ = pipeline.evaluate(tmp_path, book)
    assert package is not None
    assert editor.said(content) == editor.said(package.files["自评报告.docx"])
    assert look(content, filed).drifts == ()


def test_words_of_the_case_get_their_new_numbers_in_place(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    words = next(each for each in evaluation.parts["report"] if each.words and len(each.printed) > 30)
    first = next(iter(re.findall(r"\d+", words.printed)))
    newer = changed_evaluation(evaluation, {words.printed: words.printed.replace(first, "99999", 1)})
    looked = look(report, newer)
    content, _, problems = desk.refresh(looked)
    assert content is not None
    assert problems == ()
    assert editor.said(content) == editor.said(report).replace(words.printed, words.printed.replace(first, "99999", 1))


@pytest.mark.parametrize("file", ["自评报告.docx", "评分表.xlsx"])
def test_the_evaluation_of_another_unit_is_refused(
    file: str, packages: dict[str, dict[str, bytes]], filed: dict[str, Filed], desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / file).write_bytes(packages[NAME][file])
    looked, problems = desk.look(tmp_path / file, filed["001-conghua-2022"])
    assert (looked, [each.code for each in problems]) == (None, ["DC36"])


def test_pictures_that_show_old_figures_are_named_and_drawn_again(
    report: bytes, look: Callable[..., Looked], desk: Desk, book: Book, tmp_path: Path
) -> None:
    case = yaml.safe_load((EXAMPLE / "case.yaml").read_text(encoding="utf-8"))
    for each in case["facts"]:
        if each["name"] == "基本支出":
            each["value"] = "1102.00万元"
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(case, allow_unicode=True), encoding="utf-8")
    package, _ = pipeline.evaluate(tmp_path, book)
    assert package is not None
    filed, _ = known.parse(package.files["evaluation.json"], "evaluation.json", book)
    looked = look(report, filed)
    old = [each for each in looked.drifts if each.kind == "drawn"]
    assert {each.code for each in old} == {"DC72"}
    with ZipFile(BytesIO(report)) as before, ZipFile(BytesIO(package.files["自评报告.docx"])) as wanted:
        media = [name for name in wanted.namelist() if name.startswith("word/media/")]
        other = [name for name in media if before.read(name) != wanted.read(name)]
        assert len(old) == len(other) > 0
        content, done, problems = desk.refresh(looked)
        assert content is not None
        assert (problems, [each.kind for each in done].count("drawn")) == ((), len(old))
        with ZipFile(BytesIO(content)) as made:
            assert [name for name in media if made.read(name) != wanted.read(name)] == []
            told = re.findall(r'descr="([^"]*)"', made.read("word/document.xml").decode())
            assert told == re.findall(r'descr="([^"]*)"', wanted.read("word/document.xml").decode())
    assert look(content, filed).drifts == ()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"unit": "x", "year": 2020}', b'{"linked": 1}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_evaluation_is_a_problem(content: bytes, book: Book, tmp_path: Path) -> None:
    (tmp_path / "evaluation.json").write_bytes(content)
    filed, problems = known.find(tmp_path / "evaluation.json", book)
    assert (filed, [each.code for each in problems]) == (None, ["DC36"])


def test_pictures_and_styles_of_the_edited_report_stay(
    report: bytes, evaluation: Filed, look: Callable[..., Looked], desk: Desk
) -> None:
    looked = look(editor.changed(report, hand), evaluation)
    content, _, _ = desk.restore(looked, looked.drifts)
    assert content is not None
    with ZipFile(BytesIO(content)) as made, ZipFile(BytesIO(report)) as old:
        assert sorted(made.namelist()) == sorted(old.namelist())
        assert all(made.read(name) == old.read(name) for name in old.namelist() if name != editor.BODY)


def test_the_explanations_are_plain_json(report: bytes, look: Callable[..., Looked]) -> None:
    looked = look(editor.changed(report, hand))
    said = {each.key: sidecar.Said(each.old, each.new, "a\u202eb") for each in looked.drifts}
    tree = json.loads(sidecar.content(said, "自评报告.docx"))
    assert [each["text"] for each in tree["explained"].values()] == ["aU+202Eb"]
