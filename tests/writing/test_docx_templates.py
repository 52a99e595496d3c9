"""The templates that are committed, and the reports of the five examples."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from hengji import pipeline
from hengji.core.evaluation import Evaluation
from hengji.scoring.score import score
from hengji.writing import docx, figures
from hengji.writing.package import unpack

if TYPE_CHECKING:
    from types import ModuleType

    from hengji.rulebook.book import Book

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")
HEADINGS = {
    "002-yiyang-2020": "一、单位基本情况 二、一般公共预算支出情况 三、政府性基金预算支出情况 四、国有资本经营预算支出情况 五、社会保险基金预算支出情况 "
    "六、部门整体支出绩效情况 七、存在的问题及原因分析 八、下一步改进措施 九、部门整体支出绩效自评结果拟应用和公开情况",
    "000-zhanjiang-2022": "一、评价部门概要 二、评价结论 三、绩效指标分析 四、主要绩效 五、存在问题 六、相关建议 七、附件",
    "004-bianban-2023": "一、单位基本情况 二、自评工作开展情况 三、绩效自评情况 四、其他自评情况",
}


def tool(name: str) -> ModuleType:
    """A script of `tools/`."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def report(book: Book, example: str) -> bytes:
    """The report of an example; the template has no problem."""
    case, problems = pipeline.read_case(ROOT / "examples" / example, book)
    assert case is not None, problems
    sheet, _ = score(case, book.schemes[case.scheme], book)
    made, wrong = docx.report(Evaluation(case, sheet, (), (), book.digest, "0"), book)
    assert wrong == ()
    return made


def paragraphs(made: bytes) -> list[tuple[str, str]]:
    """Style and text of every paragraph."""
    root = etree.fromstring(unpack(made)["word/document.xml"])
    found = []
    for each in root.iter(f"{W}p"):
        style = each.find(f"{W}pPr/{W}pStyle")
        found.append((style.get(f"{W}val") or "" if style is not None else "", "".join(t.text or "" for t in each.iter(f"{W}t"))))
    return found


def test_the_committed_templates_are_what_the_tool_makes_from_the_outlines() -> None:
    templates = tool("templates")
    outlines = sorted(path.stem for path in templates.OUTLINES.glob("*.txt"))
    assert sorted(path.stem for path in templates.TARGET.glob("*.docx")) == outlines
    for name in outlines:
        assert (templates.TARGET / f"{name}.docx").read_bytes() == templates.template(templates.OUTLINES / f"{name}.txt"), name


def test_every_scheme_names_an_outline_that_there_is(book: Book) -> None:
    assert {scheme.outline for scheme in book.schemes.values()} <= set(docx.outlines(book))


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_report_of_an_example_leaves_no_mark_and_no_empty_heading(book: Book, example: str) -> None:
    made = report(book, example)
    assert b"hj-" not in unpack(made)["word/document.xml"]
    found = [(style, text) for style, text in paragraphs(made) if text.strip()]
    assert not any("{{" in text or "}}" in text for _, text in found)
    for (style, title), (following, _) in pairwise(found):
        if style.startswith("Heading") and following.startswith("Heading"):
            assert following > style, title


@pytest.mark.parametrize("example", HEADINGS)
def test_the_headings_stand_in_the_order_that_the_bureau_prescribes(book: Book, example: str) -> None:
    assert " ".join(text for style, text in paragraphs(report(book, example)) if style == "Heading1") == HEADINGS[example]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_headings_of_a_level_count_without_a_gap(book: Book, example: str) -> None:
    numerals = "一二三四五六七八九十"
    level_two: list[int] = []
    for style, text in paragraphs(report(book, example)):
        if style == "Heading1":
            level_two = []
        if style == "Heading2":
            number = re.match(r"（(.)）", text)
            assert number is not None, text
            level_two.append(numerals.index(number[1]))
            assert level_two == list(range(len(level_two))), text


def test_the_report_of_yiyang_tells_its_score_and_each_figure_can_be_found_again(book: Book) -> None:
    made = report(book, "002-yiyang-2020")
    text = "\n".join(text for _, text in paragraphs(made))
    assert "得分99.62分（满分100分），等级为“优秀”" in text
    assert "年末结转和结余70.01万元" in text
    root = etree.fromstring(unpack(made)["word/document.xml"])
    marks = [figures.read_name(mark.get(f"{W}name") or "") for mark in root.iter(f"{W}bookmarkStart")]
    assert [name is None for name in marks].count(True) == 1, "the document's own mark"
    assert len(marks) > 150


def test_the_report_of_zhanjiang_says_why_there_is_no_total(book: Book) -> None:
    text = "\n".join(text for _, text in paragraphs(report(book, "004-bianban-2023")))
    assert "不出总分" in text
    assert "相应不评等级" in text


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_page_of_the_printed_report_says_something(book: Book, example: str, tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    word = tmp_path / "report.docx"
    word.write_bytes(report(book, example))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(word),
    ]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(tmp_path)})
    with pypdfium2.PdfDocument(tmp_path / "report.pdf") as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert 8 < len(pages) < 30
    assert all(len(page.strip()) > 20 for page in pages)
