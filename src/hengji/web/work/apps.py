"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Long work, kept in the database until it is done."""

    name = "hengji.web.work"
    label = "work"
