"""Claims to an artist's profile: submitted, withdrawn, approved and refused.

Somebody who has an owner, or whom two people claim, is disputed: what packages above this one
added to `DISPUTES` when they were ready then opens a case, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News
from artistportal.roster import permissions
from artistportal.roster.domain import profile_claims as rules
from artistportal.roster.domain.profile_claims import ClaimState, NotToBeClaimed
from artistportal.roster.domain.teams import OWNER, Place
from artistportal.roster.models import Artist, Credit, ProfileClaim
from artistportal.roster.queries import profile_claims, teams
from artistportal.roster.services import teams as services

Dispute = Callable[[ProfileClaim, User, datetime], None]

DISPUTES: list[Dispute] = []
"""Called with a claim that is disputed, its claimant and the moment; they open its case."""


@transaction.atomic
def submit(*, artist: Artist, words: str, by: User, now: datetime) -> ProfileClaim:
    """Say that an artist is oneself; the same again changes nothing."""
    permissions.check_can_claim(by)
    team = services.lock(artist, now)
    mine = _undecided(artist).filter(claimant=by).first()
    if mine is not None:
        return mine
    if any(member.user_id == by.pk for member in team):
        raise NotToBeClaimed(f"You are in the team of {artist} already.")
    undecided = profile_claims.of_person(by).filter(state__in=profile_claims.OPEN_STATES)
    if undecided.count() >= rules.MOST_OPEN:
        raise NotToBeClaimed("You have several claims open. Wait until some are decided.")
    owners = teams.owners_of(artist, now)
    is_disputed = bool(owners) or _undecided(artist).exists()
    _undecided(artist).update(state=ClaimState.DISPUTED.value)
    claim = ProfileClaim.objects.create(
        artist=artist,
        claimant=by,
        words=words.strip(),
        state=(ClaimState.DISPUTED if is_disputed else ClaimState.OPEN).value,
        submitted_at=now,
    )
    note(claim, "claim.submitted", f"{by} claims the profile of {artist}.", by, now)
    if is_disputed:
        _warn(artist, owners, now)
        for dispute in DISPUTES:
            dispute(claim, by, now)
    return claim


@transaction.atomic
def withdraw(*, claim: ProfileClaim, by: User, now: datetime) -> ProfileClaim:
    """Take back one's own claim."""
    if claim.claimant_id != by.pk:
        raise PermissionDenied("Only who claims withdraws the claim.")
    kept = held(claim)
    return _decide(kept, ClaimState.WITHDRAWN, "", by, now)


@transaction.atomic
def approve(*, claim: ProfileClaim, reason: str, by: User, now: datetime) -> ProfileClaim:
    """The claimant owns the profile, or the artist has the credit, from now on."""
    _check_may_decide(claim, reason, by)
    kept = held(claim)
    if not profile_claims.is_shown(kept):
        raise NotToBeClaimed(
            f"Evidence of {rules.KINDS_NEEDED} different kinds must be confirmed first."
        )
    return grant(kept, reason, by, now)


@transaction.atomic
def refuse(*, claim: ProfileClaim, reason: str, by: User, now: datetime) -> ProfileClaim:
    """The claim is not right, for the reason that the claimant reads."""
    _check_may_decide(claim, reason, by)
    kept = _decide(held(claim), ClaimState.REFUSED, reason, by, now)
    _tell(kept, f"Your claim was refused: {_what(kept)}", reason, now)
    return kept


def grant(claim: ProfileClaim, reason: str, by: User, now: datetime) -> ProfileClaim:
    """Give what a claim asks for; the caller holds it, and has asked whether it may be given."""
    if claim.work is not None:
        Credit.objects.get_or_create(
            work=claim.work,
            artist=claim.artist,
            role=claim.credit_role,
            defaults={"holds_consent": False, "credited_at": now},
        )
    else:
        services.lock(claim.artist, now)
        services.seat(claim.artist, claim.claimant, Place(OWNER, sees_money=True), now)
    kept = _decide(claim, ClaimState.APPROVED, reason, by, now)
    _tell(kept, f"Your claim was approved: {_what(kept)}", reason, now)
    return kept


def held(claim: ProfileClaim) -> ProfileClaim:
    """An undecided claim as it stands, held until the transaction ends."""
    kept = ProfileClaim.objects.select_for_update(of=("self",)).select_related(
        "artist", "work__rights_holder", "claimant"
    )
    found = kept.get(pk=claim.pk)
    if not profile_claims.is_undecided(found):
        raise NotToBeClaimed(f"This claim is {found.get_state_display().lower()} already.")
    return found


def note(
    claim: ProfileClaim, verb: str, said: str, by: User, now: datetime, reason: str = ""
) -> None:
    """Write what was done with a claim where the people it concerns read it."""
    concerns = [teams.key_of(claim.artist)]
    if claim.work is not None:
        concerns.append(teams.key_of(claim.work.rights_holder))
    fact = Fact(verb, f"claim:{claim.public_id}", said, concerns, reason=reason)
    audit.record(fact, by=by, now=now)


def _decide(
    claim: ProfileClaim, state: ClaimState, reason: str, by: User, now: datetime
) -> ProfileClaim:
    claim.state, claim.reason = state.value, reason[:500]
    claim.decided_by, claim.decided_at = by, now
    claim.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    said = f"{by} {state.label.lower()} the claim of {claim.claimant}: {_what(claim)}."
    if state is ClaimState.WITHDRAWN:
        said = f"{by} withdrew the claim: {_what(claim)}."
    note(claim, f"claim.{state.value}", said, by, now, reason)
    return claim


def _check_may_decide(claim: ProfileClaim, reason: str, by: User) -> None:
    permissions.check_can_review(by)
    if claim.claimant_id == by.pk:
        raise PermissionDenied("Nobody decides their own claim.")
    if not reason.strip():
        raise NotToBeClaimed("Say why: the claimant reads it.")


def _undecided(artist: Artist) -> QuerySet[ProfileClaim]:
    return ProfileClaim.objects.filter(
        artist=artist, work=None, state__in=profile_claims.OPEN_STATES
    )


def _what(claim: ProfileClaim) -> str:
    if claim.work is None:
        return f"the profile of {claim.artist}"
    role = claim.get_credit_role_display().lower()
    return f"{claim.artist} as {role} on {claim.work}"


def _warn(artist: Artist, owners: list[User], now: datetime) -> None:
    text = (
        f"Somebody says that {artist} is theirs. Nothing changes until support has looked at what"
        " both sides show. If you did not expect this, open a case and say who you are."
    )
    path = f"{reverse('roster:team')}"
    news = News(Topic.SECURITY, f"Somebody claims {artist}", text, path, teams.key_of(artist))
    notifications.tell(news, to=owners, now=now)


def _tell(claim: ProfileClaim, subject: str, reason: str, now: datetime) -> None:
    path = reverse("roster:claim", args=[claim.public_id])
    news = News(Topic.TEAM, subject, reason, path)
    notifications.tell(news, to=[claim.claimant], now=now)
