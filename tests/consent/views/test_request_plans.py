"""Proposing: tried before it is sent, shown by numbers and names, taken back in one step."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artistportal.accounts.models import Letter
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.domain.uses import Use
from consent.domain.requests import MOST_A_DAY
from consent.models import Request
from tests.consent.views.stage import Stage
from tests.factories.consent import LicenceFactory, TermsFactory
from tests.factories.requests import answer, propose, speaker_of
from tests.factories.roster import OrganisationMemberFactory, RecordingFactory

pytestmark = pytest.mark.django_db
TRIED = re.compile(r'name="tried" value="(\w+)"')


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def label(stage: Stage) -> Client:
    client = Client()
    client.force_login(speaker_of(stage.label))
    return client


def said(stage: Stage, **changed: object) -> dict[str, object]:
    """What somebody types to ask for training of Ana's recordings."""
    deadline: date = (timezone.now() + timedelta(days=20)).date()
    return {
        "title": "Choir sounds",
        "uses": ["training"],
        "deadline_on": deadline.isoformat(),
        "example_units": "1000",
        "which": "named",
        "names": "\n".join(work.identifier for work in stage.works),
    } | changed


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]  # a response


class TestNew:
    def test_shows_the_terms_that_people_will_read(self, label: Client) -> None:
        page = text(label.get("/proposals/new/"))

        assert "0.01 EUR for each unit." in page
        assert "L-0001: Ossilune and Northlight" in page

    def test_asks_for_a_licence_where_there_are_several(self, stage: Stage, label: Client) -> None:
        TermsFactory.create(licence=LicenceFactory.create(organisation=stage.label))

        assert "Under which licence?" in text(label.get("/proposals/new/"))

    def test_says_of_each_line_of_a_file_what_becomes_of_it(
        self, stage: Stage, label: Client
    ) -> None:
        content = f"isrc\n{stage.works[0].isrc}\nGBZZZ2600001\n".encode()
        file = SimpleUploadedFile("works.csv", content, "text/csv")

        answer = label.post("/proposals/new/", said(stage, names="", file=file, csv="1"))

        assert answer["Content-Type"].startswith("text/csv")
        lines = answer.content.decode().splitlines()
        assert lines[1].endswith("asked,")
        assert "Line 3: GBZZZ2600001,not found," in lines[2]
        assert not Request.objects.exists()

    def test_is_refused_to_a_reader(self, stage: Stage) -> None:
        reader = OrganisationMemberFactory.create(
            organisation=stage.label, role=OrganisationRole.READER
        )
        client = Client()
        client.force_login(reader.user)

        assert client.get("/proposals/new/").status_code == 403

    def test_says_before_sending_whom_it_asks_and_what_it_leaves_out(
        self, stage: Stage, label: Client
    ) -> None:
        foreign = RecordingFactory.create()
        names = f"{stage.works[0].isrc}\nnonsense\nGBFAC9999999\n{foreign.identifier}"

        page = text(label.post("/proposals/new/", said(stage, names=names)))

        assert "1 artist is asked about 1 work" in page
        assert "3 are left out" in page
        assert "Line 2: nonsense" in page
        assert "No work is known by this here." in page
        assert "Neither it nor the song or a voice in it is under this licence." in page
        assert foreign.identifier in page
        assert foreign.title not in page
        assert not Request.objects.exists()

    def test_is_sent_when_it_was_tried(self, stage: Stage, label: Client) -> None:
        tried = TRIED.search(text(label.post("/proposals/new/", said(stage))))
        assert tried

        done = label.post("/proposals/new/", said(stage, tried=tried[1]), follow=True)

        assert "Sent as Q-00001: 1 artist is asked." in text(done)
        request = Request.objects.get()
        assert request.by_organisation == stage.label
        assert request.works.count() == 2

    def test_is_refused_where_people_were_written_to_too_often(
        self, stage: Stage, label: Client
    ) -> None:
        deadline = timezone.now() + timedelta(days=10)
        for _ in range(MOST_A_DAY):
            propose(
                stage.terms,
                stage.works,
                proposer=stage.label,
                now=timezone.now(),
                deadline_at=deadline,
            )
        tried = TRIED.search(text(label.post("/proposals/new/", said(stage))))
        assert tried

        refused = label.post("/proposals/new/", said(stage, tried=tried[1]))

        assert refused.status_code == 422
        assert "Northlight has asked 20 times within a day" in text(refused)
        assert Request.objects.count() == MOST_A_DAY
        assert Letter.objects.count() == MOST_A_DAY

    def test_is_looked_at_again_when_whom_it_asks_has_changed(
        self, stage: Stage, label: Client
    ) -> None:
        page = text(label.post("/proposals/new/", said(stage, tried="another")))

        assert "has changed since you looked" in page
        assert not Request.objects.exists()

    def test_takes_a_file(self, stage: Stage, label: Client) -> None:
        file = SimpleUploadedFile(
            "works.csv", f"title,isrc\nOne,{stage.works[0].isrc}\n".encode(), "text/csv"
        )

        page = text(label.post("/proposals/new/", said(stage, names="", file=file)))

        assert "1 artist is asked about 1 work" in page
        assert "left out" not in page
        assert f"ISRC:{stage.works[0].isrc}" in page

    def test_takes_the_whole_catalogue_or_an_artists(self, stage: Stage, label: Client) -> None:
        page = text(label.post("/proposals/new/", said(stage, which="matching", artist="ana sol")))

        assert "1 artist is asked about 4 works" in page

    def test_finds_an_artist_by_a_part_of_the_name(self, stage: Stage, label: Client) -> None:
        page = text(label.post("/proposals/new/", said(stage, which="matching", artist="sol")))

        assert "1 artist is asked about 4 works" in page

    def test_says_when_no_work_fits(self, stage: Stage, label: Client) -> None:
        page = text(label.post("/proposals/new/", said(stage, which="matching", artist="Nobody")))

        assert "No work fits what you chose, so there is nobody to ask." in page

    def test_says_for_which_uses_nobody_is_asked(self, stage: Stage, label: Client) -> None:
        now = timezone.now()
        before = propose(
            stage.terms, stage.works, [Use.REMIX], now=now, deadline_at=now + timedelta(days=9)
        )
        answer(before, stage.artist, True, now=now)

        page = text(label.post("/proposals/new/", said(stage, uses=["training", "remix"])))

        assert "Nobody is asked about remix" in page

    def test_ends_with_the_day_that_was_typed(self, stage: Stage, label: Client) -> None:
        asked = said(stage)
        day = date.fromisoformat(str(asked["deadline_on"]))

        page = re.sub("<[^>]+>", "", text(label.post("/proposals/new/", asked)))

        assert f"to answer until {day.day} {day:%b %Y}, 24:00 UTC." in page

    def test_goes_back_to_be_changed(self, stage: Stage, label: Client) -> None:
        page = text(label.post("/proposals/new/", said(stage, change="1")))

        assert 'value="Choir sounds"' in page

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"names": ""}, "Name at least one work"),
            ({"sample_url": "http://example.org/a"}, "Begin the link with https://."),
            ({"sample_url": "https://known@example.org/a"}, "Leave out the name before the host"),
            ({"territories": "XX"}, "These are no territories: XX."),
            ({"title": ""}, "This field is required."),
            ({"deadline_on": "2020-01-01"}, "Leave people a day at least"),
        ],
    )
    def test_says_what_is_wrong(
        self, stage: Stage, label: Client, changed: dict[str, object], told: str
    ) -> None:
        response = label.post("/proposals/new/", said(stage, **changed))

        assert response.status_code == 422
        assert told in text(response)

    def test_lets_a_tool_ask_under_its_licence(self, stage: Stage) -> None:
        client = Client()
        client.force_login(speaker_of(stage.tool))
        tried = TRIED.search(text(client.post("/proposals/new/", said(stage))))
        assert tried

        client.post("/proposals/new/", said(stage, tried=tried[1]))

        assert Request.objects.get().by_tool == stage.tool


class TestProposals:
    def asked(self, stage: Stage) -> Request:
        now = timezone.now()
        return propose(
            stage.terms,
            stage.works,
            (Use.TRAINING, Use.REMIX),
            now=now,
            deadline_at=now + timedelta(days=9),
        )

    def test_list_what_was_asked_and_who_has_yet_to_answer(
        self, stage: Stage, label: Client
    ) -> None:
        request = self.asked(stage)

        page = text(label.get("/proposals/"))

        assert "1 still open" in page
        assert f"/consent/artists/{stage.artist.public_id}/requests/{request.public_id}/" in page

    def test_show_the_label_each_use(self, stage: Stage, label: Client) -> None:
        request = self.asked(stage)
        now = timezone.now()
        answer(request, stage.artist, {Use.TRAINING: True, Use.REMIX: False}, now=now)

        page = text(label.get(f"/proposals/{request.public_id}/"))

        assert "Agreed in part" in page
        assert "Training: agreed. Remix: not agreed." in page

    def test_show_a_tool_names_and_states_alone(self, stage: Stage) -> None:
        request = self.asked(stage)
        now = timezone.now()
        answer(request, stage.artist, {Use.TRAINING: True, Use.REMIX: False}, now=now)
        client = Client()
        client.force_login(speaker_of(stage.tool))

        page = text(client.get(f"/proposals/{request.public_id}/"))

        assert "Ana Sol" in page
        assert "Remix: not agreed" not in page

    def test_are_nobody_elses(self, stage: Stage) -> None:
        request = self.asked(stage)
        client = Client()
        client.force_login(OrganisationMemberFactory.create().user)

        assert client.get(f"/proposals/{request.public_id}/").status_code == 404

    def test_are_withdrawn_in_one_step(self, stage: Stage) -> None:
        request = self.asked(stage)
        client = Client()
        client.force_login(speaker_of(stage.tool))

        done = client.post(f"/proposals/{request.public_id}/withdraw/", follow=True)

        assert "Q-00001 is withdrawn." in text(done)

    def test_of_a_tool_are_not_the_labels_to_withdraw(self, stage: Stage, label: Client) -> None:
        request = self.asked(stage)

        assert label.post(f"/proposals/{request.public_id}/withdraw/").status_code == 403

    @pytest.mark.parametrize("count", [1, 9])
    def test_cost_the_same_for_one_and_for_many(
        self,
        stage: Stage,
        label: Client,
        count: int,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for _ in range(count):
            request = self.asked(stage)
        for address in ("/proposals/", f"/proposals/{request.public_id}/"):
            label.get(address)
            with django_assert_max_num_queries(10):
                label.get(address)
