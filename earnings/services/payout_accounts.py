"""Where payees are paid: each change is a new row, its owners are told, and payments wait.

Only an owner enters an account, never support. The number is sealed before it is stored, and
leaves the site by one door: the payment file that the operator writes (`payment_files`).
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, letters, notifications
from artistportal.roster.models import Artist, Payee
from artistportal.roster.services import splits
from earnings import permissions
from earnings.domain import payout_accounts
from earnings.domain.payout_accounts import Given
from earnings.models import PayoutAccount
from earnings.queries import payees
from earnings.queries.payees import Party
from earnings.services import sealing


@transaction.atomic
def give(*, party: Party, given: Given, by: User, now: datetime) -> PayoutAccount:
    """Stores where the party is paid from now on; the same again changes nothing.

    The first account waits like every other: a thief who signs in before the owner enters one too.
    Raises NotAnAccount.
    """
    permissions.check_can_change_payee(by, party, now)
    given = payout_accounts.checked(given)
    payee = _payee(party)
    before = payees.newest_account(payee)
    if before is not None and _is_same(before, given):
        return before
    account = PayoutAccount.objects.create(
        payee=payee,
        holder=given.holder,
        country=given.country,
        number_sealed=sealing.seal(given.number),
        last_four=given.last_four,
        bic=given.bic,
        given_by=by,
        given_at=now,
        usable_at=payout_accounts.usable_at(now, settings.PAYEE_CHANGE_HOLD_DAYS),
    )
    _note(account, before, by, now)
    _tell(account, by, now)
    return account


def _payee(party: Party) -> Payee:
    """The party's payee, locked, so that two changes and a payment come one after the other."""
    of_party = splits.payee_of_artist if isinstance(party, Artist) else splits.payee_of_organisation
    payee = of_party(party)  # type: ignore[arg-type]  # chosen by the party's own kind
    locked = Payee.objects.select_related("artist", "organisation")
    return locked.select_for_update(of=("self",)).get(pk=payee.pk)


def _is_same(before: PayoutAccount, given: Given) -> bool:
    return given == Given(
        before.holder, before.country, sealing.opened(before.number_sealed), before.bic
    )


def _note(account: PayoutAccount, before: PayoutAccount | None, by: User, now: datetime) -> None:
    key = payees.key(account.payee)
    fact = audit.Fact(
        verb="payee.account_given",
        subject=key,
        sentence=f"{by} changed the account that {account.payee} is paid to.",
        concerns=[key],
        before=_masked(before) if before else {},
        after=_masked(account),
    )
    audit.record(fact, by=by, now=now)


def _masked(account: PayoutAccount) -> dict[str, str]:
    return {
        "country": account.country,
        "ends_in": account.last_four,
        "usable_at": account.usable_at.isoformat(timespec="seconds"),
    }


def _tell(account: PayoutAccount, by: User, now: datetime) -> None:
    """Every owner, at every address they proved: who took over one address cannot hide it."""
    owners = payees.owners(account.payee, now)
    news = notifications.News(
        topic=Topic.PAYEE,
        subject=f"New payout account of {account.payee}",
        text=(
            f"{by} entered a new account for {account.payee}, ending in {account.last_four}."
            f" Payments wait until {account.usable_at:%-d %B %Y, %H:%M} UTC. If this was not meant,"
            " enter the right account or write to support before then."
        ),
        path=reverse("earnings:payee_account"),
        account=payees.key(account.payee),
    )
    notifications.tell(news, to=owners, now=now)
    letters.write_elsewhere(to=owners, subject=news.subject, text=news.text, now=now)
