"""The closed world: the longest name that stands there, and nothing that was not declared."""

from __future__ import annotations

import pytest
from tests.expr.world import VOCABULARY, refused

from hengji.expr.names import LOOKS_NEAR, Name, Vocabulary
from hengji.expr.parse import parse
from hengji.expr.tree import Binary, Local, Ref, Unary


def label(text: str) -> str:
    tree = parse(text, VOCABULARY)
    assert isinstance(tree, Ref)
    return tree.label


@pytest.mark.parametrize("text", list(VOCABULARY.names))
def test_every_label_is_read_as_itself(text: str) -> None:
    assert text == label(text)
    assert text == label(f"（{text}）")


@pytest.mark.parametrize("text", list(VOCABULARY.names))
def test_every_label_may_stand_between_operators_without_spaces(text: str) -> None:
    one = Binary("且", Binary("＞", parse(text, VOCABULARY), Unary("－", parse(text, VOCABULARY))), parse("真", VOCABULARY))
    assert one == parse(f"{text}＞－{text}且真", VOCABULARY)


def test_the_longest_name_wins() -> None:
    assert VOCABULARY.name_at("本年支出合计＞0", 0) == "本年支出合计"
    assert VOCABULARY.name_at("本年支出 合计", 0) == "本年支出"
    assert VOCABULARY.name_at("因公出国（境）费", 0) == "因公出国（境）费"
    assert VOCABULARY.name_at("因公出国(境)费", 0) == "因公出国"
    assert VOCABULARY.unit_at("5万元", 1) == "万元"
    assert VOCABULARY.unit_at("5万辆", 1) == "万"


def test_nothing_stands_where_nothing_was_declared() -> None:
    assert VOCABULARY.name_at("＞本年支出", 0) is None
    assert VOCABULARY.name_at("本年支出", 4) is None
    assert VOCABULARY.unit_at("5", 1) is None


def test_quotes_and_brackets_inside_a_label_belong_to_it() -> None:
    assert label("“三公”经费") == "“三公”经费"
    assert label("办公用房面积（㎡）") == "办公用房面积（㎡）"
    assert refused("三公经费").slots["near"] == "“三公”经费"
    assert refused("“三公经费”").slots["near"] == "“三公”经费"


def test_a_name_ends_where_no_letter_follows() -> None:
    assert refused("本年支出数").found == "本年支出数"
    assert refused("因公出国（境）费用").found == "因公出国"
    assert refused("编制数1").found == "编制数1"
    assert label("编制数 ") == "编制数"


def test_a_name_that_begins_with_a_keyword_is_a_name() -> None:
    assert label("非税收入") == "非税收入"
    assert parse("非 非税收入＞0", VOCABULARY) == parse("非非税收入 ＞ 0", VOCABULARY) == parse("非（非税收入 ＞ 0）", VOCABULARY)
    assert parse("按时公开且且末县整改到位", VOCABULARY) == parse("按时公开 且 （且末县整改到位）", VOCABULARY)


def test_a_methods_own_names_are_read_beside_the_facts() -> None:
    assert parse("分值", VOCABULARY) == Local("分值")
    assert parse("满足", VOCABULARY) == Local("满足")


def test_within_a_method_there_are_no_facts_and_no_optional_terms() -> None:
    world = VOCABULARY.within(locals_=["分值"], lists={"要点": ("得分",)})
    assert not world.names
    assert not world.optional_terms
    assert (sorted(world.locals), dict(world.lists)) == (["分值"], {"要点": ("得分",)})
    assert (world.units, world.stages, world.axes) == (VOCABULARY.units, VOCABULARY.stages, VOCABULARY.axes)
    assert refused("本年支出合计", world).code == "FX02"
    assert world.name_at("得分", 0) == "得分"


def test_only_optional_terms_are_added_for_identities() -> None:
    world = Vocabulary(VOCABULARY.names, VOCABULARY.stages, VOCABULARY.stage_labels, VOCABULARY.axes, VOCABULARY.units)
    allowed = world.allowing_optional_terms()
    assert (world.optional_terms, allowed.optional_terms, allowed.names) == (False, True, world.names)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("得份", "得分"),
        ("本年支出总计", "本年支出合计"),
        ("指标", "指标值"),
        ("三公经费", "“三公”经费"),
        ("年初结余", "年初结转和结余"),
        ("os", ""),
        ("", ""),
    ],
)
def test_the_nearest_name_is_suggested_when_it_is_near(word: str, near: str) -> None:
    assert near == VOCABULARY.nearest(word)


def test_only_the_first_forty_letters_of_a_word_are_compared() -> None:
    assert VOCABULARY.nearest("本年支出合计" + "的" * 34) == VOCABULARY.nearest("本年支出合计" + "的" * 1_900) == ""
    assert Vocabulary(names={"计" * 40: Name("c", "计" * 40, "money")}).nearest("计" * 2_000) == "计" * 40


def test_half_of_the_letters_in_common_is_near() -> None:
    assert LOOKS_NEAR == 0.5
    assert Vocabulary(locals=frozenset({"甲乙"})).nearest("甲丙") == "甲乙"
    assert Vocabulary(locals=frozenset({"甲乙丁"})).nearest("甲丙戊") == ""
