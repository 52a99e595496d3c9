"""A law book of one page in memory: sound as it stands, and broken by the tests, one text at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.rulebook.load import Source, build

if TYPE_CHECKING:
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

SOURCE = "reference: {source: 教学, confidence: K}"

UNITS = """\
- {id: yuan, label: 元, dimension: money, factor: 1}
- {id: wan_yuan, label: 万元, dimension: money, factor: 10000, shown: true, spellings: [万]}
- {id: person, label: 人, dimension: person, factor: 1, shown: true}
- {id: percent, label: "%", dimension: ratio, factor: 0.01, shown: true}
- {id: point, label: 分, dimension: points, factor: 1, shown: true}
"""

AXES = f"""\
- id: function
  label: 功能分类
  {SOURCE}
  members:
    - {{code: "201", label: 一般公共服务支出}}
    - {{code: "20132", label: 组织事务, parent: "201"}}
"""

STAGES = """\
- {id: outturn, label: 决算}
- {id: original, label: 年初预算}
"""

CONCEPTS = f"""\
- id: income
  label: 收入
  dimension: money
  moment: flow
  stages: [outturn, original]
  definition: 一年的收入。
  {SOURCE}
  disclosure: public
- id: spending
  label: 支出
  dimension: money
  moment: flow
  stages: [outturn, original]
  synonyms:
    - {{text: 花费, sources: [教学]}}
  definition: 一年的支出。
  {SOURCE}
  disclosure: public
- id: staff
  label: 人数
  dimension: person
  moment: closing
  definition: 年末的人数。
  {SOURCE}
  disclosure: internal
"""

IDENTITIES = f"""\
- code: AR01
  rule: I-01
  title: 支出大于收入
  formula: 支出 ≤ 收入
  tolerance: sum
  severity: error
  message: 支出不应大于收入
  hints: []
  cannot_know: 不能判断哪个数有误
  advice: 请核对。
  {SOURCE}
"""

CODES = """\
- {code: AR01, title: 支出大于收入, bad: 支出 2 收入 1, good: 支出 1 收入 2}
"""

METHODS = f"""\
- id: capped
  label: 比率乘分值
  kinds: [K05]
  formula: 限定(指标值 × 分值, 0, 分值)
  {SOURCE}
- id: stepped
  label: 按步扣分
  kinds: [K07]
  formula: 限定(分值 － 向下取整(最大(限度 － 指标值, 0) ÷ 步长) × 每步扣分, 0, 分值)
  parameters: {{限度: measure, 步长: measure, 每步扣分: points}}
  optional: {{步长: 1%}}
  {SOURCE}
- id: bands
  label: 分档
  kinds: [K06]
  formula: 分档(指标值)
  bands: true
  {SOURCE}
- id: checklist
  label: 要点
  kinds: [K11]
  formula: 最小(合计(如果(满足, 得分, 0), 逐要点), 分值)
  lists: {{要点: {{得分: points, 满足: truth}}}}
  {SOURCE}
- id: judged
  label: 评分
  kinds: [K13]
  formula: 限定(评分, 0, 分值)
  entered: points
  {SOURCE}
"""

SCHEME = f"""\
id: one
title: 一张表
authority: 某局
years: [2020, 2021]
kind: department
full_marks: 100
rounding: {{rate: null, points: 2}}
grades:
  - {{label: 优, from: 90}}
  - {{label: 差, from: 0}}
outline: plain
{SOURCE}
indicators:
  - id: A-1
    path: [投入, 支出率]
    weight: 60
    measure: 支出 ÷ 收入
    method: capped
    {SOURCE}
  - id: A-2
    path: [投入, 人均支出]
    weight: 40
    measure: 支出 ÷ 人数
    method: null
    {SOURCE}
"""

FILES = {
    "units.yaml": UNITS,
    "axes.yaml": AXES,
    "stages.yaml": STAGES,
    "methods.yaml": METHODS,
    "alternatives.yaml": "[]\n",
    "concepts/money.yaml": CONCEPTS,
    "identities/sums.yaml": IDENTITIES,
    "codes/AR.yaml": CODES,
    "schemes/one.yaml": SCHEME,
    "templates/reports/plain.docx": "模板",
}


def source(**changed: str | bytes | None) -> Source:
    """The files with some of them changed: `concepts__money` is concepts/money.yaml; None takes one away."""
    files: dict[str, bytes] = {path: text.encode() for path, text in FILES.items()}
    for name, content in changed.items():
        path = name.replace("__", "/") + ".yaml"
        if content is None:
            del files[path]
        else:
            files[path] = content if isinstance(content, bytes) else content.encode()
    return Source(files)


def built(**changed: str | bytes | None) -> tuple[Book, tuple[Problem, ...]]:
    """The small book with some of its files changed."""
    return build(source(**changed))


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Codes and places."""
    return [(problem.code, str(problem.place)) for problem in problems]


def put(text: str, old: str, new: str) -> tuple[str, str]:
    """A text with one thing changed, and the line:column of the ▸ in what is put there, which itself is left out."""
    assert text.count(old) == 1, f"{text.count(old)} × {old}"
    marked = text.replace(old, new)
    before = marked.partition("▸")[0].split("\n")
    return marked.replace("▸", ""), f"{len(before)}:{len(before[-1]) + 1}"


def broken(name: str, old: str, new: str) -> tuple[list[tuple[str, str]], str]:
    """What is told of the small book when one of its files has one thing changed; and the place of the ▸ in what was put there."""
    path = name.replace("__", "/") + ".yaml"
    text, place = put(FILES[path], old, new)
    _, problems = built(**{name: text})
    return told(problems), f"{path}:{place}"
