"""Addresses of filling in."""

from __future__ import annotations

from django.urls import path

from hengji.web.submissions import views

app_name = "submissions"
urlpatterns = [
    path("<int:pk>/", views.start, name="start"),
    path("<int:pk>/tab/<slug:tab>/", views.page, name="page"),
    path("<int:pk>/save/", views.save, name="save"),
    path("<int:pk>/score/", views.score, name="score"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/examine/", views.examine, name="examine"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/receipt/<str:number>/", views.receipt, name="receipt"),
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/evidence/", views.evidence, name="evidence"),
    path("<int:pk>/file/<int:evidence>/", views.file, name="file"),
    path("<int:pk>/upload/", views.upload, name="upload"),
    path("<int:pk>/proposals/", views.proposals, name="proposals"),
    path("<int:pk>/proposals/decide/", views.decide, name="decide"),
    path("<int:pk>/workbook/", views.workbook, name="workbook"),
]
