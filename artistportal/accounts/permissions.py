"""Who may have a file that was made for them: only for as long as they have what it tells of.

The packages above say which accounts a person has (`STANDINGS`) and what each kind of file needs
(`CHECKS`); a kind that says nothing needs the account and its money.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import Download, User

Accounts = Mapping[str, bool]
"""The accounts that a person has, by key, with whether its money is shown to them."""
Check = Callable[[Download, Accounts], bool]

STANDINGS: list[Callable[[User, datetime], Accounts]] = []
"""Packages above this one add theirs when they are ready."""


def of_the_person(_download: Download, _accounts: Accounts) -> bool:
    """A file about nobody but the person."""
    return True


def of_the_account(download: Download, accounts: Accounts) -> bool:
    """A file without money in it."""
    return download.account in accounts


def of_its_money(download: Download, accounts: Accounts) -> bool:
    """A file for those to whom the account's money is shown."""
    return accounts.get(download.account, False)


CHECKS: dict[str, Check] = {"your_data": of_the_person}
"""By kind of download; packages above this one add theirs when they are ready."""


def accounts_of(user: User, now: datetime) -> Accounts:
    return {key: money for standing in STANDINGS for key, money in standing(user, now).items()}


def check_can_have(user: User, download: Download, accounts: Accounts) -> None:
    if not user.is_active or download.user_id != user.pk:
        raise PermissionDenied("This file was made for somebody else.")
    if not CHECKS.get(download.kind, of_its_money)(download, accounts):
        raise PermissionDenied("You no longer have the account that this file tells of.")


def can_have(user: User, download: Download, accounts: Accounts) -> bool:
    try:
        check_can_have(user, download, accounts)
    except PermissionDenied:
        return False
    return True
