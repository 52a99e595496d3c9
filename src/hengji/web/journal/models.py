"""The audit chain: rows that are only ever added, each holding the digest of the one before it."""

from __future__ import annotations

from typing import Any

from django.db import models


class FrozenRowError(TypeError):
    """A row of the chain was to be changed or removed."""


class JournalEntry(models.Model):
    """One change: who did what to which thing when, and the digest of the row before with this one's content."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)
    actor = models.CharField(max_length=80)
    address = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=80, db_index=True)
    content = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        """In the order of the chain."""

        ordering = ("sequence",)

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the row; one that stands is never written again."""
        if not self._state.adding:
            raise FrozenRowError(str(self))
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise FrozenRowError(str(self))


class JournalHead(models.Model):
    """The end of the chain, one row: whoever writes next locks it first."""

    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.sequence}"


class Checkpoint(models.Model):
    """The end of the chain at a day, also written as a file that may be kept elsewhere."""

    sequence = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    day = models.DateField(unique=True)

    class Meta:
        """The newest first."""

        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.day} {self.sequence}"
