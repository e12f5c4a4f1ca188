"""The mandates an artist gave, in sentences, with what was decided under each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from artistportal.roster.domain import mandates
from artistportal.roster.models import Artist, Mandate, Organisation
from consent.queries import acts
from consent.queries.acts import Decided

MOST_ACTS = 100


@dataclass(frozen=True, slots=True)
class Given:
    """One mandate as a sentence, whether it stands, and the acts under it."""

    mandate: Mandate
    sentence: str
    is_in_force: bool
    decided: list[Decided]


def of_artist(artist: int, now: datetime) -> list[Given]:
    """All that were ever given, those in force first; three queries."""
    decided = acts.decided_for(artist, MOST_ACTS)
    given = Mandate.objects.filter(artist=artist).select_related("organisation", "granted_by")
    told = [
        Given(
            each,
            in_words(each),
            each.until_at is None or each.until_at > now,
            [act for act in decided if act.mandate == each],
        )
        for each in given.order_by("-from_at", "-pk")
    ]
    return sorted(told, key=lambda each: not each.is_in_force)


def in_words(mandate: Mandate) -> str:
    """`Northlight may decide training of recordings, not voice, until …, clause 4.2.`"""
    said = mandates.in_words(
        mandate.uses, mandate.kinds, until_at=mandate.until_at, clause=mandate.clause
    )
    return f"{mandate.organisation} {said[0].lower()}{said[1:]}"


def organisations_for(artist: Artist, now: datetime) -> QuerySet[Organisation]:
    """Whom the artist may let decide: who has them on its roster, and who licenses their works."""
    today = now.date()
    signed = Q(
        Q(signings__until_date=None) | Q(signings__until_date__gt=today),
        signings__artist=artist,
    )
    licensing = Q(works__credits__artist=artist)
    return Organisation.objects.filter(signed | licensing).distinct().order_by("name")
