"""Where an artist's works were used: the list and its download."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from artistportal import htmx, spreadsheets
from artistportal.accounts.services.downloads import Order
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from earnings.forms.uses import UsesForm
from earnings.queries import claims, overview
from earnings.queries import uses as use_lines
from earnings.queries.uses import UsePage
from earnings.services import use_files
from earnings.views import downloads, large_files
from earnings.views.large_files import Long


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
        "claims": claims.open_count(artist.id),
    }
    return htmx.render(
        request,
        "earnings/uses.html",
        "earnings/_uses.html",
        context,
        announcement=_summary(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def csv(request: AccountRequest) -> HttpResponseBase:
    """Every line of the list as it is narrowed."""
    artist = accounts.in_view(request, AccountKind.ARTIST)
    form = UsesForm(request.GET, use_lines.offered(artist.id))
    selection = form.selection(artist.id)
    parts = ["uses", artist.name, *form.chosen]
    name = downloads.name(parts, None, "csv")
    order = Order(use_files.KIND, f"Uses of {artist.name}", name, use_files.options(selection))

    def at_once() -> HttpResponseBase:
        pieces = spreadsheets.csv_pieces(use_files.HEADER, use_files.rows(selection))
        return downloads.streamed_csv(parts, overview.computed_at(), pieces)

    return large_files.answer(request, Long(order, use_lines.count(selection)), at_once)


def _summary(found: UsePage) -> str:
    if not found.count:
        return "No uses found."
    return f"{found.count:,} lines found, page {found.number} of {found.pages}."
