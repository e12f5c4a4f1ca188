"""What other artists' works came to, for a comparison that tells nobody's earnings.

Left out are the artist's own label mates and whoever shares a team with them: somebody who knows
their figures could otherwise work out what the few others were paid. Nothing that the asker chooses
narrows the rest: not the works, not the months, not a territory. So no two questions about one use
by one tool can be set against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, F, QuerySet, Sum, Value

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import ArtistMember, Credit, Signing
from earnings.domain.outlooks import MONTHS, Other
from earnings.models import ToolMonth

Cohorts = dict[tuple[int, Use, str], list[Other]]


def others(artist: int, tools: Collection[int], uses: Collection[Use], now: datetime) -> Cohorts:
    """By tool, use and currency, one of each other artist: the last closed months. One query."""
    cohort = _cohort(artist, tools, uses, now)
    of_use = cohort.values_list("tool_id", "use", "currency", "payee__artist").annotate(
        counted=Sum("units"), paid=Sum(F("earned_micros") + F("held_micros"))
    )
    credited = Credit.objects.filter(artist__in=cohort.values("payee__artist"))
    of_works = credited.values_list(Value(0), Value(""), Value(""), "artist").annotate(
        counted=Count("work", distinct=True), paid=Value(0)
    )
    rows = list(of_use.union(of_works, all=True))
    works = {of: counted for tool, _, _, of, counted, _ in rows if not tool}
    found: Cohorts = defaultdict(list)
    for tool, use, currency, of, units, paid in rows:
        if tool:
            found[tool, Use(use), currency].append(Other(units, paid, works.get(of, 1)))
    return found


def _cohort(
    artist: int, tools: Collection[int], uses: Collection[Use], now: datetime
) -> QuerySet[ToolMonth]:
    until = Month.of(now)
    labels = Signing.objects.filter(artist_id=artist).values("organisation")
    people = ArtistMember.objects.filter(artist_id=artist).values("user")
    return (
        ToolMonth.objects.filter(
            tool__in=tools,
            use__in=[use.value for use in uses],
            month_date__gte=until.back(MONTHS).first,
            month_date__lt=until.first,
            payee__artist__isnull=False,
        )
        .exclude(payee__artist_id=artist)
        .exclude(payee__artist__in=Signing.objects.filter(organisation__in=labels).values("artist"))
        .exclude(payee__artist__in=ArtistMember.objects.filter(user__in=people).values("artist"))
    )
