"""The pages of drafts and of terms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from artistportal.accounts.models import User
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation
from consent.models import Licence, LicenceDraft, Terms
from tests.factories.consent import TermsFactory, ToolFactory, say_yes
from tests.factories.earnings import Deal, deal
from tests.factories.roster import NOW, ArtistMemberFactory, OrganisationMemberFactory

pytestmark = pytest.mark.django_db

OFFER = {
    "text": "The tool may talk about it.\n\nIt pays each month.",
    "notice_days": "0",
    "currency": "EUR",
    "pay_model": "per_use_rate",
    "rates": "discovery 0.0025",
    "recording_ppm": "70",
    "composition_ppm": "20",
    "voice_ppm": "10",
    "song_parity_ppm": "28",
}


def of(organisation: Organisation) -> tuple[Client, User]:
    member = OrganisationMemberFactory.create(organisation=organisation)
    client = Client()
    client.force_login(member.user)
    return client, member.user


@pytest.fixture
def agreed() -> Deal:
    return deal()


@pytest.fixture
def drafter(agreed: Deal) -> Client:
    return of(agreed.licence.organisation)[0]


@pytest.fixture
def signer(agreed: Deal) -> Client:
    return of(agreed.licence.organisation)[0]


class TestDrafts:
    def test_draft_a_licence_that_a_second_person_signs(
        self, agreed: Deal, drafter: Client, signer: Client
    ) -> None:
        tool = ToolFactory.create()
        typed = OFFER | {
            "tool": tool.slug,
            "uses": ["discovery"],
            "from_on": "2026-01-01",
            "until_on": "2026-12-31",
            "territories": "DE, FR",
            "obey_hours": "48",
        }
        refused = drafter.post("/drafts/new/", typed | {"until_on": "2025-01-01"})
        assert refused.status_code == 422
        assert "Choose a later day." in refused.content.decode()

        address = drafter.post("/drafts/new/", typed).headers["Location"]
        assert "You saved this version" in drafter.get(address).content.decode()
        assert "Sign version 1" in signer.get(address).content.decode()
        assert drafter.post(f"{address}sign/", {"seen": "1"}).status_code == 403

        page = signer.post(f"{address}sign/", {"seen": "1"}, follow=True).content.decode()

        licence = Licence.objects.get(tool=tool)
        terms = licence.terms.get()
        assert "are on offer" in page
        assert (licence.obey_hours, licence.territories) == (48, ["DE", "FR"])
        assert licence.until_at is not None
        assert f"{licence.until_at:%Y-%m-%d}" == "2027-01-01"
        assert (terms.composition_ppm, terms.song_parity_ppm) == (200_000, 280_000)
        assert terms.prices.get().rate_micros == 2_500

    def test_show_what_new_terms_change_and_keep_the_next_version(
        self, agreed: Deal, drafter: Client, signer: Client
    ) -> None:
        address = f"/drafts/new/?licence={agreed.licence.code}"
        assert 'value="70"' in drafter.get(address).content.decode()
        odd = drafter.post(address, OFFER)
        assert odd.status_code == 422
        assert "Mark the terms as materially different" in odd.content.decode()

        kept = drafter.post(address, OFFER | {"is_material": "on"}).headers["Location"]

        page = signer.get(kept).content.decode()
        assert "Price of discovery" in page
        assert "Material" in page
        assert "<del>" in page
        signer.post(kept, OFFER | {"is_material": "on", "seen": "1", "text": "Again."})
        stale = drafter.post(f"{kept}sign/", {"seen": "1"})
        assert stale.status_code == 409
        assert "Version 2 was saved" in stale.content.decode()
        assert drafter.post(f"{kept}sign/", {"seen": "2"}).status_code == 302
        assert agreed.licence.terms.count() == 2

    def test_are_nobody_elses(self, agreed: Deal, drafter: Client) -> None:
        address = drafter.post(
            f"/drafts/new/?licence={agreed.licence.code}", OFFER | {"is_material": "on"}
        ).headers["Location"]
        stranger = of(deal().licence.organisation)[0]
        artist = Client()
        artist.force_login(ArtistMemberFactory.create(artist=agreed.artist).user)

        for client in (stranger, artist):
            assert client.get(address).status_code == 404
            assert client.post(f"{address}sign/", {"seen": "1"}).status_code == 404
        assert stranger.get(f"/drafts/new/?licence={agreed.licence.code}").status_code == 404

    def test_are_listed_and_withdrawn(self, agreed: Deal, drafter: Client) -> None:
        address = drafter.post(
            f"/drafts/new/?licence={agreed.licence.code}", OFFER | {"is_material": "on"}
        ).headers["Location"]

        page = drafter.post(f"{address}withdraw/", follow=True).content.decode()

        assert "Withdrawn" in page
        assert "Draft new terms" in page
        assert LicenceDraft.objects.get().withdrawn_at is not None


class TestTerms:
    def test_tell_an_artist_what_changed_since_their_yes(self, agreed: Deal) -> None:
        TermsFactory.create(
            licence=agreed.licence,
            text="The tool pays once a year.",
            is_material=True,
            rates_micros={Use.DISCOVERY: 9_000},
            now=NOW - timedelta(days=1),
        )
        client = Client()
        client.force_login(ArtistMemberFactory.create(artist=agreed.artist).user)

        page = client.get(f"/terms/{agreed.licence.number}/2/").content.decode()

        assert "What changed since you said yes" in page
        assert "so that yes has ended" in page
        assert "0.009" in page
        assert client.get(f"/terms/{agreed.licence.number}/9/").status_code == 404
        assert client.get(f"/terms/{agreed.licence.number}/2/?since=x").status_code == 200

    def test_are_shown_to_who_was_asked_alone(self, agreed: Deal) -> None:
        stranger = Client()
        stranger.force_login(ArtistMemberFactory.create().user)

        assert stranger.get(f"/terms/{agreed.licence.number}/1/").status_code == 404

    def test_that_nobody_replaced_stay(self) -> None:
        terms: Terms = TermsFactory.create()
        member = ArtistMemberFactory.create()
        say_yes(member.artist, terms, use=Use.DISCOVERY)
        client = Client()
        client.force_login(member.user)

        page = client.get(f"/terms/{terms.licence.number}/1/").content.decode()

        assert "You said yes to terms 1." in page
