"""Who may see an artist's uses and money, and who may send usage reports.

Pairs: `check_…` raises the sentence that a person may read, `can_…` is the same rule as a bool.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.roster.domain.accounts import Account, AccountKind
from consent.models import Tool


def check_sees_money(account: Account) -> None:
    if account.kind is not AccountKind.ARTIST:
        raise PermissionDenied("These figures belong to an artist; choose one to act for.")
    if not account.sees_money:
        raise PermissionDenied(
            f"Your part in {account.name}’s team does not include the money."
            " An owner of the account can change that."
        )


def sees_money(account: Account) -> bool:
    try:
        check_sees_money(account)
    except PermissionDenied:
        return False
    return True


def check_can_report(user: User, tool: Tool, now: datetime) -> None:
    """Support, and the people who report for the tool, may send its usage reports."""
    if user.is_staff or tool.members.in_force(now).filter(user=user).exists():
        return
    raise PermissionDenied(f"You do not report for {tool}. Ask its provider to add you.")


def can_report(user: User, tool: Tool, now: datetime) -> bool:
    try:
        check_can_report(user, tool, now)
    except PermissionDenied:
        return False
    return True


def check_is_support(user: User) -> None:
    if not user.is_staff:
        raise PermissionDenied("Only support may do this.")
