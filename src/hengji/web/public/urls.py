"""Addresses of public: plain and lasting, without a session."""

from __future__ import annotations

from django.urls import path

from hengji.web.public import views

app_name = "public"
urlpatterns = [
    path("", views.index, name="index"),
    path("index.xlsx", views.index_sheet, name="index_sheet"),
    path("verify/", views.verify, name="verify"),
    path("office/", views.office, name="office"),
    path("office/<int:pk>/", views.release, name="release"),
    path("office/<int:pk>/prepare/", views.prepare, name="prepare"),
    path("office/<int:pk>/decide/", views.decide, name="decide"),
    path("office/<int:pk>/publish/", views.publish, name="publish"),
    path("office/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("report/<str:slug>/", views.page, name="page"),
    path("report/<str:slug>/verify/", views.recompute, name="recompute"),
    path("report/<str:slug>/files/<str:name>", views.file, name="file"),
]
