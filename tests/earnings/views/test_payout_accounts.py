"""The page of the payout account: whom it opens to, and what it never shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import ArtistRole
from earnings.models import PayoutAccount
from tests.earnings.figures import Career
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.payees import IBAN, account, held
from tests.factories.roster import NOW, ArtistMemberFactory

pytestmark = pytest.mark.django_db

PAGE = "/earnings/payout-account/"
TYPED = {"holder": "Mira Holm", "country": "DE", "number": "DE89 3704 0044 0532 0130 00"}


@pytest.fixture
def career() -> Career:
    return Career()


def signed_in(client: Client, user: User, *, lately: bool = True, factor: bool = True) -> Client:
    """The person's browser; with a second factor, and just asked for it, unless told otherwise."""
    client.force_login(user)
    if factor:
        TOTP.activate(user, generate_totp_secret())
    if lately:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


class TestPage:
    def test_asks_for_a_second_factor_first(self, client: Client, career: Career) -> None:
        signed_in(client, career.member.user, factor=False)

        page = client.get(PAGE).content.decode()

        assert "Set up two-step sign-in first" in page
        assert 'name="number"' not in page
        client.post(PAGE, TYPED)
        assert not PayoutAccount.objects.exists()

    def test_asks_to_sign_in_again_and_keeps_no_number_meanwhile(
        self, client: Client, career: Career
    ) -> None:
        signed_in(client, career.member.user, lately=False)

        asked = client.get(PAGE)
        late = client.post(PAGE, TYPED)

        assert "/reauthenticate/" in asked["Location"]
        assert late["Location"] == PAGE
        assert "3704" not in str(dict(client.session))
        assert not PayoutAccount.objects.exists()

    def test_takes_an_account_and_shows_its_end_alone(self, client: Client, career: Career) -> None:
        signed_in(client, career.member.user)

        saved = client.post(PAGE, TYPED, follow=True)

        page = saved.content.decode()
        assert "ends in 3000" in page
        assert "22 Mar 2026" in page
        assert IBAN not in page
        assert "0532" not in page
        assert "Payments wait until 22 March 2026" in str([*get_messages(saved.wsgi_request)])

    def test_names_what_is_wrong(self, client: Client, career: Career) -> None:
        signed_in(client, career.member.user)

        refused = client.post(PAGE, TYPED | {"number": "DE00"})

        assert refused.status_code == 422
        assert 'href="#id_number"' in refused.content.decode()

    def test_opens_to_owners_alone(self, client: Client, career: Career) -> None:
        manager = ArtistMemberFactory.create(artist=career.artist, role=ArtistRole.MANAGER).user
        account(career.payee)

        answers = [
            signed_in(Client(), somebody).get(PAGE).status_code
            for somebody in (manager, UserFactory.create(), UserFactory.create(is_staff=True))
        ]

        assert answers == [403, 404, 404]


class TestBalance:
    def shown(self, client: Client, career: Career) -> str:
        client.force_login(career.member.user)
        return client.get("/earnings/balance/").content.decode()

    def test_says_that_there_is_no_account(self, client: Client, career: Career) -> None:
        page = self.shown(client, career)

        assert "Nobody has told us yet to which account" in page
        assert f'href="{PAGE}"' in page

    def test_says_until_when_payments_wait(self, client: Client, career: Career) -> None:
        account(career.payee, NOW - timedelta(days=1))

        assert "Payments wait until 21 March 2026, 12:00 UTC" in self.shown(client, career)

    def test_tells_of_a_hold_and_where_to_object(self, client: Client, career: Career) -> None:
        account(career.payee)
        hold = held(career.payee)

        page = self.shown(client, career)

        assert hold.reason in page
        assert "Until" in page
        assert "1 Apr 2026" in page
        assert f'href="/cases/new/?subject=hold:{hold.public_id}"' in page
        assert client.get(f"/cases/new/?subject=hold:{hold.public_id}").status_code == 200

    def test_asks_the_same_of_the_database_however_much_there_is(
        self,
        client: Client,
        career: Career,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        account(career.payee)
        client.force_login(career.member.user)

        with django_assert_max_num_queries(15) as few:
            client.get("/earnings/balance/")
        for number in ("NL91ABNA0417164300", IBAN):
            account(career.payee, number=number, country=number[:2])
        with django_assert_max_num_queries(15) as many:
            client.get("/earnings/balance/")
        held(career.payee)
        with django_assert_max_num_queries(15) as on_hold:
            client.get("/earnings/balance/")

        assert len(few) == len(many) == len(on_hold) - 1


class TestSupport:
    def test_reads_the_end_of_the_number_and_no_more(self, client: Client, career: Career) -> None:
        stored = account(career.payee)
        staff = UserFactory.create(is_staff=True, is_superuser=True)
        signed_in(client, staff)

        pages: list[Any] = [
            client.get(f"/admin/earnings/payoutaccount/{path}")
            for path in ("", f"{stored.pk}/change/")
        ]

        for page in pages:
            text = page.content.decode()
            assert "…3000" in text
            assert IBAN not in text
            assert stored.number_sealed not in text
