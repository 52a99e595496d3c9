"""What the interface takes and gives, as its description tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

MOST_FIELDS, MOST_TEXT, GREATEST = 2_000, 20_000, 2**31 - 1
Number = Annotated[int, Field(ge=1, le=GREATEST, strict=False)]
Version = Annotated[int, Field(ge=0, le=GREATEST)]
Text = Annotated[str, StringConstraints(max_length=MOST_TEXT)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Once = Annotated[str, StringConstraints(min_length=8, max_length=64)]
State = Literal["draft", "unit_review", "department_review", "finance_review", "returned", "approved", "published"]
Format = Literal["json", "xlsx"]


class Strict(Schema):
    """Takes no field that it does not name."""

    model_config = ConfigDict(extra="forbid")


class ProblemOut(Schema):
    """Why something was refused, and what to do."""

    code: str
    place: str
    found: str
    message: str
    expected: str
    effect: str
    fix: str


class RoundOut(Schema):
    """A round."""

    id: int
    year: int
    title: str
    bureau: str
    scheme: str
    scheme_digest: str
    state: str
    deadline: datetime
    notice_title: str
    notice_number: str


class SubmissionOut(Schema):
    """A unit in a round; total and grade are those of the evaluation that was fixed last."""

    id: int
    round: int
    year: int
    unit: str
    unit_code: str
    department: str
    state: str
    version: int
    late: bool
    submitted_at: datetime | None
    total: str
    grade: str
    errors: int | None
    warnings: int | None


class Rounds(Schema):
    """A page of rounds."""

    count: int
    page: int
    rounds: list[RoundOut]


class Submissions(Schema):
    """A page of submissions."""

    count: int
    page: int
    submissions: list[SubmissionOut]


class Progress(Schema):
    """How far a round is: units by state, and the units."""

    round: RoundOut
    states: dict[str, int]
    late: int
    units: list[SubmissionOut]


class FactOut(Schema):
    """A field: what was typed, how it was read, and what is wrong with it."""

    key: str
    typed: str
    shown: str
    unit: str
    said: str
    state: str
    version: int
    code: str
    message: str


class Facts(Schema):
    """All fields of a submission; `version` is the submission's."""

    submission: int
    version: int
    facts: list[FactOut]


class FactIn(Strict):
    """A field to be written; `version` is the one that was read (0: nothing stood there)."""

    key: Key
    typed: Text
    version: Version = 0
    said: Annotated[str, StringConstraints(max_length=200)] | None = None


class FactsIn(Strict):
    """Fields to be written, all or none."""

    facts: Annotated[list[FactIn], Field(max_length=MOST_FIELDS)]


class Written(Schema):
    """What became of a field: written, unchanged, or left alone because somebody changed it meanwhile."""

    key: str
    changed: bool
    stale: bool
    version: int
    shown: str
    code: str
    message: str


class WrittenAll(Schema):
    """What became of all of them."""

    submission: int
    version: int
    facts: list[Written]


class Findings(Schema):
    """Findings, and what a submission must name to be sent: version, digests of the entries and of the scheme."""

    submission: int
    version: int
    entries: str
    scheme: str
    fixed: bool
    total: str | None
    grade: str | None
    why_no_total: str
    findings: list[dict[str, Any]]
    lines: list[dict[str, Any]]


class SubmitIn(Strict):
    """送审: what was seen, and a key of the sender's own that makes a retry the same act."""

    version: Version
    entries: Digest
    scheme: Digest
    once: Once


class ReceiptOut(Schema):
    """回执."""

    number: str
    digest: str
    entries_digest: str
    journal: int
    received_at: datetime
    state: str


class Receipts(Schema):
    """The receipts of a submission, the oldest first."""

    receipts: list[ReceiptOut]


class PublicationOut(Schema):
    """A publication, with the digests of its files; `total` and `grade` are computed, the reviewed ones are the bureau's where it gave points."""

    slug: str
    index_number: str
    region: str
    year: int
    unit: str
    total: str | None
    grade: str
    claimed: str | None
    reviewed_total: str | None
    reviewed_grade: str
    published_at: datetime
    replaced: bool
    digest: str
    files: dict[str, str]


class Publications(Schema):
    """A page of publications."""

    count: int
    page: int
    publications: list[PublicationOut]


class PublicationWhole(PublicationOut):
    """A publication with everything that its page shows."""

    content: dict[str, Any]
