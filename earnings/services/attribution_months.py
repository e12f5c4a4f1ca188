"""What providers said of a tool's month, for the works that its artists see: `AttributionMonth`."""

from __future__ import annotations

import polars as pl

from earnings.domain import attribution_months, exclusions
from earnings.services.months import MonthOfUse

COLUMNS = {name: name for name in attribution_months.ATTRIBUTION_SCHEMA} | {"work": "work_id"}


def of_month(month: MonthOfUse, artists: pl.DataFrame) -> pl.DataFrame:
    """All that was said of outputs, side by side, whoever's word counts."""
    lines = exclusions.standing(month.matched(), month.excluded)
    return attribution_months.of_works(lines, artists)
