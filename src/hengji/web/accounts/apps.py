"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, their roles by place and year, and the places themselves."""

    name = "hengji.web.accounts"
    label = "accounts"
