"""What each tool has told lately: paid, nothing for the artist, or not told yet. Never a bare 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from artistportal import money
from artistportal.periods import Month
from earnings.queries.overview import Source
from earnings.queries.reported import Reported


@dataclass(frozen=True, slots=True)
class Told:
    """One tool's word about one month, in words; `state` is `paid`, `none`, `wait` or `before`."""

    month: Month
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """What a tool has said for the artist up to now."""

    tool: str
    last: Month | None
    is_over: bool
    is_late: bool
    expected_date: date | None
    told: tuple[Told, ...]


def lines(
    reported: Sequence[Reported],
    sources: Sequence[Source],
    months: Sequence[Month],
    today: date,
) -> tuple[ReportedLine, ...]:
    """One line a tool, its months in the order given."""
    return tuple(
        ReportedLine(
            tool=tool.tool,
            last=tool.last,
            is_over=tool.is_over,
            is_late=bool(tool.expected_date and not tool.is_over and tool.expected_date < today),
            expected_date=tool.expected_date,
            told=tuple(
                _told(tool, month, place, [each for each in sources if each.slug == tool.slug])
                for place, month in enumerate(months)
            ),
        )
        for tool in reported
    )


def _told(tool: Reported, month: Month, place: int, sources: Sequence[Source]) -> Told:
    amounts = [
        money.rounded(micros, source.currency)
        for source in sources
        if (micros := source.lately[place])
    ]
    if amounts:
        return Told(month, "paid", ", ".join(amounts))
    if any(source.lately[place] == 0 for source in sources):
        return Told(month, "none", "Nothing payable")
    if tool.tells[place]:
        return Told(month, "none", "None for you")
    if tool.is_over or (tool.first is not None and month < tool.first):
        return Told(month, "before", "Not in use")
    return Told(month, "wait", "Not yet")
