"""Show my maths in a real browser: sound in every look, from the earnings page to the statement."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from consent.domain.payment import PayModel, PoolBasis
from earnings.models import RoyaltyRun, Statement
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories.consent import owner_of
from tests.factories.earnings import Deal
from tests.factories.settlements import JANUARY, Year, account, contract
from tests.factories.statements import paid_artist

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def weighed(transactional_db: None, sign_in: SignIn) -> Deal:
    """An artist's month paid by attribution from a fixed pool, settled under a contract."""
    made = paid_artist(
        pay_model=PayModel.ATTRIBUTION_WEIGHTED,
        pool_basis=PoolBasis.FIXED,
        pool_micros=123_456_789,
    )
    year = Year(made)
    contract(
        year.label,
        year.payee,
        fee_ppm=150_000,
        reserve_ppm=200_000,
        reserve_months=3,
        recoupment=account(year.label, year.payee),
    )
    said: dict[str, Any] = {
        "attribution_method": "audio similarity",
        "attribution_confidence": "0.8",
        "attribution_provider": "Sona",
    }
    for place, territory in enumerate(("DE", "FR", "US")):
        year.earns(
            JANUARY,
            place + 1,
            territory=territory,
            output_id=f"out-{place}",
            attribution_weight="0.35",
            **said,
        )
    year.closes(JANUARY)
    sign_in(owner_of(made.artist))
    return made


class TestPages:
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, weighed: Deal
    ) -> None:
        run = RoyaltyRun.objects.latest("number")
        own = Statement.objects.filter(payee=weighed.payee).latest("number")

        for path in (
            "maths/",
            f"maths/{run.public_id}/",
            f"maths/{run.public_id}/?work={weighed.work.public_id}",
            f"statements/{own.public_id}/maths/",
        ):
            audit(page, f"{live_server.url}/earnings/{path}")

    def test_open_each_other(self, page: Page, live_server: LiveServer, weighed: Deal) -> None:
        own = Statement.objects.filter(payee=weighed.payee).latest("number")

        page.goto(f"{live_server.url}/earnings/statements/{own.public_id}/")
        page.get_by_role("link", name="Show my maths").click()
        page.get_by_role("link", name="RUN-").first.click()

        expect(page.get_by_role("heading", name="1. What the tool owed")).to_be_visible()
        page.get_by_role("link", name=weighed.work.title).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(weighed.work.title)
