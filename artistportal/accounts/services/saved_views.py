"""Lists kept under a name: a person's own, for one account and page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from artistportal.accounts.models import SavedView, User

LONGEST_NAME = 80
LONGEST_QUERY = 1_000
MOST = 30


class NotSaved(ValueError):
    """The view cannot be kept; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Of which account in view, and of which page, by the name of its address."""

    account: str
    page: str


def save(*, place: Place, name: str, query: str, user: User, now: datetime) -> SavedView:
    """Keep a list under a name; the same name again keeps the newer list."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise NotSaved(f"Give the view a name of at most {LONGEST_NAME} characters.")
    if len(query) > LONGEST_QUERY:
        raise NotSaved("What you look for is too long to be kept.")
    theirs = SavedView.objects.filter(user=user, account=place.account, page=place.page)
    if theirs.exclude(name=name).count() >= MOST:
        raise NotSaved(f"You keep {MOST} views of this page already. Delete one first.")
    view, _created = theirs.update_or_create(
        name=name,
        defaults={"query": query},
        create_defaults={
            "user": user,
            "account": place.account,
            "page": place.page,
            "query": query,
            "created_at": now,
        },
    )
    return view


def forget(*, public_id: UUID, place: Place, user: User) -> bool:
    """Forget one of the person's own views of a page; False where there is none of this id."""
    deleted, _ = SavedView.objects.filter(
        user=user, account=place.account, page=place.page, public_id=public_id
    ).delete()
    return bool(deleted)
