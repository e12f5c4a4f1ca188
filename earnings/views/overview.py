"""The artist's earnings: the page, its one swap, and the downloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from artistportal import htmx, money, spreadsheets
from artistportal.periods import Month
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from earnings import permissions
from earnings.charts import kept
from earnings.charts.overview import latest, overview
from earnings.domain.month_ranges import Preset
from earnings.forms.ranges import Choices, RangeForm
from earnings.queries import booked
from earnings.queries import overview as figures
from earnings.queries.overview import Selection
from earnings.services import earning_files
from earnings.services.earning_files import Table
from earnings.views import downloads

REMEMBERED = ("period", "compare", "first", "last")
SESSION_KEY = "earnings_range"

Rows = Iterable[Sequence[spreadsheets.Cell]]


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """Earnings by month, tool, use, work and territory, for the months chosen.

    The bare address leads to the months chosen last, so that every address says what it shows.
    """
    artist = accounts.in_view(request, AccountKind.ARTIST)
    if not permissions.sees_money(artist):
        return htmx.render(request, "earnings/no_money.html", "earnings/_no_money.html")
    if not request.GET:
        return redirect(f"{request.path}?{_last_query(request)}")
    now = timezone.now()
    form = _form(request, artist.id, now)
    _remember(request, form)
    selection = _selection(form, artist.id)
    compared = form.range.compared(form.comparison)
    shown = overview(selection, compared, form.choices.sources, now)
    context: dict[str, Any] = {
        "title": f"Earnings, {selection.range}",
        "form": form,
        "shown": shown,
        "query": _query(form),
    }
    return htmx.render(
        request,
        "earnings/overview.html",
        "earnings/_overview.html",
        context,
        announcement=shown.summary,
    )


@require_safe
def months_csv(request: AccountRequest) -> HttpResponse:
    """The table by month, tool and use."""
    return _table_csv(request, Table.MONTH)


@require_safe
def works_csv(request: AccountRequest) -> HttpResponse:
    """The table by work; what the monthly hundred best leave of the whole is its last line."""
    return _table_csv(request, Table.WORK)


@require_safe
def territories_csv(request: AccountRequest) -> HttpResponse:
    """The table by territory."""
    return _table_csv(request, Table.TERRITORY)


@require_safe
def kept_csv(request: AccountRequest) -> HttpResponse:
    """From earned to what was added to the balance, by currency."""
    selection = _downloaded(request)
    header = ("step", "amount", "currency", "first_accounting_month", "last_accounting_month")
    rows = (
        (step.name, money.plain(step.micros), each.currency, str(each.first), str(each.last))
        for each in booked.kept(selection)
        for step in kept.steps(each)
    )
    return _csv(request, "earned-to-yours", selection, header, rows)


def _form(request: AccountRequest, artist_id: int, now: datetime) -> RangeForm:
    sources = figures.sources(artist_id, latest(now))
    return RangeForm(request.GET.dict(), Choices(Month.of(now), sources))


def _remember(request: AccountRequest, form: RangeForm) -> None:
    chosen = {name: form.data[name] for name in REMEMBERED}
    if request.session.get(SESSION_KEY) != chosen:
        request.session[SESSION_KEY] = chosen


def _last_query(request: AccountRequest) -> str:
    return urlencode(request.session.get(SESSION_KEY) or {"period": Preset.LAST_12_MONTHS.value})


def _selection(form: RangeForm, artist_id: int) -> Selection:
    return Selection(artist_id, form.range, form.currency_code, form.tool_slug)


def _query(form: RangeForm) -> str:
    """The same choice as a query string, for the downloads."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in form.data.items() if value})
    return query.urlencode()


def _downloaded(request: AccountRequest) -> Selection:
    artist = accounts.in_view(request, AccountKind.ARTIST)
    permissions.check_sees_money(artist)
    return _selection(_form(request, artist.id, timezone.now()), artist.id)


def canonical(query: str, artist_id: int, now: datetime) -> str:
    """What was asked for as the page itself writes it, so that it can be kept."""
    sources = figures.sources(artist_id)
    said = dict(parse_qsl(query, keep_blank_values=True))
    form = RangeForm(said, Choices(Month.of(now), sources))
    chosen = {
        "period": form.preset.value,
        "first": str(form.range.first),
        "last": str(form.range.last),
        "tool": form.tool_slug,
        "currency": form.currency_code,
    }
    return urlencode({name: value for name, value in chosen.items() if value})


def _table_csv(request: AccountRequest, table: Table) -> HttpResponse:
    selection = _downloaded(request)
    rows = earning_files.rows(table, selection)
    what = f"earnings-by-{table.value}"
    return _csv(request, what, selection, earning_files.HEADERS[table], rows)


def _csv(
    request: AccountRequest, what: str, selection: Selection, header: Sequence[str], rows: Rows
) -> HttpResponse:
    parts = [
        what,
        request.account.name,
        str(selection.range.first),
        str(selection.range.last),
        selection.currency,
        selection.tool_slug,
    ]
    return downloads.csv(parts, figures.computed_at(), header, rows)
