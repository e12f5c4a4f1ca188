"""Every address of the site; each app exports its own, whole."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import TemplateView

from artistportal import api
from artistportal.accounts.views.sign_in import admin_sign_in
from artistportal.health import health

admin.site.site_header = admin.site.site_title = "Artist Portal support"

urlpatterns = [
    path("health/", health, name="health"),
    path("help/", login_not_required(TemplateView.as_view(template_name="help.html")), name="help"),
    path("", include("artistportal.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("admin/login/", admin_sign_in, name="admin_sign_in"),
    path("admin/", include("artistportal.desk.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls()),
    path("", include("artistportal.roster.urls")),
    path("", include("artistportal.cases.urls")),
    path("", include("consent.urls")),
    path("", include("earnings.urls")),
]
