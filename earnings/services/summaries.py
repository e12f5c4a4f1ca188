"""Summaries: what pages show of a tool's month, computed anew when something of it changed.

The month's claims follow in the same transaction: they, too, are what its lines come to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import polars as pl
from django.db import models, transaction
from django.db.models import F

from artistportal import background
from artistportal.background import JobState
from artistportal.periods import Month
from earnings.domain import cells, exclusions, lines, opinions
from earnings.domain import summaries as figures
from earnings.domain.sides import LEG_SCHEMA
from earnings.models import (
    ArtistUse,
    AttributionMonth,
    LabelTerritoryMonth,
    LabelWorkMonth,
    MethodMonth,
    RoyaltyRun,
    SummaryRefresh,
    TerritoryMonth,
    ToolMonth,
    WorkMonth,
)
from earnings.queries import catalogue
from earnings.services import archive, attribution_months, bulk, claims, methods, months, unpaid
from earnings.services.claims import Found
from earnings.services.months import MonthOfUse
from earnings.services.unpaid import Used

Clock = Callable[[], datetime]
Tables = Mapping[type[models.Model], pl.DataFrame]

OF_LABEL: Mapping[str, str] = {
    "organisation": "organisation_id",
    "payee": "payee_id",
    "currency": "currency",
    "units": "units",
    "own_units": "own_units",
    "earned_micros": "earned_micros",
    "held_micros": "held_micros",
}
COLUMNS: Mapping[type[models.Model], Mapping[str, str]] = {
    ToolMonth: {
        "payee": "payee_id",
        "use": "use",
        "currency": "currency",
        "units": "units",
        "earned_micros": "earned_micros",
        "held_micros": "held_micros",
    },
    TerritoryMonth: {
        "payee": "payee_id",
        "territory": "territory",
        "currency": "currency",
        "units": "units",
        "earned_micros": "earned_micros",
    },
    WorkMonth: {
        "payee": "payee_id",
        "work": "work_id",
        "currency": "currency",
        "units": "units",
        "earned_micros": "earned_micros",
    },
    LabelWorkMonth: {**OF_LABEL, "work": "work_id"},
    LabelTerritoryMonth: {**OF_LABEL, "territory": "territory"},
    ArtistUse: {
        "artist": "artist_id",
        "work": "work_id",
        "use": "use",
        "model_version": "model_version",
        "units": "units",
        "uncleared_units": "uncleared_units",
        "territories": "territories",
        "top_territory": "top_territory",
        "first_used_at": "first_used_at",
        "last_used_at": "last_used_at",
    },
    MethodMonth: methods.COLUMNS,
    AttributionMonth: attribution_months.COLUMNS,
    **unpaid.COLUMNS,
}


def due(*, tool: int, month: Month, now: datetime) -> int:
    """Asks for a tool's month to be summed up anew; the id of the job.

    A refresh that runs already is asked again when it ends, for it may have read the old state.
    """
    with transaction.atomic():
        job, is_new = SummaryRefresh.objects.get_or_create(
            tool_id=tool, month_date=month.first, defaults={"created_at": now}
        )
        if not is_new:
            SummaryRefresh.objects.filter(pk=job.pk).update(asked=F("asked") + 1)
            SummaryRefresh.objects.filter(
                pk=job.pk, state__in=[JobState.DONE, JobState.FAILED]
            ).update(state=JobState.WAITING, attempts=0, error="", created_at=now)
    return job.pk


def refresh(*, refresh_id: int, clock: Clock) -> list[int]:
    """Computes a tool's month and replaces its rows; the ids of jobs that wait after that."""
    job = background.claim(SummaryRefresh, refresh_id, now=clock())
    if job is None:
        return []
    background.beat(job, now=clock(), done=0, total=2, note="Adding up")
    try:
        tables, found = _tables(job, clock())
    except pl.exceptions.InvalidOperationError as odd:
        if not lines.is_overflow(odd):
            raise
        background.fail(job, lines.TOO_LARGE, now=clock())
        return []
    background.beat(job, now=clock(), done=1, total=2, note="Storing")
    now = clock()
    with transaction.atomic():
        if not background.finish(job, now=now):
            return []
        for model, frame in tables.items():
            _replace(model, frame, job)
        claims.follow(tool=job.tool_id, month=Month(job.month_date), found=found, now=now)
        rows = SummaryRefresh.objects.filter(pk=job.pk)
        rows.update(computed_at=now, progress_done=2, progress_note="")
        asked_again = rows.exclude(asked=job.asked)
        again = asked_again.update(state=JobState.WAITING, attempts=0, created_at=now)
    return [job.pk] if again else []


def _tables(job: SummaryRefresh, now: datetime) -> tuple[Tables, Found]:
    """The month's rows by table, and the claims that its lines come to."""
    tables: dict[type[models.Model], pl.DataFrame] = {}
    runs = _last_runs(job)
    allocations = _allocations(runs)
    if allocations:
        rows = figures.of_payees(allocations)
        tables[ToolMonth] = figures.by_use(rows)
        tables[TerritoryMonth] = figures.by_territory(rows)
        tables[WorkMonth] = figures.by_work(rows)
        of_labels = figures.of_labels(allocations)
        tables[LabelWorkMonth] = figures.by_label(of_labels, "work")
        tables[LabelTerritoryMonth] = figures.by_label(of_labels, "territory")
        tables[MethodMonth] = methods.of_runs(runs)
    month = months.open_month(job.tool_id, Month(job.month_date))
    found = claims.NOTHING
    if month is not None:
        tables[ArtistUse], found, used = _artist_uses(month)
        tables[AttributionMonth] = attribution_months.of_month(month, used.artists)
        tables |= unpaid.tables(job, allocations, used, now)
    return {model: tables.get(model, pl.DataFrame()) for model in COLUMNS}, found


def _last_runs(job: SummaryRefresh) -> list[RoyaltyRun]:
    """The last run of each licence for the month; none that lost all lines."""
    runs = RoyaltyRun.objects.computed().filter(
        licence__tool=job.tool_id, month_date=job.month_date
    )
    named = runs.select_related("licence", "terms").order_by("revision")
    last = {run.licence_id: run for run in named}
    return [run for run in last.values() if run.lines]


def _allocations(runs: Iterable[RoyaltyRun]) -> dict[tuple[str, int], list[pl.LazyFrame]]:
    """The allocations of runs by currency and organisation."""
    found = defaultdict(list)
    for run in runs:
        party = run.currency, run.licence.organisation_id
        found[party].append(archive.at_hand(archive.scan([run.allocation_path])))
    return dict(found)


def _artist_uses(month: MonthOfUse) -> tuple[pl.DataFrame, Found, Used]:
    footings = months.footings_of(month.works)
    matched = month.matched()
    pieces = pl.DataFrame(schema={"work": pl.Int64, "piece": pl.Date})
    consent = months.consent_for(month, footings)
    _, excluded = opinions.settled(month.lines, month.excluded, "")
    gathered = cells.gathered(matched, excluded, consent, pieces)
    matched = exclusions.standing(matched, excluded)
    uses = figures.uses_of_works(gathered, figures.moments_of_use(matched))
    legs = footings.legs.select(LEG_SCHEMA.names())
    reached = pl.concat([legs["work"], legs["leg_work"]]).unique()
    artists = figures.artists_of_works(legs, catalogue.credits_of(reached))
    used = Used(matched, gathered, month.works, artists)
    found = claims.find(month, matched, gathered, consent)
    return figures.uses_of_artists(uses, artists), found, used


def _replace(model: type[models.Model], frame: pl.DataFrame, job: SummaryRefresh) -> None:
    model.objects.filter(tool=job.tool_id, month_date=job.month_date).delete()  # type: ignore[attr-defined]  # every model has objects
    if frame.is_empty():
        return
    whose = frame.with_columns(
        tool=pl.lit(job.tool_id, pl.Int64), month_date=pl.lit(job.month_date)
    )
    bulk.insert(model, whose, {**COLUMNS[model], "tool": "tool_id", "month_date": "month_date"})
