"""People whose session has shown a second factor, and invitations to teams."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.roster.domain.profile_claims import EvidenceKind
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.teams import Place
from artistportal.roster.models import Artist, EvidenceFile, Organisation, ProfileClaim
from artistportal.roster.queries.teams import Party, handle_of
from artistportal.roster.services import (
    credit_claims,
    invitations,
    profile_claims,
    profile_evidence,
    successors,
)
from artistportal.roster.services.invitations import Invited
from artistportal.roster.services.successors import Custody, Heir
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import NOW, RecordingFactory, owner_of

Arguments = dict[str, dict[str, Any]]

LAST_DAY = date(2999, 1, 1)


def armed(user: User) -> Client:
    """Signed in, and the second factor was shown."""
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user)
    return shown(client, user)


def shown(client: Client, user: User) -> Client:
    """The session as it is once the code was entered."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": "totp", "at": time.time()}
    ]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client


def invited(
    party: Party,
    email: str = "new@example.org",
    place: Place | None = None,
    by: User | None = None,
    now: datetime = NOW,
) -> Invited:
    """An invitation as a reader, from support where nobody else is named."""
    return invitations.invite(
        party=party,
        email=email,
        place=place or Place("reader", sees_money=False),
        by=by or support(),
        now=now,
    )


def reviewed(artist: Artist, claimant: User | None = None) -> ProfileClaim:
    """A successor, a guardian, and a claim with evidence: what support reviews of an artist."""
    owner = owner_of(artist)
    heir = Heir("Mia Sol", "mia@example.org")
    successors.name(artist=artist, heir=heir, by=owner, now=NOW)
    custody = Custody(UserFactory.create(), None, LAST_DAY, "Court order 5")
    successors.record_guardianship(artist=artist, custody=custody, by=support(), now=NOW)
    by = claimant or UserFactory.create()
    claim = profile_claims.submit(artist=artist, words="", by=by, now=NOW)
    profile_evidence.give(
        claim=claim,
        kind=EvidenceKind.IDENTITY_CHECK,
        told="AcmeID 7",
        by=claim.claimant,
        now=NOW,
        file=ContentFile(b"Outcome: the person is Ana Sol.", name="outcome.pdf"),
    )
    return claim


def arguments(artist: Artist, label: Organisation, people: Mapping[str, User]) -> Arguments:
    """The addresses of the artist's team, an invitation for a stranger, and the owner's claim."""
    now = timezone.now()
    sent = invited(artist, people["stranger"].email, now=now)
    claim = reviewed(artist, people["rival"])
    credit = credit_claims.submit(
        artist=artist,
        work=RecordingFactory.create(rights_holder=label),
        role=CreditRole.PRODUCER,
        words="",
        by=people["manager"],
        now=now,
    )
    person = {"person": handle_of(artist, people["manager"].pk)}
    invitation = {"public_id": sent.invitation.public_id}
    theirs = {"public_id": claim.public_id}
    return {
        "roster:team_member": person,
        "roster:team_remove": person,
        "roster:invitation_resend": invitation,
        "roster:invitation_withdraw": invitation,
        "roster:invitation": {"secret": sent.secret},
        "roster:claim": theirs,
        "roster:claim_file": {
            **theirs,
            "file": EvidenceFile.objects.get(evidence__claim=claim).public_id,
        },
        "roster:claim_code": theirs,
        "roster:claim_withdraw": theirs,
        "roster:claim_answer": {"public_id": credit.evidence.get().public_id},
    }
