"""Every address of the site; each app exports its own, whole."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from artistportal.health import health

admin.site.site_header = admin.site.site_title = "Artist Portal support"
# The admin has no sign-in of its own: the site's, with its limits and second factor, opens it.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth asks

urlpatterns = [
    path("health/", health, name="health"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
