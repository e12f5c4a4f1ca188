"""What an artist lets an organisation decide for them; never voice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from artistportal.accounts.models import User
from artistportal.roster import permissions
from artistportal.roster.domain import mandates
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Mandate, Organisation


@dataclass(frozen=True, slots=True)
class Leave:
    """What is let: which uses of which kinds of work, under which clause, from when to when."""

    uses: frozenset[Use]
    kinds: frozenset[WorkKind]
    clause: str
    from_at: datetime
    until_at: datetime | None = None


def grant(
    *, artist: Artist, organisation: Organisation, leave: Leave, by: User, now: datetime
) -> Mandate:
    """Store an artist's leave; it starts now or later and never reaches a voice."""
    permissions.check_can_grant_mandate(by, artist, now)
    mandates.check_can_be_left(leave.uses, leave.kinds)
    mandates.check_span(leave.from_at, leave.until_at, now)
    return Mandate.objects.create(
        artist=artist,
        organisation=organisation,
        uses=_in_order(leave.uses, Use),
        kinds=_in_order(leave.kinds, WorkKind),
        clause=leave.clause,
        from_at=leave.from_at,
        until_at=leave.until_at,
        granted_by=by,
        granted_at=now,
    )


def end(*, mandate: Mandate, by: User, now: datetime) -> Mandate:
    """End a mandate at once; one that has ended stays as it is."""
    permissions.check_can_end_mandate(by, mandate, now)
    if mandate.until_at is None or mandate.until_at > now:
        mandate.until_at = max(now, mandate.from_at)
        mandate.save(update_fields=["until_at"])
    return mandate


def _in_order(chosen: Iterable[str], words: Iterable[str]) -> list[str]:
    among = set(chosen)
    return [str(word) for word in words if word in among]
