"""The indicator analysis of the report says of every line how it is scored, with which figures, why points were lost and what would have earned them."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from hengji import pipeline
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.writing import docx

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = ["000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023"]


def written(name: str, book: Book, examples: Path, scheme: str = "") -> tuple[Evaluation, list[str]]:
    case, _ = pipeline.read_case(examples / name, book, scheme)
    assert case is not None
    evaluation, _ = pipeline.assess(case, book, scheme)
    assert evaluation is not None
    file, problems = docx.report(evaluation, book)
    assert problems == ()
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        root = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314 - our own
    return evaluation, ["".join(letters.text or "" for letters in each.iter(f"{W}t")) for each in root.iter(f"{W}p")]


def entry(name: str, texts: list[str]) -> list[str]:
    """The paragraphs of an indicator, from its name to the next one's or to the end of its group."""
    at = next(at for at, text in enumerate(texts) if re.match(rf"（\d+）{re.escape(name)}。", text))
    found = [texts[at]]
    for text in texts[at + 1 :]:
        if re.match(r"（\d+）|\d+\. |（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、", text):
            break
        found.append(text)
    return found


def test_a_line_that_lost_points_is_explained_to_the_end(book: Book, examples: Path) -> None:
    """1794.03 of 1864.04 is 96.24 %, 9.62 of 10: 0.38 lost, 69.08万元 more would have earned it."""
    _, texts = written("002-yiyang-2020", book, examples)
    found = entry("预算执行率", texts)
    assert found == [
        "（1）预算执行率。分值10分，得分9.62分。测算值：年度资金总额 1794.03万元 ÷ 年度资金总额[全年预算] 1864.04万元 ＝ 96.24%；得分：指标值 96.24% × 分值 10（不低于 0，不高于分值 10） ＝ 9.62分。",
        "计分办法：得分等于执行率乘以分值，最高为分值。",
        "扣分情况：测算值 96.24%，按“比率乘分值，封顶”扣 0.38 分。",
        "扣0.38分的原因：【待说明：扣分原因】。",
        "取得满分的条件：年度资金总额由 1794.03万元 变为 1863.11万元（再增加 69.08万元），四舍五入后本项即得满分；或者年度资金总额[全年预算]由 1864.04万元 变为 1794.92万元（再减少 69.12万元），四舍五入后本项即得满分。",
    ]


def test_a_line_of_the_department_says_its_method_in_words_and_its_figures(book: Book, examples: Path) -> None:
    _, texts = written("002-yiyang-2020", book, examples)
    assert entry("公务员考录人数", texts)[:3] == [
        "（1）公务员考录人数。分值10分，得分10分。指标值≥270人次，实际完成553人次。",
        "计分办法：正向按比例，达到目标值得满分，未达到按比例。",
        "测算值：公务员考录人数实际完成值 553人次；得分：（指标值 553人次 ÷ 270人次 × 分值 10（不低于 0，不高于分值 10））〔因 270人次 ＞ 0〕 ＝ 10.00分。",
    ]
    assert entry("为益阳高质量发展提供坚强的组织保证", texts) == [
        "（1）为益阳高质量发展提供坚强的组织保证。分值30分，得分30分。指标值中长期，实际完成中长期。由部门评价组评定30.00分，档次：达成年度指标。"
    ]


def test_what_is_not_scored_or_not_applicable_is_said(book: Book, examples: Path) -> None:
    _, texts = written("001-conghua-2022", book, examples)
    assert entry("部门整体绩效目标效益指标完成情况", texts) == [
        "（2）部门整体绩效目标效益指标完成情况。分值10分，未计分。缺少：效益指标平均完成率。",
        "计分办法：平均完成率乘以分值，最高为分值。",
    ]
    assert entry("新增预算项目事前绩效评估", texts) == [
        "（1）新增预算项目事前绩效评估。分值3分，未计分。不适用：新增项目数 0个 ＝ 0。按评分办法本项分值由其他指标分摊。"
    ]
    assert entry("预算编制约束性", texts) == ["（2）预算编制约束性。未公布分值，未计分。缺少：预算调整数、年度资金总额[年初预算]。"]


@pytest.mark.parametrize(("name", "scheme"), [*((name, "") for name in NAMES), ("000-zhanjiang-2022", "teaching-zhanjiang")])
def test_every_line_is_told_whatever_came_of_it(name: str, scheme: str, book: Book, examples: Path) -> None:
    evaluation, texts = written(name, book, examples, scheme)
    for line in evaluation.sheet.lines:
        found = entry(line.path[-1], texts)
        scored = not isinstance(line.points, Unknown)
        assert ("得分" in found[0]) is scored or "未计分" in found[0]
        if line.status is Status.SCORED:
            assert any("测算值" in text or "得分：" in text for text in found), line.id
            assert any(text.startswith("计分办法：") for text in found), line.id
        if scored and line.deduction is not None and line.deduction[0]:
            assert any(re.match(r"扣[\d.]+分的原因：", text) for text in found), line.id
            assert any(text.startswith("取得满分的条件：") for text in found), line.id
