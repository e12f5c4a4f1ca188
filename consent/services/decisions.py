"""Recording what was decided: one append-only, hash-chained log for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from artistportal.accounts.models import User
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Organisation, Work
from consent import permissions
from consent.domain.agreements import Mandate
from consent.domain.authorities import Authority
from consent.domain.chains import GENESIS, seal
from consent.domain.decisions import Capacity
from consent.domain.scopes import Scope
from consent.models import Decision, Terms, Tool
from consent.models.decisions import DecisionQuerySet

# Names the log's lock among PostgreSQL's advisory locks.
LOCK = 7_263_001
# How far the clocks of two web processes may differ.
CLOCK_TOLERANCE = timedelta(minutes=1)


class NotToBeSaid(ValueError):
    """The choice cannot stand as it is; the sentence says why."""


class Stale(Exception):
    """Something that touches the choice was decided after the form was made."""

    def __init__(self, newest: Decision) -> None:
        self.newest = newest
        super().__init__(
            f"This was decided meanwhile ({newest.code}), so nothing was saved."
            " Look at what stands now and choose again."
        )


class BehindTheLog(Exception):
    """The moment lies before the newest decision: the log is never written backwards."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is said, about what; an empty part of the scope means all."""

    is_yes: bool
    work: Work | None = None
    tool: Tool | None = None
    use: Use | None = None
    territories: frozenset[str] | None = None
    terms: Terms | None = None
    reaches_later_works: bool = False
    ends_at: datetime | None = None

    @property
    def kind(self) -> WorkKind | None:
        return WorkKind(self.work.kind) if self.work else None

    @property
    def scope(self) -> Scope:
        return Scope(
            self.work.pk if self.work else None,
            self.tool.pk if self.tool else None,
            self.use,
            self.territories,
        )


def record(
    *,
    by: User,
    artist: Artist,
    choice: Choice,
    now: datetime,
    organisation: Organisation | None = None,
    seen: int | None = None,
) -> Decision:
    """Record one choice; see `record_all`."""
    (decision,) = record_all(
        by=by, artist=artist, choices=[choice], now=now, organisation=organisation, seen=seen
    )
    return decision


def record_all(
    *,
    by: User,
    artist: Artist,
    choices: Iterable[Choice],
    now: datetime,
    organisation: Organisation | None = None,
    seen: int | None = None,
) -> list[Decision]:
    """Record choices together: all or none; what stands already is returned as it stands.

    `organisation` is whom the person acts for under a mandate; without it they act in person.
    `seen` is the number of the newest decision that the form showed: raises `Stale` when
    something that touches a choice came later.
    """
    authority = permissions.authority(by, artist, organisation, now)
    choices = list(choices)
    mandates = [permissions.check_can_decide(authority, c.use, c.kind) for c in choices]
    for choice in choices:
        _check(choice, artist, now)
    with transaction.atomic():
        _take_the_pen()
        log = _Log(artist, by, authority, _moment(now))
        standing = [log.standing(choice) for choice in choices]
        for choice, stands in zip(choices, standing, strict=True):
            if stands is None and seen is not None:
                log.check_not_stale(choice, seen)
        return [
            stands or log.append(choice, mandate)
            for choice, mandate, stands in zip(choices, mandates, standing, strict=True)
        ]


class _Log:
    """The log while this transaction holds the pen."""

    def __init__(self, artist: Artist, by: User, authority: Authority, now: datetime) -> None:
        self._artist = artist
        self._by = by
        self._capacity = authority.capacity or Capacity.OWNER
        self._now = now

    def standing(self, choice: Choice) -> Decision | None:
        """The decision that already says this, unless something contrary came after it."""
        alike = self._of_artist().filter(
            is_yes=choice.is_yes,
            work=choice.work,
            tool=choice.tool,
            use=choice.use or "",
            terms=choice.terms,
            capacity=self._capacity.value,
            reaches_later_works=choice.reaches_later_works or not choice.is_yes,
            ends_at=choice.ends_at,
        )
        said = next((d for d in alike.newest_first() if d.scope == choice.scope), None)
        if said is None:
            return None
        contrary = self._of_artist().filter(number__gt=said.number, is_yes=not choice.is_yes)
        return None if any(d.scope.touches(said.scope) for d in contrary) else said

    def check_not_stale(self, choice: Choice, seen: int) -> None:
        later = self._of_artist().filter(number__gt=seen).newest_first()
        touching = next((d for d in later if d.scope.touches(choice.scope)), None)
        if touching:
            raise Stale(touching)

    def append(self, choice: Choice, mandate: Mandate | None) -> Decision:
        newest = Decision.objects.newest_first().first()
        decision = Decision(
            number=newest.number + 1 if newest else 1,
            artist=self._artist,
            is_yes=choice.is_yes,
            work=choice.work,
            tool=choice.tool,
            use=choice.use.value if choice.use else "",
            territories=None if choice.territories is None else sorted(choice.territories),
            terms=choice.terms,
            reaches_later_works=choice.reaches_later_works or not choice.is_yes,
            ends_at=choice.ends_at,
            given_by=self._by,
            capacity=self._capacity.value,
            mandate_id=mandate.id if mandate else None,
            given_at=self._now,
            previous_hash=newest.row_hash if newest else GENESIS,
        )
        decision.row_hash = seal(decision.previous_hash, decision.content)
        decision.save(force_insert=True)
        return decision

    def _of_artist(self) -> DecisionQuerySet:
        return Decision.objects.of_artist(self._artist)


def _take_the_pen() -> None:
    """One writer at a time: SQLite's transactions begin exclusive, PostgreSQL is told so."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _moment(now: datetime) -> datetime:
    """`now`, or the newest decision's moment where another process's clock is a little ahead."""
    newest = Decision.objects.newest_first().first()
    if newest is None or newest.given_at <= now:
        return now
    if newest.given_at - now > CLOCK_TOLERANCE:
        raise BehindTheLog(
            f"{newest.code} was given at {newest.given_at.isoformat()};"
            f" nothing is recorded before it, at {now.isoformat()}."
        )
    return newest.given_at


def _check(choice: Choice, artist: Artist, now: datetime) -> None:
    """Raise `NotToBeSaid` for a choice that no log should hold."""
    if choice.territories is not None and not choice.territories:
        raise NotToBeSaid("Name at least one territory, or mean all of them.")
    if choice.work and not choice.work.credits.filter(artist=artist).exists():
        raise NotToBeSaid(f"{artist} is not credited on {choice.work}.")
    if choice.is_yes:
        _check_yes(choice, now)
    elif choice.terms or choice.ends_at:
        raise NotToBeSaid("A no has no terms and no end: it stands until a yes answers it.")


def _check_yes(choice: Choice, now: datetime) -> None:
    if choice.tool is None or choice.terms is None:
        raise NotToBeSaid("A yes names the tool and the terms it agrees to.")
    licence = choice.terms.licence
    current = licence.terms.filter(offered_at__lte=now).order_by("-number").first()
    if licence.tool_id != choice.tool.pk:
        raise NotToBeSaid(f"These are not terms of {choice.tool}.")
    if current != choice.terms:
        raise NotToBeSaid("These terms are not the ones on offer now; read the new ones first.")
    if licence.until_at is not None and licence.until_at <= now:
        raise NotToBeSaid(f"The licence {licence.code} has ended.")
    if choice.use is not None and choice.use.value not in licence.uses:
        raise NotToBeSaid(f"The licence {licence.code} does not cover this use.")
    if choice.ends_at is not None and choice.ends_at <= now:
        raise NotToBeSaid("A yes ends in the future.")
