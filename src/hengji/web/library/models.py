"""Schemes and report outlines that a bureau offers to its rounds."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hengji.web.accounts.models import Place

SCHEME, OUTLINE = "scheme", "outline"
KINDS = [(kind, kind) for kind in (SCHEME, OUTLINE)]


class Offered(models.Model):
    """A scheme of the law book, or an outline of a report, that a bureau lets its rounds use."""

    bureau = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="offered")
    kind = models.CharField(max_length=8, choices=KINDS)
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A name once for a bureau."""

        constraints = (
            models.UniqueConstraint(fields=("bureau", "kind", "name"), condition=models.Q(withdrawn_at=None), name="offered_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
