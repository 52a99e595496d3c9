"""The law book as a whole: names that clash, weights that do not add up, years that overlap, words and pages that are not there."""

from __future__ import annotations

import pytest
from tests.rulebook.small import CONCEPTS, FILES, IDENTITIES, SCHEME, SOURCE, UNITS, broken, built, put, told

from hengji.core import exact
from hengji.rulebook.load import Source, build, collect


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "found"),
    [
        ("concepts__money", "- id: spending\n  label: 支出\n", "- ▸id: spending\n  label: 收入\n", "RB16", "收入"),
        ("concepts__money", "- id: staff\n  label: 人数\n", "- ▸id: staff\n  label: 合计\n", "RB16", "合计"),
        ("concepts__money", "- id: staff\n  label: 人数\n", "- ▸id: staff\n  label: 且\n", "RB16", "且"),
        ("units", "{id: person, label: 人,", "▸{id: person, label: 万元,", "RB16", "万元"),
        ("units", "{id: yuan, label: 元,", "▸{id: yuan, label: 元, spellings: [元, 元整],", "", ""),
    ],
)
def test_a_word_has_one_owner(name: str, old: str, new: str, code: str, found: str) -> None:
    path = name.replace("__", "/") + ".yaml"
    text, place = put(FILES[path], old, new)
    _, problems = built(**{name: text})
    clashes = [(each.code, str(each.place), each.found) for each in problems if each.code == "RB16"]
    assert clashes == ([(code, f"{path}:{place}", found)] if code else [])


def test_a_synonym_that_is_a_label_is_told_at_the_concept_that_lists_it() -> None:
    concepts, _ = put(CONCEPTS, "text: 花费", "text: 人数")
    assert told(built(concepts__money=concepts)[1]) == [("RB16", "concepts/money.yaml:9:3")]


def test_a_word_that_two_concepts_claim_names_its_owner() -> None:
    concepts, _ = put(
        CONCEPTS,
        "  stages: [outturn, original]\n  definition: 一年的收入。",
        "  synonyms: [{text: 花费, sources: [甲]}]\n  definition: 一。",
    )
    _, problems = built(concepts__money=concepts)
    clash = next(each for each in problems if each.code == "RB16")
    assert (clash.found, dict(clash.slots)["owner"]) == ("花费", "income")


def test_a_concept_that_nobody_uses_is_told() -> None:
    more = f"- id: posts\n  label: 编制\n  dimension: person\n  moment: point\n  definition: 核定数。\n  {SOURCE}\n  disclosure: public\n"
    assert told(built(concepts__more=more)[1]) == [("RB17", "concepts/more.yaml:1:3")]
    used, _ = put(SCHEME, "支出 ÷ 人数", "支出 ÷ 编制")
    assert told(built(concepts__more=more, schemes__one=used)[1]) == [("RB17", "concepts/money.yaml:19:3")]


@pytest.mark.parametrize(
    ("old", "new", "total"),
    [
        ("weight: 60", "weight: 58", "98"),
        ("weight: 60", "weight: 60.01", "100.01"),
        ("weight: 60", "weight: 59.99", "99.99"),
        ("weight: 60", "weight: 0", "40"),
        ("full_marks: 100", "full_marks: 110", "100"),
    ],
)
def test_weights_that_do_not_add_up_are_refused(old: str, new: str, total: str) -> None:
    text, _ = put(SCHEME, old, new)
    _, problems = built(schemes__one=text)
    assert [(each.code, str(each.place), each.found) for each in problems] == [("RB18", "schemes/one.yaml:1:1", total)]


def test_weights_add_up_exactly() -> None:
    parts = "".join(
        f"  - {{id: B-{n}, path: [甲], weight: 0.1, measure: 支出 ÷ 收入, method: capped, {SOURCE}}}\n" for n in range(10)
    )
    text, _ = put(SCHEME, "weight: 60", "weight: 59")
    assert told(built(schemes__one=text + parts)[1]) == []


def test_an_unknown_weight_loads_and_is_never_0() -> None:
    text, _ = put(SCHEME, "weight: 60", "weight: null")
    book, problems = built(schemes__one=text)
    assert problems == ()
    assert [row.weight for row in book.schemes["one"].rows] == [None, exact.of("40")]
    assert not book.schemes["one"].weights_known()


def test_known_weights_above_the_full_marks_are_refused_though_others_are_unknown() -> None:
    text, _ = put(SCHEME, "weight: 60", "weight: null")
    text, _ = put(text, "weight: 40", "weight: 101")
    assert [code for code, _ in told(built(schemes__one=text)[1])] == ["RB18"]


@pytest.mark.parametrize(
    "grades", ["{label: 差, from: 0}\n  - {label: 优, from: 90}", "{label: 优, from: 90}\n  - {label: 差, from: 90}"]
)
def test_grades_go_from_the_highest_down(grades: str) -> None:
    found, _ = broken("schemes__one", "{label: 优, from: 90}\n  - {label: 差, from: 0}", grades)
    assert found == [("RB18", "schemes/one.yaml:1:1")]


@pytest.mark.parametrize("row", ["A-1", "A-2"])
def test_a_row_without_a_source_is_refused(row: str) -> None:
    row_head = f"  - id: {row}\n"
    head, _, tail = SCHEME.partition(row_head)
    unsourced = tail.replace(f"    {SOURCE}\n", "", 1)
    _, problems = built(schemes__one=head + row_head + unsourced)
    (found,) = problems
    assert (found.code, found.found, str(found.place)) == ("RB04", "reference", f"schemes/one.yaml:{head.count(chr(10)) + 1}:5")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("▸{confidence: K}", "RB04"),
        ("▸{source: 教学}", "RB04"),
        ("{source: 教学, confidence: ▸K-}", "RB09"),
        ("{source: ▸'', confidence: K}", "RB04"),
        ("{source: 教学, confidence: K, ▸page: 3}", "RB05"),
    ],
)
def test_a_source_says_where_and_how_sure(new: str, code: str) -> None:
    found, place = broken("identities__sums", "{source: 教学, confidence: K}", new)
    assert found == [(code, place)]


def test_two_rows_with_one_id_are_told_at_the_second() -> None:
    found, place = broken("schemes__one", "- id: A-2", "- ▸id: A-1")
    assert found == [("RB10", place)]


def test_a_rule_without_a_page_is_told_at_the_rule_and_a_page_in_the_wrong_file_at_the_page() -> None:
    identities, place = put(IDENTITIES, "- code: AR01", "- ▸code: AR02")
    assert told(built(identities__sums=identities)[1]) == [("RB20", f"identities/sums.yaml:{place}")]
    page = "- {code: AR03, title: 甲, bad: 一, good: 二}\n"
    assert told(built(codes__LG=page)[1]) == [("RB20", "codes/LG.yaml:1:3")]
    assert told(built(codes__AR=FILES["codes/AR.yaml"] + page.replace("AR03", "AR3"))[1]) == [("RB20", "codes/AR.yaml:2:3")]
    assert told(built(codes__local__AR=page)[1]) == []


def test_a_form_that_names_no_concept_is_told_where_it_names_it() -> None:
    blocks = (
        "blocks: [{id: a, columns: [{id: b, under: [[决算]], stage: outturn}], rows: [{labels: [支出], concept: spendings}]}]\n"
    )
    form = f"id: f\ntitle: 表\nkind: accounts\nrecognise: {{titles: [表]}}\nblank: {{means: unknown}}\n{SOURCE}\n{blocks}"
    found = [(each.code, str(each.place), each.found) for each in built(forms__f=form)[1] if each.code == "RB21"]
    assert found == [("RB21", f"forms/f.yaml:7:{blocks.index('spendings') + 1}", "spendings")]


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("concepts__money", "- id: staff\n  label: 人数\n", "- ▸id: staff\n  label: 人数\n  stages: [final]\n", "final"),
        ("concepts__money", "- id: staff\n  label: 人数\n", "- ▸id: staff\n  label: 人数\n  axes: [region]\n", "region"),
        ("concepts__money", "- id: staff\n  label: 人数\n", "- ▸id: staff\n  label: 人数\n  unit: 头\n", "头"),
        (
            "concepts__money",
            "- id: income\n  label: 收入\n  dimension: money\n",
            "- ▸id: income\n  label: 收入\n  dimension: mony\n",
            "mony",
        ),
        ("schemes__one", "- id: A-2\n", "- ▸id: A-2\n    asks: [人头数]\n", "人头数"),
        (
            "axes",
            '- {code: "201", label: 一般公共服务支出}',
            '- {code: "201", label: 一般公共服务支出, parent: "20132"}',
            "201: 20132",
        ),
        ("axes", 'parent: "201"', 'parent: "202"', "20132: 202"),
        ("axes", 'parent: "201"', 'parent: "20132"', "20132: 20132"),
    ],
)
def test_a_word_that_the_dictionary_lacks_is_told(name: str, old: str, new: str, found: str) -> None:
    path = name.replace("__", "/") + ".yaml"
    text, place = put(FILES[path], old, new)
    _, problems = built(**{name: text})
    first = next(each for each in problems if each.code == "RB22")
    where = "axes.yaml:5:5" if name == "axes" else f"{path}:{place}"
    assert (first.found, str(first.place)) == (found, where)


@pytest.mark.parametrize("family", ["RB", "FX", "RD", "IN", "DC", "SY", "TB"])
def test_the_page_of_a_problem_says_what_to_do(family: str) -> None:
    page = f"- {{code: {family}01, title: 甲, bad: 一, good: 二, message: 三, expected: 四}}\n"
    assert told(built(**{f"codes__{family}": page})[1]) == [("RB23", f"codes/{family}.yaml:1:3")]
    assert told(built(**{f"codes__{family}": page.replace("四}", "四, fix: 五}")})[1]) == []


def test_a_report_template_that_is_not_there_is_told() -> None:
    text, _ = put(SCHEME, "outline: plain", "outline: plane")
    _, problems = built(schemes__one=text)
    assert [(each.code, str(each.place), each.found) for each in problems] == [("RB24", "schemes/one.yaml:1:1", "plane")]


def test_absent_means_zero_only_with_a_source() -> None:
    absent, place = put(CONCEPTS, "- id: staff\n", "- ▸id: staff\n  absent: zero\n")
    assert told(built(concepts__money=absent)[1]) == [("RB25", f"concepts/money.yaml:{place}")]
    sourced = absent.replace("  absent: zero\n", f"  absent: zero\n  absent_{SOURCE}\n")
    assert told(built(concepts__money=sourced)[1]) == []


def test_a_term_may_count_as_0_only_where_its_concept_says_so() -> None:
    rule, _ = put(IDENTITIES, "支出 ≤ 收入", "支出 ≤ 缺省(收入, 0)")
    assert [code for code, _ in told(built(identities__sums=rule)[1])] == ["FX14"]
    absent, _ = put(CONCEPTS, "- id: income\n", f"- id: income\n  absent: zero\n  absent_{SOURCE}\n")
    assert told(built(identities__sums=rule, concepts__money=absent)[1]) == []


def test_each_dimension_is_printed_in_one_unit() -> None:
    units, place = put(UNITS, "- {id: wan_yuan, ", "- ▸{id: wan_yuan, ")
    twice = units.replace("factor: 1}\n- {id: wan", "factor: 1, shown: true}\n- {id: wan", 1)
    assert told(built(units=twice)[1]) == [("RB10", f"units.yaml:{place}")]
    none, _ = put(UNITS, "factor: 10000, shown: true,", "factor: 10000,")
    assert told(built(units=none)[1]) == [("RB04", "units.yaml:1:3")]


METHOD = "    method: capped\n"
"""The method of the first row, in whose place a broken one is put."""


@pytest.mark.parametrize(
    ("new", "code", "found"),
    [
        ("bands\n    bands: [{to: 20%, points: 30}, {to: ▸10%, points: 40}, {above: true, points: 0}]", "RB40", "10%"),
        ("bands\n    bands: [{to: 20%, points: 30}, {to: ▸20%, points: 40}, {above: true, points: 0}]", "RB40", "20%"),
        ("bands\n    bands: [{to: 20%, points: 30}, {below: ▸20%, points: 40}, {above: true, points: 0}]", "RB40", "20%"),
        ("bands\n    bands: [{to: 10%, points: 30}, {from: ▸20%, to: 30%, points: 40}, {above: true, points: 0}]", "RB40", "20%"),
        ("bands\n    bands: [{to: 10%, points: 30}, {from: ▸5%, to: 30%, points: 40}, {above: true, points: 0}]", "RB40", "5%"),
        ("bands\n    bands: [{from: ▸0%, to: 10%, points: 30}, {above: true, points: 0}]", "RB40", "0%"),
        ("▸bands\n    bands: [{to: 10%, points: 60.01}, {above: true, points: 0}]", "FX13", "[0, 60.01]"),
        ("▸bands\n    bands: [{to: 10%, points: 60}, {above: true, points: -1}]", "FX13", "[-1, 60]"),
        ("bands\n    bands: ▸[{to: 10%, points: 60}, {to: 20%, points: 0}]", "FX17", "分档"),
        ("▸bands", "FX17", "分档"),
        ("▸stepped", "RB04", "限度"),
        ("stepped\n    parameters: ▸{限度: 100%}", "RB04", "每步扣分"),
        ("stepped\n    parameters: ▸{限度: 100%, 每步扣份: 1分}", "RB05", "每步扣份"),
        ("▸steped\n    parameters: {限度: 100%, 每步扣分: 1分}", "RB13", "steped"),
        ("capped\n    not_applicable: {then: redistribute, to: [A-9]}", "RB41", "A-9"),
        ("capped\n    not_applicable: {then: redistribute, to: [A-1]}", "RB41", "A-1"),
        ("capped\n    not_applicable: {then: redistribute, to: ▸third}", "RB09", "third"),
        ("capped\n    over_completion: ▸{action: explain}", "RB04", "above"),
        ("capped\n    peers: {within: ▸[province, town], better: high}", "RB09", "town"),
        ("capped\n    peers: {within: [year], better: ▸up}", "RB09", "up"),
        ("capped\n    peers: {within: [year], decimals: ▸11}", "RB09", "11"),
    ],
)
def test_a_row_that_does_not_hold_together_is_told_at_its_place(new: str, code: str, found: str) -> None:
    row = SCHEME.index("  - id: A-1")
    text, place = (
        put(SCHEME, METHOD, f"    method: {new}\n") if "▸" in new else (SCHEME.replace(METHOD, f"    method: {new}\n"), "")
    )
    place = place or f"{SCHEME[:row].count(chr(10)) + 1}:5"
    _, problems = built(schemes__one=text)
    first = next(each for each in problems if each.code == code)
    assert (first.found, str(first.place)) == (found, f"schemes/one.yaml:{place}")


def test_a_step_that_is_open_may_be_followed_by_its_own_bound() -> None:
    bands = "bands\n    bands: [{below: 10%, points: 0}, {to: 10%, points: 5}, {from: 10%, to: 20%, points: 60}, {above: true, points: 0}]"
    assert told(built(schemes__one=SCHEME.replace(METHOD, f"    method: {bands}\n"))[1]) == []


PEERED = f"""\
- id: ranked
  label: 名次
  kinds: [K23]
  formula: 限定(分值 － 同类名次 × 1分, 0, 分值)
  {SOURCE}
"""


def test_a_row_whose_method_compares_says_among_whom() -> None:
    methods = FILES["methods.yaml"] + PEERED
    text, _ = put(SCHEME, METHOD, "    method: ranked\n")
    _, (found,) = built(schemes__one=text, methods=methods)
    assert (found.code, found.found) == ("RB04", "peers")
    whole = text.replace("    method: ranked\n", "    method: ranked\n    peers: {within: [year], better: high}\n")
    assert told(built(schemes__one=whole, methods=methods)[1]) == []


@pytest.mark.parametrize(
    ("head", "code", "found"),
    [
        ("sections: [▸{path: [投人], weight: 100}]", "RB42", "投人"),
        ("sections: [▸{path: [投入], weight: 90}]", "RB18", "100"),
        ("sections: [▸{path: [投入], weight: 100, most: 101}]", "RB09", "101"),
        ("sections: [{path: [投入], weight: 100, base: ▸0}]", "RB09", "0"),
        (f"vetoes: [▸{{id: V-1, label: 甲, when: null, then: grade, grade: 良, {SOURCE}}}]", "RB09", "良"),
        (f"vetoes: [▸{{id: V-1, label: 甲, when: null, then: points, points: 101, {SOURCE}}}]", "RB09", "101"),
        (f"vetoes: [{{id: V-1, label: 甲, when: ▸支岀 ＞ 0, then: zero, {SOURCE}}}]", "FX02", "支岀"),
        (f"vetoes: [{{id: V-1, label: 甲, when: ▸支出, then: zero, {SOURCE}}}]", "FX11", "number"),
        (f"vetoes: [{{id: V-1, label: 甲, then: zero, {SOURCE}}}, ▸{{id: V-1, label: 乙, then: zero, {SOURCE}}}]", "RB10", "V-1"),
        (f"caps: [▸{{id: C-1, label: 甲, measure: 支出 ÷ 收入, bands: [{{below: 60%, points: 59}}, {{above: true, points: 101}}], {SOURCE}}}]", "RB09", "101"),
        (f"caps: [{{id: C-1, label: 甲, measure: ▸支出 ÷ 收入, bands: [{{below: 60%, points: 59}}], {SOURCE}}}]", "FX17", "分档"),
        (f"core: {{least: 1, weight: 50, {SOURCE}}}", "RB43", "0、0"),
        (f"second_scorer: {{kinds: ▸[province], {SOURCE}}}", "RB09", "province"),
    ],
)  # fmt: skip
def test_a_head_that_does_not_hold_together_is_told_at_its_place(head: str, code: str, found: str) -> None:
    text = SCHEME.replace("outline: plain\n", f"outline: plain\n{head}\n")
    before = text.partition("▸")[0].split("\n")
    place = f"{len(before)}:{len(before[-1]) + 1}" if "▸" in text else "1:1"
    _, problems = built(schemes__one=text.replace("▸", ""))
    first = next(each for each in problems if each.code == code)
    assert (first.found, str(first.place)) == (found, f"schemes/one.yaml:{place}")


@pytest.mark.parametrize(
    ("old", "new", "code", "near"),
    [
        ("如果(满足, 得分, 0)", "如果(满足, 得份, 0)", "FX02", "得分"),
        ("限定(指标值 × 分值, 0, 分值)\n  reference", "限定(指标値 × 分值, 0, 分值)\n  reference", "FX02", "指标值"),
        ("限定(评分, 0, 分值)", "限定(评分, ０, 分值)", "FX18", ""),
        ("限定(评分, 0, 分值)", "限定(评分, 0, 分值Ａ)", "FX18", ""),
    ],
)
def test_a_name_that_looks_like_another_is_told_with_the_nearest_and_its_column(old: str, new: str, code: str, near: str) -> None:
    text, _ = put(FILES["methods.yaml"], old, new)
    _, problems = built(methods=text)
    first = next(each for each in problems if each.code == code)
    line = next(number for number, each in enumerate(text.split("\n"), start=1) if new.split("\n", maxsplit=1)[0] in each)
    assert str(first.place) == f"methods.yaml:{line}:12"
    column = int(dict(first.slots)["column"])
    written = text.split("\n")[line - 1][len("  formula: ") :]
    odd = next(letter for letter in new if letter not in old)
    assert written[column - 1 :].startswith(dict(first.slots).get("found", first.found) if code == "FX02" else odd)
    assert dict(first.slots).get("near", "") == near


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "near"),
    [
        ("schemes__one", METHOD, "    method: caped\n", "RB13", "capped"),
        ("schemes__one", METHOD, "    method: stepped\n    parameters: {限渡: 100%, 每步扣分: 1分}\n", "RB05", "限度"),
        ("schemes__one", METHOD, "    method: capped\n    standart: 甲\n", "RB05", "standard"),
        ("schemes__one", "outline: plain\n", "outline: plain\nextends: on\n", "RB14", ""),
    ],
)
def test_a_key_or_a_name_that_nobody_knows_is_told_with_the_nearest(name: str, old: str, new: str, code: str, near: str) -> None:
    text, _ = put(FILES[name.replace("__", "/") + ".yaml"], old, new)
    _, problems = built(**{name: text})
    assert dict(next(each for each in problems if each.code == code).slots)["near"] == near


def test_a_base_that_is_not_there_is_told_with_the_nearest() -> None:
    two = f"id: two\nextends: onne\ntitle: 又一张表\nyears: [2022, null]\n{SOURCE}\n"
    _, problems = built(schemes__two=two)
    assert dict(next(each for each in problems if each.code == "RB14").slots)["near"] == "one"


def test_a_picture_of_what_is_no_amount_of_money_is_told() -> None:
    """A name that nobody declares, and a count of people: each in its line."""
    files = dict(collect().files)
    text = files["charts.yaml"].decode()
    files["charts.yaml"] = (
        text.replace("{name: 年度资金总额}", "{name: 年度资金总数}").replace("whole: 本年支出合计", "whole: 在职人员数").encode()
    )
    _, problems = build(Source(files))
    assert [(each.code, each.found, each.place.file) for each in problems] == [
        ("RB21", "年度资金总数", "charts.yaml"),
        ("RB21", "在职人员数", "charts.yaml"),
    ]


def test_a_pattern_of_proposals_that_does_not_compile_is_told() -> None:
    files = dict(collect().files)
    text = files["narration.yaml"].decode()
    files["narration.yaml"] = text.replace("'过半'", "'过(半'").replace("most_letters: 400", "most_letters: 多").encode()
    _, problems = build(Source(files))
    assert sorted(each.code for each in problems) == ["RB07", "RB26"]
