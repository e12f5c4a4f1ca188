"""Where those who speak for a work differ, as it was counted last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.queries.organisations import artists_on_roster
from consent.models import ArtistCoverage, Conflict


def visible_to(account: Account, artist: UUID | None, now: datetime) -> QuerySet[Conflict]:
    """An artist's own; of an organisation those about its works and roster; one artist's, if named.

    Where an artist and who decides for them differ comes first, then what concerns the most works.
    """
    rows = Conflict.objects.select_related("artist", "organisation", "tool")
    if account.kind == AccountKind.ARTIST:
        rows = rows.filter(artist=account.id)
    elif account.kind == AccountKind.ORGANISATION:
        signed = artists_on_roster(account.id, now).values("pk")
        rows = rows.filter(organisation=account.id, artist__in=signed)
    else:
        return rows.none()
    if artist is not None:
        rows = rows.filter(artist__public_id=artist)
    return rows.order_by("-kind", "-works", "artist__name", "pk")


def counted_at(account: Account) -> datetime | None:
    """When the works of the account in view were counted last."""
    mine = {"artist": account.id} if account.kind == AccountKind.ARTIST else {}
    theirs = mine or {"organisation": account.id}
    rows = ArtistCoverage.objects.filter(**theirs)
    last: datetime | None = rows.aggregate(last=Max("counted_at"))["last"]
    return last
