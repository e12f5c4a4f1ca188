"""Teams: what each role means, and the rule that somebody always owns the account. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from artistportal.roster.domain.roles import ArtistRole, OrganisationRole

OPEN_FOR = timedelta(days=14)
BETWEEN_MAILS = timedelta(minutes=1)
MOST_OPEN = 50

ARTIST_ROLES = {
    ArtistRole.OWNER: "decides everything, keeps the team and says where money goes",
    ArtistRole.MANAGER: "speaks for the artist, never about the voice, the team or payee data",
    ArtistRole.EDITOR: "describes: claims credits, proposes splits, opens cases; decides nothing",
    ArtistRole.READER: "reads",
}
ORGANISATION_ROLES = {
    OrganisationRole.OWNER: "does everything, the team and payee data included",
    OrganisationRole.MANAGER: "signs licences and approves what others prepare",
    OrganisationRole.EDITOR: "prepares, proposes, and decides within a mandate",
    OrganisationRole.READER: "reads",
}
OWNER = "owner"


class NotToBeChanged(ValueError):
    """The team cannot stand as it would be; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a person may go, whether they see money, and until when."""

    role: str
    sees_money: bool
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Somebody's place from a moment until another, or without an end."""

    role: str
    from_at: datetime
    until_at: datetime | None


def unowned_from(stretches: Collection[Stretch], now: datetime) -> datetime | None:
    """The first moment from `now` on at which nobody owns the account; None where there is none."""
    owned = [stretch for stretch in stretches if stretch.role == OWNER]
    moment = now
    while True:
        here = [s for s in owned if s.from_at <= moment and _lasts_beyond(s, moment)]
        if not here:
            return moment
        ends = [stretch.until_at for stretch in here if stretch.until_at is not None]
        if len(ends) < len(here):
            return None
        moment = max(ends)


def check_stays_owned(
    before: Collection[Stretch], after: Collection[Stretch], now: datetime
) -> None:
    """No change may leave the account without an owner, or sooner than it would be anyway."""
    was, would_be = unowned_from(before, now), unowned_from(after, now)
    if would_be is not None and (was is None or would_be < was):
        raise NotToBeChanged(
            "Somebody must own the account at every moment: make another person owner first,"
            " without an end."
        )


def check_ends_later(until_at: datetime | None, now: datetime) -> None:
    if until_at is not None and until_at <= now:
        raise NotToBeChanged("The place would end before it begins. Choose a later day.")


def masked(email: str) -> str:
    """An address as those see it who need not know it: m…@example.org."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def _lasts_beyond(stretch: Stretch, moment: datetime) -> bool:
    return stretch.until_at is None or stretch.until_at > moment
