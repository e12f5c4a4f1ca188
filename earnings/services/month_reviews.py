"""Drafts of a month's statements, to be looked at before it is locked; nothing of them is posted.

A review is drafted by itself when a month is over, and again whenever somebody asks. It is what the
closing would work out at that moment, by the same code: payees first, then the organisations that
their contracts pass money on to. A rate that is missing fails it, until rates are taken in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from artistportal import background
from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.periods import Month
from artistportal.roster.models import Organisation
from earnings import permissions
from earnings.domain import statement_contents, statement_drafts
from earnings.domain.exchange_rates import NoRate
from earnings.domain.ledgers import EntryKind
from earnings.domain.payee_months import Booked, DraftPart
from earnings.models import MonthClosing, MonthReview, StatementDraft, StatementDraftPart
from earnings.queries import month_reviews as asked_of
from earnings.queries import settlements as asked
from earnings.queries.month_reviews import Before
from earnings.queries.settlements import Found
from earnings.services import closings, settlements
from earnings.services.closings import NotOver
from earnings.services.settlements import Books, Drafted

Clock = Callable[[], datetime]
Passed = dict[int, dict[str, int]]
ROWS_AT_ONCE = 500


def due(*, month: Month, by: User, now: datetime) -> list[int]:
    """The review of a month is drafted anew; raises NotOver where it cannot be."""
    permissions.check_is_support(by)
    if month.until_at > now:
        raise NotOver(f"{month.name} is not over: there is nothing to review yet.")
    if month != closings.next_month():
        raise NotOver(f"{month.name} is not the next month to be closed, so it has no drafts.")
    return _due(month, now)


def due_by_itself(now: datetime) -> list[int]:
    """The first review of the month that is over and closed next."""
    month = closings.next_month()
    if month is None or month.until_at > now:
        return []
    if MonthReview.objects.filter(month_date=month.first).exists():
        return []
    return _due(month, now)


def carry_out(*, review_id: int, clock: Clock) -> None:
    """Drafts every statement of the month in place of what was drafted before.

    A month that is locked, or being locked, keeps the drafts that were looked at.
    """
    job = background.claim(MonthReview, review_id, now=clock())
    if job is None:
        return
    if MonthClosing.objects.filter(month_date__gte=job.month_date).exists():
        background.finish(job, now=clock())
        return
    try:
        _draft(job, clock)
    except NoRate as odd:
        background.fail(job, str(odd), now=clock())


def note(*, review: MonthReview, organisation: Organisation, by: User, now: datetime) -> None:
    """Keeps in the audit trail that an organisation looked at its part of the drafts."""
    permissions.check_reviews_statements(by, organisation, now)
    month = Month(review.month_date).name
    fact = audit.Fact(
        verb=asked_of.REVIEWED,
        subject=asked_of.subject(review),
        sentence=f"Reviewed the draft statements of {month} for {organisation.name}",
        concerns=[f"organisation:{organisation.public_id}"],
    )
    audit.record(fact, by=by, now=now)


def _due(month: Month, now: datetime) -> list[int]:
    with transaction.atomic():
        job, _ = MonthReview.objects.get_or_create(
            month_date=month.first, defaults={"created_at": now}
        )
        MonthReview.objects.filter(pk=job.pk).update(
            state=background.JobState.WAITING, attempts=0, error="", rung_at=now, finished_at=None
        )
    return [job.pk]


def _draft(job: MonthReview, clock: Clock) -> None:
    month = Month(job.month_date)
    StatementDraft.objects.filter(review__month_date__lte=job.month_date).delete()
    books = closings.books_of(month)
    passed: Passed = defaultdict(lambda: defaultdict(int))
    done = 0
    for ids, total in closings.batches(month, passed):
        drafted = list(settlements.drafts(_with(asked.payees(ids, month), passed), books))
        _pass_on(drafted, books, passed)
        done += len(ids)
        with transaction.atomic():
            said = f"{done:,} payees drafted"
            if not background.beat(job, now=clock(), done=done, total=total, note=said):
                return
            _store(job, ids, drafted)
    background.finish(job, now=clock())


def _with(payees: Iterable[Found], passed: Mapping[int, Mapping[str, int]]) -> Iterable[Found]:
    """The payees with what drafts pass on to them, which nothing was booked of yet."""
    for found in payees:
        income = tuple(
            Booked(0, EntryKind.SETTLEMENT, currency, amount)
            for currency, amount in sorted(passed.get(found.payee.pk, {}).items())
            if amount
        )
        yield replace(found, month=replace(found.month, booked=found.month.booked + income))


def _pass_on(drafted: Iterable[Drafted], books: Books, passed: Passed) -> None:
    for each in drafted:
        for part in each.draft.parts:
            if part.contract:
                taker = books.payee_of[part.contract.organisation]
                passed[taker][each.draft.currency] += part.settled.costs_micros


def _store(job: MonthReview, ids: list[int], drafted: list[Drafted]) -> None:
    before = asked_of.before(ids, Month(job.month_date))
    rows = StatementDraft.objects.bulk_create(
        (_row(job, each, before) for each in drafted), batch_size=ROWS_AT_ONCE
    )
    StatementDraftPart.objects.bulk_create(
        (
            _part(row, part, before)
            for row, each in zip(rows, drafted, strict=True)
            for part in each.draft.parts
        ),
        batch_size=ROWS_AT_ONCE,
    )


def _row(job: MonthReview, each: Drafted, before: Before) -> StatementDraft:
    found, draft = each.found, each.draft
    row = StatementDraft(
        review=job,
        payee=found.payee,
        currency=draft.currency,
        held_micros=found.held.get(draft.currency, 0),
        earned_before_micros=before.earned.get((found.payee.pk, draft.currency)),
        **statement_contents.balances(draft),
    )
    of_licences = [part for part in draft.parts if part.organisation and part.earned]
    said = statement_drafts.concerns(
        statement_drafts.Drafted(
            earned_micros=row.earned_micros,
            earned_before_micros=row.earned_before_micros,
            closing_micros=row.closing_micros,
            held_micros=row.held_micros,
            can_be_paid=found.terms is not None and found.payee.pk in before.payable,
            has_contracts=all(part.contract for part in of_licences),
        )
    )
    row.concerns = " ".join(said)
    return row


def _part(row: StatementDraft, part: DraftPart, before: Before) -> StatementDraftPart:
    settled = part.settled
    return StatementDraftPart(
        draft=row,
        organisation_id=part.organisation,
        contract_id=part.contract.pk if part.contract else None,
        earned_micros=settled.earned_micros,
        costs_micros=settled.costs_micros,
        reserved_micros=settled.reserved_micros,
        released_micros=settled.released_micros,
        recouped_micros=settled.recouped_micros,
        earned_before_micros=before.parts.get((row.payee_id, row.currency, part.organisation)),
    )
