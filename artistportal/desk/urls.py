"""The desk's own pages, beside the admin's."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from artistportal.desk.views import screens, search

app_name = "desk"
_staff = admin.site.admin_view

urlpatterns = [
    path("search/", _staff(search.page), name="search"),
    path("account/person/<int:pk>/", _staff(screens.person), name="person"),
    path("account/<slug:kind>/<uuid:public_id>/", _staff(screens.account), name="account"),
]
