"""What is not paid, and what an identifier means, in a real browser and in every look."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.roster.domain.uses import Use
from artistportal.roster.services import splits
from tests.browser.audits import audit, observed
from tests.browser.conftest import SignIn
from tests.factories.consent import owner_of, say_no
from tests.factories.earnings import Deal, bring, deal
from tests.factories.roster import (
    BEFORE,
    CreditFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SplitSheetFactory,
)

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

WRONG = "GBZZZ2600001"


@pytest.fixture
def label(transactional_db: None) -> Deal:
    """A refused use, a work without a split sheet, a line sent twice, an unknown identifier."""
    made = deal()
    holder = made.licence.organisation
    titles = ("<i>Ash</i> & =HYPERLINK(1)", "Without shares")
    own, bare = (RecordingFactory.create(rights_holder=holder, title=title) for title in titles)
    for work in (own, bare):
        CreditFactory.create(work=work, artist=made.artist)
    SplitSheetFactory.create(work=own, shares={splits.payee_of_artist(made.artist): 1_000_000})
    say_no(made.artist, tool=made.tool, use=Use.REMIX, now=BEFORE)
    told = {"title": bare.title.upper(), "artist": made.artist.name}
    bring(
        made.tool,
        [
            made.line(isrc=own.isrc, use="remix", quantity=3),
            made.line(isrc=bare.isrc, quantity=2),
            made.line(isrc=own.isrc, line_id="a"),
            made.line(isrc=own.isrc, line_id="a", quantity=9),
            made.line(isrc=WRONG, quantity=5, **told),
        ],
    )
    return made


class TestNotPaid:
    @pytest.mark.parametrize("query", ["", "?waiting=held", "?search=zzz"])
    def test_is_sound_in_every_look(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, label: Deal, query: str
    ) -> None:
        sign_in(owner_of(label.artist))

        audit(page, f"{live_server.url}/earnings/not-paid/{query}")

    def test_is_narrowed_without_a_new_page(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, label: Deal
    ) -> None:
        sign_in(owner_of(label.artist))
        with observed(page) as seen:
            page.goto(f"{live_server.url}/earnings/not-paid/")
            page.get_by_label("Why").select_option("excluded")

            expect(page.locator("#not-paid tbody tr")).to_have_count(1)
            assert page.url.endswith("waiting=excluded")
        assert not seen.faults


class TestMatches:
    def test_are_sound_in_every_look_and_made_with_one_press(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, label: Deal
    ) -> None:
        sign_in(OrganisationMemberFactory.create(organisation=label.licence.organisation).user)
        audit(page, f"{live_server.url}/matches/")

        page.get_by_role("button", name="Without shares").click()

        expect(page.get_by_text("is “Without shares” from now on.")).to_be_visible()
        audit(page, f"{live_server.url}/matches/")
        page.get_by_role("button", name=f"the match of {WRONG}").click()
        expect(page.get_by_role("button", name="Without shares")).to_be_visible()
