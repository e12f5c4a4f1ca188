"""The roster's addresses; `/roster/` itself is a page of earnings, with money beside artists."""

from __future__ import annotations

from django.urls import path

from artistportal.roster.views import accounts, artists, catalogue, works

app_name = "roster"

urlpatterns = [
    path("start/", accounts.start, name="start"),
    path("start/switch/", accounts.switch, name="switch_account"),
    path("works/", works.work_list, name="works"),
    path("works/<uuid:public_id>/", works.work, name="work"),
    path("roster/artists/<uuid:public_id>/", artists.artist, name="artist"),
    path("roster/catalogue/", catalogue.uploads, name="catalogue"),
    path("roster/catalogue/<uuid:public_id>/", catalogue.upload, name="catalogue_upload"),
]
