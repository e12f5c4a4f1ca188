"""Statements: the list, one of them, and their files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from artistportal import htmx, money
from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.middleware import AccountRequest
from earnings import permissions
from earnings.domain.statement_sums import CLOSING, HELD
from earnings.forms.statements import StatementsZipForm
from earnings.models import Statement
from earnings.queries import statements
from earnings.services import statement_files, statement_papers, statement_zips
from earnings.views import downloads, large_files
from earnings.views.large_files import Long

PAGE_SIZE = 36
YEAR_HEADER = (
    "statement_id", "month", "currency", "opening", "earned", "costs", "reserved", "released",
    "recouped", "tax_withheld", "paid", "closing", "held_in_no_balance", "issued_at",
    "content_sha256",
)  # fmt: skip
FLOWS = (
    "earned_micros", "costs_micros", "reserved_micros", "released_micros", "recouped_micros",
    "tax_micros", "paid_micros",
)  # fmt: skip


@require_safe
def listed(request: AccountRequest) -> HttpResponse:
    """Every month and currency: the statements, and what is booked since the last of them."""
    account = paid(request)
    if not permissions.sees_own_money(account):
        return no_money(request)
    found = statements.of_account(account).newest_first()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page", "1"))
    context: dict[str, Any] = {
        "title": "Statements",
        "open_months": statements.open_months(account, Month.of(timezone.now())),
        "statements": page,
        "years": sorted({each.month_date.year for each in page}, reverse=True),
    }
    return htmx.render(request, "earnings/statements.html", "earnings/_statements.html", context)


@require_safe
def page(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """One statement: its sums, what they are made of, what it corrects, how to check it."""
    account = paid(request)
    if not permissions.sees_own_money(account):
        return no_money(request)
    opened = statements.opened(_statement(account, public_id))
    month = Month(opened.statement.month_date)
    context: dict[str, Any] = {
        "title": f"Statement {opened.statement.code}, {month.name}",
        "opened": opened,
        "statement": opened.statement,
        "figures": opened.figures,
        "closing": CLOSING,
        "held": HELD,
    }
    return htmx.render(request, "earnings/statement.html", "earnings/_statement.html", context)


@require_safe
def pdf(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """The statement as a paper to read and keep."""
    statement = _statement(_sees_money(request), public_id)
    address = request.build_absolute_uri(request.path.removesuffix("statement.pdf"))
    content = statement_papers.pdf(statement, address)
    return downloads.file(_name("statement", statement), statement.issued_at, content, "pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: AccountRequest, public_id: UUID) -> HttpResponseBase:
    """Every line behind the statement."""
    statement = _statement(_sees_money(request), public_id)
    long = Long(statement_zips.lines_order(statement), statement_files.most_lines(statement))

    def at_once() -> HttpResponseBase:
        name = _name("statement-lines", statement)
        pieces = statement_files.lines_csv(statement)
        return downloads.streamed_csv(name, statement.issued_at, pieces)

    return large_files.answer(request, long, at_once)


@require_http_methods(["GET", "HEAD", "POST"])
def zipped(request: AccountRequest) -> HttpResponse:
    """All statements of a month or a year as one file, made in the background."""
    account = paid(request)
    if not permissions.sees_own_money(account):
        return no_money(request)
    form = StatementsZipForm(request.POST or None, times=statement_zips.times(account))
    if request.method == "POST" and form.is_valid():
        time = form.cleaned_data["time"]
        return large_files.ordered(
            request, statement_zips.zip_order(account, time, form.names[time])
        )
    context: dict[str, Any] = {"title": "Statements as one file", "form": form}
    return htmx.render(
        request,
        "earnings/statements_zip.html",
        "earnings/_statements_zip.html",
        context,
        status=422 if form.errors else 200,
    )


@require_safe
def json(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """What the statement says, byte for byte as it was sealed."""
    statement = _statement(_sees_money(request), public_id)
    content = statement_files.content_json(statement)
    return downloads.file(_name("statement", statement), statement.issued_at, content, "json")


@require_safe
def year(request: AccountRequest, year: int) -> HttpResponse:
    """A year's statements for the tax office: one row each, and a total per currency."""
    account = _sees_money(request)
    found = list(statements.of_year(account, year))
    if not found:
        raise Http404("No statement is of this year.")
    newest = max(statement.issued_at for statement in found)
    parts = ["statements", account.name, str(year)]
    return downloads.csv(parts, newest, YEAR_HEADER, _year_rows(found))


def paid(request: AccountRequest) -> Account:
    """The account in view when it is one that is paid; else the page does not exist."""
    if request.account.kind not in {AccountKind.ARTIST, AccountKind.ORGANISATION}:
        raise Http404("Nobody who is paid is in view.")
    return request.account


def no_money(request: AccountRequest) -> HttpResponse:
    return htmx.render(request, "earnings/no_money.html", "earnings/_no_money.html")


def _sees_money(request: AccountRequest) -> Account:
    account = paid(request)
    permissions.check_sees_own_money(account)
    return account


def _statement(account: Account, public_id: UUID) -> Statement:
    found = statements.of_account(account).select_related("payee__artist", "settlement")
    return get_object_or_404(found, public_id=public_id)


def _name(what: str, statement: Statement) -> list[str]:
    month = f"{statement.month_date:%Y-%m}"
    return [what, statement.payee.name, statement.code, month, statement.currency]


def _year_rows(found: list[Statement]) -> list[list[str]]:
    rows = []
    for currency in dict.fromkeys(statement.currency for statement in found):
        same = [statement for statement in found if statement.currency == currency]
        rows += [_year_row(statement) for statement in same]
        total = [sum(getattr(each, name) for each in same) for name in FLOWS]
        sums = [same[0].opening_micros, *total, same[-1].closing_micros]
        amounts = [money.plain(micros) for micros in sums]
        rows.append(["Total", f"{same[0].month_date:%Y}", currency, *amounts, "", "", ""])
    return rows


def _year_row(statement: Statement) -> list[str]:
    sums = [getattr(statement, name) for name in ("opening_micros", *FLOWS, "closing_micros")]
    return [
        statement.code,
        f"{statement.month_date:%Y-%m}",
        statement.currency,
        *(money.plain(micros) for micros in sums),
        money.plain(statement.held_micros),
        statement.issued_at.isoformat(timespec="seconds"),
        statement.content_sha256,
    ]
