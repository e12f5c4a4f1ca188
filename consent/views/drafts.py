"""Drafts of licences and terms: written, compared with what stands, signed by a second person."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Organisation
from artistportal.roster.views import accounts
from consent import permissions
from consent.domain import term_changes
from consent.forms.drafts import (
    NewLicenceForm,
    OfferForm,
    SeenVersionForm,
    initial_of,
    offer_after,
)
from consent.models import Licence, LicenceDraft
from consent.queries import drafts as known
from consent.queries import terms as stored
from consent.services import drafts
from consent.services.drafts import Draft, NotToBeDrafted, Stale

PAGE_SIZE = 20


@require_safe
def listed(request: AccountRequest) -> HttpResponse:
    """What is being written, and the licences that may get new terms."""
    organisation, now = _organisation(request), timezone.now()
    page = Paginator(known.of_organisation(organisation.pk), PAGE_SIZE)
    context = {
        "title": "Licences",
        "page": page.get_page(request.GET.get("page")),
        "licences": known.licences_of(organisation.pk, now),
        "may_draft": permissions.can_draft(request.user, organisation, now),
    }
    return htmx.render(request, "consent/drafts.html", "consent/_drafts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AccountRequest) -> HttpResponse:
    """Begin a licence with a tool, or with `?licence=` the next terms of one."""
    organisation, now = _organisation(request), timezone.now()
    permissions.check_can_draft(request.user, organisation, now)
    licence = _licence(request, organisation, now)
    form = _form(request, licence, _after(licence, now))
    if form.is_bound and form.is_valid():
        try:
            kept = drafts.begin(
                organisation=organisation, draft=_said(form, licence), by=request.user, now=now
            )
        except NotToBeDrafted as odd:
            form.add_error(None, str(odd))
        else:
            messages.success(request, "Kept as version 1. Somebody else signs it.")
            return redirect("consent:draft", public_id=kept.public_id)
    title = f"New terms of {licence.code}" if licence else "New licence"
    context = {"title": title, "form": form, "licence": licence}
    return htmx.render(
        request,
        "consent/draft_new.html",
        "consent/_draft_new.html",
        context,
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """One draft: what it says, what it changes, and the next version of it."""
    found, now = _draft(request, public_id), timezone.now()
    if request.method != "POST":
        return _show(request, found, now)
    permissions.check_can_draft(request.user, found.organisation, now)
    form = _form(request, found.licence, drafts.as_draft(found))
    seen = SeenVersionForm(request.POST)
    if not form.is_valid() or not seen.is_valid():
        return _show(request, found, now, form=form)
    try:
        kept = drafts.save(
            draft=found,
            said=_said(form, found.licence),
            seen=seen.cleaned_data["seen"],
            by=request.user,
            now=now,
        )
    except Stale as stale:
        return _show(request, _draft(request, public_id), now, refusal=str(stale))
    except NotToBeDrafted as odd:
        form.add_error(None, str(odd))
        return _show(request, found, now, form=form)
    messages.success(request, f"Kept as version {kept.version}. Somebody else signs it.")
    return redirect("consent:draft", public_id=public_id)


@require_POST
def sign(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """The second person's signature, on the version that they saw."""
    found, now = _draft(request, public_id), timezone.now()
    seen = SeenVersionForm(request.POST)
    if not seen.is_valid():
        raise Http404("No version is named.")
    try:
        terms = drafts.sign(draft=found, seen=seen.cleaned_data["seen"], by=request.user, now=now)
    except NotToBeDrafted as refusal:
        return _show(request, _draft(request, public_id), now, refusal=str(refusal))
    told = " Artists whose yes ended are asked again or told." if terms.is_material else ""
    messages.success(request, f"Signed: {terms} are on offer.{told}")
    return redirect("consent:draft", public_id=public_id)


@require_POST
def withdraw(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Nobody signs it any more."""
    found, now = _draft(request, public_id), timezone.now()
    try:
        drafts.withdraw(draft=found, by=request.user, now=now)
    except NotToBeDrafted as refusal:
        return _show(request, found, now, refusal=str(refusal))
    messages.success(request, "The draft is withdrawn.")
    return redirect("consent:drafts")


def _show(
    request: AccountRequest,
    found: LicenceDraft,
    now: datetime,
    *,
    form: OfferForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    user, organisation = request.user, found.organisation
    said = drafts.as_draft(found)
    before = None if found.signed_at else known.on_offer(found.licence, now)
    is_open = found.signed_at is None and found.withdrawn_at is None
    difference = (
        term_changes.difference(stored.version(before), drafts.version(said.offer))
        if before
        else None
    )
    may_sign = is_open and permissions.can_sign_draft(user, organisation, now)
    context: dict[str, Any] = {
        "title": f"New terms of {found.licence.code}" if found.licence else "New licence",
        "draft": found,
        "said": said,
        "before": before,
        "difference": difference,
        "form": (form or _form(None, found.licence, said)) if is_open else None,
        "is_open": is_open,
        "may_draft": is_open and permissions.can_draft(user, organisation, now),
        "may_sign": may_sign and found.drafted_by_id != user.pk,
        "is_own_version": may_sign and found.drafted_by_id == user.pk,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form is not None else 200
    return htmx.render(request, "consent/draft.html", "consent/_draft.html", context, status=status)


def _form(request: AccountRequest | None, licence: Licence | None, said: Draft | None) -> OfferForm:
    initial = initial_of(said) if said else {}
    data = request.POST if request is not None and request.method == "POST" else None
    if licence is None:
        return NewLicenceForm(data, initial=initial, tools=known.tools())
    return OfferForm(data, initial=initial, is_first=False)


def _said(form: OfferForm, licence: Licence | None) -> Draft:
    if isinstance(form, NewLicenceForm):
        return Draft(form.cleaned_data["tool"], form.offer, form.reach)
    if licence is None:
        raise PermissionDenied("The draft names no licence.")
    return Draft(licence.tool, form.offer, licence=licence)


def _after(licence: Licence | None, now: datetime) -> Draft | None:
    before = known.on_offer(licence, now)
    if licence is None or before is None:
        return None
    return Draft(licence.tool, offer_after(before), licence=licence)


def _licence(request: AccountRequest, organisation: Organisation, now: datetime) -> Licence | None:
    code = request.GET.get("licence", "")
    if not code:
        return None
    for licence in known.licences_of(organisation.pk, now):
        if licence.code == code:
            return licence
    raise Http404("No such licence in force.")


def _draft(request: AccountRequest, public_id: UUID) -> LicenceDraft:
    organisation = _organisation(request)
    return get_object_or_404(known.of_organisation(organisation.pk), public_id=public_id)


def _organisation(request: AccountRequest) -> Organisation:
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    return get_object_or_404(Organisation, pk=account.id)
