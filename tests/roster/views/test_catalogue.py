"""A catalogue file on the site: tried, then taken over."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from artistportal.roster import forms
from artistportal.roster.domain.catalogue import COLUMNS
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.models import CatalogueUpload, Organisation, Work
from tests.factories.roster import OrganisationMemberFactory
from tests.roster.views.conftest import HTMX, SignIn

pytestmark = pytest.mark.django_db

GOOD = ",".join(COLUMNS) + '\nrecording,Salt Roads,,GBAAA2500001,,,,"Mara: vocalist, consent",,\n'
BAD = ",".join(COLUMNS) + "\ntape,Salt Roads,,,,,,Mara: vocalist,,\n"


def bring(client: Client, text: str, name: str = "autumn.csv") -> str:
    file = SimpleUploadedFile(name, text.encode())
    return client.post("/roster/catalogue/", {"file": file}).headers["Location"]


class TestUploads:
    def test_keeps_the_file_and_goes_to_its_trial(
        self, rep_client: Client, label: Organisation
    ) -> None:
        address = bring(rep_client, GOOD)

        upload = CatalogueUpload.objects.get()
        assert address == f"/roster/catalogue/{upload.public_id}/"
        assert upload.organisation == label
        with upload.file.open() as stored:
            assert stored.read() == GOOD.encode()
        assert not Work.objects.exists()

    def test_keeps_a_hostile_name_off_the_disk(self, rep_client: Client, tmp_path: Path) -> None:
        bring(rep_client, GOOD, name="..%2f..\\x.html")

        assert [path.suffix for path in tmp_path.rglob("*.*")] == [".csv"]

    def test_refuses_a_file_that_is_too_long(
        self, rep_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forms, "MOST_LINES", 1)

        answer = rep_client.post(
            "/roster/catalogue/",
            {"file": SimpleUploadedFile("a.csv", GOOD.encode())},
            headers=HTMX,
        )

        assert answer.status_code == 422
        assert "more than 1 lines" in answer.content.decode()

    def test_refuses_a_file_that_is_too_large(
        self, rep_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forms, "MOST_BYTES", 10)

        answer = rep_client.post(
            "/roster/catalogue/", {"file": SimpleUploadedFile("a.csv", GOOD.encode())}
        )

        assert "larger than 20 MB" in answer.content.decode()

    def test_asks_for_a_file_where_there_is_none(self, rep_client: Client) -> None:
        assert rep_client.post("/roster/catalogue/").status_code == 422

    def test_lets_a_reader_look_and_not_bring(self, label: Organisation, sign_in: SignIn) -> None:
        reader = OrganisationMemberFactory.create(organisation=label, role=OrganisationRole.READER)
        client = sign_in(reader.user)

        assert (
            "Only an owner, manager or editor" in client.get("/roster/catalogue/").content.decode()
        )
        file = SimpleUploadedFile("a.csv", GOOD.encode())
        assert client.post("/roster/catalogue/", {"file": file}).status_code == 403
        assert not CatalogueUpload.objects.exists()

    def test_does_not_exist_for_an_artist(self, client: Client) -> None:
        assert client.get("/roster/catalogue/").status_code == 404


class TestUpload:
    def test_tells_what_would_change(self, rep_client: Client) -> None:
        page = rep_client.get(bring(rep_client, GOOD)).content.decode()

        assert "What this file would change" in page
        assert "New works" in page
        assert "Take over all of it" in page

    def test_takes_over_when_told_and_then_says_that_nothing_changes(
        self, rep_client: Client
    ) -> None:
        address = bring(rep_client, GOOD)

        answer = rep_client.post(address, follow=True)

        page = answer.content.decode()
        assert Work.objects.get().title == "Salt Roads"
        assert "Taken over: new works 1, new artists 1, new credits 1." in page
        assert "This file changes nothing" in page
        assert "Take over all of it" not in page

    def test_tells_problems_with_line_column_value_and_cure(self, rep_client: Client) -> None:
        address = bring(rep_client, BAD)

        answer = rep_client.post(address)

        page = answer.content.decode()
        assert "That is no kind of work." in page
        assert "Write recording, composition or voice." in page
        assert not Work.objects.exists()
        assert CatalogueUpload.objects.get().imported_at is None

    def test_does_not_exist_for_another_label(self, rep_client: Client, sign_in: SignIn) -> None:
        address = bring(rep_client, GOOD)
        stranger = sign_in(OrganisationMemberFactory.create().user)

        assert stranger.get(address).status_code == 404
        assert stranger.get(address, headers=HTMX).status_code == 404
        assert stranger.post(address).status_code == 404
        assert not Work.objects.exists()
