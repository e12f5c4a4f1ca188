"""The bells of earnings' background work: each task carries an id, makes one call, rings on.

report ──▶ its runs ──▶ the month's summaries
an accounting month that ended ──▶ its drafts; its closing ──▶ the next month's
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from artistportal import background
from artistportal.accounts import tasks as accounts_tasks
from artistportal.roster.models import SplitSheet, Work
from earnings.models import MonthClosing, MonthReview, RoyaltyRun, SummaryRefresh, UsageReport
from earnings.services import (
    archive,
    closings,
    exchange_rates,
    month_reviews,
    replays,
    royalty_runs,
    scheduled_reports,
    summaries,
    usage_reports,
)
from earnings.services.report_dues import Due


@shared_task
def take_in_usage_report(report_id: int) -> None:
    ring_due(usage_reports.take_in(report_id=report_id, clock=timezone.now))


@shared_task
def carry_out_royalty_run(run_id: int) -> None:
    ring_summaries(royalty_runs.carry_out(run_id=run_id, clock=timezone.now))


@shared_task
def refresh_summary(refresh_id: int) -> None:
    ring_summaries(summaries.refresh(refresh_id=refresh_id, clock=timezone.now))


@shared_task
def close_month(closing_id: int) -> None:
    ring_closings(closings.carry_out(closing_id=closing_id, clock=timezone.now))


@shared_task
def draft_statements(review_id: int) -> None:
    month_reviews.carry_out(review_id=review_id, clock=timezone.now)


@shared_task
def tell_of_statements(closing_id: int) -> None:
    closings.tell(closing_id=closing_id, now=timezone.now())


@shared_task
def sweep() -> None:
    now = timezone.now()
    ring_reports(background.sweep(UsageReport, now=now))
    ring_runs(background.sweep(RoyaltyRun, now=now))
    ring_summaries(background.sweep(SummaryRefresh, now=now))
    ring_reviews(month_reviews.due_by_itself(now))
    ring_reviews(background.sweep(MonthReview, now=now))
    ring_sendings(closings.untold(now))
    closings.due_by_itself(now)
    ring_closings(background.sweep(MonthClosing, now=now))
    accounts_tasks.ring_downloads(scheduled_reports.carry_out(now=now))
    archive.tidy(now)


def recompute_for_sheet(sheet: SplitSheet, now: datetime) -> None:
    """A split sheet came into force: what it pays is due within that transaction, and rung for."""
    ring_due(replays.of_sheet(sheet, now))


def recompute_for_catalogue(works: Collection[Work], now: datetime) -> None:
    """A catalogue file was taken over: what it settles is due within that transaction."""
    ring_due(replays.of_catalogue(works, now))


def ring_reports(ids: Iterable[int]) -> None:
    """Rings for reports when what was stored of them is there to be read."""
    for report_id in ids:
        transaction.on_commit(partial(take_in_usage_report.delay, report_id))


def ring_received(received: usage_reports.Received) -> None:
    """Rings for what a file leads to that was sent just now."""
    if received.waits:
        ring_reports([received.report.pk])
    ring_due(received.due)


def ring_for_rates(taken: exchange_rates.TakenIn) -> None:
    """Rings for what stopped for want of a rate, now that new ones are here."""
    ring_runs(taken.runs)
    ring_reviews(taken.reviews)
    ring_closings(taken.closings)


def ring_due(due: Due) -> None:
    ring_runs(due.runs)
    ring_summaries(due.summaries)


def ring_runs(ids: Iterable[int]) -> None:
    for run_id in ids:
        transaction.on_commit(partial(carry_out_royalty_run.delay, run_id))


def ring_summaries(ids: Iterable[int]) -> None:
    for refresh_id in ids:
        transaction.on_commit(partial(refresh_summary.delay, refresh_id))


def ring_closings(ids: Iterable[int]) -> None:
    for closing_id in ids:
        transaction.on_commit(partial(close_month.delay, closing_id))


def ring_reviews(ids: Iterable[int]) -> None:
    for review_id in ids:
        transaction.on_commit(partial(draft_statements.delay, review_id))


def ring_sendings(ids: Iterable[int]) -> None:
    """Rings for the payees of months whose statements were sent, that they be told."""
    for closing_id in ids:
        transaction.on_commit(partial(tell_of_statements.delay, closing_id))
