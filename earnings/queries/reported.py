"""Up to which month each tool has told what it used, and when the next word is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery

from artistportal.periods import Month
from artistportal.roster.models import Credit
from consent.models import Licence, Tool, ToolStatus
from earnings.models import Outcome, SummaryRefresh, UsageReport


@dataclass(frozen=True, slots=True)
class Reported:
    """What a tool has told: its first and last month, None before its first report; and whether
    it told of each of the months asked for.
    """

    slug: str
    tool: str
    is_over: bool
    first: Month | None
    last: Month | None
    received_at: datetime | None
    tells: tuple[bool, ...]

    @property
    def expected_date(self) -> date | None:
        """The next report is expected as long after its month as the last one took."""
        if self.last is None or self.received_at is None:
            return None
        lag = max(self.received_at.date() - self.last.until, timedelta())
        return self.last.next().until + lag


def reported(
    artist_id: int, months: Sequence[Month], now: datetime
) -> tuple[tuple[Reported, ...], datetime | None]:
    """Every tool that has ever reported, and those licensed for the artist's works that have not
    yet, by name; and when the newest figures were computed. One query.
    """
    accepted = UsageReport.objects.accepted().filter(tool=OuterRef("pk"), until_date__isnull=False)
    holders = Credit.objects.filter(artist_id=artist_id).values("work__rights_holder")
    licensed = Licence.objects.in_force(now).filter(tool=OuterRef("pk"), organisation__in=holders)
    counted = Q(
        usage_reports__outcome=Outcome.ACCEPTED.value, usage_reports__until_date__isnull=False
    )
    to_the_end_of = {
        str(month): Count(
            "usage_reports",
            filter=counted
            & Q(
                usage_reports__from_date__lt=month.until,
                usage_reports__until_date__gte=month.until,
            ),
        )
        for month in months
    }
    newest = SummaryRefresh.objects.exclude(computed_at=None).order_by("-computed_at")
    rows = list(
        Tool.objects.filter(Exists(accepted) | Exists(licensed))
        .values_list("slug", "name", "status")
        .annotate(
            first=Min("usage_reports__from_date", filter=counted),
            until=Max("usage_reports__until_date", filter=counted),
            received=Subquery(
                accepted.order_by("-until_date", "received_at").values("received_at")[:1]
            ),
            computed=Subquery(newest.values("computed_at")[:1]),
            **to_the_end_of,
        )
        .order_by("name")
    )
    return tuple(_reported(*row) for row in rows), rows[0][6] if rows else None


def _reported(
    slug: str,
    tool: str,
    status: str,
    first: date | None,
    until: date | None,
    received_at: datetime | None,
    _computed_at: datetime | None,
    *counts: int,
) -> Reported:
    return Reported(
        slug=slug,
        tool=tool,
        is_over=status == ToolStatus.RETIRED,
        first=Month.of(first) if first else None,
        last=Month.of(until).previous() if until else None,
        received_at=received_at,
        tells=tuple(count > 0 for count in counts),
    )
