"""Where clones and false releases were found, and how long each platform took to answer."""

from __future__ import annotations

from django.db.models import QuerySet

from artistportal.cases.domain import response_times
from artistportal.cases.domain.response_times import Asked, PlatformTimes
from artistportal.cases.models import Appearance, Case


def of_case(case: Case) -> list[Appearance]:
    """The places of one case, the oldest first; each knows its case."""
    found = list(case.appearances.order_by("found_at", "pk"))
    for appearance in found:
        appearance.case = case
    return found


def platforms(cases: QuerySet[Case]) -> tuple[PlatformTimes, ...]:
    """How quickly each platform answered the notices of these cases."""
    noticed = Appearance.objects.filter(case__in=cases.order_by(), noticed_at__isnull=False)
    return response_times.by_platform(
        Asked(each.platform, each.noticed_at, each.answered_at, each.removed_at)
        for each in noticed.order_by("pk")
        if each.noticed_at is not None
    )
