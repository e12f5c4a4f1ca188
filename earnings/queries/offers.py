"""The terms on offer for an artist's works: what each pays for each use."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Credit
from artistportal.roster.models.batches import among_ids
from consent.domain.payment import PayModel
from consent.models import Terms


@dataclass(frozen=True, slots=True)
class Price:
    """One version of terms as it pays for one use; no rate where a pool is shared."""

    tool: int
    slug: str
    name: str
    licence: int
    number: int
    offered_at: datetime
    use: Use
    currency: str
    rate_micros: int | None

    @property
    def terms(self) -> str:
        return f"L-{self.licence:04d}, terms {self.number}"


WHOSE = ("tool", "slug", "name", "licence", "number", "offered_at")


def on_offer(
    artist: int, works: Collection[int] | None, tool: int | None, now: datetime
) -> list[Price]:
    """The newest terms of every licence in force over a work meant, one a use, newest licence
    first.
    """
    newest: dict[tuple[int, Use], Price] = {}
    for price in versions(artist, works, tool, now):
        newest.setdefault((price.licence, price.use), price)
    return list(newest.values())


def versions(
    artist: int, works: Collection[int] | None, tool: int | None, now: datetime
) -> list[Price]:
    """The same with older versions of the terms behind the newest; one query."""
    credited = Credit.objects.filter(artist_id=artist)
    if works is not None:
        credited = credited.filter(work_id__in=among_ids(works))
    in_force = Q(licence__until_at__isnull=True) | Q(licence__until_at__gt=now)
    rows = Terms.objects.filter(
        in_force,
        licence__signed_at__lte=now,
        licence__from_at__lte=now,
        licence__organisation__in=_holders(credited),
        offered_at__lte=now,
    )
    if tool is not None:
        rows = rows.filter(licence__tool_id=tool)
    found = rows.order_by("-licence__number", "-number", "prices__use").values_list(
        "licence__tool_id",
        "licence__tool__slug",
        "licence__tool__name",
        "licence__number",
        "number",
        "offered_at",
        "licence__uses",
        "currency",
        "pay_model",
        "prices__use",
        "prices__rate_micros",
    )
    return [price for row in found for price in _prices(*row)]


def _prices(*row: Any) -> Iterable[Price]:
    """One a use: where each has a rate the row is of one of them, where a pool is shared of all."""
    whose: dict[str, Any] = dict(zip(WHOSE, row, strict=False))
    uses, currency, model, use, rate = row[len(WHOSE) :]
    by_rate = model == PayModel.PER_USE_RATE.value
    meant = [name for name in uses if name == use] if by_rate else uses
    for name in meant:
        micros = rate if by_rate else None
        yield Price(**whose, use=Use(name), currency=currency, rate_micros=micros)


def _holders(credited: QuerySet[Credit]) -> QuerySet[Any, Any]:
    return credited.values("work__rights_holder")
