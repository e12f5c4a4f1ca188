"""What an invitation is to, for whom, and whether it can still be accepted."""

from __future__ import annotations

import hashlib
from datetime import datetime

from allauth.account.models import EmailAddress

from artistportal.accounts.models import User
from artistportal.roster.models import Invitation
from artistportal.roster.queries.teams import Party


def found(secret: str) -> Invitation | None:
    """The invitation that a link is to, over or not."""
    invitations = Invitation.objects.select_related("artist", "organisation", "invited_by")
    return invitations.filter(token_hash=hashed(secret)).first()


def hashed(secret: str) -> str:
    """A fast hash is enough for a secret that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def party_of(invitation: Invitation) -> Party:
    """The one team that it is to."""
    party = invitation.artist or invitation.organisation
    if party is None:
        raise ValueError("An invitation is to an artist's or an organisation's team.")
    return party


def is_open(invitation: Invitation, now: datetime) -> bool:
    return (
        invitation.accepted_at is None
        and invitation.withdrawn_at is None
        and invitation.expires_at > now
    )


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether the invited address is this person's, shown to be so."""
    email = invitation.email.lower()
    if user.email.lower() == email:
        return True
    theirs = EmailAddress.objects.filter(user=user, verified=True)
    return bool(theirs.filter(email__iexact=email).exists())
