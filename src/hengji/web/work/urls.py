"""Addresses of work."""

from __future__ import annotations

from django.urls import path

from hengji.web.work import views

app_name = "work"
urlpatterns = [path("<int:pk>/", views.task, name="task")]
