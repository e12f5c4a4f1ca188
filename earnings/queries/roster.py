"""A label's roster: what each artist's data need, and what came in through the label.

Consent is read from what was counted in the background (`consent/services/coverage.py`), so that a
page costs the same for ten works and for a hundred thousand. Only money of licences that the label
itself signed counts: what an artist earns elsewhere is not the label's to read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, FilteredRelation, Q, Subquery, Sum

from artistportal.periods import Month
from artistportal.roster.domain import mandates as rules
from artistportal.roster.models import Mandate
from artistportal.roster.models.batches import among_ids
from artistportal.roster.queries import organisations
from consent.models import Approval, Request, RequestPart
from earnings.domain import health
from earnings.domain.health import Data, Health, Issue, MandateState
from earnings.domain.unpaid import Waiting
from earnings.models import Posting, UnpaidMonth
from earnings.queries import balances

ENDS_SOON = timedelta(days=60)
RUNNING_OUT = timedelta(days=7)
COUNTS = (
    "works",
    "cleared",
    "refused",
    "silent",
    "without_splits",
    "without_identifier",
    "conflicts",
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Micro-units of one currency."""

    micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many works there are and what they come to; counted in the background."""

    works: int = 0
    cleared: int = 0
    refused: int = 0
    silent: int = 0
    without_splits: int = 0
    without_identifier: int = 0
    conflicts: int = 0

    @property
    def open(self) -> int:
        """Works about which something was said that neither clears nor refuses them."""
        return self.works - self.cleared - self.refused - self.silent

    def percent(self, count: int) -> int:
        return 100 * count // (self.works or 1)

    @property
    def cleared_percent(self) -> int:
        return self.percent(self.cleared)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A request that an artist has yet to answer."""

    request: UUID
    title: str
    deadline_at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """A mandate, as far as a roster tells of it."""

    uses: list[str]
    kinds: list[str]
    clause: str
    from_at: datetime
    until_at: datetime | None

    def in_words(self) -> str:
        return rules.in_words(self.uses, self.kinds, until_at=self.until_at, clause=self.clause)


@dataclass(frozen=True, slots=True)
class Line:
    """One artist of the roster."""

    public_id: UUID
    name: str
    counts: Counts
    counted_at: datetime | None
    held: tuple[Given, ...]
    waiting: tuple[Deadline, ...]
    newer: tuple[Amount, ...]
    older: tuple[Amount, ...]
    data: Data
    issues: tuple[Issue, ...]

    @property
    def mandates(self) -> tuple[str, ...]:
        """What the label may decide, in words; put so only for the lines that a page shows."""
        return tuple(given.in_words() for given in self.held)

    @property
    def health(self) -> Health:
        return health.health(self.data)

    def micros_in(self, currency: str) -> int:
        """What came in during the newer month in one currency."""
        return sum(amount.micros for amount in self.newer if amount.currency == currency)


@dataclass(frozen=True, slots=True)
class Compared:
    """The two months that are compared: closed both, or one that is not and nothing beside it."""

    newer: Month
    older: Month | None

    @property
    def is_closed(self) -> bool:
        return self.older is not None


@dataclass(frozen=True, slots=True)
class RunningOut:
    """A request that closes soon, and which artists have yet to answer it."""

    request: UUID
    title: str
    deadline_at: datetime
    artists: tuple[tuple[str, UUID], ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """The lines that were asked for, how many artists there are in all, and what is compared."""

    lines: list[Line]
    total: int
    compared: Compared
    running_out: list[RunningOut]
    counted_at: datetime | None
    waiting_approvals: int = 0

    @property
    def with_issue(self) -> int:
        return sum(1 for line in self.lines if line.issues)


@dataclass(frozen=True, slots=True)
class RosterFilter:
    """What somebody looks for on a roster; empty parts look for everybody."""

    text: str = ""
    issue: str = ""
    state: str = ""
    order: str = "name"


def _cleared_share(line: Line) -> tuple[int, int]:
    return line.counts.cleared_percent, line.counts.cleared


KEYS: dict[str, Callable[[Line], Any]] = {
    "name": lambda line: line.name.casefold(),
    "works": lambda line: line.counts.works,
    "cleared": _cleared_share,
    "waiting": lambda line: len(line.waiting),
    "issues": lambda line: len(line.issues),
    "health": lambda line: line.health.score,
}
ORDERS = (*KEYS, "earned")
STATES: dict[str, Callable[[Line], bool]] = {
    "cleared": lambda line: bool(line.counts.cleared),
    "refused": lambda line: bool(line.counts.refused),
    "silent": lambda line: bool(line.counts.silent),
    "waiting": lambda line: bool(line.waiting),
}


def roster(
    organisation_id: int, wanted: RosterFilter, *, sees_money: bool, now: datetime
) -> Roster:
    """The roster as filtered and ordered; at most six queries, whatever its size."""
    rows = _artists(organisation_id, now)
    ids = [row["pk"] for row in rows]
    compared = _compared(rows[0]["closed"] if rows else None, now)
    given = _mandates(organisation_id, ids)
    waiting = _waiting(organisation_id, ids, now)
    earned = _earned(organisation_id, ids, compared) if sees_money else {}
    held = _held(organisation_id, ids) if sees_money else set()
    lines = []
    for row in rows:
        artist = row["pk"]
        counts = Counts(*(row[f"counted__{name}"] or 0 for name in COUNTS))
        state, in_force = _mandate(given[artist], now)
        data = Data(
            counts.works,
            counts.without_splits,
            counts.silent,
            counts.without_identifier,
            row["payee"] is not None,
            state,
            artist in held,
            counts.conflicts,
        )
        lines.append(
            Line(
                row["public_id"],
                row["name"],
                counts,
                row["counted__counted_at"],
                in_force,
                tuple(waiting[artist]),
                earned.get((artist, compared.newer), ()),
                earned.get((artist, compared.older), ()) if compared.older else (),
                data,
                health.issues(data),
            )
        )
    return Roster(
        _ordered([line for line in lines if _fits(line, wanted)], wanted.order),
        len(lines),
        compared,
        _running_out(lines, now),
        max((line.counted_at for line in lines if line.counted_at), default=None),
        (rows[0]["to_approve"] or 0) if rows else 0,
    )


def _artists(organisation_id: int, now: datetime) -> list[dict[str, Any]]:
    """Everybody by name, what was counted, the last closed month, what waits; one query."""
    signed = organisations.artists_on_roster(organisation_id, now)
    theirs = FilteredRelation("coverages", condition=Q(coverages__organisation_id=organisation_id))
    waiting = Approval.objects.open(now).filter(organisation=organisation_id).order_by()
    counted = waiting.values("organisation").annotate(count=Count("pk")).values("count")
    found = signed.annotate(
        counted=theirs, closed=balances.last_closed_date(), to_approve=Subquery(counted)
    )
    columns = [f"counted__{name}" for name in (*COUNTS, "counted_at")]
    return list(
        found.order_by("name", "pk").values(
            "pk", "public_id", "name", "payee", "closed", "to_approve", *columns
        )
    )


def _compared(closed: date | None, now: datetime) -> Compared:
    """The last two closed months; before there is one, the accounting month so far."""
    if closed is None or closed == date.min:
        return Compared(Month.of(now), None)
    return Compared(Month(closed), Month(closed).previous())


def _mandates(organisation_id: int, ids: list[int]) -> Mapping[int, list[Given]]:
    given = Mandate.objects.filter(organisation_id=organisation_id, artist_id__in=among_ids(ids))
    rows = given.order_by("from_at", "pk").values_list(
        "artist_id", "uses", "kinds", "clause", "from_at", "until_at"
    )
    found: defaultdict[int, list[Given]] = defaultdict(list)
    for artist, *about in rows:
        found[artist].append(Given(*about))
    return found


def _mandate(given: list[Given], now: datetime) -> tuple[MandateState, tuple[Given, ...]]:
    """Where an artist's mandates stand, and those in force."""
    begun = [mandate for mandate in given if mandate.from_at <= now]
    held = tuple(each for each in begun if each.until_at is None or each.until_at > now)
    if not held:
        return (MandateState.ENDED if begun else MandateState.NONE), ()
    lasting = any(each.until_at is None or each.until_at > now + ENDS_SOON for each in held)
    return (MandateState.IN_FORCE if lasting else MandateState.ENDS_SOON), held


def _waiting(organisation_id: int, ids: list[int], now: datetime) -> Mapping[int, list[Deadline]]:
    """What each artist has yet to answer of what is asked under the label's licences."""
    asked = Request.objects.open(now).filter(terms__licence__organisation_id=organisation_id)
    rows = (
        RequestPart.objects.unanswered()
        .filter(request__in=asked, artist_id__in=among_ids(ids))
        .values_list("artist_id", "request__public_id", "request__title", "request__deadline_at")
        .order_by("request__deadline_at", "request__public_id")
        .distinct()
    )
    found: defaultdict[int, list[Deadline]] = defaultdict(list)
    for artist, request, title, deadline_at in rows:
        found[artist].append(Deadline(request, title, deadline_at))
    return found


def _running_out(lines: Iterable[Line], now: datetime) -> list[RunningOut]:
    """The requests that close within a week, the nearest first."""
    found: defaultdict[Deadline, list[tuple[str, UUID]]] = defaultdict(list)
    for line in lines:
        for deadline in line.waiting:
            if deadline.deadline_at <= now + RUNNING_OUT:
                found[deadline].append((line.name, line.public_id))
    return [
        RunningOut(each.request, each.title, each.deadline_at, tuple(artists))
        for each, artists in sorted(found.items(), key=lambda item: item[0].deadline_at)
    ]


def _held(organisation_id: int, ids: list[int]) -> set[int]:
    """Artists of whom money of the label's works is held, under their own name or as payee."""
    rows = UnpaidMonth.objects.filter(
        waiting=Waiting.HELD.value, work__rights_holder_id=organisation_id
    ).annotate(theirs=F("payee__artist_id"))
    mine = rows.filter(Q(artist_id__in=among_ids(ids)) | Q(theirs__in=among_ids(ids)))
    return {
        each for row in mine.values_list("artist_id", "theirs").distinct() for each in row if each
    }


def _earned(
    organisation_id: int, ids: list[int], compared: Compared
) -> dict[tuple[int, Month], tuple[Amount, ...]]:
    """What the label's licences posted to each artist in the months that are compared."""
    months = [month.first for month in (compared.newer, compared.older) if month]
    rows = (
        Posting.objects.filter(
            account__payee__artist_id__in=among_ids(ids),
            entry__run__licence__organisation_id=organisation_id,
            entry__accounting_month__in=months,
        )
        .values_list("account__payee__artist_id", "entry__accounting_month", "entry__currency")
        .annotate(micros=Sum("amount_micros"))
        .order_by("entry__currency")
    )
    amounts: dict[tuple[int, Month], list[Amount]] = defaultdict(list)
    for artist_id, accounting_month, currency, micros in rows:
        amounts[artist_id, Month(accounting_month)].append(Amount(micros, currency))
    return {key: tuple(listed) for key, listed in amounts.items()}


def _fits(line: Line, wanted: RosterFilter) -> bool:
    if wanted.text.casefold() not in line.name.casefold():
        return False
    if wanted.state and not STATES[wanted.state](line):
        return False
    if wanted.issue == "any":
        return bool(line.issues)
    return not wanted.issue or wanted.issue in line.issues


def _ordered(lines: list[Line], order: str) -> list[Line]:
    """By the key that was asked for, and artists who are equal in it by name."""
    currency = _main_currency(lines)
    by_name = sorted(lines, key=KEYS["name"])
    keys = KEYS | {"earned": lambda line: line.micros_in(currency)}
    key = keys.get(order.removeprefix("-"), KEYS["name"])
    return sorted(by_name, key=key, reverse=order.startswith("-"))


def _main_currency(lines: Iterable[Line]) -> str:
    """The currency in which most artists were paid, by which earnings are compared."""
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        for amount in line.newer:
            counts[amount.currency] += 1
    return max(sorted(counts), key=counts.__getitem__, default="")
