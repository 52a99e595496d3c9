"""Addresses of rounds."""

from __future__ import annotations

from functools import partial

from django.urls import path

from hengji.web.rounds import views

app_name = "rounds"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/units/", views.units, name="units"),
    path("<int:pk>/units/import/", views.import_units, name="import_units"),
    path("<int:pk>/open/", partial(views.step, do="open"), name="open"),
    path("<int:pk>/close/", partial(views.step, do="close"), name="close"),
    path("<int:pk>/copy/", partial(views.step, do="copy"), name="copy"),
    path("<int:pk>/remind/", views.remind, name="remind"),
    path("<int:pk>/export/", views.export, name="export"),
    path("<int:pk>/export/<int:task>/", views.exported, name="exported"),
]
