"""The loader: every way in which a file of the law book can be wrong, each with file, line and column, all of them in one run."""

from __future__ import annotations

import pytest
from tests.rulebook.small import CONCEPTS, FILES, METHODS, SCHEME, SOURCE, broken, built, put, source, told

from hengji.core import exact
from hengji.rulebook.load import Source, build


def test_the_small_book_is_sound() -> None:
    book, problems = built()
    assert problems == ()
    assert list(book.schemes) == ["one"]
    assert exact.of("0.01") == book.units["percent"].unit.factor


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("concepts__money", "  label: 支出\n", "  label: 支出▸: 数\n", "RB01"),
        ("concepts__money", "label: 支出", "label: ▸!!str 支出", "RB02"),
        ("units", "dimension: person,", "dimension: person, ▸dimension: money,", "RB03"),
        ("schemes__one", "    weight: 60\n", "    weight: 10\n    ▸weight: 90\n", "RB03"),
        ("concepts__money", "definition: 年末的人数。", "definition:▸", "RB04"),
        ("concepts__money", "- id: staff\n  label: 人数\n  dimension: person\n", "- ▸id: staff\n  label: 人数\n", "RB04"),
        ("identities__sums", "- code: AR01\n  rule: I-01\n", "- ▸code: AR01\n", "RB04"),
        ("codes__AR", "{code: AR01, title: 支出大于收入, ", "▸{code: AR01, ", "RB04"),
        ("schemes__one", "  - id: A-1\n    path: [投入, 支出率]\n", "  - ▸id: A-1\n", "RB04"),
        ("schemes__one", f"    method: null\n    {SOURCE}\n", "    method: null\n    reference: ▸null\n", "RB04"),
        ("stages", "{id: original, label: 年初预算}", "{id: original, label: 年初预算, ▸order: 2}", "RB05"),
        ("methods", "  optional: {步长: 1%}", "  ▸optinal: {步长: 1%}", "RB05"),
        ("units", "spellings: [万]", "spellings: ▸万", "RB06"),
        ("schemes__one", "    path: [投入, 支出率]", "    path: ▸投入", "RB06"),
        ("schemes__one", "grades:\n  - {label: 优, from: 90}\n", "grades:\n  - ▸优\n", "RB06"),
        ("schemes__one", "years: [2020, 2021]", "years: ▸[2020, 2021, 2022]", "RB06"),
        ("schemes__one", "years: [2020, 2021]", "years: ▸[]", "RB06"),
        ("schemes__one", "years: [2020, 2021]", "years: ▸2020", "RB06"),
        ("units", "factor: 10000", "factor: ▸10_000", "RB07"),
        ("units", "factor: 10000", "factor: ▸1e4", "RB07"),
        ("units", "factor: 10000", "factor: ▸null", "RB07"),
        ("schemes__one", "weight: 60", "weight: ▸060", "RB07"),
        ("schemes__one", "weight: 60", "weight: ▸'60'", "RB07"),
        ("schemes__one", "years: [2020, 2021]", "years: [2020, ▸2021.5]", "RB07"),
        ("schemes__one", "points: 2}", "points: ▸2.5}", "RB07"),
        ("schemes__one", "from: 90", "from: ▸９０", "RB07"),
        ("schemes__one", "from: 90", "from: ▸null", "RB07"),
        ("schemes__one", "full_marks: 100", "full_marks: ▸null", "RB07"),
        ("schemes__one", "full_marks: 100", "full_marks: ▸0", "RB09"),
        ("axes", 'code: "201"', "code: ▸201", "RB08"),
        ("axes", 'parent: "201"', "parent: ▸201", "RB08"),
        ("schemes__one", "id: A-1", "id: ▸0123", "RB08"),
        ("units", "shown: true, spellings", "shown: ▸on, spellings", "RB09"),
        ("units", "factor: 10000", "factor: ▸0", "RB09"),
        ("units", "factor: 10000", "factor: ▸-10000", "RB09"),
        ("concepts__money", "moment: closing", "moment: ▸年末", "RB09"),
        ("identities__sums", "severity: error", "severity: ▸high", "RB09"),
        ("identities__sums", "hints: []", "hints: ▸[digits_swaped]", "RB09"),
        ("schemes__one", "kind: department", "kind: ▸province", "RB09"),
        ("schemes__one", "years: [2020, 2021]", "years: [2020, ▸2019]", "RB09"),
        ("schemes__one", "points: 2}", "points: ▸12}", "RB09"),
        ("axes", '- {code: "20132", label: 组织事务, parent: "201"}', '- ▸{code: "201", label: 组织事务}', "RB10"),
        ("methods", "- id: judged", "- ▸id: capped", "RB10"),
        ("identities__sums", "支出 ≤ 收入", "▸支出 － 收入", "FX11"),
        ("identities__sums", "支出 ≤ 收入", "▸非 （支出 ＞ 收入）", "RB11"),
        ("identities__sums", "支出 ≤ 收入", "▸真", "RB11"),
        ("schemes__one", "method: capped", "method: ▸caped", "RB13"),
    ],
)
def test_each_thing_that_is_wrong_is_one_problem_at_its_place(name: str, old: str, new: str, code: str) -> None:
    found, place = broken(name, old, new)
    assert found == [(code, place)]


def test_an_id_that_stands_twice_in_a_list_is_told_at_its_second_place() -> None:
    concepts, place = put(CONCEPTS, "- id: staff", "- ▸id: income")
    assert told(built(concepts__money=concepts)[1])[0] == ("RB10", f"concepts/money.yaml:{place}")


def test_while_a_file_cannot_be_read_the_names_it_may_declare_are_not_told_as_missing() -> None:
    concepts, place = put(CONCEPTS, "  label: 支出\n", "  label: 支出▸: 数\n")
    scheme, _ = put(SCHEME, "kind: department", "kind: province")
    _, problems = built(concepts__money=concepts, schemes__one=scheme)
    assert told(problems) == [("RB01", f"concepts/money.yaml:{place}"), ("RB09", "schemes/one.yaml:5:7")]


def test_what_is_no_utf_8_is_told_with_its_line_and_column() -> None:
    text, place = put(CONCEPTS, "年末的人数", "▸年末的人数")
    content = text.encode().replace("年末的人数".encode(), "年末的人数".encode("gbk"))
    assert told(built(concepts__money=content)[1])[0] == ("RB12", f"concepts/money.yaml:{place}")


@pytest.mark.parametrize("path", ["units.yaml", "axes.yaml", "stages.yaml", "methods.yaml", "alternatives.yaml"])
def test_a_file_that_the_book_cannot_do_without_is_told_by_its_name(path: str) -> None:
    _, problems = build(Source({name: text.encode() for name, text in FILES.items() if name != path}))
    assert ("RB15", path) in told(problems)


@pytest.mark.parametrize(("text", "place"), [("", "1:1"), ("# 空\n", "1:1"), ("- 一\n", "1:1"), ("\n\n一张表\n", "3:1")])
@pytest.mark.parametrize("path", ["schemes/two.yaml", "forms/two.yaml", "captions/two.yaml"])
def test_a_file_that_should_be_one_block_says_so_and_is_not_passed_over(path: str, text: str, place: str) -> None:
    _, problems = build(Source({**source().files, path: text.encode()}))
    assert told(problems) == [("RB06", f"{path}:{place}")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("indicators:\n", "indicators:\n  - ▸在职人员控制率\n"),
        ("indicators:\n", "indicators:\n  - ▸[在职人员控制率]\n"),
        ("indicators:\n", "slots: ▸三\nindicators:\n"),
    ],
)
def test_a_row_that_is_no_block_is_told_and_not_passed_over(old: str, new: str) -> None:
    found, place = broken("schemes__one", old, new)
    assert found == [("RB06", place)]


def test_one_id_in_two_files_is_told_in_the_second() -> None:
    more = f"- id: staff\n  label: 编制\n  dimension: person\n  moment: point\n  definition: 核定数。\n  {SOURCE}\n  disclosure: public\n"
    _, problems = built(concepts__more=more)
    assert ("RB10", "concepts/more.yaml:1:3") in told(problems)


def test_two_files_with_one_scheme_are_told_and_the_first_stands() -> None:
    other = SCHEME.replace("title: 一张表", "title: 另一张表").replace("method: null", "method: capped")
    book, problems = built(schemes__two=other)
    assert told(problems) == [("RB10", "schemes/two.yaml:1:5")]
    assert problems[0].found == "one（schemes/one.yaml）"
    assert book.schemes["one"].title == "一张表"


def test_several_problems_in_several_files_are_told_in_one_run() -> None:
    changes = [
        ("units.yaml", "factor: 10000", "factor: ▸1e400", "RB07"),
        ("concepts/money.yaml", "moment: closing", "moment: ▸年末", "RB09"),
        ("concepts/money.yaml", "disclosure: internal", "disclosure: ▸secret", "RB09"),
        ("schemes/one.yaml", "kind: department\n", "kind: department\n▸kinds: on\n", "RB05"),
        ("schemes/one.yaml", "weight: 60", "weight: ▸nan", "RB07"),
        ("schemes/one.yaml", "method: null", "method: ▸caped", "RB13"),
    ]
    files, expected = dict(FILES), []
    for path, old, new, code in changes:
        files[path], place = put(files[path], old, new)
        expected.append((code, f"{path}:{place}"))
    _, problems = build(Source({path: text.encode() for path, text in files.items()}))
    assert sorted(told(problems)) == sorted(expected)


def test_a_problem_says_in_words_what_was_found_and_what_to_do() -> None:
    page = """\
- code: RB07
  title: 非数
  bad: 一
  good: 1
  message: 写的“{found}”不是数
  expected: 半角
  fix: 改“{key}”
"""
    units, _ = put(FILES["units.yaml"], "factor: 10000", "factor: 1e400")
    _, problems = built(units=units, codes__RB=page)
    (found,) = problems
    assert (found.message, found.expected, found.fix) == ("写的“1e400”不是数", "半角", "改“factor”")


# ---- extends: FAULTS E5


TWO = f"id: two\nextends: one\ntitle: 又一张表\nyears: [2022, null]\n{SOURCE}\n"
ROW = f"path: [投入]\n    weight: 60\n    measure: 支出 ÷ 收入\n    method: capped\n    {SOURCE}\n"


def test_a_scheme_takes_over_what_it_does_not_change() -> None:
    book, problems = built(schemes__two=TWO)
    assert problems == ()
    two = book.schemes["two"]
    assert (two.title, two.authority, two.first, two.last, two.extends) == ("又一张表", "某局", 2022, None, "one")
    assert [row.id for row in two.rows] == ["A-1", "A-2"]


def test_rows_are_replaced_removed_and_added_whole() -> None:
    text = f"{TWO}replace:\n  - id: A-1\n    {ROW}remove: [A-2]\nadd:\n  - id: A-3\n    {ROW.replace('60', '40')}"
    book, problems = built(schemes__two=text)
    assert problems == ()
    assert [(row.id, row.path, row.place.file) for row in book.schemes["two"].rows] == [
        ("A-1", ("投入",), "schemes/two.yaml"),
        ("A-3", ("投入",), "schemes/two.yaml"),
    ]
    assert [row.id for row in book.schemes["one"].rows] == ["A-1", "A-2"]


@pytest.mark.parametrize(
    ("changed", "code", "place", "found"),
    [
        ("remove: [A-9]\n", "RB14", "6:10", "A-9"),
        (f"replace:\n  - id: A-9\n    {ROW}", "RB14", "7:5", "A-9"),
        ("remove: A-1\n", "RB06", "6:9", "remove"),
        ("remove:\n  - {id: A-1}\n", "RB06", "7:5", "remove"),
        ("replace: [A-1]\n", "RB06", "6:11", "replace"),
        ("add: 三\n", "RB06", "6:6", "add"),
    ],
)
def test_a_change_of_what_is_not_there_is_told(changed: str, code: str, place: str, found: str) -> None:
    _, problems = built(schemes__two=TWO + changed)
    assert [(each.code, str(each.place), each.found) for each in problems] == [(code, f"schemes/two.yaml:{place}", found)]


def test_one_row_replaced_twice_is_told_at_the_second() -> None:
    _, problems = built(schemes__two=f"{TWO}replace:\n  - id: A-1\n    {ROW}  - id: A-1\n    {ROW}")
    assert told(problems) == [("RB10", "schemes/two.yaml:13:5")]


@pytest.mark.parametrize("base", ["one1", "two", "schemes/one.yaml"])
def test_a_scheme_that_extends_nothing_or_itself_is_told(base: str) -> None:
    book, problems = built(schemes__two=TWO.replace("extends: one", f"extends: {base}"))
    assert told(problems) == [("RB14", "schemes/two.yaml:2:10")]
    assert "two" not in book.schemes


def test_schemes_that_extend_one_another_in_a_circle_are_all_told() -> None:
    second = TWO.replace("extends: one", "extends: three")
    third = TWO.replace("id: two", "id: three").replace("extends: one", "extends: four")
    fourth = TWO.replace("id: two", "id: four").replace("extends: one", "extends: two")
    book, problems = built(schemes__two=second, schemes__three=third, schemes__four=fourth)
    assert sorted(told(problems)) == [("RB14", f"schemes/{name}.yaml:2:10") for name in ("four", "three", "two")]
    assert list(book.schemes) == ["one"]


def test_what_is_wrong_with_a_base_is_told_once_and_where_it_stands() -> None:
    scheme, _ = put(SCHEME, "kind: department", "kind: province")
    scheme, _ = put(scheme, "weight: 60", "weight: 0x3C")
    _, problems = built(schemes__one=scheme, schemes__a=TWO)
    assert sorted(told(problems)) == [("RB07", "schemes/one.yaml:16:13"), ("RB09", "schemes/one.yaml:5:7")]


def test_two_schemes_in_force_in_one_year_are_told_with_both_files() -> None:
    _, problems = built(schemes__two=SCHEME.replace("id: one", "id: two").replace("[2020, 2021]", "[2021, null]"))
    (found,) = problems
    assert (found.code, str(found.place)) == ("RB19", "schemes/two.yaml:1:1")
    assert dict(found.slots)["other"] == "one（schemes/one.yaml:1:1）"


def test_next_years_scheme_does_not_overlap() -> None:
    assert built(schemes__two=SCHEME.replace("id: one", "id: two").replace("[2020, 2021]", "[2022, null]"))[1] == ()


# ---- the digest


def test_the_digest_changes_with_any_byte_and_with_any_name() -> None:
    files = source().files
    digests = {Source(files).digest}
    for path, content in files.items():
        digests.add(Source({**files, path: content + b"\n"}).digest)
        digests.add(Source({**files, path: content[:-1]}).digest)
        digests.add(Source({**{name: text for name, text in files.items() if name != path}, f"{path}2": content}).digest)
        digests.add(Source({name: text for name, text in files.items() if name != path}).digest)
    assert len(digests) == 1 + 4 * len(files)
    assert Source(dict(reversed(files.items()))).digest == Source(files).digest
    assert build(Source(files))[0].digest == Source(files).digest


# ---- formulas in the book


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("schemes__one", "支出 ÷ 收入", "▸支出 ÷ 收人", "FX02"),
        ("schemes__one", "支出 ÷ 收入", "▸支出 ＋ 人数", "FX10"),
        ("schemes__one", "支出 ÷ 收入", "▸支出 ÷ 0", "FX12"),
        ("schemes__one", "支出 ÷ 收入", "▸缺省(支出, 0) ÷ 收入", "FX14"),
        ("schemes__one", "支出 ÷ 收入", "▸支出[全年] ÷ 收入", "FX15"),
        ("schemes__one", "支出 ÷ 收入", "▸支出.__class__", "FX01"),
        ("schemes__one", "支出 ÷ 收入", "▸支出 ÷ ２", "FX18"),
        ("schemes__one", "支出 ÷ 收入\n    method: capped", "支出 ÷ 收入\n    method: ▸bands", "FX17"),
        ("schemes__one", "支出 ÷ 收入\n    method: capped", "支出 ÷ 收入\n    method: ▸stepped", "RB04"),
        ("schemes__one", "支出 ÷ 收入", "▸支出 ≤ 收入", "FX11"),
        ("identities__sums", "支出 ≤ 收入", "▸支出 ≤ 人数", "FX10"),
        ("identities__sums", "支出 ≤ 收入", "▸支出 ≤ 收入 ≤ 支出", "FX08"),
        ("identities__sums", "tolerance: sum", "applies: ▸人数\n  tolerance: sum", "FX11"),
    ],
)
def test_a_formula_that_does_not_hold_together_is_refused_where_it_stands(name: str, old: str, new: str, code: str) -> None:
    found, place = broken(name, old, new)
    assert found == [(code, place)]


def test_a_method_that_cannot_be_read_is_told_where_it_stands_and_where_it_is_missed() -> None:
    found, place = broken("methods", "限定(指标值 × 分值, 0, 分值)", "▸限定(指标值 × 分值, 0)")
    assert found == [("FX09", place), ("RB13", "schemes/one.yaml:18:13")]


@pytest.mark.parametrize(
    ("when", "codes"), [("人数 ＝ 0", []), ("人数", ["FX11"]), ("人数 ＝ 收入", ["FX10"]), ("人头 ＝ 0", ["FX02"])]
)
def test_when_a_row_has_no_object_is_a_condition(when: str, codes: list[str]) -> None:
    rule = f"    method: null\n    not_applicable: {{when: ▸{when}, then: full}}\n"
    found, place = broken("schemes__one", "    method: null\n", rule)
    assert found == [(code, place) for code in codes]


def test_a_parameter_that_the_method_does_not_know_is_told() -> None:
    stepped = "method: stepped\n    parameters: ▸{限度: 100%, 步常: 5%, 每步扣分: 2分}"
    found, place = broken("schemes__one", "method: capped", stepped)
    assert found == [("RB05", place)]


def test_a_row_scored_by_a_measure_must_have_one() -> None:
    found, place = broken("schemes__one", "measure: 支出 ÷ 收入", "measure: ▸null")
    assert found == [("RB04", place)]


def test_a_row_with_an_unknown_weight_is_checked_as_well() -> None:
    found, place = broken("schemes__one", "weight: 60\n    measure: 支出 ÷ 收入", "weight: null\n    measure: ▸支出 ÷ 人数")
    assert found == [("FX10", place)]


@pytest.mark.parametrize("formula", ["指标值 × 分值", "分值 － 1分 × 61", "如果(指标值 ＞ 1, 分值, 分值 ＋ 0.01分)"])
def test_a_row_that_could_score_above_its_weight_or_below_nothing_does_not_load(formula: str) -> None:
    found, _ = broken("methods", "限定(指标值 × 分值, 0, 分值)", formula)
    assert found == [("FX13", "schemes/one.yaml:18:13")]


@pytest.mark.parametrize(("points", "codes"), [("60", []), ("60.01", ["FX13"]), ("-1", ["FX13"]), ("6e1", ["RB07"])])
def test_a_band_above_the_weight_does_not_load(points: str, codes: list[str]) -> None:
    bands = f"method: bands\n    bands: [{{to: 50%, points: {points}}}, {{above: true, points: 0}}]"
    found, _ = broken("schemes__one", "method: capped", bands)
    assert [code for code, _ in found] == codes


def test_a_band_without_points_and_a_tier_without_bounds_are_told() -> None:
    found, place = broken(
        "schemes__one", "method: capped", "method: bands\n    bands: [{to: 50%, points: 60}, {above: true, points: ▸null}]"
    )
    assert found == [("RB07", place)]
    found, place = broken(
        "schemes__one", "method: null", "method: null\n    tiers: [▸{label: 较好}, {label: 差, from: 0%, to: 60%}]"
    )
    assert found == [("RB04", place), ("RB04", place)]
    shares = "method: null\n    tiers: [{label: 较好, share: 100%}, {label: 差, share: 0%}]"
    assert broken("schemes__one", "method: null", shares)[0] == []


def test_a_checklist_is_held_to_the_weight_by_its_formula() -> None:
    items = "measure: null\n    method: checklist\n    items: [{label: 甲, points: 59}, {label: 乙, points: 2}]"
    scheme, _ = put(SCHEME, "measure: 支出 ÷ 收入\n    method: capped", items)
    loose, _ = put(METHODS, "最小(合计(如果(满足, 得分, 0), 逐要点), 分值)", "合计(如果(满足, 得分, 0), 逐要点)")
    assert told(built(schemes__one=scheme)[1]) == []
    assert told(built(schemes__one=scheme, methods=loose)[1]) == [("FX13", "schemes/one.yaml:18:13")]


# ---- any line


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".yaml") and path != "alternatives.yaml"])
def test_any_line_that_is_lost_cut_or_moved_is_told_or_harmless_and_never_breaks_the_loader(path: str) -> None:
    lines = FILES[path].split("\n")
    for at, line in enumerate(lines):
        for other in ([], [line[: len(line) // 2]], [f"  {line}"], [line, line], [line.replace(": ", ": null #", 1)]):
            text = "\n".join([*lines[:at], *other, *lines[at + 1 :]])
            _, problems = build(Source({**source().files, path: text.encode()}))
            assert all(problem.place.file for problem in problems)
