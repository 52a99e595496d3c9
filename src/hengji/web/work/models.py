"""Long work, kept until it is done: an audit of an upload, an export of a round."""

from __future__ import annotations

from django.conf import settings
from django.db import models

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
STATES = [(state, state) for state in (QUEUED, RUNNING, DONE, FAILED)]


class StoredFile(models.Model):
    """Bytes kept under their SHA-256, once, whatever they were called."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]


class Task(models.Model):
    """A piece of work: what, with what, how far it has come, and what came of it."""

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tasks")
    subject = models.CharField(max_length=80, db_index=True)
    state = models.CharField(max_length=8, choices=STATES, default=QUEUED, db_index=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=list)
    made = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)

    class Meta:
        """In the order in which they were asked for."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.state}"
