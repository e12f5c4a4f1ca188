"""Sums outside the monthly uses: a settlement that was allocated, and equity that still waits."""

from __future__ import annotations

from datetime import timedelta

from artistportal.demo import cast
from artistportal.demo.making.people import Users
from artistportal.demo.making.reports import Settling
from artistportal.demo.people import SUPPORT
from artistportal.demo.plans import Plan
from artistportal.periods import Month
from artistportal.roster.models import Organisation
from consent.models import Licence
from earnings.domain.lump_sums import AllocationKey, LumpSumKind
from earnings.models import LumpSum, RoyaltyRun
from earnings.services import lump_sums
from earnings.services.lump_sums import Received

RECEIVED_AFTER = timedelta(days=11)
RECORDED_AFTER = timedelta(days=12)
ALLOCATED_AFTER = timedelta(days=16)
MONTHS_OF_THE_KEY = 3
MICROS = 1_000_000


def make(plan: Plan, settling: Settling, month: Month) -> None:
    """What came in the month after this one, once."""
    months, users = plan.timeline.months, settling.users
    label = settling.rosters.organisations[cast.LABEL]
    paying = _by_payment(label, month)
    if month == months[-3] and paying:
        first = months[max(0, len(months) - 2 - MONTHS_OF_THE_KEY)]
        settlement = _received(paying[0], LumpSumKind.SETTLEMENT, month, first, month)
        _allocate(users, settlement, month)
    if month == months[-2] and paying:
        ahead = months[-1].next().next()
        _recorded(users, _received(paying[-1], LumpSumKind.EQUITY, month, month, ahead), month)


def _by_payment(label: Organisation, month: Month) -> list[Licence]:
    """The label's licences that paid for the month in euros, the largest sum first."""
    runs = RoyaltyRun.objects.computed().filter(
        licence__organisation=label, month_date=month.first, payable_micros__gt=0, currency="EUR"
    )
    paid = {run.licence: run.payable_micros for run in runs.select_related("licence__tool")}
    return sorted(paid, key=lambda licence: (-paid[licence], licence.number))


def _received(
    licence: Licence, kind: LumpSumKind, month: Month, first: Month, last: Month
) -> Received:
    is_settled = kind is LumpSumKind.SETTLEMENT
    tool = licence.tool.name
    return Received(
        licence=licence,
        kind=kind,
        description=(
            f"Settlement for uses that {tool} did not report"
            if is_settled
            else f"Shares in the company behind {tool}, sold"
        ),
        amount_micros=(48_500 if is_settled else 120_000) * MICROS,
        currency="EUR",
        received_at=month.until_at + RECEIVED_AFTER,
        key=AllocationKey.UNITS if is_settled else AllocationKey.EARNED,
        first_month=first,
        last_month=last,
    )


def _recorded(users: Users, received: Received, month: Month) -> LumpSum:
    known = LumpSum.objects.filter(kind=received.kind.value).first()
    return known or lump_sums.record(
        received=received, by=users[SUPPORT], now=month.until_at + RECORDED_AFTER
    )


def _allocate(users: Users, received: Received, month: Month) -> None:
    lump_sums.allocate(
        lump_sum=_recorded(users, received, month),
        by=users[SUPPORT],
        now=month.until_at + ALLOCATED_AFTER,
    )
