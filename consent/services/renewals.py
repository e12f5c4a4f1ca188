"""What follows materially different terms: everybody whose yes they end is asked again, or told.

Artists who had allowed the same uses are asked together, about the works their yes covered. Where
no request can be made they are written to, and find the difference by the link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import notifications
from artistportal.accounts.services.notifications import News
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Work
from artistportal.roster.models.batches import among_ids
from consent.domain.requests import MOST_WORKS, Ask
from consent.models import Decision, RequestPart, Terms
from consent.queries.request_plans import Found
from consent.services import requests
from consent.services.requests import NotToBeAsked, Proposal, Words

ANSWER_WITHIN = timedelta(days=30)
MOST_REQUESTS = 5
SPEAKERS = (ArtistRole.OWNER.value, ArtistRole.MANAGER.value)

Lapsed = Mapping[int, Mapping[Use, set[int]]]


def ask_again(terms: Terms, *, by: User, now: datetime) -> None:
    """Ask everybody whose yes lapses by these terms; in the transaction that offers them."""
    if not terms.is_material:
        return
    lapsed = _lapsed(terms, now)
    asked: set[int] = set()
    for uses, works in _groups(lapsed)[:MOST_REQUESTS]:
        asked |= _asked(terms, uses, works, by, now)
    for artist in Artist.objects.filter(pk__in=among_ids(set(lapsed))).order_by("pk"):
        _tell(terms, artist, now, is_asked=artist.pk in asked)


def _lapsed(terms: Terms, now: datetime) -> Lapsed:
    """By artist and use, the works that a yes to earlier terms covered and no later no took back.

    What else stands in the way of a yes is found out when the request is planned.
    """
    licence = terms.licence
    earlier = licence.terms.filter(number__lt=terms.number)
    since = earlier.filter(is_material=True).aggregate(last=Max("number"))["last"] or 0
    said_yes = Decision.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        is_yes=True,
        terms__in=earlier.filter(number__gte=since),
    )
    said_no = Decision.objects.filter(
        Q(tool=licence.tool) | Q(tool=None),
        is_yes=False,
        territories__isnull=True,
        artist__in=said_yes.values("artist"),
    )
    rows = [
        *said_yes.values_list("number", "artist", "use", "work", "is_yes"),
        *said_no.values_list("number", "artist", "use", "work", "is_yes"),
    ]
    covered: defaultdict[int, dict[Use, set[int]]] = defaultdict(dict)
    held: dict[int, set[int]] = {}
    for _number, artist, use, work, is_yes in sorted(rows):
        if not work and artist not in held:
            held[artist] = _held(artist, licence.organisation_id)
        for each in [Use(use)] if use else list(Use):
            works = {work} if work else held[artist]
            before = covered[artist].get(each, set())
            covered[artist][each] = before | works if is_yes else before - works
    return {
        artist: standing
        for artist, uses in covered.items()
        if (standing := {use: works for use, works in uses.items() if works})
    }


def _held(artist: int, organisation: int) -> set[int]:
    works = Work.objects.filter(
        credits__artist=artist, credits__holds_consent=True, rights_holder=organisation
    )
    return set(works.values_list("pk", flat=True))


def _groups(lapsed: Lapsed) -> list[tuple[frozenset[Use], set[int]]]:
    """The works by the uses that were allowed for them, the largest group first."""
    groups: defaultdict[frozenset[Use], set[int]] = defaultdict(set)
    for uses in lapsed.values():
        groups[frozenset(uses)] |= set().union(*uses.values())
    return sorted(groups.items(), key=lambda group: (-len(group[1]), sorted(group[0])))


def _asked(terms: Terms, uses: Iterable[Use], works: set[int], by: User, now: datetime) -> set[int]:
    """The artists whom one request asks; nobody where it cannot be made."""
    licence = terms.licence
    deadline_at = now + ANSWER_WITHIN
    if licence.until_at is not None:
        deadline_at = min(deadline_at, licence.until_at)
    proposal = Proposal(
        terms,
        licence.organisation,
        Words(
            f"New terms of {licence.code} with {licence.tool}"[:120],
            f"The terms that you said yes to were replaced by terms {terms.number}, which differ"
            " materially, so your yes ended. What changed stands beside the terms.",
        ),
        Ask(frozenset(uses), deadline_at),
        Found(tuple(sorted(works))[: MOST_WORKS + 1]),
    )
    try:
        with transaction.atomic():
            made = requests.propose(by=by, proposal=proposal, now=now)
    except NotToBeAsked:
        return set()
    parts = RequestPart.objects.filter(request=made)
    return set(parts.values_list("artist", flat=True))


def _tell(terms: Terms, artist: Artist, now: datetime, *, is_asked: bool) -> None:
    licence = terms.licence
    path = reverse("consent:terms", args=[licence.number, terms.number])
    goes_on = "You are asked anew." if is_asked else "Say yes or no to the new ones when you like."
    news = News(
        topic=Topic.REQUESTS,
        subject=f"Your yes to {licence.tool} ended: new terms",
        text=(
            f"{licence.organisation} and {licence.tool} replaced the terms of {licence.code} by"
            f" materially different ones, so what you allowed under the earlier ones has ended."
            f" {goes_on} Silence is no. Read what changed:"
        ),
        path=path,
        account=f"artist:{artist.public_id}",
    )
    members = artist.members.in_force(now).filter(role__in=SPEAKERS)
    people = User.objects.filter(pk__in=list(members.values_list("user", flat=True)))
    notifications.tell(news, to=people, now=now)
