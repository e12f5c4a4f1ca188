"""Every address of the site; each app exports its own, whole."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from artistportal.accounts.views import admin_sign_in
from artistportal.health import health

admin.site.site_header = admin.site.site_title = "Artist Portal support"

urlpatterns = [
    path("health/", health, name="health"),
    path("account/", include("allauth.urls")),
    path("admin/login/", admin_sign_in),
    path("admin/", admin.site.urls),
]
