"""What a language model proposed: kept, cut or refused, with every struck piece and why; and what a person accepted of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far proposals have come for a section. Off and not run are no failures, and none of the first four is done."""

    OFF = "off"
    NOT_RUN = "not_run"
    FAILED = "failed"
    PARTIAL = "partial"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Struck:
    """Wording that was taken out: `code` and `why` say for what, `found` is the piece of it that gave offence."""

    text: str
    code: str
    found: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`proposed` as it came, `text` what is left (empty: refused), `remarks` what the audit would ask about what is left."""

    id: str
    proposed: str
    text: str
    struck: tuple[Struck, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A proposal that a person took over: who, when (UTC, as it is written), and the SHA-256 of what was asked and of what was answered."""

    section: str
    text: str
    by: str
    at: str
    id: str
    model: str
    prompt: str
    answer: str
