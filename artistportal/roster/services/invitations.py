"""Invitations to a team: a place offered to one mail address, taken up with a secret link.

The link holds 32 random bytes, of which only the SHA-256 is kept: the mail is the only copy, so it
is handed over by the door that made it, and a mail that was lost is answered by a new link.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News
from artistportal.roster import permissions
from artistportal.roster.domain import teams as rules
from artistportal.roster.domain.teams import NotToBeChanged, Place
from artistportal.roster.models import Artist, Invitation
from artistportal.roster.queries import invitations, teams
from artistportal.roster.queries.teams import Party
from artistportal.roster.services import teams as services

SECRET_BYTES = 32


class Ended(NotToBeChanged):
    """The invitation is over: accepted, withdrawn, run out, or no longer backed by an owner."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, and the secret of its link, which only its mail holds."""

    invitation: Invitation
    secret: str


@transaction.atomic
def invite(*, party: Party, email: str, place: Place, by: User, now: datetime) -> Invited:
    """Offer a place for 14 days; one offer at a time to one address."""
    permissions.check_can_keep_team(by, party, now)
    rules.check_ends_later(place.until_at, now)
    team = services.lock(party, now)
    if any(member.user.email.lower() == email.lower() for member in team):
        raise NotToBeChanged(f"{email} is in the team already. Change their place there.")
    waiting = list(teams.invitations_of(party, now))
    if any(other.email.lower() == email.lower() for other in waiting):
        raise NotToBeChanged(f"{email} is invited already. Send it again, or withdraw it first.")
    if len(waiting) >= rules.MOST_OPEN:
        raise NotToBeChanged(f"{rules.MOST_OPEN} invitations are open. Withdraw some first.")
    _close_those_run_out(party, email, now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = party.invitations.create(
        email=email,
        **asdict(place),
        token_hash=invitations.hashed(secret),
        invited_by=by,
        invited_at=now,
        expires_at=now + rules.OPEN_FOR,
    )
    _note(invitation, "team.invited", f"{by} invited {email} to the team of {party}", by, now)
    return Invited(invitation, secret)


@transaction.atomic
def resend(*, invitation: Invitation, by: User, now: datetime) -> Invited:
    """Give an invitation a new link and 14 more days; the old link opens nothing."""
    party = invitations.party_of(invitation)
    permissions.check_can_keep_team(by, party, now)
    kept = _open(invitation, now)
    if now < kept.invited_at + rules.BETWEEN_MAILS:
        raise NotToBeChanged("A mail went out this very minute. Wait a moment, then send it again.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    kept.token_hash, kept.invited_by = invitations.hashed(secret), by
    kept.invited_at, kept.expires_at = now, now + rules.OPEN_FOR
    kept.save(update_fields=["token_hash", "invited_by", "invited_at", "expires_at"])
    _note(kept, "team.invited_again", f"{by} invited {kept.email} again to {party}", by, now)
    return Invited(kept, secret)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    """End an invitation at once; its link opens nothing."""
    party = invitations.party_of(invitation)
    permissions.check_can_keep_team(by, party, now)
    kept = _open(invitation, now)
    kept.withdrawn_at = now
    kept.save(update_fields=["withdrawn_at"])
    said = f"{by} withdrew the invitation of {kept.email} to the team of {party}"
    _note(kept, "team.invitation_withdrawn", said, by, now)
    return kept


@transaction.atomic
def accept(*, invitation: Invitation, by: User, now: datetime) -> Party:
    """Take up the place, as the person whose address was invited; the party to act for."""
    if not invitations.is_for(invitation, by):
        raise PermissionDenied(
            f"This invitation was sent to {rules.masked(invitation.email)}, and you are signed in"
            f" as {by.email}. Sign in with the address that was invited, or ask for another one."
        )
    kept = _open(invitation, now)
    party = invitations.party_of(kept)
    team = services.lock(party, now)
    _check_still_stands(kept, party, by, now)
    if all(member.user_id != by.pk for member in team):
        place = Place(kept.role, kept.sees_money, kept.until_at)
        services.seat(party, by, place, now)
    kept.accepted_at, kept.accepted_by = now, by
    kept.save(update_fields=["accepted_at", "accepted_by"])
    _note(kept, "team.joined", f"{by} joined the team of {party}", by, now)
    owners = [owner for owner in teams.owners_of(party, now) if owner != by]
    news = News(
        Topic.TEAM,
        f"{by} joined the team of {party}",
        f"{by} ({by.email}) accepted the invitation and is now {kept.role} of {party}.",
        "/team/",
        teams.key_of(party),
    )
    notifications.tell(news, to=owners, now=now)
    return party


def hand_over(invited: Invited) -> bool:
    """Give the mail to the mail server now; whether it took it.

    It is stored nowhere, for its link is a secret; where it is lost, a new link is sent.
    """
    invitation = invited.invitation
    party = invitations.party_of(invitation)
    link = urljoin(settings.SITE_URL, f"/invitations/{invited.secret}/")
    place = services.in_words(Place(invitation.role, invitation.sees_money, invitation.until_at))
    text = (
        f"{invitation.invited_by} invites you to the team of {party} on Artist Portal,"
        f" as {place}.\n\nTo look at it and to accept, open this link within 14 days, signed in"
        f" with this address:\n\n{link}\n\nThe link is for you alone. If you do not know what this"
        " is about, do nothing: silence accepts nothing.\n\n-- \n"
        f"Artist Portal, {settings.SITE_URL}\n"
    )
    subject = " ".join(f"Invitation to the team of {party}".split())
    headers = {"Auto-Submitted": "auto-generated"}
    mail = EmailMessage(subject=subject, body=text, to=[invitation.email], headers=headers)
    try:
        mail.send()
    except OSError:  # every error of SMTP is one
        return False
    return True


def _open(invitation: Invitation, now: datetime) -> Invitation:
    """The invitation as it stands, held until the transaction ends."""
    kept = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if kept.token_hash != invitation.token_hash or not invitations.is_open(kept, now):
        raise Ended("This invitation has ended. Ask for another one if you still need it.")
    return kept


def _check_still_stands(invitation: Invitation, party: Party, by: User, now: datetime) -> None:
    if not permissions.can_keep_team(invitation.invited_by, party, now):
        raise Ended(
            f"Whoever invited you no longer keeps the team of {party}. Ask for another one."
        )
    if invitation.until_at is not None and invitation.until_at <= now:
        raise Ended("The place that was offered has ended already. Ask for another one.")
    house = teams.labels_people(party, by, now) if isinstance(party, Artist) else None
    if house is not None:
        raise NotToBeChanged(
            f"You represent {house}, which has signed {party}. A label acts for an artist by a"
            " mandate, never as a member of their team."
        )


def _close_those_run_out(party: Party, email: str, now: datetime) -> None:
    gone = party.invitations.filter(email__iexact=email, accepted_at=None, withdrawn_at=None)
    gone.filter(expires_at__lte=now).update(withdrawn_at=now)


def _note(invitation: Invitation, verb: str, said: str, by: User, now: datetime) -> None:
    place = Place(invitation.role, invitation.sees_money, invitation.until_at)
    key = teams.key_of(invitations.party_of(invitation))
    told = {"email": invitation.email, "place": services.in_words(place)}
    fact = Fact(verb, key, f"{said}: {told['place']}.", [key], after=told)
    audit.record(fact, by=by, now=now)
