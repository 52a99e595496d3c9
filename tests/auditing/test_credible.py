"""A figure of something else taken for one of the sentence misses at random and is not told; a slip leaves a trace and is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core.finding import Severity
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book

HEAD = "某市中级人民法院2023年度部门整体支出绩效自评报告\n\n"
OF_ANOTHER = {
    "the count before is of other cases": "审执结10016件，年末未结905件，结案率91.71%。新收案件同比增加722件，上升8.10%。",
    "the rate of another level of water": "2024年第四季度平均浓度由进水的246毫克降至出水的21毫克，去除率91.46%。",
    "the standard before is of another rate": "达到6.0批次每千人，超过省定5批次的标准。其中县本级资金抽检3106批次，市级任务2198批次。",
}
SLIPS = {
    "digits exchanged": ("总支出7254.31万元，比上年的6903.85万元增加305.46万元。", "305.46"),
    "divided by this year": ("三公经费上年42.05万元，本年23.28万元，比上年减少18.77万元，下降80.63%。", "80.63"),
    "a near miss": ("总支出7254.31万元，比上年的6903.85万元增加366.46万元。", "366.46"),
}


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    """The findings of weight about arithmetic."""
    path = folder / "report.txt"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    audit, problems = auditor.audit(path, path.name)
    assert audit is not None, problems
    weighty = (each for each in audit.findings if each.severity in (Severity.ERROR, Severity.WARNING))
    return [each.message for each in weighty if each.code.startswith(("AR", "CN"))]


@pytest.mark.parametrize("name", sorted(OF_ANOTHER))
def test_a_figure_of_something_else_is_not_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, OF_ANOTHER[name]) == []


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_a_slip_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, figure = SLIPS[name]
    assert any(figure in message for message in told(auditor, tmp_path, text))
