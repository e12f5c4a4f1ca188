"""The team's page and a claim's, in a real browser and in every look."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from artistportal.roster.domain.profile_claims import EvidenceKind
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.models import Artist
from artistportal.roster.services import profile_evidence
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories.roster import ArtistMemberFactory, MandateFactory, owner_of
from tests.factories.teams import invited, reviewed

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def artist(transactional_db: None) -> Artist:
    """With a manager, an invitation, a mandate, a successor, a guardian and a claim."""
    found: Artist = ArtistMemberFactory.create(artist__name="Ana Sol").artist
    ArtistMemberFactory.create(artist=found, role=ArtistRole.MANAGER)
    MandateFactory.create(artist=found)
    invited(found, "a.very.long.address.of.somebody@example.org", now=timezone.now())
    return found


class TestTeam:
    def test_is_sound_in_every_look(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, artist: Artist
    ) -> None:
        reviewed(artist)
        sign_in(owner_of(artist))

        audit(page, f"{live_server.url}/team/")


class TestClaim:
    def test_is_sound_in_every_look(
        self, page: Page, live_server: LiveServer, sign_in: SignIn, artist: Artist
    ) -> None:
        claim = reviewed(artist)
        for kind, told in (
            (EvidenceKind.KNOWN_DOMAIN, "ana@ana-sol.example"),
            (EvidenceKind.PROFILE_CODE, "https://example.com/ana"),
        ):
            profile_evidence.give(
                claim=claim, kind=kind, told=told, by=claim.claimant, now=timezone.now()
            )
        sign_in(claim.claimant)

        audit(page, f"{live_server.url}/claims/{claim.public_id}/")
