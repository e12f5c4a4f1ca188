"""A roster as a representative reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from artistportal.roster.models import Artist, Organisation
from artistportal.roster.queries import organisations
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    MandateFactory,
    OrganisationFactory,
    RecordingFactory,
    SigningFactory,
    SplitSheetFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def label() -> Organisation:
    return OrganisationFactory.create()


@pytest.fixture
def artist(label: Organisation) -> Artist:
    return SigningFactory.create(organisation=label).artist


class TestWorksWithoutSplits:
    def test_knows_on_which_days_shares_hold(self, label: Organisation) -> None:
        work = RecordingFactory.create(rights_holder=label)
        SplitSheetFactory.create(work=work, from_date=date(2026, 3, 15))

        def without(now: datetime) -> int:
            return organisations.works_without_splits(label.pk, now).count()

        assert without(datetime(2026, 3, 14, 23, 59, tzinfo=UTC)) == 1
        assert without(datetime(2026, 3, 15, tzinfo=UTC)) == 0


class TestArtistsOnRoster:
    def test_leaves_out_those_no_longer_signed(self, label: Organisation) -> None:
        signing = SigningFactory.create(organisation=label)
        signing.until_date = NOW.date()
        signing.save()

        def signed(now: datetime) -> int:
            return organisations.artists_on_roster(label.pk, now).count()

        assert signed(NOW) == 0
        assert signed(NOW - timedelta(days=1)) == 1


class TestMandatesInWords:
    def test_says_each_in_force_and_none_of_another_label(
        self, label: Organisation, artist: Artist
    ) -> None:
        MandateFactory.create(artist=artist, organisation=label, clause="clause 4.2")
        MandateFactory.create(artist=artist, clause="of another label")

        said = organisations.mandates_in_words(label.pk, [artist.pk], NOW)

        assert said == {
            artist.pk: ("May decide training and discovery of recordings, not voice, clause 4.2.",)
        }

    def test_says_so_where_there_is_none(self, label: Organisation) -> None:
        artist = ArtistFactory.create()

        said = organisations.mandates_in_words(label.pk, [artist.pk], NOW)

        assert said == {artist.pk: (organisations.NO_MANDATE,)}
