"""Who may see an artist's uses and money, and who may send usage reports.

Pairs: `check_…` raises the sentence that a person may read, `can_…` is the same rule as a bool.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.roster import permissions as roster_permissions
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.models import Artist, Organisation, Work
from consent.domain.api_keys import ApiScope
from consent.models import ApiKey, Tool

OWNERS = (ArtistRole.OWNER, OrganisationRole.OWNER)


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


def check_sees_own_money(account: Account) -> None:
    """What an artist or an organisation got as a payee: statements, balance, payments."""
    if account.kind not in {AccountKind.ARTIST, AccountKind.ORGANISATION}:
        raise PermissionDenied("Only artists and organisations are paid; choose one to act for.")
    if not account.sees_money:
        raise PermissionDenied(
            f"Your part in {account.name}’s team does not include the money."
            " An owner of the account can change that."
        )


def sees_own_money(account: Account) -> bool:
    try:
        check_sees_own_money(account)
    except PermissionDenied:
        return False
    return True


def check_can_report(user: User | ApiKey, tool: Tool, now: datetime) -> None:
    """Support, the people who report for the tool, and its own keys may send its usage reports.

    A key speaks for the tool until it ends, whoever made it: people leave, and machines report on.
    """
    if isinstance(user, ApiKey):
        check_key_can_report(user, tool, now)
        return
    if user.is_staff or tool.members.in_force(now).filter(user=user).exists():
        return
    raise PermissionDenied(f"You do not report for {tool}. Ask its provider to add you.")


def check_key_can_report(key: ApiKey, tool: Tool, now: datetime) -> None:
    has_ended = key.until_at is not None and key.until_at <= now
    if key.tool_id != tool.pk or has_ended or not key.allows(ApiScope.REPORTS_WRITE):
        raise PermissionDenied(
            f"This key does not report for {tool}. Make one that may, of {tool}."
        )


def check_can_change_payee(user: User, party: Artist | Organisation, now: datetime) -> None:
    """Owners alone say where money goes: no manager, no label for its artist, no support."""
    owners = party.members.in_force(now).filter(user=user, role__in=[r.value for r in OWNERS])
    if not (user.is_active and owners.exists()):
        raise PermissionDenied(f"Only an owner of {party}’s account says where its money goes.")


def check_is_support(user: User) -> None:
    if not user.is_staff:
        raise PermissionDenied("Only support may do this.")


def check_can_match(user: User, work: Work, now: datetime) -> None:
    """Support, and who may change the catalogue of the organisation that holds the work."""
    roster_permissions.check_can_edit_catalogue(user, work.rights_holder, now)


def check_lines_are_theirs(user: User, work: Work, holders: Collection[int | None]) -> None:
    """Money of unmatched lines moves to a work of the organisation they belong to, no other's."""
    if not user.is_staff and set(holders) != {work.rights_holder_id}:
        raise PermissionDenied(
            f"Not all lines that name this identifier belong to licences of {work.rights_holder},"
            " so only support may say which work it is."
        )


def check_keeps_lump_sums(user: User, organisation: Organisation, now: datetime) -> None:
    """Support, and the admins of the organisation whose licence a sum came under."""
    if not (user.is_active and user.is_staff) and not _is_admin(user, organisation, now):
        raise PermissionDenied(
            f"Only an owner of {organisation} or support records and allocates its lump sums."
        )


def check_reviews_statements(user: User, organisation: Organisation, now: datetime) -> None:
    """The organisation's owners say that its part of the drafts was reviewed."""
    if not _is_admin(user, organisation, now):
        raise PermissionDenied(f"Only an owner of {organisation} says that it was reviewed.")


def reviews_statements(user: User, organisation: Organisation, now: datetime) -> bool:
    try:
        check_reviews_statements(user, organisation, now)
    except PermissionDenied:
        return False
    return True


def keeps_lump_sums(user: User, organisation: Organisation, now: datetime) -> bool:
    try:
        check_keeps_lump_sums(user, organisation, now)
    except PermissionDenied:
        return False
    return True


def _is_admin(user: User, organisation: Organisation, now: datetime) -> bool:
    admins = organisation.members.in_force(now).filter(role=OrganisationRole.OWNER.value)
    return user.is_active and admins.filter(user=user).exists()
