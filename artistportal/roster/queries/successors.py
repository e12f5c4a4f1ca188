"""Who acts for an artist who no longer can, or not yet may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from artistportal.roster.models import Artist, Guardianship, Successor


@dataclass(frozen=True, slots=True)
class Following:
    """The successor an artist named, and the guardians they have now."""

    successor: Successor | None
    guardianships: tuple[Guardianship, ...]


def of_artist(artist: Artist, now: datetime) -> Following:
    """What stands at `now`; a guardianship is over on its day."""
    guardianships = artist.guardianships.in_force(now.date())
    return Following(
        named_by(artist), tuple(guardianships.select_related("guardian").order_by("until_date"))
    )


def named_by(artist: Artist) -> Successor | None:
    """The successor who is named now."""
    return artist.successors.filter(ended_at=None, took_over_at=None).first()
