"""A representative's view of one artist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artistportal.roster.models import Organisation, Signing
from tests.factories.roster import (
    CreditFactory,
    MandateFactory,
    RecordingFactory,
    SigningFactory,
)
from tests.roster.bulk import record
from tests.roster.views.conftest import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def signing(label: Organisation) -> Signing:
    return SigningFactory.create(organisation=label)


@pytest.fixture
def address(signing: Signing) -> str:
    return f"/roster/artists/{signing.artist.public_id}/"


class TestArtist:
    def test_says_what_may_be_decided(
        self, rep_client: Client, signing: Signing, address: str
    ) -> None:
        MandateFactory.create(
            artist=signing.artist,
            organisation=signing.organisation,
            until_at=datetime(2099, 12, 31, tzinfo=UTC),
        )

        page = rep_client.get(address).content.decode()

        assert "May decide training and discovery of recordings, not voice" in page
        assert "until 30 Dec 2099, clause 4.2." in page

    def test_says_that_nothing_may_be_decided(self, rep_client: Client, address: str) -> None:
        assert "May decide nothing for this artist" in rep_client.get(address).content.decode()

    def test_shows_the_works_that_the_label_holds_and_no_others(
        self, rep_client: Client, signing: Signing, address: str
    ) -> None:
        ours = RecordingFactory.create(title="Ours", rights_holder=signing.organisation)
        CreditFactory.create(work=ours, artist=signing.artist)
        CreditFactory.create(
            work=RecordingFactory.create(title="At another label"), artist=signing.artist
        )

        page = rep_client.get(address).content.decode()
        fragment = rep_client.get(f"{address}?q=o", headers=HTMX).content.decode()

        assert "Ours" in page
        assert "Ours" in fragment
        assert "At another label" not in page + fragment

    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_does_not_exist_for_another_label(
        self, rep_client: Client, headers: dict[str, str]
    ) -> None:
        theirs = SigningFactory.create().artist

        answer = rep_client.get(f"/roster/artists/{theirs.public_id}/", headers=headers)

        assert answer.status_code == 404

    def test_ends_with_the_signing(
        self, rep_client: Client, signing: Signing, address: str
    ) -> None:
        signing.until_date = timezone.now().date() - timedelta(days=1)
        signing.save()

        assert rep_client.get(address).status_code == 404

    def test_does_not_exist_for_the_artist(self, client: Client, address: str) -> None:
        assert client.get(address).status_code == 404

    def test_costs_the_same_for_ten_works_and_for_thousands(
        self, rep_client: Client, signing: Signing, address: str
    ) -> None:
        counts = []
        for prefix, count in (("GBFEW", 10), ("GBMNY", 2_000)):
            record(signing.organisation, signing.artist, count, prefix=prefix)
            with CaptureQueriesContext(connection) as queries:
                rep_client.get(address)
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 10
