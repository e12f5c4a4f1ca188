"""Releases that claim an artist: delivered by distributors, answered by who speaks for the artist.

distributor ── deliver ──▶ waiting ── approve, decline ──▶ answered
                               └────── report ──▶ a case
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import Deed, User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News
from artistportal.cases import permissions
from artistportal.cases.domain.kinds import CaseKind, SubjectKind
from artistportal.cases.models import ReleaseClaim
from artistportal.cases.services import artist_keys, cases
from artistportal.cases.services.cases import Opening
from artistportal.cases.services.messages import Said
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import Artist, ArtistMember, Organisation, OrganisationMember

MOST_WRONG_KEYS = 5
WRONG_KEYS_WITHIN = timedelta(days=1)
REFUSED = "artist_key.refused"
ANSWERS = {"approved": "approved", "declined": "declined"}


class NotDelivered(ValueError):
    """The release cannot be taken; the sentence says why."""


class WrongKey(NotDelivered):
    """The key is not the artist's, or no longer; the artist was told."""


class AnsweredBefore(ValueError):
    """Somebody answered this release already; the sentence says how."""


@dataclass(frozen=True, slots=True)
class Release:
    """What a distributor says of a release, in whose name, and the key that it came with."""

    artist: Artist
    title: str
    reference: str
    upc: str = ""
    isrcs: Sequence[str] = ()
    planned_date: date | None = None
    key: str = ""


def deliver(
    release: Release, *, distributor: Organisation, by: User, now: datetime
) -> ReleaseClaim:
    """Take a release down for the artist to answer; a wrong key is refused and the artist told."""
    permissions.check_delivers(by, distributor, now)
    if release.key:
        _check_key(release, distributor, by, now)
    try:
        with transaction.atomic():
            return _keep(release, distributor, by, now)
    except IntegrityError as why:
        raise NotDelivered(
            f"A release with the number {release.reference} was delivered for {release.artist}"
            " before."
        ) from why


@transaction.atomic
def answer(claim: ReleaseClaim, state: str, *, by: User, now: datetime) -> None:
    """Approve or decline a waiting release; its distributor is told."""
    permissions.check_speaks(by, claim.artist, now)
    _settle(claim, ANSWERS[state], by, now)
    _record(claim, f"release.{state}", f"“{claim.title}” was {state}.", by, now)
    _tell_distributor(claim, f"“{claim.title}” was {state} by {claim.artist}", now)


@transaction.atomic
def report(claim: ReleaseClaim, *, text: str, account: Account, by: User, now: datetime) -> None:
    """Say that a release is false: it opens a case, and its distributor is told."""
    permissions.check_speaks(by, claim.artist, now)
    _settle(claim, "reported", by, now)
    claim.case = cases.open_case(
        Opening(
            kind=CaseKind.FALSE_RELEASE,
            title=f"Not by {claim.artist}: {claim.title}",
            said=Said(text),
            account=account,
            line=f"{SubjectKind.RELEASE}:{claim.public_id}",
        ),
        by=by,
        now=now,
    )
    claim.save(update_fields=["case"])
    _record(claim, "release.reported", f"“{claim.title}” was reported as false.", by, now)
    _tell_distributor(claim, f"“{claim.title}” was reported by {claim.artist}", now)


def _keep(release: Release, distributor: Organisation, by: User, now: datetime) -> ReleaseClaim:
    claim = ReleaseClaim.objects.create(
        artist=release.artist,
        distributor=distributor,
        title=release.title,
        reference=release.reference,
        upc=release.upc,
        isrcs=list(release.isrcs),
        planned_date=release.planned_date,
        with_key=bool(release.key),
        arrived_at=now,
    )
    _record(claim, "release.delivered", f"{distributor} delivered “{claim.title}”.", by, now)
    key = "It came with your artist key." if claim.with_key else "It came without your artist key."
    text = f"{distributor} says that “{claim.title}” is by {claim.artist}. {key}"
    _tell_artist(claim.artist, "A release names you", text, now)
    return claim


def _check_key(release: Release, distributor: Organisation, by: User, now: datetime) -> None:
    """Outside the delivery's transaction, so that what is noted of a wrong key stays."""
    artist = release.artist
    subject = f"{AccountKind.ARTIST}:{artist.public_id}"
    house = f"{AccountKind.ORGANISATION}:{distributor.public_id}"
    with transaction.atomic():
        Artist.objects.select_for_update().get(pk=artist.pk)
        lately = Deed.objects.filter(verb=REFUSED, subject=subject, at__gt=now - WRONG_KEYS_WITHIN)
        if lately.filter(concerns__account=house).count() >= MOST_WRONG_KEYS:
            raise NotDelivered(
                f"Too many wrong keys were tried for {artist}. Try again tomorrow, or deliver"
                " without a key."
            )
        if artist_keys.is_right(artist, release.key):
            return
        sentence = f"{distributor} presented a wrong artist key for {artist}."
        audit.record(Fact(REFUSED, subject, sentence, [subject, house]), by=by, now=now)
        text = (
            f"{distributor} delivered “{release.title}” in the name of {artist} with a key that is"
            " not yours, or no longer. It was refused."
        )
        _tell_artist(artist, "A release with a wrong key was refused", text, now)
    raise WrongKey(
        f"This is not the artist key of {artist}, or no longer. Ask the artist for the one in"
        " force, or deliver without a key."
    )


def _settle(claim: ReleaseClaim, state: str, by: User, now: datetime) -> None:
    """Of two answers at once, the first counts."""
    waiting = ReleaseClaim.objects.filter(pk=claim.pk, state="waiting")
    if not waiting.update(state=state, answered_by=by, answered_at=now):
        claim.refresh_from_db()
        raise AnsweredBefore(f"This release was answered before: {claim.get_state_display()}.")
    claim.refresh_from_db()


def _record(claim: ReleaseClaim, verb: str, sentence: str, by: User, now: datetime) -> None:
    concerns = [
        f"{AccountKind.ARTIST}:{claim.artist.public_id}",
        f"{AccountKind.ORGANISATION}:{claim.distributor.public_id}",
    ]
    fact = Fact(verb, f"release:{claim.public_id}", sentence, concerns)
    audit.record(fact, by=by, now=now)


def _tell_artist(artist: Artist, subject: str, text: str, now: datetime) -> None:
    speakers = ArtistMember.objects.in_force(now).filter(
        artist=artist, role__in=["owner", "manager"]
    )
    people = User.objects.filter(pk__in=speakers.values("user"))
    account = f"{AccountKind.ARTIST}:{artist.public_id}"
    news = News(Topic.CASES, subject, text, reverse("cases:releases"), account)
    notifications.tell(news, to=people, now=now)


def _tell_distributor(claim: ReleaseClaim, subject: str, now: datetime) -> None:
    members = OrganisationMember.objects.in_force(now).filter(organisation=claim.distributor)
    people = User.objects.filter(pk__in=members.exclude(role="reader").values("user"))
    account = f"{AccountKind.ORGANISATION}:{claim.distributor.public_id}"
    text = f"{claim.title}, your number {claim.reference}: {claim.get_state_display()}."
    news = News(Topic.CASES, subject, text, reverse("cases:releases"), account)
    notifications.tell(news, to=people, now=now)
