"""The decisions of the tale, recorded one after the other in the order in which they were given.

What happens between them, such as requests, happens in the same transaction: all or none.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from artistportal.demo import cast
from artistportal.demo.making.agreements import Agreements
from artistportal.demo.making.occasions import Occasions
from artistportal.demo.making.people import Users
from artistportal.demo.making.rosters import Rosters
from artistportal.demo.people import LABEL_ADMIN
from artistportal.demo.plans import Plan
from artistportal.demo.story import Choice
from artistportal.roster.models import Organisation, Work
from consent.models import Decision
from consent.services import decisions


@transaction.atomic
def make(
    plan: Plan,
    users: Users,
    rosters: Rosters,
    agreements: Agreements,
    works: dict[str, Work],
    said: Callable[[], None],
) -> None:
    """Records what is not in the log yet; all in one transaction, which spares many small ones."""
    newest = Decision.objects.newest_first().first()
    occasions = Occasions(plan, users, rosters, agreements, works)
    for choice in plan.choices:
        if newest is None:
            occasions.until(choice.given_at)
        if newest is None or choice.given_at > newest.given_at:
            decisions.record(
                by=users[_speaker(choice)],
                artist=rosters.artists[choice.artist],
                choice=_choice(choice, agreements, works),
                now=choice.given_at,
                organisation=_house(choice, rosters),
            )
        said()
    if newest is None:
        occasions.until(plan.timeline.as_of)


def _speaker(choice: Choice) -> str:
    return LABEL_ADMIN if choice.by == cast.LABEL else choice.by


def _house(choice: Choice, rosters: Rosters) -> Organisation | None:
    return rosters.organisations[choice.by] if choice.under_mandate else None


def _choice(choice: Choice, agreements: Agreements, works: dict[str, Work]) -> decisions.Choice:
    return decisions.Choice(
        is_yes=choice.is_yes,
        work=works[choice.work] if choice.work else None,
        tool=agreements.tools[choice.tool] if choice.tool else None,
        use=choice.use,
        territories=frozenset(choice.territories) if choice.territories else None,
        terms=agreements.terms[choice.licence, choice.terms] if choice.licence else None,
        reaches_later_works=choice.reaches_later_works,
        ends_at=choice.ends_at,
    )
