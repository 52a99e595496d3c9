"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """What a unit fills in, with its evidence, proposals, evaluations and receipts."""

    name = "hengji.web.submissions"
    label = "submissions"
