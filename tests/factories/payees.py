"""Payees with an account that payments go to, and holds that two people of support put on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from artistportal.roster.models import Payee
from earnings.domain.payout_accounts import Given
from earnings.models import PayeeHold, PayoutAccount
from earnings.queries import payees
from earnings.services import payee_holds, payout_accounts
from earnings.services.payee_holds import Grounds
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import NOW

IBAN = "DE89370400440532013000"
OTHER_IBAN = "NL91ABNA0417164300"
LONG_AGO = NOW - timedelta(days=60)


def account(payee: Payee, now: datetime = LONG_AGO, **changed: Any) -> PayoutAccount:
    """An account that the payee's first owner entered; sixty days ago, unless told otherwise."""
    given = Given(**{"holder": "Mira Holm", "country": "DE", "number": IBAN} | changed)
    party = payee.artist or payee.organisation
    owner = payees.owners(payee, now).first()
    assert party
    assert owner
    return payout_accounts.give(party=party, given=given, by=owner, now=now)


def asked(payee: Payee, now: datetime = NOW, **changed: Any) -> PayeeHold:
    """A hold that waits for a second person."""
    said: dict[str, Any] = {
        "reason": "Two people say that they are you.",
        "next_step": "Support compares the contracts.",
        "deadline_date": date(2026, 4, 1),
    }
    grounds = Grounds(**said | changed)
    return payee_holds.ask(payee=payee, grounds=grounds, by=support(), now=now)


def held(payee: Payee, now: datetime = NOW) -> PayeeHold:
    """A hold in force."""
    second = UserFactory.create(is_staff=True)
    return payee_holds.approve(hold=asked(payee, now), by=second, now=now)
