"""Files that are sent at once, and those that are made in the background for being long."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from artistportal.accounts.models import Download
from artistportal.accounts.services import downloads
from earnings.services import large_files
from earnings.views import large_files as views
from tests.earnings.figures import THIS_MONTH, Career
from tests.factories.roster import NOW, OrganisationMemberFactory, PayeeFactory
from tests.factories.statements import issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def career(settings: Settings, tmp_path: Path) -> Career:
    """Three works used by one tool in one month."""
    settings.MEDIA_ROOT = tmp_path
    made = Career().with_works(3).with_tools("Echo")
    made.is_used(THIS_MONTH)
    return made


class TestUses:
    def test_up_to_the_limit_are_sent_at_once(self, client: Client, career: Career) -> None:
        client.force_login(career.member.user)

        sent = client.get("/uses/uses.csv")

        assert len(list(csv.reader(sent.getvalue().decode().splitlines()))) == 4
        assert not Download.objects.exists()

    def test_beyond_it_are_made_in_the_background(
        self, client: Client, career: Career, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client.force_login(career.member.user)
        at_once = client.get("/uses/uses.csv").getvalue()
        monkeypatch.setattr(views, "LARGEST_AT_ONCE", 2)

        offered = client.get("/uses/uses.csv")
        ordered = client.post("/uses/uses.csv")
        download = Download.objects.get()
        downloads.make(download_id=download.pk, clock=lambda: NOW)

        assert "up to 3 lines" in offered.content.decode()
        assert ordered["Location"] == "/downloads/"
        download.refresh_from_db()
        with download.file.open("rb") as file:
            assert file.read() == at_once

    def test_need_no_money_to_be_shown(
        self, client: Client, career: Career, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        type(career.member).objects.filter(pk=career.member.pk).update(sees_money=False)
        monkeypatch.setattr(views, "LARGEST_AT_ONCE", 0)
        client.force_login(career.member.user)
        client.post("/uses/uses.csv")
        download = Download.objects.get()

        downloads.make(download_id=download.pk, clock=lambda: NOW)

        download.refresh_from_db()
        assert download.state == "done"


class TestStatementLines:
    def test_beyond_the_limit_are_offered(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        member = OrganisationMemberFactory.create()
        statement = issue(PayeeFactory.create(organisation=member.organisation), THIS_MONTH.first)
        client.force_login(member.user)
        address = f"/earnings/statements/{statement.public_id}/lines.csv"
        assert client.get(address).streaming
        monkeypatch.setattr(views, "LARGEST_AT_ONCE", -1)

        assert "Make the file" in client.get(address).content.decode()
        client.post(address)

        assert Download.objects.get().kind == "statement_lines"


class TestStatementsZip:
    def test_is_ordered_for_a_month_that_there_is(self, client: Client) -> None:
        member = OrganisationMemberFactory.create()
        issue(PayeeFactory.create(organisation=member.organisation), THIS_MONTH.first)
        client.force_login(member.user)

        refused = client.post("/earnings/statements/files/", {"time": "1999"})
        ordered = client.post("/earnings/statements/files/", {"time": f"{THIS_MONTH}"})

        assert refused.status_code == 422
        assert ordered["Location"] == "/downloads/"
        assert Download.objects.get().options == {"time": f"{THIS_MONTH}"}


def test_the_limit_is_fifty_thousand_lines() -> None:
    assert large_files.LARGEST_AT_ONCE == 50_000
