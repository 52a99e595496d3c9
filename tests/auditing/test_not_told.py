"""A sentence that does not add up and leaves no trace of a slip is no finding; it is a result of its own, and its figures say why they were not checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.auditing.test_told import HEAD

from hengji.core.audit import Status
from hengji.core.finding import Verdict
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

TEXT = "自查项目12个，其中公路4.20公里。审执结10016件，年末未结905件，结案率91.71%。新收案件同比增加722件，上升8.10%。"


def test_a_doubtful_sentence_is_counted_with_its_reason(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(HEAD + TEXT + "\n", encoding="utf-8")
    with Auditor(book) as auditor:
        audit, _ = auditor.audit(path, path.name)
    assert audit is not None
    doubtful = [each for each in audit.results if each.doubtful]
    assert doubtful
    assert {each.verdict for each in doubtful} == {Verdict.UNKNOWN}
    assert all(each.explanation and each.statement for each in doubtful)
    reason = book.caption("audit.unchecked_doubtful")
    held = {figure for each in doubtful for figure in each.figures}
    unchecked = [number for number in held if audit.standings[number].status is Status.UNCHECKED]
    assert unchecked
    assert {audit.standings[number].reason for number in unchecked} == {reason}
