from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from artistportal import background
from artistportal.accounts import tasks
from artistportal.accounts.models import Letter
from artistportal.accounts.services import letters
from artistportal.background import JobState
from tests.factories.accounts import UserFactory

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def written(now: datetime = NOW) -> Letter:
    mara = UserFactory.create(email="mara@example.org")
    letters.write(to=[mara], subject="You are asked", text="Please answer.", now=now)
    return Letter.objects.get()


def send(letter: Letter, at: datetime = NOW) -> Letter:
    letters.send(letter_id=letter.pk, clock=lambda: at)
    letter.refresh_from_db()
    return letter


@pytest.fixture
def server_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    def refuse(*_given: object) -> int:
        raise SMTPServerDisconnected("Connection unexpectedly closed")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        yield patch


class TestWrite:
    def test_writes_to_each_person_once(self) -> None:
        mara = UserFactory.create()

        letters.write(to=[mara, mara], subject="Asked", text="", now=NOW)

        assert Letter.objects.get().to == mara

    def test_leaves_out_who_cannot_sign_in(self) -> None:
        gone = UserFactory.create(is_active=False)

        letters.write(to=[gone], subject="Asked", text="", now=NOW)

        assert not Letter.objects.exists()

    def test_is_undone_with_what_it_tells_of(self) -> None:
        with transaction.atomic():
            written()
            transaction.set_rollback(True)

        assert not Letter.objects.exists()

    def test_keeps_the_subject_to_one_line(self) -> None:
        letters.write(to=[UserFactory.create()], subject="A\nBcc: all", text="", now=NOW)

        assert Letter.objects.get().subject == "A Bcc: all"


class TestSend:
    def test_sends_to_the_person(self) -> None:
        letter = send(written())

        (sent,) = mail.outbox
        assert (sent.to, sent.subject) == (["mara@example.org"], "You are asked")
        assert sent.body.startswith("Please answer.")
        assert letter.state == JobState.DONE

    def test_sends_a_letter_once_however_often_the_bell_rings(self) -> None:
        letter = send(written())

        send(letter, NOW + timedelta(days=1))

        assert len(mail.outbox) == 1

    def test_names_the_same_message_when_a_worker_died_before_its_note(self) -> None:
        letter = send(written())
        Letter.objects.update(state=JobState.RUNNING)

        send(letter, NOW + timedelta(hours=1))

        first, again = mail.outbox
        assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]

    @pytest.mark.usefixtures("server_away")
    def test_waits_while_the_server_is_away(self) -> None:
        letter = send(written())

        assert letter.state == JobState.WAITING
        assert "Connection unexpectedly closed" in letter.error
        assert background.sweep(Letter, now=NOW + timedelta(seconds=59)) == []

    def test_goes_out_when_the_server_is_back(self, server_away: pytest.MonkeyPatch) -> None:
        letter = send(written())
        server_away.undo()

        (pk,) = background.sweep(Letter, now=NOW + letters.PAUSES[0])
        send(letter, NOW + letters.PAUSES[0])

        assert (pk, len(mail.outbox)) == (letter.pk, 1)

    @pytest.mark.usefixtures("server_away")
    def test_fails_visibly_after_the_last_attempt(self) -> None:
        letter, at = written(), NOW
        for pause in (*letters.PAUSES, timedelta(0)):
            send(letter, at)
            at += pause

        assert letter.state == JobState.FAILED
        assert "Connection unexpectedly closed" in letter.error


class TestSendAgain:
    @pytest.mark.usefixtures("server_away")
    def test_puts_a_failed_letter_back_in_line(self) -> None:
        letter = written()
        Letter.objects.update(state=JobState.FAILED, attempts=5)

        assert letters.send_again(letter_id=letter.pk, now=NOW)

        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == (JobState.WAITING, 0)


class TestSweep:
    def test_rings_for_a_letter_within_a_minute(
        self,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        letter = written(NOW - timedelta(days=1))
        rung: list[int] = []
        monkeypatch.setattr(tasks.send_letter, "delay", rung.append)

        with django_capture_on_commit_callbacks(execute=True):
            tasks.sweep()

        assert rung == [letter.pk]
