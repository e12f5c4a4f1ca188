"""What an artist lets an organisation decide for them; never voice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.roster import permissions
from artistportal.roster.domain import mandates
from artistportal.roster.domain.mandates import Leave
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Mandate, Organisation
from artistportal.roster.queries.teams import key_of

__all__ = ["Leave", "end", "grant", "left_by", "limit"]


@transaction.atomic
def grant(
    *, artist: Artist, organisation: Organisation, leave: Leave, by: User, now: datetime
) -> Mandate:
    """Store an artist's leave; it starts now or later and never reaches a voice."""
    permissions.check_can_grant_mandate(by, artist, now)
    mandate = _store(artist, organisation, leave, by, now)
    said = f"{by} gave {organisation} a mandate of {artist}: {_in_words(mandate)}"
    _note(mandate, "mandate.granted", said, by, now)
    return mandate


def _store(
    artist: Artist, organisation: Organisation, leave: Leave, by: User, now: datetime
) -> Mandate:
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


@transaction.atomic
def limit(*, mandate: Mandate, leave: Leave, by: User, now: datetime) -> Mandate:
    """End a mandate and give the narrower one from now on; the history keeps both."""
    permissions.check_can_grant_mandate(by, mandate.artist, now)
    locked = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if locked.until_at is not None and locked.until_at <= now:
        raise mandates.NotToBeLeft("This mandate has ended, so there is nothing to limit.")
    mandates.check_is_narrower(leave, left_by(locked))
    _end(mandate, now)
    narrower = _store(mandate.artist, mandate.organisation, leave, by, now)
    said = f"{by} limited the mandate of {mandate.organisation} for {mandate.artist}: "
    _note(narrower, "mandate.limited", said + _in_words(narrower), by, now)
    return narrower


def left_by(mandate: Mandate) -> Leave:
    """What a stored mandate leaves."""
    return Leave(
        frozenset(map(Use, mandate.uses)),
        frozenset(map(WorkKind, mandate.kinds)),
        mandate.clause,
        mandate.from_at,
        mandate.until_at,
    )


@transaction.atomic
def end(*, mandate: Mandate, by: User, now: datetime) -> Mandate:
    """End a mandate at once; one that has ended stays as it is."""
    permissions.check_can_end_mandate(by, mandate, now)
    if _end(mandate, now):
        said = f"{by} ended the mandate of {mandate.organisation} for {mandate.artist}."
        _note(mandate, "mandate.ended", said, by, now)
    return mandate


def _end(mandate: Mandate, now: datetime) -> bool:
    """Whether there was anything to end."""
    lasts = mandate.until_at is None or mandate.until_at > now
    if lasts:
        mandate.until_at = max(now, mandate.from_at)
        mandate.save(update_fields=["until_at"])
    return lasts


def _note(mandate: Mandate, verb: str, said: str, by: User, now: datetime) -> None:
    concerns = [key_of(mandate.artist), key_of(mandate.organisation)]
    audit.record(Fact(verb, f"mandate:{mandate.public_id}", said, concerns), by=by, now=now)


def _in_words(mandate: Mandate) -> str:
    return mandates.in_words(
        mandate.uses, mandate.kinds, until_at=mandate.until_at, clause=mandate.clause
    )


def _in_order(chosen: Iterable[str], words: Iterable[str]) -> list[str]:
    among = set(chosen)
    return [str(word) for word in words if word in among]
