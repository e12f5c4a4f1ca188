"""The page of a person's files, and who gets a file."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artistportal.accounts import permissions, tasks
from artistportal.accounts.models import Download, User
from artistportal.accounts.services import downloads
from artistportal.accounts.services.downloads import KEPT_FOR, MAKERS, Order
from artistportal.background import JobState
from artistportal.roster.models import ArtistMember
from tests.accounts.views.conftest import HTMX
from tests.factories.accounts import UserFactory
from tests.factories.roster import NOW

pytestmark = pytest.mark.django_db
PAGE = "/downloads/"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MAKERS, "lines", lambda _download, path, _say: path.write_bytes(b"<b>"))
    monkeypatch.setitem(permissions.CHECKS, "lines", permissions.of_the_account)
    monkeypatch.setitem(MAKERS, "sums", lambda _download, path, _say: path.write_bytes(b"1"))


def ordered(member: ArtistMember, kind: str = "lines") -> Download:
    return downloads.ask(
        Order(kind, "Every line", "lines & all.html"),
        user=member.user,
        account=f"artist:{member.artist.public_id}",
        now=NOW,
    )


def made(member: ArtistMember, kind: str = "lines") -> Download:
    download = ordered(member, kind)
    downloads.make(download_id=download.pk, clock=lambda: NOW)
    return download


def content(answer: Any) -> bytes:
    """The whole file; reading it to its end closes it."""
    return b"".join(answer)


def address(download: Download, name: str = "download") -> str:
    return reverse(f"accounts:{name}", args=[download.public_id])


class TestListed:
    def test_asks_again_while_a_file_is_being_made_and_then_stops(
        self, client: Client, member: ArtistMember
    ) -> None:
        download = ordered(member)
        Download.objects.update(
            state=JobState.RUNNING, attempts=1, progress_done=1, progress_total=4
        )
        moving = client.get(PAGE, headers=HTMX).content.decode()
        Download.objects.update(state=JobState.WAITING, attempts=0)
        downloads.make(download_id=download.pk, clock=lambda: NOW)
        download.refresh_from_db()

        still = client.get(PAGE, headers=HTMX).content.decode()

        assert 'hx-trigger="every 2s"' in moving
        assert 'value="1">25%</progress>' in moving
        assert "hx-trigger" not in still
        assert address(download) in still
        assert download.sha256 in still
        assert "22 Mar 2026" in still

    def test_shows_nobody_elses_and_nothing_that_expired(
        self, client: Client, member: ArtistMember
    ) -> None:
        made(member)
        Download.objects.update(expires_at=NOW)
        downloads.ask(
            Order("lines", "Theirs", "lines.csv"),
            user=UserFactory.create(),
            account=f"artist:{member.artist.public_id}",
            now=NOW,
        )

        page = client.get(PAGE).content.decode()

        assert "No file is waiting for you." in page

    def test_asks_as_much_for_many_files_as_for_one(
        self, client: Client, member: ArtistMember
    ) -> None:
        counts = []
        for more in (1, 9):
            for _ in range(more):
                made(member)
            with CaptureQueriesContext(connection) as queries:
                client.get(PAGE)
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 10


class TestFile:
    def test_is_an_attachment_that_no_browser_opens(
        self, client: Client, member: ArtistMember
    ) -> None:
        answer = client.get(address(made(member)))

        assert content(answer) == b"<b>"
        assert answer["Content-Disposition"] == 'attachment; filename="lines & all.html"'
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store, private"

    @pytest.mark.parametrize("then", ["left the team", "not shown money", "expired", "not made"])
    def test_does_not_exist_for_who_may_not_have_it_any_more(
        self, client: Client, member: ArtistMember, then: str
    ) -> None:
        download = made(member, "sums")
        before = content(client.get(address(download)))
        if then == "left the team":
            ArtistMember.objects.update(until_at=NOW)
        elif then == "not shown money":
            ArtistMember.objects.update(sees_money=False)
        elif then == "expired":
            Download.objects.update(expires_at=NOW)
        else:
            Download.objects.update(state=JobState.RUNNING)

        answer = client.get(address(download))

        assert (before, answer.status_code) == (b"1", 404)

    def test_does_not_exist_for_somebody_else_of_the_same_team(
        self, client: Client, member: ArtistMember
    ) -> None:
        download = made(member)
        Download.objects.update(user=UserFactory.create())

        assert client.get(address(download)).status_code == 404


class TestAgain:
    def test_rings_for_a_file_that_failed(
        self,
        client: Client,
        member: ArtistMember,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        download, rung = ordered(member), list[int]()
        monkeypatch.setattr(tasks.make_download, "delay", rung.append)
        Download.objects.update(state=JobState.FAILED, error="It broke.")
        page = client.get(PAGE).content.decode()

        with django_capture_on_commit_callbacks(execute=True):
            for _ in range(2):
                client.post(address(download, "download_again"))

        assert "It broke." in page
        assert rung == [download.pk]

    def test_leaves_what_expired(self, client: Client, member: ArtistMember, person: User) -> None:
        download = ordered(member)
        Download.objects.update(state=JobState.FAILED, expires_at=NOW)

        assert client.post(address(download, "download_again")).status_code == 404
        assert not downloads.make_again(download=download, by=person, now=NOW + KEPT_FOR)
