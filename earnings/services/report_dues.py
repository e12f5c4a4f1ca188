"""What is to be computed after a report began to count, or ceased to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from artistportal.periods import Month
from consent.models import Tool
from earnings.services import royalty_runs, summaries


@dataclass(frozen=True, slots=True)
class Due:
    """The jobs that wait: ids of runs and of summaries."""

    runs: list[int] = field(default_factory=list)
    summaries: list[int] = field(default_factory=list)


def of_months(tool: Tool, months: Iterable[Month], now: datetime) -> Due:
    """The runs of every licence that the months concern; a month of no licence is summed up.

    Called in the transaction that changes what counts.
    """
    due = Due()
    for month in sorted(set(months)):
        licences = royalty_runs.concerned(tool=tool, month=month)
        if licences:
            due.runs.extend(royalty_runs.due(licences=licences, month=month, now=now))
        else:
            due.summaries.append(summaries.due(tool=tool.pk, month=month, now=now))
    return due
