"""Addresses of cases, of what platforms were asked, and of releases that claim an artist."""

from __future__ import annotations

from django.urls import path

from artistportal.cases.views import appearances, cases, releases

app_name = "cases"

urlpatterns = [
    path("cases/", cases.listed, name="list"),
    path("cases/new/", cases.new, name="new"),
    path("cases/platforms/", appearances.platforms, name="platforms"),
    path("cases/<uuid:public_id>/", cases.page, name="case"),
    path("cases/<uuid:public_id>/answer/", cases.answer, name="answer"),
    path("cases/<uuid:public_id>/withdraw/", cases.withdraw, name="withdraw"),
    path("cases/<uuid:public_id>/appeal/", cases.appeal, name="appeal"),
    path("cases/<uuid:public_id>/evidence/", cases.evidence, name="evidence"),
    path("cases/<uuid:public_id>/files/<uuid:file>/", cases.attachment, name="attachment"),
    path("cases/<uuid:public_id>/found/", appearances.add, name="appearance_new"),
    path("cases/<uuid:public_id>/found/<uuid:appearance>/", appearances.notice, name="appearance"),
    path(
        "cases/<uuid:public_id>/found/<uuid:appearance>/<str:what>/",
        appearances.mark,
        name="appearance_mark",
    ),
    path("releases/", releases.listed, name="releases"),
    path("releases/new/", releases.new, name="release_new"),
    path("releases/key/", releases.rotate, name="key_rotate"),
    path("releases/key/end/", releases.end, name="key_end"),
    path("releases/<uuid:public_id>/answer/", releases.answer, name="release_answer"),
    path("releases/<uuid:public_id>/report/", releases.report, name="release_report"),
]
