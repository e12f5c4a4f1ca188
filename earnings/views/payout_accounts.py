"""Where the money goes: an owner reads the end of the account's number, and enters another.

It takes a second factor, and signing in again just before. The form's number goes to the service
and nowhere else: a form that comes too late is not kept while its sender signs in again.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from artistportal import htmx
from artistportal.roster.middleware import AccountRequest
from earnings import permissions
from earnings.forms.payout_accounts import PayoutAccountForm
from earnings.queries import payees
from earnings.queries.payees import Party
from earnings.services import payout_accounts
from earnings.views import statements

TOO_LATE = (
    "You signed in too long ago, so nothing was saved. Confirm that it is you, and try again."
)


@sensitive_post_parameters("holder", "number", "bic")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AccountRequest) -> HttpResponse:
    """The account as its end, since when it counts, and the form for another."""
    party = payees.party(statements.paid(request))
    permissions.check_can_change_payee(request.user, party, timezone.now())
    if not is_mfa_enabled(request.user):
        return _show(request, party, None)
    if is_reauthentication_required(request, app="account"):
        if request.method == "POST":
            messages.warning(request, TOO_LATE)
            return redirect("earnings:payee_account")
        raise ReauthenticationRequired
    form = PayoutAccountForm(request.POST or None)
    return _take(request, party, form) if request.method == "POST" else _show(request, party, form)


@sensitive_variables("form")
def _take(request: AccountRequest, party: Party, form: PayoutAccountForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, party, form)
    stored = payout_accounts.give(
        party=party, given=form.given, by=request.user, now=timezone.now()
    )
    until = f"{stored.usable_at:%-d %B %Y, %H:%M}"
    messages.success(
        request,
        f"The account that ends in {stored.last_four} is saved. Payments wait until {until} UTC.",
    )
    return redirect("earnings:payee_account")


def _show(request: AccountRequest, party: Party, form: PayoutAccountForm | None) -> HttpResponse:
    payee = payees.of_party(party)
    now = timezone.now()
    context: dict[str, Any] = {
        "title": "Payout account",
        "form": form,
        "current": payees.newest_account(payee) if payee else None,
        "now": now,
        "hold_days": settings.PAYEE_CHANGE_HOLD_DAYS,
    }
    return htmx.render(
        request,
        "earnings/payee_account.html",
        "earnings/_payee_account.html",
        context,
        status=422 if form and form.errors else 200,
    )
