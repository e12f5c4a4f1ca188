"""Taking back what was saved together, by saying what undoes it; nothing is erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.roster.models import Organisation
from consent import permissions
from consent.domain.acts import Cause
from consent.models import Act, Decision
from consent.queries import reversals
from consent.services import choices, decisions, pen
from consent.services.decisions import Occasion


class NotToBeReversed(ValueError):
    """The act cannot be taken back, or not any more; the sentence says why."""


def reverse(
    *, act: Act, by: User, now: datetime, organisation: Organisation | None = None
) -> list[Decision]:
    """Record what takes the act back; once, and by whoever could have given it.

    `organisation` is whom the person acts for; without it they act in person, and may then take
    back what an organisation decided under a mandate too.
    """
    authority = permissions.authority(by, act.artist, organisation, now)
    decider = organisation.pk if organisation else None
    permissions.check_can_reverse(authority, act, act.reach, decider)
    with transaction.atomic():
        pen.take()
        earlier = Act.objects.filter(reverses=act).select_related("given_by").first()
        if earlier:
            raise NotToBeReversed(
                f"This was taken back already, by {earlier.given_by.name} on"
                f" {earlier.given_at:%d %b %Y}."
            )
        said = reversals.plan(act, authority, now).said
        if not said:
            raise NotToBeReversed(
                "What stands now would be the same without it, so there is nothing to take back."
            )
        return decisions.record_all(
            by=by,
            artist=act.artist,
            choices=choices.from_decisions(said),
            organisation=organisation,
            now=now,
            occasion=Occasion(Cause.REVERSAL, reverses=act),
        )
