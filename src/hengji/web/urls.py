"""Every address of the application. A route that policy.yaml does not name answers 404."""

from __future__ import annotations

from django.urls import include, path

from hengji.web import views
from hengji.web.api.views import api

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("todo/", views.todo, name="todo"),
    path("", include("hengji.web.accounts.urls")),
    path("rounds/", include("hengji.web.rounds.urls")),
    path("fill/", include("hengji.web.submissions.urls")),
    path("review/", include("hengji.web.reviews.urls")),
    path("board/", include("hengji.web.board.urls")),
    path("library/", include("hengji.web.library.urls")),
    path("public/", include("hengji.web.public.urls")),
    path("journal/", include("hengji.web.journal.urls")),
    path("work/", include("hengji.web.work.urls")),
    path("tokens/", include("hengji.web.api.desk")),
    path("api/v1/", api.urls),
]
handler404 = "hengji.web.views.not_found"
handler500 = "hengji.web.views.failed"
