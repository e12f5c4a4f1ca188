"""An artist's dates: what ends, what takes effect, what waits for an answer until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.urls import reverse

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Mandate
from consent.domain import allowances
from consent.domain.allowances import FOREVER, NEVER, Cell, Field, Held
from consent.domain.calendars import Entry
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.models import CalendarFeed, Request, Tool
from consent.queries import facts, holdings
from consent.queries.mandates import in_words

Tools = dict[int, Tool]


def entries(artist: int, now: datetime) -> list[Entry]:
    """All that is still to come, the soonest first; six queries."""
    held = holdings.of_artist(artist)
    known = facts.about([artist])
    tools = Tool.objects.in_bulk({licence.tool for licence in known.licences})
    found = [
        *_deadlines(artist, now),
        *_ends(known, held, tools, now),
        *_licences(known, held, tools, now),
        *_mandates(artist, now),
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.key))


def feed_of(artist: int, user: int) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(artist=artist, user=user).first()


def _deadlines(artist: int, now: datetime) -> Iterator[Entry]:
    asked = Request.objects.open(now).filter(parts__artist=artist).distinct()
    for request in asked.select_related("terms__licence__tool"):
        yield Entry(
            f"request-{request.public_id}",
            request.deadline_at,
            f"Answer: {request.title}",
            f"{request.terms.licence.tool} asks, {request.code}. No answer means no.",
            f"{reverse('consent:requests')}{request.public_id}/",
        )


def _ends(known: Facts, held: list[Held], tools: Tools, now: datetime) -> Iterator[Entry]:
    """When what is allowed stops by itself: a yes ends, or a no has waited its notice out."""
    longest = max((t.notice for ll in known.licences for t in ll.terms), default=timedelta())
    bearing = [
        d
        for d in known.decisions
        if (d.is_yes and d.ends_at and d.ends_at > now)
        or (not d.is_yes and d.given_at + longest > now)
    ]
    if not bearing:
        return
    ending: defaultdict[tuple[int, Use, datetime, bool], list[Cell]] = defaultdict(list)
    for cell in Field(known, bearing, held, now).cells:
        until = allowances.until(known, cell, now)
        if until not in (NEVER, FOREVER):
            reason = allowances.answer(known, cell, until - timedelta.resolution).reason
            in_notice = reason is Reason.ALLOWED_IN_NOTICE
            ending[cell.licence.tool, cell.use, until, in_notice].append(cell)
    for (tool, use, until, in_notice), cells in ending.items():
        yield _end(tools[tool], use, until, in_notice=in_notice, works=_count(cells))


def _end(tool: Tool, use: Use, until: datetime, *, in_notice: bool, works: int) -> Entry:
    why = (
        "Your no takes effect: the notice that was accepted is over."
        if in_notice
        else "Your yes ends. Nothing renews by itself: after it, the answer is no."
    )
    concerned = f"{works:,} work{'' if works == 1 else 's'}" if works else "Works added later"
    stamp = until.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    return Entry(
        f"{'notice' if in_notice else 'yes'}-{tool.public_id}-{use.value}-{stamp}",
        until,
        f"{use.label} by {tool} ends",
        f"{why} {concerned}.",
        f"{reverse('consent:centre')}?tool={tool.slug}",
    )


def _count(cells: list[Cell]) -> int:
    return len({work for cell in cells for work in cell.group.works})


def _licences(known: Facts, held: list[Held], tools: Tools, now: datetime) -> Iterator[Entry]:
    holders = {each.rights_holder for each in held}
    for licence in known.licences:
        if licence.organisation in holders and licence.until_at and licence.until_at > now:
            tool = tools[licence.tool]
            yield Entry(
                f"licence-{licence.code}",
                licence.until_at,
                f"Licence {licence.code} of {tool} ends",
                "Every yes under it ends with it; a new licence needs a new yes.",
                f"{reverse('consent:centre')}?tool={tool.slug}",
            )


def _mandates(artist: int, now: datetime) -> Iterator[Entry]:
    ending = Mandate.objects.filter(artist=artist, until_at__gt=now)
    for mandate in ending.select_related("organisation"):
        yield Entry(
            f"mandate-{mandate.public_id}",
            mandate.until_at or now,
            f"The mandate of {mandate.organisation} ends",
            in_words(mandate),
            reverse("consent:mandates"),
        )
