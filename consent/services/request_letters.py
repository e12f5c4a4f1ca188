"""What is told about requests: when somebody is asked, before the deadline, and what came of it.

No news carries an amount or somebody's reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.models import Artist, ArtistMember
from artistportal.roster.models.batches import among_ids
from consent.domain import wordings
from consent.domain.requests import REMINDED_BEFORE, Outcome
from consent.models import Request, Tool
from consent.queries import requests as found

ANSWERING = (ArtistRole.OWNER.value, ArtistRole.MANAGER.value)
PROPOSING = tuple(role.value for role in OrganisationRole if role is not OrganisationRole.READER)
MOST_AT_ONCE = 100


def ask(request: Request, now: datetime) -> None:
    """Write to the owners and managers of everybody who is asked."""
    asked = request.parts.values_list("artist", flat=True).distinct()
    subject = f"{request.code}: {request.proposer} asks for a yes"
    _write_to(request, asked, subject, "", now)


def remind(*, now: datetime) -> None:
    """Write once more, some days before the deadline, to those who have not answered."""
    due = Request.objects.open(now).filter(
        deadline_at__lte=now + REMINDED_BEFORE, reminded_at__isnull=True
    )
    for request in due.with_names().order_by("pk")[:MOST_AT_ONCE]:
        with transaction.atomic():
            if not _taken(request, "reminded_at", now):
                continue
            if request.made_at < request.deadline_at - REMINDED_BEFORE:
                silent = request.parts.unanswered().values_list("artist", flat=True).distinct()
                subject = f"{request.code}: answer until {_day(request)}, or it is a no"
                _write_to(request, silent, subject, "This is the one reminder.\n\n", now)


def report(*, now: datetime) -> None:
    """Tell the proposer what came of the requests whose deadline has passed."""
    due = Request.objects.filter(
        deadline_at__lte=now, withdrawn_at__isnull=True, reported_at__isnull=True
    )
    for request in due.with_names().order_by("pk")[:MOST_AT_ONCE]:
        with transaction.atomic():
            _report(request, "The deadline has passed", now)


def report_when_answered(request: Request, now: datetime) -> None:
    """Tell the proposer as soon as nobody is left to answer."""
    if not request.parts.unanswered().exists():
        _report(request, "Everybody has answered", now)


def _report(request: Request, what: str, now: datetime) -> None:
    if not _taken(request, "reported_at", now):
        return
    outcomes = [line.outcome for line in found.outcomes_of(request, takes_answers=False)]
    counts = Counter(outcomes)
    said = (f"{counts[each]} {each.label.lower()}" for each in Outcome if counts[each])
    text = (
        f"{what} on {request.code}, “{request.title}”.\n\n"
        f"Of {len(outcomes)} asked: {wordings.listed(said)}."
    )
    kind = AccountKind.TOOL if request.by_tool_id else AccountKind.ORGANISATION
    news = News(
        topic=Topic.REQUESTS,
        subject=f"{request.code}: {what}",
        text=text,
        path=_path("consent:proposal", request),
        account=f"{kind}:{request.proposer.public_id}",
    )
    notifications.tell(news, to=_proposers(request, now), now=now)


def _write_to(
    request: Request, artists: Iterable[int], subject: str, opening: str, now: datetime
) -> None:
    """Tell each person who answers for an artist, once for each artist."""
    members = ArtistMember.objects.in_force(now).filter(
        artist__in=among_ids(list(artists)), role__in=ANSWERING
    )
    told = [
        (
            News(
                topic=Topic.REQUESTS,
                subject=subject,
                text=f"{opening}{_asked(request, member.artist)}",
                path=_path("consent:request", request),
                account=f"{AccountKind.ARTIST}:{member.artist.public_id}",
            ),
            member.user,
        )
        for member in members.select_related("artist", "user").order_by("artist", "pk")
    ]
    notifications.tell_each(told, now=now)


def _asked(request: Request, artist: Artist) -> str:
    uses = wordings.listed(use.label.lower() for use in request.asked_uses)
    return (
        f"{artist} is asked by {request.proposer} to allow {request.licence.tool}: {uses}.\n"
        f"“{request.title}”\n\n"
        f"Answer until {_day(request)}. No answer means no, and nothing is renewed by itself."
    )


def _proposers(request: Request, now: datetime) -> list[User]:
    proposer = request.proposer
    if isinstance(proposer, Tool):
        reporters = proposer.members.in_force(now).select_related("user")
        return [member.user for member in reporters.order_by("pk")]
    speakers = proposer.members.in_force(now).filter(role__in=PROPOSING).select_related("user")
    return [member.user for member in speakers.order_by("pk")]


def _taken(request: Request, column: str, now: datetime) -> bool:
    """Whether this is the one that writes: of two sweeps at once, one wins."""
    free = Request.objects.filter(pk=request.pk, **{f"{column}__isnull": True})
    return bool(free.update(**{column: now}))


def _day(request: Request) -> str:
    at = request.deadline_at
    clock = f"{at:%H:%M}".replace("00:00", "24:00")  # midnight belongs to the day it ends
    return f"{wordings.last_day(at)}, {clock} UTC"


def _path(name: str, request: Request) -> str:
    return reverse(name, kwargs={"public_id": request.public_id})
