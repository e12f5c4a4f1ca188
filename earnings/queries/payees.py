"""What keeps payees from being paid: no usable account, or a hold of support's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from artistportal.accounts.models import User
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.models import Artist, Organisation, Payee
from artistportal.roster.models.batches import among_ids
from earnings.models import PayeeHold, PayoutAccount

Party = Artist | Organisation
NO_ACCOUNT = "Nobody has told us yet to which account the money goes."
OWNERS = (ArtistRole.OWNER.value, OrganisationRole.OWNER.value)


@dataclass(frozen=True, slots=True)
class Barrier:
    """One thing that keeps a payee from being paid: why, since when, what happens next."""

    reason: str
    next_step: str
    since: datetime | None = None
    deadline: date | None = None
    hold: PayeeHold | None = None
    lacks_account: bool = False

    @property
    def sentence(self) -> str:
        return f"{self.reason} {self.next_step}"


_WITHOUT = Barrier(NO_ACCOUNT, "An owner of the account enters it.", lacks_account=True)


def barriers(payees: Collection[int], now: datetime) -> dict[int, list[Barrier]]:
    """By payee, holds first; payees that may be paid are missing. One query, and one for holds."""
    found = with_state(Payee.objects.filter(pk__in=among_ids(payees)))
    by_payee = _of_all(list(found), now)
    return {payee: each for payee, each in by_payee.items() if each}


def of_payee(payee: Payee, now: datetime) -> list[Barrier]:
    """Those of one payee who was asked for `with_state`; a query more where there is a hold."""
    return _of_all([payee], now)[payee.pk]


def with_state(found: QuerySet[Payee]) -> QuerySet[Payee]:
    """Payees with what keeps them from being paid, in the same query."""
    newest = PayoutAccount.objects.filter(payee=OuterRef("pk")).order_by("-pk")
    return found.annotate(
        account_last_four=Subquery(newest.values("last_four")[:1]),
        account_given_at=Subquery(newest.values("given_at")[:1]),
        account_usable_at=Subquery(newest.values("usable_at")[:1]),
        is_held=Exists(_in_force().filter(payee=OuterRef("pk"))),
    )


def _of_all(found: list[Any], now: datetime) -> dict[int, list[Barrier]]:
    """`found` are payees of `with_state`."""
    by_payee: dict[int, list[Barrier]] = {payee.pk: [] for payee in found}
    held = [payee.pk for payee in found if payee.is_held]
    for hold in in_force(held) if held else ():
        by_payee[hold.payee_id].append(_held(hold))
    for payee in found:
        by_payee[payee.pk] += _of_account(payee, now)
    return by_payee


def missing() -> tuple[Barrier, ...]:
    """What keeps somebody from being paid for whom nothing was ever booked."""
    return (_WITHOUT,) if settings.PAYOUTS_NEED_ACCOUNTS else ()


def in_force(payees: Collection[int]) -> QuerySet[PayeeHold]:
    """The holds that two people put on and nobody has lifted."""
    return _in_force().filter(payee__in=among_ids(payees)).order_by("approved_at", "pk")


def _in_force() -> QuerySet[PayeeHold]:
    return PayeeHold.objects.filter(approved_at__isnull=False, lifted_at=None)


def newest_account(payee: Payee) -> PayoutAccount | None:
    """The version that counts, whether or not payments wait for it still."""
    return PayoutAccount.objects.filter(payee=payee).order_by("-pk").first()


def of_party(party: Party) -> Payee | None:
    return Payee.objects.filter(**{_kind(party).value: party.pk}).first()


def party(account: Account) -> Party:
    """The artist or organisation that an account stands for."""
    model = Artist if account.kind is AccountKind.ARTIST else Organisation
    found: Party = model._default_manager.get(pk=account.id)
    return found


def key(payee: Payee) -> str:
    """The key of the account that a payee is; empty for somebody outside the site."""
    someone = payee.artist or payee.organisation
    return f"{_kind(someone)}:{someone.public_id}" if someone else ""


def owners(payee: Payee, now: datetime) -> QuerySet[User]:
    """Who owns the payee's account; nobody where the payee is outside the site."""
    someone = payee.artist or payee.organisation
    if someone is None:
        return User.objects.none()
    members = someone.members.in_force(now).filter(role__in=OWNERS)
    return User.objects.filter(pk__in=members.values_list("user_id", flat=True))


def _kind(party: Party) -> AccountKind:
    return AccountKind.ARTIST if isinstance(party, Artist) else AccountKind.ORGANISATION


def _held(hold: PayeeHold) -> Barrier:
    return Barrier(hold.reason, hold.next_step, hold.approved_at, hold.deadline_date, hold)


def _of_account(payee: Any, now: datetime) -> list[Barrier]:
    """Of the newest account of somebody on the site; others are paid as the operator was told."""
    is_on_site = payee.artist_id or payee.organisation_id
    if not settings.PAYOUTS_NEED_ACCOUNTS or not is_on_site:
        return []
    if payee.account_usable_at is None:
        return [_WITHOUT]
    if payee.account_usable_at <= now:
        return []
    waiting = Barrier(
        f"The account that ends in {payee.account_last_four} is new.",
        f"Payments wait until {payee.account_usable_at:%-d %B %Y, %H:%M} UTC, so that nobody else"
        " can turn your money aside. Was it not you? Tell support at once.",
        since=payee.account_given_at,
        deadline=payee.account_usable_at.date(),
    )
    return [waiting]
