"""What providers said of the outputs of works, beside the uses that pages show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from earnings.models import AttributionMonth

Place = tuple[date, int, int, str]  # month of use, tool, work, use


@dataclass(frozen=True, slots=True)
class Attribution:
    """What one provider said by one method of a work's part in a month's outputs: an opinion."""

    provider: str
    method: str
    outputs: int
    lowest_ppm: int
    highest_ppm: int
    confidence_ppm: int | None
    disputed_outputs: int

    @property
    def is_range(self) -> bool:
        return self.lowest_ppm != self.highest_ppm


def beside(places: Iterable[Place]) -> dict[Place, tuple[Attribution, ...]]:
    """What was said in each of the places where anything was, in one query."""
    wanted = set(places)
    if not wanted:
        return {}
    months, tools, works, uses = (set(parts) for parts in zip(*wanted, strict=True))
    rows: QuerySet[AttributionMonth, tuple[Any, ...]] = (
        AttributionMonth.objects.filter(
            month_date__in=months, tool__in=tools, work__in=works, use__in=uses
        )
        .order_by("provider", "method")
        .values_list(
            "month_date", "tool_id", "work_id", "use", "provider", "method", "outputs",
            "lowest_ppm", "highest_ppm", "confidence_ppm", "disputed_outputs",
        )
    )  # fmt: skip
    found = defaultdict(list)
    for row in rows:
        found[row[:4]].append(Attribution(*row[4:]))
    return {place: tuple(said) for place, said in found.items() if place in wanted}
