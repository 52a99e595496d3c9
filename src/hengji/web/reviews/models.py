"""What reviewers say and decide: opinions at a place, approvals that lapse by themselves, review points, who was asked to look."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hengji.web.submissions.models import Evaluation, Submission
from hengji.web.work.models import StoredFile

PERSON = settings.AUTH_USER_MODEL
FIGURE, LINE, CELL, PARAGRAPH, WHOLE = "figure", "line", "cell", "paragraph", "whole"
PLACES = [(place, place) for place in (FIGURE, LINE, CELL, PARAGRAPH, WHOLE)]
OPEN, ANSWERED, SETTLED = "open", "answered", "settled"
OPINION_STATES = [(state, state) for state in (OPEN, ANSWERED, SETTLED)]


class Assignment(models.Model):
    """A third-party evaluator or a bureau's reviewer is asked to look at a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="assignments")
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Once for a person."""

        constraints = (
            models.UniqueConstraint(fields=("submission", "user"), condition=models.Q(withdrawn_at=None), name="assigned_once"),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.user}"


class Opinion(models.Model):
    """An opinion at a place: `key` is an entry's key for a figure or cell, a line's code, a paragraph's locator; `quote` what stood there."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="opinions")
    kind = models.CharField(max_length=10, choices=PLACES)
    key = models.CharField(max_length=200, blank=True)
    quote = models.CharField(max_length=300, blank=True)
    text = models.CharField(max_length=1000)
    asks_change = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=OPINION_STATES, default=OPEN)
    role = models.CharField(max_length=20)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    cycle = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    settled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order in which they were given."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("submission", "kind", "key"), name="opinions_at_a_place"),)

    def __str__(self) -> str:
        return f"{self.key} {self.text[:20]}"


class Answer(models.Model):
    """An answer to an opinion, at the same place, with the value before and after."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="answers")
    text = models.CharField(max_length=1000)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In their order."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:20]


class Approval(models.Model):
    """A figure or a line was approved as it stood: `digest` is over the fact, its formula and its evidence, `seen` what the reviewer saw.

    Where the digest of today differs, the approval no longer holds; `lapsed_at` and `now` say since when and what stands there.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=10, choices=PLACES)
    key = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    seen = models.JSONField(default=dict)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True, blank=True)
    now = models.JSONField(default=dict)

    class Meta:
        """One that holds for a place and role."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "kind", "key", "role"), condition=models.Q(lapsed_at=None), name="approved_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.digest[:12]}"


class ReviewScore(models.Model):
    """The points that a reviewer gives to a line of the scheme, with the step of the published scale and the reason; points as text, exact.

    `digest` is over the line as the reviewer saw it: points for a line that has changed since do not count.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="review_scores")
    line = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    points = models.CharField(max_length=20)
    step = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One for a line and role."""

        ordering = ("line",)
        constraints = (models.UniqueConstraint(fields=("submission", "line", "role"), name="review_score_once"),)

    def __str__(self) -> str:
        return f"{self.line} {self.points}"


class ReviewTotal(models.Model):
    """What a role's points for an evaluation come to; total and grade are empty while a line is open, and `why` says which."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="review_totals")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    total = models.CharField(max_length=20, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    deviation = models.CharField(max_length=20, blank=True)
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        """One for a role and an evaluation."""

        constraints = (models.UniqueConstraint(fields=("evaluation", "role"), name="review_total_once"),)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.role} {self.total}"


class ReportAudit(models.Model):
    """The audit of an evaluation's report, made once: the parts of the page as a file, the figures as a list, what was counted.

    `documents` are the same as those of a SelfCheck, `basis` what they follow from beside the report (the files that prove lines, the own report).
    `figures` are [text, place, key of the entry or empty] in the order of the text, by which an opinion is pinned to a figure.
    """

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="report_audit")
    parts = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField(default=list)
    coverage = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    basis = models.CharField(max_length=64, blank=True)
    documents = models.JSONField(default=list)
    rulebook_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.evaluation_id} {len(self.figures)}"


class SelfCheck(models.Model):
    """送审前自查: what a reviewer would see of a submission as it stood. `checked` has the digest of each thing that the outcome follows from,
    `basis` that of them all; `documents` the reports with their findings, coverage and criteria.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="self_checks")
    basis = models.CharField(max_length=64)
    checked = models.JSONField(default=dict)
    documents = models.JSONField(default=list)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        """Once for what was checked."""

        constraints = (models.UniqueConstraint(fields=("submission", "basis"), name="self_check_once"),)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.basis[:12]}"


class Brief(models.Model):
    """What the board needs of an evaluation, so that it opens no file: what the unit claims, and what nothing was held against.

    `claimed` and `inflation` (claimed less computed) are text, exact, empty where one side is unknown; `unchecked` counts figures that no check took in.
    """

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="brief")
    claimed = models.CharField(max_length=20, blank=True)
    claimed_grade = models.CharField(max_length=20, blank=True)
    inflation = models.CharField(max_length=20, blank=True)
    facts = models.PositiveIntegerField(default=0)
    unchecked = models.PositiveIntegerField(default=0)
    codes = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.claimed}"
