"""What a reviewer will say of a report, as plain values that may be kept and shown by another application."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hengji.core.finding import Verdict
from hengji.writing.audit import coverage

if TYPE_CHECKING:
    from hengji.core.audit import Audit, Figure, Remark
    from hengji.rulebook.book import Book
    from hengji.rulebook.review import Review


def examined(audit: Audit, review: Review | None, book: Book, handed_in: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What a reviewer will say of a report, as plain values that may be kept: the findings with their figures and computations, how far
    the audit reached, and each of the reviewers' criteria with what is known of it.

    `handed_in` names the materials of the review that came with the report.
    """
    return {
        "coverage": {**asdict(coverage.of(audit)), "checked": coverage.of(audit).checked},
        "unchecked": [[reason, len(ids)] for reason, ids in coverage.unchecked(audit, book).items()],
        "findings": [_told(each, audit) for each in coverage.by_weight(audit)],
        "problems": [{"code": each.code, "message": each.message, "fix": each.fix, "place": str(each.place)} for each in audit.problems],
        "review": _criteria(audit, review, book, handed_in) if review is not None else {},
    }  # fmt: skip


def _told(finding: Remark, audit: Audit) -> dict[str, Any]:
    """A finding with the figures that it is about, and the computations over them that do not hold."""
    own = set(finding.figures)
    broken = [each for each in audit.results if own & set(each.figures) and (each.rule == finding.code or own <= set(each.figures))]
    return {
        "code": finding.code, "severity": finding.severity.value, "title": finding.title, "message": finding.message,
        "place": finding.place, "quote": finding.quote, "difference": finding.difference, "hints": list(finding.hints),
        "cannot_know": finding.cannot_know, "advice": finding.advice, "basis": finding.basis,
        "figures": [_figure(audit.figures[number]) for number in finding.figures],
        "computations": [[each.statement, each.difference] for each in broken if each.verdict is Verdict.IMPOSSIBLE],
    }  # fmt: skip


def _figure(figure: Figure) -> dict[str, Any]:
    """A figure as it is printed, where, and what it is about."""
    return {
        "text": figure.plain, "label": figure.label, "place": figure.place, "concept": figure.concept, "stage": figure.stage,
        "year": figure.year, "members": [list(each) for each in figure.members],
    }  # fmt: skip


def _criteria(audit: Audit, review: Review, book: Book, handed_in: frozenset[str]) -> dict[str, Any]:
    from hengji.scoring import criteria

    found = criteria.expected(audit, review, book, handed_in)
    lines = [
        {
            "criterion": each.criterion, "title": each.title, "state": each.state.value, "outcome": criteria.outcome(each.state).value,
            "said": book.caption(f"criteria.state_{each.state.value}"), "reasons": [reason.text for reason in each.reasons],
            "advice": each.advice, "basis": each.basis,
        }
        for each in found.lines
    ]  # fmt: skip
    return {
        "id": review.id, "title": review.title, "source": review.reference.source, "statement": criteria.statement(found, review, book),
        "lines": lines, "counts": {each.value: sum(line["outcome"] == each for line in lines) for each in criteria.Outcome},
    }  # fmt: skip
