"""Where payees are paid: who may say it, what is kept of it, who hears, how long payments wait."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from pytest_django import Settings

from artistportal.accounts.models import Deed, Letter, Notification, User
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.models import Payee
from earnings.domain.payout_accounts import Given, NotAnAccount
from earnings.models import PayoutAccount
from earnings.queries import payees
from earnings.services import payout_accounts, payouts, sealing
from earnings.services.payouts import NotPayable
from earnings.services.sealing import CannotOpen
from tests.factories.accounts import support
from tests.factories.payees import IBAN, OTHER_IBAN, account
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    OrganisationMemberFactory,
    PayeeFactory,
    SigningFactory,
)
from tests.factories.settlements import JANUARY, Year, cheap_deal, paid_in

pytestmark = pytest.mark.django_db

GIVEN = Given("Mira Holm", "DE", IBAN)
LATER = JANUARY.until_at + timedelta(days=8)


@pytest.fixture
def mira() -> Payee:
    """An artist with an owner."""
    artist = ArtistMemberFactory.create(artist__name="Mira Holm").artist
    return PayeeFactory.create(artist=artist, name=artist.name)


def owner(payee: Payee) -> User:
    return payees.owners(payee, NOW).get()


def give(payee: Payee, by: User, given: Given = GIVEN) -> PayoutAccount:
    assert payee.artist
    return payout_accounts.give(party=payee.artist, given=given, by=by, now=NOW)


class TestGive:
    def test_seals_the_number_and_lets_payments_wait(self, mira: Payee) -> None:
        stored = give(mira, owner(mira))

        assert IBAN not in str(PayoutAccount.objects.values().get())
        assert sealing.opened(stored.number_sealed) == IBAN
        assert (stored.last_four, stored.usable_at) == ("3000", NOW + timedelta(days=7))

    def test_keeps_every_version(self, mira: Payee) -> None:
        first = give(mira, owner(mira))
        second = give(mira, owner(mira), Given("Mira Holm", "NL", OTHER_IBAN))

        assert list(mira.payout_accounts.order_by("pk")) == [first, second]
        assert payees.newest_account(mira) == second
        with pytest.raises(IntegrityError), transaction.atomic():
            PayoutAccount.objects.update(usable_at=NOW)

    def test_pressed_twice_changes_nothing(self, mira: Payee) -> None:
        assert give(mira, owner(mira)) == give(mira, owner(mira))
        assert Notification.objects.count() == 1

    def test_tells_owners_at_every_proved_address_and_never_the_number(self, mira: Payee) -> None:
        by = owner(mira)
        for address, is_proved in (
            (by.email, True),
            ("before@example.org", True),
            ("x@y.z", False),
        ):
            EmailAddress.objects.create(user=by, email=address, verified=is_proved)

        give(mira, by)

        letters = Letter.objects.order_by("pk")
        assert [letter.address or letter.to.email for letter in letters] == [
            by.email,
            "before@example.org",
        ]
        deed = Deed.objects.get(verb="payee.account_given")
        told = str([*letters.values(), *Notification.objects.values(), deed.after, deed.sentence])
        assert IBAN not in told
        assert IBAN[:-4] not in told
        assert deed.after["ends_in"] == "3000"

    def test_refuses_everybody_but_an_owner(self, mira: Payee) -> None:
        manager = ArtistMemberFactory.create(artist=mira.artist, role=ArtistRole.MANAGER).user
        label = OrganisationMemberFactory.create()
        SigningFactory.create(artist=mira.artist, organisation=label.organisation)
        gone = ArtistMemberFactory.create(artist=mira.artist)
        type(gone).objects.filter(pk=gone.pk).update(until_at=NOW)
        others = (manager, label.user, gone.user, ArtistMemberFactory.create().user, support())

        for somebody in others:
            with pytest.raises(PermissionDenied):
                give(mira, somebody)

        assert not PayoutAccount.objects.exists()

    def test_refuses_a_number_with_a_slip(self, mira: Payee) -> None:
        with pytest.raises(NotAnAccount):
            give(mira, owner(mira), Given("Mira Holm", "DE", IBAN[:-1] + "1"))


class TestSealing:
    def test_outlives_a_change_of_the_secret_key(self, settings: Settings) -> None:
        sealed = sealing.seal(IBAN)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another-key-for-tests-that-opens-nothing-and-is-long"

        assert sealing.opened(sealed) == IBAN
        settings.SECRET_KEY_FALLBACKS = []
        with pytest.raises(CannotOpen):
            sealing.opened(sealed)


class TestPayments:
    """A closed balance of an artist on the site."""

    @pytest.fixture
    def year(self, mira: Payee) -> Year:
        found = Year(cheap_deal(payee=mira))
        paid_in(mira)
        found.earns(JANUARY, 5_000_000)
        found.closes(JANUARY)
        return found

    def test_need_an_account_that_is_past_its_waiting(self, year: Year) -> None:
        def scheduled() -> int:
            return len(payouts.schedule(payees=[year.payee.pk], by=support(), now=LATER))

        assert scheduled() == 0
        account(year.payee, LATER - timedelta(days=6))
        assert scheduled() == 0
        account(year.payee, LATER - timedelta(days=8), number=OTHER_IBAN, country="NL")
        assert scheduled() == 1

    def test_are_not_sent_where_the_account_changed_meanwhile(self, year: Year) -> None:
        account(year.payee)
        (payout,) = payouts.schedule(payees=[year.payee.pk], by=support(), now=LATER)
        account(year.payee, LATER, number=OTHER_IBAN, country="NL")

        with pytest.raises(NotPayable, match="ends in 4300 is new"):
            payouts.send(payout=payout, reference="B-1", by=support(), now=LATER)

    def test_ask_for_no_account_where_the_operator_keeps_them(
        self, year: Year, settings: Settings
    ) -> None:
        settings.PAYOUTS_NEED_ACCOUNTS = False

        assert payouts.schedule(payees=[year.payee.pk], by=support(), now=LATER)

    def test_are_written_to_a_file_that_the_operator_alone_reads(
        self, year: Year, tmp_path: Path
    ) -> None:
        account(year.payee)
        payouts.schedule(payees=[year.payee.pk], by=support(), now=LATER)
        path = tmp_path / "bank.csv"

        call_command("payment_file", path)

        assert f"P-000001,Mira Holm,Mira Holm,DE,{IBAN},,5.00,EUR" in path.read_text("utf-8-sig")
        assert path.stat().st_mode & 0o777 == 0o600
        assert Deed.objects.get(verb="payouts.file_written").after == {"payments": ["P-000001"]}
        with pytest.raises(CommandError):
            call_command("payment_file", path)
