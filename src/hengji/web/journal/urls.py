"""Addresses of the audit chain."""

from __future__ import annotations

from django.urls import path

from hengji.web.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.index, name="index"),
    path("verify/", views.verify, name="verify"),
]
