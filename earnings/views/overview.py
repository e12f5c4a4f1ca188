"""The artist's earnings: the page, its one swap, and the downloads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from artistportal import htmx, money, spreadsheets, territories
from artistportal.periods import Month
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from earnings import permissions
from earnings.charts.overview import overview
from earnings.domain.month_ranges import Preset
from earnings.forms.ranges import Choices, RangeForm
from earnings.queries import overview as figures
from earnings.queries.overview import Selection
from earnings.views import downloads

REMEMBERED = ("period", "compare", "first", "last")
SESSION_KEY = "earnings_range"

Rows = Iterable[tuple[spreadsheets.Cell, ...]]


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
    form = _form(request, artist.id)
    _remember(request, form)
    selection = _selection(form, artist.id)
    shown = overview(
        selection,
        form.range.compared(form.comparison),
        form.choices.sources,
        form.choices.this_month,
    )
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
    selection = _downloaded(request)
    header = ("month_of_use", "tool", "use", "uses", "earned", "held", "currency")
    rows = (
        (
            str(row.month),
            row.tool,
            row.use.value,
            row.units,
            money.plain(row.earned_micros),
            money.plain(row.held_micros),
            selection.currency,
        )
        for row in figures.months(selection, [selection.range])
    )
    return _csv(request, "earnings-by-month", selection, header, rows)


@require_safe
def works_csv(request: AccountRequest) -> HttpResponse:
    """The table by work; what the monthly hundred best leave of the whole is its last line."""
    selection = _downloaded(request)
    found = figures.works(selection)
    whole = figures.months(selection, [selection.range])
    rest = sum(row.earned_micros for row in whole) - sum(work.earned_micros for work in found)
    rest_units = sum(row.units for row in whole) - sum(work.units for work in found)
    header = ("work", "release", "identifier", "uses", "earned", "currency")
    lines = [
        (w.title, w.release_title, w.identifier, w.units, money.plain(w.earned_micros))
        for w in found
    ]
    if rest or rest_units:
        lines.append(("All other works", "", "", rest_units, money.plain(rest)))
    rows = ((*line, selection.currency) for line in lines)
    return _csv(request, "earnings-by-work", selection, header, rows)


@require_safe
def territories_csv(request: AccountRequest) -> HttpResponse:
    """The table by territory."""
    selection = _downloaded(request)
    header = ("territory", "code", "uses", "earned", "currency")
    rows = (
        (
            territories.name(row.territory),
            row.territory,
            row.units,
            money.plain(row.earned_micros),
            selection.currency,
        )
        for row in figures.territories(selection)
    )
    return _csv(request, "earnings-by-territory", selection, header, rows)


def _form(request: AccountRequest, artist_id: int) -> RangeForm:
    this_month = Month.of(timezone.now())
    return RangeForm(request.GET.dict(), Choices(this_month, figures.sources(artist_id)))


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
    return _selection(_form(request, artist.id), artist.id)


def _csv(
    request: AccountRequest, what: str, selection: Selection, header: tuple[str, ...], rows: Rows
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
