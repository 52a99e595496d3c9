"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """A year's round of self-evaluation: notice, units, deadline, reminders."""

    name = "hengji.web.rounds"
    label = "rounds"
