"""Splits: what is proposed and signed, what has none, and the page where payees sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx, spreadsheets
from artistportal.roster import permissions
from artistportal.roster.domain import splits as shares_of
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.forms.splits import AnswerForm
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist, Organisation, ProposedShare, SplitProposal
from artistportal.roster.queries import splits
from artistportal.roster.services import split_proposals
from artistportal.roster.services.split_proposals import NotToBeSigned

PAGE_SIZE = 50
SHOWN = (
    ("open", "Waiting"),
    ("signed", "Signed"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
    ("missing", "Works without splits"),
)
HEADER = (
    "title", "isrc", "iswc", "payee", "share", "from", "state", "answer", "answered_on", "paper",
    "proposed_by", "proposed_on",
)  # fmt: skip


@require_safe
def listed(request: AccountRequest) -> HttpResponse:
    """Proposals by where they stand, and the works that nobody can be paid for."""
    account = concerned(request)
    now = timezone.now()
    shown = request.GET.get("show", "open")
    shown = shown if shown in dict(SHOWN) else "open"
    sums = splits.sums(account, now.date())
    found = (
        splits.without_sheet(account, now.date())
        if shown == "missing"
        else splits.listed(account, shown)
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "title": "Splits",
        "sums": sums,
        "shown": shown,
        "choices": [(key, label, getattr(sums, key)) for key, label in SHOWN],
        "page": page,
        "sees_money": account.sees_money,
        "may_propose": account.sees_money and account.role in permissions.PROPOSING,
    }
    count = page.paginator.count
    told = f"{count:,} on this list."
    return htmx.render(
        request, "roster/splits.html", "roster/_splits.html", context, announcement=told
    )


@require_safe
def csv(request: AccountRequest) -> HttpResponse:
    """Every proposal of the account, a line for each payee; the file can be brought again."""
    account = concerned(request)
    check_sees_money(account)
    rows = [
        row
        for proposal in splits.every(account).iterator(chunk_size=500)
        for row in _rows(proposal)
    ]
    name = f"splits_{slugify(account.name)[:40]}_as-of-{timezone.now():%Y-%m-%d}.csv"
    return HttpResponse(
        spreadsheets.csv_text(HEADER, rows),
        content_type=spreadsheets.CONTENT_TYPE,
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )


@require_safe
def proposal(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """One proposal: who gets what, what changes, who has signed, and the buttons to answer."""
    found = _proposal(request, public_id)
    return _show(request, found, timezone.now())


@require_POST
def answer(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Sign, sign for somebody outside by their paper, or refuse."""
    found = _proposal(request, public_id)
    now = timezone.now()
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, found, now, form=form)
    share = get_object_or_404(found.shares, pk=form.cleaned_data["share"])
    try:
        after = _answered(request, share, form.cleaned_data, now)
    except NotToBeSigned as refusal:
        return _show(request, found, now, refusal=str(refusal))
    told = {
        "signed": "Signed. Everybody has signed now, so the sheet is in force.",
        "refused": "Refused. The proposal is closed and the proposer told why.",
    }
    messages.success(request, told.get(after.standing, "Signed. It waits for the others now."))
    return redirect("roster:split_proposal", public_id=public_id)


@require_POST
def withdraw(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Take a proposal back."""
    found = _proposal(request, public_id)
    now = timezone.now()
    try:
        split_proposals.withdraw(proposal=found, by=request.user, now=now)
    except NotToBeSigned as refusal:
        return _show(request, found, now, refusal=str(refusal))
    messages.success(request, "Withdrawn. Nothing has changed.")
    return redirect("roster:split_proposal", public_id=public_id)


def concerned(request: AccountRequest) -> Account:
    """The artist or organisation in view."""
    if request.account.kind not in {AccountKind.ARTIST, AccountKind.ORGANISATION}:
        raise Http404("Splits concern artists and organisations.")
    return request.account


def check_sees_money(account: Account) -> None:
    """Shares are about money, so they are for those who see it."""
    if not account.sees_money:
        raise PermissionDenied(
            f"Your part in the team of {account.name} does not include the money, and shares are"
            " about money. An owner of the account can change that."
        )


def proposer(account: Account) -> Artist | Organisation:
    """In whose name the account proposes."""
    if account.kind is AccountKind.ARTIST:
        return Artist.objects.get(pk=account.id)
    return Organisation.objects.get(pk=account.id)


def _proposal(request: AccountRequest, public_id: UUID) -> SplitProposal:
    account = concerned(request)
    seen = Account(**{**_fields(account), "sees_money": True})
    found = get_object_or_404(splits.visible_to(seen), public_id=public_id)
    check_sees_money(account)
    return found


def _fields(account: Account) -> dict[str, Any]:
    return {name: getattr(account, name) for name in Account.__slots__}


def _answered(
    request: AccountRequest, share: ProposedShare, said: dict[str, Any], now: datetime
) -> SplitProposal:
    by = request.user
    if said["answer"] == "refuse":
        return split_proposals.refuse(share=share, words=said["words"], by=by, now=now)
    paper = said["words"] if said["answer"] == "paper" else ""
    return split_proposals.sign(share=share, by=by, now=now, paper=paper)


def _show(
    request: AccountRequest,
    found: SplitProposal,
    now: datetime,
    *,
    form: AnswerForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    account = request.account
    signatures = splits.signatures(found, account, request.user, now)
    is_own = account.id == (
        found.artist_id if account.kind is AccountKind.ARTIST else found.organisation_id
    )
    may_propose = is_own and permissions.can_propose_split(
        request.user, found.work, found.proposer, now
    )
    context: dict[str, Any] = {
        "title": f"Splits of {found.work.title}",
        "proposal": found,
        "signatures": signatures,
        "waiting": [each for each in signatures if each.answer.value == "waits"],
        "compares": any(each.change.before_ppm is not None for each in signatures),
        "may_withdraw": may_propose and not found.standing.refusal,
        "form": form,
        "refusal": refusal,
        "reads_work": account.kind is AccountKind.ARTIST or is_own,
    }
    status = 422 if form else 409 if refusal else 200
    return htmx.render(
        request, "roster/split_proposal.html", "roster/_split_proposal.html", context, status=status
    )


def _rows(found: SplitProposal) -> list[tuple[str, ...]]:
    work = found.work
    return [
        (
            work.title,
            work.isrc or "",
            work.iswc or "",
            share.payee.name,
            shares_of.show_per_cent(share.share_ppm).removesuffix(" %"),
            found.from_date.isoformat(),
            found.standing.value,
            splits.said(share).value,
            f"{(share.signed_at or share.refused_at):%Y-%m-%d}"
            if share.signed_at or share.refused_at
            else "",
            share.words if share.signed_at else "",
            found.proposer.name,
            f"{found.proposed_at:%Y-%m-%d}",
        )
        for share in found.shares.all()
        if share.share_ppm
    ]
