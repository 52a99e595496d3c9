"""A text as a report of one file, and what the audit says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.audit import Remark
    from hengji.pipeline import Auditor


def remarks(auditor: Auditor, folder: Path, text: str, suffix: str = ".md") -> list[Remark]:
    """Every finding over a text."""
    path = folder / f"report{suffix}"
    path.write_text(f"{text}\n", encoding="utf-8")
    found, problems = auditor.audit(path, path.name)
    assert found is not None, problems
    return list(found.findings)


def weighty(auditor: Auditor, folder: Path, text: str, suffix: str = ".md") -> list[Remark]:
    """The errors and the questions among them."""
    return [each for each in remarks(auditor, folder, text, suffix) if each.severity is not Severity.NOTICE]
