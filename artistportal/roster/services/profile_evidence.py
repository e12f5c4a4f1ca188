"""What shows that a claim is right: given by the claimant, confirmed by a label or by support."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from artistportal import kept_files
from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.roster import permissions
from artistportal.roster.domain import profile_claims as rules
from artistportal.roster.domain.profile_claims import EvidenceKind, EvidenceState, NotToBeClaimed
from artistportal.roster.models import EvidenceFile, Organisation, ProfileClaim, ProfileEvidence
from artistportal.roster.queries import profile_claims, teams
from artistportal.roster.services import profile_claims as claims

WITH_CODE = (EvidenceKind.KNOWN_DOMAIN, EvidenceKind.PROFILE_CODE)
ENTERED = "The code that was mailed there was entered."


@transaction.atomic
def give(
    *,
    claim: ProfileClaim,
    kind: EvidenceKind,
    told: str,
    by: User,
    now: datetime,
    file: File[bytes] | None = None,
) -> ProfileEvidence:
    """Offer evidence of one kind; what was offered of it before gives way, unless confirmed.

    A document that comes with it is kept for good, also when it is offered again.
    """
    _check_is_claimant(claim, by)
    kept = claims.held(claim)
    if kept.work is not None:
        raise NotToBeClaimed("A credit is confirmed by the rights holder, or by support.")
    told = _told(kept, kind, told, now)
    before = kept.evidence.filter(kind=kind.value).first()
    if before is not None:
        _check_may_give_way(before, now)
    evidence, _created = ProfileEvidence.objects.update_or_create(
        claim=kept,
        kind=kind.value,
        defaults={
            "told": told[:300],
            "code": _new_code() if kind in WITH_CODE else "",
            "state": EvidenceState.GIVEN.value,
            "given_at": now,
            "checked_by": None,
            "checked_at": None,
            "note": "",
        },
    )
    if file is not None:
        _keep(evidence, file, now)
    said = f"{by} offers evidence for their claim: {kind.label.lower()}."
    claims.note(kept, "claim.evidence_given", said, by, now)
    if kind is EvidenceKind.LABEL_CONFIRMATION:
        _ask_houses(kept, now)
    return evidence


def mail_code(evidence: ProfileEvidence) -> bool:
    """Give the code to the mail server for the address that was named; whether it took it."""
    text = (
        f"Somebody says on Artist Portal that the profile of {evidence.claim.artist} is theirs, and"
        f" that they read mail here. If that is you, enter this code on the page of your claim"
        f" within a day:\n\n{rules.show_code(evidence.code)}\n\n"
        "If it is not, do nothing: without the code the claim shows nothing.\n\n-- \n"
        f"Artist Portal, {settings.SITE_URL}\n"
    )
    headers = {"Auto-Submitted": "auto-generated"}
    mail = EmailMessage("Code for a claim", text, to=[evidence.told], headers=headers)
    try:
        mail.send()
    except OSError:  # every error of SMTP is one
        return False
    return True


@transaction.atomic
def enter_code(*, evidence: ProfileEvidence, code: str, by: User, now: datetime) -> ProfileEvidence:
    """Show that one reads mail at the domain; whether the domain is the artist's, support says."""
    _check_is_claimant(evidence.claim, by)
    kept = _held(evidence)
    if kept.kind != EvidenceKind.KNOWN_DOMAIN or not kept.code:
        raise NotToBeClaimed("No code is asked for here.")
    if now >= kept.given_at + rules.CODE_OPEN_FOR:
        raise NotToBeClaimed("This code has run out. Have another one sent.")
    if not secrets.compare_digest(rules.compact(code).encode(), kept.code.encode()):
        raise NotToBeClaimed("That is not the code. Copy it from the mail again.")
    kept.code, kept.note = "", ENTERED
    kept.save(update_fields=["code", "note"])
    said = f"{by} entered the code that was mailed to {kept.told}."
    claims.note(kept.claim, "claim.code_entered", said, by, now)
    return kept


@transaction.atomic
def confirm(*, evidence: ProfileEvidence, note: str, by: User, now: datetime) -> ProfileEvidence:
    """Support says that it saw what the evidence says."""
    kept = _for_support(evidence, note, by)
    if kept.kind == EvidenceKind.LABEL_CONFIRMATION:
        raise NotToBeClaimed("Only a label that has signed the artist confirms this.")
    if kept.kind == EvidenceKind.KNOWN_DOMAIN and kept.code:
        raise NotToBeClaimed("The code that was mailed there has not been entered.")
    return _check(kept, EvidenceState.CONFIRMED, note, by, now)


@transaction.atomic
def reject(*, evidence: ProfileEvidence, note: str, by: User, now: datetime) -> ProfileEvidence:
    """Support says that the evidence shows nothing."""
    return _check(_for_support(evidence, note, by), EvidenceState.REJECTED, note, by, now)


@transaction.atomic
def answer_for_house(
    *,
    evidence: ProfileEvidence,
    organisation: Organisation,
    says_yes: bool,
    by: User,
    now: datetime,
) -> ProfileEvidence:
    """A label says whether the claimant is its artist, or whether they played on its work."""
    kept = _held(evidence)
    claim = kept.claim
    _check_may_answer(kept, organisation, by, now)
    note = f"{'Confirmed' if says_yes else 'Denied'} by {by} for {organisation}."
    state = EvidenceState.CONFIRMED if says_yes else EvidenceState.REJECTED
    checked = _check(kept, state, note, by, now)
    if says_yes and claim.work is not None:
        claims.grant(claim, note, by, now)
    return checked


def _told(claim: ProfileClaim, kind: EvidenceKind, told: str, now: datetime) -> str:
    if kind is not EvidenceKind.LABEL_CONFIRMATION:
        rules.check_told(kind, told)
        return told.strip()
    houses = profile_claims.houses_of(claim.artist, now)
    if not houses:
        raise NotToBeClaimed(f"No label here has signed {claim.artist}, so none can confirm.")
    return ", ".join(house.name for house in houses)


def _keep(evidence: ProfileEvidence, file: File[bytes], now: datetime) -> None:
    if not EvidenceKind(evidence.kind).takes_file:
        raise NotToBeClaimed("No document comes with this kind of evidence.")
    if EvidenceFile.objects.filter(evidence__claim=evidence.claim_id).count() >= rules.MOST_FILES:
        raise NotToBeClaimed(f"A claim takes {rules.MOST_FILES} documents at most.")
    try:
        kept_files.check(file)
    except kept_files.TooLarge as refusal:
        raise NotToBeClaimed(str(refusal)) from refusal
    kept = kept_files.described(file)
    EvidenceFile.objects.create(evidence=evidence, file=file, given_at=now, **kept)


def _check_may_give_way(before: ProfileEvidence, now: datetime) -> None:
    if before.state == EvidenceState.CONFIRMED:
        raise NotToBeClaimed("This is confirmed already.")
    if before.state == EvidenceState.GIVEN and now < before.given_at + rules.BETWEEN_MAILS:
        raise NotToBeClaimed("You gave this just now. Wait a minute before you change it.")


def _check_may_answer(
    evidence: ProfileEvidence, organisation: Organisation, by: User, now: datetime
) -> None:
    claim = evidence.claim
    if claim.work is not None:
        permissions.check_can_edit_catalogue(by, organisation, now)
    else:
        permissions.check_can_confirm_claim(by, organisation, now)
    if not profile_claims.to_confirm(organisation, now).filter(pk=evidence.pk).exists():
        raise PermissionDenied(f"{organisation} is not asked about this.")
    if by.is_staff or by.pk == claim.claimant_id:
        raise PermissionDenied(
            "Somebody else of the label must answer: nobody confirms themselves."
        )


def _for_support(evidence: ProfileEvidence, note: str, by: User) -> ProfileEvidence:
    permissions.check_can_review(by)
    kept = _held(evidence)
    if kept.claim.claimant_id == by.pk:
        raise PermissionDenied("Nobody checks their own evidence.")
    if not note.strip():
        raise NotToBeClaimed("Say what you found.")
    return kept


def _check(
    evidence: ProfileEvidence, state: EvidenceState, note: str, by: User, now: datetime
) -> ProfileEvidence:
    evidence.state, evidence.note = state.value, note[:500]
    evidence.checked_by, evidence.checked_at = by, now
    evidence.save(update_fields=["state", "note", "checked_by", "checked_at"])
    kind = EvidenceKind(evidence.kind).label.lower()
    said = (
        f"{by} {state.label.lower()} evidence for the claim of {evidence.claim.claimant}: {kind}."
    )
    claims.note(evidence.claim, f"claim.evidence_{state.value}", said, by, now, note)
    return evidence


def _held(evidence: ProfileEvidence) -> ProfileEvidence:
    """Evidence as it stands, with its claim held and still undecided."""
    claim = claims.held(evidence.claim)
    kept = claim.evidence.get(pk=evidence.pk)
    if kept.state == EvidenceState.CONFIRMED:
        raise NotToBeClaimed("This is confirmed already.")
    kept.claim = claim
    return kept


def _check_is_claimant(claim: ProfileClaim, by: User) -> None:
    if claim.claimant_id != by.pk:
        raise PermissionDenied("Only who claims gives evidence for it.")


def _new_code() -> str:
    return "".join(secrets.choice(rules.CODE_LETTERS) for _ in range(rules.CODE_LENGTH))


def _ask_houses(claim: ProfileClaim, now: datetime) -> None:
    for house in profile_claims.houses_of(claim.artist, now):
        ask(house, f"Is {claim.claimant} {claim.artist}?", claim, now)


def ask(house: Organisation, question: str, claim: ProfileClaim, now: datetime) -> None:
    """Tell those who may answer for an organisation that it is asked."""
    people = house.members.in_force(now).select_related("user")
    roles = [role.value for role in permissions.CONFIRMING]
    to = [m.user for m in people.filter(role__in=roles) if m.user_id != claim.claimant_id]
    text = f"{question} {house} is asked to confirm it or to deny it, on its team's page."
    news = News(Topic.TEAM, question, text, reverse("roster:team"), teams.key_of(house))
    notifications.tell(news, to=to, now=now)
