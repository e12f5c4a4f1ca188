"""Addresses of the artist's figures and of the tools' reports."""

from __future__ import annotations

from django.urls import path

from earnings.views import home, overview, roster, usage_reports, uses

app_name = "earnings"
urlpatterns = [
    path("", home.page, name="home"),
    path("roster/", roster.page, name="roster"),
    path("uses/", uses.page, name="uses"),
    path("uses/uses.csv", uses.csv, name="uses_csv"),
    path("earnings/", overview.page, name="overview"),
    path("earnings/months.csv", overview.months_csv, name="months_csv"),
    path("earnings/works.csv", overview.works_csv, name="works_csv"),
    path("earnings/territories.csv", overview.territories_csv, name="territories_csv"),
    path("tool/reports/", usage_reports.listed, name="reports"),
    path("tool/reports/<uuid:public_id>/", usage_reports.page, name="report"),
    path(
        "tool/reports/<uuid:public_id>/problems.csv",
        usage_reports.problems_csv,
        name="report_problems",
    ),
]
