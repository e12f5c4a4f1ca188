"""What answering a request would do, use by use, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Min, Q

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain.works import Holder, Leg
from consent.models import RequestLeg
from consent.queries import co_holders, facts, proposals
from consent.queries.artists import Subject
from consent.queries.centre import Known
from consent.queries.proposals import Effect, Limits, Saying
from consent.queries.requests import Asked


def effects(
    asked: Asked, answers: Mapping[Use, bool], subject: Subject, now: datetime
) -> list[Effect]:
    """Where each use stands for the works that are asked about, and would stand after saving."""
    artist = subject.id
    decidable = {
        part.id for part in asked.parts if subject.authority.refusal(part.use, part.kind) is None
    }
    request, licence = asked.request, asked.request.licence
    legs = _legs(decidable, artist, licence.organisation_id)
    known = facts.about([artist], licence.tool_id)
    held = list(dict.fromkeys(leg for _, leg in legs))
    page = Known(known, held, [licence.tool], now, artist, co_holders=co_holders.UNTOLD)
    limits = Limits(
        None if request.territories is None else frozenset(request.territories), request.ends_at
    )
    said = [
        Saying(True, licence.tool_id, use, leg.work, request.terms_id, limits)
        if answers[use]
        else Saying(False, licence.tool_id, use, leg.work)
        for use, leg in legs
        if use in answers
    ]
    return proposals.effects(page, licence.tool, answers, said)


def _legs(parts: set[int], artist: int, organisation: int) -> list[tuple[Use, Leg]]:
    rows = (
        RequestLeg.objects.filter(part__in=parts)
        .annotate(since=Min("work__credits__credited_at", filter=Q(work__credits__artist=artist)))
        .filter(since__isnull=False)
        .values_list("part__use", "work", "work__kind", "since")
        .order_by("part", "work")
    )
    return [
        (Use(use), Leg(work, WorkKind(kind), organisation, (Holder(artist, since),)))
        for use, work, kind, since in rows
    ]
