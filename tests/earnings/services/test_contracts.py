"""Contracts: what may be agreed, ended, paid ahead and spent."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.roster.models import Organisation, Payee
from earnings.models import Contract, Entry, Expense, Posting
from earnings.services import contracts
from earnings.services.contracts import Agreement, NotAgreed, Spent
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import NOW, OrganisationFactory, PayeeFactory
from tests.factories.settlements import account, contract, paid_in, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def label() -> Organisation:
    return OrganisationFactory.create()


@pytest.fixture
def payee() -> Payee:
    return PayeeFactory.create()


class TestAdd:
    def test_numbers_contracts_and_makes_the_organisation_a_payee(
        self, label: Organisation, payee: Payee
    ) -> None:
        made = contract(label, payee)

        assert made.code == "K-0001"
        assert Payee.objects.filter(organisation=label).exists()

    def test_is_for_support_alone(self, label: Organisation, payee: Payee) -> None:
        agreement = Agreement("Recordings", date(2026, 1, 1), 500_000)

        with pytest.raises(PermissionDenied):
            contracts.add(
                organisation=label, payee=payee, agreement=agreement, by=UserFactory.create()
            )

    def test_refuses_two_at_once(self, label: Organisation, payee: Payee) -> None:
        contract(label, payee, until_date=date(2026, 6, 1))

        with pytest.raises(NotAgreed, match="K-0001 is in force then"):
            contract(label, payee, from_date=date(2026, 5, 1))

        assert contract(label, payee, from_date=date(2026, 6, 1)).number == 2

    @pytest.mark.parametrize(
        ("agreed", "why"),
        [
            ({"rate_ppm": 1_000_001}, "0 to 100 %"),
            ({"reserve_ppm": 100_000}, "months until it is released"),
            ({"until_date": date(2025, 1, 1)}, "ends after it begins"),
        ],
    )
    def test_refuses_what_cannot_be_settled(
        self, label: Organisation, payee: Payee, agreed: dict[str, object], why: str
    ) -> None:
        with pytest.raises(NotAgreed, match=why):
            contract(label, payee, **agreed)

    def test_refuses_a_recoupment_account_of_others(
        self, label: Organisation, payee: Payee
    ) -> None:
        elsewhere = account(OrganisationFactory.create(), payee)

        with pytest.raises(NotAgreed, match="is not between"):
            contract(label, payee, recoupment=elsewhere)

    def test_refuses_organisations_that_pay_each_other(self, label: Organisation) -> None:
        distributor = OrganisationFactory.create()
        first = contract(distributor, PayeeFactory.create(name="Label", organisation=label))

        with pytest.raises(NotAgreed, match="passes on what it earns"):
            contract(label, Payee.objects.get(organisation=distributor))
        with pytest.raises(NotAgreed, match="with itself"):
            contract(label, first.payee)


class TestEnd:
    def test_gives_an_end_once(self, label: Organisation, payee: Payee) -> None:
        made = contract(label, payee)
        until = date(2026, 4, 1)

        ended = contracts.end(contract=made, until_date=until, by=support(), now=NOW)

        assert ended.until_date == until
        with pytest.raises(NotAgreed, match="ends on 1 April 2026 already"):
            contracts.end(contract=made, until_date=date(2026, 5, 1), by=support(), now=NOW)

    def test_lies_not_in_the_past(self, label: Organisation, payee: Payee) -> None:
        with pytest.raises(NotAgreed, match="today or later"):
            contracts.end(
                contract=contract(label, payee),
                until_date=date(2026, 3, 14),
                by=support(),
                now=NOW,
            )

    def test_leaves_no_expense_behind(self, label: Organisation, payee: Payee) -> None:
        made = contract(label, payee, from_date=date(2026, 3, 10))
        spend(made)

        with pytest.raises(NotAgreed, match="not settled yet"):
            contracts.end(contract=made, until_date=date(2026, 3, 20), by=support(), now=NOW)


class TestAdvance:
    def test_stands_to_be_recouped_and_not_on_the_payees_account(
        self, label: Organisation, payee: Payee
    ) -> None:
        albums = account(label, payee)

        contracts.advance(recoupment=albums, amount_micros=100_000, by=support(), now=NOW)

        assert posted(recoupment=albums) == -100_000
        assert not Posting.objects.filter(account__payee=payee).exists()

    def test_is_more_than_nothing(self, label: Organisation, payee: Payee) -> None:
        with pytest.raises(NotAgreed, match="more than nothing"):
            contracts.advance(
                recoupment=account(label, payee), amount_micros=0, by=support(), now=NOW
            )

    def test_is_for_support_alone(self, label: Organisation, payee: Payee) -> None:
        with pytest.raises(PermissionDenied):
            contracts.advance(
                recoupment=account(label, payee), amount_micros=1, by=UserFactory.create(), now=NOW
            )

        assert not Entry.objects.exists()


class TestSpend:
    def test_is_in_the_currency_the_payee_is_paid_in(
        self, label: Organisation, payee: Payee
    ) -> None:
        paid_in(payee, "SEK")

        with pytest.raises(NotAgreed, match="is paid in SEK"):
            spend(contract(label, payee))

    def test_comes_not_after_the_end(self, label: Organisation, payee: Payee) -> None:
        with pytest.raises(NotAgreed, match="has ended"):
            spend(contract(label, payee, until_date=date(2026, 3, 1)))

        assert spend(contract(label, payee, from_date=date(2026, 3, 1))).amount_micros == 5


def spend(under: Contract) -> Expense:
    return contracts.spend(
        contract=under, spent=Spent(date(2026, 3, 1), 5, "EUR", "Mastering"), by=support(), now=NOW
    )
