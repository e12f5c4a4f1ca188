"""A label's roster: beside each artist, what was decided last and what came in through the label.

Only money of licences that the label itself signed counts: what an artist earns elsewhere is not
the label's to read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum

from artistportal.periods import Month
from artistportal.roster.models.batches import among_ids
from artistportal.roster.queries import organisations
from artistportal.roster.queries.organisations import SignedArtist
from consent.models import Decision
from earnings.models import Posting

ORDERS = ("name", "works", "splits", "earned")


@dataclass(frozen=True, slots=True)
class Amount:
    """Micro-units of one currency."""

    micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class Line:
    """One artist of the roster."""

    artist: SignedArtist
    decision: Decision | None
    this_month: tuple[Amount, ...]
    last_month: tuple[Amount, ...]

    @property
    def public_id(self) -> UUID:
        return self.artist.public_id

    @property
    def has_issue(self) -> bool:
        """Whether money waits for a split sheet, or nothing was ever decided."""
        return bool(self.artist.works_without_splits) or self.decision is None

    def micros_in(self, currency: str) -> int:
        """What came in this month in one currency."""
        return sum(amount.micros for amount in self.this_month if amount.currency == currency)


@dataclass(frozen=True, slots=True)
class Roster:
    """The lines that were asked for, and how many artists the roster has in all."""

    lines: list[Line]
    total: int
    month: Month


@dataclass(frozen=True, slots=True)
class RosterFilter:
    """What somebody looks for on a roster; an empty text looks for everybody."""

    text: str = ""
    only_issues: bool = False
    order: str = "name"


def roster(
    organisation_id: int, wanted: RosterFilter, *, sees_money: bool, now: datetime
) -> Roster:
    """The roster as filtered and ordered; the same queries whatever its size."""
    signed = organisations.roster(organisation_id, now)
    ids = [artist.id for artist in signed]
    month = Month.of(now)
    decisions = _last_decisions(ids)
    earned = _earned(organisation_id, ids, month) if sees_money else {}
    lines = [
        Line(
            artist,
            decisions.get(artist.id),
            earned.get((artist.id, month), ()),
            earned.get((artist.id, month.previous()), ()),
        )
        for artist in signed
    ]
    found = [line for line in lines if _fits(line, wanted)]
    return Roster(_ordered(found, wanted.order), len(lines), month)


def _fits(line: Line, wanted: RosterFilter) -> bool:
    named = wanted.text.casefold() in line.artist.name.casefold()
    return named and (line.has_issue or not wanted.only_issues)


def _ordered(lines: list[Line], order: str) -> list[Line]:
    """By the key that was asked for, and artists who are equal in it by name."""
    currency = _main_currency(lines)
    by_name = sorted(lines, key=lambda line: line.artist.name.casefold())
    keys: dict[str, Callable[[Line], Any]] = {
        "name": lambda line: line.artist.name.casefold(),
        "works": lambda line: line.artist.works,
        "splits": lambda line: line.artist.works_without_splits,
        "earned": lambda line: line.micros_in(currency),
    }
    key = keys.get(order.removeprefix("-"), keys["name"])
    return sorted(by_name, key=key, reverse=order.startswith("-"))


def _main_currency(lines: Iterable[Line]) -> str:
    """The currency in which most artists were paid, by which earnings are compared."""
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        for amount in line.this_month:
            counts[amount.currency] += 1
    return max(sorted(counts), key=counts.__getitem__, default="")


def _last_decisions(artist_ids: list[int]) -> dict[int, Decision]:
    newest = (
        Decision.objects.filter(artist_id__in=among_ids(artist_ids))
        .values("artist_id")
        .annotate(newest=Max("number"))
        .values("newest")
    )
    decisions = Decision.objects.filter(number__in=newest).select_related("tool")
    return {decision.artist_id: decision for decision in decisions}


def _earned(
    organisation_id: int, artist_ids: list[int], month: Month
) -> dict[tuple[int, Month], tuple[Amount, ...]]:
    """Amounts by artist and accounting month, of this month and the one before."""
    rows = (
        Posting.objects.filter(
            account__payee__artist_id__in=among_ids(artist_ids),
            entry__run__licence__organisation_id=organisation_id,
            entry__accounting_month__in=[month.first, month.previous().first],
        )
        .values_list("account__payee__artist_id", "entry__accounting_month", "entry__currency")
        .annotate(micros=Sum("amount_micros"))
        .order_by("entry__currency")
    )
    amounts: dict[tuple[int, Month], list[Amount]] = defaultdict(list)
    for artist_id, accounting_month, currency, micros in rows:
        amounts[artist_id, Month(accounting_month)].append(Amount(micros, currency))
    return {key: tuple(listed) for key, listed in amounts.items()}
