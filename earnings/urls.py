"""Addresses of the artist's figures and of the tools' reports."""

from __future__ import annotations

from django.urls import path

from earnings.views import (
    balance,
    claims,
    home,
    label,
    lump_sums,
    matches,
    maths,
    month_reviews,
    outlooks,
    overview,
    payout_accounts,
    roster,
    scheduled_reports,
    simulations,
    statements,
    unpaid,
    usage_reports,
    uses,
)

app_name = "earnings"
urlpatterns = [
    path("", home.page, name="home"),
    path("roster/", roster.page, name="roster"),
    path("roster/views/", roster.save_view, name="roster_view_save"),
    path("roster/views/<uuid:public_id>/delete/", roster.delete_view, name="roster_view_delete"),
    path("uses/", uses.page, name="uses"),
    path("uses/uses.csv", uses.csv, name="uses_csv"),
    path("consent/outlook/", outlooks.page, name="outlook"),
    path("consent/works/<uuid:work>/outlook/", outlooks.page, name="work_outlook"),
    path("consent/artists/<uuid:artist>/outlook/", outlooks.page, name="artist_outlook"),
    path(
        "consent/artists/<uuid:artist>/works/<uuid:work>/outlook/",
        outlooks.page,
        name="artist_work_outlook",
    ),
    path("requests/<uuid:public_id>/outlook/", outlooks.of_request, name="request_outlook"),
    path(
        "consent/artists/<uuid:artist>/requests/<uuid:public_id>/outlook/",
        outlooks.of_request,
        name="artist_request_outlook",
    ),
    path("uses/claims/", claims.of_artist, name="claims"),
    path("uses/claims/claims.csv", claims.of_artist_csv, name="claims_csv"),
    path("claims/", claims.of_tool, name="tool_claims"),
    path("claims/claims.csv", claims.of_tool_csv, name="tool_claims_csv"),
    path("earnings/", overview.page, name="overview"),
    path("earnings/months.csv", overview.months_csv, name="months_csv"),
    path("earnings/works.csv", overview.works_csv, name="works_csv"),
    path("earnings/territories.csv", overview.territories_csv, name="territories_csv"),
    path("earnings/simulator/", simulations.page, name="simulator"),
    path("earnings/earned-to-yours.csv", overview.kept_csv, name="kept_csv"),
    path("earnings/maths/", maths.listed, name="maths"),
    path("earnings/maths/<uuid:public_id>/", maths.run, name="maths_run"),
    path("earnings/maths/<uuid:public_id>/cells.csv", maths.cells, name="maths_cells"),
    path("earnings/statements/<uuid:public_id>/maths/", maths.statement, name="statement_maths"),
    path(
        "earnings/statements/<uuid:public_id>/maths.json",
        maths.statement_json,
        name="statement_maths_json",
    ),
    path("earnings/balance/", balance.page, name="balance"),
    path("earnings/payout-account/", payout_accounts.page, name="payee_account"),
    path("earnings/statements/", statements.listed, name="statements"),
    path("earnings/statements/files/", statements.zipped, name="statements_zip"),
    path("earnings/label/", label.page, name="label"),
    path("earnings/label/table.csv", label.csv, name="label_csv"),
    path("earnings/label/review/", month_reviews.page, name="month_review"),
    path("earnings/label/views/", label.views, name="label_views"),
    path("earnings/reports/", scheduled_reports.page, name="scheduled"),
    path("earnings/statements/<int:year>.csv", statements.year, name="statements_year"),
    path("earnings/statements/<uuid:public_id>/", statements.page, name="statement"),
    path(
        "earnings/statements/<uuid:public_id>/statement.pdf", statements.pdf, name="statement_pdf"
    ),
    path(
        "earnings/statements/<uuid:public_id>/lines.csv", statements.lines, name="statement_lines"
    ),
    path(
        "earnings/statements/<uuid:public_id>/statement.json",
        statements.json,
        name="statement_json",
    ),
    path("deals/", lump_sums.listed, name="deals"),
    path("deals/deals.csv", lump_sums.listed_csv, name="deals_csv"),
    path("deals/<uuid:public_id>/", lump_sums.page, name="deal"),
    path("deals/<uuid:public_id>/parts.csv", lump_sums.parts_csv, name="deal_csv"),
    path("deals/<uuid:public_id>/allocate/", lump_sums.allocate, name="deal_allocate"),
    path("deals/<uuid:public_id>/reverse/", lump_sums.reverse, name="deal_reverse"),
    path("matches/", matches.page, name="matches"),
    path("matches/confirm/", matches.confirm, name="match_confirm"),
    path("matches/withdraw/", matches.withdraw, name="match_withdraw"),
    path("earnings/not-paid/", unpaid.page, name="not_paid"),
    path("earnings/not-paid/not-paid.csv", unpaid.csv, name="not_paid_csv"),
    path("tool/reports/", usage_reports.listed, name="reports"),
    path("tool/reports/<uuid:public_id>/", usage_reports.page, name="report"),
    path(
        "tool/reports/<uuid:public_id>/problems.csv",
        usage_reports.problems_csv,
        name="report_problems",
    ),
]
