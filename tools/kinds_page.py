"""docs/manual/scoring-kinds.md, made from the law book and its cases: every kind of scoring rule with an example. `python -m tools.kinds_page` writes it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.rulebook import yaml
from hengji.rulebook.files import home
from hengji.rulebook.kinds import METHOD
from hengji.rulebook.load import load
from hengji.rulebook.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book
    from hengji.rulebook.kinds import Kind
    from hengji.rulebook.method import Method
    from hengji.rulebook.yaml import Yaml

PAGE = Path(__file__).resolve().parents[1] / "docs" / "manual" / "scoring-kinds.md"
HEAD = """\
# 评分规则的种类

本页由规则册生成（`python -m tools.kinds_page`），公式和例子都取自规则册和它的用例，不要手改。

一条评分规则要么是一个评分方法（`rulebook/methods.yaml` 里的一条公式，指标写方法的编号和参数），要么是指标、栏目、方案或填报数据里的一种写法。
下面按种类列出：方法给公式和一个算例，其他写法给方案里的原文。每种方法的全部算例在 `rulebook/cases/methods/`，`hengji rulebook test` 逐条核对。

下面是规则册里的写法。自评报告、评分表、自查意见和公开报告里，同一个公式说成话：`限定(x, 0, 分值)` 说“x（不低于 0，不高于分值）”，`最大(x, 0)` 说“x，小于 0 的按 0 计”，
`缺省(x, 0)` 说“没有列出的，按 0 计”（`rulebook/captions/formula.yaml`）。“取得满分的条件”取报告里的小数位数，往能得满分的一边取；两个百分率的差说“个百分点”。
"""
WHERE = {"row": "写在指标里", "slot": "写在栏目里", "scheme": "写在方案里", "case": "方案允许，写在填报数据里"}


def page(book: Book) -> str:
    """The whole page."""
    return "\n".join([HEAD, *(part for kind in book.kinds.values() for part in _kind(kind, book))]).rstrip("\n") + "\n"


def _kind(kind: Kind, book: Book) -> Iterator[str]:
    yield f"## {kind.id} {kind.label}\n"
    yield f"{kind.means}\n"
    if kind.how != METHOD:
        yield f"{WHERE[kind.how]}，例如《{book.schemes[kind.scheme].title}》（`{kind.scheme}`）：\n"
        yield f"    {kind.snippet}\n"
        return
    methods = [method for method in book.methods.values() if kind.id in method.kinds]
    for method in methods:
        yield f"- **{method.label}** `{method.id}`：得分 ＝ {method.words}"
    first = min(methods, key=lambda method: method.kinds.index(kind.id))
    yield f"\n例：{_example(first)}\n"


def _example(method: Method) -> str:
    """A case of a method in words: the first that earns a part of the weight, else the first that earns anything."""
    text, _ = yaml.decode((home() / "cases" / "methods" / f"{method.id}.yaml").read_bytes(), method.id)
    tree, _ = yaml.read(text, method.id)
    cases = [case for case in (tree.entries if isinstance(tree, Sequence) else ()) if isinstance(case, Mapping)]
    scored = [case for case in cases if _points(case) > 0]
    case = next((case for case in scored if _points(case) < Decimal(_said(case.entries["weight"]))), scored[0])
    given = case.entries.get("given")
    entries = given.entries.items() if isinstance(given, Mapping) else ()
    parts = [f"分值 {_said(case.entries['weight'])}", *(f"{NAMES.get(name, name)} {_said(value)}" for name, value in entries)]
    return f"{'，'.join(parts)}，得 {_said(case.entries['expect'])} 分（{_said(case.entries['name'])}）。"


def _points(case: Mapping) -> Decimal:
    """The points that a case expects; −1 where it expects none."""
    said = _said(case.entries["expect"])
    return Decimal(said) if said.replace(".", "").isdigit() else Decimal(-1)


def _said(node: Yaml) -> str:
    """A value of a case on one line."""
    if isinstance(node, Scalar):
        return {"true": "", "unknown": "未知"}.get(node.text, node.text)
    if isinstance(node, Sequence):
        return "；".join(_said(entry) for entry in node.entries)
    return " ".join(f"{NAMES.get(name, name)} {_said(value)}".strip() for name, value in node.entries.items())


NAMES = {
    "items": "各项", "bands": "各档", "tiers": "档次", "to": "到", "below": "不到", "points": "得分", "above": "以上", "answer": "满足",
    "label": "档", "from": "从", "share": "比例",
}  # fmt: skip

if __name__ == "__main__":
    PAGE.write_text(page(load()[0]), encoding="utf-8")
