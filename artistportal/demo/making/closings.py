"""The accounting months closed one after the other, and every third month the payments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from artistportal.background import JobState
from artistportal.demo import cast
from artistportal.demo.making.people import Users
from artistportal.demo.people import SUPPORT
from artistportal.demo.plans import Plan
from artistportal.periods import Month
from earnings.domain.payouts import PayoutState
from earnings.models import MonthClosing, Payout
from earnings.services import closings, payouts

CLOSED_AFTER = timedelta(days=1, hours=6)
PAID_AFTER = timedelta(days=2)
ARRIVES_AFTER = timedelta(days=3)
ABANDONED_AFTER = timedelta(minutes=5)
MONTHS_A_PAYMENT = 3

Clock = Callable[[], datetime]


def close(plan: Plan, users: Users, month: Month) -> None:
    """Closes an accounting month once it is over, sends its statements, and then pays; a closed one
    stays as it is.
    """
    now = month.until_at + CLOSED_AFTER
    if now > plan.timeline.as_of:
        return
    due = closings.due(month=month, by=users[SUPPORT], now=now)
    was_open = bool(due)
    while due:
        job = MonthClosing.objects.get(pk=due[0])
        due = closings.carry_out(closing_id=job.pk, clock=_clock(now, job))
    _send(users, month, now)
    if not was_open:
        return
    if plan.timeline.months.index(month) % MONTHS_A_PAYMENT == MONTHS_A_PAYMENT - 1:
        _pay(plan, users, now + PAID_AFTER)


def _send(users: Users, month: Month, now: datetime) -> None:
    """Sends what is locked, also where whoever locked it was interrupted before."""
    locked = MonthClosing.objects.filter(month_date=month.first, state=JobState.DONE)
    if locked.filter(held_back=True).exists():
        closings.send(month=month, by=users[SUPPORT], now=now)
    for closing in MonthClosing.objects.untold().values_list("pk", flat=True):
        closings.tell(closing_id=closing, now=now)


def _clock(moment: datetime, job: MonthClosing) -> Clock:
    """A clock that stands at the moment, later by some minutes for each attempt before."""
    now = moment + ABANDONED_AFTER * job.attempts
    return lambda: now


def _pay(plan: Plan, users: Users, now: datetime) -> None:
    """Sends what is due; the demo artist's first payment comes back and is sent anew."""
    by = users[SUPPORT]
    if now + ARRIVES_AFTER > plan.timeline.as_of:
        return
    for payout in payouts.schedule(by=by, now=now):
        sent = payouts.send(payout=payout, reference=f"BATCH-{now:%Y-%m}", by=by, now=now)
        arrived_at = now + ARRIVES_AFTER
        if _is_first_of_demo_artist(plan, sent):
            why = "The account number was mistyped."
            payouts.fail(payout=sent, why=why, by=by, now=arrived_at)
            again = payouts.schedule(payees=[sent.payee_id], by=by, now=arrived_at)
            for other in again:
                payouts.send(payout=other, reference="AGAIN-1", by=by, now=arrived_at)
        else:
            payouts.arrive(payout=sent, by=by, now=arrived_at)


def _is_first_of_demo_artist(plan: Plan, payout: Payout) -> bool:
    is_theirs = payout.payee.name == plan.people.artists[cast.DEMO_ARTIST].name
    before = Payout.objects.filter(payee=payout.payee_id, state=PayoutState.FAILED.value)
    return is_theirs and not before.exists()
