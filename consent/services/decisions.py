"""Recording what was decided: one append-only, hash-chained log for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.roster.models import Artist, Mandate, Organisation
from consent import permissions
from consent.domain import agreements
from consent.domain.acts import Cause
from consent.domain.chains import GENESIS, seal_entry
from consent.domain.decisions import Capacity
from consent.domain.standing import Standing
from consent.models import Act, Decision, Request, Terms
from consent.queries import decisions as log
from consent.services import announcements, changes, notices, pen, tree
from consent.services import choices as said
from consent.services.choices import Choice, NotToBeSaid

__all__ = [
    "CHOICE",
    "BehindTheLog",
    "Choice",
    "NotToBeSaid",
    "Occasion",
    "Stale",
    "record",
    "record_all",
]

# How far the clocks of two web processes may differ.
CLOCK_TOLERANCE = timedelta(minutes=1)
BATCH = 1_000


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
class Occasion:
    """What made somebody decide: a choice, many at once, a request, or taking an act back.

    `prepared_by` is who chose it, where another person approved it and so decided.
    """

    cause: Cause = Cause.CHOICE
    request: Request | None = None
    reverses: Act | None = None
    prepared_by: User | None = None


CHOICE = Occasion()


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


def record_all(  # noqa: PLR0913  # the six of `record`, and the occasion
    *,
    by: User,
    artist: Artist,
    choices: Iterable[Choice],
    now: datetime,
    organisation: Organisation | None = None,
    seen: int | None = None,
    occasion: Occasion = CHOICE,
) -> list[Decision]:
    """Record choices together: all or none; what stands already is returned as it stands.

    `organisation` is whom the person acts for under a mandate; without it they act in person.
    `seen` is the number of the newest decision that the form showed: raises `Stale` when
    something that touches a choice came later. What is new makes one act.
    """
    choices = list(choices)
    with transaction.atomic():
        # Asked while holding the pen: a mandate may have ended while this waited for it.
        pen.take()
        newest = Decision.objects.newest_first().first()
        moment = _moment(now, newest)
        authority = permissions.authority(by, artist, organisation, moment)
        rests_on = [permissions.check_can_decide(authority, c.use, c.kind) for c in choices]
        said.check_all(choices, artist, moment)
        capacity = authority.capacity or Capacity.OWNER
        standing = log.standing(artist, {choice.scope for choice in choices})
        known = [
            # What takes an act back was worked out whole: one part may repeat what another undoes.
            None if occasion.reverses else standing.already(choice.said_as(capacity))
            for choice in choices
        ]
        fresh = [i for i, number in enumerate(known) if number is None]
        _check_not_stale(standing, [choices[i] for i in fresh], seen)
        writer = _Writer(artist, by, capacity, moment)
        new = writer.append([(choices[i], rests_on[i]) for i in fresh], newest)
        if new:
            _close(new, organisation, occasion)
        return _in_order(known, new)


def _check_not_stale(standing: Standing, choices: Sequence[Choice], seen: int | None) -> None:
    if seen is None:
        return
    for choice in choices:
        newest = standing.newest_touching(choice.scope, seen)
        if newest is not None:
            raise Stale(Decision.objects.get(number=newest))


def _close(new: Sequence[Decision], organisation: Organisation | None, occasion: Occasion) -> None:
    """What belongs to the decisions and is committed with them, in this order."""
    act = _note_act(new, organisation, occasion)
    announcements.write(act, new, prepared_by=occasion.prepared_by)
    tree.grow(new, new[0].given_at)
    changes.note_decisions(new)
    notices.queue(new, new[0].given_at)


def _note_act(
    new: Sequence[Decision], organisation: Organisation | None, occasion: Occasion
) -> Act:
    first, last = new[0], new[-1]
    return Act.objects.create(
        artist=first.artist,
        given_by=first.given_by,
        organisation=organisation,
        cause=occasion.cause.value,
        request=occasion.request,
        reverses=occasion.reverses,
        given_at=first.given_at,
        first_number=first.number,
        last_number=last.number,
    )


def _in_order(known: Sequence[int | None], new: Sequence[Decision]) -> list[Decision]:
    """The decisions in the order of the choices: what stood already, and what is new."""
    stood = {number for number in known if number is not None}
    by_number = {d.number: d for d in Decision.objects.filter(number__in=stood)} if stood else {}
    fresh = iter(new)
    return [next(fresh) if number is None else by_number[number] for number in known]


class _Writer:
    """Appends to the log while this transaction holds the pen."""

    def __init__(self, artist: Artist, by: User, capacity: Capacity, now: datetime) -> None:
        self._artist = artist
        self._by = by
        self._capacity = capacity
        self._now = now

    def append(
        self,
        choices: Sequence[tuple[Choice, agreements.Mandate | None]],
        newest: Decision | None,
    ) -> list[Decision]:
        """One row for each choice and what it rests on, sealed in turn, stored together."""
        mandates = Mandate.objects.select_related("organisation").in_bulk(
            {mandate.id for _, mandate in choices if mandate}
        )
        number = newest.number if newest else 0
        previous_hash = newest.row_hash if newest else GENESIS
        terms: dict[int, Terms] = {}
        rows = []
        for choice, mandate in choices:
            number += 1
            row = self._row(choice, terms)
            row.number, row.previous_hash = number, previous_hash
            row.mandate = mandates[mandate.id] if mandate else None
            row.row_hash = previous_hash = seal_entry(previous_hash, row.entry)
            rows.append(row)
        return Decision.objects.bulk_create(rows, batch_size=BATCH)

    def _row(self, choice: Choice, terms: dict[int, Terms]) -> Decision:
        agreed = terms.setdefault(choice.terms.pk, choice.terms) if choice.terms else None
        return Decision(
            artist=self._artist,
            is_yes=choice.is_yes,
            work=choice.work,
            tool=choice.tool,
            use=choice.use.value if choice.use else "",
            territories=None if choice.territories is None else sorted(choice.territories),
            terms=agreed,
            reaches_later_works=choice.reaches_later,
            ends_at=choice.ends_at,
            given_by=self._by,
            capacity=self._capacity.value,
            given_at=self._now,
        )


def _moment(now: datetime, newest: Decision | None) -> datetime:
    """`now`, or the newest decision's moment where another process's clock is a little ahead."""
    if newest is None or newest.given_at <= now:
        return now
    if newest.given_at - now > CLOCK_TOLERANCE:
        raise BehindTheLog(
            f"{newest.code} was given at {newest.given_at.isoformat()};"
            f" nothing is recorded before it, at {now.isoformat()}."
        )
    return newest.given_at
