"""Contracts, months that are closed through the service, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation, Payee
from consent.domain.payment import PayModel
from consent.services import licences
from earnings.models import Contract, PayoutTerms, Posting, RecoupmentAccount, Statement
from earnings.services import closings, contracts
from earnings.services.contracts import Agreement
from tests.factories.accounts import support
from tests.factories.consent import LicenceFactory
from tests.factories.earnings import Deal, bring, deal_of
from tests.factories.roster import BEFORE

JANUARY = Month(date(2026, 1, 1))


def close(month: Month) -> None:
    """Closes a month and those before it, five days after it ended."""
    now = month.until_at + timedelta(days=5)
    due = closings.due(month=month, by=None, now=now)
    while due:
        due = closings.carry_out(closing_id=due[0], clock=lambda: now)


def contract(organisation: Organisation, payee: Payee, **agreed: Any) -> Contract:
    """A contract from the beginning of 2025 that leaves the payee one half, changed as told."""
    given: dict[str, Any] = {
        "title": "Recordings",
        "from_date": date(2025, 1, 1),
        "rate_ppm": 500_000,
    } | agreed
    return contracts.add(
        organisation=organisation, payee=payee, agreement=Agreement(**given), by=support()
    )


def account(organisation: Organisation, payee: Payee, currency: str = "EUR") -> RecoupmentAccount:
    return contracts.open_account(
        organisation=organisation, payee=payee, name="Albums", currency=currency, by=support()
    )


def paid_in(payee: Payee, currency: str = "EUR", **more: Any) -> PayoutTerms:
    return PayoutTerms.objects.create(payee=payee, currency=currency, **more)


def statement(payee: Payee, month: Month, currency: str = "EUR") -> Statement:
    return Statement.objects.get(payee=payee, month_date=month.first, currency=currency)


def posted(**account: Any) -> int:
    """What stands on accounts, in micro-units."""
    postings = Posting.objects.filter(
        **{f"account__{key}": value for key, value in account.items()}
    )
    return sum(postings.values_list("amount_micros", flat=True))


def cheap_deal(
    country: str = "",
    currency: str = "EUR",
    payee: Payee | None = None,
    organisation: Organisation | None = None,
) -> Deal:
    """A deal whose tool pays one micro-unit for each use, from a country."""
    more = {"organisation": organisation} if organisation else {}
    licence = LicenceFactory.create(tool__provider__country=country, **more)
    offer = licences.Offer(
        text="A micro-unit a use.",
        currency=currency,
        pay_model=PayModel.PER_USE_RATE,
        rates_micros=dict.fromkeys(Use, 1),
    )
    terms = licences.offer_terms(licence=licence, offer=offer, by=support(), now=BEFORE)
    return deal_of(terms, payee)


@dataclass
class Year:
    """A label and one payee who earns a micro-unit a use, booked in the month of the use."""

    deal: Deal = field(default_factory=cheap_deal)

    @property
    def payee(self) -> Payee:
        return self.deal.payee

    @property
    def label(self) -> Organisation:
        return self.deal.licence.organisation

    @property
    def label_payee(self) -> Payee:
        return Payee.objects.get(organisation=self.label)

    def earns(
        self,
        month: Month,
        micros: int,
        *,
        given: Deal | None = None,
        of: Month | None = None,
        **line: object,
    ) -> None:
        """So much is reported and booked late in the month; `of` is another month of use."""
        given = given or self.deal
        row = given.line(used_at=str((of or month).first), quantity=micros, **line)
        bring(given.tool, [row], now=month.from_at + timedelta(days=20))

    def closes(self, month: Month) -> Statement:
        close(month)
        return statement(self.payee, month)
