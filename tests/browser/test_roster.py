"""The roster's pages in a real browser: sound in every look, usable by hand, without script."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.models import Artist, Organisation, Work
from artistportal.roster.services import splits, works
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import (
    BEFORE,
    ArtistFactory,
    ArtistMemberFactory,
    CompositionFactory,
    CreditFactory,
    MandateFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
    VoiceFactory,
)
from tests.roster.bulk import record

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

SAMPLE = Path("docs/samples/catalogue.csv")
BAD_FILE = b"kind,title,isrc,credits\ntape,Salt Roads,GBNLR26,Mara: singer\nrecording,,,\n"


@pytest.fixture
def label() -> Organisation:
    return OrganisationFactory.create(name="Northlight Records")


@pytest.fixture
def artist(label: Organisation) -> Artist:
    artist = ArtistFactory.create(name="Mara Lind")
    SigningFactory.create(organisation=label, artist=artist)
    MandateFactory.create(artist=artist, organisation=label)
    return artist


@pytest.fixture
def salt_roads(artist: Artist, label: Organisation) -> Work:
    record(label, artist, 60)
    VoiceFactory.create(artist=artist, rights_holder=label)
    song = CompositionFactory.create(title="Salt Roads", rights_holder=label)
    recording = RecordingFactory.create(
        title="Salt Roads", release_title="Harbour Lights", rights_holder=label
    )
    works.contain(recording=recording, compositions=[song], by=support(), now=BEFORE)
    CreditFactory.create(work=recording, artist=artist)
    CreditFactory.create(work=recording, role=CreditRole.MUSICIAN, holds_consent=False)
    shares = {
        splits.payee_of_artist(artist): 600_000,
        splits.payee_of_organisation(label): 400_000,
    }
    splits.agree(
        work=recording, shares=shares, from_date=date(2025, 2, 1), by=support(), now=BEFORE
    )
    return recording


@pytest.fixture
def mara(artist: Artist) -> User:
    user = UserFactory.create(name="Mara Lind")
    ArtistMemberFactory.create(artist=artist, user=user)
    ArtistMemberFactory.create(user=user)
    return user


@pytest.fixture
def rep(label: Organisation) -> User:
    return OrganisationMemberFactory.create(organisation=label).user


class TestArtistPages:
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, mara: User, salt_roads: Work
    ) -> None:
        sign_in(mara)
        key = next(iter(mara.artist_memberships.filter(artist__name="Mara Lind")))
        page.goto(f"{live_server.url}/works/")
        if not page.get_by_role("link", name="Song 00001").count():
            page.locator("#account-switcher summary").click()
            page.get_by_role("button", name=key.artist.name).click()

        for path in ("/works/", "/works/?q=zzz", f"/works/{salt_roads.public_id}/"):
            audit(page, f"{live_server.url}{path}")


class TestStartPage:
    def test_is_sound_in_every_look(
        self, page: Page, live_server: LiveServer, sign_in: SignIn
    ) -> None:
        sign_in(UserFactory.create())

        audit(page, f"{live_server.url}/start/")


class TestLabelPages:
    def test_are_sound_in_every_look(
        self,
        page: Page,
        live_server: LiveServer,
        sign_in: SignIn,
        rep: User,
        salt_roads: Work,
        artist: Artist,
    ) -> None:
        sign_in(rep)

        for path in ("/roster/", f"/roster/artists/{artist.public_id}/", "/roster/catalogue/"):
            audit(page, f"{live_server.url}{path}")

    def test_show_the_problems_of_a_file_soundly(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, rep: User
    ) -> None:
        sign_in(rep)
        page.goto(f"{live_server.url}/roster/catalogue/")
        page.get_by_label("Catalogue file").set_input_files(
            {"name": "bad.csv", "mimeType": "text/csv", "buffer": BAD_FILE}
        )
        page.get_by_role("button", name="Try the file").click()

        expect(page.get_by_text("Nothing can be taken over yet")).to_be_visible()
        audit(page, page.url)


class TestWorkList:
    def test_sorts_filters_and_goes_back_without_losing_the_address(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, artist: Artist, salt_roads: Work
    ) -> None:
        sign_in(ArtistMemberFactory.create(artist=artist).user)
        page.goto(f"{live_server.url}/works/")

        page.get_by_role("link", name="Title").click()
        expect(page.locator("tbody th").first).to_have_text("Voice of Mara Lind")
        page.get_by_label("Find").fill("Harbour")
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("#messages")).to_contain_text("1 work")
        page.go_back()

        expect(page.locator("tbody tr")).to_have_count(50)
        assert "order=-title" in page.url

    def test_works_without_javascript(
        self,
        browser: Browser,
        page: Page,
        live_server: LiveServer,
        sign_in: SignIn,
        artist: Artist,
        salt_roads: Work,
    ) -> None:
        sign_in(ArtistMemberFactory.create(artist=artist).user)
        context = browser.new_context(java_script_enabled=False)
        context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # what it gave
        page = context.new_page()
        page.goto(f"{live_server.url}/works/?q=Song")

        page.get_by_role("link", name="After").click()

        expect(page.locator("tbody tr")).to_have_count(10)
        expect(page.get_by_label("Find")).to_have_value("Song")


class TestCatalogue:
    def test_is_tried_then_taken_over(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, rep: User
    ) -> None:
        sign_in(rep)
        page.goto(f"{live_server.url}/roster/catalogue/")
        page.get_by_label("Catalogue file").set_input_files(SAMPLE)
        page.get_by_role("button", name="Try the file").click()
        expect(page.get_by_text("What this file would change")).to_be_visible()

        page.get_by_role("button", name="Take over all of it").click()

        expect(page.locator("#messages")).to_contain_text("Taken over: new works 4")
        expect(page.get_by_text("This file changes nothing")).to_be_visible()
        audit(page, page.url)
