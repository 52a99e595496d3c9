"""An audit for machines: one line of JSON with the keys of the contract, in its order."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from hengji.writing.audit import coverage

if TYPE_CHECKING:
    from hengji.core.audit import Audit, Checked, Elsewhere, Figure, Remark, Standing
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What JSON may hold as it stands but some readers take for the end of a line, or no file can hold."""


def document(audit: Audit, book: Book, *, with_text: bool) -> str:
    """The audit of one document as one line, without a line end; the text of the document only where it is asked for."""
    line = json.dumps(tree(audit, book, with_text=with_text), ensure_ascii=False)
    return _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def tree(audit: Audit, book: Book, *, with_text: bool) -> dict[str, object]:
    """The audit as plain values; ids of figures are their positions in the text from 0, ids of results and findings count from 1."""
    return {
        "document": _document(audit, with_text=with_text),
        "problems": [plain(book.problem(found)) for found in audit.problems],
        "figures": [_figure(figure, standing) for figure, standing in zip(audit.figures, audit.standings, strict=True)],
        "results": [_result(at, result) for at, result in enumerate(audit.results, start=1)],
        "findings": [_finding(at, finding) for at, finding in enumerate(audit.findings, start=1)],
        "coverage": asdict(coverage.of(audit)),
    }


def plain(found: Problem) -> dict[str, str]:
    """A problem with the keys of the contract; its words have been added."""
    return {
        "code": found.code,
        "place": str(found.place),
        "found": found.found,
        "expected": found.expected,
        "effect": found.effect,
        "fix": found.fix,
        "message": found.message,
    }


def _document(audit: Audit, *, with_text: bool) -> dict[str, object]:
    source = audit.document
    return {
        "path": source.name,
        "sha256": source.sha256,
        "format": source.format,
        "characters": len(source.text),
        "unit": audit.unit,
        "year": audit.year,
        "title": audit.title,
        **({"text": source.text} if with_text else {}),
    }


def _figure(figure: Figure, standing: Standing) -> dict[str, object]:
    return {
        "id": figure.id,
        "start": figure.start,
        "end": figure.end,
        "text": figure.text,
        "number": f"{figure.number:f}",
        "unit": figure.unit.label if figure.unit is not None else figure.measure,
        "decimals": figure.decimals,
        "concept": figure.concept or None,
        "label": figure.label,
        "stage": figure.stage,
        "year": figure.year,
        "place": figure.place,
        "status": standing.status.value,
        "reason": standing.reason,
    }


def _result(at: int, result: Checked) -> dict[str, object]:
    return {
        "id": at,
        "rule": result.rule,
        "verdict": result.verdict.value,
        "figures": list(result.settled),
        "statement": result.statement,
        "difference": result.difference,
        "explanation": result.explanation,
        **({"compared": list(result.figures)} if result.settled != result.figures else {}),
    }


def _finding(at: int, finding: Remark) -> dict[str, object]:
    return {
        "id": at,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "figures": list(finding.figures),
        "start": finding.start,
        "end": finding.end,
        "quote": finding.quote,
        "place": finding.place,
        "basis": finding.basis,
        "advice": finding.advice,
        "title": finding.title,
        "hints": list(finding.hints),
        "cannot_know": finding.cannot_know,
        "difference": finding.difference,
        **({"elsewhere": [_elsewhere(each) for each in finding.elsewhere]} if finding.elsewhere else {}),
    }


def _elsewhere(other: Elsewhere) -> dict[str, object]:
    return {"path": other.file, "place": other.place, "quote": other.quote, "start": other.start, "end": other.end}
