"""Statements and the balance in a real browser: sound in every look, whole without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from earnings.models import Statement
from earnings.services import lump_sums as sums
from earnings.services import month_reviews, payouts
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories import lump_sums, payees
from tests.factories.accounts import support
from tests.factories.consent import owner_of
from tests.factories.earnings import deal
from tests.factories.roster import NOW, OrganisationMemberFactory
from tests.factories.settlements import JANUARY, Year, account, contract, paid_in
from tests.factories.statements import paid_artist

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(transactional_db: None, sign_in: SignIn) -> Statement:
    """February of an artist with a contract, a reserve, an advance, a correction, a payment."""
    year = Year(paid_artist())
    payees.account(year.payee)
    paid_in(year.payee, minimum_micros=2_000_000, fee_micros=100_000)
    terms = {"fee_ppm": 150_000, "reserve_ppm": 200_000, "reserve_months": 3}
    contract(year.label, year.payee, **terms, recoupment=account(year.label, year.payee))
    february = JANUARY.next()
    year.earns(JANUARY, 1_033)
    year.closes(JANUARY)
    year.earns(february, 2_000)
    year.earns(february, 500, of=JANUARY, territory="FR")
    statement = year.closes(february)
    (payout,) = payouts.schedule(by=support(), now=february.until_at)
    payouts.send(payout=payout, reference="RF18 5390", by=support(), now=february.until_at)
    year.earns(february.next(), 300)
    sign_in(owner_of(year.deal.artist))
    return statement


class TestPages:
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, told: Statement
    ) -> None:
        for path in ("", f"{told.public_id}/", "../balance/"):
            audit(page, f"{live_server.url}/earnings/statements/{path}")


class TestReview:
    def test_is_sound_in_every_look(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, transactional_db: None
    ) -> None:
        year = Year()
        contract(year.label, year.payee)
        year.earns(JANUARY, 1_033)
        year.closes(JANUARY)
        february = JANUARY.next()
        year.earns(february, 5_000)
        now = february.until_at
        (review,) = month_reviews.due_by_itself(now)
        month_reviews.carry_out(review_id=review, clock=lambda: now)
        sign_in(OrganisationMemberFactory.create(organisation=year.label).user)

        audit(page, f"{live_server.url}/earnings/label/review/")

    def test_of_a_sum_taken_back_too(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, transactional_db: None
    ) -> None:
        sum_ = lump_sums.recorded(deal())
        sign_in(OrganisationMemberFactory.create(organisation=sum_.licence.organisation).user)
        audit(page, f"{live_server.url}/deals/{sum_.public_id}/")
        reversal = sums.reverse(lump_sum=sum_, why="Recorded twice.", by=support(), now=NOW)

        for path in ("", f"{reversal.public_id}/"):
            audit(page, f"{live_server.url}/deals/{path}")
