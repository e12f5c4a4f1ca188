"""Splits and drafts in a real browser: sound in every look, and signed by a second party."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories import drafts
from tests.factories.consent import owner_of
from tests.factories.earnings import deal
from tests.factories.roster import OrganisationMemberFactory
from tests.factories.splits import studio

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


class TestPages:
    def test_let_a_payee_sign_and_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, sign_in: SignIn
    ) -> None:
        scene = studio()
        proposal = scene.propose()
        sign_in(scene.owner)
        audit(page, f"{live_server.url}/splits/")
        audit(page, f"{live_server.url}/splits/new/?work={scene.work.public_id}")
        audit(page, f"{live_server.url}/splits/{proposal.public_id}/")

        page.get_by_role("button", name="Sign").click()

        expect(page.get_by_text("Signed by all")).to_be_visible()

    def test_show_what_a_draft_changes(
        self, page: Page, live_server: LiveServer, sign_in: SignIn
    ) -> None:
        agreed = deal()
        house = agreed.licence.organisation
        drafter = OrganisationMemberFactory.create(organisation=house).user
        found = drafts.arguments(agreed, drafter)
        sign_in(OrganisationMemberFactory.create(organisation=house).user)
        audit(page, f"{live_server.url}/drafts/{found['consent:draft']['public_id']}/")
        page.get_by_role("button", name="Sign version 1").click()
        expect(page.get_by_text("are on offer").first).to_be_visible()

        sign_in(owner_of(agreed.artist))
        audit(page, f"{live_server.url}/terms/{agreed.licence.number}/2/")
