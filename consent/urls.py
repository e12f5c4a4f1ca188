"""Consent's addresses: the same pages for the artist in view and for artists of a roster."""

from __future__ import annotations

from django.urls import URLPattern, path

from consent.views import centre, explanations, history

app_name = "consent"


def _pages(prefix: str, name: str) -> list[URLPattern]:
    return [
        path(prefix, centre.centre, name=name),
        path(f"{prefix}review/", centre.review, name=f"{name}_review"),
        path(f"{prefix}decide/", centre.decide, name=f"{name}_decide"),
        path(f"{prefix}why/", explanations.why, name=f"{name}_why"),
    ]


def _histories(prefix: str, name: str) -> list[URLPattern]:
    return [
        path(f"{prefix}history/", history.history, name=f"{name}_history"),
        path(f"{prefix}history.csv", history.history_csv, name=f"{name}_history_csv"),
    ]


urlpatterns = [
    *_pages("consent/", "centre"),
    *_histories("consent/", "centre"),
    *_pages("consent/works/<uuid:work>/", "work"),
    *_pages("consent/artists/<uuid:artist>/", "artist"),
    *_histories("consent/artists/<uuid:artist>/", "artist"),
    *_pages("consent/artists/<uuid:artist>/works/<uuid:work>/", "artist_work"),
]
