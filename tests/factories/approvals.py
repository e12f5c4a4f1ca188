"""An answer that waits for a second person, and the addresses about it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from artistportal.accounts.models import User
from consent.domain.approvals import LASTS
from consent.models import Approval
from tests.factories.earnings import Deal

ABOUT_ONE = ("approval", "approval_answer", "approval_withdraw", "approval_csv")


def waiting(agreed: Deal, preparer: User) -> Approval:
    """A no to everything for the recordings of the deal's artist."""
    now = timezone.now()
    return Approval.objects.create(
        organisation=agreed.licence.organisation,
        artist=agreed.artist,
        asked={"answer": "no", "kind": "recording", "use": "discovery"},
        works=1,
        seen=0,
        sentence="No to discovery by every tool for 1 work",
        prepared_by=preparer,
        prepared_at=now,
        expires_at=now + LASTS,
    )


def arguments(agreed: Deal, preparer: User) -> dict[str, dict[str, Any]]:
    """What the addresses of the second person and of saved views name."""
    found = {"public_id": waiting(agreed, preparer).public_id}
    about = {f"consent:{name}": found for name in ABOUT_ONE}
    return about | {"earnings:roster_view_delete": {"public_id": uuid4()}}
