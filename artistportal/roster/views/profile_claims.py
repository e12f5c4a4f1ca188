"""Claiming a profile: found, said, shown by evidence, and then looked at by support."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artistportal import htmx
from artistportal.accounts.views import downloads
from artistportal.roster import permissions
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.profile_claims import (
    EvidenceKind,
    EvidenceState,
    NotToBeClaimed,
    show_code,
)
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.forms.profile_claims import (
    ClaimForm,
    CodeForm,
    CreditClaimForm,
    EvidenceForm,
    FindForm,
)
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist, Organisation, ProfileClaim, ProfileEvidence, Work
from artistportal.roster.queries import profile_claims as queries
from artistportal.roster.services import credit_claims, profile_claims, profile_evidence
from artistportal.roster.views import accounts


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of evidence as its claimant sees it: what was given, and the form to give it."""

    kind: EvidenceKind
    evidence: ProfileEvidence | None
    form: EvidenceForm | None
    code_form: CodeForm | None

    @property
    def code(self) -> str:
        """The code to place, while it is to be placed."""
        waits = self.kind is EvidenceKind.PROFILE_CODE and self.evidence is not None
        return show_code(self.evidence.code) if waits and self.evidence else ""


@require_http_methods(["GET", "HEAD", "POST"])
def claim_new(request: AccountRequest) -> HttpResponse:
    """Find the artist one is, and say so; one's claims so far stand below."""
    now = timezone.now()
    find = FindForm(request.GET, label="Name, ISNI, or the ISRC of one of your recordings")
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        artist = get_object_or_404(Artist, public_id=form.cleaned_data["artist"])
        try:
            claim = profile_claims.submit(
                artist=artist, words=form.cleaned_data["words"], by=request.user, now=now
            )
        except NotToBeClaimed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("roster:claim", claim.public_id)
    context = {
        "title": "Claim a profile",
        "find": find,
        "text": find.text,
        "form": form,
        "found": queries.search(find.text, now) if find.text else [],
        "claims": list(queries.of_person(request.user)[:50]),
    }
    status = 422 if form.errors else 200
    return htmx.render(
        request, "roster/claim_new.html", "roster/_claim_new.html", context, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def credit_claim_new(request: AccountRequest) -> HttpResponse:
    """Find a work that one played on, and say as what."""
    account, now = accounts.in_view(request, AccountKind.ARTIST), timezone.now()
    artist = get_object_or_404(Artist, pk=account.id)
    permissions.check_can_claim_credit(request.user, artist, now)
    find = FindForm(request.GET, label="ISRC, or the whole title as released")
    form = CreditClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        work = get_object_or_404(Work, public_id=form.cleaned_data["work"])
        try:
            claim = credit_claims.submit(
                artist=artist,
                work=work,
                role=CreditRole(form.cleaned_data["role"]),
                words=form.cleaned_data["words"],
                by=request.user,
                now=now,
            )
        except NotToBeClaimed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("roster:claim", claim.public_id)
    context = {
        "title": "Claim a credit",
        "find": find,
        "text": find.text,
        "form": form,
        "found": queries.works_called(find.text),
    }
    status = 422 if form.errors else 200
    return htmx.render(
        request,
        "roster/credit_claim_new.html",
        "roster/_credit_claim_new.html",
        context,
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Where one's claim stands, and the evidence that speaks for it."""
    found = _claim(request, public_id)
    if request.method != "POST":
        return _show(request, found)
    kinds = [kind for kind in EvidenceKind if kind.value == request.POST.get("kind")]
    if not kinds:
        return _show(request, found)
    form = EvidenceForm(request.POST, request.FILES, kind=kinds[0])
    if not form.is_valid():
        return _show(request, found, form)
    try:
        evidence = profile_evidence.give(
            claim=found,
            kind=form.kind,
            told=form.cleaned_data.get("told", ""),
            file=form.cleaned_data.get("document"),
            by=request.user,
            now=timezone.now(),
        )
    except NotToBeClaimed as refusal:
        form.add_error(None, str(refusal))
        return _show(request, found, form)
    if form.kind is EvidenceKind.KNOWN_DOMAIN and not profile_evidence.mail_code(evidence):
        messages.warning(request, "The mail did not go out. Have the code sent again in a while.")
    else:
        messages.success(request, f"Given: {form.kind.label.lower()}.")
    return redirect("roster:claim", found.public_id)


@require_safe
def claim_file(request: AccountRequest, public_id: UUID, file: UUID) -> FileResponse:
    """A document of one's own claim, as it was given."""
    kept = get_object_or_404(queries.files_of(_claim(request, public_id)), public_id=file)
    return downloads.to_save(kept.file, kept.name)


@require_POST
def code(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Enter the code that was mailed."""
    found = _claim(request, public_id)
    asked = found.evidence.filter(kind=EvidenceKind.KNOWN_DOMAIN.value)
    evidence = get_object_or_404(asked.select_related("claim"))
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            profile_evidence.enter_code(
                evidence=evidence,
                code=form.cleaned_data["code"],
                by=request.user,
                now=timezone.now(),
            )
        except NotToBeClaimed as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, "The code is right.")
            return redirect("roster:claim", found.public_id)
    return _show(request, found, code_form=form)


@require_POST
def withdraw(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Take back one's claim."""
    found = _claim(request, public_id)
    try:
        profile_claims.withdraw(claim=found, by=request.user, now=timezone.now())
    except NotToBeClaimed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Your claim is withdrawn.")
    return redirect("roster:claim", found.public_id)


@require_POST
def answer(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """A label says whether a claim is right."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    organisation = get_object_or_404(Organisation, pk=account.id)
    now = timezone.now()
    evidence = get_object_or_404(queries.to_confirm(organisation, now), public_id=public_id)
    says_yes = request.POST.get("answer") == "yes"
    try:
        profile_evidence.answer_for_house(
            evidence=evidence,
            organisation=organisation,
            says_yes=says_yes,
            by=request.user,
            now=now,
        )
    except NotToBeClaimed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Confirmed." if says_yes else "Denied.")
    return redirect("roster:team")


def _show(
    request: AccountRequest,
    found: ProfileClaim,
    form: EvidenceForm | None = None,
    code_form: CodeForm | None = None,
) -> HttpResponse:
    is_undecided = queries.is_undecided(found)
    ways = _ways(found, form, code_form) if is_undecided or found.work is None else []
    context: dict[str, Any] = {
        "title": f"Claim: {found.work or found.artist}",
        "claim": found,
        "is_undecided": is_undecided,
        "ways": ways,
        "form": form or code_form,
    }
    is_wrong = any(each is not None and each.errors for each in (form, code_form))
    return htmx.render(
        request,
        "roster/claim.html",
        "roster/_claim.html",
        context,
        status=422 if is_wrong else 200,
    )


def _ways(found: ProfileClaim, form: EvidenceForm | None, code_form: CodeForm | None) -> list[Way]:
    given = {each.kind: each for each in found.evidence.prefetch_related("files")}
    if found.work is not None:
        return [Way(EvidenceKind(kind), evidence, None, None) for kind, evidence in given.items()]
    return [_way(kind, given.get(kind.value), form, code_form) for kind in EvidenceKind]


def _way(
    kind: EvidenceKind,
    evidence: ProfileEvidence | None,
    form: EvidenceForm | None,
    code_form: CodeForm | None,
) -> Way:
    is_confirmed = evidence is not None and evidence.state == EvidenceState.CONFIRMED
    mine = form if form is not None and form.kind is kind else EvidenceForm(kind=kind)
    waits = kind is EvidenceKind.KNOWN_DOMAIN and evidence is not None and bool(evidence.code)
    return Way(
        kind,
        evidence,
        None if is_confirmed else mine,
        (code_form or CodeForm()) if waits else None,
    )


def _claim(request: AccountRequest, public_id: UUID) -> ProfileClaim:
    """One of the person's own claims; anybody else's is not there."""
    return get_object_or_404(queries.of_person(request.user), public_id=public_id)
