"""What a representative reads about the artists on a roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from artistportal.roster.domain import mandates
from artistportal.roster.models import Artist, Mandate, Signing, SplitSheet, Work
from artistportal.roster.models.batches import among_ids

NO_MANDATE = "May decide nothing for this artist: no mandate is in force."


def artists_on_roster(organisation_id: int, now: datetime) -> QuerySet[Artist]:
    """The artists signed to an organisation on the day of `now`."""
    signings = Signing.objects.filter(organisation_id=organisation_id).in_force(now.date())
    return Artist.objects.filter(pk__in=signings.values("artist_id"))


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
