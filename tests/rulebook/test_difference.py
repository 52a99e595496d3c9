"""What differs between two schemes: said in words, by what a formula means, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.rulebook import small

from hengji.rulebook.difference import difference
from hengji.rulebook.difference.nodes import Nodes
from hengji.rulebook.difference.side import read_side
from hengji.rulebook.load import build, collect, stated
from hengji.rulebook.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book
    from hengji.rulebook.difference import Difference
    from hengji.rulebook.difference.side import Side
    from hengji.rulebook.yaml import Yaml

WORDS = next(content for path, content in collect().files.items() if path == "captions/diff.yaml")


def sides(*texts: str) -> list[Side]:
    """Each text a scheme of one small law book, read by the id that it gives."""
    source = small.source(**{f"schemes__{number}": text for number, text in enumerate(texts)}, schemes__one=None)
    source.files["captions/diff.yaml"] = WORDS
    book, problems = build(source)
    assert small.told(problems) == []
    found = [read_side(text.split("\n")[0].removeprefix("id: "), source, book)[0] for text in texts]
    return [side for side in found if side is not None]


def two(text: str) -> str:
    """A scheme that stands beside the first one."""
    return text.replace("id: one", "id: two").replace("某局", "另一局")


def compared(*changes: tuple[str, str], base: str = small.SCHEME) -> Difference:
    """A scheme against a copy of it under another id with these changes."""
    text = two(base)
    for old, new in changes:
        assert text.count(old) == 1, f"{text.count(old)} × {old}"
        text = text.replace(old, new)
    before, after = sides(base, text)
    return difference(before, after)


def rows(found: Difference) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Kind, id and changes of each row that differs."""
    return [(row.kind, row.pair.row.id, [(each.what, each.before, each.after) for each in row.changes]) for row in found.rows]


AUTHORITY = ("制定机关", "某局", "另一局")
FIRST = "    weight: 60\n    measure: 支出 ÷ 收入\n    method: capped"


def test_a_scheme_is_the_same_as_itself() -> None:
    (side,) = sides(small.SCHEME)
    found = difference(side, side)
    assert (found.same, found.kept, found.rows, found.head) == (True, 2, (), ())


def test_weights_are_said_before_and_after() -> None:
    found = compared(("weight: 60", "weight: 55"), ("weight: 40", "weight: 45"))
    assert rows(found) == [("changed", "A-1", [("分值", "60", "55")]), ("changed", "A-2", [("分值", "40", "45")])]
    assert [(each.what, each.before, each.after) for each in found.head] == [AUTHORITY]


def test_a_weight_that_is_no_longer_known_is_unknown_and_not_gone() -> None:
    assert rows(compared(("weight: 60", "weight: null"))) == [("changed", "A-1", [("分值", "60", "未知")])]


@pytest.mark.parametrize("same", ["支出 / 收入", "支出[决算]÷收入", "（支出）÷（收入）"])
def test_a_formula_that_says_the_same_is_no_change(same: str) -> None:
    assert rows(compared(("支出 ÷ 收入", same))) == []


def test_a_formula_that_says_another_thing_is_shown_in_words() -> None:
    found = compared(("支出 ÷ 收入", "支出 / 收入[年初预算]"))
    assert rows(found) == [("changed", "A-1", [("测算公式", "支出 ÷ 收入", "支出 ÷ 收入[年初预算]")])]


def test_method_and_parameters_are_named() -> None:
    found = compared((FIRST, FIRST.replace("capped", "stepped\n    parameters: {限度: 100%, 每步扣分: 2分}")))
    said = rows(found)[0][2]
    assert said[0][:2] == ("计分办法", "比率乘分值：限定（指标值 × 分值，0，分值）")
    assert said[1] == ("参数", "", "限度：100%，每步扣分：2分")


@pytest.mark.parametrize(
    ("old", "new", "differs"), [("2分", "2.0分", False), ("2分", "3分", True), ("100%", "100.0%", False), ("100%", "1", False)]
)
def test_a_parameter_is_its_value_however_it_is_written(old: str, new: str, differs: bool) -> None:
    base = small.SCHEME.replace(FIRST, FIRST.replace("capped", "stepped\n    parameters: {限度: 100%, 每步扣分: 2分}"))
    expected = [("changed", "A-1", [("参数·每步扣分", "2分", "3分")])] if differs else []
    assert rows(compared((old, new), base=base)) == expected


def test_rows_that_came_and_went_are_told_with_what_they_score_by() -> None:
    found = compared(("id: A-2\n    path: [投入, 人均支出]", "id: B-9\n    path: [产出, 人均收入]"))
    assert [(row.kind, row.pair.row.id) for row in found.rows] == [("added", "B-9"), ("removed", "A-2")]
    added = {each.what: (each.before, each.after) for each in found.rows[0].changes}
    assert added["分值"] == ("", "40")
    assert added["测算公式"] == ("", "支出 ÷ 人数")


def test_a_row_with_a_new_number_is_the_same_row() -> None:
    assert rows(compared(("id: A-2", "id: B-7"))) == [("changed", "B-7", [("编号", "A-2", "B-7")])]


def test_a_row_with_a_new_name_is_the_same_row() -> None:
    assert rows(compared(("人均支出", "每人支出"))) == [("changed", "A-2", [("名称", "人均支出", "每人支出")])]


def test_a_row_that_moved_says_whence() -> None:
    assert rows(compared(("path: [投入, 人均支出]", "path: [产出, 效率, 人均支出]"))) == [
        ("changed", "A-2", [("所属", "投入", "产出 / 效率")])
    ]


def test_two_rows_that_swapped_their_numbers_are_known_by_their_names() -> None:
    found = compared(("id: A-1", "id: A-3"), ("id: A-2", "id: A-1"), ("id: A-3", "id: A-2"))
    assert rows(found) == [
        ("changed", "A-2", [("编号", "A-1", "A-2")]),
        ("changed", "A-1", [("编号", "A-2", "A-1")]),
    ]


def test_rows_in_another_order_are_told_and_change_no_score() -> None:
    head, first, second = small.SCHEME.partition("  - id: A-1")[0], *small.SCHEME.partition("indicators:\n")[2].split("  - id: A-2")
    before, after = sides(small.SCHEME, two(f"{head}  - id: A-2{second}{first}"))
    found = difference(before, after)
    assert (found.reordered, found.rows, found.same) == (True, (), False)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("years: [2020, 2021]", "years: [2022, null]", ("适用年度", "2020–2021", "2022起")),
        ("rounding: {rate: null, points: 2}", "rounding: {rate: 4, points: 2}", ("小数位·比率先取整到", "不先取整", "4")),
        ("{label: 优, from: 90}", "{label: 优, from: 85}", ("等级", "优（90分起）", "优（85分起）")),
        ("kind: department", "kind: project", ("评价对象", "部门整体支出", "项目支出")),
    ],
)
def test_the_head_is_told_too(old: str, new: str, said: tuple[str, str, str]) -> None:
    found = compared((old, new))
    assert said in [(each.what, each.before, each.after) for each in found.head]


def test_not_applicable_is_said_in_words() -> None:
    found = compared((FIRST, FIRST + "\n    not_applicable: {when: 收入 ＝ 0, then: redistribute}"))
    assert rows(found) == [("changed", "A-1", [("不适用时", "", "条件：收入 ＝ 0，处理：分值由其余指标分摊")])]


VETO = f"vetoes:\n  - {{id: V-1, label: 弄虚作假, when: null, then: points, points: 59, {small.SOURCE}}}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points: 59", "points: 49", ("一票否决", "弄虚作假：总分不高于59分", "弄虚作假：总分不高于49分")),
        ("when: null", "when: 收入 ＝ 0", ("一票否决·弄虚作假·条件", "", "收入 ＝ 0")),
        ("id: V-1", "id: V-2", ("一票否决", "", "弄虚作假：总分不高于59分")),
    ],
)
def test_what_a_veto_does_is_said_in_one_and_its_other_parts_one_by_one(old: str, new: str, said: tuple[str, str, str]) -> None:
    base = small.SCHEME.replace("indicators:\n", VETO + "indicators:\n")
    assert said in [(each.what, each.before, each.after) for each in compared((old, new), base=base).head]


def test_what_is_left_out_is_said_as_what_it_stands_for() -> None:
    found = compared(("rounding: {rate: null, points: 2}", "rounding: {rate: null, points: 2, mode: down}"))
    assert ("小数位·取位方法", "四舍五入", "截断") in [(each.what, each.before, each.after) for each in found.head]
    assert len(compared(("rounding: {rate: null, points: 2}", "rounding: {points: 2, mode: half_up}")).head) == 1


def test_words_alone_are_told_apart_from_what_scores_depend_on() -> None:
    words = compared(("path: [投入, 人均支出]\n    weight: 40", "path: [投入, 人均支出]\n    weight: 40\n    standard: 酌情"))
    assert (words.same, words.words_only, words.rows[0].words_only) == (False, True, True)
    assert not compared(("weight: 60", "weight: 55"), ("weight: 40", "weight: 45")).words_only


def test_a_key_that_the_captions_do_not_know_is_shown_as_it_stands() -> None:
    """The language of schemes grows; nothing is passed over for want of a label."""
    found = compared(("path: [投入, 人均支出]\n    weight: 40", "path: [投入, 人均支出]\n    weight: 40\n    standard: 酌情"))
    source = found.after.stated.rows[1]
    assert "standard" in source.entries
    without = {key: word for key, word in found.after.book.captions.items() if key != "diff.key_standard"}
    found.after.book.captions.clear()
    found.after.book.captions.update(without)
    assert rows(difference(found.before, found.after)) == [("changed", "A-2", [("standard", "", "酌情")])]


def test_every_key_of_the_shipped_schemes_has_a_name(book: Book) -> None:
    source = collect()
    keys = set()
    for scheme in book.schemes:
        found = stated(source, scheme)
        assert found is not None
        keys |= {*found.head.entries, *(key for row in found.rows for key in row.entries)}
    assert sorted(key for key in keys - {"extends"} if f"diff.key_{key}" not in book.captions) == []


def scalars(node: Yaml, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every scalar of a tree."""
    if isinstance(node, Mapping):
        for key, part in node.entries.items():
            yield from scalars(part, (*at, key))
    elif isinstance(node, Sequence):
        for number, part in enumerate(node.entries):
            yield from scalars(part, (*at, number))
    else:
        yield at


def changed(node: Yaml, way: tuple[str | int, ...]) -> Yaml:
    """The same tree with one scalar another one."""
    if isinstance(node, Scalar):
        return Scalar(f"{node.text}9" if node.text.isdecimal() else f"另{node.text}", node.plain, node.line, node.column)
    if isinstance(node, Mapping):
        entries = {key: changed(part, way[1:]) if key == way[0] else part for key, part in node.entries.items()}
        return Mapping(entries, node.keys, node.line, node.column)
    parts = tuple(changed(part, way[1:]) if number == way[0] else part for number, part in enumerate(node.entries))
    return Sequence(parts, node.line, node.column)


def test_no_single_word_or_number_of_a_shipped_scheme_changes_unseen(book: Book) -> None:
    """Every scalar of every scheme in turn, of the rows every twentieth: at least one change is told, and it shows what differs."""
    source = collect()
    unseen, alike = [], []
    for name in book.schemes:
        side = read_side(name, source, book)[0]
        assert side is not None
        nodes = Nodes(side, side)
        for block in (side.stated.head, *side.stated.rows):
            for way in list(scalars(block))[:: 20 if block is not side.stated.head else 1]:
                other = changed(block, way)
                assert isinstance(other, Mapping)
                found = list(nodes.mapping(block, other))
                unseen += [] if found else [(name, way)]
                alike += [(name, way) for each in found if each.before == each.after]
    assert (unseen, alike) == ([], [])


# ---- files


def test_a_file_stands_in_the_place_of_the_scheme_with_its_id(tmp_path: Path) -> None:
    source = small.source()
    source.files["captions/diff.yaml"] = WORDS
    book, _ = build(source)
    draft = tmp_path / "draft.yaml"
    draft.write_text(small.SCHEME.replace("from: 90", "from: 88"), encoding="utf-8")
    before, after = read_side("one", source, book)[0], read_side(str(draft), source, book)[0]
    assert before is not None
    assert after is not None
    assert [each.after for each in difference(before, after).head] == ["优（88分起）"]
    assert difference(before, before).same


def test_a_new_draft_may_overlap_in_years_with_what_it_replaces(tmp_path: Path) -> None:
    source = small.source()
    source.files["captions/diff.yaml"] = WORDS
    book, _ = build(source)
    draft = tmp_path / "draft.yaml"
    draft.write_text("id: three\nextends: one\nyears: [2021, 2022]\n", encoding="utf-8")
    side, problems = read_side(str(draft), source, book)
    assert (side is not None, small.told(problems)) == (True, [])


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("id: three\nextends: nobody\n", "RB14", "2:10"),
        (small.SCHEME.replace("weight: 60", "weight: 6O"), "RB07", "16:13"),
        (small.SCHEME.replace("weight: 60", "weight: 59.99"), "RB18", "1:1"),
        ("- a\n", "RB06", "1:1"),
        ("title: x\n", "RB04", "1:1"),
        ("id: *x\n", "RB02", "1:5"),
        ("", "RB06", "1:1"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_its_place(text: str, code: str, where: str, tmp_path: Path) -> None:
    source = small.source()
    book, _ = build(source)
    draft = tmp_path / "draft.yaml"
    draft.write_text(text, encoding="utf-8")
    side, problems = read_side(str(draft), source, book)
    assert side is None
    assert (code, f"{draft}:{where}") in small.told(problems)


def test_a_file_that_is_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    source = small.source()
    book, _ = build(source)
    (tmp_path / "a.yaml").write_bytes(b"a" * (2**20 + 1))
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe")
    (tmp_path / "c.yaml").mkdir()
    codes = [read_side(str(tmp_path / name), source, book)[1][0].code for name in ("a.yaml", "b.yaml", "c.yaml")]
    assert codes == ["RB81", "RB12", "RB80"]
