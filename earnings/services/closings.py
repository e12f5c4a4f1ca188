"""Closing accounting months: every payee settled and told, so that it may be killed anywhere.

`MonthClosing` rows say where a month stands (`artistportal/background.py` moves them):

    waiting ──▶ running ──▶ done        every payee has their statements; the month is closed
       ▲           │
       └───────────┴──▶ failed          a rate is missing: nothing was posted of those not settled
                                        yet; support lets it go on

A closing that a person asked for issues statements that wait: nobody is told, and no payee sees
them or is paid by them, until they are sent (`send`). Those that the clock or an operator asked for
are sent as they are issued. Before all that the month may be looked at as drafts
(`services/month_reviews.py`).

Months are closed in their order. A closing waits for the royalty runs that were due before the
month ended. It settles payees in small transactions: what is settled is passed over by whoever goes
on. Its entries are booked in the month that it closes, everything else in the month that is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from artistportal import background
from artistportal.accounts.models import User
from artistportal.background import Job, JobState
from artistportal.periods import Month, months
from artistportal.roster.models import Organisation
from earnings import permissions
from earnings.domain.exchange_rates import NoRate
from earnings.models import ExchangeRate, MonthClosing, RoyaltyRun, Statement
from earnings.queries import exchange_rates
from earnings.queries import settlements as asked
from earnings.services import money_news, settlements
from earnings.services.settlements import Books

Clock = Callable[[], datetime]
PAYEES_AT_ONCE = 250


class NotOver(ValueError):
    """The month has not ended, or has nothing to close."""


class NotLocked(ValueError):
    """The statements cannot be sent yet: the month is not locked."""


def due(*, month: Month, by: User | None, now: datetime) -> list[int]:
    """Closings that wait for each month up to this one; `by` nobody where the clock or an operator
    asks. Those that were closed stay as they are. What a person asks for, and what comes after it,
    is held back until it is sent. Raises NotOver.
    """
    if by is not None:
        permissions.check_is_support(by)
    if month.until_at > now:
        raise NotOver(
            f"{month.name} is not over: it can be closed from {month.until:%-d %B %Y} on."
        )
    with transaction.atomic():
        first = next_month()
        is_held_back = by is not None or MonthClosing.objects.filter(held_back=True).exists()
        told = {"created_at": now, "held_back": is_held_back}
        for each in months(first, month.next()) if first else ():
            MonthClosing.objects.get_or_create(month_date=each.first, defaults=told)
    waiting = MonthClosing.objects.unfinished().order_by("month_date")
    return list(waiting.values_list("pk", flat=True)[:1])


def due_by_itself(now: datetime) -> list[int]:
    """As `due`, for the months that ended long enough ago; nothing where months close by hand."""
    days = settings.CLOSE_MONTHS_AFTER_DAYS
    if not days:
        return []
    month = Month.of(now - timedelta(days=days)).previous()
    first = next_month()
    return due(month=month, by=None, now=now) if first and first <= month else []


def carry_out(*, closing_id: int, clock: Clock) -> list[int]:
    """Closes a month; the closing that comes next, by id. Does nothing where it has to wait for
    something, which the row then says, where another worker has it, or where it is done.
    """
    waiting = MonthClosing.objects.unfinished().filter(pk=closing_id)
    for job in waiting:
        if why := _waits_for(job):
            waiting.update(progress_note=why)
            return []
    claimed = background.claim(MonthClosing, closing_id, now=clock())
    if claimed is None:
        return []
    try:
        _close(claimed, clock)
    except NoRate as odd:
        background.fail(claimed, str(odd), now=clock())
        return []
    following = MonthClosing.objects.unfinished().filter(month_date__gt=claimed.month_date)
    return list(following.order_by("month_date").values_list("pk", flat=True)[:1])


def send(*, month: Month, by: User, now: datetime) -> list[int]:
    """Lets payees see the statements of a locked month, and of those before it that wait too; the
    closings whose payees are to be told. Raises NotLocked.
    """
    permissions.check_is_support(by)
    waiting = MonthClosing.objects.filter(held_back=True, month_date__lte=month.first)
    with transaction.atomic():
        for job in waiting.select_for_update().order_by("month_date"):
            if job.state != JobState.DONE:
                raise NotLocked(f"{Month(job.month_date).name} is not locked yet. {job.error}")
        waiting.update(held_back=False, sent_at=now)
    untold = MonthClosing.objects.untold().order_by("month_date")
    return list(untold.values_list("pk", flat=True))


def tell(*, closing_id: int, now: datetime) -> None:
    """Tells the payees of a month that was sent by hand; once, however often asked."""
    with transaction.atomic():
        if not MonthClosing.objects.untold().filter(pk=closing_id).update(told_at=now):
            return
        issued = Statement.objects.filter(closing_job=closing_id).defer("content")
        payees = list(issued.order_by("payee").values_list("payee", flat=True).distinct())
        for first in range(0, len(payees), PAYEES_AT_ONCE):
            some = payees[first : first + PAYEES_AT_ONCE]
            money_news.tell_of_statements(some, issued.filter(payee__in=some), now)


def untold(now: datetime) -> list[int]:
    """The closings that were sent a while ago, and whose bell must have been lost."""
    quiet = MonthClosing.objects.untold().filter(sent_at__lte=now - Job.ring_again_after)
    return list(quiet.values_list("pk", flat=True))


def next_month() -> Month | None:
    """The first month without a closing, where anything was ever booked."""
    last = MonthClosing.objects.aggregate(last=Max("month_date"))["last"]
    return Month(last).next() if last else asked.first_month()


def _waits_for(job: MonthClosing) -> str:
    """What has to come before, in a sentence; empty where nothing has to."""
    before = MonthClosing.objects.filter(month_date__lt=job.month_date)
    earlier = before.exclude(state=JobState.DONE).order_by("month_date").first()
    if earlier:
        return f"Waits for {Month(earlier.month_date).name} to be closed."
    until = Month(job.month_date).until_at
    runs = RoyaltyRun.objects.unfinished().filter(created_at__lt=until).count()
    return f"Waits for {runs} royalty runs that were due before." if runs else ""


def _close(job: MonthClosing, clock: Clock) -> None:
    books = books_of(Month(job.month_date))
    done = 0
    for payees, total in batches(books.month, {}):
        settlements.settle(payees, books, job, clock())
        done += len(payees)
        note = f"{done:,} payees settled"
        if not background.beat(job, now=clock(), done=done, total=total, note=note):
            return
    with transaction.atomic():
        now = clock()
        issued = Statement.objects.filter(month_date=job.month_date).count()
        if background.finish(job, now=now):
            MonthClosing.objects.filter(pk=job.pk).update(
                statements=issued, progress_done=done, progress_total=done, progress_note=""
            )


def batches(month: Month, passed: Mapping[int, object]) -> Iterator[tuple[list[int], int]]:
    """The payees of one round after the other, some at once, and how many are known of so far.

    `passed` are payees with something that nothing was booked of yet, asked of when their round
    comes.
    """
    total = 0
    for ids in asked.rounds(month, passed):
        total += len(ids)
        for first in range(0, len(ids), PAYEES_AT_ONCE):
            yield ids[first : first + PAYEES_AT_ONCE], total


def books_of(month: Month) -> Books:
    """What the settlements have in common; raises NoRate before anything is posted."""
    day = month.last_day
    currencies = ExchangeRate.objects.values_list("currency", flat=True).distinct()
    rates = exchange_rates.rates(set(currencies), day, day)
    for given, wanted in sorted(asked.exchanges(month)):
        rates.between(given, wanted, day)
    licensing = Organisation.objects.filter(licences__isnull=False).distinct()
    return Books(
        month=month,
        rates=rates,
        rules=tuple(asked.tax_rules()),
        payee_of=asked.takers(),
        organisations={
            row.pk: {"id": str(row.public_id), "name": row.name}
            for row in licensing.union(Organisation.objects.filter(contracts__isnull=False))
        },
    )
