"""Thousands of values as one parameter, on every database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artistportal.roster.models import Artist, Work
from artistportal.roster.models.batches import among_ids, among_texts
from tests.factories.roster import ArtistFactory, RecordingFactory

pytestmark = pytest.mark.django_db


class TestAmongTexts:
    def test_finds_those_listed_in_one_query_whatever_their_number(self) -> None:
        found = [RecordingFactory.create().isrc for _ in range(3)]
        RecordingFactory.create()
        listed = [*found, *(f"GBNON{number:07}" for number in range(40_000))]

        with CaptureQueriesContext(connection) as queries:
            isrcs = Work.objects.filter(isrc__in=among_texts(filter(None, listed)))
            assert sorted(work.isrc or "" for work in isrcs) == sorted(filter(None, found))

        assert len(queries) == 1

    @pytest.mark.parametrize("name", ["O'Brien", '"Quoted"', "Ünïcødé 🎵", "a,b;c", "%s", "null"])
    def test_takes_any_text_as_it_is(self, name: str) -> None:
        artist = ArtistFactory.create(name=name)

        assert Artist.objects.get(name__in=among_texts([name])) == artist

    def test_finds_nothing_in_an_empty_list(self) -> None:
        ArtistFactory.create()

        assert not Artist.objects.filter(name__in=among_texts([])).exists()


class TestAmongIds:
    def test_finds_those_listed(self) -> None:
        artists = [ArtistFactory.create() for _ in range(3)]

        found = Artist.objects.filter(pk__in=among_ids(artist.pk for artist in artists[:2]))

        assert set(found) == set(artists[:2])
