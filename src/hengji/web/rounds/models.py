"""A round: a year's self-evaluation of the units of a bureau, under one scheme, until one deadline."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hengji.web.accounts.models import Place

PREPARED, OPEN, CLOSED = "prepared", "open", "closed"
STATES = [(state, state) for state in (PREPARED, OPEN, CLOSED)]
REFUSE, MARK = "refuse", "mark"
LATE_RULES = [(rule, rule) for rule in (REFUSE, MARK)]


class Round(models.Model):
    """`scheme_digest` is of the scheme as it stood when the round was opened; another digest in the law book is told to everyone."""

    bureau = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    scheme = models.CharField(max_length=80)
    scheme_digest = models.CharField(max_length=64, blank=True)
    outline = models.CharField(max_length=80, blank=True)
    notice_title = models.CharField(max_length=200)
    notice_number = models.CharField(max_length=80, blank=True)
    notice_text = models.TextField(blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField()
    early_warning_days = models.PositiveSmallIntegerField(default=7)
    late_rule = models.CharField(max_length=8, choices=LATE_RULES, default=REFUSE)
    state = models.CharField(max_length=8, choices=STATES, default=PREPARED)
    version = models.PositiveIntegerField(default=1)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        """The newest first; a title once in a bureau and year."""

        ordering = ("-year", "-pk")
        constraints = (models.UniqueConstraint(fields=("bureau", "year", "title"), name="round_once_in_a_year"),)

    def __str__(self) -> str:
        return f"{self.year} {self.title}"


class Reminder(models.Model):
    """催报: a unit was reminded; at most once a day."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One a day."""

        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=("round", "unit", "day"), name="one_reminder_a_day"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"
