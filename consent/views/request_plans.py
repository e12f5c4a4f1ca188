"""Proposing: what a label or a tool asked, a new request tried before it is sent, withdrawal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artistportal import htmx, spreadsheets
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Organisation
from consent import permissions
from consent.domain import worked_examples
from consent.domain.requests import Outcome
from consent.forms.requests import ProposalForm
from consent.models import Licence, Request, Terms, Tool
from consent.queries import proposed_requests as made
from consent.queries import request_plans, requests
from consent.queries.request_plans import Plan
from consent.services import requests as services
from consent.services.requests import Proposal

PAGE_SIZE = 20
WORKS_SIZE = 50
Proposer = Tool | Organisation


@require_safe
def proposals(request: AccountRequest) -> HttpResponse:
    """Everything that was asked, the newest first, and who of the roster has yet to answer."""
    now = timezone.now()
    proposer = _proposer(request.account)
    pages = Paginator(made.by(proposer), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": "Requests",
        "proposer": proposer,
        "may_propose": permissions.can_propose(request.user, proposer, now),
        "lines": made.lines(pages.object_list, now),
        "pages": pages,
        "waiting": made.waiting_on_roster(proposer, now),
    }
    return htmx.render(request, "consent/proposals.html", "consent/_proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AccountRequest) -> HttpResponse:
    """Choose a licence, say what is asked, see whom it asks, and send it."""
    now = timezone.now()
    proposer = _proposer(request.account)
    permissions.check_can_propose(request.user, proposer, now)
    licences = made.licences_of(proposer, now)
    licence = _chosen(licences, request.GET.get("licence", ""))
    if licence is None:
        context = {"title": "New request", "licences": licences, "proposer": proposer}
        return htmx.render(
            request, "consent/proposal_new.html", "consent/_proposal_new.html", context
        )
    terms = request_plans.current_terms(licence, now)
    if terms is None:
        raise Http404("No terms are on offer under this licence.")
    if request.method == "POST":
        return _posted(request, proposer, terms, now)
    return _form(request, terms, ProposalForm(terms=terms))


@require_safe
def detail(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """One request as who made it sees it: numbers, names and states; nobody's reasons."""
    now = timezone.now()
    proposer = _proposer(request.account)
    found = _of(proposer, public_id)
    return _detail(request, proposer, found, now)


@require_POST
def withdraw(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Take a request back."""
    now = timezone.now()
    proposer = _proposer(request.account)
    found = _of(proposer, public_id)
    try:
        services.withdraw(by=request.user, request=found, now=now)
    except services.NotToBeWithdrawn as refusal:
        return _detail(request, proposer, found, now, refusal=str(refusal))
    messages.success(request, f"{found.code} is withdrawn. What was answered stays as it is.")
    return redirect("consent:proposal", public_id=public_id)


def _posted(
    request: AccountRequest, proposer: Proposer, terms: Terms, now: datetime
) -> HttpResponse:
    """Try what was said; send it when it was tried and is still the same."""
    form = ProposalForm(request.POST, request.FILES, terms=terms)
    if not form.is_valid() or "change" in request.POST:
        return _form(request, terms, form, status=200 if "change" in request.POST else 422)
    works = request_plans.found(form.selection, terms.licence.organisation_id)
    plan = request_plans.plan(terms, form.ask, works, now)
    if "csv" in request.POST:
        return _file(request_plans.lines(works, plan), now)
    if plan.refusals or request.POST.get("tried") != plan.fingerprint:
        return _tried(request, form, terms, plan)
    proposal = Proposal(terms, proposer, form.words_said, form.ask, works)
    try:
        sent = services.propose(by=request.user, proposal=proposal, now=now)
    except services.NotToBeAsked as refusal:
        return _tried(request, form, terms, replace(plan, refusals=(str(refusal),)))
    asked = len(plan.artists)
    who = "1 artist is" if asked == 1 else f"{asked:,} artists are"
    messages.success(request, f"Sent as {sent.code}: {who} asked.")
    return redirect("consent:proposal", public_id=sent.public_id)


def _file(lines: list[tuple[str, str, str]], now: datetime) -> HttpResponse:
    """What becomes of each line, as CSV."""
    text = spreadsheets.csv_text(("what", "outcome", "why"), lines)
    response = HttpResponse(text, content_type=spreadsheets.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="request-{now:%Y-%m-%d}.csv"'
    return response


def _tried(request: AccountRequest, form: ProposalForm, terms: Terms, plan: Plan) -> HttpResponse:
    """Whom it would ask, or why it cannot be sent."""
    context = _context(terms) | {"title": "Before it is sent", "form": form, "plan": plan}
    context["has_changed"] = "tried" in request.POST
    return htmx.render(
        request,
        "consent/proposal_try.html",
        "consent/_proposal_try.html",
        context,
        status=422 if plan.refusals else 200,
    )


def _form(
    request: AccountRequest, terms: Terms, form: ProposalForm, status: int = 200
) -> HttpResponse:
    context = _context(terms) | {"title": "New request", "form": form}
    return htmx.render(
        request, "consent/proposal_new.html", "consent/_proposal_new.html", context, status=status
    )


def _context(terms: Terms) -> dict[str, Any]:
    price = request_plans.price_of(terms)
    licence = terms.licence
    fees = [(use.label, worked_examples.fee(price, use)) for use in licence.licensed_uses]
    return {"licence": licence, "terms": terms, "fees": fees}


def _detail(
    request: AccountRequest, proposer: Proposer, found: Request, now: datetime, *, refusal: str = ""
) -> HttpResponse:
    (line,) = made.lines([found], now)
    artists = requests.outcomes_of(found, line.standing.takes_answers)
    works = Paginator(made.works_of(found), WORKS_SIZE)
    may_withdraw = found.proposer == proposer and line.standing.takes_answers
    context = {
        "title": found.title,
        "proposer": proposer,
        "line": line,
        "asked": found,
        "artists": sorted(artists, key=lambda line: line.outcome is not Outcome.OPEN),
        "by_outcome": _by_outcome(artists),
        "is_label": isinstance(proposer, Organisation),
        "works": works.get_page(request.GET.get("page")),
        "may_withdraw": may_withdraw and permissions.can_propose(request.user, proposer, now),
        "refusal": refusal,
    }
    return htmx.render(
        request,
        "consent/proposal.html",
        "consent/_proposal.html",
        context,
        status=409 if refusal else 200,
    )


def _by_outcome(artists: list[requests.ArtistLine]) -> list[tuple[Outcome, int]]:
    counts = [(each, sum(line.outcome is each for line in artists)) for each in Outcome]
    return [(outcome, count) for outcome, count in counts if count]


def _chosen(licences: list[Licence], code: str) -> Licence | None:
    """The licence by its code; the only one where there is no other."""
    if not code and len(licences) == 1:
        return licences[0]
    return next((licence for licence in licences if licence.code == code), None)


def _of(proposer: Proposer, public_id: UUID) -> Request:
    return get_object_or_404(made.by(proposer), public_id=public_id)


def _proposer(account: Account) -> Proposer:
    if account.kind == AccountKind.ORGANISATION:
        return Organisation.objects.get(pk=account.id)
    if account.kind == AccountKind.TOOL:
        return Tool.objects.get(pk=account.id)
    raise Http404("Nobody who asks is in view.")
