"""Proposing shares: of one work by a form, of many by a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artistportal import htmx
from artistportal.roster import permissions
from artistportal.roster.domain import split_files
from artistportal.roster.domain.split_files import BadFile
from artistportal.roster.forms.splits import LINES, MOST_LINES, SharesForm, SplitFileForm
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist, Organisation, Work
from artistportal.roster.queries import split_parties
from artistportal.roster.queries import splits as known
from artistportal.roster.services import split_files as services
from artistportal.roster.services import split_proposals
from artistportal.roster.services.split_files import Tried
from artistportal.roster.services.split_proposals import NotToBeProposed
from artistportal.roster.views import splits

SHOWN_SHEETS = 200
LONGEST = 4


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AccountRequest) -> HttpResponse:
    """Say who shares in a work, and from when; the shares of today stand there already."""
    account = splits.concerned(request)
    splits.check_sees_money(account)
    now = timezone.now()
    proposer = splits.proposer(account)
    work = _work(request, proposer)
    permissions.check_can_propose_split(request.user, work, proposer, now)
    form = _form(request, work, now)
    if form.is_bound and form.is_valid():
        try:
            made = split_proposals.propose(
                shares=form.shares(work), proposer=proposer, by=request.user, now=now
            )
        except NotToBeProposed as odd:
            form.add_error(None, str(odd))
        else:
            is_open = not made.standing.refusal
            told = "Everybody else is asked to sign." if is_open else "The sheet is in force."
            messages.success(request, f"Proposed. {told}")
            return redirect("roster:split_proposal", public_id=made.public_id)
    context = {"title": f"Propose splits of {work.title}", "work": work, "form": form}
    return htmx.render(
        request,
        "roster/split_new.html",
        "roster/_split_new.html",
        context,
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def by_file(request: AccountRequest) -> HttpResponse:
    """Bring shares of many works: tried first, then proposed."""
    account = splits.concerned(request)
    splits.check_sees_money(account)
    now = timezone.now()
    proposer = splits.proposer(account)
    permissions.check_can_propose_splits(request.user, proposer, now)
    form = SplitFileForm(request.POST, request.FILES) if request.method == "POST" else None
    tried: list[Tried] = []
    if form is not None and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if "propose" in request.POST:
                return _proposed(request, text, proposer, now)
            tried = services.try_text(text=text, proposer=proposer)
        except BadFile as odd:
            form.add_error("file", str(odd))
    return _file_page(request, form, tried)


def _proposed(
    request: AccountRequest, text: str, proposer: Artist | Organisation, now: datetime
) -> HttpResponse:
    made, left = services.propose_text(text=text, proposer=proposer, by=request.user, now=now)
    told = (
        f"Proposed for {len(made):,} work{'' if len(made) == 1 else 's'}; they wait for signatures."
    )
    if left:
        messages.warning(request, f"{told} {len(left):,} could not be proposed; they stand below.")
        form = SplitFileForm({"text": text})
        form.is_valid()
        return _file_page(request, form, left)
    messages.success(request, told)
    return redirect("roster:splits")


def _file_page(
    request: AccountRequest, form: SplitFileForm | None, tried: list[Tried]
) -> HttpResponse:
    text = form.cleaned_data.get("text", "") if form is not None and form.is_bound else ""
    ready = sum(1 for each in tried if not each.problem)
    context: dict[str, Any] = {
        "title": "Splits by file",
        "form": form or SplitFileForm(),
        "columns": split_files.COLUMNS,
        "tried": tried[:SHOWN_SHEETS],
        "ready": ready,
        "problems": len(tried) - ready,
        "text": text,
    }
    return htmx.render(
        request,
        "roster/split_file.html",
        "roster/_split_file.html",
        context,
        status=422 if form is not None and form.errors else 200,
    )


def _work(request: AccountRequest, proposer: Artist | Organisation) -> Work:
    try:
        public_id = UUID(request.GET.get("work", ""))
    except ValueError:
        raise Http404("No work is named.") from None
    return get_object_or_404(split_parties.works_of(proposer), public_id=public_id)


def _form(request: AccountRequest, work: Work, now: datetime) -> SharesForm:
    parties = split_parties.of_works([work])[work.pk]
    in_force = known.shares_in_force(work, now.date())
    of_key = {split_parties.key_of(payee): share for payee, share in in_force.items()}
    if request.method != "POST":
        return SharesForm(parties=parties, in_force=of_key)
    said = request.POST.get("lines", "")
    lines = int(said) if said.isascii() and said.isdecimal() and len(said) < LONGEST else LINES
    if "more" not in request.POST:
        return SharesForm(
            request.POST, parties=parties, in_force=of_key, lines=min(MOST_LINES, lines)
        )
    # Not sent yet, so nothing is wrong yet: what was typed stands there as it is.
    typed = request.POST.dict()
    lines = min(MOST_LINES, lines + LINES)
    return SharesForm(initial=typed, parties=parties, in_force=of_key, lines=lines)
