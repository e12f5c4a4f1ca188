"""Receipts: one decision whole, to read, to print, to keep as a file, and to lend by a link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from consent.domain.receipts import sentences
from consent.forms.receipts import LinkForm
from consent.models import Decision
from consent.queries import artists
from consent.queries import receipts as kept
from consent.services import receipts, signing

DOWNLOADS = (
    ("proof", "Proof file", "The signed receipt with the proof that the log holds it: keep this."),
    ("jws", "Signed receipt", "The receipt alone, as a compact JSON Web Signature."),
    ("tlog-proof", "Log proof", "For tools that check transparency logs (C2SP tlog-proof)."),
    ("record", "Consent record", "After ISO/IEC TS 27560, in the Data Privacy Vocabulary."),
    ("kantara", "Kantara receipt", "Consent Receipt v1.1.0, for older systems."),
)


@require_safe
def receipt(request: AccountRequest, number: int) -> HttpResponse:
    """One decision, told whole."""
    now = timezone.now()
    return _show(request, _visible(request, number, now), now, LinkForm())


@require_POST
def lend(request: AccountRequest, number: int) -> HttpResponse:
    """The same page with a link by which others read it until the link ends."""
    now = timezone.now()
    decision = _visible(request, number, now)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _show(request, decision, now, form, status=422)
    token = receipts.link(decision, days=form.cleaned_data["days"], now=now)
    link = settings.SITE_URL + reverse("consent:lent_receipt", args=[token])
    return _show(request, decision, now, form, link=link)


@require_safe
def receipt_file(request: AccountRequest, number: int, form: str) -> HttpResponse:
    now = timezone.now()
    return _file(_visible(request, number, now), form, now)


@login_not_required
@never_cache
@require_safe
def lent_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt for whoever was given the link."""
    now = timezone.now()
    try:
        decision = _lent(token, now)
    except receipts.LinkEnded as ended:
        context = {"title": "This link has ended", "ended": ended}
        return render(request, "consent/lent_receipt.html", context, status=410)
    base = reverse("consent:lent_receipt", args=[token])
    return render(request, "consent/lent_receipt.html", _context(decision, base, now))


@login_not_required
@never_cache
@require_safe
def lent_receipt_file(_request: HttpRequest, token: str, form: str) -> HttpResponse:
    now = timezone.now()
    try:
        return _file(_lent(token, now), form, now)
    except receipts.LinkEnded as ended:
        return HttpResponse(f"{ended}\n", status=410, content_type="text/plain; charset=utf-8")


def _visible(request: AccountRequest, number: int, now: datetime) -> Decision:
    """The decision, or 404 where the account in view may not read its history."""
    account = request.account
    if account.kind == AccountKind.ARTIST:
        return get_object_or_404(kept.decisions(account.id), number=number)
    decision = get_object_or_404(kept.decisions(), number=number)
    is_organisation = account.kind == AccountKind.ORGANISATION
    if is_organisation and artists.of_roster(account, decision.artist.public_id, now):
        return decision
    raise Http404("The account in view has nothing to do with this.")


def _lent(token: str, now: datetime) -> Decision:
    try:
        number = receipts.lent(token, now=now)
    except receipts.NoSuchLink as error:
        raise Http404("No such link.") from error
    return get_object_or_404(kept.decisions(), number=number)


def _file(decision: Decision, form: str, now: datetime) -> HttpResponse:
    try:
        made = receipts.file(decision, form, now)
    except (receipts.NotSealedYet, signing.NoKey) as refusal:
        return HttpResponse(f"{refusal}\n", status=503, content_type="text/plain; charset=utf-8")
    if made is None:
        raise Http404("A receipt is not had in this form.")
    response = HttpResponse(made.text, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def _show(
    request: AccountRequest,
    decision: Decision,
    now: datetime,
    form: LinkForm,
    *,
    link: str = "",
    status: int = 200,
) -> HttpResponse:
    base = reverse("consent:receipt", args=[decision.number])
    context = _context(decision, base, now) | {
        "form": form,
        "link": link,
        "history": _history(request, decision),
        "agreed_terms": decision.terms if request.account.kind is AccountKind.ARTIST else None,
    }
    return htmx.render(
        request, "consent/receipt.html", "consent/_receipt.html", context, status=status
    )


def _context(decision: Decision, base: str, now: datetime) -> dict[str, Any]:
    told = kept.told(decision, now)
    answer = sentences.answer(told.receipt.seal.entry, kept.names(decision))
    return {
        "title": f"Receipt {decision.code}",
        "told": told,
        "receipt": told.receipt,
        "decision": decision,
        "answer": answer,
        "base": base,
        "downloads": DOWNLOADS,
    }


def _history(request: AccountRequest, decision: Decision) -> str:
    if request.account.kind == AccountKind.ARTIST:
        return reverse("consent:centre_history")
    return reverse("consent:artist_history", args=[decision.artist.public_id])
