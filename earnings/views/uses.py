"""Where an artist's works were used: the list and its download."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from artistportal import htmx, territories
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from earnings.forms.uses import UsesForm
from earnings.queries import overview
from earnings.queries import uses as use_lines
from earnings.queries.uses import UseLine, UsePage
from earnings.views import downloads

HEADER = (
    "month_of_use", "work", "release", "tool", "use", "purpose", "model_version", "uses",
    "uses_not_cleared", "first_used_at", "last_used_at", "top_territory", "territories",
)  # fmt: skip


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """What was used, by which tool, for what, where and when, and whether it was cleared."""
    artist = accounts.in_view(request, AccountKind.ARTIST)
    form = UsesForm(request.GET, use_lines.offered(artist.id))
    selection = form.selection(artist.id)
    found = use_lines.page(selection, request.GET.get("page", "1"))
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "title": "Uses",
        "form": form,
        "selection": selection,
        "found": found,
        "query": query.urlencode(),
        "computed_at": overview.computed_at(),
    }
    return htmx.render(
        request,
        "earnings/uses.html",
        "earnings/_uses.html",
        context,
        announcement=_summary(found),
    )


@require_safe
def csv(request: AccountRequest) -> HttpResponse:
    """Every line of the list as it is narrowed."""
    artist = accounts.in_view(request, AccountKind.ARTIST)
    form = UsesForm(request.GET, use_lines.offered(artist.id))
    selection = form.selection(artist.id)
    parts = ["uses", artist.name, *form.chosen]
    rows = (_row(line) for line in use_lines.every(selection))
    return downloads.csv(parts, overview.computed_at(), HEADER, rows)


def _summary(found: UsePage) -> str:
    if not found.count:
        return "No uses found."
    return f"{found.count:,} lines found, page {found.number} of {found.pages}."


def _row(line: UseLine) -> tuple[str | int, ...]:
    return (
        str(line.month),
        line.work,
        line.release_title,
        line.tool,
        line.use.value,
        line.purpose.value,
        line.model_version or "not stated",
        line.units,
        line.uncleared_units,
        line.first_used_at.isoformat(),
        line.last_used_at.isoformat(),
        territories.name(line.top_territory),
        line.territories,
    )
