"""Claims to a credit: a player says that they are on a work, and its rights holder says whether.

An approved credit holds no consent: it shows the work's uses and one's money, and decides nothing.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.roster import permissions
from artistportal.roster.domain.profile_claims import EvidenceKind, NotToBeClaimed
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Artist, ProfileClaim, ProfileEvidence, Work
from artistportal.roster.queries import profile_claims
from artistportal.roster.services import profile_claims as claims
from artistportal.roster.services import profile_evidence
from artistportal.roster.services import teams as services


@transaction.atomic
def submit(
    *, artist: Artist, work: Work, role: CreditRole, words: str, by: User, now: datetime
) -> ProfileClaim:
    """Say that one's artist is on a work, and ask the rights holder; again changes nothing."""
    permissions.check_can_claim_credit(by, artist, now)
    if work.kind == WorkKind.VOICE or role is CreditRole.VOICE:
        raise NotToBeClaimed("A voice is one person's, and nobody else is credited on it.")
    services.lock(artist, now)
    undecided = ProfileClaim.objects.filter(
        artist=artist, work=work, credit_role=role.value, state__in=profile_claims.OPEN_STATES
    ).first()
    if undecided is not None:
        return undecided
    if work.credits.filter(artist=artist, role=role.value).exists():
        raise NotToBeClaimed(f"{artist} is credited as {role.label.lower()} on {work} already.")
    claim = ProfileClaim.objects.create(
        artist=artist,
        work=work,
        credit_role=role.value,
        claimant=by,
        words=words.strip(),
        submitted_at=now,
    )
    house = work.rights_holder
    ProfileEvidence.objects.create(
        claim=claim, kind=EvidenceKind.LABEL_CONFIRMATION.value, told=house.name, given_at=now
    )
    question = f"Is {artist} {role.label.lower()} on {work}?"
    claims.note(claim, "claim.submitted", f"{by} claims a credit: {question}", by, now)
    profile_evidence.ask(house, question, claim, now)
    return claim
