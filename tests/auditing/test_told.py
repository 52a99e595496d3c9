"""What words bind without a choice of figures, one kind a file of `told/`: silent where the figure is right, told where it is another, whatever the size of the miss.

The sentences without strokes are right and only look alike: further parts, people counted twice, amounts of other years, deductions of one part.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji.core.finding import Severity
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book

HEAD = "某局2024年度部门整体支出绩效自评报告\n\n"
FILES = sorted((Path(__file__).parent / "told").glob("*.txt"))
LINES = [
    (path.stem, *line.split("|")) for path in FILES for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"
]
SLIPS = [line for line in LINES if len(line) > 2]
RIGHT = [line for line in LINES if len(line) == 2]


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def findings(auditor: Auditor, folder: Path, text: str) -> set[str]:
    """The messages of weight over a report of one text, whose paragraphs are parted by a backslash and an n."""
    path = folder / "report.txt"
    path.write_text(HEAD + text.replace("\\n", "\n") + "\n", encoding="utf-8")
    audit, problems = auditor.audit(path, path.name)
    assert audit is not None, problems
    return {each.message for each in audit.findings if each.severity is not Severity.NOTICE}


@pytest.mark.parametrize(("kind", "text", "right", "wrong"), SLIPS)
def test_a_slip_is_told_and_its_right_twin_is_not(
    kind: str, text: str, right: str, wrong: str, auditor: Auditor, tmp_path: Path
) -> None:
    assert not findings(auditor, tmp_path, text.replace("{}", right)), kind
    assert findings(auditor, tmp_path, text.replace("{}", wrong)), kind


@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_what_only_looks_alike_is_met_with_silence(kind: str, text: str, auditor: Auditor, tmp_path: Path) -> None:
    assert not findings(auditor, tmp_path, text), kind
