"""The oracle is trusted because it is independent and because these sums were done by hand."""

from __future__ import annotations

import ast
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from tests.expr import oracle
from tests.expr.grammar import dice
from tests.expr.oracle import Basis, Reader, RefusedError, Scene, Unknown, Value
from tests.expr.world import WORLD, Ledger, said

FIGURES: dict[object, Value] = {
    Basis("年初结转和结余", "决算"): Fraction(0),
    Basis("本年收入合计", "决算"): Fraction("29162700"),
    Basis("本年支出合计", "决算"): Fraction("29008000"),
    Basis("本年支出合计", "决算", -1): Fraction("25000000"),
    Basis("本年支出合计", "年初预算", 0, (("功能分类", "201"),)): Fraction("9792600"),
    Basis("“三公”经费", "年初预算"): Fraction("69000"),
    Basis("“三公”经费", "决算"): Fraction("18200"),
    Basis("在职人员数"): Fraction(61),
    Basis("编制数"): Fraction(0),
    "否决情形": False,
}


def work(text: str) -> tuple[Value, oracle.Kind, set[str]]:
    ledger = Ledger(dice("oracle"))
    ledger.known.update(FIGURES)
    ledger.parts[Basis("本年支出合计", "决算", 0, (), "功能分类")] = [Fraction(1), Fraction(2)]
    ledger.parts[Basis("本年收入合计", "决算", 0, (), "资金来源")] = []
    for label in ("人员经费", "非税收入"):
        ledger.known[Basis(label, "决算")] = Unknown(oracle.MISSING, frozenset({label}))
    ledger.members = {"要点": [{"得分": Fraction(2), "满足": True}, {"得分": Fraction(3), "满足": False}], "目标": []}
    scene = Scene(ledger)
    value, kind = Reader(WORLD).read(text).work(scene)
    return value, kind, scene.wrong


def test_the_oracle_imports_nothing_of_hengji() -> None:
    source = ast.parse(Path(oracle.__file__).read_text("utf-8"))
    imported = [alias.name for node in ast.walk(source) if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module or "." for node in ast.walk(source) if isinstance(node, ast.ImportFrom)]
    foreign = [name for name in imported if name.split(".")[0] not in sys.stdlib_module_names]
    assert foreign == []
    assert "importlib" not in imported
    assert not [node for node in ast.walk(source) if isinstance(node, ast.Name) and node.id == "__import__"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年初结转和结余 ＋ 本年收入合计 － 本年支出合计 ＝ 15.47万元", True),
        ("年初结转和结余+本年收入合计-本年支出合计=15.74万元", False),
        ("（本年支出合计 － 上年(本年支出合计)） ÷ 上年(本年支出合计)", Fraction("0.16032")),
        ("2 ＋ 3 × 4 － 6 ÷ 3 － 1", Fraction(11)),
        ("－2 × 3", Fraction(-6)),
        ("8 － － 2", Fraction(10)),
        ("限定(5分 － 向下取整(最大(100% － 92.8%, 0) ÷ 5%) × 2分, 0, 5分)", Fraction(3)),
        ("四舍五入(2.345, 2)", Fraction("2.35")),
        ("四舍五入(－2.345, 2)", Fraction("-2.35")),
        ("向上取整(－2.5) ＋ 向下取整(－2.5)", Fraction(-5)),
        ("非 真 或 真 且 真", True),
        ("非 （真 或 真 且 真）", False),
        ("非 1 ＞ 2 且 1 ≠ 2", True),
        ("如果(“三公”经费[决算] ≤ “三公”经费[年初预算], 5分, 0)", Fraction(5)),
        ("本年支出合计[年初预算数, 功能分类：201] ÷ 10000", Fraction("979.26")),
        ("合计(本年支出合计, 按功能分类)", Fraction(3)),
        ("合计(如果(满足, 得分, 0), 逐要点)", Fraction(2)),
        ("加权平均(得分 ÷ 1分, 得分, 逐要点)", Fraction(13, 5)),
        ("计数(非 满足, 逐要点)", Fraction(1)),
        ("假 且 人员经费 ＞ 0", False),
        ("人员经费 ＞ 0 或 真", True),
        ("真 且 人员经费 ＞ 0", Unknown("missing", frozenset({"人员经费"}))),
        ("人员经费 ÷ 编制数 ＋ 非税收入", Unknown("missing", frozenset({"人员经费", "非税收入"}))),
        ("本年支出合计 ÷ 编制数", Unknown("zero_divisor")),
        ("本年支出合计 ÷ 编制数 ＋ 人员经费", Unknown("zero_divisor", frozenset({"人员经费"}))),
        ("如果(真, 1, 人员经费 ÷ 1元)", Fraction(1)),
        ("100000000000000000000 × 100000000000000000000", Fraction(10) ** 40),
        ("100000000000000000000 × 100000000000000000001", Unknown("out_of_range")),
        ("合计(本年收入合计, 按资金来源)", Unknown("not_listed", frozenset({"本年收入合计（按资金来源）"}))),
    ],
)
def test_the_oracle_gives_what_was_worked_out_by_hand(text: str, expected: Value) -> None:
    assert expected == work(text)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年支出合计 ＋ 在职人员数", {"FX10"}),
        ("本年支出合计 ＋ 0", set()),
        ("真 ＋ 1", {"FX11"}),
        ("1 且 真", {"FX11"}),
        ("本年支出合计 ÷ 0", {"FX12"}),
        ("本年支出合计 ÷ （0万元）", {"FX12"}),
        ("本年支出合计 ÷ 在职人员数 ＋ 1元 ÷ 1人", set()),
    ],
)
def test_the_oracle_refuses_what_does_not_go_together(text: str, expected: set[str]) -> None:
    assert expected == work(text)[2]


def test_the_oracle_lets_no_comparison_chain() -> None:
    with pytest.raises(RefusedError):
        work("1 ＜ 2 ＜ 3")


def test_a_missing_figure_is_named_by_its_basis() -> None:
    assert said(Basis("人员经费", "决算", -1)) == "人员经费[决算()]-1"
