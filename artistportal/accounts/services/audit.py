"""Writing the audit trail, in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from artistportal.accounts.models import Deed, DeedConcern, User

LONGEST_SENTENCE = 500


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """By which door something is done, from which network, as whom; set by the door."""

    door: str = "command"
    network: str = ""
    acting_for: str = ""
    visit: UUID | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What was done, to what, and why.

    `subject` is kind:public id; `concerns` are the keys of the accounts whose people may read it.
    """

    verb: str
    subject: str
    sentence: str
    concerns: Iterable[str] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


_WHEREABOUTS: ContextVar[Whereabouts | None] = ContextVar("whereabouts", default=None)


@contextmanager
def standing_at(whereabouts: Whereabouts) -> Iterator[None]:
    """What is recorded within was done from there."""
    token = _WHEREABOUTS.set(whereabouts)
    try:
        yield
    finally:
        _WHEREABOUTS.reset(token)


@transaction.atomic
def record(fact: Fact, *, by: User | None, now: datetime) -> Deed:
    """Store what was done, in the caller's transaction; nobody, where the site did it by itself."""
    where = _WHEREABOUTS.get() or Whereabouts()
    deed = Deed.objects.create(
        at=now,
        by=by,
        acting_for=where.acting_for,
        visit=where.visit,
        verb=fact.verb,
        subject=fact.subject,
        sentence=fact.sentence[:LONGEST_SENTENCE],
        before=dict(fact.before),
        after=dict(fact.after),
        reason=fact.reason[:LONGEST_SENTENCE],
        door=where.door,
        network=where.network,
    )
    DeedConcern.objects.bulk_create(
        DeedConcern(deed=deed, account=key) for key in sorted(set(fact.concerns))
    )
    return deed
