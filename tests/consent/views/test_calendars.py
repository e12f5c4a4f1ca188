"""What ends and what is due, as a page and as a calendar at a secret address."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import ArtistMember
from consent.models import CalendarFeed
from consent.queries import calendars
from tests.consent.views.stage import Stage
from tests.factories.consent import LicenceFactory, TermsFactory, say_no, say_yes
from tests.factories.roster import MandateFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
MIDNIGHT = (NOW + timedelta(days=40)).replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def address(client: Client) -> str:
    page = client.post("/consent/calendar/address/").content.decode()
    found = re.search(r"/calendars/[\w-]+\.ics", page)
    assert found
    return found.group()


def events(client: Client) -> list[Any]:
    file = Client().get(address(client))
    assert file["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(file.content).walk("VEVENT"))


class TestEntries:
    def titles(self, stage: Stage) -> list[str]:
        return [entry.title for entry in calendars.entries(stage.artist.pk, NOW)]

    def test_tell_when_a_yes_ends(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY, ends_at=MIDNIGHT)

        (entry,) = calendars.entries(stage.artist.pk, NOW)

        assert entry.title == "Discovery by Ossilune ends"
        assert "Nothing renews by itself" in entry.detail
        assert entry.last_day == (MIDNIGHT - timedelta(days=1)).date()

    def test_leave_out_a_yes_that_a_no_answered(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY, ends_at=MIDNIGHT)
        say_no(stage.artist)

        assert self.titles(stage) == []

    def test_tell_when_a_no_has_waited_its_notice_out(self, stage: Stage) -> None:
        terms = TermsFactory.create(licence=stage.terms.licence, notice_days=30)
        say_yes(stage.artist, terms, use=Use.DISCOVERY)
        say_no(stage.artist, tool=stage.tool, now=NOW - timedelta(days=1))

        (entry,) = calendars.entries(stage.artist.pk, NOW)

        assert entry.at == NOW + timedelta(days=29)
        assert "notice" in entry.detail

    def test_tell_when_licences_and_mandates_end(self, stage: Stage) -> None:
        LicenceFactory.create(tool=stage.tool, organisation=stage.label, until_at=MIDNIGHT)
        MandateFactory.create(
            artist=stage.artist, organisation=stage.label, until_at=MIDNIGHT + timedelta(hours=1)
        )

        assert self.titles(stage) == [
            "Licence L-0002 of Ossilune ends",
            "The mandate of Northlight ends",
        ]


class TestCalendar:
    def test_says_that_nothing_ends(self, stage: Stage) -> None:
        assert "Nothing ends" in stage.client().get("/consent/calendar/").content.decode()

    def test_asks_ten_times_at_most(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, ends_at=MIDNIGHT)
        client = stage.client()
        client.get("/consent/calendar/")

        with CaptureQueriesContext(connection) as queries:
            client.get("/consent/calendar/")

        statements = [query["sql"] for query in queries]
        assert len(set(statements)) == len(statements)
        assert len(statements) <= 10, " ".join(re.findall(r"FROM \S+", " ".join(statements)))


class TestFeed:
    def test_is_read_without_signing_in_and_reads_back(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY, ends_at=MIDNIGHT)
        MandateFactory.create(
            artist=stage.artist, organisation=stage.label, until_at=MIDNIGHT + timedelta(hours=1)
        )

        whole_day, moment = events(stage.client())

        assert whole_day["DTSTART"].dt == (MIDNIGHT - timedelta(days=1)).date()
        assert whole_day["DTEND"].dt == MIDNIGHT.date()
        assert type(whole_day["DTSTART"].dt) is date
        assert moment["DTSTART"].dt == MIDNIGHT + timedelta(hours=1)
        assert all(event["DTSTAMP"] and event["UID"] for event in (whole_day, moment))

    def test_names_a_thing_by_the_same_key_each_time(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY, ends_at=MIDNIGHT)
        client = stage.client()

        first, second = ([event["UID"] for event in events(client)] for _ in range(2))

        assert first == second

    def test_keeps_a_hash_of_its_address_alone(self, stage: Stage) -> None:
        url = address(stage.client())

        token = url.removeprefix("/calendars/").removesuffix(".ics")
        assert token not in CalendarFeed.objects.get().sha256
        assert token not in stage.client().get("/consent/calendar/").content.decode()

    def test_ends_when_a_new_address_is_made(self, stage: Stage) -> None:
        client = stage.client()
        first = address(client)

        second = address(client)

        assert Client().get(first).status_code == 404
        assert Client().get(second).status_code == 200

    def test_ends_at_once_when_it_is_ended(self, stage: Stage) -> None:
        client = stage.client()
        url = address(client)

        client.post("/consent/calendar/address/end/")

        assert Client().get(url).status_code == 404

    def test_ends_with_its_persons_place_in_the_team(self, stage: Stage) -> None:
        url = address(stage.client())

        ArtistMember.objects.update(until_at=NOW - timedelta(days=1))

        assert Client().get(url).status_code == 404
