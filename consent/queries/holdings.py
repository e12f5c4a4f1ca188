"""The works over which an artist holds consent, as what they allow is worked out."""

from __future__ import annotations

from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit
from consent.domain.allowances import Held


def of_artist(artist: int) -> list[Held]:
    """Each work once, with when the artist was first credited on it; one query."""
    rows = (
        Credit.objects.filter(artist=artist)
        .order_by("work_id", "credited_at")
        .values_list(
            "work_id", "work__kind", "work__rights_holder_id", "credited_at", "holds_consent"
        )
        .iterator(chunk_size=20_000)
    )
    first: dict[int, Held] = {}
    holding: set[int] = set()
    for work, kind, rights_holder, credited_at, holds_consent in rows:
        first.setdefault(work, Held(work, WorkKind(kind), rights_holder, credited_at))
        if holds_consent:
            holding.add(work)
    return [held for work, held in first.items() if work in holding]
