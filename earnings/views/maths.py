"""Show my maths: what an amount is made of, from the pool to what is left of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.periods import Month
from artistportal.roster.middleware import AccountRequest
from consent.services import signing
from earnings import permissions
from earnings.models import Statement
from earnings.queries import maths_pages, overview, statements
from earnings.queries.maths_pages import Wanted
from earnings.services import maths, maths_files
from earnings.services.maths import NothingHere
from earnings.views import downloads
from earnings.views.statements import no_money, paid

PAGE_SIZE = 40


@require_safe
def listed(request: AccountRequest) -> HttpResponse:
    """Every month of every licence that pays the account; or those of a month, tool or work."""
    account = paid(request)
    if not permissions.sees_own_money(account):
        return no_money(request)
    wanted = _wanted(request.GET)
    found = maths_pages.months(account, wanted)
    of_work = maths_pages.work_months(account, wanted.work) if wanted.work else {}
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page", "1"))
    rows = [(one, of_work.get((one.month.first, one.tool))) for one in page]
    context: dict[str, Any] = {
        "title": "Show my maths",
        "page": page,
        "rows": rows,
        "wanted": wanted,
        "work": maths_pages.work(wanted.work) if wanted.work else None,
        "computed_at": overview.computed_at(),
    }
    return htmx.render(request, "earnings/maths.html", "earnings/_maths.html", context)


@require_safe
def run(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """One licence's month: what was shared, by what, and which part of it is the account's."""
    account = paid(request)
    if not permissions.sees_own_money(account):
        return no_money(request)
    try:
        shown = maths.of_run(public_id, account, _wanted(request.GET).work)
    except NothingHere as nothing:
        raise Http404("None of this concerns the account.") from nothing
    title = f"The maths of {shown.run.licence.tool.name}, {shown.month.name}"
    context: dict[str, Any] = {"title": title, "shown": shown, "currency": shown.run.currency}
    return htmx.render(request, "earnings/maths_run.html", "earnings/_maths_run.html", context)


@require_safe
def cells(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Every cell of the month that the account has a part in."""
    account = paid(request)
    try:
        rows = maths.csv_rows(public_id, account, _wanted(request.GET).work)
    except NothingHere as nothing:
        raise Http404("None of this concerns the account.") from nothing
    parts = ["maths", account.name, rows[0][0], rows[0][2]]
    return downloads.csv(parts, timezone.now(), maths.CSV_HEADER, rows)


@require_safe
def statement(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """A statement's maths: from each entry over contract, reserve, recoupment and tax."""
    account = paid(request)
    if not permissions.sees_own_money(account):
        return no_money(request)
    found = _statement(request, public_id)
    codes = [one["run"] for one in found.content.get("entries", []) if one.get("run")]
    context: dict[str, Any] = {
        "title": f"The maths of {found.code}",
        "statement": found,
        "content": found.content,
        "runs": maths_pages.runs_named(codes),
    }
    return htmx.render(
        request, "earnings/maths_statement.html", "earnings/_maths_statement.html", context
    )


@require_safe
def statement_json(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """The file that proves itself."""
    permissions.check_sees_own_money(paid(request))
    found = _statement(request, public_id)
    try:
        text = maths_files.signed(found, timezone.now())
    except signing.NoKey as refusal:
        return HttpResponse(f"{refusal}\n", status=503, content_type="text/plain; charset=utf-8")
    parts = ["maths", found.payee.name, found.code, f"{found.month_date:%Y-%m}", found.currency]
    return downloads.file(parts, found.issued_at, text, "json")


def _statement(request: AccountRequest, public_id: UUID) -> Statement:
    own = statements.of_account(request.account).defer(None).select_related("payee")
    return get_object_or_404(own, public_id=public_id)


def _wanted(query: QueryDict) -> Wanted:
    """What the address asks for; what cannot be read asks for all."""
    return Wanted(
        month=_month(query.get("month", "")),
        tool_slug=query.get("tool", ""),
        work=_uuid(query.get("work", "")),
    )


def _month(text: str) -> Month | None:
    try:
        return Month.from_text(text)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
