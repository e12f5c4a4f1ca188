"""What people did that concerns an account, the newest first, however much it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from artistportal.accounts.models import Deed, DeedConcern
from artistportal.roster.domain.activity import AREAS, VISITS, area_of


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """What somebody looks for; nothing looks for everything. Both days are included."""

    area: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """Some deeds, and where the older ones begin."""

    deeds: tuple[Deed, ...]
    older: UUID | None


def of_account(key: str, wanted: ActivityFilter) -> QuerySet[DeedConcern]:
    """The deeds that concern an account and are looked for, by its own index."""
    found = DeedConcern.objects.filter(account=key)
    if wanted.area in AREAS:
        found = found.filter(_in_area(wanted.area))
    if wanted.since:
        found = found.filter(deed__at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(deed__at__lt=_midnight(wanted.until) + timedelta(days=1))
    return found.select_related("deed__by").order_by("-deed_id")


def page(key: str, wanted: ActivityFilter, before: UUID | None, size: int) -> ActivityPage:
    """So many deeds, those older than `before` where it is named."""
    found = of_account(key, wanted)
    if before is not None:
        found = found.filter(deed_id__lt=_id_of(key, before))
    deeds = [concern.deed for concern in found[: size + 1]]
    shown = tuple(deeds[:size])
    for deed in shown:
        deed.area = area_of(deed.verb)  # type: ignore[attr-defined]  # for the template
    return ActivityPage(shown, shown[-1].public_id if len(deeds) > size else None)


def _id_of(key: str, public_id: UUID) -> int:
    """The place of a deed in the account's own row of them; of any other, the beginning."""
    named = DeedConcern.objects.filter(account=key, deed__public_id=public_id)
    return named.values_list("deed_id", flat=True).first() or 0


def _in_area(area: str) -> Q:
    _label, words = AREAS[area]
    matching = Q()
    for word in words:
        matching |= Q(deed__verb__startswith=f"{word}.")
    return matching | Q(deed__visit__isnull=False) if area == VISITS else matching


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
