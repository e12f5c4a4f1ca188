"""Files made in the background: whole or not at all, for who may have them, thrown away in time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoCaptureOnCommitCallbacks

from artistportal import background
from artistportal.accounts import permissions, tasks
from artistportal.accounts.models import Download, Letter, Notification, User
from artistportal.accounts.services import downloads
from artistportal.accounts.services.downloads import KEPT_FOR, MAKERS, NotMade, Order
from artistportal.background import JobState
from tests.factories.accounts import UserFactory
from tests.factories.roster import NOW, ArtistMemberFactory

pytestmark = pytest.mark.django_db

CONTENT = b"one\ntwo\n"
LATER = NOW + timedelta(minutes=11)


@pytest.fixture(autouse=True)
def _a_kind(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(MAKERS, "lines", lambda _download, path, _say: path.write_bytes(CONTENT))
    monkeypatch.setitem(permissions.CHECKS, "lines", permissions.of_the_account)


def ordered(user: User | None = None, kind: str = "lines", account: str = "") -> Download:
    if user is None:
        member = ArtistMemberFactory.create()
        user, account = member.user, f"artist:{member.artist.public_id}"
    return downloads.ask(
        Order(kind, "Every line", "lines.csv"), user=user, account=account, now=NOW
    )


def made(download: Download, at: datetime = NOW) -> Download:
    downloads.make(download_id=download.pk, clock=lambda: at)
    download.refresh_from_db()
    return download


def read(download: Download) -> bytes:
    with download.file.open("rb") as file:
        content: bytes = file.read()
    return content


def stored() -> list[str]:
    folder = Path(site.MEDIA_ROOT) / "downloads"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


class TestMake:
    def test_stores_the_file_with_its_size_and_hash_and_tells_the_person(self) -> None:
        download = made(ordered())

        assert read(download) == CONTENT
        assert (download.state, download.size) == (JobState.DONE, 8)
        assert download.sha256 == hashlib.sha256(CONTENT).hexdigest()
        assert download.expires_at == NOW + KEPT_FOR
        news = Notification.objects.get(to=download.user)
        assert (news.topic, news.path) == ("downloads", "/downloads/")
        assert Letter.objects.get().to == download.user

    def test_makes_it_once_however_often_the_bell_rings(self) -> None:
        download = made(ordered())

        made(download, LATER)

        assert download.attempts == 1
        assert Notification.objects.count() == 1

    def test_starts_over_when_the_worker_died_before_it_was_finished(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        download = ordered()
        with monkeypatch.context() as patch:
            patch.setattr(background, "finish", _dies)
            with pytest.raises(KeyboardInterrupt):
                made(download)
        download.refresh_from_db()
        assert (download.state, bool(download.file)) == (JobState.RUNNING, False)

        made(download, LATER)

        assert (download.state, download.attempts) == (JobState.DONE, 2)
        assert read(download) == CONTENT
        assert Notification.objects.count() == 1

    def test_leaves_nothing_when_another_worker_took_it_over(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def slow(download: Download, path: Path, _say: object) -> None:
            path.write_bytes(b"half")
            monkeypatch.setitem(MAKERS, "lines", lambda _d, other, _s: other.write_bytes(CONTENT))
            made(Download.objects.get(pk=download.pk), LATER)

        monkeypatch.setitem(MAKERS, "lines", slow)

        download = made(ordered())

        assert read(download) == CONTENT
        assert stored() == [f"{download.public_id}-2"]

    def test_stops_at_the_next_beat_when_another_worker_took_it_over(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def robbed(download: Download, _path: Path, say: Callable[[int, int], None]) -> None:
            Download.objects.filter(pk=download.pk).update(attempts=9)
            say(1, 2)
            raise AssertionError

        monkeypatch.setitem(MAKERS, "lines", robbed)

        assert made(ordered()).state == JobState.RUNNING

    def test_says_how_far_it_is_at_most_once_a_second(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[tuple[int, int]] = []

        def counting(download: Download, path: Path, say: Callable[[int, int], None]) -> None:
            for done in range(4):
                say(done, 4)
            download.refresh_from_db()
            seen.append((download.progress_done, download.progress_total))
            path.write_bytes(CONTENT)

        monkeypatch.setitem(MAKERS, "lines", counting)
        ticks: Iterator[datetime] = (NOW + timedelta(seconds=n * 0.4) for n in count())

        downloads.make(download_id=ordered().pk, clock=lambda: next(ticks))

        assert seen == [(3, 4)]

    @pytest.mark.parametrize(
        ("problem", "sentence"),
        [
            pytest.param(NotMade("No month is closed."), "No month is closed.", id="refused"),
            pytest.param(ZeroDivisionError(), downloads.WENT_WRONG, id="broken"),
        ],
    )
    def test_fails_with_a_sentence(
        self, problem: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def breaking(*_given: object) -> None:
            raise problem

        monkeypatch.setitem(MAKERS, "lines", breaking)
        download = ordered()
        if isinstance(problem, NotMade):
            made(download)
        else:
            with pytest.raises(ZeroDivisionError):
                made(download)

        download.refresh_from_db()
        assert (download.state, download.error) == (JobState.FAILED, sentence)
        assert (stored(), Notification.objects.count()) == ([], 0)

    def test_makes_nothing_for_who_left_the_team_since(self) -> None:
        download = ordered()
        download.user.artist_memberships.update(until_at=NOW)

        assert made(download).error.startswith("You no longer have the account")

    def test_makes_nothing_with_money_for_who_is_not_shown_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(permissions.CHECKS, "lines")
        download = ordered()
        download.user.artist_memberships.update(sees_money=False)

        assert made(download).state == JobState.FAILED

    def test_does_not_know_a_kind_that_nobody_makes(self) -> None:
        person = UserFactory.create()

        download = made(ordered(person, kind="your_data_of_old"))

        assert download.state == JobState.FAILED


class TestMakeAgain:
    def test_puts_a_failed_file_back_in_line_for_its_owner_alone(self) -> None:
        download = ordered()
        Download.objects.update(state=JobState.FAILED, attempts=5)

        with pytest.raises(PermissionDenied):
            downloads.make_again(download=download, by=UserFactory.create(), now=NOW)
        assert downloads.make_again(download=download, by=download.user, now=NOW)

        download.refresh_from_db()
        assert (download.state, download.attempts) == (JobState.WAITING, 0)


class TestThrowAway:
    def test_removes_what_expired_with_every_attempts_file(self) -> None:
        download = made(ordered())
        (Path(site.MEDIA_ROOT) / "downloads" / f"{download.public_id}-0").touch()
        Download.objects.update(attempts=1)

        assert downloads.throw_away(now=NOW + KEPT_FOR - timedelta(seconds=1)) == 0
        assert downloads.throw_away(now=NOW + KEPT_FOR) == 1

        assert stored() == [f"{download.public_id}-0"]
        assert not Download.objects.exists()

    def test_leaves_what_is_being_made(self) -> None:
        download = ordered()
        background.claim(Download, download.pk, now=NOW + KEPT_FOR)

        assert downloads.throw_away(now=NOW + KEPT_FOR) == 0


class TestSweep:
    def test_rings_for_what_nobody_took_up(
        self,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        download = ordered()
        Download.objects.update(
            created_at=datetime(2026, 1, 1, tzinfo=UTC), expires_at=datetime(2999, 1, 1, tzinfo=UTC)
        )
        rung: list[int] = []
        monkeypatch.setattr(tasks.make_download, "delay", rung.append)

        with django_capture_on_commit_callbacks(execute=True):
            tasks.sweep()

        assert rung == [download.pk]


def _dies(*_given: object, **_named: object) -> bool:
    raise KeyboardInterrupt
