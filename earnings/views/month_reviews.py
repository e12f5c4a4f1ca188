"""An organisation's part of the statements of a month, to be reviewed before it is locked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Organisation
from artistportal.roster.views import accounts
from earnings import permissions
from earnings.queries import month_reviews as asked
from earnings.services import month_reviews
from earnings.views import statements

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AccountRequest) -> HttpResponse:
    """The drafts under the organisation's licences, and who reviewed them; POST says one did."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    if not permissions.sees_own_money(account):
        return statements.no_money(request)
    reviewed, now = asked.of_account(account), timezone.now()
    label = Organisation.objects.get(pk=account.id)
    if request.method == "POST":
        if reviewed is None:
            raise Http404("No month is to be reviewed.")
        month_reviews.note(review=reviewed.review, organisation=label, by=request.user, now=now)
        messages.success(request, "It is kept that you reviewed this month.")
        return redirect("earnings:month_review")
    parts = Paginator(reviewed.parts, ROWS) if reviewed else None
    context: dict[str, Any] = {
        "title": "Statements in review",
        "reviewed": reviewed,
        "page": parts.get_page(request.GET.get("page", "1")) if parts else None,
        "may_review": permissions.reviews_statements(request.user, label, now),
    }
    return htmx.render(
        request, "earnings/month_review.html", "earnings/_month_review.html", context
    )
