"""What a file of lines says of the works in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.models import Credit, Work
from artistportal.roster.models.batches import among_ids


@dataclass(frozen=True, slots=True)
class WorkNamed:
    """One work as the trade names it."""

    kind: str
    isrc: str
    iswc: str
    title: str
    release_title: str
    display_artist: str


NO_WORK = WorkNamed("", "", "", "", "", "")


def named(works: Iterable[int]) -> Mapping[int, WorkNamed]:
    """The works of a batch by id, with their main artists; two queries."""
    ids = sorted(set(works))
    artists: dict[int, list[str]] = defaultdict(list)
    main = Credit.objects.filter(work__in=among_ids(ids), role=CreditRole.MAIN_ARTIST)
    for work, name in main.order_by("pk").values_list("work_id", "artist__name"):
        artists[work].append(name)
    rows = Work.objects.filter(pk__in=among_ids(ids)).values_list(
        "pk", "kind", "isrc", "iswc", "title", "release_title"
    )
    return {
        pk: WorkNamed(kind, isrc or "", iswc or "", title, release, ", ".join(artists[pk]))
        for pk, kind, isrc, iswc, title, release in rows
    }
