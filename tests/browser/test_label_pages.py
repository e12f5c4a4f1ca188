"""A label's earnings and where money goes, in a real browser: sound in every look."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories.accounts import PASSWORD
from tests.factories.earnings import bring, deal
from tests.factories.roster import OrganisationMemberFactory

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

TERRITORIES = ("DE", "FR", "ES")


class TestEarnings:
    def test_are_sound_from_the_whole_down_to_the_lines(
        self, page: Page, live_server: LiveServer, sign_in: SignIn
    ) -> None:
        made = deal()
        bring(made.tool, [made.line(territory=place, quantity=3) for place in TERRITORIES])
        sign_in(OrganisationMemberFactory.create(organisation=made.licence.organisation).user)
        address = f"{live_server.url}/earnings/label/?period=all"

        audit(page, f"{address}&by=work")
        page.get_by_role("link", name=made.work.title).click()
        expect(page.get_by_role("row")).to_have_count(1 + len(TERRITORIES))
        audit(page, page.url)


class TestPayoutAccount:
    def test_is_entered_by_an_owner_who_signed_in_just_now(
        self, page: Page, live_server: LiveServer
    ) -> None:
        member = OrganisationMemberFactory.create()
        client = Client()
        client.force_login(member.user)
        TOTP.activate(member.user, generate_totp_secret())
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page.context.add_cookies(
            [{"name": name, "value": cookie.value, "url": live_server.url}
             for name, cookie in client.cookies.items()]
        )  # fmt: skip
        address = f"{live_server.url}/earnings/payout-account/"
        page.goto(address)

        page.get_by_label("Account holder").fill("Fjord Records")
        page.get_by_label("Country of the bank").select_option("DE")
        page.get_by_label("IBAN or account number").fill("DE89 3704 0044 0532 0130 01")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".error-summary")).to_contain_text("no valid IBAN")
        page.get_by_label("IBAN or account number").fill("DE89 3704 0044 0532 0130 00")
        page.get_by_role("button", name="Save").click()

        expect(page.get_by_text("ends in 3000").first).to_be_visible()
        audit(page, address)
