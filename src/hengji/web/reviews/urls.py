"""Addresses of reviews."""

from __future__ import annotations

from django.urls import path

from hengji.web.reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.review, name="page"),
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/opinions/", views.opinion, name="opinion"),
    path("<int:pk>/opinions/<int:opinion>/answer/", views.answer, name="answer"),
    path("<int:pk>/opinions/<int:opinion>/settle/", views.settle, name="settle"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/score/", views.score, name="score"),
    path("<int:pk>/pass/", views.pass_on, name="pass"),
    path("<int:pk>/return/", views.send_back, name="return"),
    path("<int:pk>/assign/", views.assign, name="assign"),
]
