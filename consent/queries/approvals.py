"""What waits for a second person of an organisation, and what became of the rest."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.queries.organisations import artists_on_roster
from consent.models import Approval, Request
from consent.models.approvals import ApprovalQuerySet
from consent.queries import artists
from consent.queries.artists import Subject


def visible_to(account: Account) -> ApprovalQuerySet:
    """Those of the organisation in view, newest first, with all that a line says."""
    rows = Approval.objects.select_related(
        "artist", "organisation", "prepared_by", "answered_by", "act", "request"
    )
    if account.kind != AccountKind.ORGANISATION:
        return rows.none()
    return rows.filter(organisation=account.id).order_by("-pk")


def waiting_answers(request: Request, subject: Subject, now: datetime) -> list[Approval]:
    """What somebody of the label has prepared to say to a request, and waits; one query."""
    if subject.organisation is None:
        return []
    rows = Approval.objects.open(now).select_related("prepared_by").order_by("pk")
    return list(rows.filter(request=request, artist=subject.id, organisation=subject.organisation))


def with_subject(
    account: Account, public_id: UUID, now: datetime
) -> tuple[Approval, Subject | None] | None:
    """One of them with its artist as the organisation may decide for them now; one query.

    Nobody where the artist is not on the roster any more.
    """
    signed = artists_on_roster(account.id, now).filter(pk=OuterRef("artist"))
    found = visible_to(account).filter(public_id=public_id)
    rows = list(
        found.annotate(
            theirs=artists.in_force("artist__mandates", account.id, now),
            is_signed=Exists(signed),
            **{f"mandate_{place}": F(column) for place, column in enumerate(artists.MANDATE)},
        ).order_by("theirs__id")
    )
    if not rows:
        return None
    approval = rows[0]
    artist = approval.artist
    told = [
        (
            *(artist.pk, artist.public_id, artist.name, 0),
            *(getattr(row, f"mandate_{place}") for place in range(len(artists.MANDATE))),
        )
        for row in rows
    ]
    is_signed = approval.is_signed  # type: ignore[attr-defined]  # annotated
    return approval, artists.of_rows(account, told) if is_signed else None
