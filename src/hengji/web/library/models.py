"""Schemes and report outlines that a bureau brings in for its own rounds."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hengji.web.accounts.models import Place
from hengji.web.work.models import StoredFile

SCHEME, OUTLINE = "scheme", "outline"
KINDS = [(kind, kind) for kind in (SCHEME, OUTLINE)]
WAITING, READ, REFUSED, ADOPTED, WITHDRAWN, DROPPED = "waiting", "read", "refused", "adopted", "withdrawn", "dropped"
STATES = [(state, state) for state in (WAITING, READ, REFUSED, ADOPTED, WITHDRAWN, DROPPED)]
USABLE = (ADOPTED, WITHDRAWN)


class Offered(models.Model):
    """A score table, a scheme or a report outline of a bureau: uploaded, read, decided, adopted for some years by a second person.

    `file` are the bytes as they were uploaded, `content` what the law book takes: the YAML of a scheme, the Word file past the gate.
    `name` is its id in the law book. From its adoption on the content never changes; a withdrawn one still serves the rounds that use it.
    `told` are problems, `open` what the wording leaves to a person, `rows` the rows of the scheme as a page shows them.
    """

    bureau = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="offered")
    kind = models.CharField(max_length=8, choices=KINDS)
    name = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    version = models.PositiveIntegerField(default=1)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    content = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    told = models.JSONField(default=list)
    open = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first; a name once on a site."""

        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("name",), condition=~models.Q(name=""), name="offered_name_once"),)

    def __str__(self) -> str:
        return self.title
