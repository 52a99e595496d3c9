"""What a reviewer should look at, and what a check concluded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.fact import Fact
    from hengji.core.trace import Trace


class Severity(StrEnum):
    """错误 (certain from the figures alone), 疑点 (a reviewer would ask), 提示."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Verdict(StrEnum):
    """What a check concluded; unknown and not applicable are no passes."""

    CONSISTENT = "consistent"
    EXPLAINED = "explained"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Result:
    """One check of one rule: verdict, statement with the figures, difference as printed, explanation."""

    rule: str
    verdict: Verdict
    statement: str
    difference: str = ""
    explanation: str = ""
    missing: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    trace: Trace | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """`basis` is the rule's reference, `advice` a full sentence that a reviewer can send."""

    code: str
    severity: Severity
    title: str
    message: str
    difference: str = ""
    hints: tuple[str, ...] = ()
    cannot_know: str = ""
    basis: str = ""
    advice: str = ""
    evidence: tuple[Fact, ...] = ()
    subject: str = ""
