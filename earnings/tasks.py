"""The bells of earnings' background work: each task carries an id, makes one call, rings on.

report ──▶ its runs ──▶ the month's summaries
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from artistportal import background
from earnings.models import RoyaltyRun, SummaryRefresh, UsageReport
from earnings.services import archive, royalty_runs, summaries, usage_reports


@shared_task
def take_in_usage_report(report_id: int) -> None:
    due = usage_reports.take_in(report_id=report_id, clock=timezone.now)
    ring_runs(due.runs)
    ring_summaries(due.summaries)


@shared_task
def carry_out_royalty_run(run_id: int) -> None:
    ring_summaries(royalty_runs.carry_out(run_id=run_id, clock=timezone.now))


@shared_task
def refresh_summary(refresh_id: int) -> None:
    ring_summaries(summaries.refresh(refresh_id=refresh_id, clock=timezone.now))


@shared_task
def sweep() -> None:
    now = timezone.now()
    ring_reports(background.sweep(UsageReport, now=now))
    ring_runs(background.sweep(RoyaltyRun, now=now))
    ring_summaries(background.sweep(SummaryRefresh, now=now))
    archive.tidy(now)


def ring_reports(ids: Iterable[int]) -> None:
    """Rings for reports when what was stored of them is there to be read."""
    for report_id in ids:
        transaction.on_commit(partial(take_in_usage_report.delay, report_id))


def ring_runs(ids: Iterable[int]) -> None:
    for run_id in ids:
        transaction.on_commit(partial(carry_out_royalty_run.delay, run_id))


def ring_summaries(ids: Iterable[int]) -> None:
    for refresh_id in ids:
        transaction.on_commit(partial(refresh_summary.delay, refresh_id))
