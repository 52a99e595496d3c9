"""What is published, what was found in its bytes before release, and who let it through."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hengji.web.submissions.models import Evaluation, Submission
from hengji.web.work.models import StoredFile

PERSON = settings.AUTH_USER_MODEL


class Release(models.Model):
    """The finished bytes before publication, scanned; `digest` is over everything that would be published.

    `files` are digests by the names under which they are offered, `content` is what the page shows, `unread` what could not be searched.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="releases")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    files = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    unread = models.JSONField(default=list)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.digest[:12]}"


class Hit(models.Model):
    """Something in the bytes that may be personal: what kind, where, masked; a second person lets it through or not.

    `around` are the words about it, masked too, `keys` the fields of the submission in which it was typed.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="hits")
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    masked = models.CharField(max_length=80)
    around = models.CharField(max_length=200, blank=True)
    keys = models.JSONField(default=list)
    allowed = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """In the order of finding."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


class Ruling(models.Model):
    """A person's word on something that was found: it stands for the same number in every later check of the submission, and is never changed."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="rulings")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="rulings")
    kind = models.CharField(max_length=20)
    masked = models.CharField(max_length=80)
    allowed = models.BooleanField()
    role = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In the order in which they were given."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.masked} {self.allowed}"


class Publication(models.Model):
    """A published evaluation, under an address without anything secret in it; withdrawn ones say so at the same address.

    One that a later one replaces stays readable; a `hidden` one is gone but for the word of its withdrawal.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="publications")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="publication")
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    index_number = models.CharField(max_length=60, blank=True)
    content = models.JSONField(default=dict)
    published_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        """The newest first; one that stands for a submission."""

        ordering = ("-published_at",)
        constraints = (
            models.UniqueConstraint(fields=("submission",), condition=models.Q(withdrawn_at=None), name="published_once"),
        )

    def __str__(self) -> str:
        return self.slug

    @property
    def reviewed(self) -> dict[str, str]:
        """The bureau's total and grade; empty where it gave none."""
        review = self.content.get("review") or {}
        return {name: review[name] for name in ("total", "grade") if review.get("total")}

    @property
    def grade(self) -> str:
        """The grade that counts: the bureau's where it gave one, else the computed one."""
        return self.reviewed.get("grade", "") or self.content.get("grade") or ""
