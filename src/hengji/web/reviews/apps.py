"""The application as Django knows it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class ReviewsConfig(AppConfig):
    """Opinions, approvals and review scores."""

    name = "hengji.web.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Approvals lapse by themselves: what was sent anew is held against them in the transaction that sends it."""
        from hengji.web.submissions.models import Step

        post_save.connect(_sent, sender=Step, dispatch_uid="reviews.lapse")


def _sent(instance: Any, *, created: bool, **_: object) -> None:
    from hengji.web.access import Actor
    from hengji.web.reviews import approvals
    from hengji.web.reviews.seen import read
    from hengji.web.roles import State

    sent = created and instance.after == State.UNIT_REVIEW and instance.evaluation is not None
    if sent and instance.submission.approvals.filter(lapsed_at=None).exists():
        approvals.lapse(Actor(instance.by, instance.at), instance.submission, read(instance.submission, instance.evaluation))
