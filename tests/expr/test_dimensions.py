"""万元 ＋ 人 is refused before anything is computed."""

from __future__ import annotations

import pytest
from tests.expr.world import LOCAL_DIMENSIONS, VOCABULARY

from hengji.expr import dimensions
from hengji.expr.dimensions import ANY, PURE, TRUTH, Dimension, check, of, written
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.tree import Binary, Call, Local, Node, Number, Ref, Unary, size

MONEY: Dimension = (("money", 1),)
POINTS: Dimension = (("points", 1),)


def dimension(text: str) -> Dimension:
    return check(parse(text, VOCABULARY), LOCAL_DIMENSIONS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", PURE),
        ("5%", PURE),
        ("0.13个百分点", PURE),
        ("5万元", MONEY),
        ("0", ANY),
        ("0%", ANY),
        ("0万元", MONEY),
        ("真", TRUTH),
        ("按时公开", TRUTH),
        ("PPP项目预算执行率", PURE),
        ("本年支出合计", MONEY),
        ("分值", POINTS),
        ("合计(本年支出合计, 按功能分类)", MONEY),
        ("－本年支出合计", MONEY),
        ("非 按时公开", TRUTH),
        ("年初结转和结余 ＋ 本年收入合计 － 本年支出合计", MONEY),
        ("本年支出合计 ＋ 0", MONEY),
        ("0 － 本年支出合计", MONEY),
        ("0 ＋ 0", ANY),
        ("本年支出合计 ÷ 本年收入合计", PURE),
        ("本年支出合计 × 5%", MONEY),
        ("本年支出合计 ÷ 在职人员数", (("money", 1), ("person", -1))),
        ("本年支出合计 × 在职人员数 ÷ 在职人员数", MONEY),
        ("1 ÷ 在职人员数", (("person", -1),)),
        ("本年支出合计 × 本年支出合计", (("money", 2),)),
        ("0 × 本年支出合计", ANY),
        ("0 ÷ 在职人员数", ANY),
        ("0 × 本年支出合计 ＋ 在职人员数", (("person", 1),)),
        ("本年支出合计 ＞ 0", TRUTH),
        ("0 ＝ 0", TRUTH),
        ("人员经费 ÷ 在职人员数 ≤ 10万元 ÷ 1人", TRUTH),
        ("真 且 本年支出合计 ＞ 0 或 假", TRUTH),
        ("如果(真, 5分, 0)", POINTS),
        ("如果(真, 0, 5分)", POINTS),
        ("如果(真, 0, 0)", ANY),
        ("如果(真, 假, 按时公开)", TRUTH),
        ("最小(0, 本年支出合计, 5元)", MONEY),
        ("最大(5分)", POINTS),
        ("限定(分值, 0, 5分)", POINTS),
        ("限定(0, 0, 0)", ANY),
        ("四舍五入(本年支出合计, 2)", MONEY),
        ("向上取整(指标值 ÷ 步长)", PURE),
        ("向下取整(本年支出合计)", MONEY),
        ("绝对值(－分值)", POINTS),
        ("缺省(结余分配, 0)", MONEY),
    ],
)
def test_a_formula_has_the_dimension_of_its_parts(text: str, expected: Dimension) -> None:
    assert expected == dimension(text)


@pytest.mark.parametrize(
    ("text", "code", "column", "found", "wanted"),
    [
        ("本年支出合计 ＋ 在职人员数", "FX10", 7, "person", "money"),
        ("5万元 － 3人", "FX10", 4, "person", "money"),
        ("本年支出合计 ＞ 1", "FX10", 7, "ratio", "money"),
        ("1 ＝ 本年支出合计 ÷ 在职人员数", "FX10", 2, "money÷person", "ratio"),
        ("0 ＋ 5万元 ＋ 3人", "FX10", 8, "person", "money"),
        ("如果(真, 5分, 5)", "FX10", 0, "ratio", "points"),
        ("最小(0, 5分, 5元)", "FX10", 0, "money", "points"),
        ("限定(5分, 0, 5)", "FX10", 0, "ratio", "points"),
        ("真 且 如果(5元 ＞ 5人, 真, 假)", "FX10", 10, "person", "money"),
        ("真 ＋ 1", "FX11", 0, "truth", "number"),
        ("1 ＋ 真", "FX11", 4, "truth", "number"),
        ("1 且 真", "FX11", 0, "number", "truth"),
        ("真 且 1", "FX11", 4, "number", "truth"),
        ("真 或 0", "FX11", 4, "number", "truth"),
        ("非 分值", "FX11", 2, "number", "truth"),
        ("－ 真", "FX11", 2, "truth", "number"),
        ("（1 ＜ 2） ＜ 3", "FX11", 3, "truth", "number"),
        ("真 ＝ 真", "FX11", 0, "truth", "number"),
        ("1 × 真", "FX11", 4, "truth", "number"),
        ("如果(1, 2, 3)", "FX11", 3, "number", "truth"),
        ("如果(真, 1, 假)", "FX11", 9, "truth", "number"),
        ("如果(真, 假, 1)", "FX11", 6, "truth", "number"),
        ("如果(真, 假, 0)", "FX11", 6, "truth", "number"),
        ("绝对值(真)", "FX11", 4, "truth", "number"),
        ("最小(1, 真)", "FX11", 6, "truth", "number"),
        ("四舍五入(真, 2)", "FX11", 5, "truth", "number"),
    ],
)
def test_fx10_and_fx11_name_what_was_found_and_what_was_wanted(text: str, code: str, column: int, found: str, wanted: str) -> None:
    with pytest.raises(FormulaError) as caught:
        dimension(text)
    error = caught.value
    assert (code, column, found, wanted) == (error.code, error.at, error.found, error.slots["wanted"])


@pytest.mark.parametrize("text", ["本年支出合计 ÷ 0", "本年支出合计 / 0%", "本年支出合计 ÷ （0万元）", "本年支出合计 ÷ 0.00"])
def test_fx12_a_division_by_a_literal_zero_is_refused(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        dimension(text)
    assert (caught.value.code, caught.value.at, caught.value.found) == ("FX12", 7, "÷")


def test_a_default_of_a_truth_value_is_refused() -> None:
    with pytest.raises(FormulaError) as caught:
        check(Call("缺省", (Ref("c", "按时公开", "truth", at=3), Number((0, 1), "0"))), {})
    assert (caught.value.code, caught.value.at) == ("FX11", 3)


def test_fx11_words_are_no_numbers() -> None:
    with pytest.raises(FormulaError) as caught:
        check(Ref("c", "批复意见", "text", at=7), {})
    assert (caught.value.code, caught.value.at, caught.value.found) == ("FX11", 7, "批复意见")


DAY, DAYS = Ref("c", "公开日期", "date", at=3), Ref("d", "天数", "day", at=5)
NUMBER, ZERO = Number((2, 1), "2"), Number((0, 1), "0")


def test_a_day_less_a_day_is_a_number_of_days_and_days_move_a_day() -> None:
    assert check(Binary("－", DAY, DAY), {}) == (("day", 1),)
    assert check(Binary("＋", DAY, DAYS), {}) == check(Binary("－", DAY, DAYS), {}) == (("date", 1),)
    assert check(Binary("≤", DAY, Binary("＋", DAY, DAYS)), {}) == (("truth", 1),)


@pytest.mark.parametrize(
    "wrong",
    [
        Binary("＋", DAY, DAY, 7),
        Binary("×", DAY, NUMBER, 7),
        Binary("÷", DAY, DAY, 7),
        Binary("－", DAYS, DAY, 7),
        Binary("－", ZERO, DAY, 7),
        Unary("－", DAY, 7),
        Binary("≤", DAY, DAYS, 7),
    ],
)
def test_fx10_nothing_else_is_done_with_days(wrong: Node) -> None:
    with pytest.raises(FormulaError) as caught:
        check(wrong, {})
    assert (caught.value.code, caught.value.at) == ("FX10", 7)


def test_a_member_of_a_list_may_have_a_dimension_of_its_own() -> None:
    own = {"目标": (("person", 1),), "目标2": (("count", 1),)}
    assert [check(Local("目标", index), own) for index in (1, 2)] == [(("person", 1),), (("count", 1),)]


def test_fx02_a_local_name_must_have_a_dimension() -> None:
    with pytest.raises(FormulaError) as caught:
        check(Binary("＋", Number((1, 1), "1"), Local("步长", at=4)), {"分值": POINTS})
    assert (caught.value.code, caught.value.at, caught.value.found) == ("FX02", 4, "步长")


@pytest.mark.parametrize(("text", "found"), [("合计(得分, 逐要点)", "OverList"), ("分档(指标值)", "ByBands")])
def test_fx17_what_was_not_unfolded_is_refused(text: str, found: str) -> None:
    with pytest.raises(FormulaError) as caught:
        dimension(text)
    assert (caught.value.code, caught.value.found) == ("FX17", found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (PURE, "ratio"),
        (MONEY, "money"),
        ((("money", 1), ("person", -1)), "money÷person"),
        ((("money", 2), ("visit", -2)), "money×money÷visit÷visit"),
        ((("person", -1),), "1÷person"),
    ],
)
def test_a_dimension_is_written_as_a_product(given: Dimension, expected: str) -> None:
    assert expected == written(given)


def test_a_ratio_is_the_pure_number() -> None:
    assert (of("ratio"), of(""), of("money"), of("truth")) == (PURE, PURE, MONEY, TRUTH)


def test_conditions_inside_conditions_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at twice, each 如果 would double the time, and 38 of them, one in the other, would take years."""
    looked = []

    def counting(node: Node, local: dict[str, Dimension]) -> Dimension:
        looked.append(node)
        return check(node, local)

    monkeypatch.setattr(dimensions, "check", counting)
    node = parse("如果（真，1，" * 10 + "1" + "）" * 10, VOCABULARY)
    assert (dimensions.check(node, {}), len(looked)) == (PURE, size(node))
