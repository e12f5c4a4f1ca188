"""For everybody: how long each tool takes to obey a no."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import spreadsheets
from consent.queries import notices

HEADER = ("tool", "provider", "noes", "median_seconds_to_obey", "overdue_now", "as_of_utc")


@login_not_required
@require_safe
def tools(request: HttpRequest) -> HttpResponse:
    """The table, the quickest tool first."""
    context = {
        "title": "How soon tools obey a no",
        "obeyed": notices.obedience(timezone.now()),
    }
    return render(request, "consent/tools.html", context)


@login_not_required
@require_safe
def tools_csv(_request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    obeyed = notices.obedience(timezone.now())
    as_of = obeyed.as_of.isoformat(timespec="seconds")
    rows = (
        (t.name, t.provider, t.noes, int(t.median.total_seconds()), t.overdue, as_of)
        for t in obeyed.tools
    )
    response = HttpResponse(
        spreadsheets.csv_text(HEADER, rows), content_type=spreadsheets.CONTENT_TYPE
    )
    name = f"tools-{obeyed.as_of:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
