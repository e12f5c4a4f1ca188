"""The views that a person saved of a page."""

from __future__ import annotations

from artistportal.accounts.models import SavedView, User


def of_page(user: User, account: str, page: str) -> list[SavedView]:
    """By name; nobody else's, and of no other account."""
    found = SavedView.objects.filter(user=user, account=account, page=page)
    return list(found.order_by("name"))
