"""What a representative reads about the artists on a roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from artistportal.roster.domain import mandates
from artistportal.roster.models import Artist, Credit, Mandate, Signing, SplitSheet, Work
from artistportal.roster.models.batches import among_ids

NO_MANDATE = "May decide nothing for this artist: no mandate is in force."


@dataclass(frozen=True, slots=True)
class SignedArtist:
    """One artist on a roster: works, those without a split sheet, and what may be decided."""

    id: int
    public_id: UUID
    name: str
    works: int
    works_without_splits: int
    mandates: tuple[str, ...]


def artists_on_roster(organisation_id: int, now: datetime) -> QuerySet[Artist]:
    """The artists signed to an organisation on the day of `now`."""
    signings = Signing.objects.filter(organisation_id=organisation_id).in_force(now.date())
    return Artist.objects.filter(pk__in=signings.values("artist_id"))


def roster(organisation_id: int, now: datetime) -> list[SignedArtist]:
    """Every artist on the roster, by name; four queries whatever its size."""
    artists = list(artists_on_roster(organisation_id, now).order_by("name", "pk"))
    ids = [artist.pk for artist in artists]
    works = _works_by_artist(Work.objects.filter(rights_holder_id=organisation_id))
    without_splits = _works_by_artist(works_without_splits(organisation_id, now))
    words = mandates_in_words(organisation_id, ids, now)
    return [
        SignedArtist(
            artist.pk,
            artist.public_id,
            artist.name,
            works.get(artist.pk, 0),
            without_splits.get(artist.pk, 0),
            words[artist.pk],
        )
        for artist in artists
    ]


def mandates_in_words(
    organisation_id: int, artist_ids: Iterable[int], now: datetime
) -> dict[int, tuple[str, ...]]:
    """For each artist, what the organisation may decide for them at `now`."""
    ids = list(artist_ids)
    in_force: dict[int, list[str]] = defaultdict(list)
    given = Mandate.objects.filter(organisation_id=organisation_id, artist_id__in=among_ids(ids))
    for mandate in given.in_force(now).order_by("from_at", "pk"):
        sentence = mandates.in_words(
            mandate.uses, mandate.kinds, until_at=mandate.until_at, clause=mandate.clause
        )
        in_force[mandate.artist_id].append(sentence)
    return {pk: tuple(in_force[pk]) or (NO_MANDATE,) for pk in ids}


def works_without_splits(organisation_id: int, now: datetime) -> QuerySet[Work]:
    """The works an organisation holds for which nobody is known who would be paid today."""
    valid = SplitSheet.objects.filter(work=OuterRef("pk")).valid_on(now.date())
    return Work.objects.filter(~Exists(valid), rights_holder_id=organisation_id)


def _works_by_artist(works: QuerySet[Work]) -> dict[int, int]:
    """How many of these works credit each artist, by the artist's id."""
    credited = Credit.objects.filter(work__in=works).values("artist_id")
    counted = credited.annotate(works=Count("work_id", distinct=True))
    return dict(counted.values_list("artist_id", "works"))
