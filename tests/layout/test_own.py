"""What we write ourselves passes: the reports of the five examples, a review opinion, a comparison of schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import EXAMPLES

from hengji import pipeline
from hengji.core.evaluation import Evaluation
from hengji.rulebook.difference import difference
from hengji.rulebook.difference.side import read_side
from hengji.rulebook.files import collect
from hengji.scoring.score import score
from hengji.writing import docx
from hengji.writing.audit import opinion
from hengji.writing.difference.docx import docx as comparison
from hengji.writing.difference.view import view

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.layouts import Checked
    from hengji.rulebook.book import Book

    Check = Callable[[bytes], Checked]


def told(checked: Checked) -> list[str]:
    return [f"{each.problem.place.where} {each.problem.code} {each.problem.message}" for each in checked.breaches]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_report_of_an_example_passes(example: str, book: Book, examples: Path, check: Check) -> None:
    case, _ = pipeline.read_case(examples / example, book)
    assert case is not None
    sheet, _ = score(case, book.schemes[case.scheme], book)
    made, _ = docx.report(Evaluation(case, sheet, (), (), book.digest, "0"), book)
    checked = check(made)
    assert told(checked) == []
    assert len(checked.layout.sections) >= 2


def test_a_linked_report_that_was_reset_and_mended_has_not_drifted(
    book: Book, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from docx import Document
    from docx.shared import Mm, Pt

    from hengji.cli import main

    monkeypatch.chdir(tmp_path)
    package, _ = pipeline.evaluate(examples / "002-yiyang-2020", book)
    assert package is not None
    (tmp_path / "evaluation.json").write_bytes(package.files["evaluation.json"])
    (tmp_path / "a.docx").write_bytes(package.files["自评报告.docx"])
    document = Document("a.docx")
    document.sections[0].top_margin = Mm(25)
    for run in (run for paragraph in document.paragraphs[4:40] for run in paragraph.runs):
        run.font.name, run.font.size = "Calibri", Pt(12)
    document.save("b.docx")
    assert main(["layout", "b.docx", "--repair", "c.docx"]) == 1
    assert main(["layout", "c.docx"]) == 0
    capsys.readouterr()
    assert main(["drift", "c.docx", "evaluation.json"]) == 0


def test_the_opinion_on_a_report_passes(book: Book, examples: Path, check: Check) -> None:
    report = next((examples / "reports").glob("*.txt"))
    with pipeline.Auditor(book) as auditor:
        audit, _ = auditor.audit(report, report.name)
    assert audit is not None
    assert audit.findings
    assert told(check(opinion.docx(audit, book))) == []


def test_a_comparison_of_schemes_passes(book: Book, check: Check) -> None:
    source = collect()
    before, after = (read_side(name, source, book)[0] for name in ("hn-2017", "hn-yiyang-2020"))
    assert before is not None
    assert after is not None
    assert told(check(comparison(view(difference(before, after), None, None), book))) == []
