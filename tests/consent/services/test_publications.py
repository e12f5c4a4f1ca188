"""What is public is the artist's own choice, under an address that nobody else ever gets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from artistportal.roster.domain.roles import ArtistRole
from consent.queries import publications as queries
from consent.services import publications
from consent.services.publications import Shown
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import owner_of
from tests.factories.publications import published
from tests.factories.roster import NOW, ArtistFactory, ArtistMemberFactory

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


class TestPublish:
    def test_shows_nothing_beside_the_answers_unless_told(self) -> None:
        artist = ArtistFactory.create()

        page = publications.publish(
            by=owner_of(artist), artist=artist, slug="ana", shown=Shown(), now=NOW
        )

        assert (page.names_works, page.names_tools, page.contact) == (False, False, "")

    def test_changes_what_is_shown_under_the_address_first_given(self) -> None:
        artist = ArtistFactory.create()
        published(artist, slug="ana")

        page = published(artist, slug="other", names_tools=True, now=LATER)

        assert (page.slug, page.names_tools) == ("ana", True)
        assert (page.published_at, page.changed_at) == (NOW, LATER)

    def test_lets_a_manager(self) -> None:
        manager = ArtistMemberFactory.create(role=ArtistRole.MANAGER)

        publications.publish(
            by=manager.user, artist=manager.artist, slug="ana", shown=Shown(), now=NOW
        )

    @pytest.mark.parametrize("who", ["reader", "stranger", "support"])
    def test_refuses_everybody_else(self, who: str) -> None:
        artist = ArtistFactory.create()
        person = support() if who == "support" else UserFactory.create()
        if who == "reader":
            ArtistMemberFactory.create(artist=artist, user=person, role=ArtistRole.READER)

        with pytest.raises(PermissionDenied, match="or their manager"):
            publications.publish(by=person, artist=artist, slug="ana", shown=Shown(), now=NOW)

    def test_refuses_an_address_that_somebody_had(self) -> None:
        first = ArtistFactory.create()
        published(first, slug="ana")
        publications.withdraw(by=owner_of(first), artist=first, now=NOW)

        with pytest.raises(publications.AddressTaken):
            published(ArtistFactory.create(), slug="ana")


class TestWithdraw:
    def test_takes_the_page_away_and_keeps_its_address(self) -> None:
        artist = ArtistFactory.create()
        published(artist, slug="ana")

        publications.withdraw(by=owner_of(artist), artist=artist, now=LATER)

        assert queries.standing("ana") is None
        assert published(artist, slug="").slug == "ana"
        assert queries.standing("ana") is not None

    def test_refuses_a_stranger(self) -> None:
        artist = ArtistFactory.create()
        published(artist, slug="ana")

        with pytest.raises(PermissionDenied):
            publications.withdraw(by=UserFactory.create(), artist=artist, now=LATER)


class TestFreeSlug:
    @pytest.mark.parametrize(
        ("name", "slug"), [("Ana Sol", "ana-sol-2"), ("Ben Oduya", "ben-oduya")]
    )
    def test_numbers_a_name_that_is_taken(self, name: str, slug: str) -> None:
        published(ArtistFactory.create(name="Ana Sol"))

        assert queries.free_slug(ArtistFactory.create(name=name)) == slug

    def test_finds_one_for_a_name_in_another_script(self) -> None:
        artist = ArtistFactory.create(name="青葉市子")

        assert queries.free_slug(artist) == f"artist-{artist.public_id.hex[:8]}"
