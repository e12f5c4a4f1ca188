"""Claims, to the artists whose works were used without permission and to the tool that did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from artistportal import htmx, money
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from earnings import permissions
from earnings.forms.claims import ClaimsForm
from earnings.models import Claim
from earnings.models.claims import ClaimQuerySet
from earnings.queries import claims, overview
from earnings.views import downloads

HEADER = (
    "claim", "state", "month_of_use", "work", "identifier", "tool", "licence", "use", "uses",
    "first_used_at", "last_used_at", "amount", "currency", "why_refused", "decision", "reports",
    "made_at", "why_withdrawn",
)  # fmt: skip


@require_safe
def of_artist(request: AccountRequest) -> HttpResponse:
    """What was used of the artist's works without permission, by whom and against which no."""
    artist = accounts.in_view(request, AccountKind.ARTIST)
    form = ClaimsForm(request.GET, claims.tools_against(artist.id))
    return _show(request, form, claims.of_artist(artist.id, form.selection), is_tools=False)


@require_safe
def of_tool(request: AccountRequest) -> HttpResponse:
    """What the tool reported although it was refused."""
    tool = accounts.in_view(request, AccountKind.TOOL)
    form = ClaimsForm(request.GET)
    return _show(request, form, claims.of_tool(tool.id, form.selection), is_tools=True)


@require_safe
def of_artist_csv(request: AccountRequest) -> HttpResponse:
    """Every claim of the list as it is narrowed."""
    artist = accounts.in_view(request, AccountKind.ARTIST)
    form = ClaimsForm(request.GET, claims.tools_against(artist.id))
    return _csv(request, form, claims.of_artist(artist.id, form.selection))


@require_safe
def of_tool_csv(request: AccountRequest) -> HttpResponse:
    """The same, of the tool."""
    tool = accounts.in_view(request, AccountKind.TOOL)
    form = ClaimsForm(request.GET)
    return _csv(request, form, claims.of_tool(tool.id, form.selection))


def _show(
    request: AccountRequest, form: ClaimsForm, found: ClaimQuerySet, *, is_tools: bool
) -> HttpResponse:
    page = claims.page(found, request.GET.get("page", "1"))
    count = page.paginator.count
    summary = f"{count:,} claim{'' if count == 1 else 's'}"
    context: dict[str, Any] = {
        "title": "Claims",
        "form": form,
        "claims": page,
        "summary": summary,
        "is_tools": is_tools,
        "sees_money": _is_told(request),
        "artist_id": None if is_tools else request.account.id,
        "computed_at": overview.computed_at(),
    }
    return htmx.render(
        request,
        "earnings/claims.html",
        "earnings/_claims.html",
        context,
        announcement=f"{summary} found.",
    )


def _csv(request: AccountRequest, form: ClaimsForm, found: Iterable[Claim]) -> HttpResponse:
    parts = ["claims", request.account.name, *form.chosen]
    is_told = _is_told(request)
    rows = (_row(claim, is_told=is_told) for claim in found)
    return downloads.csv(parts, overview.computed_at(), HEADER, rows)


def _is_told(request: AccountRequest) -> bool:
    """Whether amounts are shown: to the tool, and to those of the artist's team who see money."""
    account = request.account
    return account.kind is AccountKind.TOOL or permissions.sees_money(account)


def _row(claim: Claim, *, is_told: bool) -> tuple[str | int, ...]:
    return (
        claim.code,
        claim.state,
        f"{claim.month_date:%Y-%m}",
        claim.work.title,
        claim.work.isrc or claim.work.iswc or "",
        claim.tool.name,
        claim.licence.code if claim.licence else "",
        claim.use,
        claim.units,
        claim.first_used_at.isoformat(),
        claim.last_used_at.isoformat(),
        "" if claim.amount_micros is None or not is_told else money.plain(claim.amount_micros),
        claim.currency if is_told else "",
        claim.rule.sentence,
        claim.decision.code if claim.decision else "",
        " ".join(claim.report_codes),
        claim.made_at.isoformat(timespec="seconds"),
        claim.why,
    )
