"""Requests as who made them sees them: numbers, names and states, never anybody's reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Organisation, Signing, Work
from consent.domain import requests as rules
from consent.domain.requests import Outcome, Standing
from consent.models import Licence, Request, RequestPart, RequestWork, Tool
from consent.models.requests import RequestQuerySet
from consent.queries import request_plans
from consent.queries import requests as found

MOST_PARTS = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One request in the list: where it stands and how many of those asked are how far."""

    request: Request
    standing: Standing
    asked: int
    outcomes: dict[Outcome, int]

    @property
    def counts(self) -> str:
        """`3 agreed, 1 still open`."""
        told = (f"{self.outcomes[e]:,} {e.label.lower()}" for e in Outcome if self.outcomes.get(e))
        return ", ".join(told)


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One artist of the roster who has yet to answer a request."""

    request: Request
    artist: str
    artist_id: UUID


def by(proposer: Tool | Organisation) -> RequestQuerySet:
    """What a tool asked itself; for a label, all that is asked under its licences."""
    if isinstance(proposer, Tool):
        mine = Request.objects.filter(by_tool=proposer)
    else:
        mine = Request.objects.filter(terms__licence__organisation=proposer)
    return found.with_moments(mine).newest_first()


def licences_of(proposer: Tool | Organisation, now: datetime) -> list[Licence]:
    """The licences under which it may ask now."""
    if isinstance(proposer, Tool):
        return list(request_plans.licences_of_tool(proposer.pk, now))
    return list(request_plans.licences_of_organisation(proposer.pk, now))


def lines(requests: Iterable[Request], now: datetime) -> list[Line]:
    """The requests with what their answers come to; one query for all of them."""
    shown = list(requests)
    said: defaultdict[tuple[int, int], dict[tuple[Use, WorkKind], bool | None]]
    said = defaultdict(dict)
    rows = RequestPart.objects.filter(request__in=shown).values_list(
        "request", "artist", "use", "kind", "is_yes"
    )
    for request, artist, use, kind, is_yes in rows:
        said[request, artist][Use(use), WorkKind(kind)] = is_yes
    standings = {each.pk: rules.standing(found.moments(each), now) for each in shown}
    counts: defaultdict[int, defaultdict[Outcome, int]] = defaultdict(lambda: defaultdict(int))
    for (request, _), answers in said.items():
        counts[request][rules.outcome(answers, standings[request].takes_answers)] += 1
    return [
        Line(each, standings[each.pk], sum(counts[each.pk].values()), dict(counts[each.pk]))
        for each in shown
    ]


def works_of(request: Request) -> QuerySet[Work]:
    """The works that the request names, in the order of their titles."""
    named = RequestWork.objects.filter(request=request).values("work")
    return Work.objects.filter(pk__in=named).order_by("title", "pk")


def waiting_on_roster(proposer: Tool | Organisation, now: datetime) -> list[WaitingLine]:
    """Artists of a label's roster who have yet to answer under its licences; none for a tool."""
    if isinstance(proposer, Tool):
        return []
    today = now.date()
    signed = Signing.objects.in_force(today).filter(
        organisation=proposer, artist=OuterRef("artist")
    )
    waiting = (
        RequestPart.objects.unanswered()
        .filter(
            Exists(signed),
            request__in=Request.objects.open(now).filter(terms__licence__organisation=proposer),
        )
        .select_related("artist", "request__terms__licence__tool")
        .order_by("request__deadline_at", "artist__name", "pk")[:MOST_PARTS]
    )
    found_lines = {
        (part.request_id, part.artist_id): WaitingLine(
            part.request, part.artist.name, part.artist.public_id
        )
        for part in waiting
    }
    return list(found_lines.values())
