"""Deals in a real browser: sound in every look, to the artist and to the organisation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.roster.domain.roles import OrganisationRole
from earnings.domain.lump_sums import AllocationKey, LumpSumKind
from earnings.services import lump_sums
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories.accounts import support
from tests.factories.consent import owner_of
from tests.factories.earnings import RECEIVED_AT, Deal, bring
from tests.factories.lump_sums import recorded
from tests.factories.roster import OrganisationMemberFactory
from tests.factories.statements import paid_artist

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def label(transactional_db: None) -> Deal:
    """One settlement that was allocated, and equity that waits."""
    made = paid_artist()
    bring(made.tool, [made.line(quantity=7)])
    settled = recorded(made, key=AllocationKey.UNITS)
    lump_sums.allocate(lump_sum=settled, by=support(), now=RECEIVED_AT)
    recorded(made, kind=LumpSumKind.EQUITY, description="Shares sold")
    return made


class TestPages:
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, label: Deal, sign_in: SignIn
    ) -> None:
        sign_in(owner_of(label.artist))
        for sum_ in label.licence.lump_sums.all():
            audit(page, f"{live_server.url}/deals/{sum_.public_id}/")
        audit(page, f"{live_server.url}/deals/")

    def test_let_an_organisation_s_admin_allocate(
        self, page: Page, live_server: LiveServer, label: Deal, sign_in: SignIn
    ) -> None:
        organisation = label.licence.organisation
        member = OrganisationMemberFactory.create(
            organisation=organisation, role=OrganisationRole.OWNER
        )
        sign_in(member.user)
        page.goto(f"{live_server.url}/deals/")
        page.get_by_role("link", name="Shares sold").click()
        audit(page, page.url)

        page.get_by_role("button", name="Allocate").click()

        expect(page.get_by_role("heading", name="Who got what")).to_be_visible()
