"""Acts: what was saved together, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx, spreadsheets
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Organisation
from consent import permissions, tasks
from consent.domain.authorities import Authority
from consent.models import Act, Decision
from consent.queries import acts, artists, reversals
from consent.services import acts as services
from consent.views import saved as told
from consent.views import subjects
from consent.views.history import HEADER, rows

PAGE_SIZE = 50


@require_safe
def act(request: AccountRequest, act: UUID) -> HttpResponse:
    """What was saved, for each work; and what taking it back would do."""
    found = _found(request, act)
    decisions = list(found.decisions.with_names().order_by("number"))
    shown = Paginator(decisions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": "What was saved",
        "act": found,
        "sentences": acts.in_words(decisions),
        "decisions": shown,
        "mandate": decisions[0].mandate,
        "centre": _centre(request, found),
        **_way_back(request, found, decisions),
    }
    return htmx.render(request, "consent/act.html", "consent/_act.html", context)


@require_POST
def reverse(request: AccountRequest, act: UUID) -> HttpResponse:
    """Take it back: one press, and what that did is the next page."""
    found = _found(request, act)
    account = request.account
    acts_for = account.id if account.kind == AccountKind.ORGANISATION else None
    try:
        saved = services.reverse(
            act=found,
            by=request.user,
            organisation=Organisation.objects.get(pk=acts_for) if acts_for else None,
            now=timezone.now(),
        )
    except services.NotToBeReversed as refusal:
        messages.warning(request, str(refusal))
        return redirect("consent:act", found.public_id)
    tasks.tell_tools()
    messages.success(request, told.taken_back(saved))
    return redirect("consent:act", acts.of(saved[0]).public_id)


@require_safe
def act_csv(request: AccountRequest, act: UUID) -> HttpResponse:
    """The decisions of an act as a file."""
    found = _found(request, act)
    decisions = found.decisions.with_names().order_by("number").iterator(chunk_size=2_000)
    response = HttpResponse(
        spreadsheets.csv_text(HEADER, rows(decisions)), content_type=spreadsheets.CONTENT_TYPE
    )
    name = f"saved-{found.given_at:%Y-%m-%d}-{found.first_number}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _found(request: AccountRequest, public_id: UUID) -> Act:
    visible = acts.visible_to(request.account).with_names()
    return get_object_or_404(visible, public_id=public_id)


def _centre(request: AccountRequest, found: Act) -> str:
    is_theirs = request.account.kind == AccountKind.ARTIST
    return subjects.base_of(None if is_theirs else found.artist.public_id)


def _way_back(request: AccountRequest, found: Act, decisions: list[Decision]) -> dict[str, Any]:
    """What taking it back would do, or why it cannot be."""
    if hasattr(found, "reversed_by"):
        return {"reversed_by": found.reversed_by}
    now = timezone.now()
    subject = (
        artists.themselves(request.account)
        if request.account.kind == AccountKind.ARTIST
        else artists.of_roster(request.account, found.artist.public_id, now)
    )
    if subject is None:
        return {"why_not": f"{found.artist} is not on your roster any more."}
    try:
        _check(subject.authority, found, decisions, subject.organisation)
    except PermissionDenied as refusal:
        return {"why_not": str(refusal)}
    plan = reversals.plan(found, subject.authority, now)
    return {"way_back": reversals.shown(plan)}


def _check(
    authority: Authority, found: Act, decisions: list[Decision], organisation: int | None
) -> None:
    reach = {
        (Use(d.use) if d.use else None, WorkKind(d.work.kind) if d.work else None)
        for d in decisions
    }
    permissions.check_can_reverse(authority, found, reach, organisation)
