"""Answers for many works that wait for a second person: what each would do now, yes or no to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Organisation
from artistportal.roster.views import accounts
from consent import permissions, tasks
from consent.domain.approvals import ApprovalState
from consent.forms.approvals import AnswerApprovalForm, SecondPersonForm
from consent.forms.bulk import BulkForm, BulkLimitsForm
from consent.models import Approval, Tool
from consent.queries import approvals, bulk, request_effects, requests
from consent.queries import decisions as log
from consent.queries.artists import Subject
from consent.queries.bulk import Outcome
from consent.queries.requests import Asked
from consent.services import approvals as services
from consent.services.approvals import NotOpen
from consent.services.choices import NotToBeSaid
from consent.services.decisions import Stale
from consent.services.requests import NotToBeAnswered
from consent.views import trials
from consent.views.trials import PAGE_SIZE, Trial


@dataclass(frozen=True, slots=True)
class Found:
    """What was prepared, and its artist as they may be decided for now, if still on the roster."""

    approval: Approval
    subject: Subject | None

    def asked(self, now: datetime) -> Asked | None:
        """The request that it answers, as the artist is asked it now."""
        if self.subject is None or self.approval.request is None:
            return None
        return requests.to_artist(self.approval.request.public_id, self.subject, now)


NOT_ANY_MORE = "The artist is not on your roster any more, so it cannot be approved."


@require_safe
def listing(request: AccountRequest) -> HttpResponse:
    """What waits, what was answered, and above how many works a second person is asked."""
    return _list(request, accounts.in_view(request, AccountKind.ORGANISATION), None)


@require_POST
def limit(request: AccountRequest) -> HttpResponse:
    """Set above how many works a second person is asked."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    form = SecondPersonForm(request.POST)
    if not form.is_valid():
        return _list(request, account, form)
    services.ask_above(
        organisation=Organisation.objects.get(pk=account.id),
        above=form.cleaned_data["above"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, "Saved. It holds for what is prepared from now on.")
    return redirect("consent:approvals")


@require_safe
def detail(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """What it would do now, work by work; or what became of it."""
    return _show(request, _found(request, public_id, timezone.now()))


@require_safe
def lines_csv(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """What it would do now, as a file."""
    now = timezone.now()
    trial = _trial(request, _found(request, public_id, now), now)
    if trial is None:
        raise Http404(NOT_ANY_MORE)
    return trials.file(trial)


@require_POST
def answer(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Approve it, and so save it as of now; or refuse it."""
    now = timezone.now()
    found = _found(request, public_id, now)
    form = AnswerApprovalForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    try:
        if form.cleaned_data["answer"] == "refuse":
            return _refused(request, found, form, now)
        return _approved(request, found, form, now)
    except (NotOpen, NotToBeAnswered, NotToBeSaid, Stale) as refusal:
        fresh = _found(request, public_id, now)
        return _show(request, fresh, refusal=str(refusal), status=409)


@require_POST
def withdraw(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Take back what one prepared."""
    now = timezone.now()
    found = _found(request, public_id, now)
    try:
        services.withdraw(by=request.user, approval=found.approval, now=now)
    except NotOpen as refusal:
        return _show(request, found, refusal=str(refusal), status=409)
    messages.success(request, "Taken back. Nothing of it was saved.")
    return redirect("consent:approval", public_id=public_id)


def _refused(
    request: AccountRequest, found: Found, form: AnswerApprovalForm, now: datetime
) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    if not reason.strip():
        form.add_error("reason", "Say why not, for the person who prepared it.")
        return _show(request, found, form=form, status=422)
    services.refuse(by=request.user, approval=found.approval, reason=reason, now=now)
    messages.success(request, "Refused. Nothing of it was saved.")
    return redirect("consent:approval", public_id=found.approval.public_id)


def _approved(
    request: AccountRequest, found: Found, form: AnswerApprovalForm, now: datetime
) -> HttpResponse:
    approval, trial = found.approval, _trial(request, found, now)
    if approval.state(now) is ApprovalState.OPEN and found.subject is None:
        raise NotOpen(NOT_ANY_MORE)
    if trial and trial.terms - form.terms_seen:
        sentence = "The terms changed while you read, so nothing was saved. Look at the new ones."
        return _show(request, found, refusal=sentence, status=409)
    services.approve(
        by=request.user,
        approval=approval,
        lines=trial.lines if trial else [],
        seen=form.cleaned_data["seen"],
        now=now,
    )
    tasks.tell_tools()
    messages.success(request, "Approved: it is saved and in force as of now.")
    return redirect("consent:approval", public_id=approval.public_id)


def _trial(request: AccountRequest, found: Found, now: datetime) -> Trial | None:
    """The dry run again, of the form as it was sent; None where the artist has left."""
    if found.subject is None or found.approval.request_id:
        return None
    asked = found.approval.asked
    tools = list(Tool.objects.select_related("provider").order_by("name"))
    form, limits = BulkForm(asked, tools=tools), BulkLimitsForm(asked)
    if not form.is_valid():
        return None
    return trials.tried(request.account, found.subject, form, limits, now)


def _show(
    request: AccountRequest,
    found: Found,
    *,
    form: AnswerApprovalForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    now, approval = timezone.now(), found.approval
    state = approval.state(now)
    is_open = state is ApprovalState.OPEN
    trial = _trial(request, found, now) if is_open else None
    asked = found.asked(now) if is_open else None
    seen = _newest(found, trial) if is_open else 0
    context: dict[str, Any] = {
        "title": "For a second person",
        "approval": approval,
        "state": state,
        "is_open": is_open,
        "trial": trial,
        "asked": asked,
        "subject": found.subject,
        "can_approve": bool(trial or (asked and not asked.standing.refusal)),
        "is_overtaken": is_open and seen > approval.seen,
        "not_any_more": NOT_ANY_MORE if is_open and found.subject is None else "",
        "form": form or AnswerApprovalForm(),
        "why_not": permissions.why_not_approve(request.user, request.account.role, approval),
        "is_preparer": approval.prepared_by_id == request.user.pk,
        "seen": seen,
        "refusal": refusal,
    }
    if trial:
        context |= {
            "lines": Paginator(trial.lines, PAGE_SIZE).get_page(request.GET.get("page")),
            "counts": (counts := bulk.counts(trial.lines)),
            "reached": counts[Outcome.CHANGES],
            "reasons": bulk.reasons(trial.lines),
            "terms": " ".join(str(each) for each in sorted(trial.terms)),
        }
    if asked and found.subject:
        answers = approval.answers
        context |= {
            "effects": request_effects.effects(asked, answers, found.subject, now),
            "reached": requests.works_to_allow(asked, answers, found.subject),
        }
    return htmx.render(
        request, "consent/approval.html", "consent/_approval.html", context, status=status
    )


def _newest(found: Found, trial: Trial | None) -> int:
    """The newest decision for the artist, as the page shows it."""
    if trial:
        return trial.known.newest_number
    return log.newest_number(found.approval.artist)


def _list(request: AccountRequest, account: Account, form: SecondPersonForm | None) -> HttpResponse:
    now = timezone.now()
    organisation = Organisation.objects.get(pk=account.id)
    initial = {"above": organisation.second_person_above}
    found = Paginator(approvals.visible_to(account), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": "Second person",
        "organisation": organisation,
        "pages": found,
        "lines": [(each, each.state(now)) for each in found],
        "form": form or SecondPersonForm(initial=initial),
        "may_set": account.role == OrganisationRole.OWNER,
    }
    return htmx.render(
        request,
        "consent/approvals.html",
        "consent/_approvals.html",
        context,
        status=422 if form else 200,
    )


def _found(request: AccountRequest, public_id: UUID, now: datetime) -> Found:
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    found = approvals.with_subject(account, public_id, now)
    if found is None:
        raise Http404("The organisation in view has prepared no such answer.")
    return Found(*found)
