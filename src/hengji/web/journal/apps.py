"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The audit chain."""

    name = "hengji.web.journal"
    label = "journal"
