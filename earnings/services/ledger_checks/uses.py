"""The last allocation of each licence and month against the archived lines.

Every line is matched, excluded and given to its licence again, and the uses counted: by work or
unknown identifier, use, territory and model version, those that count and those that do not. The
revenue that the lines state is exchanged again. What was cleared is not asked again, for the rule
may know of decisions, disputes and split sheets that the run could not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

import polars as pl

from artistportal.background import JobState
from artistportal.periods import Month
from earnings.domain import cells
from earnings.domain.cells import Outcome
from earnings.domain.exclusions import KEY
from earnings.domain.lines import add_up
from earnings.domain.pools import NoPool
from earnings.models import RoyaltyRun
from earnings.queries import pricing
from earnings.services import archive, licence_months, months
from earnings.services.ledger_checks import files
from earnings.services.months import MonthOfUse

_WORDS: Final = ("identifier", "use", "territory", "model_version")
_NAME: Final = ("work", *_WORDS, "is_excluded")
_AGAIN: Final = "If the catalogue was changed since, have the month computed again."


def faults() -> Iterator[str]:
    """Months in which a run waits, is at work or failed are passed over: their lines moved on."""
    runs = RoyaltyRun.objects.select_related("licence__tool", "terms")
    ordered = runs.order_by("licence__tool", "month_date", "licence", "revision")
    for (tool, month), of_month in groupby(ordered.iterator(), _tool_and_month):
        last = {run.licence_id: run for run in of_month}
        settled = [run for run in last.values() if _is_settled(run)]
        if settled:
            yield from _month(tool, Month(month), settled)


def _tool_and_month(run: RoyaltyRun) -> tuple[int, date]:
    return run.licence.tool_id, run.month_date


def _is_settled(run: RoyaltyRun) -> bool:
    return run.state == JobState.DONE and run.terms is not None and bool(run.allocation_path)


def _month(tool: int, month: Month, runs: list[RoyaltyRun]) -> Iterator[str]:
    try:
        opened = months.open_month(tool, month)
        for run in runs:
            yield from _run(run, opened)
    except files.UNREADABLE as odd:
        yield f"{runs[0].licence.tool}, {month.name}: the lines cannot be read ({odd})."


def _run(run: RoyaltyRun, opened: MonthOfUse | None) -> Iterator[str]:
    found = _counted(run, opened)
    for name, stored, again in (
        ("lines", run.lines, int(found["lines"].sum())),
        ("excluded lines", run.excluded_lines, int(found.filter("is_excluded")["lines"].sum())),
    ):
        if stored != again:
            yield f"{run.code}: {stored} {name} went into it, the archive holds {again}. {_AGAIN}"
    try:
        allocated = _allocated(run)
    except files.UNREADABLE:
        return  # said of the run itself
    both = found.join(allocated, on=_NAME, how="full", coalesce=True, nulls_equal=True)
    units = both.with_columns(pl.col("units", "allocated").fill_null(0))
    wrong = units.filter(pl.col("units") != pl.col("allocated")).sort(_NAME, nulls_last=True)
    for row in files.first(wrong):
        of = f"work {row['work']}" if row["work"] else f"identifier {row['identifier']}"
        yield (
            f"{run.code}: {row['allocated']} uses of {of} ({row['use']}, {row['territory']}) are"
            f" allocated, the lines hold {row['units']}. {_AGAIN}"
        )
    yield from _revenue(run, opened)


def _counted(run: RoyaltyRun, opened: MonthOfUse | None) -> pl.DataFrame:
    """`_NAME`, `units` and `lines` of all lines that are the run's licence's."""
    if opened is None or run.terms is None:
        schema = {"work": pl.Int64, **dict.fromkeys(_WORDS, pl.String), "is_excluded": pl.Boolean}
        return pl.DataFrame(schema={**schema, "units": pl.Int64, "lines": pl.Int64})
    month = licence_months.settled(opened, run.terms)
    ours = pl.col("organisation") == run.licence.organisation_id
    claimed = months.claims(month.works).filter(ours).select("work", "use")
    lines = cells.of_licence(month.matched(), licence_months.share_of(run.licence, claimed))
    excluded = month.excluded.lazy().select(*KEY, is_excluded=pl.lit(value=True))
    return (
        lines.join(excluded, on=KEY, how="left", validate="m:1")
        .select(
            "work",
            *(pl.col(name).cast(pl.String) for name in _WORDS),
            pl.col("is_excluded").fill_null(value=False),
            "quantity",
        )
        .with_columns(identifier=pl.when(pl.col("work").is_null()).then("identifier"))
        .group_by(_NAME)
        .agg(units=add_up("quantity"), lines=pl.len().cast(pl.Int64))
        .collect(engine="streaming")
    )


def _allocated(run: RoyaltyRun) -> pl.DataFrame:
    """`_NAME` and `allocated`: the uses of the run's cells, each counted once."""
    is_excluded = pl.col("outcome").cast(pl.String) == Outcome.EXCLUDED.value
    return (
        archive.scan([run.allocation_path])
        .select(
            "cell",
            "work",
            *(pl.col(name).cast(pl.String) for name in _WORDS),
            "units",
            is_excluded=is_excluded,
        )
        .group_by("cell")
        .agg(pl.first(*_NAME, "units"))
        .filter(pl.col("use").is_not_null())  # what is no use: unattributed, a guarantee's rest
        .group_by(_NAME)
        .agg(allocated=add_up("units"))
        .collect(engine="streaming")
    )


def _revenue(run: RoyaltyRun, opened: MonthOfUse | None) -> Iterator[str]:
    """The tool's revenue from the lines, exchanged again."""
    if opened is None or run.terms is None or run.revenue_micros is None:
        return
    terms = pricing.priced(run.terms, run.licence, opened.month)
    month = licence_months.settled(opened, run.terms)
    try:
        found = licence_months.revenue_of(terms, run.licence, month).within(terms.currency)
    except NoPool as odd:
        yield f"{run.code}: its revenue cannot be told again ({odd})"
        return
    if found != run.revenue_micros:
        yield (
            f"{run.code}: revenue is stored as {run.revenue_micros} micro-units, the lines state"
            f" {found}."
        )
