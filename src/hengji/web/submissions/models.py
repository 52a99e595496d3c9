"""What a unit fills in for a round, value by value, with everything that proves it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hengji.web.accounts.models import Place
from hengji.web.roles import State
from hengji.web.rounds.models import Round
from hengji.web.work.models import StoredFile

PERSON = settings.AUTH_USER_MODEL
STATES = [(state.value, state.value) for state in State]
SAVED, QUESTIONED, RETURNED, LOCKED = "saved", "questioned", "returned", "locked"
ENTRY_STATES = [(state, state) for state in (SAVED, QUESTIONED, RETURNED, LOCKED)]
OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"
PROPOSAL_STATES = [(state, state) for state in (OPEN, ACCEPTED, DECLINED)]
TYPED, PASTED, PROPOSED, ANSWERED, IMPORTED = "typed", "pasted", "proposed", "answered", "imported"
OWN_REPORT = "own_report"
WAYS = [(way, way) for way in (TYPED, PASTED, PROPOSED, ANSWERED, IMPORTED)]


class Submission(models.Model):
    """A unit in a round. `department` is the unit's in that year; `version` counts every change; `cycle` counts the times it was sent."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="submissions")
    department = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="department_submissions")
    state = models.CharField(max_length=20, choices=STATES, default=State.DRAFT, db_index=True)
    version = models.PositiveIntegerField(default=1)
    cycle = models.PositiveSmallIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    scheme_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        """A unit once in a round."""

        ordering = ("unit__code",)
        constraints = (models.UniqueConstraint(fields=("round", "unit"), name="unit_once_in_a_round"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.round_id}"


class Entry(models.Model):
    """One field as a person typed it and as it was read.

    `key` names the field in the case (`facts/本年支出合计`, `narrative/duties`, `projects/1/name`); facts have concept, stage, years and members beside it.
    `typed` is what stands in the field, `shown` what it was read as (空 where it is not a number), `code` and `message` what is wrong with it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="entries")
    key = models.CharField(max_length=200)
    concept = models.CharField(max_length=80, blank=True)
    stage = models.CharField(max_length=20, blank=True)
    years = models.SmallIntegerField(default=0)
    members = models.JSONField(default=list)
    typed = models.TextField(blank=True)
    shown = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    said = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=4, blank=True)
    message = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10, choices=ENTRY_STATES, default=SAVED)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        """A key once in a submission."""

        ordering = ("key",)
        constraints = (models.UniqueConstraint(fields=("submission", "key"), name="entry_once"),)

    def __str__(self) -> str:
        return f"{self.key} {self.typed[:20]}"


class EntryHistory(models.Model):
    """A value before and after a change: who, when, how and why."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="history")
    key = models.CharField(max_length=200)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    way = models.CharField(max_length=10, choices=WAYS, default=TYPED)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In the order of the changes."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("submission", "key"), name="history_of_a_field"),)

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Evidence(models.Model):
    """佐证材料: a file with the lines of the scheme that it proves, its pages and its date; one file may prove several lines."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    lines = models.JSONField(default=list)
    pages = models.CharField(max_length=60, blank=True)
    dated = models.CharField(max_length=40, blank=True)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order of adding."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


class Upload(models.Model):
    """A report, tables or a workbook from which values are proposed; or the report that the unit wrote itself, which is only checked."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="uploads")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    problems = models.JSONField(default=list)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """A value read from an upload, with its place and its words there; it is nothing until a person accepts it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="proposals")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="proposals")
    key = models.CharField(max_length=200)
    typed = models.TextField()
    place = models.CharField(max_length=200)
    quote = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=PROPOSAL_STATES, default=OPEN)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order of reading."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.key} {self.typed[:20]}"


class Evaluation(models.Model):
    """An evaluation of what was filled in, fixed: the same entries, scheme, law book and engine give the same bytes.

    `case` is the case.yaml that the fields spelled, `document` its evaluation.json, `package` what `hengji verify` opens; `entries_digest` is over the case that was evaluated.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="evaluations")
    entries_digest = models.CharField(max_length=64)
    scheme_digest = models.CharField(max_length=64)
    rulebook_digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    case = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    total = models.CharField(max_length=20, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    notices = models.PositiveIntegerField(default=0)
    unscored = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        """The newest first."""

        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "entries_digest", "scheme_digest", "rulebook_digest", "engine"), name="evaluation_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.entries_digest[:12]}"


class Step(models.Model):
    """A submission went from one state to another: who, when, why. In one cycle no person takes two steps."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")
    cycle = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=20, choices=STATES)
    after = models.CharField(max_length=20, choices=STATES)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField()
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        """In their order; two steps of one cycle are two persons'."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("submission", "cycle", "by"), name="two_persons_never_the_same"),)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.before} → {self.after}"


class Receipt(models.Model):
    """回执: what was handed over at a step, by its digests, with the row of the journal that says so."""

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="receipt")
    number = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64)
    entries_digest = models.CharField(max_length=64)
    journal = models.BigIntegerField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
