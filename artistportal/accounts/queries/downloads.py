"""What the page of a person's downloads asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from artistportal.accounts import permissions
from artistportal.accounts.models import Download, User
from artistportal.accounts.permissions import Accounts
from artistportal.background import JobState

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One file, whose account it tells of, and whether the person may still have it."""

    download: Download
    account: str
    is_theirs: bool

    @property
    def is_there(self) -> bool:
        return self.is_theirs and self.download.state == JobState.DONE


def of_person(user: User, now: datetime) -> QuerySet[Download]:
    """The files that are not yet thrown away, the newest first."""
    return Download.objects.filter(user=user, expires_at__gt=now).order_by("-pk")


def listed(user: User, accounts: Accounts, names: Mapping[str, str], now: datetime) -> list[Line]:
    """The newest files, in one query."""
    return [
        Line(
            download,
            names.get(download.account, ""),
            permissions.can_have(user, download, accounts),
        )
        for download in of_person(user, now)[:SHOWN]
    ]
