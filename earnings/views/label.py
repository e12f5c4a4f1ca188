"""An organisation's earnings: by payee, release, work, tool or territory, down to the lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artistportal import htmx, spreadsheets
from artistportal.accounts.queries import saved_views as saved
from artistportal.accounts.services import saved_views
from artistportal.accounts.services.saved_views import NotSaved, Place
from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from earnings import permissions
from earnings.domain.label_levels import Level, Narrowing
from earnings.forms.label import LabelForm
from earnings.forms.ranges import Choices
from earnings.queries import label as figures
from earnings.queries import overview
from earnings.queries.label import Figure, LabelSelection, Whole
from earnings.services import label_files, label_lines
from earnings.views import downloads, large_files, statements
from earnings.views.large_files import Long

PAGE = "earnings:label"
ROWS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table, and where it leads; nowhere, where it is of no work."""

    figure: Figure
    query: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the narrowing, and the address without it."""

    level: Level
    name: str
    query: str


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """The table; narrow enough, the lines themselves."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    if not permissions.sees_own_money(account):
        return statements.no_money(request)
    form = _form(request.GET.dict(), account)
    selection = form.selection(account.id)
    asked = _number(request.GET.get("page", ""))
    lines = selection.narrowing.leads_to_lines
    context: dict[str, Any] = {
        "title": f"Earnings, {selection.range}",
        "form": form,
        "selection": selection,
        "crumbs": _crumbs(form, selection),
        "query": form.query,
        "computed_at": overview.computed_at(),
        "saved": saved.of_page(request.user, account.key, PAGE),
        **(_lines(selection, asked) if lines else _table(form, selection, asked)),
    }
    return htmx.render(
        request,
        "earnings/label.html",
        "earnings/_label.html",
        context,
        announcement=f"Showing {selection.range}: {context['page'].paginator.count:,} rows.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def csv(request: AccountRequest) -> HttpResponseBase:
    """The table as it is narrowed, whole."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    permissions.check_sees_own_money(account)
    form = _form(request.GET.dict(), account)
    selection = form.selection(account.id)
    query = dict(parse_qsl(form.query, keep_blank_values=True))
    order = label_files.order(query, selection, account, timezone.now())

    def at_once() -> HttpResponseBase:
        pieces = spreadsheets.csv_pieces(label_files.header(selection), label_files.rows(selection))
        name = [order.filename.removesuffix(".csv").replace("_", " "), account.name]
        return downloads.streamed_csv(name, overview.computed_at(), pieces)

    return large_files.answer(request, Long(order, label_files.count(selection)), at_once)


@require_POST
def views(request: AccountRequest) -> HttpResponse:
    """Keeps the table under a name for this person, or forgets one."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    permissions.check_sees_own_money(account)
    place = Place(account.key, PAGE)
    query = canonical(request.POST.get("query", ""), account)
    try:
        if forgotten := request.POST.get("forget"):
            saved_views.forget(public_id=UUID(forgotten), place=place, user=request.user)
        else:
            name = request.POST.get("name", "")
            saved_views.save(
                place=place, name=name, query=query, user=request.user, now=timezone.now()
            )
            messages.success(request, f"“{name.strip()}” is kept for you.")
    except (NotSaved, ValueError) as odd:
        messages.warning(request, str(odd))
    return redirect(f"{reverse(PAGE)}?{query}")


def canonical(query: str, account: Account) -> str:
    """A query string as the form writes it, whatever was sent."""
    return _form(dict(parse_qsl(query, keep_blank_values=True)), account).query


def _form(said: dict[str, Any], account: Account) -> LabelForm:
    this_month = Month.of(timezone.now())
    return LabelForm(said, Choices(this_month, figures.sources(account.id)))


def _table(form: LabelForm, selection: LabelSelection, asked: int) -> dict[str, Any]:
    whole = figures.whole(selection)
    shown = _page(whole.count, asked)
    first = max(shown.start_index() - 1, 0)
    found = figures.figures(selection, first, shown.end_index())
    booked = figures.booked_micros(selection)
    return {
        "page": shown,
        "rows": [_row(form, selection, figure) for figure in found],
        "whole": whole,
        "booked_micros": booked,
        "is_behind": booked is not None and booked != whole.earned_micros,
    }


def _lines(selection: LabelSelection, asked: int) -> dict[str, Any]:
    found = label_lines.page(selection, (asked - 1) * ROWS, asked * ROWS)
    whole = Whole(found.count, 0, found.earned_micros, found.held_micros)
    return {"page": _page(found.count, asked), "lines": found.shown, "whole": whole}


def _page(count: int, asked: int) -> Page[int]:
    """Only where the page stands: its rows are asked of the database by themselves."""
    return Paginator(range(count), ROWS).get_page(asked)


def _row(form: LabelForm, selection: LabelSelection, figure: Figure) -> Row:
    if figure.key is None:
        return Row(figure, "")
    narrowed = selection.narrowing.within(selection.by, figure.key)
    return Row(figure, form.query_with(narrowed, narrowed.after(selection.by)))


def _crumbs(form: LabelForm, selection: LabelSelection) -> Iterable[Crumb]:
    narrowing = form.narrowing
    return [
        Crumb(level, name, form.query_with(_without(narrowing, level), level))
        for level, name in figures.names(selection)
    ]


def _without(narrowing: Narrowing, level: Level) -> Narrowing:
    return narrowing.within(level, None)


def _number(text: str) -> int:
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
