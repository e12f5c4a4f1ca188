"""Summaries: what pages show of a tool's month, computed anew when something of it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime

import polars as pl
from django.db import models, transaction
from django.db.models import F

from artistportal import background
from artistportal.background import JobState
from artistportal.periods import Month
from earnings.domain import cells, exclusions
from earnings.domain import summaries as figures
from earnings.domain.sides import LEG_SCHEMA
from earnings.models import (
    ArtistUse,
    RoyaltyRun,
    SummaryRefresh,
    TerritoryMonth,
    ToolMonth,
    WorkMonth,
)
from earnings.queries import catalogue
from earnings.services import archive, bulk, months
from earnings.services.months import MonthOfUse

Clock = Callable[[], datetime]
Tables = Mapping[type[models.Model], pl.DataFrame]

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
    tables = _tables(job)
    background.beat(job, now=clock(), done=1, total=2, note="Storing")
    now = clock()
    with transaction.atomic():
        if not background.finish(job, now=now):
            return []
        for model, frame in tables.items():
            _replace(model, frame, job)
        rows = SummaryRefresh.objects.filter(pk=job.pk)
        rows.update(computed_at=now, progress_done=2, progress_note="")
        asked_again = rows.exclude(asked=job.asked)
        again = asked_again.update(state=JobState.WAITING, attempts=0, created_at=now)
    return [job.pk] if again else []


def _tables(job: SummaryRefresh) -> Tables:
    tables: dict[type[models.Model], pl.DataFrame] = {}
    allocations = _allocations(job)
    if allocations:
        rows = figures.of_payees(allocations)
        tables[ToolMonth] = figures.by_use(rows)
        tables[TerritoryMonth] = figures.by_territory(rows)
        tables[WorkMonth] = figures.by_work(rows)
    month = months.open_month(job.tool_id, Month(job.month_date))
    if month is not None:
        tables[ArtistUse] = _artist_uses(month)
    return {model: tables.get(model, pl.DataFrame()) for model in COLUMNS}


def _allocations(job: SummaryRefresh) -> dict[tuple[str, int], list[pl.LazyFrame]]:
    """The last allocation of each licence for the month, by currency and organisation; none that
    lost all lines.
    """
    runs = RoyaltyRun.objects.computed().filter(
        licence__tool=job.tool_id, month_date=job.month_date
    )
    last = {run.licence_id: run for run in runs.select_related("licence").order_by("revision")}
    found = defaultdict(list)
    for run in last.values():
        if run.lines:
            party = run.currency, run.licence.organisation_id
            found[party].append(archive.scan([run.allocation_path]))
    return dict(found)


def _artist_uses(month: MonthOfUse) -> pl.DataFrame:
    asked = months.asked_works(month.works)
    matched = month.matched()
    pieces = pl.DataFrame(schema={"work": pl.Int64, "piece": pl.Date})
    gathered = cells.gathered(matched, month.excluded, months.consent_for(month, asked), pieces)
    if not month.excluded.is_empty():
        matched = matched.join(month.excluded.lazy(), on=exclusions.KEY, how="anti")
    uses = figures.uses_of_works(gathered, figures.moments_of_use(matched))
    legs = pl.DataFrame(
        [(work.id, leg.work, leg.kind.value) for work in asked for leg in work.legs],
        schema=LEG_SCHEMA,
        orient="row",
    )
    reached = pl.concat([legs["work"], legs["leg_work"]]).unique()
    return figures.uses_of_artists(
        uses, figures.artists_of_works(legs, catalogue.credits_of(reached))
    )


def _replace(model: type[models.Model], frame: pl.DataFrame, job: SummaryRefresh) -> None:
    model.objects.filter(tool=job.tool_id, month_date=job.month_date).delete()  # type: ignore[attr-defined]  # every model has objects
    if frame.is_empty():
        return
    whose = frame.with_columns(
        tool=pl.lit(job.tool_id, pl.Int64), month_date=pl.lit(job.month_date)
    )
    bulk.insert(model, whose, {**COLUMNS[model], "tool": "tool_id", "month_date": "month_date"})
