"""What waits for support: how much of each, counted only so far, and how old the oldest is.

Packages add their own queues to `QUEUES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import NoReverseMatch, reverse

from artistportal.accounts.models import Download, Letter
from artistportal.background import Job, JobState
from artistportal.cases.domain.states import CaseState
from artistportal.cases.models import Case
from artistportal.roster.domain.profile_claims import ClaimState
from artistportal.roster.models import ProfileClaim
from consent.models import CoverageRefresh, Notice, Snapshot
from earnings.domain.payouts import PayoutState
from earnings.domain.reports import Outcome
from earnings.models import (
    MonthClosing,
    MonthReview,
    PayeeHold,
    Payout,
    RoyaltyRun,
    SummaryRefresh,
    UsageReport,
)

MOST_COUNTED = 1_000

Rows = Callable[[datetime], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in it at a moment, since when by which field, and the list that shows it."""

    title: str
    rows: Rows
    since: str
    page: str
    query: str = ""
    leave: str = ""

    @property
    def path(self) -> str:
        """The list's address; empty where the desk has no such list."""
        try:
            return reverse(f"admin:{self.page}_changelist") + self.query
        except NoReverseMatch:
            return ""


@dataclass(frozen=True, slots=True)
class Length:
    """How much waits: at most `MOST_COUNTED` is counted."""

    queue: Queue
    count: int
    oldest_at: datetime | None

    @property
    def in_words(self) -> str:
        return f"{MOST_COUNTED:,} or more" if self.count >= MOST_COUNTED else f"{self.count:,}"


def _failed_payouts() -> QuerySet[Payout]:
    """Those that nothing was paid after: what came back waits in the payee's balance."""
    later = Payout.objects.filter(
        payee=OuterRef("payee"), currency=OuterRef("currency"), number__gt=OuterRef("number")
    )
    return Payout.objects.filter(~Exists(later), state=PayoutState.FAILED.value)


def _failed(model: type[Job]) -> Rows:
    return lambda _now: model._default_manager.filter(state=JobState.FAILED)


def _job(title: str, model: type[Job]) -> Queue:
    meta = model._meta
    page = f"{meta.app_label}_{meta.model_name}"
    leave = f"{meta.app_label}.view_{meta.model_name}"
    return Queue(title, _failed(model), "created_at", page, "?state__exact=failed", leave)


QUEUES: list[Queue] = [
    Queue(
        "Claims of profiles and credits",
        lambda _now: ProfileClaim.objects.filter(
            state__in=[ClaimState.OPEN.value, ClaimState.DISPUTED.value]
        ),
        "submitted_at",
        "roster_profileclaim",
        "?state__in=open,disputed",
        "roster.view_profileclaim",
    ),
    Queue(
        "Cases for support to answer",
        lambda _now: Case.objects.filter(
            state__in=[
                CaseState.OPEN.value,
                CaseState.APPEALED.value,
                CaseState.WITH_SUPPORT.value,
            ]
        ),
        "opened_at",
        "cases_case",
        "?state__in=open,appealed,with_support",
        "cases.view_case",
    ),
    Queue(
        "Usage reports that wait for a review",
        lambda _now: UsageReport.objects.filter(outcome=Outcome.CHECKED.value),
        "received_at",
        "earnings_usagereport",
        "?outcome__exact=checked",
        "earnings.view_usagereport",
    ),
    Queue(
        "Usage reports rejected",
        lambda _now: UsageReport.objects.filter(outcome=Outcome.REJECTED.value, replaced_with=None),
        "received_at",
        "earnings_usagereport",
        "?outcome__exact=rejected",
        "earnings.view_usagereport",
    ),
    Queue(
        "Notices that tools have not obeyed in time",
        Notice.objects.overdue,
        "deadline_at",
        "consent_notice",
        "?queue=overdue",
        "consent.view_notice",
    ),
    Queue(
        "Notices that could not be delivered",
        lambda _now: Notice.objects.undeliverable(),
        "dead_at",
        "consent_notice",
        "?queue=undeliverable",
        "consent.view_notice",
    ),
    Queue(
        "Holds that wait for a second person",
        lambda _now: PayeeHold.objects.filter(approved_at=None, lifted_at=None),
        "asked_at",
        "earnings_payeehold",
        "?state=asked",
        "earnings.view_payeehold",
    ),
    Queue(
        "Payouts that failed",
        lambda _now: _failed_payouts(),
        "ended_at",
        "earnings_payout",
        "?state__exact=failed",
        "earnings.view_payout",
    ),
    _job("Letters that could not be sent", Letter),
    _job("Usage reports whose reading failed", UsageReport),
    _job("Royalty runs that failed", RoyaltyRun),
    _job("Summaries that failed", SummaryRefresh),
    _job("Closings that failed", MonthClosing),
    _job("Reviews of months that failed", MonthReview),
    Queue(
        "Statements that are locked and wait to be sent",
        lambda _now: MonthClosing.objects.filter(held_back=True, state=JobState.DONE),
        "finished_at",
        "earnings_monthclosing",
        "?held_back__exact=1",
        "earnings.view_monthclosing",
    ),
    _job("Snapshots that failed", Snapshot),
    _job("Counts of coverage that failed", CoverageRefresh),
    _job("Downloads that failed", Download),
]


def lengths(may: Callable[[str], bool], now: datetime) -> list[Length]:
    """The queues that somebody may see, each with what waits in it."""
    return [_length(queue, now) for queue in QUEUES if may(queue.leave) and queue.path]


def _length(queue: Queue, now: datetime) -> Length:
    """One bounded look, the oldest first: what lies beyond it is only said to be more."""
    since = queue.rows(now).order_by(F(queue.since).asc(nulls_last=True))
    moments = list(since.values_list(queue.since, flat=True)[:MOST_COUNTED])
    return Length(queue, len(moments), moments[0] if moments else None)
